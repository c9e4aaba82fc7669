"""Who opens a trio's journal, and who changes who is in it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.conftest import House, Journal
from trio_journal import access
from trio_journal.ids import new_id
from trio_journal.models import Membership, Role, TrioMembership
from trio_journal.services import people, trio_members, trios
from trio_journal.services.transaction import writing

from .conftest import answer, ends


def test_a_trio_is_opened_by_its_members_alone(journal: Journal, elsewhere: House) -> None:
    stranger = elsewhere.person("zoe")
    boss = elsewhere.person("yan", role=Role.COORDINATOR)
    for person, expected in (
        (journal.ann, "ok"), (journal.bob, "ok"), (journal.cat, "ok"), (journal.dan, "NotFound"),
        (journal.helen, "NotAllowed"), (stranger, "NotFound"), (boss, "NotFound"),
        (new_id(), "NotFound"),
    ):  # fmt: skip
        assert answer(access.load_trio_member, person, journal.home.id) == expected
        mine = access.places(person).trio_members
        again = answer(access.load_trio_member, person, journal.home.id, among=mine)
        assert again == expected, "it is the same from what a request has loaded already"


def test_no_trio_is_found_by_an_id_that_is_none(journal: Journal) -> None:
    for person in (journal.ann, journal.helen):
        assert answer(access.load_trio_member, person, new_id()) == "NotFound"
        assert answer(access.load_trio, person, new_id()) == "NotFound"


@pytest.mark.parametrize("model", [TrioMembership, Membership])
@pytest.mark.parametrize(("days", "expected"), [(-1, "NotFound"), (0, "NotFound"), (1, "ok")])
def test_the_day_somebody_leaves_they_are_out(
    journal: Journal, model: Any, days: int, expected: str
) -> None:
    note = journal.note(by=journal.cat)
    ends(model, journal.cat, days)
    assert answer(access.load_trio_member, journal.cat, journal.home.id) == expected
    assert answer(access.load_observation, journal.cat, note.id) == expected
    assert access.is_trio_member(journal.cat, journal.home.id) is (expected == "ok")
    assert bool(access.places(journal.cat).trio_members) is (expected == "ok")


def test_a_trio_of_another_alliance_gives_no_place_in_this_one(
    journal: Journal, elsewhere: House
) -> None:
    # ann joins the other alliance, and its trio, and leaves that alliance again.
    school = elsewhere.school("Far School")
    with writing() as session:
        session.add(Membership(alliance_id=elsewhere.id, user_id=journal.ann, school_id=school.id))
    trio = elsewhere.trio(journal.ann)
    assert answer(access.load_trio_member, journal.ann, trio.id) == "ok"
    people.leave(elsewhere.id, journal.ann, elsewhere.person("yan", role=Role.COORDINATOR))
    assert answer(access.load_trio_member, journal.ann, trio.id) == "NotFound"
    assert answer(access.load_trio_member, journal.ann, journal.home.id) == "ok"


def test_a_closed_year_is_read_and_not_changed(journal: Journal) -> None:
    trios.close(journal.home.id)
    assert answer(access.load_trio_member, journal.ann, journal.home.id) == "ok"
    assert answer(access.load_trio_member, journal.ann, journal.home.id, change=True) == (
        "NotAllowed"
    )
    trios.reopen(journal.home.id)
    assert answer(access.load_trio_member, journal.ann, journal.home.id, change=True) == "ok"


def test_who_is_in_a_trio_its_members_read_and_coordinators_change(
    journal: Journal, elsewhere: House
) -> None:
    boss = elsewhere.person("yan", role=Role.COORDINATOR)
    for person, look, change in (
        (journal.ann, "ok", "NotAllowed"),
        (journal.dan, "NotFound", "NotFound"),
        (journal.helen, "ok", "ok"),
        (boss, "NotFound", "NotFound"),
    ):
        assert answer(access.load_trio, person, journal.home.id) == look
        assert answer(access.load_trio, person, journal.home.id, change=True) == change


def test_the_lead_and_coordinators_mark_somebody_away(journal: Journal) -> None:
    for person, expected in (
        (journal.ann, "ok"), (journal.helen, "ok"), (journal.bob, "NotAllowed"),
        (journal.dan, "NotFound"),
    ):  # fmt: skip
        assert answer(access.load_away_marker, person, journal.home.id) == expected


def test_a_lead_who_left_marks_nobody(journal: Journal) -> None:
    trio_members.leave(journal.home.id, journal.ann, journal.helen)
    assert answer(access.load_away_marker, journal.ann, journal.home.id) == "NotFound"


def test_who_is_away_is_still_in_it(journal: Journal) -> None:
    trio_members.set_away(journal.home.id, journal.cat, journal.helen, away=True)
    assert answer(access.load_trio_member, journal.cat, journal.home.id, change=True) == "ok"
