"""The year ruler drawn large, as plain geometry that any format can draw.

In units of half a millimetre on 344 x 62, so that it is 172 mm wide on paper. Height carries the
meaning, not tint: it has to survive a photocopier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .. import year_groups
from .document import Ruler

WIDE: Final = 344
TALL: Final = 62
CELL: Final = 16
STEP: Final = 12
TOP: Final = 2
FOOT: Final = TOP + 3 * STEP
LEFT: Final = 48
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

    outlines: str
    dashed: str
    filled: str
    hatched: str
    base: str
    levels: tuple[Label, ...]
    years: tuple[Label, ...]
    classes: tuple[Label, ...]
    unrated: tuple[Label, ...]


def draw(ruler: Ruler) -> Drawing:
    """Return the drawing of a ruler."""
    cells = {cell.year: cell for cell in ruler.cells}
    outlines: list[str] = []
    dashed: list[str] = []
    filled: list[str] = []
    hatched: list[str] = []
    for year, x in PLACES.items():
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
        outlines="".join(outlines),
        dashed="".join(dashed),
        filled="".join(filled),
        hatched="".join(hatched),
        base=_base(),
        levels=tuple(Label(LEFT - 5, FOOT - level * STEP + 9, word) for level, word in LEVELS),
        years=tuple(
            Label(x + middle, FOOT + 11, year_groups.short(year)) for year, x in PLACES.items()
        ),
        classes=tuple(
            Label(PLACES[year] + middle, FOOT + 22, str(cell.classes))
            for year, cell in cells.items()
        ),
        unrated=tuple(
            Label(PLACES[year] + middle, TOP + 2 * STEP - 3, "?")
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


def _base() -> str:
    """Return the baseline, broken at each key stage, and the tick between Year 6 and Year 7."""
    path = ""
    for years in year_groups.KEY_STAGES.values():
        first, last = PLACES[years[0]], PLACES[years[-1]] + CELL
        path += f"M{first} {FOOT + 1}h{last - first}"
    return path + f"M{PLACES[7] - 6} 0v{FOOT + 12}"
