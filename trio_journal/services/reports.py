"""The reports of a trio: begun from its journal, written, handed in to the coordinator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from .. import evidence
from ..dates import now
from ..exceptions import Invalid, Stale
from ..extensions import db
from ..models import (
    Alliance,
    FindingState,
    Observation,
    Question,
    QuestionState,
    Report,
    ReportKind,
    Trio,
)
from ..text import listed, some
from . import entries, journals, questions, trios
from .entries import Values
from .transaction import writing

# Beginning one: nothing of it is kept until somebody saves it


def begin(trio: Trio, kind: ReportKind) -> dict[str, str]:
    """Return what a report can begin with, from the trio's own journal."""
    asked = questions.of_trio(trio.id)
    # What is parked is not what the year was about.
    asked = [one for one in asked if one.state is not QuestionState.PARKED] or asked
    focus = "\n\n".join([trio.focus, *(one.text for one in asked)])
    if kind is ReportKind.TRIO_REPORT:
        return {"aims": focus, "on_pupils": _claims(trio.id)}
    return {
        "focus": focus,
        "baseline": _starting_points(asked),
        "done": evidence.did(_looked_at(trio.id)),
        "first_impact": _claims(trio.id),
    }


def _starting_points(asked: Iterable[Question]) -> str:
    return "\n\n".join(one.starting_point for one in asked if one.starting_point)


def _looked_at(trio_id: UUID) -> Sequence[evidence.Note]:
    notes = db.session.scalars(
        select(Observation).where(Observation.trio_id == trio_id, Observation.deleted_at.is_(None))
    )
    return [note.as_note() for note in notes]


def _claims(trio_id: UUID) -> str:
    """Return what the trio claims, a line each with what it rests on, the first one first."""
    lines = []
    for one in reversed(journals.findings(trio_id)):
        if one.finding.state is FindingState.WITHDRAWN:
            continue
        rests_on = f" ({one.evidence})" if one.evidence.notes else ""
        # The coordinator will read it: what is only one member's claim says so.
        agreed = one.finding.state is not FindingState.DRAFT
        lines.append(f"- {one.finding.claim}{rests_on}{'' if agreed else ' (not agreed yet)'}")
    return "\n".join(lines)


# Writing it


def _fill(report: Report, values: Values) -> None:
    names = [one.name for one in report.kind.sections]
    report.texts = {name: str(values.get(name) or "").strip() for name in names}
    if not any(report.texts.values()):
        raise Invalid(
            "Something is still missing.", {names[0]: ["Write a line, here or in another part."]}
        )


def create(trio: Trio, kind: ReportKind, author_id: UUID, entry_id: UUID, values: Values) -> Report:
    """Save a report for the first time. Raises Stale when somebody else has, Invalid, Conflict."""

    def fill(report: Report, given: Values) -> None:
        there = db.session.scalar(
            select(Report.id).where(Report.trio_id == trio.id, Report.kind == kind)
        )
        if there not in (None, entry_id):
            raise Stale(there)
        report.kind = kind
        _fill(report, given)

    return entries.create(Report, trio, author_id, entry_id, values, fill)


def change(
    entry_id: UUID, person_id: UUID, version: int, values: Values, *, take_back: bool = False
) -> Report:
    """Save a report read at `version`; what is handed in only along with taking it back.

    Raises Stale, also where it is handed in and nobody was told so; Invalid or Conflict.
    """

    def fill(report: Report, given: Values) -> None:
        before = report.texts
        _fill(report, given)
        if not report.is_handed_in or report.texts == before:
            return
        if not take_back:
            raise Stale(report.id)
        _take_back(report)

    return entries.change(Report, entry_id, person_id, version, values, fill)


# Handing it in


def too_long(lines_over: int) -> str:
    """Return a sentence for what is longer than one side of A4, by so many lines."""
    return f"It is about {some(lines_over, 'line')} too long: it should be on one side of A4."


def what_keeps_it(report: Report, lines_over: int) -> str:
    """Return what keeps a report from being handed in, "" when nothing does."""
    if report.still_empty:
        parts = listed(f"“{one.label}”" for one in report.still_empty)
        return f"Nothing is written yet under {parts}. One sentence is enough."
    if lines_over > 0 and report.kind.is_one_side:
        return f"{too_long(lines_over)} Shorten it, then hand it in."
    return ""


def hand_in(entry_id: UUID, person_id: UUID, version: int, lines_over: int) -> Report:
    """Let the coordinator read a report as it was at `version`, where it had `lines_over`.

    Handing in twice is the same as once. Raises Invalid while something keeps it, or Stale.
    """
    with writing():
        report = entries.lock(Report, entry_id)
        if report.is_handed_in:
            return report
        entries.check_version(report, version)
        if why := what_keeps_it(report, lines_over):
            raise Invalid(why)
        report.handed_in_at, report.handed_in_by_id = now(), person_id
        report.handed_in_as = _head(report.trio)
        entries.keep(report, person_id, "handed_in")
        return report


def take_back(entry_id: UUID, person_id: UUID) -> Report:
    """Make a report the trio's alone again; taking it back twice is the same as once."""
    with writing():
        report = entries.lock(Report, entry_id)
        if report.is_handed_in:
            _take_back(report)
            entries.keep(report, person_id, "taken_back")
        return report


def _take_back(report: Report) -> None:
    report.handed_in_at = report.handed_in_by_id = report.handed_in_as = None


# What stands above it


def head_of(report: Report) -> dict[str, Any]:
    """Return whose report it is and on what: once it is handed in, as it was then."""
    return report.handed_in_as or _head(report.trio)


def _head(trio: Trio) -> dict[str, Any]:
    return {
        "alliance": db.session.get_one(Alliance, trio.alliance_id).name,
        "focus": trio.focus,
        "people": [
            {"name": member.user.name, "school": member.school.name if member.school else ""}
            for member in trios.members(trio)
        ],
    }
