"""A trio's bin: what was deleted and can still be brought back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from ..dates import day_label
from ..extensions import db
from ..models import Finding, Observation, Question, School, User, Visit


@dataclass(frozen=True, slots=True)
class Binned:
    """A deleted entry that can still be brought back; a visit's words are its school and day."""

    noun: str
    id: UUID
    deleted_at: datetime
    deleted_by: str
    words: str


def of_trio(trio_id: UUID, since: datetime) -> list[Binned]:
    """Return the entries deleted since a moment, the latest first."""
    found: list[Binned] = []
    kinds: Iterable[tuple[type[Any], Any]] = (
        (Question, Question.text),
        (Observation, Observation.seen),
        (Finding, Finding.claim),
    )
    for kind, words in kinds:
        chosen = _deleted(kind, trio_id, since).add_columns(words)
        found += [Binned(kind.noun, *row) for row in db.session.execute(chosen)]
    visits = _deleted(Visit, trio_id, since).add_columns(School.name, Visit.visit_date)
    for key, gone_at, gone_by, school, day in db.session.execute(
        visits.join(School, School.id == Visit.host_school_id)
    ):
        found.append(Binned(Visit.noun, key, gone_at, gone_by, f"{school}, {day_label(day)}"))
    return sorted(found, key=lambda one: (one.deleted_at, one.id), reverse=True)


def _deleted(kind: Any, trio_id: UUID, since: datetime) -> Select[Any]:
    return (
        select(kind.id, kind.deleted_at, User.name)
        .outerjoin(User, User.id == kind.deleted_by_id)
        .where(kind.trio_id == trio_id, kind.deleted_at >= since)
    )
