"""What a transaction makes of what the database refuses: a sentence for a race, noise for a bug."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from trio_journal.exceptions import Conflict
from trio_journal.extensions import db
from trio_journal.models import Alliance
from trio_journal.services.transaction import once, writing


def test_two_who_made_the_same_at_once_are_a_conflict(caplog: pytest.LogCaptureFixture) -> None:
    for expected in (None, Conflict):
        try:
            with writing() as session:
                session.add(Alliance(name="Vale Alliance"))
        except Conflict as error:
            assert type(error.__cause__) is IntegrityError
            assert expected is Conflict
            assert "Somebody saved in the same moment" in error.message
        else:
            assert expected is None
    assert "Two writers met" in caplog.text
    assert "Vale Alliance" not in caplog.text, "what people typed is not for the log"


@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_a_deadlock_is_a_conflict(state: str) -> None:
    class Refused(Exception):
        sqlstate = state

    with pytest.raises(Conflict), writing():
        raise OperationalError("UPDATE", {}, Refused())


def test_a_missing_value_and_a_broken_rule_are_mistakes_of_ours() -> None:
    with pytest.raises(IntegrityError), writing() as session:
        session.add(Alliance(name=None))
    broken: Any = sqlite3.IntegrityError("CHECK constraint failed")
    broken.sqlite_errorcode = sqlite3.SQLITE_CONSTRAINT_CHECK
    with pytest.raises(IntegrityError), writing():
        raise IntegrityError("INSERT", {}, broken)
    with pytest.raises(OperationalError), writing():
        raise OperationalError("SELECT", {}, Exception("disk I/O error"))


def test_who_makes_a_record_begins_again_once() -> None:
    tries = []

    @once
    def make() -> str:
        tries.append(1)
        with writing() as session:
            name = "Vale Alliance" if len(tries) < 3 else "Other"
            session.add(Alliance(name=name))
        return name

    assert make() == "Vale Alliance"
    assert make() == "Other"
    assert len(tries) == 3
    assert db.session.query(Alliance).count() == 2
