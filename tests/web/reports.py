"""The two kinds of report, as far as their views are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from trio_journal.models import ReportKind

from .pages import Form, Page


@dataclass(frozen=True)
class Kind:
    """One kind of report: where it is, and how it is written over HTTP."""

    model: ReportKind

    @property
    def value(self) -> str:
        return self.model.value

    @property
    def names(self) -> list[str]:
        return [section.name for section in self.model.sections]

    def at(self, journal: Any, suffix: str = "") -> str:
        return f"/trios/{journal.home.id}/{self.value}{suffix}"

    def whole(self) -> dict[str, str]:
        return {name: f"A line about {name}." for name in self.names}

    def form(self, client: FlaskClient, journal: Any) -> Form:
        return Page(client.get(self.at(journal, "/edit"))).form("/edit")

    def save(self, client: FlaskClient, journal: Any, **texts: str) -> TestResponse:
        """Open the form, type these texts and no others, and save."""
        typed = dict.fromkeys(self.names, "") | texts
        answer = self.form(client, journal).send(client, **typed)
        assert answer.status_code == 303
        return answer

    def save_whole(self, client: FlaskClient, journal: Any, **texts: str) -> TestResponse:
        return self.save(client, journal, **(self.whole() | texts))

    def hand_in(self, client: FlaskClient, journal: Any) -> TestResponse:
        return Page(client.get(self.at(journal))).form("/hand-in").send(client)

    def hand_in_whole(self, client: FlaskClient, journal: Any, **texts: str) -> None:
        self.save_whole(client, journal, **texts)
        assert self.hand_in(client, journal).status_code == 303

    def take_back(self, client: FlaskClient, journal: Any) -> TestResponse:
        return Page(client.get(self.at(journal))).form("/take-back").send(client)


REVIEW = Kind(ReportKind.MID_YEAR_REVIEW)
REPORT = Kind(ReportKind.TRIO_REPORT)
KINDS = (REVIEW, REPORT)
