"""Nursery to Year 13."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal import year_groups
from trio_journal.year_groups import YEAR_GROUPS

YEARS = st.sampled_from(YEAR_GROUPS)
RANGES = st.tuples(YEARS, YEARS).map(sorted).map(tuple)


def test_there_are_fifteen_from_nursery_to_year_13() -> None:
    assert tuple(range(-1, 14)) == YEAR_GROUPS
    assert [year_groups.short(year) for year in YEAR_GROUPS] == [
        "N", "R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "label"), [(-1, "Nursery"), (0, "Reception"), (1, "Year 1"), (13, "Year 13")]
)
def test_teachers_say_them_like_this(year: int, label: str) -> None:
    assert year_groups.label(year) == label


@given(YEARS)
def test_a_code_leads_back_to_its_year_group(year: int) -> None:
    assert year_groups.from_code(year_groups.code(year)) == year


@given(st.text(max_size=4))
def test_nothing_else_is_a_code(text: str) -> None:
    if text in {year_groups.code(year) for year in YEAR_GROUPS}:
        return
    with pytest.raises(ValueError, match="not a year group"):
        year_groups.from_code(text)


@pytest.mark.parametrize("text", ["", "0", "14", "-1", "r", "n", " 3", "03", "3.0", "٣", "Year 3"])
def test_near_misses_are_no_codes(text: str) -> None:
    with pytest.raises(ValueError, match="not a year group"):
        year_groups.from_code(text)


@given(st.integers().filter(lambda year: year not in YEAR_GROUPS))
def test_other_numbers_have_no_code(year: int) -> None:
    for name in (year_groups.short, year_groups.label):
        with pytest.raises(ValueError, match="not a year group"):
            name(year)


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        (3, 3, "Year 3"),
        (3, 4, "Years 3 to 4"),
        (0, 0, "Reception"),
        (0, 3, "Reception to Year 3"),
        (-1, 0, "Nursery to Reception"),
        (1, 13, "Years 1 to 13"),
        (5, None, "Year 5"),
        (None, None, ""),
    ],
)
def test_a_range_in_words(first: int | None, last: int | None, label: str) -> None:
    assert year_groups.range_label(first, last) == label


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("EYFS", [-1, 0]),
        ("KS1", [1, 2]),
        ("KS2", [3, 4, 5, 6]),
        ("KS3", [7, 8, 9]),
        ("KS4", [10, 11]),
        ("KS5", [12, 13]),
    ],
)
def test_key_stages(name: str, years: list[int]) -> None:
    assert [year for year in YEAR_GROUPS if year_groups.key_stage(year) == name] == years


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        (3, 3, "KS2"),
        (3, 6, "KS2"),
        (6, 7, "KS2 and KS3"),
        (0, 13, "EYFS to KS5"),
        (4, None, "KS2"),
        (None, None, ""),
    ],
)
def test_the_key_stages_of_a_range(first: int | None, last: int | None, label: str) -> None:
    assert year_groups.key_stages_label(first, last) == label


@given(RANGES)
def test_the_key_stages_of_a_range_begin_and_end_with_those_of_its_ends(
    years: tuple[int, int],
) -> None:
    label = year_groups.key_stages_label(*years)
    assert label.startswith(year_groups.key_stage(years[0]))
    assert label.endswith(year_groups.key_stage(years[1]))


def test_primary_is_up_to_year_6() -> None:
    assert [year for year in YEAR_GROUPS if year_groups.phase(year) == "primary"] == list(
        range(-1, 7)
    )


@given(RANGES)
def test_the_phases_of_a_range_are_those_of_its_years(years: tuple[int, int]) -> None:
    first, last = years
    expected = {year_groups.phase(year) for year in range(first, last + 1)}
    assert year_groups.phases(first, last) == expected


@given(st.lists(YEARS))
def test_the_span_of_some_years_holds_them_all_and_no_more(years: list[int]) -> None:
    span = year_groups.span(years)
    if not years:
        assert span is None
    else:
        assert span == (min(years), max(years))


# As somebody writes them


@given(RANGES)
def test_a_range_in_words_leads_back_to_itself(span: tuple[int, int]) -> None:
    assert year_groups.from_words(year_groups.range_label(*span)) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("", None),
        ("  \n", None),
        ("4", (4, 4)),
        ("R", (0, 0)),
        ("YR", (0, 0)),
        ("Year R", (0, 0)),
        ("Y5/6", (5, 6)),
        ("Yrs 3-6", (3, 6)),
        ("3 \N{EN DASH} 6", (3, 6)),
        ("9, 8 and 7", (7, 9)),
        ("KS2", (3, 6)),
        ("key stage 3", (7, 9)),
        ("EYFS to Year 1", (-1, 1)),
        ("sixth form", (12, 13)),
        ("y4", (4, 4)),
        ("Yr. 4", (4, 4)),
        ("year four", (4, 4)),
        ("Year 4 class", (4, 4)),
        ("Years 3 to 4.", (3, 4)),
        ("3to4", (3, 4)),
        ("3 or 4", (3, 4)),
        ("Reception", (0, 0)),
        ("Foundation Stage", (-1, 0)),
        ("FS2", (0, 0)),
        ("KS 1", (1, 2)),
        ("KS1 and 2", (1, 6)),
        ("KS2/3", (3, 9)),
        ("KS1 and Year 3", (1, 3)),
        ("KS1 to 13", (1, 13)),
        ("Key stages 1, 2 and 3", (1, 9)),
        ("yr one", (1, 1)),
        ("3-4", (3, 4)),
        ("3 and 4", (3, 4)),
        ("4.", (4, 4)),
        ("6th form", (12, 13)),
        ("Year 3/4", (3, 4)),
        ("Year 3 / 4 class", (3, 4)),
        ("Y3/4, Y4/5", (3, 5)),
        ("Y3 Y4", (3, 4)),
        ("Years 1-2 and 3", (1, 3)),
        ("Years 1 to 2, and 3 to 6", (1, 6)),
        ("6 to 3", (3, 6)),
        ("Years 3 (and 4)", (3, 4)),
        ("Reception and Year 1 classes", (0, 1)),
        ("Year 3 pupils, Year 4 pupils", (3, 4)),
    ],
)
def test_teachers_write_them_like_this(text: str, span: tuple[int, int] | None) -> None:
    assert year_groups.from_words(text) == span


@pytest.mark.parametrize(
    "text", ["cats", "0", "14", "4th", "year", "class", "to", "-", ".", "4 cats", "٣", "KS6"]
)
def test_what_names_no_year_group_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="names no year groups"):
        year_groups.from_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "one Year 2 class",
        "two Year 3 classes",
        "2 Year 3 classes",
        "Year 3 (2 classes)",
        "Year 3 (2)",
        "Year 3, 2 classes",
        "Year 3 and 4 children",
        "2 classes, Year 3",
        "one Reception class",
        "Year 3 class 2",
        "class 4",
        "4 class",
        "4 pupils",
        "4 years",
        "Foundation stage 1",
    ],
)
def test_a_number_that_may_count_something_is_no_year_group(text: str) -> None:
    with pytest.raises(ValueError, match="names no year groups"):
        year_groups.from_words(text)


@pytest.mark.parametrize(
    "text", ["Year 4 (KS2)", "EYFS (Reception)", "KS2 - Year 4", "3-5-7", "Year 3.2", "-1"]
)
def test_what_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="names no year groups"):
        year_groups.from_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "1 and 5",
        "Y3/Y6",
        "R, 4",
        "KS1 & KS3",
        "Years 1-2 and 5",
        "Years 1 to 2, and 6",
        "1, 3-4",
        "Year 1, 3-4 and 6",
    ],
)
def test_a_list_with_gaps_is_no_range(text: str) -> None:
    with pytest.raises(ValueError, match="follow each other"):
        year_groups.from_words(text)


PIECES = "one two 2 3 4 12 R KS1 KS2 year Years y and or to - , / ( ) . class classes"


@given(st.text(max_size=30) | st.lists(st.sampled_from(PIECES.split()), max_size=7).map(" ".join))
def test_whatever_is_read_is_read_again_from_how_it_is_shown(text: str) -> None:
    try:
        span = year_groups.from_words(text)
    except ValueError:
        return
    assert (span is None) == (not text.strip())
    assert year_groups.from_words(year_groups.range_label(*span or (None, None))) == span


@given(st.lists(RANGES, min_size=1, max_size=4))
def test_a_list_of_ranges_is_what_they_hold_together_or_refused(
    ranges: list[tuple[int, int]],
) -> None:
    held = {year for first, last in ranges for year in range(first, last + 1)}
    text = ", ".join(year_groups.range_label(*one) for one in ranges)
    if len(held) == max(held) - min(held) + 1:
        assert year_groups.from_words(text) == (min(held), max(held))
    else:
        with pytest.raises(ValueError, match="follow each other"):
            year_groups.from_words(text)
