"""What a coordinator leaves out, and schools called by letters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trio_journal.handout import selection
from trio_journal.handout.document import Handout, Person, Quotation

from .build import RULER, finding, handout, handouts, strings, trio

SCHOOLS = ["Ashby Primary School", "Birch School", "Birch School Sixth Form", "Cold Hill School"]
WHOLE = handout(
    trio(finding("First.", ruler=RULER, agreed=2), finding("Second."), number=1),
    trio(finding("Third.", entered_for_trio=True), number=2),
)


def test_everything_prints_unless_it_is_left_out() -> None:
    assert selection.select(WHOLE, ()) == WHOLE


GONE = {
    "strip": RULER.sentence,
    "detail": "The detail of First.",
    "quotation": "Somebody said First.",
    "implications": "For primary First.",
    "limits": "The limits of First.",
    "next_step": "The next step after First.",
    "audience_question": "The question about First.",
    "asked": "What helps?",
    "did": "We looked at 7 lessons in 5 schools.",
    "names": "Ann Annson",
    "contact": "ann@example.org",
}


def said(whole: Handout) -> str:
    rulers = [f.ruler.sentence for t in whole.trios for f in t.findings if f.ruler]
    return "\n".join([*strings(whole), *rulers])


@pytest.mark.parametrize("name", sorted(GONE))
def test_what_is_left_out_is_gone_and_the_rest_is_there(name: str) -> None:
    left = said(selection.select(WHOLE, [name]))
    for other, words in GONE.items():
        assert (words in left) == (other != name), other


def test_every_field_can_be_left_out() -> None:
    assert set(GONE) | {"evidence"} == set(selection.FIELDS)
    for name in selection.FIELDS:
        assert selection.select(WHOLE, [name]) != WHOLE


def test_marks_of_honesty_stay_where_the_evidence_is_left_out() -> None:
    first, third = (t.findings[0] for t in selection.select(WHOLE, ["evidence"]).trios)
    assert first.evidence_line == "Agreed by two of three."
    assert third.evidence_line.startswith("Entered for the trio")


def test_without_names_each_school_stands_once() -> None:
    people = selection.select(WHOLE, ["names"]).trios[0].people
    assert people == (Person("", "Ashby Primary School"), Person("", "Birch School"))
    assert str(people[0]) == "Ashby Primary School"


def test_schools_are_lettered_in_the_order_in_which_they_are_named() -> None:
    assert selection.letters(WHOLE, SCHOOLS) == {
        "Ashby Primary School": "School A",
        "Birch School": "School B",
    }


def test_a_school_that_only_a_quotation_credits_has_a_letter_too() -> None:
    credit = Quotation("Why?", "a KS2 lesson, Cold Hill School")
    whole = handout(trio(finding("First.", quotation=credit)))
    letters = selection.letters(whole, SCHOOLS)
    assert letters["Cold Hill School"] == "School C"
    (block,) = selection.select(whole, (), letters).trios
    assert block.findings[0].quotation == Quotation("Why?", "a KS2 lesson, School C")


def test_a_longer_name_is_not_taken_for_a_shorter_one() -> None:
    letters = {"Birch School": "School A", "Birch School Sixth Form": "School B"}
    credit = Quotation("Why?", "Birch School Sixth Form")
    (block,) = selection.select(
        handout(trio(finding("First.", quotation=credit))), (), letters
    ).trios
    assert block.findings[0].quotation == Quotation("Why?", "School B")


def test_lettered_schools_have_no_index() -> None:
    assert WHOLE.by_school
    lettered = selection.select(WHOLE, (), selection.letters(WHOLE, SCHOOLS))
    assert lettered.by_school == ()
    assert lettered.by_year == WHOLE.by_year


@settings(max_examples=50, deadline=None)
@given(handouts(), st.lists(st.sampled_from(sorted(selection.FIELDS))))
def test_no_school_is_named_once_they_are_lettered(whole: Handout, without: list[str]) -> None:
    names = {school for block in whole.trios for school in block.schools}
    called = selection.letters(whole, sorted(names))
    lettered = selection.select(whole, without, called)
    for block in lettered.trios:
        assert set(block.schools) <= set(called.values())
    assert len(set(called.values())) == len(called)


@pytest.mark.parametrize(
    ("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (702, "AAA")]
)
def test_letters_go_on_after_z(place: int, letter: str) -> None:
    assert selection._letter(place) == letter


def test_a_school_that_people_wrote_about_is_named_to_the_coordinator() -> None:
    whole = replace(
        handout(trio(finding("At birch school it holds.", quotation=None))),
        welcome="Thanks to Cold Hill School.",
    )
    assert selection.still_named(whole, SCHOOLS) == ["Birch School", "Cold Hill School"]
    assert selection.still_named(whole, ["Hill", "old Hill School"]) == ["Hill"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Try it in Year 9 at Kelsbrook.", True),
        ("The green table helps.", False),
        ("At GREEN PRIMARY SCHOOL it holds.", True),
    ],
)
def test_a_school_is_known_by_what_people_call_it(words: str, named: bool) -> None:
    schools = ["Kelsbrook Junior School", "Green Primary School"]
    whole = handout(trio(finding(words)))
    assert bool(selection.still_named(whole, schools)) is named


def test_the_title_is_read_as_well() -> None:
    whole = replace(WHOLE, title="An evening at Cold Hill")
    assert selection.still_named(whole, SCHOOLS) == ["Cold Hill School"]
