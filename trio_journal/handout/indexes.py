"""The indexes at the back of a handout: what one looks for, and the trios that it leads to.

They are worked out of the names and year groups beside each trio's anchor; `document.py` says
which those are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .. import year_groups
from .ruler import years_in_words

# With fewer, one has seen them all before an index is found.
FINDINGS_FOR_THEMES: Final = 10
# One theme of all tells nobody where to look.
FEWEST_THEMES: Final = 2


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A line of an index: what one looks for, and the trios that it leads to (their anchors)."""

    name: str
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """An index at the back: of what, its lines, and whether they name the trios or number them."""

    of: str
    anchor: str
    lines: tuple[IndexLine, ...]
    named: bool

    @property
    def head(self) -> str:
        """Return "Find your school"."""
        return f"Find {self.of}"


def by_name(named: Iterable[tuple[str, Iterable[str]]]) -> tuple[IndexLine, ...]:
    """Return anchors and the names at each as lines, in the order of the alphabet."""
    found: dict[str, dict[str, None]] = {}
    for anchor, names in named:
        for name in names:
            found.setdefault(name, {})[anchor] = None
    return tuple(IndexLine(name, tuple(found[name])) for name in sorted(found, key=str.casefold))


def by_theme(findings: Sequence[tuple[str, Iterable[str]]]) -> tuple[IndexLine, ...]:
    """Return the lines of findings' themes, where there are enough of both to need them."""
    lines = by_name(findings) if len(findings) >= FINDINGS_FOR_THEMES else ()
    return lines if len(lines) >= FEWEST_THEMES else ()


def of_years(trios: Iterable[tuple[str, frozenset[int]]]) -> Mapping[int, tuple[str, ...]]:
    """Return the anchors by year group, those only that some trio is about."""
    trios = list(trios)
    found = {
        year: tuple(anchor for anchor, years in trios if year in years)
        for year in year_groups.YEAR_GROUPS
    }
    return {year: anchors for year, anchors in found.items() if anchors}


def by_year(anchors: Mapping[int, tuple[str, ...]]) -> tuple[IndexLine, ...]:
    """Return a line for each year group."""
    return tuple(IndexLine(year_groups.label(year), found) for year, found in anchors.items())


def by_years(anchors: Mapping[int, tuple[str, ...]]) -> tuple[IndexLine, ...]:
    """Return the same with neighbouring year groups together whose trios are the same."""
    lines = []
    years: list[int] = []
    for year, found in anchors.items():
        years.append(year)
        if found != anchors.get(year + 1):
            lines.append(IndexLine(years_in_words(years), found))
            years = []
    return tuple(lines)
