"""Alliances."""

from __future__ import annotations

import pytest

from trio_journal.exceptions import Invalid
from trio_journal.extensions import db
from trio_journal.models import User
from trio_journal.services import alliances, people

from .conftest import House, Journal


def test_an_alliance_is_made_once_under_its_name(journal: Journal) -> None:
    assert alliances.create("  Sallow Alliance ").name == "Sallow Alliance"
    with pytest.raises(Invalid, match="already"):
        alliances.create("Sallow Alliance")
    with pytest.raises(Invalid):
        alliances.create(" ")


def test_a_name_is_no_longer_than_every_database_keeps() -> None:
    assert len(alliances.create("V" * 120).name) == 120
    with pytest.raises(Invalid, match="at most 120 characters"):
        alliances.create("V" * 121)


def test_it_is_found_by_its_name_or_the_others_are_named(
    journal: Journal, elsewhere: House
) -> None:
    assert alliances.by_name(" Vale Alliance ") is journal.alliance
    with pytest.raises(Invalid, match="There is: Elsewhere Alliance, Vale Alliance"):
        alliances.by_name("Sallow Alliance")


def test_the_first_one_is_missed_in_words() -> None:
    with pytest.raises(Invalid, match="none yet"):
        alliances.by_name("Sallow Alliance")


def test_somebody_may_be_in_several(journal: Journal, elsewhere: House) -> None:
    email = db.session.get_one(User, journal.ann).email
    people.add(elsewhere.id, name="Ann", email=email)
    assert [a.id for a in alliances.of_user(journal.ann)] == [elsewhere.id, journal.id]
    people.leave(elsewhere.id, journal.ann, journal.ann)
    assert [a.id for a in alliances.of_user(journal.ann)] == [journal.id]
