"""Agreeing on a finding: what makes one agreed, shared, reopened or withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from trio_journal.dates import now
from trio_journal.exceptions import Conflict, NotAllowed, Stale
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Credit, Finding, FindingState, Observation
from trio_journal.services import (
    agreements,
    findings,
    observations,
    people,
    revisions,
    trio_members,
    trios,
)

from .conftest import Journal, agreed, quoted, set_back

DRAFT, AGREED, SHARED, WITHDRAWN = FindingState


def actions(finding: Finding) -> list[str]:
    return [revision.action for revision in revisions.of(finding)]


def missing(finding: Finding) -> list[Any]:
    return [member.user_id for member in agreements.still_to_agree(finding)]


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


def test_the_second_click_is_the_same_as_the_first(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.ann, journal.bob)
    for _ in range(2):
        # The first one shares it, so that the second comes from a page that is out of date.
        agreements.agree(draft.id, journal.cat, 1, share=True)
    assert draft.state is SHARED
    read = draft.version
    for _ in range(2):
        agreements.withdraw(draft.id, journal.cat, read)
    assert draft.state is WITHDRAWN
    read = draft.version
    for _ in range(2):
        agreements.share(draft.id, journal.cat, read)
    assert actions(draft) == ["created", "shared", "withdrawn", "shared"]


def test_agreeing_once_more_to_other_words_is_no_second_click(
    journal: Journal, draft: Finding
) -> None:
    journal.agree(draft, journal.ann)
    findings.change(draft.id, journal.bob, 1, {"detail": "More."})
    with pytest.raises(Stale):
        agreements.agree(draft.id, journal.ann, 1)


def test_asking_to_share_is_no_second_click(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.ann)
    agreements.agree(draft.id, journal.ann, 1, share=True)
    assert draft.share_when_agreed


def test_who_takes_their_agreement_back_is_missing_again(journal: Journal, draft: Finding) -> None:
    journal.agree(draft)
    for _ in range(2):
        agreements.take_back(draft.id, journal.bob, draft.version)
        assert draft.state is DRAFT
        assert agreed(draft) == {journal.ann, journal.cat}
        assert missing(draft) == [journal.bob]
    assert actions(draft) == ["created", "agreed", "reopened"]
    journal.agree(draft, journal.bob)
    assert draft.state is AGREED


def test_with_an_agreement_goes_the_wish_to_share(journal: Journal, draft: Finding) -> None:
    agreements.agree(draft.id, journal.ann, 1, share=True)
    agreements.take_back(draft.id, journal.ann, 1)
    journal.agree(draft, journal.bob, journal.cat, journal.ann)
    assert draft.state is AGREED, "agreed by all, and shared by nobody"


def test_with_the_last_agreement_go_the_words_as_they_were(
    journal: Journal, note: Observation
) -> None:
    finding = quoted(journal, note)
    agreements.agree(finding.id, journal.ann, 1)
    agreements.take_back(finding.id, journal.ann, 1)
    observations.change(note.id, journal.ann, 1, {"seen": "Nothing of the kind."})
    with pytest.raises(Conflict, match="Choose the quotation again"):
        agreements.agree(finding.id, journal.ann, 1)


def test_nothing_is_taken_back_from_what_was_shared(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    with pytest.raises(Conflict, match="has been shared"):
        agreements.take_back(draft.id, journal.bob, draft.version)
    assert agreed(draft) == {journal.ann, journal.bob, journal.cat}


def test_an_agreement_is_taken_back_only_from_the_version_one_read(
    journal: Journal, draft: Finding
) -> None:
    journal.agree(draft, journal.ann)
    findings.change(draft.id, journal.bob, 1, {"detail": "More."})
    with pytest.raises(Stale):
        agreements.take_back(draft.id, journal.ann, 1)
    assert agreed(draft) == {journal.ann}


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
        agreements.share(draft.id, journal.ann, draft.version)


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
        agreements.agree(draft.id, journal.ann, 1)
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
        agreements.share(draft.id, journal.ann, draft.version)


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


def test_a_note_that_goes_to_the_bin_is_evidence_that_has_changed(
    journal: Journal, note: Observation
) -> None:
    other = journal.note("They drew it.")
    finding = journal.finding(note, not_fitting=[other.id])
    agreements.agree(finding.id, journal.ann, 1, share=True)
    journal.agree(finding, journal.bob)
    observations.delete(other.id, journal.cat, 1)
    assert agreed(finding) == set()
    assert (finding.state, finding.share_when_agreed) == (DRAFT, False)
    assert actions(finding) == ["created", "reopened"]
    with pytest.raises(Stale):
        agreements.agree(finding.id, journal.cat, 1)


def test_what_was_withdrawn_is_agreed_anew_when_its_evidence_goes(
    journal: Journal, draft: Finding, note: Observation
) -> None:
    other = journal.note("They drew it.")
    findings.change(draft.id, journal.ann, 1, {"supporting": [note.id, other.id]})
    journal.share(draft)
    agreements.withdraw(draft.id, journal.ann, draft.version)
    observations.delete(other.id, journal.cat, 1)
    assert (draft.state, agreed(draft)) == (DRAFT, set())
    with pytest.raises(Conflict, match="still have to agree"):
        agreements.share(draft.id, journal.cat, draft.version)


def test_a_draft_keeps_the_place_of_a_note_in_the_bin_and_is_read_anew(
    journal: Journal, note: Observation
) -> None:
    other = journal.note("They drew it.")
    draft = journal.finding(note, other)
    observations.delete(other.id, journal.cat, 1)
    with pytest.raises(Stale):
        agreements.agree(draft.id, journal.ann, 1)
    observations.restore(other.id, journal.cat)
    with pytest.raises(Stale):
        agreements.agree(draft.id, journal.ann, 2)
    assert set(draft.supporting_ids) == {note.id, other.id}
    assert actions(draft) == ["created", "note_deleted", "note_restored"]


def test_words_from_a_note_in_the_bin_are_not_agreed_on(
    journal: Journal, note: Observation
) -> None:
    finding = quoted(journal, note)
    observations.delete(note.id, journal.cat, 1)
    with pytest.raises(Conflict, match="changed or was deleted"):
        journal.agree(finding, journal.ann)
    observations.restore(note.id, journal.cat)
    journal.agree(finding, journal.ann)
    assert finding.quotation_version == note.version


def test_a_note_that_is_only_quoted_is_asked_about_all_the_same(
    journal: Journal, note: Observation
) -> None:
    finding = quoted(journal, note)
    agreements.agree(finding.id, journal.ann, 1)
    # As a finding can stand that was written before the two had to go together.
    set_back(finding, quotation_observation_id=journal.note("it is twice as long").id)
    source = db.session.get_one(Observation, finding.quotation_observation_id)
    observations.delete(source.id, journal.bob, 1)
    db.session.refresh(finding)
    assert agreed(finding) == set()


def test_an_agreement_and_a_note_that_goes_in_the_same_moment_wait_for_each_other(
    journal: Journal, at_once: Callable[..., list[Any]]
) -> None:
    ann, cat = journal.ann, journal.cat
    for _ in range(4):
        note, other = journal.note(), journal.note("They drew it.")
        finding = journal.finding(note, other)
        agreements.agree(finding.id, journal.bob, 1)
        key, gone = finding.id, other.id
        found = at_once(
            lambda key=key: agreements.agree(key, ann, 1),
            lambda gone=gone: observations.delete(gone, cat, 1),
        )
        # Whoever comes second is told so by the version, never by the database.
        assert all(isinstance(one, Stale) for one in found if isinstance(one, Exception))


def test_a_note_that_comes_back_is_no_evidence_of_what_was_agreed_without_it(
    journal: Journal, draft: Finding, note: Observation
) -> None:
    other = journal.note("They drew it.")
    findings.change(draft.id, journal.ann, 1, {"supporting": [note.id, other.id]})
    observations.delete(other.id, journal.cat, 1)
    journal.share(draft)
    observations.restore(other.id, journal.cat)
    assert (draft.state, draft.supporting_ids) == (SHARED, [note.id])
    assert agreed(draft) == {journal.ann, journal.bob, journal.cat}
    assert actions(draft)[-1] == "changed"


def test_a_note_that_comes_back_is_no_change_to_read(
    journal: Journal, draft: Finding, note: Observation
) -> None:
    other = journal.note("They drew it.")
    findings.change(draft.id, journal.ann, 1, {"supporting": [note.id, other.id]})
    observations.delete(other.id, journal.cat, 1)
    journal.share(draft)
    observations.restore(other.id, journal.cat)
    assert {agreement.version for agreement in draft.agreements} == {draft.version}


def test_an_agreement_and_an_absence_in_the_same_moment_settle_it(
    journal: Journal, draft: Finding, at_once: Callable[..., list[Any]]
) -> None:
    agreements.agree(draft.id, journal.ann, 1, share=True)
    key, home, bob, cat, helen = draft.id, journal.home.id, journal.bob, journal.cat, journal.helen
    found = at_once(
        lambda: agreements.agree(key, bob, 1),
        lambda: trio_members.set_away(home, cat, helen, away=True),
    )
    assert not [error for error in found if isinstance(error, Exception)]
    db.session.refresh(draft)
    assert draft.state is SHARED


def test_a_trio_whose_year_is_closed_shares_nothing_more(journal: Journal, draft: Finding) -> None:
    agreements.agree(draft.id, journal.ann, 1, share=True)
    journal.agree(draft, journal.bob)
    trios.close(journal.home.id)
    people.leave(journal.id, journal.cat, journal.helen)
    assert draft.state is DRAFT


def test_who_has_to_agree_leaves_out_the_away_and_the_gone(
    journal: Journal, draft: Finding
) -> None:
    away(journal, journal.bob)
    trio_members.leave(journal.home.id, journal.cat, journal.ann)
    assert missing(draft) == [journal.ann]


# Sharing


def test_an_agreed_finding_is_shared_by_a_member(journal: Journal, draft: Finding) -> None:
    journal.agree(draft)
    agreements.share(draft.id, journal.bob, draft.version)
    assert draft.state is SHARED
    assert draft.shared_at is not None
    assert actions(draft) == ["created", "agreed", "shared"]
    assert list(revisions.of(draft))[-1].person_id == journal.bob


def test_before_everybody_has_agreed_it_is_not_shared(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.ann)
    with pytest.raises(Conflict, match="Bob Bobson and Cat Catson still have to agree"):
        agreements.share(draft.id, journal.ann, draft.version)
    journal.agree(draft, journal.bob)
    with pytest.raises(Conflict, match="Cat Catson still has to agree"):
        agreements.share(draft.id, journal.ann, draft.version)


def test_agree_and_share_when_everyone_has_is_one_step(journal: Journal, draft: Finding) -> None:
    agreements.agree(draft.id, journal.ann, 1, share=True)
    assert draft.state is DRAFT
    journal.agree(draft, journal.bob)
    assert draft.state is DRAFT
    journal.agree(draft, journal.cat)
    assert draft.state is SHARED
    assert draft.shared_at is not None


def test_the_last_to_agree_may_share_in_the_same_step(journal: Journal, draft: Finding) -> None:
    journal.agree(draft, journal.ann, journal.bob)
    agreements.agree(draft.id, journal.cat, draft.version, share=True)
    assert draft.state is SHARED


def test_an_agreed_finding_is_shared_by_agreeing_again_with_share(
    journal: Journal, draft: Finding
) -> None:
    journal.agree(draft)
    agreements.agree(draft.id, journal.cat, draft.version, share=True)
    assert draft.state is SHARED


def test_it_is_shared_when_the_missing_member_is_marked_away(
    journal: Journal, draft: Finding
) -> None:
    agreements.agree(draft.id, journal.ann, 1, share=True)
    journal.agree(draft, journal.bob)
    away(journal, journal.cat)
    assert draft.state is SHARED


def test_sharing_an_older_version_is_refused(journal: Journal, draft: Finding) -> None:
    journal.agree(draft)
    read = draft.version
    findings.change(draft.id, journal.bob, read, {"detail": "More."})
    with pytest.raises(Stale):
        agreements.share(draft.id, journal.ann, read)
    assert draft.state is AGREED


def test_sharing_what_is_shared_changes_nothing(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    version = draft.version
    agreements.share(draft.id, journal.ann, version)
    assert draft.version == version


# What reopens agreement


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
        agreements.withdraw(finding.id, journal.ann, finding.version)
    read = finding.version
    values = REOPENING[what](journal, note)
    findings.change(finding.id, journal.bob, read, values)
    assert finding.state is DRAFT
    assert agreed(finding) == set()
    assert finding.share_when_agreed is False
    assert finding.version == read + 1
    assert actions(finding)[-1] == "changed"


def test_quoting_the_same_words_from_another_note_reopens_agreement(
    journal: Journal, note: Observation
) -> None:
    other = journal.note("Another said 'it is twice as long', too.")
    finding = journal.finding(
        note, other, quotation="it is twice as long", quotation_observation_id=note.id
    )
    journal.agree(finding)
    values = {"quotation_observation_id": other.id}
    findings.change(finding.id, journal.bob, finding.version, values)
    assert (finding.state, agreed(finding)) == (DRAFT, set())


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


def test_each_member_is_shown_what_it_said_when_they_agreed(
    journal: Journal, draft: Finding
) -> None:
    journal.agree(draft, journal.ann, journal.bob)
    findings.change(draft.id, journal.bob, draft.version, {"detail": "More."})
    journal.agree(draft, journal.cat)
    assert draft.state is AGREED
    for person, detail in ((journal.ann, ""), (journal.bob, ""), (journal.cat, "More.")):
        assert agreements.state_agreed(draft, agreement_of(draft, person))["detail"] == detail


def test_a_step_on_the_way_is_no_change_to_read(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    assert {agreement.version for agreement in draft.agreements} == {draft.version}


def test_agreeing_again_says_that_one_has_read_the_change(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    findings.change(draft.id, journal.bob, draft.version, {"next_step": "Try it in Year 4."})
    assert agreement_of(draft, journal.ann).version < draft.version
    journal.agree(draft, journal.ann)
    assert agreement_of(draft, journal.ann).version == draft.version
    assert agreement_of(draft, journal.cat).version < draft.version
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
        agreements.share(draft.id, journal.ann, draft.version)
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
    agreements.withdraw(draft.id, journal.cat, draft.version)
    assert draft.state is WITHDRAWN
    assert draft.withdrawn_at is not None
    assert agreed(draft) == {journal.ann, journal.bob, journal.cat}
    agreements.share(draft.id, journal.bob, draft.version)
    assert (draft.state, draft.withdrawn_at) == (SHARED, None)
    assert actions(draft)[-2:] == ["withdrawn", "shared"]


def test_sharing_again_waits_for_the_newcomer(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    agreements.withdraw(draft.id, journal.ann, draft.version)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    trio_members.add(journal.home.id, journal.dan, journal.helen)
    with pytest.raises(Conflict, match="Dan"):
        agreements.share(draft.id, journal.ann, draft.version)
    journal.agree(draft, journal.dan)
    assert agreements.share(draft.id, journal.ann, draft.version).state is SHARED


def test_withdrawing_twice_is_the_same_as_once(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    agreements.withdraw(draft.id, journal.ann, draft.version)
    at = draft.withdrawn_at
    agreements.withdraw(draft.id, journal.ann, draft.version)
    assert draft.withdrawn_at == at


def test_withdrawing_an_older_version_is_refused(journal: Journal, draft: Finding) -> None:
    journal.share(draft)
    read = draft.version
    findings.change(draft.id, journal.ann, read, {"detail": "More."})
    with pytest.raises(Stale):
        agreements.withdraw(draft.id, journal.ann, read)


def test_only_what_is_shared_is_withdrawn(journal: Journal, draft: Finding) -> None:
    with pytest.raises(Conflict, match="not shared"):
        agreements.withdraw(draft.id, journal.ann, 1)


# Confirming what the coordinator typed in


def entered(journal: Journal) -> Finding:
    given = {"claim": "Talk helps."}
    return findings.enter_for_trio(journal.home, journal.helen, new_id(), given)


def test_one_member_confirms_it(journal: Journal) -> None:
    finding = entered(journal)
    with pytest.raises(NotAllowed):
        agreements.confirm(finding.id, journal.helen, 1)
    with pytest.raises(NotAllowed):
        agreements.confirm(finding.id, journal.dan, 1)
    agreements.confirm(finding.id, journal.bob, 1)
    assert (finding.state, finding.entered_for_trio) == (SHARED, False)
    assert actions(finding) == ["created", "confirmed"]
    assert list(revisions.of(finding))[-1].person_id == journal.bob
    assert agreed(finding) == set(), "one word for all three is no agreement"
    for person in (journal.bob, journal.cat):
        assert agreements.confirm(finding.id, person, 1).version == 2, "twice is the same as once"


def test_what_the_trio_withdraws_is_its_own_from_then_on(
    journal: Journal, note: Observation
) -> None:
    finding = entered(journal)
    agreements.withdraw(finding.id, journal.ann, 1)
    assert (finding.state, finding.entered_for_trio) == (WITHDRAWN, False)
    findings.change(finding.id, journal.ann, 2, {"supporting": [note.id]})
    journal.share(finding)
    assert finding.state is SHARED


def test_what_the_coordinator_took_back_comes_back_as_the_trios_own_draft(
    journal: Journal, note: Observation
) -> None:
    finding = entered(journal)
    findings.take_entered_back(finding.id, journal.helen, 1)
    findings.restore(finding.id, journal.ann)
    assert (finding.state, finding.entered_for_trio) == (DRAFT, False)
    findings.change(finding.id, journal.ann, finding.version, {"supporting": [note.id]})
    journal.share(finding)
    assert finding.state is SHARED


def test_confirming_an_older_version_is_refused(journal: Journal) -> None:
    finding = entered(journal)
    findings.change(finding.id, journal.bob, 1, {"detail": "Most of it."})
    with pytest.raises(Stale):
        agreements.confirm(finding.id, journal.bob, 1)
    assert finding.entered_for_trio is True


def test_it_cannot_be_agreed_before_it_is_confirmed(journal: Journal) -> None:
    finding = entered(journal)
    with pytest.raises(Conflict, match="Confirm it"):
        journal.agree(finding, journal.ann)


def test_after_confirming_a_changed_claim_is_a_draft_like_any_other(journal: Journal) -> None:
    finding = entered(journal)
    agreements.confirm(finding.id, journal.bob, 1)
    findings.change(finding.id, journal.bob, 2, {"claim": "Talk helps a little."})
    assert finding.state is DRAFT
