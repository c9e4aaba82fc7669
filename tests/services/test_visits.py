"""Visits: when, where and who goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from trio_journal.dates import today
from trio_journal.exceptions import Invalid
from trio_journal.services import revisions, trio_members, visits

from .conftest import House, Journal


def test_a_visit_is_a_day_in_a_school(journal: Journal) -> None:
    visit = journal.visit()
    assert (visit.visit_date, visit.host_school.name) == (today(), "Birch School")
    assert (visit.inset_day, visit.cover_arranged, visit.head_agreed) == (False, False, False)


@pytest.mark.parametrize("missing", ["visit_date", "host_school_id"])
def test_without_the_day_or_the_school_there_is_no_visit(journal: Journal, missing: str) -> None:
    with pytest.raises(Invalid) as refusal:
        journal.visit(**{missing: None})
    assert refusal.value.errors[missing]


def test_a_school_of_another_alliance_is_refused(journal: Journal, elsewhere: House) -> None:
    foreign = elsewhere.school("Far School")
    with pytest.raises(Invalid) as refusal:
        journal.visit(host_school_id=foreign.id)
    assert refusal.value.errors["host_school_id"]


def test_the_trios_members_go(journal: Journal) -> None:
    visit = journal.visit(people=[journal.bob, journal.ann])
    assert {visitor.user_id for visitor in visit.visitors} == {journal.ann, journal.bob}
    visits.change(visit.id, journal.ann, 1, {"people": [journal.bob, journal.cat]})
    assert {visitor.user_id for visitor in visit.visitors} == {journal.bob, journal.cat}


def test_who_goes_is_part_of_the_history(journal: Journal) -> None:
    visit = journal.visit(people=[journal.ann])
    visits.change(visit.id, journal.ann, 1, {"people": []})
    before, after = revisions.of(visit)
    assert before.state["people"] == [str(journal.ann)]
    assert after.state["people"] == []


def test_nobody_else_goes(journal: Journal) -> None:
    for stranger in (journal.dan, journal.helen):
        with pytest.raises(Invalid) as refusal:
            journal.visit(people=[journal.ann, stranger])
        assert refusal.value.errors["people"]


def test_who_went_before_they_left_stays_on_the_visit(journal: Journal) -> None:
    visit = journal.visit(people=[journal.cat])
    trio_members.leave(journal.home.id, journal.cat, journal.ann)
    visits.change(visit.id, journal.ann, 1, {"end_of_day": "Good.", "people": [journal.cat]})
    assert [visitor.user_id for visitor in visit.visitors] == [journal.cat]


def test_a_date_of_the_heads_agreement_says_that_they_agreed(journal: Journal) -> None:
    visit = journal.visit(head_agreed_on=today() - timedelta(days=7))
    assert visit.head_agreed is True


def test_a_head_has_not_agreed_on_a_day_that_has_not_come(journal: Journal) -> None:
    with pytest.raises(Invalid) as refusal:
        journal.visit(head_agreed_on=today() + timedelta(days=1))
    assert refusal.value.errors["head_agreed_on"]
    assert journal.visit(head_agreed_on=today()).head_agreed is True


def test_of_two_on_a_day_it_is_that_on_which_one_goes(journal: Journal) -> None:
    first = journal.visit(people=[journal.bob])
    second = journal.visit(people=[journal.ann])
    assert visits.on(journal.home.id, today(), journal.ann) is second
    for person in (journal.bob, journal.cat):
        assert visits.on(journal.home.id, today(), person) is first


def test_the_visit_of_a_day_is_the_first_planned(journal: Journal) -> None:
    assert visits.on(journal.home.id, today(), journal.ann) is None
    first = journal.visit()
    journal.visit(host_school_id=journal.primary.id)
    journal.visit(visit_date=today() + timedelta(days=1))
    assert visits.on(journal.home.id, today(), journal.ann) is first
    visits.delete(first.id, journal.ann, 1)
    second = visits.on(journal.home.id, today(), journal.ann)
    assert second is not None
    assert second.host_school_id == journal.primary.id


def test_notes_made_on_a_deleted_visit_stay(journal: Journal) -> None:
    visit = journal.visit()
    note = journal.note(visit_id=visit.id)
    visits.delete(visit.id, journal.ann, 1)
    assert (note.deleted_at, note.visit_id) == (None, visit.id)


def test_visits_are_listed_with_the_latest_date_first(journal: Journal) -> None:
    past = journal.visit(visit_date=today() - timedelta(days=3))
    coming = journal.visit(visit_date=today() + timedelta(days=3))
    gone = journal.visit()
    visits.delete(gone.id, journal.ann, 1)
    assert [visit.id for visit in visits.of_trio(journal.home.id)] == [coming.id, past.id]
