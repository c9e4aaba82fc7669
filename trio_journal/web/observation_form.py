"""The form of a note: what it offers, and what it fills in so that one field is enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request
from sqlalchemy import Row

from .. import access, dates
from ..exceptions import NotFound
from ..ids import new_id
from ..models import Observation, Trio
from ..services import journals, questions, schools, visits
from ..services.journals import AskedQuestion
from ..services.observations import Context
from ..text import excerpt
from .forms.entries import NewObservationForm, ObservationFields
from .signed_in import me

WHICH_QUESTION = "Which question?"


def offer(form: ObservationFields, trio: Trio, note: Observation | None = None) -> None:
    """Set what a note of this trio can be about; what one is about already stays."""
    school = note.school if note else None
    form.offer(
        questions=lambda: [(q.id, excerpt(q.text)) for q in questions.of_trio(trio.id)],
        schools=lambda: [(s.id, s.name) for s in schools.to_choose(trio.alliance_id, school)],
        visits=lambda: [
            (v.id, f"{v.host_school.name}, {dates.day_label(v.visit_date)}")
            for v in visits.of_trio(trio.id)
        ],
        cases=trio.case_pupils,
    )


def rating_asks(trio: Trio) -> str:
    """Return the question that the rating answers."""
    focus = trio.focus[:1].lower() + trio.focus[1:]
    return f"How much {focus} did you see pupils do?"


def context_line(form: ObservationFields) -> str:
    """Return where, when and for which question a form's note is: "Thu 12 Nov, Marshfield"."""
    if not (form.school_id.data or form.question_ids.data or form.visit_id.data):
        return ""
    moment = form.observed_at.data
    parts = [dates.short_day_label(moment.date() if moment else dates.today())]
    if form.school_id.data in form.school_id.offered:
        parts.append(form.school_id.offered[form.school_id.data])
    offered = form.question_ids.offered
    asked = [offered[key] for key in form.question_ids.data or () if key in offered]
    line = ", ".join(parts + asked)
    return f"{line}. {WHICH_QUESTION}" if offered and not asked else line


def blank(trio: Trio, context: Context) -> NewObservationForm:
    """Return an empty form that keeps where and of which day the person is writing."""
    moment = dates.local(dates.now()).replace(tzinfo=None)
    if context.day is not None:
        # Typed up afterwards: of that day, and in the order of typing.
        moment = datetime.combine(min(context.day, moment.date()), moment.time())
    form = NewObservationForm(
        formdata=None,
        id=new_id(),
        visit_id=context.visit_id,
        school_id=context.school_id,
        question_ids=list(context.question_ids),
        subject=context.subject,
        observed_at=moment,
    )
    offer(form, trio)
    return form


def after(trio: Trio, note_id: str) -> Context | None:
    """Return the day, place and question of the note before, for "Next class"."""
    try:
        before = access.load_observation(me().id, UUID(note_id))
    except (ValueError, NotFound):
        return None
    if before.trio_id != trio.id:
        return None
    return context_of(before)


def context_of(note: Observation) -> Context:
    day = dates.local(note.observed_at).date()
    return Context(note.visit_id, note.school_id, tuple(note.question_ids), day=day)


def on_visit(trio: Trio, visit_id: str) -> Context | None:
    """Return the day and place of a visit, for notes typed up afterwards."""
    try:
        visit = access.load_visit(me().id, UUID(visit_id))
    except (ValueError, NotFound):
        return None
    if visit.trio_id != trio.id:
        return None
    return Context(visit.id, visit.host_school_id, day=visit.visit_date)


def in_journal(
    trio: Trio,
    asked: Sequence[AskedQuestion],
    planned: Sequence[journals.PlannedVisit],
    known_schools: dict[UUID, str],
    last: Row[Any] | None,
) -> dict[str, Any]:
    """Return the writing box beside the journal, filled in from today's visit or the last note.

    It is made of what the journal's page has read already.
    """
    chosen = request.args.get("question", type=UUID)
    known = [one.question.id for one in asked]
    visit_id, school_id = _place(planned, last)
    form = NewObservationForm(
        formdata=None,
        id=new_id(),
        visit_id=visit_id,
        school_id=school_id,
        question_ids=[chosen] if chosen in known else known if len(known) == 1 else [],
        observed_at=dates.local(dates.now()).replace(tzinfo=None),
    )
    form.offer(
        questions=[(one.question.id, excerpt(one.question.text)) for one in asked],
        schools=list(known_schools.items()),
        visits=[
            (
                v.id,
                f"{known_schools.get(v.host_school_id, 'A closed school')}, "
                f"{dates.day_label(v.visit_date)}",
            )
            for v in planned
        ],
        cases=trio.case_pupils,
    )
    return {"write_form": form, "context_line": context_line(form)}


def _place(
    planned: Sequence[journals.PlannedVisit], last: Row[Any] | None
) -> tuple[UUID | None, UUID | None]:
    """Return the visit and school to write from, as `observations.context_for` does."""
    today = [v for v in planned if v.visit_date == dates.today()]
    if today:
        visit = min(today, key=lambda v: (me().id not in v.people, v.id))
        return visit.id, visit.host_school_id
    return (last.visit_id, last.school_id) if last is not None else (None, None)
