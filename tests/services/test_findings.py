"""Findings: claimed, entered for a trio, deleted and brought back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from trio_journal.dates import academic_year, now, today
from trio_journal.exceptions import Conflict, Invalid, Stale
from trio_journal.ids import new_id
from trio_journal.models import Finding, FindingState, Observation
from trio_journal.services import (
    agreements,
    findings,
    journals,
    observations,
    questions,
    trio_members,
    trios,
)

from .conftest import House, Journal, agreed, set_back

DRAFT, AGREED, SHARED, WITHDRAWN = FindingState


# Drafting


def test_a_finding_begins_as_a_draft_that_nobody_has_agreed_to(
    journal: Journal, draft: Finding
) -> None:
    assert draft.state is DRAFT
    assert agreed(draft) == set()
    assert len(agreements.still_to_agree(draft)) == 3


def test_it_rests_on_notes_and_names_those_that_do_not_fit(
    journal: Journal, note: Observation
) -> None:
    other = journal.note("He was wrong.", school_id=journal.primary.id)
    finding = journal.finding(note, not_fitting=[other.id])
    assert finding.supporting_ids == [note.id]
    assert finding.not_fitting_ids == [other.id]
    assert str(findings.weigh(finding)) == "2 notes, 2 lessons, 1 school; 1 does not fit"


def test_a_note_in_both_lists_supports(journal: Journal, note: Observation) -> None:
    finding = journal.finding(note, not_fitting=[note.id])
    assert (finding.supporting_ids, finding.not_fitting_ids) == ([note.id], [])


def test_a_note_changes_sides(journal: Journal, draft: Finding, note: Observation) -> None:
    findings.change(draft.id, journal.ann, 1, {"supporting": [], "not_fitting": [note.id]})
    assert (draft.supporting_ids, draft.not_fitting_ids) == ([], [note.id])


def test_only_the_trios_own_notes_are_evidence(journal: Journal, note: Observation) -> None:
    theirs = journal.trio(journal.dan)
    foreign = observations.create(theirs, journal.dan, new_id(), {"seen": "Elsewhere."})
    for evidence in ({"supporting": [foreign.id]}, {"not_fitting": [foreign.id]}):
        with pytest.raises(Invalid) as refusal:
            journal.finding(**evidence)
        assert refusal.value.errors["evidence"]
    with pytest.raises(Invalid):
        journal.finding(supporting=[new_id()])


def test_a_deleted_note_cannot_become_evidence(journal: Journal, note: Observation) -> None:
    observations.delete(note.id, journal.ann, 1)
    with pytest.raises(Invalid):
        journal.finding(note)


def test_only_the_trios_own_question_is_answered(journal: Journal) -> None:
    theirs = journal.trio(journal.dan)
    foreign = questions.create(theirs, journal.dan, new_id(), {"text": "Elsewhere?"})
    with pytest.raises(Invalid) as refusal:
        journal.finding(question_id=foreign.id)
    assert refusal.value.errors["question_id"]
    mine = journal.question()
    assert journal.finding(question_id=mine.id).question_id == mine.id


def test_a_form_cannot_set_the_state(journal: Journal, note: Observation) -> None:
    finding = journal.finding(note, state=SHARED, entered_for_trio=True)
    findings.change(finding.id, journal.ann, 1, {"state": AGREED, "detail": "More."})
    assert (finding.state, finding.entered_for_trio) == (DRAFT, False)


def test_a_note_in_the_bin_keeps_its_place_in_the_evidence(journal: Journal) -> None:
    kept, gone = journal.note(), journal.note()
    finding = journal.finding(kept, gone)
    observations.delete(gone.id, journal.ann, 1)
    journal.agree(finding, journal.ann, journal.bob, journal.cat)
    values = {"supporting": [kept.id], "not_fitting": [], "next_step": "Look again."}
    changed = findings.change(finding.id, journal.ann, finding.version, values)
    assert (changed.state, len(changed.agreements)) == (AGREED, 3)
    assert set(changed.supporting_ids) == {kept.id, gone.id}


def test_a_note_in_the_bin_counts_no_more(journal: Journal) -> None:
    kept, gone = journal.note(), journal.note()
    finding = journal.finding(kept, gone)
    assert str(findings.weigh(finding)) == "2 notes, 2 lessons"
    observations.delete(gone.id, journal.ann, 1)
    journal.share(finding)
    assert str(findings.weigh(finding)) == "1 note, 1 lesson"


# Entered for the trio


def entered(journal: Journal, **values: Any) -> Finding:
    given = {"claim": "Talk helps."} | values
    return findings.enter_for_trio(journal.home, journal.helen, new_id(), given)


def test_a_coordinator_may_type_in_a_trios_finding(journal: Journal) -> None:
    finding = entered(journal)
    assert (finding.state, finding.entered_for_trio) == (SHARED, True)
    assert finding.shared_at is not None
    assert finding.author_id == journal.helen
    assert agreed(finding) == set()


def test_sending_it_again_makes_no_second_one(journal: Journal) -> None:
    finding = entered(journal)
    again = findings.enter_for_trio(
        journal.home, journal.helen, finding.id, {"claim": "Talk helps."}
    )
    assert again is finding


def test_nothing_is_typed_in_for_a_trio_whose_year_is_closed(journal: Journal) -> None:
    trios.close(journal.home.id)
    with pytest.raises(Conflict, match="year is closed"):
        entered(journal)


def test_the_coordinator_corrects_it_and_it_stays_shared_and_marked(journal: Journal) -> None:
    finding = entered(journal)
    values = {"claim": "Talk helps most.", "year_from": 1, "year_to": 2}
    changed = findings.correct_entered(finding.id, journal.helen, 1, values)
    assert (changed.claim, changed.year_to) == ("Talk helps most.", 2)
    assert (changed.state, changed.entered_for_trio) == (SHARED, True)
    with pytest.raises(Stale):
        findings.correct_entered(finding.id, journal.helen, 1, {"claim": "Late."})


def test_a_correction_carries_nothing_of_the_journal(journal: Journal, note: Observation) -> None:
    finding = entered(journal)
    values = {"claim": "Talk.", "supporting": [note.id], "quotation": "word"}
    changed = findings.correct_entered(finding.id, journal.helen, 1, values)
    assert (changed.evidence, changed.quotation) == ([], "")


def test_the_coordinator_takes_it_back_and_may_put_it_back(journal: Journal) -> None:
    finding = entered(journal)
    taken = findings.take_entered_back(finding.id, journal.helen, 1)
    assert (taken.state, taken.deleted_by_id) == (WITHDRAWN, journal.helen)
    assert taken.withdrawn_at is not None
    for _ in range(2):
        again = findings.put_entered_back(finding.id, journal.helen)
        assert (again.state, again.deleted_at, again.withdrawn_at) == (SHARED, None, None)
        assert again.entered_for_trio


def test_what_the_trio_made_its_own_the_coordinator_changes_no_more(journal: Journal) -> None:
    confirmed, reworded = entered(journal), entered(journal)
    agreements.confirm(confirmed.id, journal.ann, 1)
    findings.change(reworded.id, journal.ann, 1, {"claim": "Ours."})
    for finding in (confirmed, reworded):
        version = finding.version
        with pytest.raises(Conflict):
            findings.correct_entered(finding.id, journal.helen, version, {"claim": "Mine."})
        with pytest.raises(Conflict):
            findings.take_entered_back(finding.id, journal.helen, version)


def test_what_the_trio_withdrew_or_binned_the_coordinator_does_not_share_again(
    journal: Journal,
) -> None:
    finding = entered(journal)
    agreements.withdraw(finding.id, journal.ann, 1)
    with pytest.raises(Conflict):
        findings.correct_entered(finding.id, journal.helen, 2, {"claim": "Mine."})
    findings.delete(finding.id, journal.ann, 2)
    with pytest.raises(Conflict):
        findings.put_entered_back(finding.id, journal.helen)


def test_it_carries_nothing_of_the_journal(journal: Journal, note: Observation) -> None:
    finding = entered(
        journal,
        supporting=[note.id],
        not_fitting=[note.id],
        quotation="look",
        quotation_observation_id=note.id,
    )
    assert list(finding.evidence) == []
    assert (finding.quotation, finding.quotation_observation_id) == ("", None)


def test_what_was_entered_becomes_the_trios_own_draft_when_its_claim_changes(
    journal: Journal,
) -> None:
    finding = entered(journal)
    findings.change(finding.id, journal.bob, 1, {"claim": "Talk helps a little."})
    assert (finding.state, finding.entered_for_trio) == (DRAFT, False)


def test_one_member_alone_cannot_share_a_note_through_what_was_entered(journal: Journal) -> None:
    finding = entered(journal)
    note = journal.note(seen="Nobody else may read this.")
    values = {
        "supporting": [note.id],
        "quotation": "Nobody else may read this.",
        "quotation_observation_id": note.id,
    }
    findings.change(finding.id, journal.bob, 1, values)
    assert (finding.state, finding.agreements) == (DRAFT, [])


# Deleting


def test_a_shared_finding_is_withdrawn_before_it_is_deleted(
    journal: Journal, draft: Finding
) -> None:
    journal.share(draft)
    with pytest.raises(Conflict, match="Withdraw it first"):
        findings.delete(draft.id, journal.ann, draft.version)
    agreements.withdraw(draft.id, journal.ann, draft.version)
    findings.delete(draft.id, journal.ann, draft.version)
    assert draft.deleted_at is not None


def test_a_finding_comes_back_agreed_when_it_still_is(journal: Journal, draft: Finding) -> None:
    journal.agree(draft)
    findings.delete(draft.id, journal.ann, draft.version)
    findings.restore(draft.id, journal.ann)
    assert draft.state is AGREED


def test_a_finding_comes_back_open_when_somebody_came_meanwhile(
    journal: Journal, draft: Finding
) -> None:
    journal.agree(draft)
    findings.delete(draft.id, journal.ann, draft.version)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    trio_members.add(journal.home.id, journal.dan, journal.helen)
    findings.restore(draft.id, journal.ann)
    assert draft.state is DRAFT


def test_a_finding_comes_back_open_when_its_notes_are_gone(
    journal: Journal, draft: Finding, note: Observation
) -> None:
    journal.agree(draft)
    findings.delete(draft.id, journal.ann, draft.version)
    observations.delete(note.id, journal.ann, 1)
    findings.restore(draft.id, journal.ann)
    assert draft.state is DRAFT


def test_a_trios_findings_are_listed_newest_first_without_the_deleted(
    journal: Journal, draft: Finding, note: Observation
) -> None:
    newer = journal.finding(note, claim="Newer.")
    gone = journal.finding(note, claim="Gone.")
    findings.delete(gone.id, journal.ann, 1)
    set_back(draft, created_at=now() - timedelta(days=1))
    listed = journals.findings(journal.home.id)
    assert [one.finding.id for one in listed] == [newer.id, draft.id]


# What everybody in the alliance may read


def test_only_shared_findings_are_for_everybody(journal: Journal, elsewhere: House) -> None:
    shared = journal.share(journal.finding(journal.note(), claim="Shared."))
    withdrawn = journal.share(journal.finding(journal.note(), claim="Withdrawn."))
    agreements.withdraw(withdrawn.id, journal.ann, withdrawn.version)
    journal.finding(journal.note(), claim="Draft.")
    year = academic_year(today())
    assert [f.id for f in findings.shared(journal.id, year)] == [shared.id]
    assert findings.shared(elsewhere.id, year) == []
    assert findings.shared(journal.id, year - 1) == []
    assert shared.state is FindingState.SHARED
