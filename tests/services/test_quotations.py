"""Quotations: word for word from a note, and credited as the trio chose."""

from __future__ import annotations

from typing import Any

import pytest

from trio_journal.exceptions import Conflict, Invalid
from trio_journal.models import Credit, Finding, FindingState, Kind, Observation
from trio_journal.services import findings, observations, quotations

from .conftest import Journal, quoted


def credited(finding: Finding) -> str | None:
    return quotations.credits([finding.id]).get(finding.id)


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
    assert finding.state is FindingState.AGREED


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


def test_what_is_agreed_anew_is_quoted_from_the_note_as_it_is_by_then(
    journal: Journal, note: Observation
) -> None:
    finding = journal.agree(quoted(journal, note), journal.ann)
    observations.change(note.id, journal.ann, 1, {"thought": "Nice."})
    findings.change(finding.id, journal.bob, finding.version, {"claim": "Counting twice helps."})
    journal.agree(finding, journal.ann)
    assert finding.quotation_version == 2
    observations.change(note.id, journal.ann, 2, {"seen": "Something else."})
    findings.change(finding.id, journal.bob, finding.version, {"claim": "Counting helps."})
    with pytest.raises(Conflict, match="Choose the quotation again"):
        journal.agree(finding, journal.ann)


def test_what_is_quoted_stays_evidence(journal: Journal, note: Observation) -> None:
    finding = quoted(journal, note)
    others = [key for key in finding.supporting_ids if key != note.id]
    with pytest.raises(Invalid) as refused:
        findings.change(finding.id, journal.ann, 1, {"supporting": others})
    assert "quotation_observation_id" in refused.value.errors


def test_while_the_note_is_in_the_bin_all_else_can_be_saved(
    journal: Journal, note: Observation
) -> None:
    finding = quoted(journal, note)
    observations.delete(note.id, journal.bob, 1)
    others = [key for key in finding.supporting_ids if key != note.id]
    # As the form sends it, which does not offer the note.
    values = {
        "detail": "More.", "supporting": others, "not_fitting": [],
        "quotation": finding.quotation, "quotation_observation_id": None,
    }  # fmt: skip
    changed = findings.change(finding.id, journal.ann, 2, values)
    assert (changed.detail, changed.quotation_observation_id) == ("More.", note.id)
    observations.restore(note.id, journal.bob)
    journal.agree(changed, journal.ann)
    assert changed.quotation_version == note.version


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
    assert refusal.value.errors["quotation_credit"] == [quotations.CREDIT_WARNING]
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
    assert credited(finding) == credit


def test_by_school_where_the_trio_has_decided_to(journal: Journal) -> None:
    note = journal.note("look, nine!", school_id=journal.primary.id, year_from=2, year_to=2)
    finding = journal.finding(
        note,
        quotation="look, nine!",
        quotation_observation_id=note.id,
        quotation_credit=Credit.SCHOOL,
        credit_confirmed=True,
    )
    assert credited(finding) == "a KS1 lesson, Ashby Primary School"
    findings.change(finding.id, journal.ann, 1, {"quotation_credit": Credit.NONE})
    assert credited(finding) == ""


def test_what_was_agreed_is_credited_as_it_was(journal: Journal) -> None:
    """The note may be corrected later; the school that the trio allowed to be named stays."""
    note = journal.note("look, nine!", school_id=journal.primary.id, year_from=2, year_to=2)
    finding = journal.finding(
        note,
        quotation="look, nine!",
        quotation_observation_id=note.id,
        quotation_credit=Credit.SCHOOL,
        credit_confirmed=True,
    )
    moved = {"school_id": journal.secondary.id, "year_from": 8, "year_to": 8}
    observations.change(note.id, journal.ann, 1, moved | {"school_id": None})
    assert credited(finding) == "a KS3 lesson", "not agreed yet"
    observations.change(note.id, journal.ann, 2, {"school_id": journal.primary.id})
    journal.share(finding)
    observations.change(note.id, journal.ann, 3, moved | {"year_from": 11, "year_to": 11})
    assert credited(finding) == "a KS3 lesson, Ashby Primary School"


def test_without_a_quotation_nobody_is_credited(journal: Journal, note: Observation) -> None:
    assert quotations.credits([journal.finding(note).id]) == {}
