"""The journal over HTTP: a trio's journal, and browsers that somebody is signed in to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash

from tests.services.conftest import House, Journal, set_back
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Evening, Finding
from trio_journal.services import (
    evening_slots,
    evenings,
    invitations,
    sessions,
    trio_members,
    trios,
)
from trio_journal.web import downloads

from .evenings import DAY
from .nouns import NOUNS, Noun

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in no time: how slow it is on purpose is not what these tests are about."""
    for service in (invitations, sessions):
        monkeypatch.setattr(
            service,
            "generate_password_hash",
            partial(generate_password_hash, method="pbkdf2:sha256:1"),
        )


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for documents as long as they take: a busy machine is no other answer."""
    monkeypatch.setattr(downloads, "WAIT", 30.0)


def on_page(path: str) -> dict[str, str]:
    """Return what htmx sends from a page, as `HTMX` from one that does not matter."""
    return HTMX | {"HX-Current-URL": f"http://localhost{path}"}


class Outside:
    """A house or journal built from outside the app: each step is a request's worth of its own.

    Tests of the web hold no app context, for every request they send must have its own.
    """

    def __init__(self, app: Flask, build: Callable[[], House]) -> None:
        self._app = app
        with app.app_context():
            self._built = build()

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._built, name)
        return self.inside(value) if callable(value) else value

    def inside(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a service's function as one that can be called from outside."""

        def call(*args: Any, **values: Any) -> Any:
            with self._app.app_context():
                return function(*args, **values)

        return call

    def fresh(self, row: Any) -> Any:
        """Return a row as the database has it now."""
        with self._app.app_context():
            return db.session.get_one(type(row), row.id, populate_existing=True)

    def close(self) -> None:
        """Close the trio's year: everybody may read, nobody may change."""
        self.inside(trios.close)(self.home.id)

    def part(self, person: UUID) -> None:
        """Let somebody leave the trio, by the coordinator."""
        self.inside(trio_members.leave)(self.home.id, person, self.helen)

    def set_back(self, row: Any, **values: Any) -> None:
        """Set a row's columns as if time had passed."""
        self.inside(set_back)(row, **values)

    def agree(self, finding: Finding, *people: UUID) -> Finding:
        """Have people agree, all three unless they are named, to the version there is."""
        with self._app.app_context():
            return self._built.agree(db.session.get_one(Finding, finding.id), *people)

    def share(self, finding: Finding) -> Finding:
        """Have all three agree, and share."""
        with self._app.app_context():
            return self._built.share(db.session.get_one(Finding, finding.id))


@pytest.fixture
def journal(app: Flask, filled: Callable[[Callable[[], Journal]], Journal]) -> Any:
    """Return the journal of ann, bob and cat; dan is in no trio, helen coordinates."""
    return Outside(app, filled(Journal).here)


@pytest.fixture(params=NOUNS, ids=lambda noun: noun.name)
def noun(request: pytest.FixtureRequest) -> Noun:
    """Return each kind of entry in turn."""
    return request.param


@pytest.fixture
def elsewhere(app: Flask) -> Any:
    """Return another alliance."""
    return Outside(app, partial(House, "Elsewhere Alliance"))


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., FlaskClient]:
    """Return what makes a browser that somebody is signed in to."""

    def signed_in(person: UUID, site: str = "http://localhost") -> FlaskClient:
        with app.app_context():
            token = sessions.start(person)
        client = app.test_client()
        with client.session_transaction(base_url=site) as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return client

    return signed_in


@pytest.fixture
def ann(journal: Any, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """Return ann's browser."""
    return sign_in(journal.ann)


@pytest.fixture
def bob(journal: Any, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """Return bob's browser."""
    return sign_in(journal.bob)


@pytest.fixture
def evening(journal: Any) -> Evening:
    """Return an evening with a welcome, the trio's slot, and a discussion."""
    made = journal.inside(evenings.create)(
        journal.id,
        journal.helen,
        new_id(),
        {
            "title": "What we saw",
            "evening_date": DAY,
            "starts_at": time(18),
            "ends_at": time(19),
            "venue_school_id": journal.secondary.id,
        },
    )
    for trio_id, label, minutes in (
        (None, "Welcome", 5), (journal.home.id, "", 10), (None, "Discussion", 20),
    ):  # fmt: skip
        journal.inside(evening_slots.add)(
            made.id, journal.helen, trio_id=trio_id, label=label, minutes=minutes
        )
    return made


@pytest.fixture
def at(evening: Evening) -> str:
    """Return the evening's address."""
    return f"/evenings/{evening.id}"
