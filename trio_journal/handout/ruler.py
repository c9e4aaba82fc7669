"""The year ruler of a finding: how strong the evidence is, year group by year group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from .. import year_groups
from ..text import listed

FEW_CLASSES: Final = 3
# Words of the JSON as well, and so of every edition: they are never put in others.
LEVELS: Final = ("not seen", "a glimpse", "evident", "strong")


@dataclass(frozen=True, slots=True)
class YearCell:
    """How strong the evidence is in one year group that was looked at.

    `level` is the lower median of its classes, 0 (not seen) to 3 (strong), None when fewer than two
    of them were rated; `classes` is how many were looked at, in a lesson or by what their pupils
    said and wrote, and `rated` how many of those were rated.
    """

    year: int
    level: int | None
    classes: int
    rated: int

    @property
    def few(self) -> bool:
        """Say whether this rests on too few classes to lean on."""
        return self.level is not None and self.rated < FEW_CLASSES


@dataclass(frozen=True, slots=True)
class Ruler:
    """The year ruler in evidence mode: a cell for each year group that was looked at, in order."""

    cells: tuple[YearCell, ...]
    # What an edition says of it, in whatever words it was said then: it is no other ruler.
    frozen_sentence: str | None = field(default=None, compare=False)

    @property
    def sentence(self) -> str:
        """Return what the drawing shows, in words."""
        if self.frozen_sentence is not None:
            return self.frozen_sentence
        parts = []
        for level in reversed(range(len(LEVELS))):
            years = [cell.year for cell in self.cells if cell.level == level]
            if years:
                parts.append(f"{LEVELS[level]} in {years_in_words(years)}")
        sentences = ["; ".join(parts)] if parts else []
        thin = [cell.year for cell in self.cells if cell.level is None]
        if thin:
            sentences.append(f"too little to show in {years_in_words(thin)}")
        return " ".join(f"{part[:1].upper()}{part[1:]}." for part in sentences)

    @property
    def key(self) -> str:
        """Return what the hatching and the dashes mean, as far as the drawing has them."""
        hatched = any(cell.few and cell.level for cell in self.cells)
        dashed = len(self.cells) < len(year_groups.YEAR_GROUPS)
        if hatched:
            return "Hatched: two classes; dashed: none." if dashed else "Hatched: two classes."
        return "Dashed: no class." if dashed else ""


def years_in_words(years: Iterable[int]) -> str:
    """Return year groups in words: "Reception and Year 1", "Years 3 to 6 and Year 9"."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    words = []
    for run in runs:
        if len(run) == 2 and run[0] > year_groups.RECEPTION:
            words.append(f"Years {run[0]} and {run[1]}")
        elif len(run) == 2:
            words.append(f"{year_groups.label(run[0])} and {year_groups.label(run[1])}")
        else:
            words.append(year_groups.range_label(run[0], run[-1]))
    # "Reception and Year 1 and Year 4" would read as if it were a list gone wrong.
    if len(words) > 1 and any(" and " in word for word in words):
        return ", ".join(words)
    return listed(words)
