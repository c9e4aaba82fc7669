"""A database that fails or is busy: a page that says so, and reading that does not wait."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update

from trio_journal.database import WRITES
from trio_journal.extensions import db
from trio_journal.models import TrioMembership

from .conftest import HTMX
from .pages import Page


@pytest.fixture
def broken(app: Flask, journal: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let nobody reach the database any more."""
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with app.app_context():
        engine = db.engine

    def fail(*_: Any) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    engine.dispose()
    event.listen(engine, "do_connect", fail)
    yield
    event.remove(engine, "do_connect", fail)


def test_the_page_of_our_own_mistakes_needs_no_database(
    ann: FlaskClient, journal: Any, broken: None
) -> None:
    for path in ("/", f"/trios/{journal.home.id}", "/nothing", "/sign-in"):
        answer = ann.get(path)
        assert answer.status_code == 500, path
        page = Page(answer)
        assert page.is_whole
        assert "Something went wrong on our side" in page.words
        assert "database" not in page.words
    answer = ann.post(f"/trios/{journal.home.id}/questions", data={"text": "x"}, headers=HTMX)
    assert answer.status_code == 500
    page = Page(answer)
    assert not page.is_whole
    assert "went wrong on our side" in page.words


def test_a_message_that_waits_is_not_lost_to_the_page_of_mistakes(
    ann: FlaskClient, broken: None
) -> None:
    with ann.session_transaction() as session:
        session["_flashes"] = [("message", "Saved.")]
    answer = ann.get("/")
    assert "Saved." not in answer.get_data(as_text=True)
    with ann.session_transaction() as session:
        assert session["_flashes"] == [("message", "Saved.")]


def test_the_journal_is_read_while_somebody_writes(
    ann: FlaskClient, journal: Any, app: Flask
) -> None:
    with app.app_context():
        writer = db.engine.connect().execution_options(**{WRITES: True})
    with writer, writer.begin():
        writer.execute(update(TrioMembership).values(away_since=None))
        begun = time.monotonic()
        answer = ann.get(f"/trios/{journal.home.id}")
        assert answer.status_code == 200
        assert time.monotonic() - begun < 5
