"""The Handout: everything that an evening's handout says, frozen, and nothing of how it looks.

`compiler.py` fills it from the database; each format is a writer of it and of nothing else. It
never holds an observation: of those only what a shared finding says about them.

Texts are as people typed them; docs/handout-formats.md names those that may hold Markdown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from typing import Final

from .. import year_groups
from ..dates import clock_label, day_label
from ..evidence import Evidence
from ..text import listed, number
from . import indexes
from .indexes import Index, IndexLine
from .ruler import Ruler


@dataclass(frozen=True, slots=True)
class Quotation:
    """Chosen words, and how they are credited: "a KS2 lesson", "" for not at all."""

    text: str
    credit: str


@dataclass(frozen=True, slots=True)
class FindingBlock:
    """One shared finding as it stands on paper."""

    id: str
    claim: str
    detail: str = ""
    year_from: int | None = None
    year_to: int | None = None
    evidence: Evidence | None = None
    agreed: int = 0
    agreed_of: int = 0
    ruler: Ruler | None = None
    quotation: Quotation | None = None
    for_primary: str = ""
    for_secondary: str = ""
    limits: str = ""
    next_step: str = ""
    audience_question: str = ""
    entered_for_trio: bool = False
    themes: tuple[str, ...] = ()
    # What an edition says of its counts, in whatever words they had then: it is no other finding.
    frozen_line: str | None = field(default=None, compare=False)

    @property
    def years(self) -> str:
        """Return the year groups in words, "" for none."""
        return year_groups.range_label(self.year_from, self.year_to)

    @property
    def last_year(self) -> int | None:
        """Return the last year group, which may be the first as well."""
        return self.year_from if self.year_to is None else self.year_to

    @property
    def agreement_line(self) -> str:
        """Return "agreed by two of three" where somebody is missing, "" where all have agreed."""
        if not 0 < self.agreed < self.agreed_of:
            return ""
        return f"agreed by {number(self.agreed)} of {number(self.agreed_of)}"

    @property
    def evidence_line(self) -> str:
        """Return what the claim rests on and who stands behind it, as sentences."""
        if self.frozen_line is not None:
            return self.frozen_line
        parts = [str(self.evidence)] if self.evidence else []
        if self.entered_for_trio:
            parts.append("entered for the trio, which has not confirmed it yet")
        if self.agreement_line:
            parts.append(self.agreement_line)
        return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a trio, and their school's name; either is "" where it is not printed."""

    name: str
    school: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.school) if part)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the trio asked."""

    text: str
    year_from: int | None = None
    year_to: int | None = None


@dataclass(frozen=True, slots=True)
class TrioBlock:
    """What the handout says about one trio; without a shared finding, lines to write on."""

    id: str
    anchor: str
    number: int
    focus: str
    people: tuple[Person, ...]
    contact: str
    asked: tuple[Asked, ...]
    did: str
    findings: tuple[FindingBlock, ...]

    @property
    def title(self) -> str:
        """Return "Trio 3, Independent learning"."""
        return f"Trio {self.number}, {self.focus}"

    @property
    def schools(self) -> tuple[str, ...]:
        """Return the names of the people's schools, each once."""
        return tuple(dict.fromkeys(person.school for person in self.people if person.school))

    @property
    def years(self) -> frozenset[int]:
        """Return the year groups that its findings are about, else its questions."""
        for group in (self.findings, self.asked):
            found = frozenset(
                year
                for it in group
                if it.year_from is not None
                for year in range(
                    it.year_from, (it.year_from if it.year_to is None else it.year_to) + 1
                )
            )
            if found:
                return found
        return frozenset()

    @property
    def span(self) -> tuple[int, int] | None:
        """Return the first and last of those year groups."""
        return year_groups.span(self.years)


@dataclass(frozen=True, slots=True)
class Slot:
    """Some minutes of the evening: a trio's, or those of what the label says."""

    starts_at: time
    ends_at: time
    minutes: int
    label: str
    trio: TrioBlock | None

    @property
    def heading(self) -> str:
        """Return "6.20 pm, 10 minutes, Trio 3, Independent learning"."""
        minutes = "1 minute" if self.minutes == 1 else f"{self.minutes} minutes"
        return f"{clock_label(self.starts_at)}, {minutes}, {self.name}"

    @property
    def name(self) -> str:
        """Return whose slot it is."""
        return self.trio.title if self.trio else self.label


def people_line(trio: TrioBlock) -> str:
    """Return who the trio are, and how to reach them."""
    people = "; ".join(str(person) for person in trio.people)
    contact = f"Contact: {trio.contact}." if trio.contact else ""
    return " ".join(part for part in (f"{people}." if people else "", contact) if part)


def schools_line(trio: TrioBlock) -> str:
    """Return the schools of a trio's people, for the running order."""
    return ", ".join(trio.schools)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which edition a handout is, and the day on which it was frozen."""

    number: int
    frozen_on: date

    def __str__(self) -> str:
        return f"edition {self.number}"


@dataclass(frozen=True, slots=True)
class Reading:
    """The address at which anybody reads an edition on a phone, and the last day of it."""

    url: str
    until: date

    def __str__(self) -> str:
        return f"Read on your phone until {day_label(self.until)}"


@dataclass(frozen=True, slots=True)
class Logo:
    """The alliance's logo: a PNG or JPEG, `width` and `height` in pixels."""

    content: bytes
    mimetype: str
    width: int
    height: int


# Lines to fill in for each school, and for each trio.
SHEET_LINES: Final = 3
OTHER_SCHOOLS: Final = "Another school, or a guest"


def sign_in_rows(handout: Handout) -> tuple[str, ...]:
    """Return the schools of the sign-in sheet, at its end whoever comes from elsewhere."""
    return (*handout.sign_in, OTHER_SCHOOLS) if handout.sign_in else ()


def footer(title: str, day: date, stamp: Stamp | None = None) -> str:
    """Return the line at the foot of each side: the evening, its date, and which edition it is."""
    return f"{' '.join(title.split())}, {day_label(day)}, {stamp or 'draft'}"


@dataclass(frozen=True)
class Handout:
    """An evening session, ready for any format.

    `sign_in` are the schools of the sign-in sheet that comes with it, none without one;
    `feedback_sheet` says whether one to fill in for each trio does.
    """

    alliance: str
    title: str
    day: date
    starts_at: time
    ends_at: time
    venue: str
    welcome: str
    slots: tuple[Slot, ...]
    stamp: Stamp | None = None
    reading: Reading | None = None
    logo: Logo | None = None
    schools_lettered: bool = False
    sign_in: tuple[str, ...] = ()
    feedback_sheet: bool = False

    @property
    def when(self) -> str:
        """Return "Tue 24 Nov 2026, 6 pm to 8 pm"."""
        return (
            f"{day_label(self.day)}, {clock_label(self.starts_at)} to {clock_label(self.ends_at)}"
        )

    @property
    def minutes_over(self) -> int:
        """Return by how many minutes the running order is longer than the evening, 0 if it fits."""
        there_are = (self.ends_at.hour - self.starts_at.hour) * 60
        there_are += self.ends_at.minute - self.starts_at.minute
        return max(sum(slot.minutes for slot in self.slots) - there_are, 0)

    @property
    def footer(self) -> str:
        """Return what stands at the foot of each side beside the page number."""
        return footer(self.title, self.day, self.stamp)

    @cached_property
    def digest(self) -> str:
        """Return a name for all that it says, another for another handout."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    @cached_property
    def trios(self) -> tuple[TrioBlock, ...]:
        """Return the trios in the order of the evening."""
        return tuple(slot.trio for slot in self.slots if slot.trio)

    def trio(self, anchor: str) -> TrioBlock:
        """Return the trio at an anchor. Raises KeyError when there is none."""
        return self._by_anchor[anchor]

    @cached_property
    def _by_anchor(self) -> dict[str, TrioBlock]:
        return {trio.anchor: trio for trio in self.trios}

    @cached_property
    def by_school(self) -> tuple[IndexLine, ...]:
        """Return the index by school: a head looks for their own, which letters do not show."""
        if self.schools_lettered:
            return ()
        return indexes.by_name((trio.anchor, trio.schools) for trio in self.trios)

    @cached_property
    def by_theme(self) -> tuple[IndexLine, ...]:
        """Return the index by theme, where there are findings enough to need one."""
        return indexes.by_theme(
            [(trio.anchor, finding.themes) for trio in self.trios for finding in trio.findings]
        )

    @cached_property
    def by_year(self) -> tuple[IndexLine, ...]:
        """Return the index by year group."""
        return indexes.by_year(self._anchors_by_year)

    @cached_property
    def by_years(self) -> tuple[IndexLine, ...]:
        """Return the same with neighbouring year groups together whose trios are the same."""
        return indexes.by_years(self._anchors_by_year)

    @cached_property
    def _anchors_by_year(self) -> Mapping[int, tuple[str, ...]]:
        return indexes.of_years((trio.anchor, trio.years) for trio in self.trios)

    @cached_property
    def indexes(self) -> tuple[Index, ...]:
        """Return the indexes that there is something in, in the order in which they print."""
        found = (
            Index("your school", "find-your-school", self.by_school, named=True),
            Index("your year group", "find-your-year", self.by_years, named=False),
            Index("a theme", "find-a-theme", self.by_theme, named=True),
        )
        return tuple(index for index in found if index.lines)

    @property
    def index_line(self) -> str:
        """Return what the index is for, before its page is named."""
        return f"Find {listed(index.of for index in self.indexes)} on page"
