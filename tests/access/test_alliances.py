"""What is an alliance's members', and what its coordinators'."""

from __future__ import annotations

import pytest

from tests.services.conftest import House, Journal
from trio_journal import access
from trio_journal.exceptions import NotAllowed, NotFound
from trio_journal.ids import new_id
from trio_journal.models import Membership, Role

from .conftest import answer, ends


def test_an_alliance_is_its_members_and_changed_by_coordinators(
    journal: Journal, elsewhere: House
) -> None:
    boss = elsewhere.person("yan", role=Role.COORDINATOR)
    for person, look, change in (
        (journal.ann, "ok", "NotAllowed"), (journal.helen, "ok", "ok"),
        (boss, "NotFound", "NotFound"),
    ):  # fmt: skip
        assert answer(access.load_membership, person, journal.id) == look
        assert answer(access.load_coordinator, person, journal.id) == change
        assert answer(access.load_school, person, journal.primary.id) == change
        assert answer(access.load_person, person, journal.place(journal.dan).id) == change
    assert answer(access.load_school, journal.helen, new_id()) == "NotFound"
    for key in (elsewhere.place(boss).id, new_id()):
        assert answer(access.load_person, journal.helen, key) == "NotFound"


@pytest.mark.parametrize(("days", "expected"), [(0, "NotFound"), (1, "ok")])
def test_a_coordinator_who_leaves_coordinates_no_more(
    journal: Journal, days: int, expected: str
) -> None:
    journal.person("iris", role=Role.COORDINATOR)
    ends(Membership, journal.helen, days)
    assert answer(access.load_coordinator, journal.helen, journal.id) == expected
    assert answer(access.load_trio, journal.helen, journal.home.id) == expected
    refusal = "NotAllowed" if expected == "ok" else "NotFound"
    assert answer(access.load_trio_member, journal.helen, journal.home.id) == refusal


def test_refusals_say_why(journal: Journal) -> None:
    with pytest.raises(NotAllowed, match="belongs to its members"):
        access.load_trio_member(journal.helen, journal.home.id)
    with pytest.raises(NotAllowed, match="Only a coordinator"):
        access.load_coordinator(journal.ann, journal.id)
    with pytest.raises(NotFound, match="nothing here for you"):
        access.load_trio_member(journal.dan, journal.home.id)
