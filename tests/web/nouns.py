"""The four kinds of entry, as far as their views are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trio_journal.dates import today
from trio_journal.models import Entry, Finding, Observation, Question, Visit


@dataclass(frozen=True)
class Noun:
    """One kind of entry: where it lives, and the text that a test types into it."""

    model: type[Entry]
    field: str
    limit: int
    needed: bool = True

    @property
    def name(self) -> str:
        return self.model.noun

    def at(self, entry: Any, action: str = "") -> str:
        return f"/{self.name}s/{getattr(entry, 'id', entry)}{action and '/' + action}"

    def of(self, journal: Any, action: str = "") -> str:
        return f"/trios/{journal.home.id}/{self.name}s{action and '/' + action}"

    def made(self, journal: Any, text: str = "They said why.", **more: Any) -> Any:
        make = {"question": "question", "visit": "visit", "observation": "note"}.get(self.name)
        if make:
            return getattr(journal, make)(**{self.field: text}, **more)
        return journal.finding(**{self.field: text}, **more)

    def typed(self, journal: Any, text: str = "They said why.") -> dict[str, Any]:
        """Return what a form sends that makes an entry with this text."""
        if self.model is Visit:
            place = {"visit_date": today().isoformat(), "host_school_id": str(journal.secondary.id)}
            return place | {self.field: text}
        return {self.field: text}


QUESTION = Noun(Question, "text", 20_000)
VISIT = Noun(Visit, "look_for", 20_000, needed=False)
OBSERVATION = Noun(Observation, "seen", 20_000)
FINDING = Noun(Finding, "claim", 300)
NOUNS = (QUESTION, VISIT, OBSERVATION, FINDING)
