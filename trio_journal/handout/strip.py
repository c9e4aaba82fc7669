"""The year ruler drawn large, as plain geometry that any format can draw.

In units of half a millimetre on 344 x 62, so that it is 172 mm wide on A4; for larger type, and for
smaller paper, it is drawn in two parts. Height carries the meaning, not tint: it has to survive a
photocopier.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .. import year_groups
from .ruler import Ruler

WIDE: Final = 344
TALL: Final = 62
CELL: Final = 16
STEP: Final = 12
TOP: Final = 2
FOOT: Final = TOP + 3 * STEP
LEFT: Final = 48
RIGHT: Final = 43  # where the words of the rows end
HATCH: Final = 4
LEVELS: Final = ((3, "strong"), (2, "evident"), (1, "glimpse"))


def _places() -> dict[int, int]:
    """Return where each year group's cell begins: key stages stand apart, phases more so."""
    places = {}
    x = LEFT
    for year in year_groups.YEAR_GROUPS:
        before = year - 1
        if before in places:
            if year_groups.phase(before) != year_groups.phase(year):
                x += 12
            elif year_groups.key_stage(before) != year_groups.key_stage(year):
                x += 6
            else:
                x += 2
        places[year] = x
        x += CELL
    return places


PLACES: Final = _places()


@dataclass(frozen=True, slots=True)
class Label:
    """A word or number of the drawing, centred on x (levels and rows end there instead)."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """SVG paths by the way they are drawn, and the words around them."""

    wide: int
    outlines: str
    dashed: str
    filled: str
    hatched: str
    base: str
    levels: tuple[Label, ...]
    years: tuple[Label, ...]
    classes: tuple[Label, ...]
    unrated: tuple[Label, ...]


def draw(ruler: Ruler, years: Sequence[int] = year_groups.YEAR_GROUPS) -> Drawing:
    """Return the drawing of a ruler, or of some neighbouring year groups of it."""
    cells = {cell.year: cell for cell in ruler.cells if cell.year in years}
    places = {year: PLACES[year] - PLACES[years[0]] + LEFT for year in years}
    outlines: list[str] = []
    dashed: list[str] = []
    filled: list[str] = []
    hatched: list[str] = []
    for year, x in places.items():
        cell = cells.get(year)
        box = f"M{x}.5 {TOP}.5h{CELL - 1}v{3 * STEP - 1}h-{CELL - 1}z"
        (dashed if cell is None else outlines).append(box)
        if cell is None or not cell.level:
            continue
        tall = cell.level * STEP
        if cell.few:
            hatched.append(f"M{x} {FOOT - tall}h{CELL}")
            hatched.extend(_hatching(x, FOOT - tall, CELL, tall))
        else:
            filled.append(f"M{x} {FOOT - tall}h{CELL}v{tall}h-{CELL}z")
    middle = CELL // 2
    return Drawing(
        wide=places[years[-1]] + CELL + WIDE - PLACES[year_groups.LAST] - CELL,
        outlines="".join(outlines),
        dashed="".join(dashed),
        filled="".join(filled),
        hatched="".join(hatched),
        base=_base(places),
        levels=tuple(Label(LEFT - 5, FOOT - level * STEP + 9, word) for level, word in LEVELS),
        years=tuple(
            Label(x + middle, FOOT + 11, year_groups.short(year)) for year, x in places.items()
        ),
        classes=tuple(
            Label(places[year] + middle, FOOT + 22, str(cell.classes))
            for year, cell in cells.items()
        ),
        unrated=tuple(
            Label(places[year] + middle, TOP + 2 * STEP - 3, "?")
            for year, cell in cells.items()
            if cell.level is None
        ),
    )


def _hatching(x: int, y: int, wide: int, tall: int) -> Iterator[str]:
    """Yield diagonals, cut off at the edges of a box."""
    for offset in range(HATCH, wide + tall, HATCH):
        x1, y1 = (x, y + offset) if offset <= tall else (x + offset - tall, y + tall)
        x2, y2 = (x + offset, y) if offset <= wide else (x + wide, y + offset - wide)
        yield f"M{x1} {y1}L{x2} {y2}"


def _base(places: Mapping[int, int]) -> str:
    """Return the baseline, broken at each key stage, and the tick between Year 6 and Year 7."""
    path = ""
    for group in year_groups.KEY_STAGES.values():
        years = [year for year in group if year in places]
        if years:
            first, last = places[years[0]], places[years[-1]] + CELL
            path += f"M{first} {FOOT + 1}h{last - first}"
    if {6, 7} <= places.keys():
        path += f"M{places[7] - 6} 0v{FOOT + 12}"
    return path


def svg(drawing: Drawing, size: float = 8.48) -> str:
    """Return a drawing as SVG for paper, in black; its words are those of the typeface there."""
    lines = (("stroke-dasharray='2 2'", drawing.dashed), ("", drawing.outlines))
    filled = f"<path fill='#000' stroke='none' d='{drawing.filled}'/>"
    rows = (Label(RIGHT, 49, "Year"), Label(RIGHT, 60, "Classes"))
    ends = "".join(_word(one, "end") for one in (*drawing.levels, *rows))
    mids = "".join(
        _word(one, "middle") for one in (*drawing.years, *drawing.classes, *drawing.unrated)
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {drawing.wide} {TALL}'>"
        "<g fill='none' stroke='#000' stroke-width='.6'>"
        + "".join(f"<path {how} d='{path}'/>" for how, path in lines)
        + f"{filled}<path d='{drawing.hatched}'/><path d='{drawing.base}'/></g>"
        f"<g font-family='Atkinson Hyperlegible Next' font-size='{size}'>{ends}{mids}</g></svg>"
    )


def _word(label: Label, anchor: str) -> str:
    return f"<text x='{label.x}' y='{label.y}' text-anchor='{anchor}'>{label.text}</text>"


# The small ruler, in the units of templates/_sprite.html: fifteen cells of 12 on 227 x 22.
SMALL: Final = dict(
    zip(
        year_groups.YEAR_GROUPS,
        (0, 14, 31, 45, 62, 76, 90, 104, 125, 139, 153, 170, 184, 201, 215),
        strict=True,
    )
)
SMALL_BASE: Final = (
    "M0 18.5h26M31 18.5h26M62 18.5h54M125 18.5h40M170 18.5h26M201 18.5h26M120.5 0v20"
)


def small(first: int, last: int) -> str:
    """Return the small ruler as SVG: what a range of year groups is about, filled."""
    outlines = "".join(f"M{x + 0.5} 2.5h11v11h-11z" for x in SMALL.values())
    filled = "".join(f"M{SMALL[year]} 2h12v12h-12z" for year in range(first, last + 1))
    bar = f"M{SMALL[first]} 17h{SMALL[last] + 12 - SMALL[first]}v2H{SMALL[first]}z"
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 227 22'>"
        f"<path d='{outlines}{SMALL_BASE}' fill='none' stroke='#000'/>"
        f"<path d='{bar}{filled}'/></svg>"
    )
