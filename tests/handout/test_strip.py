"""The year ruler drawn large: whole, or in two parts for larger type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal import year_groups
from trio_journal.handout import strip
from trio_journal.handout.ruler import Ruler, YearCell

YEARS = year_groups.YEAR_GROUPS
PRIMARY, SECONDARY = YEARS[:8], YEARS[8:]
rulers = st.dictionaries(
    st.sampled_from(YEARS), st.tuples(st.none() | st.integers(0, 3), st.integers(1, 9)), min_size=1
).map(
    lambda cells: Ruler(
        tuple(YearCell(year, level, count, count) for year, (level, count) in sorted(cells.items()))
    )
)


@given(rulers)
def test_two_parts_draw_what_the_whole_draws(ruler: Ruler) -> None:
    whole = strip.draw(ruler)
    parts = [strip.draw(ruler, years) for years in (PRIMARY, SECONDARY)]
    for name in ("outlines", "dashed", "filled"):
        boxes = [getattr(drawing, name).count("z") for drawing in (whole, *parts)]
        assert boxes[0] == sum(boxes[1:])
    for name in ("years", "classes", "unrated"):
        texts = [[label.text for label in getattr(one, name)] for one in (whole, *parts)]
        assert texts[0] == texts[1] + texts[2]


@given(rulers)
def test_nothing_is_drawn_beside_it(ruler: Ruler) -> None:
    for years in (YEARS, PRIMARY, SECONDARY):
        drawing = strip.draw(ruler, years)
        assert all(strip.LEFT < label.x < drawing.wide for label in drawing.years)
        assert f"viewBox='0 0 {drawing.wide} {strip.TALL}'" in strip.svg(drawing)


@pytest.mark.parametrize(("years", "wide"), [(YEARS, strip.WIDE), (PRIMARY, 200), (SECONDARY, 182)])
def test_how_wide_each_is(years: tuple[int, ...], wide: int) -> None:
    assert strip.draw(Ruler((YearCell(7, 1, 3, 3),)), years).wide == wide


def test_the_step_to_secondary_is_marked_where_both_sides_are_drawn() -> None:
    ruler = Ruler((YearCell(7, 1, 3, 3),))
    tick = f"v{strip.FOOT + 12}"
    assert tick in strip.draw(ruler).base
    assert tick not in strip.draw(ruler, PRIMARY).base + strip.draw(ruler, SECONDARY).base
