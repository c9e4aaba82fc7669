"""Findings: what makes one agreed, shared, reopened or withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from trio_journal.dates import now, today
from trio_journal.exceptions import Conflict, Invalid, NotAllowed, Stale
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Credit, Finding, FindingState, Kind, Observation
from trio_journal.services import (
    findings,
    observations,
    questions,
    revisions,
    trio_members,
)

from .conftest import Journal, agreed, set_back

DRAFT, AGREED, SHARED, WITHDRAWN = FindingState


@pytest.fixture
def note(journal: Journal) -> Observation:
    return journal.note("One said 'it is twice as long, look'. He was right.")


@pytest.fixture
def draft(journal: Journal, note: Observation) -> Finding:
    return journal.finding(note)


def actions(finding: Finding) -> list[str]:
    return [revision.action for revision in revisions.of(finding)]


def missing(finding: Finding) -> list[Any]:
    return [member.user_id for member in findings.still_to_agree(finding)]


# Drafting


def test_a_finding_begins_as_a_draft_that_nobody_has_agreed_to(
    journal: Journal, draft: Finding
) -> None:
    assert draft.state is DRAFT
    assert agreed(draft) == set()
    assert set(missing(draft)) == {journal.ann, journal.bob, journal.cat}


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


# Agreeing


def test_every_present_member_agrees_in_their_own_name(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.ann, journal.bob)
    assert draft.state is DRAFT
    assert missing(draft) == [journal.cat]
    journal.agree(draft, journal.cat)
    assert draft.state is AGREED
    assert agreed(draft) == {journal.ann, journal.bob, journal.cat}
    assert missing(draft) == []


def test_the_author_agrees_like_everybody_else(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.bob, journal.cat)
    assert draft.state is DRAFT
    assert missing(draft) == [journal.ann]


def test_agreeing_twice_counts_once(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.ann, journal.ann, journal.bob, journal.bob)
    assert len(draft.agreements) == 2
    assert draft.state is DRAFT


def test_silence_never_agrees(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.ann, journal.bob)
    long_ago = now() - timedelta(days=365)
    set_back(draft, created_at=long_ago, updated_at=long_ago)
    for agreement in draft.agreements:
        agreement.agreed_at = long_ago
    db.session.commit()
    findings.change(draft.id, journal.bob, 1, {"detail": "Read it again."})
    db.session.refresh(draft)
    assert draft.state is DRAFT
    with pytest.raises(Conflict, match="Cat"):
        findings.share(draft.id, journal.ann, draft.version)


def test_a_finding_without_a_note_cannot_be_agreed(journal: Journal, note: Observation) -> None:
    bare = journal.finding()
    with pytest.raises(Conflict, match="at least one note"):
        journal.agree(bare, journal.ann)
    against_only = journal.finding(not_fitting=[note.id])
    with pytest.raises(Conflict, match="at least one note"):
        journal.agree(against_only, journal.ann)
    assert agreed(bare) | agreed(against_only) == set()


def test_a_deleted_note_is_nothing_to_agree_on(
    journal: Journal, draft: Finding, note: Observation
) -> None:
    observations.delete(note.id, journal.ann, 1)
    with pytest.raises(Conflict, match="at least one note"):
        journal.agree(draft, journal.ann)


def test_nobody_agrees_for_a_trio_they_are_not_in(journal: Journal, draft: Finding) -> None:
    for stranger in (journal.dan, journal.helen):
        with pytest.raises(NotAllowed):
            journal.agree(draft, stranger)
    assert agreed(draft) == set()


def test_a_coordinator_who_is_in_the_trio_agrees_as_a_member(
    journal: Journal, draft: Finding
) -> None:
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    trio_members.add(journal.home.id, journal.helen, journal.helen)
    journal.agree(draft, journal.ann, journal.bob, journal.helen)
    assert draft.state is AGREED


def test_a_member_who_has_left_cannot_agree(journal: Journal, draft: Finding) -> None:
    trio_members.leave(journal.home.id, journal.cat, journal.ann)
    with pytest.raises(NotAllowed):
        journal.agree(draft, journal.cat)


def test_agreeing_to_an_older_version_is_refused(journal: Journal, draft: Finding) -> None:
    findings.change(draft.id, journal.bob, 1, {"claim": "Counting twice helps."})
    with pytest.raises(Stale):
        findings.agree(draft.id, journal.ann, 1)
    assert agreed(draft) == set()


def test_a_deleted_finding_cannot_be_agreed(journal: Journal, draft: Finding) -> None:
    findings.delete(draft.id, journal.ann, 1)
    with pytest.raises(Conflict):
        journal.agree(draft, journal.ann)


# Two of three


def away(journal: Journal, *people: Any) -> None:
    for person in people:
        trio_members.set_away(journal.home.id, person, journal.ann, away=True)


def test_while_a_member_is_away_two_of_three_agree(journal: Journal, draft: Finding) -> None:
    away(journal, journal.cat)
    journal.agree(draft, journal.ann, journal.bob)
    assert draft.state is AGREED
    assert agreed(draft) == {journal.ann, journal.bob}


def test_marking_the_last_one_away_makes_it_agreed(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.ann, journal.bob)
    away(journal, journal.cat)
    assert draft.state is AGREED
    assert actions(draft) == ["created", "agreed"]


def test_never_fewer_than_two_agree(journal: Journal, draft: Finding) -> None:
    away(journal, journal.bob, journal.cat)
    journal.agree(draft, journal.ann)
    assert missing(draft) == []
    assert draft.state is DRAFT
    with pytest.raises(Conflict):
        findings.share(draft.id, journal.ann, draft.version)


def test_a_trio_of_two_agrees_with_both(journal: Journal, draft: Finding) -> None:
    trio_members.leave(journal.home.id, journal.cat, journal.ann)
    journal.agree(draft, journal.ann)
    assert draft.state is DRAFT
    journal.agree(draft, journal.bob)
    assert draft.state is AGREED


def test_who_comes_back_has_to_agree_before_it_is_shared(journal: Journal, draft: Finding) -> None:
    away(journal, journal.cat)
    journal.agree(draft, journal.ann, journal.bob)
    trio_members.set_away(journal.home.id, journal.cat, journal.ann, away=False)
    assert draft.state is DRAFT
    assert agreed(draft) == {journal.ann, journal.bob}
    journal.agree(draft, journal.cat)
    assert draft.state is AGREED


def test_notes_deleted_meanwhile_keep_it_from_settling(
    journal: Journal, draft: Finding, note: Observation
) -> None:
    findings.agree(draft.id, journal.ann, 1, share=True)
    journal.agree(draft, journal.bob)
    observations.delete(note.id, journal.ann, 1)
    away(journal, journal.cat)
    assert draft.state is DRAFT


# Sharing


def test_an_agreed_finding_is_shared_by_a_member(journal: Journal, draft: Finding) -> None:
    journal.agree(draft)
    findings.share(draft.id, journal.bob, draft.version)
    assert draft.state is SHARED
    assert draft.shared_at is not None
    assert actions(draft) == ["created", "agreed", "shared"]
    assert list(revisions.of(draft))[-1].person_id == journal.bob


def test_before_everybody_has_agreed_it_is_not_shared(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.ann)
    with pytest.raises(Conflict, match="Bob Bobson and Cat Catson still have to agree"):
        findings.share(draft.id, journal.ann, draft.version)
    journal.agree(draft, journal.bob)
    with pytest.raises(Conflict, match="Cat Catson still has to agree"):
        findings.share(draft.id, journal.ann, draft.version)


def test_agree_and_share_when_everyone_has_is_one_step(journal: Journal, draft: Finding) -> None:
    findings.agree(draft.id, journal.ann, 1, share=True)
    assert draft.state is DRAFT
    journal.agree(draft, journal.bob)
    assert draft.state is DRAFT
    journal.agree(draft, journal.cat)
    assert draft.state is SHARED
    assert draft.shared_at is not None


def test_the_last_to_agree_may_share_in_the_same_step(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.ann, journal.bob)
    findings.agree(draft.id, journal.cat, draft.version, share=True)
    assert draft.state is SHARED


def test_an_agreed_finding_is_shared_by_agreeing_again_with_share(
    journal: Journal, draft: Finding
) -> None:
    journal.agree(draft)
    findings.agree(draft.id, journal.cat, draft.version, share=True)
    assert draft.state is SHARED


def test_it_is_shared_when_the_missing_member_is_marked_away(
    journal: Journal, draft: Finding
) -> None:
    findings.agree(draft.id, journal.ann, 1, share=True)
    journal.agree(draft, journal.bob)
    away(journal, journal.cat)
    assert draft.state is SHARED


def test_sharing_an_older_version_is_refused(journal: Journal, draft: Finding) -> None:
    journal.agree(draft)
    read = draft.version
    findings.change(draft.id, journal.bob, read, {"detail": "More."})
    with pytest.raises(Stale):
        findings.share(draft.id, journal.ann, read)
    assert draft.state is AGREED


def test_sharing_what_is_shared_changes_nothing(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    version = draft.version
    findings.share(draft.id, journal.ann, version)
    assert draft.version == version


# What reopens agreement


def quoted(journal: Journal, note: Observation) -> Finding:
    return journal.finding(
        note,
        journal.note("They drew it."),
        year_from=2,
        year_to=4,
        limits="Two schools.",
        quotation="it is twice as long",
        quotation_observation_id=note.id,
    )


def changed_evidence(journal: Journal, note: Observation) -> dict[str, Any]:
    return {"supporting": [note.id]}


REOPENING = {
    "claim": lambda journal, note: {"claim": "Counting twice helps."},
    "limits": lambda journal, note: {"limits": "Three schools."},
    "year_from": lambda journal, note: {"year_from": 1},
    "year_to": lambda journal, note: {"year_to": 5},
    "quotation": lambda journal, note: {"quotation": "look"},
    "no quotation": lambda journal, note: {"quotation": ""},
    "credit": lambda journal, note: {"quotation_credit": Credit.NONE},
    "less evidence": changed_evidence,
    "more evidence": lambda journal, note: {
        "supporting": [*note_ids(journal), journal.note("A third.").id]
    },
    "a note that does not fit": lambda journal, note: {
        "not_fitting": [journal.note("He was wrong.").id]
    },
}


def note_ids(journal: Journal) -> list[Any]:
    return [note.id for note in observations.of_trio(journal.home.id)]


@pytest.mark.parametrize("state", ["agreed", "shared", "withdrawn"])
@pytest.mark.parametrize("what", REOPENING)
def test_changing_only_this_reopens_agreement(
    journal: Journal, note: Observation, what: str, state: str
) -> None:
    finding = quoted(journal, note)
    journal.agree(finding) if state == "agreed" else journal.share(finding)
    if state == "withdrawn":
        findings.withdraw(finding.id, journal.ann, finding.version)
    read = finding.version
    values = REOPENING[what](journal, note)
    findings.change(finding.id, journal.bob, read, values)
    assert finding.state is DRAFT
    assert agreed(finding) == set()
    assert finding.share_when_agreed is False
    assert finding.version == read + 1
    assert actions(finding)[-1] == "changed"


OTHER = {
    "detail": "More of it.",
    "for_primary": "Count aloud.",
    "for_secondary": "Count aloud, still.",
    "next_step": "Try it in Year 4.",
    "audience_question": "Who counts in your school?",
}


@pytest.mark.parametrize("state", ["agreed", "shared"])
@pytest.mark.parametrize("name", [*OTHER, "question_id"])
def test_any_other_change_keeps_the_agreements(
    journal: Journal, note: Observation, name: str, state: str
) -> None:
    finding = quoted(journal, note)
    journal.agree(finding) if state == "agreed" else journal.share(finding)
    value = journal.question().id if name == "question_id" else OTHER[name]
    findings.change(finding.id, journal.bob, finding.version, {name: value})
    assert finding.state is FindingState(state)
    assert agreed(finding) == {journal.ann, journal.bob, journal.cat}


def agreement_of(finding: Finding, person: Any) -> Any:
    return next(a for a in finding.agreements if a.user_id == person)


def test_each_member_is_shown_what_changed_since_they_agreed(
    journal: Journal, draft: Finding
) -> None:
    journal.agree(draft, journal.ann, journal.bob)
    findings.change(draft.id, journal.bob, draft.version, {"detail": "More."})
    journal.agree(draft, journal.cat)
    assert draft.state is AGREED
    for person, changes in (
        (journal.ann, {"detail": ("", "More.")}),
        (journal.bob, {"detail": ("", "More.")}),
        (journal.cat, {}),
    ):
        assert findings.changes_since(draft, agreement_of(draft, person)) == changes


def test_a_step_on_the_way_is_no_change_to_read(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    for agreement in draft.agreements:
        assert findings.changes_since(draft, agreement) == {}


def test_agreeing_again_says_that_one_has_read_the_change(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    findings.change(draft.id, journal.bob, draft.version, {"next_step": "Try it in Year 4."})
    assert findings.changes_since(draft, agreement_of(draft, journal.ann))
    journal.agree(draft, journal.ann)
    assert findings.changes_since(draft, agreement_of(draft, journal.ann)) == {}
    assert findings.changes_since(draft, agreement_of(draft, journal.cat))
    assert draft.state is SHARED


# Who came and who left


def test_a_newcomer_must_agree_before_the_trio_shares_again(
    journal: Journal, draft: Finding
) -> None:
    journal.agree(draft)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    assert draft.state is AGREED
    trio_members.add(journal.home.id, journal.dan, journal.helen, "Three do not fit in a car.")
    assert draft.state is DRAFT
    assert missing(draft) == [journal.dan]
    with pytest.raises(Conflict, match="Dan Danson still has to agree"):
        findings.share(draft.id, journal.ann, draft.version)
    journal.agree(draft, journal.dan)
    assert draft.state is AGREED


def test_earlier_agreements_stand_in_the_name_of_who_left(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.ann, journal.cat)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    journal.agree(draft, journal.bob)
    assert draft.state is AGREED
    assert agreed(draft) == {journal.ann, journal.bob, journal.cat}


def test_what_was_shared_stays_shared_when_somebody_comes(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    trio_members.add(journal.home.id, journal.dan, journal.helen)
    assert draft.state is SHARED


def test_when_the_one_who_had_not_agreed_leaves_the_others_have(
    journal: Journal, draft: Finding
) -> None:
    journal.agree(draft, journal.ann, journal.bob)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    assert draft.state is AGREED


# Withdrawing


def test_a_shared_finding_can_be_withdrawn_and_shared_again(
    journal: Journal, draft: Finding
) -> None:
    journal.share(draft)
    findings.withdraw(draft.id, journal.cat, draft.version)
    assert draft.state is WITHDRAWN
    assert draft.withdrawn_at is not None
    assert agreed(draft) == {journal.ann, journal.bob, journal.cat}
    findings.share(draft.id, journal.bob, draft.version)
    assert (draft.state, draft.withdrawn_at) == (SHARED, None)
    assert actions(draft)[-2:] == ["withdrawn", "shared"]


def test_sharing_again_waits_for_the_newcomer(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    findings.withdraw(draft.id, journal.ann, draft.version)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    trio_members.add(journal.home.id, journal.dan, journal.helen)
    with pytest.raises(Conflict, match="Dan"):
        findings.share(draft.id, journal.ann, draft.version)
    journal.agree(draft, journal.dan)
    assert findings.share(draft.id, journal.ann, draft.version).state is SHARED


def test_withdrawing_twice_is_the_same_as_once(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    findings.withdraw(draft.id, journal.ann, draft.version)
    at = draft.withdrawn_at
    findings.withdraw(draft.id, journal.ann, draft.version)
    assert draft.withdrawn_at == at


def test_withdrawing_an_older_version_is_refused(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    read = draft.version
    findings.change(draft.id, journal.ann, read, {"detail": "More."})
    with pytest.raises(Stale):
        findings.withdraw(draft.id, journal.ann, read)


def test_only_what_is_shared_is_withdrawn(journal: Journal, draft: Finding) -> None:
    with pytest.raises(Conflict, match="not shared"):
        findings.withdraw(draft.id, journal.ann, 1)


# Quotations


def test_a_quotation_stands_in_the_note_word_for_word(journal: Journal, note: Observation) -> None:
    with pytest.raises(Invalid) as refusal:
        journal.finding(note, quotation="it is two times as", quotation_observation_id=note.id)
    assert refusal.value.errors["quotation"]


def test_line_breaks_and_spaces_do_not_count(journal: Journal) -> None:
    note = journal.note("It is\n  twice as long,\nlook")
    finding = journal.finding(
        note, quotation="is twice as   long, look", quotation_observation_id=note.id
    )
    assert finding.quotation == "is twice as   long, look"


def test_what_we_make_of_it_cannot_be_quoted(journal: Journal) -> None:
    note = journal.note("He rubbed it out.", thought="He can hear it.")
    with pytest.raises(Invalid):
        journal.finding(note, quotation="He can hear it.", quotation_observation_id=note.id)


def test_a_quotation_comes_from_the_evidence(journal: Journal, note: Observation) -> None:
    other = journal.note("They drew it.")
    for source in (None, other.id):
        with pytest.raises(Invalid) as refusal:
            journal.finding(note, quotation="They drew it.", quotation_observation_id=source)
        assert refusal.value.errors["quotation_observation_id"]
    finding = journal.finding(
        note,
        not_fitting=[other.id],
        quotation="They drew it.",
        quotation_observation_id=other.id,
    )
    assert finding.quotation_observation_id == other.id


def test_a_quotation_is_copied_at_agreement_with_the_version_it_came_from(
    journal: Journal, note: Observation
) -> None:
    observations.change(note.id, journal.ann, 1, {"thought": "Nice."})
    finding = quoted(journal, note)
    assert finding.quotation_version is None
    journal.agree(finding, journal.ann)
    assert finding.quotation_version == 2
    observations.change(note.id, journal.ann, 2, {"seen": "Something else."})
    journal.agree(finding, journal.bob, journal.cat)
    assert (finding.quotation, finding.quotation_version) == ("it is twice as long", 2)
    assert finding.state is AGREED


def test_when_the_note_changed_before_agreement_the_quotation_is_chosen_again(
    journal: Journal, note: Observation
) -> None:
    finding = quoted(journal, note)
    observations.change(note.id, journal.ann, 1, {"seen": "Something else."})
    with pytest.raises(Conflict, match="Choose the quotation again"):
        journal.agree(finding, journal.ann)
    findings.change(finding.id, journal.ann, 1, {"quotation": "Something else"})
    journal.agree(finding, journal.ann)
    assert finding.quotation_version == 2


def test_without_words_there_is_no_source(journal: Journal, note: Observation) -> None:
    finding = journal.agree(quoted(journal, note), journal.ann)
    findings.change(finding.id, journal.ann, finding.version, {"quotation": ""})
    assert finding.quotation_observation_id is None
    assert finding.quotation_version is None


def test_a_quotation_is_credited_by_key_stage(journal: Journal, note: Observation) -> None:
    assert quoted(journal, note).quotation_credit is Credit.KEY_STAGE


def test_naming_the_school_needs_the_trios_confirmation(
    journal: Journal, note: Observation
) -> None:
    finding = quoted(journal, note)
    school = {"quotation_credit": Credit.SCHOOL}
    with pytest.raises(Invalid) as refusal:
        findings.change(finding.id, journal.ann, 1, school)
    assert refusal.value.errors["quotation_credit"] == [findings.CREDIT_WARNING]
    findings.change(finding.id, journal.ann, 1, school | {"credit_confirmed": True})
    assert finding.quotation_credit is Credit.SCHOOL


def test_the_confirmation_is_not_asked_for_again(journal: Journal, note: Observation) -> None:
    finding = quoted(journal, note)
    school = {"quotation_credit": Credit.SCHOOL}
    findings.change(finding.id, journal.ann, 1, school | {"credit_confirmed": True})
    findings.change(finding.id, journal.ann, 2, school | {"detail": "More."})
    assert finding.version == 3


def test_the_confirmation_cannot_be_passed_by_quoting_later(
    journal: Journal, note: Observation
) -> None:
    finding = journal.finding(note, quotation_credit=Credit.SCHOOL)
    quotation = {"quotation": "it is twice as long", "quotation_observation_id": note.id}
    with pytest.raises(Invalid) as refusal:
        findings.change(finding.id, journal.ann, 1, quotation)
    assert refusal.value.errors["quotation_credit"]


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


def test_one_member_confirms_it(journal: Journal) -> None:
    finding = entered(journal)
    with pytest.raises(NotAllowed):
        findings.confirm(finding.id, journal.helen, 1)
    with pytest.raises(NotAllowed):
        findings.confirm(finding.id, journal.dan, 1)
    findings.confirm(finding.id, journal.bob, 1)
    assert (finding.state, finding.entered_for_trio) == (SHARED, False)
    assert actions(finding) == ["created", "confirmed"]
    assert list(revisions.of(finding))[-1].person_id == journal.bob


def test_confirming_an_older_version_is_refused(journal: Journal) -> None:
    finding = entered(journal)
    findings.change(finding.id, journal.bob, 1, {"detail": "Most of it."})
    with pytest.raises(Stale):
        findings.confirm(finding.id, journal.bob, 1)
    assert finding.entered_for_trio is True


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


def test_a_note_in_the_bin_keeps_its_place_in_the_evidence(journal: Journal) -> None:
    kept, gone = journal.note(), journal.note()
    finding = journal.finding(kept, gone)
    observations.delete(gone.id, journal.ann, 1)
    journal.agree(finding, journal.ann, journal.bob, journal.cat)
    values = {"supporting": [kept.id], "not_fitting": [], "next_step": "Look again."}
    changed = findings.change(finding.id, journal.ann, finding.version, values)
    assert (changed.state, len(changed.agreements)) == (AGREED, 3)
    assert set(changed.supporting_ids) == {kept.id, gone.id}


def test_it_cannot_be_agreed_before_it_is_confirmed(journal: Journal) -> None:
    finding = entered(journal)
    with pytest.raises(Conflict, match="Confirm it"):
        journal.agree(finding, journal.ann)


def test_after_confirming_a_changed_claim_is_a_draft_like_any_other(journal: Journal) -> None:
    finding = entered(journal)
    findings.confirm(finding.id, journal.bob, 1)
    findings.change(finding.id, journal.bob, 2, {"claim": "Talk helps a little."})
    assert finding.state is DRAFT


# Deleting


def test_a_shared_finding_is_withdrawn_before_it_is_deleted(
    journal: Journal, draft: Finding
) -> None:
    journal.share(draft)
    with pytest.raises(Conflict, match="Withdraw it first"):
        findings.delete(draft.id, journal.ann, draft.version)
    findings.withdraw(draft.id, journal.ann, draft.version)
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
    assert [finding.id for finding in findings.of_trio(journal.home.id)] == [newer.id, draft.id]


def test_who_has_to_agree_leaves_out_the_away_and_the_gone(journal: Journal) -> None:
    away(journal, journal.bob)
    trio_members.leave(journal.home.id, journal.cat, journal.ann)
    present = findings.present_members(journal.home.id)
    assert [member.user_id for member in present] == [journal.ann]
    assert present[0].joined_on == today()


# How a quotation is credited


@pytest.mark.parametrize(
    ("values", "credit"),
    [
        ({"year_from": 3, "year_to": 4}, "a KS2 lesson"),
        ({"year_from": 0, "year_to": 0}, "an EYFS lesson"),
        ({"year_from": 6, "year_to": 7, "kind": Kind.PUPIL_VOICE}, "pupil voice, KS2 and KS3"),
        ({}, "a lesson"),
    ],
)
def test_by_key_stage_and_kind(journal: Journal, values: dict[str, Any], credit: str) -> None:
    note = journal.note("look, nine!", school_id=journal.primary.id, **values)
    finding = journal.finding(note, quotation="look, nine!", quotation_observation_id=note.id)
    assert findings.credit(finding) == credit


def test_by_school_where_the_trio_has_decided_to(journal: Journal) -> None:
    note = journal.note("look, nine!", school_id=journal.primary.id, year_from=2, year_to=2)
    finding = journal.finding(
        note,
        quotation="look, nine!",
        quotation_observation_id=note.id,
        quotation_credit=Credit.SCHOOL,
        credit_confirmed=True,
    )
    assert findings.credit(finding) == "a KS1 lesson, Ashby Primary School"
    findings.change(finding.id, journal.ann, 1, {"quotation_credit": Credit.NONE})
    assert findings.credit(finding) == ""
