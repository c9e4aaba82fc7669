"""The Handout: everything that an evening's handout says, frozen, and nothing of how it looks.

`compiler.py` fills it from the database; each format is a writer of it and of nothing else. It
never holds an observation: of those only what a shared finding says about them.

Texts are as people typed them; docs/handout-formats.md names those that may hold Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import Final

from .. import year_groups
from ..dates import clock_label, day_label
from ..evidence import Evidence
from ..text import listed, number

FEW_CLASSES: Final = 3
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

    @property
    def sentence(self) -> str:
        """Return what the drawing shows, in words."""
        parts = []
        for level in reversed(range(len(LEVELS))):
            years = [cell.year for cell in self.cells if cell.level == level]
            if years:
                parts.append(f"{LEVELS[level]} in {_years_in_words(years)}")
        sentences = ["; ".join(parts)] if parts else []
        thin = [cell.year for cell in self.cells if cell.level is None]
        if thin:
            sentences.append(f"too little to show in {_years_in_words(thin)}")
        return " ".join(f"{part[:1].upper()}{part[1:]}." for part in sentences)

    @property
    def key(self) -> str:
        """Return what the hatching and the dashes mean, as far as the drawing has them."""
        hatched = any(cell.few and cell.level for cell in self.cells)
        dashed = len(self.cells) < len(year_groups.YEAR_GROUPS)
        if hatched:
            return "Hatched: two classes; dashed: none." if dashed else "Hatched: two classes."
        return "Dashed: no class." if dashed else ""


def _years_in_words(years: Iterable[int]) -> str:
    """Return "Reception and Year 1", "Years 3 to 6 and Year 9"."""
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


@dataclass(frozen=True, slots=True)
class Quotation:
    """Chosen words, and how they are credited: "a KS2 lesson", "" for not at all."""

    text: str
    credit: str


@dataclass(frozen=True, slots=True)
class FindingBlock:
    """One shared finding as it stands on paper; of a withdrawn one only the claim is left."""

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
    withdrawn: bool = False

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
        if self.withdrawn:
            return "Withdrawn by the trio since the last print."
        parts = [str(self.evidence)] if self.evidence else []
        if self.entered_for_trio:
            parts.append("entered for the trio, which has not confirmed it yet")
        if self.agreement_line:
            parts.append(self.agreement_line)
        return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a trio, and their school's name, "" for none."""

    name: str
    school: str

    def __str__(self) -> str:
        return f"{self.name}, {self.school}" if self.school else self.name


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
    def standing(self) -> tuple[FindingBlock, ...]:
        """Return the findings that are shared today, in the coordinator's order."""
        return tuple(finding for finding in self.findings if not finding.withdrawn)

    @property
    def withdrawn(self) -> tuple[FindingBlock, ...]:
        """Return the findings that were printed before and have been withdrawn since."""
        return tuple(finding for finding in self.findings if finding.withdrawn)

    @property
    def schools(self) -> tuple[str, ...]:
        """Return the names of the people's schools, each once."""
        return tuple(dict.fromkeys(person.school for person in self.people if person.school))

    @property
    def years(self) -> frozenset[int]:
        """Return the year groups that its findings are about, else its questions."""
        for group in (self.standing, self.asked):
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


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A line of an index: a school or a year group, and the trios to look for (their anchors)."""

    name: str
    anchors: tuple[str, ...]


def people_line(trio: TrioBlock) -> str:
    """Return who the trio are, and how to reach them."""
    people = "; ".join(str(person) for person in trio.people)
    contact = f"Contact: {trio.contact}." if trio.contact else ""
    return " ".join(part for part in (f"{people}." if people else "", contact) if part)


def schools_line(trio: TrioBlock) -> str:
    """Return the schools of a trio's people, for the running order."""
    return ", ".join(trio.schools)


def footer(title: str, day: date) -> str:
    """Return the line at the foot of each side: the evening and its date."""
    return f"{' '.join(title.split())}, {day_label(day)}"


@dataclass(frozen=True)
class Handout:
    """An evening session, ready for any format."""

    alliance: str
    title: str
    day: date
    starts_at: time
    ends_at: time
    venue: str
    welcome: str
    slots: tuple[Slot, ...]

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
        return footer(self.title, self.day)

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
        """Return the index by school: a head looks for their own."""
        found: dict[str, list[str]] = {}
        for trio in self.trios:
            for school in trio.schools:
                found.setdefault(school, []).append(trio.anchor)
        return tuple(
            IndexLine(school, tuple(found[school])) for school in sorted(found, key=str.casefold)
        )

    @cached_property
    def by_year(self) -> tuple[IndexLine, ...]:
        """Return the index by year group, those only that some trio is about."""
        return tuple(
            IndexLine(year_groups.label(year), anchors)
            for year, anchors in self._anchors_by_year.items()
        )

    @cached_property
    def by_years(self) -> tuple[IndexLine, ...]:
        """Return the same with neighbouring year groups together whose trios are the same."""
        lines = []
        years: list[int] = []
        for year, anchors in self._anchors_by_year.items():
            after = self._anchors_by_year.get(year + 1)
            years.append(year)
            if anchors != after:
                lines.append(IndexLine(_years_in_words(years), anchors))
                years = []
        return tuple(lines)

    @cached_property
    def _anchors_by_year(self) -> dict[int, tuple[str, ...]]:
        found = {
            year: tuple(trio.anchor for trio in self.trios if year in trio.years)
            for year in year_groups.YEAR_GROUPS
        }
        return {year: anchors for year, anchors in found.items() if anchors}
