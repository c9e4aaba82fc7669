"""The alliance's schools: by hand, or from the national register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from ..dates import today
from ..exceptions import Invalid, NotFound, SavedAlready, Stale
from ..extensions import db
from ..models import School, SchoolPhase
from ..register import RegisterSchool
from .transaction import once, writing

FIELDS = ("urn", "name", "town", "phase", "low_age", "high_age")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in schools."""

    added: int
    updated: int


@cache
def _of_alliance(closed: bool) -> Select[School]:
    chosen = select(School).where(School.alliance_id == bindparam("alliance_id"))
    if not closed:
        chosen = chosen.where(School.closed_on.is_(None))
    return chosen.order_by(School.name, School.id)


def of_alliance(alliance_id: UUID, *, closed: bool = False) -> Sequence[School]:
    """Return the alliance's schools by name, closed ones only when asked for."""
    return db.session.scalars(_of_alliance(closed), {"alliance_id": alliance_id}).all()


def to_choose(alliance_id: UUID, kept: School | None = None) -> Sequence[School]:
    """Return the schools to choose from; one that closed stays with what was there."""
    found = of_alliance(alliance_id)
    return found if kept is None or kept in found else [*found, kept]


@once
def add(alliance_id: UUID, values: dict[str, Any], school_id: UUID | None = None) -> School:
    """Add a school. Raises Invalid when its URN is there already.

    Raises SavedAlready when the id is that of a school of which something else is known by now.
    """
    with writing() as session:
        if school_id is not None and (same := session.get(School, school_id)) is not None:
            if same.alliance_id != alliance_id:
                raise NotFound
            if any(getattr(same, name) != value for name, value in values.items()):
                raise SavedAlready
            return same
        school = School(alliance_id=alliance_id)
        if school_id is not None:
            school.id = school_id
        _fill(school, values)
        session.add(school)
        return school


def change(school_id: UUID, version: int, values: dict[str, Any]) -> School:
    """Save what a coordinator changed of a school read at `version`. Raises Stale or Invalid."""
    with writing() as session:
        school = session.get_one(School, school_id, with_for_update=True)
        if all(getattr(school, name) == value for name, value in values.items()):
            # Sent twice, or what somebody else saved as well: it is as this save wants it.
            return school
        if school.version != version:
            raise Stale(school_id)
        _fill(school, values)
        school.version += 1
        return school


def close(school_id: UUID) -> School:
    """Take a school off the lists; what was noted there keeps its name."""
    with writing() as session:
        school = session.get_one(School, school_id)
        school.closed_on = school.closed_on or today()
        return school


def reopen(school_id: UUID) -> School:
    """Put a school back on the lists."""
    with writing() as session:
        school = session.get_one(School, school_id)
        school.closed_on = None
        return school


def _fill(school: School, values: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            setattr(school, name, values[name])
    with db.session.no_autoflush:
        found = mistakes(
            school.alliance_id,
            school.id,
            name=school.name,
            low_age=school.low_age,
            high_age=school.high_age,
            urn=school.urn,
        )
    if found:
        raise Invalid("Check what you know of the school.", found)


def mistakes(
    alliance_id: UUID,
    school_id: UUID | None,
    *,
    name: str | None,
    low_age: int | None,
    high_age: int | None,
    urn: int | None,
) -> dict[str, list[str]]:
    """Return what is wrong with a school by field, as far as it could be read."""
    found: dict[str, list[str]] = {}
    if not (name or "").strip():
        found["name"] = ["Write the school's name."]
    if low_age is not None and high_age is not None and low_age > high_age:
        found["high_age"] = ["The oldest pupils are younger than the youngest."]
    if urn is not None:
        same = db.session.scalar(
            select(School).where(School.alliance_id == alliance_id, School.urn == urn)
        )
        if same is not None and same.id != school_id:
            found["urn"] = [f"{same.name} has this number already."]
    return found


def import_register(alliance_id: UUID, schools: Sequence[RegisterSchool]) -> Imported:
    """Add or update schools by their URN, all of them or none."""
    added = updated = 0
    with writing() as session:
        known = {
            school.urn: school
            for school in session.scalars(
                select(School).where(School.alliance_id == alliance_id, School.urn.is_not(None))
            )
        }
        for row in schools:
            school = known.get(row.urn)
            if school is None:
                school = School(alliance_id=alliance_id, urn=row.urn)
                session.add(school)
                added += 1
            else:
                updated += 1
            school.name = row.name
            school.town = row.town
            school.phase = SchoolPhase(row.phase)
            school.low_age = row.low_age
            school.high_age = row.high_age
            # A form that is open for a school that stays as it was is not stale.
            if school in session and session.is_modified(school) and school.version:
                school.version += 1
    return Imported(added, updated)
