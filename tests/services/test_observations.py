"""Notes: sorted under questions, placed by their visit, kept while a finding rests on them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from trio_journal.dates import now, today
from trio_journal.exceptions import Conflict, Invalid, Stale
from trio_journal.ids import new_id
from trio_journal.models import CasePupil, Kind, Rating, Trio
from trio_journal.services import (
    agreements,
    findings,
    observations,
    questions,
    revisions,
    trios,
    visits,
)

from .conftest import House, Journal, set_back


@pytest.fixture
def other_trio(journal: Journal) -> Trio:
    return journal.trio(journal.dan, focus="Maths")


# Writing


def test_a_note_needs_nothing_but_what_was_seen(journal: Journal) -> None:
    note = journal.note("Two of them used the number line.")
    assert note.kind is Kind.LESSON
    assert note.question_ids == []
    assert (note.visit_id, note.school_id, note.year_from, note.year_to) == (None,) * 4
    assert (note.rating, note.case_pupil, note.thought) == (None, None, "")
    assert now() - note.observed_at < timedelta(minutes=1)


@pytest.mark.parametrize("seen", ["", "   ", "\n"])
def test_without_it_there_is_no_note(journal: Journal, seen: str) -> None:
    with pytest.raises(Invalid) as refusal:
        journal.note(seen)
    assert refusal.value.errors["seen"]


def test_what_was_seen_is_kept_apart_from_what_we_make_of_it(journal: Journal) -> None:
    note = journal.note("He rubbed it out.", thought="He can hear it now.", rating=Rating.EVIDENT)
    (kept,) = revisions.of(note)
    assert kept.state["seen"] == "He rubbed it out."
    assert kept.state["thought"] == "He can hear it now."
    assert kept.state["rating"] == Rating.EVIDENT


def test_when_it_was_observed_is_apart_from_when_it_was_saved(journal: Journal) -> None:
    at = now() - timedelta(days=3)
    note = journal.note(observed_at=at)
    assert note.observed_at == at
    assert now() - note.created_at < timedelta(minutes=1)


def test_a_note_of_a_day_that_has_not_come_is_refused(journal: Journal) -> None:
    with pytest.raises(Invalid) as refusal:
        journal.note(observed_at=now() + timedelta(days=2))
    assert refusal.value.errors["observed_at"]


def test_a_phone_whose_clock_is_some_hours_ahead_still_saves(journal: Journal) -> None:
    assert journal.note(observed_at=now() + timedelta(hours=3)).version == 1


# Sorting


def test_a_note_without_a_question_is_to_sort_until_it_gets_one(journal: Journal) -> None:
    note, question = journal.note(), journal.question()
    observations.sort(note.id, journal.bob, 1, [question.id])
    assert note.question_ids == [question.id]
    assert note.version == 2


def test_sorting_is_a_change_with_before_and_after(journal: Journal) -> None:
    note, question = journal.note(), journal.question()
    observations.sort(note.id, journal.bob, 1, [question.id])
    before, after = revisions.of(note)
    assert before.state["questions"] == []
    assert after.state["questions"] == [str(question.id)]
    assert after.person_id == journal.bob


def test_a_note_moves_to_another_question_and_back_to_sort(journal: Journal) -> None:
    one, two = journal.question(), journal.question("And at home?")
    note = journal.note(question_ids=[one.id])
    observations.sort(note.id, journal.ann, 1, [two.id])
    assert note.question_ids == [two.id]
    observations.sort(note.id, journal.ann, 2, [])
    assert note.question_ids == []


def test_a_note_may_speak_to_several_questions(journal: Journal) -> None:
    one, two = journal.question(), journal.question("And at home?")
    note = journal.note(question_ids=[one.id, two.id, one.id])
    assert set(note.question_ids) == {one.id, two.id}
    assert len(note.question_ids) == 2


def test_sorting_to_where_it_is_changes_nothing(journal: Journal) -> None:
    question = journal.question()
    note = journal.note(question_ids=[question.id])
    observations.sort(note.id, journal.ann, 1, [question.id])
    assert note.version == 1


def test_sorting_an_older_version_is_stale(journal: Journal) -> None:
    note, question = journal.note(), journal.question()
    observations.change(note.id, journal.bob, 1, {"seen": "They counted twice."})
    with pytest.raises(Stale):
        observations.sort(note.id, journal.ann, 1, [question.id])


def test_a_question_of_another_trio_is_refused(journal: Journal, other_trio: Trio) -> None:
    mine = journal.home
    journal.home = other_trio
    foreign = journal.question(by=journal.dan)
    journal.home = mine
    with pytest.raises(Invalid) as refusal:
        journal.note(question_ids=[foreign.id])
    assert refusal.value.errors["question_ids"]
    note = journal.note()
    with pytest.raises(Invalid):
        observations.sort(note.id, journal.ann, 1, [foreign.id])
    with pytest.raises(Invalid):
        observations.sort(note.id, journal.ann, 1, [new_id()])


# Where


def test_the_school_is_the_visits_unless_the_note_says_otherwise(journal: Journal) -> None:
    visit = journal.visit(host_school_id=journal.secondary.id)
    assert journal.note(visit_id=visit.id).school_id == journal.secondary.id
    other = journal.note(visit_id=visit.id, school_id=journal.primary.id)
    assert other.school_id == journal.primary.id


def test_a_visit_of_another_trio_is_refused(journal: Journal, other_trio: Trio) -> None:
    values = {"visit_date": today(), "host_school_id": journal.primary.id}
    foreign = visits.create(other_trio, journal.dan, new_id(), values)
    with pytest.raises(Invalid) as refusal:
        journal.note(visit_id=foreign.id)
    assert refusal.value.errors["visit_id"]


def test_a_school_of_another_alliance_is_refused(journal: Journal, elsewhere: House) -> None:
    foreign = elsewhere.school("Far School")
    with pytest.raises(Invalid) as refusal:
        journal.note(school_id=foreign.id)
    assert refusal.value.errors["school_id"]


# Case pupils


def test_case_pupils_are_off_until_the_trio_turns_them_on(journal: Journal) -> None:
    with pytest.raises(Invalid) as refusal:
        journal.note(case_pupil=CasePupil.A)
    assert refusal.value.errors["case_pupil"]
    trios.change(journal.home.id, journal.home.version, {"case_pupils": True})
    assert journal.note(case_pupil=CasePupil.A).case_pupil is CasePupil.A


def test_turning_case_pupils_off_keeps_what_was_noted(journal: Journal) -> None:
    trios.change(journal.home.id, journal.home.version, {"case_pupils": True})
    note = journal.note(case_pupil=CasePupil.B)
    trios.change(journal.home.id, journal.home.version, {"case_pupils": False})
    observations.change(note.id, journal.ann, 1, {"seen": "They counted twice."})
    assert note.case_pupil is CasePupil.B


# Deleting


def test_a_note_that_a_draft_rests_on_can_be_deleted(journal: Journal) -> None:
    note, other = journal.note(), journal.note("They drew it.")
    finding = journal.finding(note, other)
    observations.delete(note.id, journal.ann, 1)
    assert note.deleted_at is not None
    assert findings.weigh(finding).notes == 1


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("role", ["supporting", "not_fitting"])
def test_evidence_of_an_agreed_or_shared_finding_cannot_be_deleted(
    journal: Journal, role: str, shared: bool
) -> None:
    note, other = journal.note(), journal.note("They drew it.")
    values = {"supporting": [other.id], "not_fitting": []}
    values[role] = [*values[role], note.id]
    finding = journal.finding(claim="Counting helps in Year 2.", **values)
    (journal.share if shared else journal.agree)(finding)
    with pytest.raises(Conflict, match="Counting helps in Year 2"):
        observations.delete(note.id, journal.ann, 1)
    assert [f.id for f in observations.findings_resting_on(note.id)] == [finding.id]


def test_the_note_of_a_quotation_cannot_be_deleted_either(journal: Journal) -> None:
    note, other = journal.note("One said 'look, nine!'"), journal.note()
    finding = journal.agree(journal.finding(other))
    # As a finding can stand that was written before the two had to go together.
    set_back(finding, quotation="look, nine!", quotation_observation_id=note.id)
    with pytest.raises(Conflict):
        observations.delete(note.id, journal.ann, 1)


def test_after_it_is_taken_out_of_the_finding_it_can_be_deleted(journal: Journal) -> None:
    note, other = journal.note(), journal.note("They drew it.")
    finding = journal.agree(journal.finding(note, other))
    findings.change(finding.id, journal.ann, finding.version, {"supporting": [other.id]})
    journal.agree(finding)
    observations.delete(note.id, journal.ann, 1)
    assert note.deleted_at is not None


def test_a_withdrawn_finding_does_not_hold_its_notes(journal: Journal) -> None:
    note = journal.note()
    finding = journal.share(journal.finding(note))
    agreements.withdraw(finding.id, journal.ann, finding.version)
    observations.delete(note.id, journal.ann, 1)
    assert note.deleted_at is not None


# The context of the next note


def context(journal: Journal, by: UUID | None = None) -> observations.Context:
    return observations.context_for(journal.home.id, by or journal.ann)


def test_without_a_visit_or_a_note_the_context_is_empty(journal: Journal) -> None:
    assert context(journal) == observations.Context()


def test_todays_visit_fills_in_the_context(journal: Journal) -> None:
    visit = journal.visit()
    journal.visit(visit_date=today() + timedelta(days=1))
    assert context(journal) == observations.Context(visit.id, journal.secondary.id)


def test_the_authors_last_note_fills_in_question_and_place(journal: Journal) -> None:
    question = journal.question()
    journal.note(question_ids=[question.id], school_id=journal.primary.id)
    journal.note("Bob's own.", by=journal.bob, school_id=journal.secondary.id)
    expected = observations.Context(None, journal.primary.id, (question.id,))
    assert context(journal) == expected


def test_todays_visit_comes_before_the_last_note_but_keeps_its_question(journal: Journal) -> None:
    question = journal.question()
    journal.note(question_ids=[question.id], school_id=journal.primary.id)
    visit = journal.visit()
    expected = observations.Context(visit.id, journal.secondary.id, (question.id,))
    assert context(journal) == expected


def test_a_note_of_yesterday_is_no_context(journal: Journal) -> None:
    note = journal.note(school_id=journal.primary.id)
    set_back(note, created_at=now() - timedelta(hours=13))
    assert context(journal) == observations.Context()


def test_a_deleted_note_is_no_context(journal: Journal) -> None:
    note = journal.note(school_id=journal.primary.id)
    observations.delete(note.id, journal.ann, 1)
    assert context(journal) == observations.Context()


def test_a_trios_notes_are_listed_newest_first_without_the_deleted(journal: Journal) -> None:
    old = journal.note("Old.", observed_at=now() - timedelta(days=2))
    new = journal.note("New.", observed_at=now() - timedelta(days=1))
    gone = journal.note("Gone.")
    observations.delete(gone.id, journal.ann, 1)
    assert [note.id for note in observations.of_trio(journal.home.id)] == [new.id, old.id]


# What is in the bin keeps its notes


def test_a_correction_keeps_a_question_and_a_visit_that_are_in_the_bin(journal: Journal) -> None:
    question, visit = journal.question(), journal.visit()
    note = journal.note(question_ids=[question.id], visit_id=visit.id)
    questions.delete(question.id, journal.ann, 1)
    visits.delete(visit.id, journal.ann, 1)
    values = {"seen": "A corrected word.", "question_ids": [], "visit_id": None}
    changed = observations.change(note.id, journal.ann, 1, values)
    assert (changed.question_ids, changed.visit_id) == ([question.id], visit.id)
