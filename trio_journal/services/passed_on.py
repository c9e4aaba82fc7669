"""What was passed on to trios of what the hall said, evening by evening: lately, and as news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from ..dates import now
from ..extensions import db
from ..models import Evening, Feedback, TrioMembership
from .feedback import READABLE

# What was passed on in July is still to be seen at the start of September.
FRESH = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class PassedOn:
    """How many answers of an evening were passed on to a trio, and when the last of them was."""

    trio_id: UUID
    evening_id: UUID
    title: str
    answers: int
    last: datetime

    @property
    def words(self) -> str:
        """Return "1 answer from “An early look, over tea”"."""
        return f"{self.answers} {'answer' if self.answers == 1 else 'answers'} from “{self.title}”"


def lately(trio_ids: Sequence[UUID]) -> list[PassedOn]:
    """Return what was passed on to some trios lately, the latest evening first."""
    return _passed_on(Feedback.trio_id.in_(trio_ids), Feedback.passed_on_at > now() - FRESH)


def news(places: Sequence[TrioMembership]) -> list[PassedOn]:
    """Return what was passed on to somebody's trios since they last looked."""
    since = [
        and_(
            Feedback.trio_id == place.trio_id,
            *([Feedback.passed_on_at > place.last_looked_at] if place.last_looked_at else []),
        )
        for place in places
    ]
    return _passed_on(or_(*since)) if since else []


def _passed_on(*conditions: ColumnElement[bool]) -> list[PassedOn]:
    rows = db.session.execute(
        select(
            Feedback.trio_id,
            Evening.id,
            Evening.title,
            func.count(),
            func.max(Feedback.passed_on_at),
        )
        .join(Evening, Evening.id == Feedback.evening_id)
        .where(*READABLE, *conditions)
        .group_by(Feedback.trio_id, Evening.id, Evening.title, Evening.evening_date)
        .order_by(Evening.evening_date.desc(), Evening.id, Feedback.trio_id)
    )
    return [
        PassedOn(trio_id, evening_id, title, answers, last)
        for trio_id, evening_id, title, answers, last in rows
        if last
    ]
