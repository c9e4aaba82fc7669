"""What the document says in words."""

from __future__ import annotations

import pytest

from trio_journal.handout.document import Person
from trio_journal.handout.ruler import Ruler, YearCell

from .build import RULER, finding, handout, strings, ten_findings, trio


def test_the_ruler_says_in_words_what_it_draws() -> None:
    assert RULER.sentence == (
        "Strong in Reception and Year 1; evident in Year 2; a glimpse in Year 4; "
        "not seen in Year 9. Too little to show in Year 7."
    )
    assert RULER.key == "Hatched: two classes; dashed: none."


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ([3], "Strong in Year 3."),
        ([-1, 0], "Strong in Nursery and Reception."),
        ([3, 4], "Strong in Years 3 and 4."),
        ([0, 1, 2, 3], "Strong in Reception to Year 3."),
        ([3, 4, 5, 9], "Strong in Years 3 to 5 and Year 9."),
        ([0, 1, 5], "Strong in Reception and Year 1, Year 5."),
    ],
)
def test_neighbouring_year_groups_are_said_together(years: list[int], words: str) -> None:
    assert Ruler(tuple(YearCell(year, 3, 3, 3) for year in years)).sentence == words


def test_the_key_names_only_what_is_drawn() -> None:
    every = range(-1, 14)
    assert Ruler(tuple(YearCell(year, 3, 3, 3) for year in every)).key == ""
    assert Ruler(tuple(YearCell(year, 3, 1, 1) for year in every)).key == "Hatched: two classes."
    assert Ruler((YearCell(1, 3, 3, 3),)).key == "Dashed: no class."
    # Nothing is hatched where nothing was seen, however few the classes.
    assert Ruler((YearCell(1, 0, 1, 1),)).key == "Dashed: no class."


def test_agreement_is_said_only_where_somebody_is_missing() -> None:
    assert finding(agreed=3, agreed_of=3).agreement_line == ""
    assert finding(agreed=0, agreed_of=3).agreement_line == ""
    assert finding(agreed=2, agreed_of=3).agreement_line == "agreed by two of three"
    assert finding(agreed=2).evidence_line == (
        "11 notes, 7 lessons, 5 schools; 2 do not fit. Agreed by two of three."
    )


def test_what_a_coordinator_typed_in_is_marked() -> None:
    entered = finding(entered_for_trio=True, evidence=None, agreed=0)
    assert entered.evidence_line == "Entered for the trio, which has not confirmed it yet."


def test_a_trio_is_about_the_years_of_its_findings_else_of_its_questions() -> None:
    assert trio(finding(year_from=2, year_to=3)).span == (2, 3)
    assert trio(finding(year_from=4, year_to=None)).span == (4, 4)
    assert trio().span == (0, 9)
    assert trio(asked=()).span is None


def test_the_indexes_lead_to_every_trio_by_school_and_by_year_group() -> None:
    evening = handout(
        trio(finding(year_from=0, year_to=2), number=1),
        trio(finding(year_from=2, year_to=3), number=2, people=()),
    )
    assert [(line.name, line.anchors) for line in evening.by_school] == [
        ("Ashby Primary School", ("slot-1",)),
        ("Birch School", ("slot-1",)),
    ]
    assert [(line.name, line.anchors) for line in evening.by_year] == [
        ("Reception", ("slot-1",)),
        ("Year 1", ("slot-1",)),
        ("Year 2", ("slot-1", "slot-2")),
        ("Year 3", ("slot-2",)),
    ]
    assert [line.name for line in evening.by_years] == ["Reception and Year 1", "Year 2", "Year 3"]


def test_from_ten_findings_on_there_is_an_index_by_theme() -> None:
    evening = ten_findings()
    assert [(line.name, line.anchors) for line in evening.by_theme] == [
        ("independence", ("slot-1", "slot-2", "slot-3")),
        ("talk", ("slot-1", "slot-2", "slot-3")),
        ("Vocabulary", ("slot-1", "slot-2", "slot-3")),
    ]
    assert [index.head for index in evening.indexes] == [
        "Find your school",
        "Find your year group",
        "Find a theme",
    ]
    assert evening.index_line == "Find your school, your year group and a theme on page"
    nine = handout(*evening.trios[:3])
    assert nine.by_theme == ()
    assert nine.index_line == "Find your school and your year group on page"


@pytest.mark.parametrize("themes", [(), ("talk",)])
def test_no_theme_or_one_makes_no_index(themes: tuple[str, ...]) -> None:
    shared = (finding(str(number), themes=themes) for number in range(12))
    assert handout(trio(*shared)).by_theme == ()


def test_schools_are_in_the_order_of_the_alphabet_however_they_are_written() -> None:
    people = tuple(Person("Ann", name) for name in ("elm School", "Fir School", "Dale School"))
    found = handout(trio(people=people)).by_school
    assert [line.name for line in found] == ["Dale School", "elm School", "Fir School"]


def test_headings_and_lists_read_as_people_write_them() -> None:
    evening = handout(trio())
    assert evening.when == "Tue 24 Nov 2026, 6 pm to 8 pm"
    assert evening.footer == "What we have seen, Tue 24 Nov 2026, draft"
    assert evening.slots[1].heading == "6.10 pm, 10 minutes, Trio 1, Focus 1"


def test_every_text_can_be_listed_and_no_id_among_them() -> None:
    found = set(strings(handout(trio(finding("Counting helps.", ruler=RULER))).slots))
    assert {"Counting helps.", "a KS2 lesson", "Ann Annson", "What helps?"} <= found
    assert not found & {"trio 1", "slot-1", "finding Counting helps."}
