"""How much a claim rests on: notes, lessons and schools.

Notes made on the same visit of the same class are one lesson, if somebody sat in one: what its
pupils said or wrote belongs to it, and alone is a note and no lesson. Without a visit, notes of one
day in one school stand in for it; a note with neither stands for a class of its own. A talk with
staff is of no class. The class is known by its year groups, so two classes of one year group on one
visit count once: the journal would rather claim too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from . import year_groups
from .text import listed

LESSON: Final = "lesson"
OF_NO_CLASS: Final = frozenset({"staff_conversation", "other"})
BESIDES: Final = {
    "pupil_voice": "talked with pupils",
    "pupils_work": "read pupils' work",
    "staff_conversation": "talked with staff",
}


@dataclass(frozen=True, slots=True)
class Note:
    """What counting needs to know of one observation."""

    id: UUID
    day: date
    kind: str
    visit_id: UUID | None = None
    school_id: UUID | None = None
    year_from: int | None = None
    year_to: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The counts behind a claim: notes, lessons, schools, and notes that do not fit."""

    notes: int
    lessons: int
    schools: int
    not_fitting: int

    def __str__(self) -> str:
        parts = [_count(self.notes, "note")]
        if self.lessons:
            parts.append(_count(self.lessons, "lesson"))
        if self.schools:
            parts.append(_count(self.schools, "school"))
        line = ", ".join(parts)
        if self.not_fitting:
            verb = "does" if self.not_fitting == 1 else "do"
            line += f"; {self.not_fitting} {verb} not fit"
        return line


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def class_key(note: Note) -> tuple[object, ...] | None:
    """Return what notes of one class, seen at one time, have in common; None when it is of none."""
    if note.kind in OF_NO_CLASS:
        return None
    years = (note.year_from, note.year_to)
    if note.visit_id is not None:
        return ("visit", note.visit_id, *years)
    if note.school_id is not None:
        return ("school", note.school_id, note.day, *years)
    return ("note", note.id)


def lessons(notes: Iterable[Note]) -> Set[tuple[object, ...]]:
    """Return the distinct lessons among some notes."""
    keys = (class_key(note) for note in notes if note.kind == LESSON)
    return {key for key in keys if key is not None}


def weigh(supporting: Iterable[Note], not_fitting: Iterable[Note] = ()) -> Evidence:
    """Count the notes, lessons and schools that a claim rests on, and what does not fit it.

    Notes, lessons and schools include those that do not fit: they were looked at as well.
    """
    against = list(not_fitting)
    notes = list({note.id: note for note in [*supporting, *against]}.values())
    return Evidence(
        notes=len(notes),
        lessons=len(lessons(notes)),
        schools=len({note.school_id for note in notes if note.school_id is not None}),
        not_fitting=len({note.id for note in against}),
    )


def did(notes: Iterable[Note]) -> str:
    """Return what was looked at, in a sentence, counted over some notes; "" without any."""
    looked = list({note.id: note for note in notes}.values())
    if not looked:
        return ""
    counts = weigh(looked)
    what = "We looked at " + (
        _count(counts.lessons, "lesson") if counts.lessons else _count(counts.notes, "note")
    )
    if counts.schools:
        what += f" in {_count(counts.schools, 'school')}"
    years = [year for note in looked for year in (note.year_from, note.year_to) if year is not None]
    if years and min(years) < max(years):
        what += f", from {year_groups.label(min(years))} to {year_groups.label(max(years))},"
    elif years:
        what += f", {year_groups.label(years[0])},"
    kinds = {note.kind for note in looked}
    also = [words for kind, words in BESIDES.items() if kind in kinds]
    if not also:
        return f"{what.rstrip(',')}."
    if len(also) == 1:
        return f"{what} and {also[0]}."
    return f"{what.rstrip(',')}, {listed(also)}."
