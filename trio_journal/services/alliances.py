"""Alliances: made once, at the command line."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from .. import access
from ..exceptions import Invalid
from ..extensions import db
from ..models import Alliance, Membership
from .transaction import writing

LONGEST_NAME = 120


def create(name: str) -> Alliance:
    """Make an alliance. Raises Invalid when the name is none, too long or taken."""
    name = name.strip()
    if not name:
        raise Invalid("Give the alliance a name.", {"name": ["Give the alliance a name."]})
    if len(name) > LONGEST_NAME:
        raise Invalid(f"Give the alliance a name of at most {LONGEST_NAME} characters.")
    with writing() as session:
        if session.scalar(select(Alliance.id).where(Alliance.name == name)):
            raise Invalid(f"There is an alliance called “{name}” already.")
        alliance = Alliance(name=name)
        session.add(alliance)
        return alliance


def by_name(name: str) -> Alliance:
    """Return the alliance of a name. Raises Invalid, naming those there are."""
    found = db.session.scalar(select(Alliance).where(Alliance.name == name.strip()))
    if found is None:
        names = ", ".join(db.session.scalars(select(Alliance.name).order_by(Alliance.name)))
        raise Invalid(f"There is no alliance called “{name}”. There is: {names or 'none yet'}.")
    return found


def of_user(user_id: UUID) -> Sequence[Alliance]:
    """Return the alliances somebody is in, by name."""
    return db.session.scalars(
        select(Alliance)
        .join(Membership, Membership.alliance_id == Alliance.id)
        .where(Membership.user_id == user_id, access.membership_present())
        .order_by(Alliance.name)
    ).all()
