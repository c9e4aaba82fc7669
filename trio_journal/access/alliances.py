"""Who is in an alliance, who coordinates it, and what of it only a coordinator changes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Select,
    Uuid,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from ..dates import today
from ..exceptions import NotAllowed, NotFound
from ..extensions import db
from ..models import Membership, Role, School

COORDINATORS_ONLY = "Only a coordinator of the alliance can do that."

# What every request asks is built once and run with parameters: building a statement in SQLAlchemy
# takes several times as long as running it. TODAY is asked for when a statement runs.
Person = UUID | BindParameter[UUID]
TODAY = bindparam("today", callable_=lambda: today(), type_=Date())
USER_ID: BindParameter[UUID] = bindparam("user_id", type_=Uuid())


def is_present(membership: Membership) -> bool:
    """Say whether somebody is still in the alliance."""
    return membership.left_on is None or membership.left_on > today()


def coordinates(membership: Membership) -> bool:
    """Say whether somebody coordinates the alliance."""
    return is_present(membership) and membership.role is Role.COORDINATOR


def membership_present() -> ColumnElement[bool]:
    """Match memberships of an alliance that have not ended."""
    return or_(Membership.left_on.is_(None), Membership.left_on > TODAY)


def memberships(user_id: Person) -> Select[Membership]:
    """Select somebody's present memberships of alliances."""
    return select(Membership).where(Membership.user_id == user_id, membership_present())


def is_my_alliance(alliance_id: ColumnElement[UUID], user_id: UUID) -> ColumnElement[bool]:
    """Match rows of alliances that somebody is in."""
    return exists().where(
        Membership.alliance_id == alliance_id, Membership.user_id == user_id, membership_present()
    )


def is_coordinated(alliance_id: ColumnElement[UUID], user_id: UUID) -> ColumnElement[bool]:
    """Match rows of alliances that somebody coordinates."""
    return exists().where(
        Membership.alliance_id == alliance_id,
        Membership.user_id == user_id,
        Membership.role == Role.COORDINATOR,
        membership_present(),
    )


def load_membership(user_id: UUID, alliance_id: UUID) -> Membership:
    """Return somebody's present membership of an alliance, or raise NotFound."""
    found = db.session.scalar(
        memberships(user_id)
        .where(Membership.alliance_id == alliance_id)
        .options(joinedload(Membership.alliance))
    )
    if found is None:
        raise NotFound
    return found


def load_coordinator(user_id: UUID, alliance_id: UUID) -> Membership:
    """Return a coordinator's membership; NotFound for outsiders, NotAllowed for members."""
    membership = load_membership(user_id, alliance_id)
    if not coordinates(membership):
        raise NotAllowed(COORDINATORS_ONLY)
    return membership


def load_school(user_id: UUID, school_id: UUID) -> School:
    """Return a school for a coordinator to change; NotAllowed for members."""
    school = db.session.get(School, school_id)
    if school is None:
        raise NotFound
    load_coordinator(user_id, school.alliance_id)
    return school


def load_person(user_id: UUID, membership_id: UUID) -> Membership:
    """Return somebody's membership of an alliance for its coordinator to change."""
    membership = db.session.get(Membership, membership_id, options=[joinedload(Membership.user)])
    if membership is None:
        raise NotFound
    load_coordinator(user_id, membership.alliance_id)
    return membership
