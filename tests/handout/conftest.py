"""The handout's tests use the same small alliance as those of the services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import Context
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from tests.coming import EVENING
from tests.services.conftest import Journal
from trio_journal.extensions import db
from trio_journal.handout.compiler import compile_evening
from trio_journal.handout.document import Handout
from trio_journal.services import invitations, sessions


@pytest.fixture
def journal(
    app: Flask,
    filled: Callable[[Callable[[], Journal]], Journal],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Journal]:
    """Return a trio's journal in which nothing is written yet, in an application context."""
    for service in (invitations, sessions):
        monkeypatch.setattr(
            service,
            "generate_password_hash",
            partial(generate_password_hash, method="pbkdf2:sha256:1"),
        )
    with app.app_context():
        yield filled(Journal).here()


@pytest.fixture
def compiled(lived_in: Flask) -> Handout:
    """Return the handout of the example's evening."""
    with lived_in.app_context():
        return compile_evening(db.session.scalars(EVENING).one())


@pytest.fixture
def queries(app: Flask) -> Iterator[list[str]]:
    """Return the statements that were sent to the database, as they come."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def fetch(client: FlaskClient, path: str) -> TestResponse:
    """Ask for a page as a browser would: outside the test's own application context."""
    return Context().run(client.get, path)


def sign_in(client: FlaskClient, user_id: UUID) -> FlaskClient:
    """Sign somebody in."""
    token = sessions.start(user_id)
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client
