"""What waits for somebody, and what is new to them, in all of their trios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from .. import access
from ..extensions import db
from ..models import (
    Agreement,
    Finding,
    FindingState,
    Observation,
    Question,
    Reply,
    School,
    TrioMembership,
    User,
    Visit,
    VisitPerson,
)
from . import passed_on
from .agreements import rests_on_notes
from .note_lists import home_question


def findings(user_id: UUID, trio_ids: Sequence[UUID]) -> Sequence[Finding]:
    """Return what somebody has to agree or to confirm in some trios, the oldest first.

    That is the drafts that rest on a note and lack their agreement, and what was typed in for them.
    """
    return db.session.scalars(
        select(Finding)
        .where(
            Finding.trio_id.in_(trio_ids),
            Finding.deleted_at.is_(None),
            or_(
                and_(
                    Finding.state == FindingState.DRAFT,
                    rests_on_notes(),
                    ~exists().where(
                        Agreement.finding_id == Finding.id, Agreement.user_id == user_id
                    ),
                ),
                and_(Finding.state == FindingState.SHARED, Finding.entered_for_trio.is_(True)),
            ),
        )
        .options(joinedload(Finding.trio))
        .order_by(Finding.created_at, Finding.id)
    ).all()


def to_sort(trio_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many notes each of some trios still has to sort; those without any are absent."""
    found = db.session.execute(
        select(Observation.trio_id, func.count().label("notes"))
        .where(
            Observation.trio_id.in_(trio_ids),
            Observation.deleted_at.is_(None),
            home_question().is_(None),
        )
        .group_by(Observation.trio_id)
    )
    return {row.trio_id: row.notes for row in found}


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """A visit that somebody goes on, and whether it has what it needs."""

    id: UUID
    visit_date: date
    school: str
    needs_cover: bool
    end_of_day: str


def visits(user_id: UUID, trio_ids: Sequence[UUID], first: date, last: date) -> Sequence[OwnVisit]:
    """Return the visits of some trios that somebody goes on between two days, by day."""
    found = db.session.execute(
        select(
            Visit.id,
            Visit.visit_date,
            School.name,
            Visit.needs_cover,
            Visit.end_of_day,
        )
        .join(VisitPerson, VisitPerson.visit_id == Visit.id)
        .join(School, School.id == Visit.host_school_id)
        .where(
            Visit.trio_id.in_(trio_ids),
            Visit.deleted_at.is_(None),
            Visit.visit_date.between(first, last),
            VisitPerson.user_id == user_id,
        )
        .order_by(Visit.visit_date, Visit.id)
    )
    return [OwnVisit(*row) for row in found]


@dataclass(frozen=True, slots=True)
class News:
    """What another member wrote, or the hall said of the trio, since somebody last looked."""

    noun: str
    id: UUID
    trio_id: UUID
    words: str
    author: str
    at: datetime


def _stands_under_something() -> ColumnElement[bool]:
    """Match replies whose entry is not in the bin, with all that was answered to it."""
    return or_(
        *(
            exists().where(kind.id == getattr(Reply, f"{kind.noun}_id"), kind.deleted_at.is_(None))
            for kind in (Question, Visit, Observation, Finding)
        )
    )


def news(user_id: UUID, places: Sequence[TrioMembership], limit: int = 20) -> list[News]:
    """Return what is new in somebody's trios since they last looked, newest first."""
    found: list[News] = []
    for kind, words in (
        (Question, Question.text),
        (Observation, Observation.seen),
        (Finding, Finding.claim),
        (Visit, Visit.look_for),
        (Reply, Reply.text),
    ):
        since = [
            and_(
                kind.trio_id == place.trio_id,
                *([kind.created_at > place.last_looked_at] if place.last_looked_at else []),
            )
            for place in places
            if access.is_open(place.trio)
        ]
        if not since:
            continue
        chosen: Select[*tuple[Any, ...]] = (
            select(kind.id, kind.trio_id, words, User.name, kind.created_at)
            .join(User, User.id == kind.author_id)
            .where(kind.author_id != user_id, kind.deleted_at.is_(None), or_(*since))
            .order_by(kind.created_at.desc(), kind.id.desc())
            .limit(limit)
        )
        if kind is Reply:
            chosen = chosen.where(_stands_under_something())
        noun = getattr(kind, "noun", "reply")
        found.extend(News(noun, *row) for row in db.session.execute(chosen))
    found.extend(
        News(
            "feedback",
            one.evening_id,
            one.trio_id,
            one.words,
            "passed on by the coordinator",
            one.last,
        )
        for one in passed_on.news([place for place in places if access.is_open(place.trio)])
    )
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:limit]
