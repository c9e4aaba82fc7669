"""Visits: plan, change, delete; what is coming and what is today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from ..dates import today
from ..exceptions import Invalid
from ..extensions import db
from ..models import Observation, School, Trio, TrioMembership, Visit, VisitPerson
from . import entries, note_lists
from .entries import Values


def of_trio(trio_id: UUID) -> Sequence[Visit]:
    """Return a trio's visits with school and visitors, the latest date first."""
    return db.session.scalars(
        select(Visit)
        .where(Visit.trio_id == trio_id, Visit.deleted_at.is_(None))
        .options(joinedload(Visit.host_school), selectinload(Visit.visitors))
        .order_by(Visit.visit_date.desc(), Visit.id.desc())
    ).all()


def on(trio_id: UUID, day: date, person_id: UUID) -> Visit | None:
    """Return the trio's visit of a day: one the person goes on, else the first planned."""
    goes = exists().where(VisitPerson.visit_id == Visit.id, VisitPerson.user_id == person_id)
    return db.session.scalar(
        select(Visit)
        .where(Visit.trio_id == trio_id, Visit.visit_date == day, Visit.deleted_at.is_(None))
        .options(joinedload(Visit.host_school))
        .order_by(case((goes, 0), else_=1), Visit.created_at, Visit.id)
        .limit(1)
    )


def note_counts(trio_id: UUID) -> dict[UUID, int]:
    """Return how many notes were made on each of a trio's visits that has any."""
    found = db.session.execute(
        select(Observation.visit_id, func.count())
        .where(
            Observation.trio_id == trio_id,
            Observation.visit_id.is_not(None),
            Observation.deleted_at.is_(None),
        )
        .group_by(Observation.visit_id)
    )
    return {visit_id: count for visit_id, count in found if visit_id is not None}


def notes(visit_id: UUID) -> Sequence[Row[Any]]:
    """Return a visit's notes as their cards show them, by class and then as they were made."""
    return db.session.execute(
        note_lists.rows(
            Observation.visit_id == visit_id, Observation.deleted_at.is_(None)
        ).order_by(
            # The two engines put what has no year group at different ends.
            Observation.year_from.is_(None),
            Observation.year_from,
            Observation.year_to,
            Observation.observed_at,
            Observation.id,
        )
    ).all()


def set_people(visit: Visit, people: Iterable[UUID]) -> None:
    """Set who goes; people who go already keep their row."""
    wanted = set(people)
    kept = [visitor for visitor in visit.visitors if visitor.user_id in wanted]
    new = wanted - {visitor.user_id for visitor in kept}
    visit.visitors = kept + [
        VisitPerson(alliance_id=visit.alliance_id, user_id=user_id) for user_id in sorted(new)
    ]


def _fill(visit: Visit, values: Values) -> None:
    entries.set_fields(visit, values, Visit.FIELDS)
    if visit.visit_date is None:
        raise Invalid("Something is still missing.", {"visit_date": ["Choose the day."]})
    school = db.session.get(School, visit.host_school_id) if visit.host_school_id else None
    if school is None or school.alliance_id != visit.alliance_id:
        raise Invalid(
            "Something is still missing.", {"host_school_id": ["Choose the school you visit."]}
        )
    if visit.head_agreed_on is not None:
        if visit.head_agreed_on > today():
            raise Invalid(
                "Check the date.", {"head_agreed_on": ["This day has not come yet. When was it?"]}
            )
        visit.head_agreed = True
    if "people" in values:
        members = set(
            db.session.scalars(
                select(TrioMembership.user_id).where(TrioMembership.trio_id == visit.trio_id)
            )
        )
        if not set(values["people"]) <= members:
            raise Invalid("Check who goes.", {"people": ["Choose from the trio's members."]})
        set_people(visit, values["people"])


def create(trio: Trio, author_id: UUID, entry_id: UUID, values: dict[str, Any]) -> Visit:
    """Plan a visit. Raises Invalid, Conflict or NotFound."""
    return entries.create(Visit, trio, author_id, entry_id, values, _fill)


def change(entry_id: UUID, person_id: UUID, version: int, values: dict[str, Any]) -> Visit:
    """Save a visit read at `version`. Raises Stale, Conflict, Invalid or NotFound."""
    return entries.change(Visit, entry_id, person_id, version, values, _fill)


def delete(entry_id: UUID, person_id: UUID, version: int) -> Visit:
    """Put a visit in the bin; notes made on it stay. Raises Stale."""
    return entries.delete(Visit, entry_id, person_id, version)


def restore(entry_id: UUID, person_id: UUID) -> Visit:
    """Bring a visit back within 30 days. Raises Conflict after that."""
    return entries.restore(Visit, entry_id, person_id)
