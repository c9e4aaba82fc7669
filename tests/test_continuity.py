"""Where something was seen, year group by year group."""

from __future__ import annotations

from datetime import date
from statistics import median_low
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal.continuity import Rated, YearSeen, seen
from trio_journal.evidence import Note
from trio_journal.ids import new_id
from trio_journal.year_groups import RECEPTION

DAY = date(2026, 11, 24)
VISITS = [new_id() for _ in range(3)]


def rated(
    year: int | None, rating: int | None, to: int | None = None, visit: UUID | None = None,
    kind: str = "lesson",
) -> Rated:  # fmt: skip
    note = Note(new_id(), DAY, kind, visit_id=visit, year_from=year, year_to=to)
    return Rated(note, rating)


@st.composite
def many(draw: st.DrawFn) -> list[Rated]:
    """Draw notes of all kinds, some of one class, some of no year group, some without a rating."""
    years = st.integers(0, 14)
    notes = []
    for _ in range(draw(st.integers(0, 12))):
        year = draw(st.none() | years)
        to = None if year is None else draw(st.none() | st.integers(year, 14))
        rating = draw(st.none() | st.integers(0, 3))
        visit = draw(st.none() | st.sampled_from(VISITS))
        kind = draw(st.sampled_from(["lesson", "pupil_voice", "staff_conversation"]))
        notes.append(rated(year, rating, to, visit, kind))
    return notes


def test_nothing_was_seen_where_nobody_looked() -> None:
    assert seen([]) == ()
    assert seen([rated(None, 3)]) == ()


def test_a_class_without_a_rating_was_looked_at_all_the_same() -> None:
    (year,) = seen([rated(RECEPTION, None)])
    assert year == YearSeen(RECEPTION, 1, ())
    assert year.median is None


def test_two_who_sat_in_one_lesson_rate_one_class_by_the_lower() -> None:
    (year,) = seen([rated(4, 3, visit=VISITS[0]), rated(4, 2, visit=VISITS[0])])
    assert year == YearSeen(4, 1, (2,))


def test_a_mixed_age_class_is_one_in_each_of_its_year_groups() -> None:
    assert seen([rated(4, 1, 5)]) == (YearSeen(4, 1, (1,)), YearSeen(5, 1, (1,)))


def test_a_talk_with_staff_is_of_no_class() -> None:
    assert seen([rated(4, 3, kind="staff_conversation")]) == ()


@pytest.mark.parametrize(("ratings", "median"), [([0, 3], 0), ([1, 2, 3], 2), ([0, 0, 3, 3], 0)])
def test_a_median_is_one_of_the_ratings(ratings: list[int], median: int) -> None:
    (year,) = seen([rated(6, rating) for rating in ratings])
    assert year.median == median


@given(many(), st.randoms())
def test_the_order_of_the_notes_does_not_matter(notes: list[Rated], by: object) -> None:
    shuffled = list(notes)
    by.shuffle(shuffled)  # type: ignore[attr-defined]
    assert seen(shuffled) == seen(notes)


@given(many(), st.integers(0, 14))
def test_one_more_class_at_the_median_leaves_it_where_it_is(notes: list[Rated], year: int) -> None:
    before = {one.year: one for one in seen(notes)}.get(year)
    if before is None or before.median is None:
        return
    after = {one.year: one for one in seen([*notes, rated(year, before.median)])}[year]
    assert after.median == before.median
    assert after.classes == before.classes + 1


@given(many())
def test_each_year_group_has_no_more_ratings_than_classes(notes: list[Rated]) -> None:
    found = seen(notes)
    assert [one.year for one in found] == sorted({one.year for one in found})
    for one in found:
        assert len(one.ratings) <= one.classes
        assert list(one.ratings) == sorted(one.ratings)
        assert not one.ratings or one.median == median_low(one.ratings)
