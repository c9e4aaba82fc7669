"""Themes of findings: the alliance's own short list, typed as words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from trio_journal.exceptions import Conflict, Invalid, Stale
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Finding, FindingState, Observation, Theme
from trio_journal.services import agreements, findings, revisions, themes

from .conftest import House, Journal, agreed, set_back


def change(journal: Journal, finding: Finding, words: str) -> Finding:
    return findings.change(finding.id, journal.bob, finding.version, {"themes": words})


def keys() -> list[str]:
    return list(db.session.scalars(select(Theme.name_key).order_by(Theme.name_key)))


def told(finding: Finding) -> list[tuple[int, list[str]]]:
    """Return the versions in a finding's history with the themes that each had."""
    return [(one.version, one.state["themes"]) for one in revisions.of(finding)]


def mistakes(words: str) -> list[str]:
    with pytest.raises(Invalid) as refused:
        themes.from_words(words)
    return list(refused.value.errors["themes"])


# Words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ()),
        (" , ,; ", ()),
        ("independence, vocabulary", ("independence", "vocabulary")),
        ("Talk;  paired\n talk ", ("Talk", "paired talk")),
        ("Talk, talk, TALK,ｔａｌｋ", ("Talk",)),  # noqa: RUF001
        ("e\u0301toile, \u00e9toile", ("étoile",)),
        ("تفكير، כתיבה", ("تفكير", "כתיבה")),
        ("\u202eTalk\u202c\x00 first", ("Talk first",)),
        ("क्\u200dष", ("क्\u200dष",)),
        ("Year 7 😀", ("Year 7 😀",)),
    ],
)
def test_words_between_commas_are_themes_each_once(typed: str, read: tuple[str, ...]) -> None:
    assert themes.from_words(typed) == read


def test_what_is_no_theme_is_refused_in_a_sentence() -> None:
    assert mistakes("one, two, three, four") == ["Up to three themes fit, and these are four."]
    assert mistakes("talk, 😀") == ["A theme is a word or two, and “😀” has no letter in it."]
    (sentence,) = mistakes("w" * 41)
    assert sentence.endswith("is longer than 40 letters.")
    assert themes.from_words("w" * 40)


@pytest.mark.parametrize("letter", ["\u3164", "\uffa0", "\u115f", "\u1160", "\u17b4", "\u034f"])
def test_a_theme_that_cannot_be_seen_is_none(letter: str) -> None:
    (sentence,) = mistakes(letter)
    assert sentence.endswith("has no letter in it.")
    assert themes.key(f"ta{letter}lk") == "talk"


def test_what_chooses_how_a_letter_is_drawn_is_kept_and_makes_no_other_theme() -> None:
    assert themes.from_words("Year 7 ❤\ufe0f, year 7 ❤") == ("Year 7 ❤\ufe0f",)


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused_and_reads_the_same_again(typed: str) -> None:
    try:
        read = themes.from_words(typed)
    except Invalid:
        return
    assert themes.from_words(", ".join(read)) == read
    assert len({themes.key(name) for name in read}) == len(read) <= themes.MOST
    assert all(themes.key(name) == themes.key(themes.key(name)) for name in read)


# On a finding


def test_a_finding_has_its_themes_in_the_order_of_the_alphabet(journal: Journal) -> None:
    finding = journal.finding(themes="vocabulary, Independence")
    assert finding.themes == ["Independence", "vocabulary"]
    change(journal, finding, "talk, vocabulary")
    assert finding.themes == ["talk", "vocabulary"]
    change(journal, finding, "")
    assert finding.themes == []


def test_the_alliance_has_each_theme_once_however_it_is_spelled(journal: Journal) -> None:
    first = journal.finding(themes="Vocabulary")
    second = journal.finding(claim="Another.", themes="VOCABULARY, talk")
    assert (first.themes, second.themes) == (["Vocabulary"], ["talk", "VOCABULARY"])
    assert keys() == ["talk", "vocabulary"]
    assert {link.theme_id for link in first.theme_links} <= {
        link.theme_id for link in second.theme_links
    }


def test_another_spelling_is_a_change_of_that_finding_alone(journal: Journal) -> None:
    finding = journal.finding(themes="vocabulery, TALK")
    other = journal.finding(claim="Another.", themes="TALK")
    change(journal, finding, "Vocabulary, talk")
    assert told(finding) == [(1, ["TALK", "vocabulery"]), (2, ["talk", "Vocabulary"])]
    assert finding.themes == ["talk", "Vocabulary"]
    assert (other.themes, other.version) == (["TALK"], 1)


def test_another_alliance_has_themes_of_its_own(journal: Journal, elsewhere: House) -> None:
    journal.share(journal.finding(journal.note(), themes="Talk"))
    trio = elsewhere.trio(
        *(elsewhere.person(name) for name in ("eve", "fay", "gil")), exception_reason="New."
    )
    theirs = findings.create(
        trio, trio.lead_id, new_id(), {"claim": "They talk.", "themes": "talk"}
    )
    assert theirs.themes == ["talk"]
    assert list(themes.suggested(elsewhere.id, trio.id)) == ["talk"]
    assert list(themes.suggested(elsewhere.id)) == []


def test_saving_the_same_themes_changes_nothing(journal: Journal) -> None:
    finding = journal.finding(themes="Talk, vocabulary")
    assert change(journal, finding, "VOCABULARY,talk").version == 2
    assert change(journal, finding, "talk, VOCABULARY").version == 2


def test_a_theme_that_is_none_saves_nothing(journal: Journal) -> None:
    finding = journal.finding(themes="talk")
    with pytest.raises(Invalid):
        findings.change(
            finding.id, journal.ann, finding.version, {"claim": "Other.", "themes": "!"}
        )
    db.session.expire_all()
    assert (finding.claim, finding.themes) == ("Counting helps.", ["talk"])


def test_a_resend_makes_one_finding_and_other_themes_are_other_words(journal: Journal) -> None:
    values = {"claim": "Counting helps.", "themes": "talk, vocabulary"}
    entry_id = new_id()
    first, second = (findings.create(journal.home, journal.ann, entry_id, values) for _ in range(2))
    assert first is second
    with pytest.raises(Conflict):
        findings.create(journal.home, journal.ann, entry_id, values | {"themes": "reading"})
    assert keys() == ["talk", "vocabulary"]


def test_a_resend_after_a_colleague_corrected_the_spelling_keeps_the_correction(
    journal: Journal,
) -> None:
    values = {"claim": "Counting helps.", "themes": "talk"}
    finding = findings.create(journal.home, journal.ann, new_id(), values)
    change(journal, finding, "Talk")
    again = findings.create(journal.home, journal.ann, finding.id, values)
    assert (again.themes, again.version) == (["Talk"], 2)


def test_a_resend_that_spells_otherwise_is_the_same_finding(journal: Journal) -> None:
    values = {"claim": "Counting helps.", "themes": "talk, Vocabulary"}
    finding = findings.create(journal.home, journal.ann, new_id(), values)
    values["themes"] = "vocabulary, TALK"
    again = findings.create(journal.home, journal.ann, finding.id, values)
    db.session.expire_all()
    assert (again.themes, again.version) == (["talk", "Vocabulary"], 1)


def test_a_resend_of_what_was_made_before_there_were_themes_makes_one_finding(
    journal: Journal,
) -> None:
    finding = journal.finding()
    first = revisions.last(finding)
    set_back(first, state={name: it for name, it in first.state.items() if name != "themes"})
    values = {"claim": "Counting helps.", "supporting": [], "themes": ""}
    assert findings.create(journal.home, journal.ann, finding.id, values) is finding


def test_history_says_which_themes_it_had(journal: Journal) -> None:
    finding = journal.finding(themes="talk")
    change(journal, finding, "reading")
    assert [revision.state["themes"] for revision in revisions.of(finding)] == [
        ["talk"],
        ["reading"],
    ]


def test_themes_saved_meanwhile_are_not_lost(journal: Journal) -> None:
    finding = journal.finding(themes="talk")
    read = finding.version
    change(journal, finding, "reading")
    with pytest.raises(Stale):
        findings.change(finding.id, journal.ann, read, {"themes": "writing"})
    assert finding.themes == ["reading"]


# A theme is for finding again: agreement is to the claim


@pytest.mark.parametrize("state", ["agreed", "shared", "withdrawn"])
def test_other_themes_keep_the_agreements(journal: Journal, note: Observation, state: str) -> None:
    finding = journal.finding(note)
    journal.agree(finding) if state == "agreed" else journal.share(finding)
    if state == "withdrawn":
        agreements.withdraw(finding.id, journal.ann, finding.version)
    change(journal, finding, "talk")
    assert finding.state is FindingState(state)
    assert agreed(finding) == {journal.ann, journal.bob, journal.cat}


def test_what_a_coordinator_typed_in_stays_theirs_with_other_themes(journal: Journal) -> None:
    entered = findings.enter_for_trio(
        journal.home, journal.helen, new_id(), {"claim": "They talk.", "themes": "talk"}
    )
    change(journal, entered, "reading")
    assert (entered.themes, entered.entered_for_trio) == (["reading"], True)


# What is suggested


@pytest.fixture
def others(journal: Journal) -> Any:
    """Return another trio's finding, as a draft."""
    trio = journal.trio(
        *(journal.person(name) for name in ("eve", "fay", "gil")), exception_reason="New."
    )
    return findings.create(trio, trio.lead_id, new_id(), {"claim": "Theirs.", "themes": "Secret"})


def test_a_trio_is_suggested_its_own_and_what_is_shared(journal: Journal, others: Finding) -> None:
    journal.finding(themes="draft of ours")
    journal.share(journal.finding(journal.note(), themes="Talk"))
    assert list(themes.suggested(journal.id, journal.home.id)) == ["draft of ours", "Talk"]
    assert list(themes.suggested(journal.id, others.trio_id)) == ["Secret", "Talk"]
    assert list(themes.suggested(journal.id)) == ["Talk"]


def test_a_theme_that_no_finding_has_any_more_is_not_suggested(journal: Journal) -> None:
    gone = journal.finding(themes="in the bin")
    findings.delete(gone.id, journal.ann, gone.version)
    change(journal, journal.finding(themes="taken off"), "")
    assert list(themes.suggested(journal.id, journal.home.id)) == []


# How it is spelled


def test_what_a_trio_saves_changes_nothing_of_anothers_draft(
    journal: Journal, others: Finding
) -> None:
    ours = journal.finding(themes="secret")
    assert ours.themes == ["secret"]
    change(journal, ours, "SECRET")
    journal.share(journal.finding(journal.note(), claim="Third.", themes="sEcReT"))
    db.session.expire_all()
    assert (others.themes, others.version) == (["Secret"], 1)
    assert told(others) == [(1, ["Secret"])]
    values = {"claim": "Theirs.", "themes": "Secret"}
    again = findings.create(others.trio, others.author_id, others.id, values)
    assert (again.themes, again.version) == (["Secret"], 1)
    db.session.expire_all()
    assert ours.themes == ["SECRET"]
    assert told(ours) == [(1, ["secret"]), (2, ["SECRET"])]


def test_what_a_coordinator_types_in_is_spelled_as_it_is_typed(
    journal: Journal, others: Finding
) -> None:
    values = {"claim": "They talk.", "themes": "SECRET"}
    entered = findings.enter_for_trio(others.trio, journal.helen, new_id(), values)
    db.session.expire_all()
    assert (entered.themes, others.themes) == (["SECRET"], ["Secret"])
    assert list(themes.suggested(journal.id)) == ["SECRET"]


def test_a_theme_is_suggested_as_the_first_shared_finding_spells_it(journal: Journal) -> None:
    journal.finding(themes="TALK")
    second = journal.finding(journal.note(), claim="Another.", themes="talk")
    assert list(themes.suggested(journal.id, journal.home.id)) == ["TALK"]
    first = journal.share(journal.finding(journal.note(), claim="Third.", themes="Talk"))
    journal.share(second)
    assert list(themes.suggested(journal.id, journal.home.id)) == ["Talk"]
    assert themes.shared(journal.id, [first.id, second.id]) == {
        first.id: ("Talk",),
        second.id: ("Talk",),
    }
    # Of the second alone too: it is called as the first shared, which is not asked about.
    assert themes.shared(journal.id, [second.id]) == {second.id: ("Talk",)}
    agreements.withdraw(first.id, journal.ann, first.version)
    assert list(themes.suggested(journal.id, journal.home.id)) == ["talk"]
    assert themes.shared(journal.id, [first.id, second.id]) == {second.id: ("talk",)}
