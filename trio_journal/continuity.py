"""Where a kind of learning was seen, year group by year group: classes and their ratings, in order.

Two who sat in one lesson rate one class, which counts once, by the lower median of its notes; a
mixed-age class is one class in each of its year groups. Ratings are an order, so that a median is
always one of them, and nothing is ever added up. Which notes are of one class says evidence.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_low

from . import year_groups
from .evidence import Note, class_key


@dataclass(frozen=True, slots=True)
class Rated:
    """A note and its rating, 0 (not seen) to 3 (strong), None without one."""

    note: Note
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class YearSeen:
    """What was seen in one year group: how many classes, and the ratings of those that were rated.

    `ratings` are in order, the lowest first.
    """

    year: int
    classes: int
    ratings: tuple[int, ...]

    @property
    def median(self) -> int | None:
        """Return the lower median of its classes, None when none was rated."""
        return median_low(self.ratings) if self.ratings else None


def seen(rated: Iterable[Rated]) -> tuple[YearSeen, ...]:
    """Return the year groups that were looked at, the youngest first."""
    ratings: dict[tuple[object, ...], list[int]] = {}
    years: dict[tuple[object, ...], range] = {}
    for one in rated:
        key = class_key(one.note)
        if key is None or one.note.year_from is None:
            continue
        last = one.note.year_from if one.note.year_to is None else one.note.year_to
        years[key] = range(one.note.year_from, last + 1)
        of_class = ratings.setdefault(key, [])
        if one.rating is not None:
            of_class.append(one.rating)
    found = []
    for year in year_groups.YEAR_GROUPS:
        classes = [key for key, group in years.items() if year in group]
        if classes:
            levels = sorted(median_low(ratings[key]) for key in classes if ratings[key])
            found.append(YearSeen(year, len(classes), tuple(levels)))
    return tuple(found)
