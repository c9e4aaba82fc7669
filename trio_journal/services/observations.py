"""Observations: note, change, sort, delete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from .. import dates
from ..exceptions import Conflict, Invalid
from ..extensions import db
from ..models import (
    Finding,
    FindingEvidence,
    FindingState,
    Observation,
    ObservationQuestion,
    Question,
    School,
    Trio,
    Visit,
)
from . import agreements, entries, visits
from .entries import Values
from .transaction import writing

CONTEXT_LASTS = timedelta(hours=12)
CLOCKS_DIFFER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Context:
    """Where somebody is writing, filled in for them; any part may be missing."""

    visit_id: UUID | None = None
    school_id: UUID | None = None
    question_ids: tuple[UUID, ...] = ()
    subject: str = ""
    day: date | None = None


def context_for(trio_id: UUID, author_id: UUID) -> Context:
    """Return today's visit and the question of the author's last note, or what that note says.

    A last note counts for 12 hours: after that the next one is written somewhere else.
    """
    last = db.session.scalar(
        select(Observation)
        .where(
            Observation.trio_id == trio_id,
            Observation.author_id == author_id,
            Observation.deleted_at.is_(None),
            Observation.created_at > dates.now() - CONTEXT_LASTS,
        )
        .options(selectinload(Observation.asked))
        .order_by(Observation.created_at.desc(), Observation.id.desc())
        .limit(1)
    )
    questions = tuple(last.question_ids) if last else ()
    today = visits.on(trio_id, dates.today(), author_id)
    if today is not None:
        return Context(today.id, today.host_school_id, questions)
    if last is not None:
        return Context(last.visit_id, last.school_id, questions)
    return Context()


def set_questions(observation: Observation, question_ids: Iterable[UUID]) -> None:
    """Set the questions a note speaks to; those it has already keep their row.

    Raises Invalid when one is not a question of its trio.
    """
    wanted = set(question_ids)
    known = _questions(observation, wanted) if wanted else {}
    if not wanted <= set(known):
        raise Invalid(
            "Check the question.", {"question_ids": ["Choose one of the trio's questions."]}
        )
    kept = [link for link in observation.asked if link.question_id in wanted]
    new = wanted - {link.question_id for link in kept}
    observation.asked = kept + [
        ObservationQuestion(alliance_id=observation.alliance_id, question_id=question_id)
        for question_id in sorted(new)
    ]


def _questions(observation: Observation, keys: Iterable[UUID]) -> dict[UUID, Question]:
    chosen = select(Question).where(Question.id.in_(keys), Question.trio_id == observation.trio_id)
    return {question.id: question for question in db.session.scalars(chosen)}


def whole(observation: Observation, values: Values) -> dict[str, Any]:
    """Return what a save comes to: what is in the bin stays as it is, for no form offers it."""
    kept = dict(values)
    visit = observation.visit
    if "visit_id" in values and visit is not None and visit.deleted_at is not None:
        kept["visit_id"] = values["visit_id"] or visit.id
    linked = observation.question_ids
    if "question_ids" in values and linked:
        binned = {
            key
            for key, one in _questions(observation, linked).items()
            if one.deleted_at is not None
        }
        kept["question_ids"] = [*values["question_ids"], *(binned - set(values["question_ids"]))]
    return kept


def _fill(observation: Observation, values: Values) -> None:
    values = whole(observation, values)
    entries.set_fields(observation, values, Observation.FIELDS)
    observation.observed_at = observation.observed_at or dates.now()
    entries.require(observation, "seen", "Write what you saw; everything else can wait.")
    entries.check_years(observation.year_from, observation.year_to)
    _check_place(observation)
    if observation.observed_at > dates.now() + CLOCKS_DIFFER:
        raise Invalid(
            "Check the date.", {"observed_at": ["This day has not come yet. When was it?"]}
        )
    if values.get("case_pupil") is not None:
        trio = db.session.get_one(Trio, observation.trio_id)
        if not trio.case_pupils:
            raise Invalid(
                "This trio does not follow case pupils.",
                {"case_pupil": ["Turn case pupils on for the trio first, or leave this empty."]},
            )
    if "question_ids" in values:
        set_questions(observation, values["question_ids"])


def _check_place(observation: Observation) -> None:
    if observation.visit_id is not None:
        visit = db.session.get(Visit, observation.visit_id)
        if visit is None or visit.trio_id != observation.trio_id:
            raise Invalid("Check the visit.", {"visit_id": ["Choose one of the trio's visits."]})
        if observation.school_id is None:
            observation.school_id = visit.host_school_id
    if observation.school_id is not None:
        school = db.session.get(School, observation.school_id)
        if school is None or school.alliance_id != observation.alliance_id:
            raise Invalid(
                "Check the school.", {"school_id": ["Choose one of the alliance's schools."]}
            )


def create(trio: Trio, author_id: UUID, entry_id: UUID, values: dict[str, Any]) -> Observation:
    """Keep a note; only `seen` is needed. Raises Invalid, Conflict or NotFound."""
    return entries.create(Observation, trio, author_id, entry_id, values, _fill)


def change(entry_id: UUID, person_id: UUID, version: int, values: dict[str, Any]) -> Observation:
    """Save a note read at `version`. Raises Stale, Conflict, Invalid or NotFound."""
    return entries.change(Observation, entry_id, person_id, version, values, _fill)


def sort(
    entry_id: UUID, person_id: UUID, version: int, question_ids: Iterable[UUID]
) -> Observation:
    """Move a note to other questions, or with none back to "to sort". Raises Stale or Invalid."""
    return entries.change(
        Observation,
        entry_id,
        person_id,
        version,
        {"question_ids": tuple(question_ids)},
        lambda note, values: set_questions(note, whole(note, values)["question_ids"]),
    )


@cache
def _resting() -> Select[Finding]:
    note_id = bindparam("note_id", type_=Uuid())
    evidence = select(FindingEvidence.finding_id).where(FindingEvidence.observation_id == note_id)
    return select(Finding).where(
        Finding.deleted_at.is_(None),
        Finding.state.in_([FindingState.AGREED, FindingState.SHARED]),
        Finding.id.in_(evidence) | (Finding.quotation_observation_id == note_id),
    )


def findings_resting_on(observation_id: UUID) -> list[Finding]:
    """Return the agreed and shared findings that a note is evidence of, or quoted in."""
    return list(db.session.scalars(_resting(), {"note_id": observation_id}))


def delete(entry_id: UUID, person_id: UUID, version: int) -> Observation:
    """Put a note in the bin; who had agreed to a finding that rests on it is asked anew.

    Raises Stale, or Conflict when all have agreed, or it is shared.
    """

    def release(observation: Observation) -> None:
        resting = findings_resting_on(observation.id)
        if resting:
            raise Conflict(
                f"This note is evidence of the finding “{resting[0].claim}”, which the trio has "
                "agreed. Take it out of the finding first."
            )
        agreements.take_evidence_away(observation.id, person_id)

    with writing():
        agreements.lock_naming(entry_id)
        return entries.delete(Observation, entry_id, person_id, version, release)


def restore(entry_id: UUID, person_id: UUID) -> Observation:
    """Bring a note back within 30 days. Raises Conflict after that.

    To a finding that somebody has agreed to without it, it does not come back as evidence.
    """

    def rejoin(note: Observation) -> None:
        agreements.give_evidence_back(note.id, person_id)

    with writing():
        agreements.lock_naming(entry_id)
        return entries.restore(Observation, entry_id, person_id, rejoin)


def of_trio(trio_id: UUID) -> list[Observation]:
    """Return all of a trio's notes, newest first: for choosing evidence."""
    return list(
        db.session.scalars(
            select(Observation)
            .where(Observation.trio_id == trio_id, Observation.deleted_at.is_(None))
            .options(joinedload(Observation.school), selectinload(Observation.asked))
            .order_by(Observation.observed_at.desc(), Observation.id.desc())
        )
    )
