"""A trio's report on paper: everything it says, and nothing of how it looks."""

from __future__ import annotations

from dataclasses import dataclass

from .. import dates
from ..models import Report
from ..services import reports
from .document import Person


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report: its heading, and typed Markdown."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a report says on paper, and nothing of how it looks."""

    title: str
    alliance: str
    trio: str
    year: str
    people: tuple[Person, ...]
    parts: tuple[Part, ...]
    standing: str

    @property
    def head(self) -> str:
        """Return the line above its title."""
        return f"{self.alliance}, {self.trio}, {self.year}"

    @property
    def footer(self) -> str:
        """Return the line at the foot of each page."""
        return f"{self.trio}. {self.standing}"


def compile_report(report: Report) -> Document:
    """Return a report as it stands, or was handed in; a part with nothing in it is left out."""
    trio, head = report.trio, reports.head_of(report)
    return Document(
        title=f"{report.kind.called}: {head['focus']}",
        alliance=head["alliance"],
        trio=f"Trio {trio.number}",
        year=dates.academic_year_label(trio.academic_year),
        people=tuple(Person(one["name"], one["school"]) for one in head["people"]),
        parts=tuple(
            Part(section.label, text)
            for section in report.kind.sections
            if (text := report.texts.get(section.name, ""))
        ),
        standing=_standing(report),
    )


def _standing(report: Report) -> str:
    if report.handed_in_at is None:
        return "Draft, not handed in"
    return f"Handed in on {dates.day_label(report.handed_in_at)}"
