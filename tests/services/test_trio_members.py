"""Who is in a trio; what agreement has to do with it is in test_agreements."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from trio_journal import access
from trio_journal.dates import academic_year, today
from trio_journal.exceptions import Conflict, Invalid, NotFound
from trio_journal.extensions import db
from trio_journal.services import people, trio_members, trios

from .conftest import House, Journal


def present(journal: Journal) -> set[object]:
    db.session.expire_all()
    return {member.user_id for member in trios.members(journal.home)}


# Joining


def test_a_third_joins_from_today_with_their_school(journal: Journal) -> None:
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    member = trio_members.add(journal.home.id, journal.dan, journal.helen)
    assert (member.joined_on, member.left_on, member.away_since) == (today(), None, None)
    assert member.school_id == journal.secondary.id
    assert present(journal) == {journal.ann, journal.bob, journal.dan}


def test_a_newcomer_reads_the_journal_from_its_start(journal: Journal) -> None:
    note = journal.note()
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    with pytest.raises(NotFound):
        access.load_observation(journal.dan, note.id)
    trio_members.add(journal.home.id, journal.dan, journal.helen)
    assert access.load_observation(journal.dan, note.id) is note


def test_a_full_trio_takes_nobody(journal: Journal) -> None:
    with pytest.raises(Invalid) as refusal:
        trio_members.add(journal.home.id, journal.dan, journal.helen)
    assert refusal.value.errors["member_ids"]
    assert present(journal) == {journal.ann, journal.bob, journal.cat}


def test_nobody_joins_twice(journal: Journal) -> None:
    finding = journal.agree(journal.finding(journal.note()))
    again = trio_members.add(journal.home.id, journal.ann, journal.helen)
    assert again.user_id == journal.ann
    assert present(journal) == {journal.ann, journal.bob, journal.cat}
    assert finding.state == "agreed", "nobody new has to agree"


def test_a_reason_that_was_given_is_not_replaced_by_one_that_comes_with_a_member(
    journal: Journal,
) -> None:
    trio = journal.trio(journal.ann, journal.cat, exception_reason="Agreed with both heads.")
    add = partial(trio_members.add, trio.id, journal.dan, journal.helen)
    with pytest.raises(Invalid) as refusal:
        add("x")
    assert refusal.value.errors == {"exception_reason": [trio_members.ANOTHER_REASON]}
    assert journal.dan not in {member.user_id for member in trio_members.of_trio(trio.id)}
    before = trio.version
    for reason in ("", " Agreed with both heads. "):
        add(reason)
    db.session.refresh(trio)
    assert (trio.exception_reason, trio.version) == ("Agreed with both heads.", before)


def test_a_closed_year_takes_nobody(journal: Journal) -> None:
    trio = journal.trio(journal.ann, journal.cat)
    trios.close(trio.id)
    with pytest.raises(Conflict):
        trio_members.add(trio.id, journal.dan, journal.helen)


def test_a_third_of_the_same_phase_needs_a_reason(journal: Journal) -> None:
    eve = journal.person("eve", journal.primary)
    trio_members.leave(journal.home.id, journal.bob, journal.helen)
    with pytest.raises(Invalid) as refusal:
        trio_members.add(journal.home.id, eve, journal.helen)
    assert refusal.value.errors["exception_reason"]
    trio_members.add(journal.home.id, eve, journal.helen, " All teach mixed-age classes. ")
    db.session.refresh(journal.home)
    assert journal.home.exception_reason == "All teach mixed-age classes."


def test_the_reason_for_one_phase_stays_when_somebody_joins_without_one(journal: Journal) -> None:
    trios.allow(journal.home.id, 1, "All teach mixed-age classes.")
    trio_members.leave(journal.home.id, journal.bob, journal.helen)
    trio_members.add(journal.home.id, journal.dan, journal.helen)
    db.session.refresh(journal.home)
    assert journal.home.exception_reason == "All teach mixed-age classes."


def test_somebody_of_another_alliance_cannot_join(journal: Journal, elsewhere: House) -> None:
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    with pytest.raises(NotFound):
        trio_members.add(journal.home.id, elsewhere.person("zoe"), journal.helen)


def test_who_left_can_come_back(journal: Journal) -> None:
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    trio_members.add(journal.home.id, journal.cat, journal.helen)
    assert present(journal) == {journal.ann, journal.bob, journal.cat}


def test_who_comes_back_is_not_away_any_more(journal: Journal) -> None:
    trio_members.set_away(journal.home.id, journal.cat, journal.ann, away=True)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    member = trio_members.add(journal.home.id, journal.cat, journal.helen)
    assert member.away_since is None


def test_nobody_joins_a_trio_whose_year_is_closed(journal: Journal) -> None:
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    trios.close(journal.home.id)
    with pytest.raises(Conflict, match="year is closed"):
        trio_members.add(journal.home.id, journal.dan, journal.helen)
    assert present(journal) == {journal.ann, journal.bob}


def test_one_person_may_be_in_several_trios(journal: Journal) -> None:
    second = journal.trio(journal.ann, journal.dan)
    mine = db.session.scalars(access.trio_memberships(journal.ann)).all()
    assert [member.trio_id for member in mine] == [journal.home.id, second.id]


# Leaving


def test_who_leaves_loses_access_that_day(journal: Journal) -> None:
    note = journal.note(by=journal.cat)
    trio_members.leave(journal.home.id, journal.cat, journal.ann)
    with pytest.raises(NotFound):
        access.load_trio_member(journal.cat, journal.home.id)
    with pytest.raises(NotFound):
        access.load_observation(journal.cat, note.id)


def test_their_notes_stay_with_the_trio_in_their_name(journal: Journal) -> None:
    note = journal.note(by=journal.cat)
    trio_members.leave(journal.home.id, journal.cat, journal.ann)
    assert access.load_observation(journal.ann, note.id).author.name == "Cat Catson"


def test_a_lead_who_leaves_leads_no_more(journal: Journal) -> None:
    trio_members.leave(journal.home.id, journal.ann, journal.helen)
    db.session.refresh(journal.home)
    assert journal.home.lead_id is None


def test_who_has_left_cannot_leave_again_or_be_away(journal: Journal) -> None:
    trio_members.leave(journal.home.id, journal.cat, journal.ann)
    with pytest.raises(NotFound):
        trio_members.leave(journal.home.id, journal.cat, journal.ann)
    with pytest.raises(NotFound):
        trio_members.set_away(journal.home.id, journal.cat, journal.ann, away=True)
    with pytest.raises(NotFound):
        trio_members.lead(journal.home.id, journal.cat)


def test_who_leaves_the_alliance_leaves_its_trios(journal: Journal) -> None:
    people.leave(journal.id, journal.ann, journal.helen)
    assert present(journal) == {journal.bob, journal.cat}
    assert journal.home.lead_id is None
    with pytest.raises(NotFound):
        access.load_trio_member(journal.ann, journal.home.id)


# Away and leading


def test_away_keeps_its_first_day_until_they_are_back(journal: Journal) -> None:
    member = trio_members.set_away(journal.home.id, journal.cat, journal.ann, away=True)
    assert member.away_since == today()
    trio_members.set_away(journal.home.id, journal.cat, journal.ann, away=True)
    trio_members.set_away(journal.home.id, journal.cat, journal.ann, away=False)
    assert member.away_since is None
    assert journal.cat in present(journal)


def test_who_is_away_still_reads_and_writes(journal: Journal) -> None:
    trio_members.set_away(journal.home.id, journal.cat, journal.ann, away=True)
    assert access.load_trio_member(journal.cat, journal.home.id, change=True)


def test_the_lead_passes_on(journal: Journal) -> None:
    trio_members.lead(journal.home.id, journal.bob)
    assert access.leads(journal.bob, journal.home)
    assert not access.leads(journal.ann, journal.home)


def test_nobody_outside_the_trio_leads_it(journal: Journal) -> None:
    with pytest.raises(NotFound):
        trio_members.lead(journal.home.id, journal.dan)


def test_two_who_add_somebody_at_once_add_once_and_no_fourth(
    journal: Journal, at_once: Callable[..., list[Any]]
) -> None:
    trio = journal.trio(journal.ann, journal.bob, focus="Two")
    add = partial(trio_members.add, trio.id, by_id=journal.helen)
    done = at_once(partial(add, journal.dan), partial(add, journal.dan))
    assert [one.user_id for one in done] == [journal.dan] * 2
    assert len(trio_members.of_trio(trio.id)) == 3
    pair = journal.trio(journal.ann, journal.bob, focus="Two more")
    add = partial(trio_members.add, pair.id, by_id=journal.helen)
    done = at_once(partial(add, journal.dan), partial(add, journal.cat))
    assert sorted(type(one).__name__ for one in done) == ["Invalid", "TrioMembership"]


def test_places_in_trios_are_present_ones_of_the_year(journal: Journal) -> None:
    year = academic_year(today())
    second = journal.trio(journal.ann, journal.dan, focus="Reading")
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    found = trio_members.by_person(journal.id, year)
    assert [place.trio_id for place in found[journal.ann]] == [journal.home.id, second.id]
    assert journal.cat not in found
    assert trio_members.by_person(journal.id, year - 1) == {}
