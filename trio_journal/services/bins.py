"""A trio's bin: what was deleted and can still be brought back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ..extensions import db
from ..models import Finding, Observation, Question, User, Visit


@dataclass(frozen=True, slots=True)
class Binned:
    """A deleted entry that can still be brought back."""

    noun: str
    id: UUID
    words: str
    deleted_at: datetime
    deleted_by: str


def of_trio(trio_id: UUID, since: datetime) -> list[Binned]:
    """Return the entries deleted since a moment, the latest first."""
    found: list[Binned] = []
    kinds: Iterable[tuple[type[Any], Any]] = (
        (Question, Question.text),
        (Observation, Observation.seen),
        (Finding, Finding.claim),
        (Visit, Visit.look_for),
    )
    for kind, words in kinds:
        for row in db.session.execute(
            select(kind.id, words, kind.deleted_at, User.name)
            .outerjoin(User, User.id == kind.deleted_by_id)
            .where(kind.trio_id == trio_id, kind.deleted_at >= since)
        ):
            found.append(Binned(kind.noun, *row))
    return sorted(found, key=lambda one: (one.deleted_at, one.id), reverse=True)
