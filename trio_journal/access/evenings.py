"""Who may see and change an evening session, and what the hall says of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..exceptions import NotAllowed, NotFound
from ..extensions import db
from ..models import Evening, Feedback
from .alliances import COORDINATORS_ONLY, coordinates, load_membership


def load_evening(user_id: UUID, evening_id: UUID, *, change: bool = False) -> Evening:
    """Return an evening session: members may read it, coordinators change it."""
    evening = db.session.get(Evening, evening_id)
    if evening is None:
        raise NotFound
    membership = load_membership(user_id, evening.alliance_id)
    if change and not coordinates(membership):
        raise NotAllowed(COORDINATORS_ONLY)
    return evening


def load_feedback(user_id: UUID, evening_id: UUID, feedback_id: UUID) -> Feedback:
    """Return what was said at an evening, for its coordinator; NotAllowed for members."""
    evening = load_evening(user_id, evening_id, change=True)
    feedback = db.session.scalar(
        select(Feedback)
        .where(Feedback.id == feedback_id, Feedback.evening_id == evening.id)
        .options(joinedload(Feedback.trio, innerjoin=True), joinedload(Feedback.school))
    )
    if feedback is None:
        raise NotFound
    return feedback
