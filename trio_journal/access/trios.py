"""Who is in a trio, and who may look at it or change it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager

from ..dates import today
from ..exceptions import NotAllowed, NotFound
from ..extensions import db
from ..models import Membership, Trio, TrioMembership
from .alliances import COORDINATORS_ONLY, TODAY, Person, is_coordinated, membership_present

CLOSED = "This trio's year is closed, so its journal can be read but not changed."
PRIVATE_JOURNAL = (
    "A trio's journal belongs to its members. You see what they share, "
    "and on the alliance page how they are getting on."
)


def in_trio(member: TrioMembership) -> bool:
    """Say whether somebody is in the trio today; the day they leave they are not."""
    return member.left_on is None or member.left_on > today()


def leads(user_id: UUID, trio: Trio) -> bool:
    """Say whether somebody leads the trio."""
    return trio.lead_id == user_id


def is_open(trio: Trio) -> bool:
    """Say whether the trio's year is still open for changes."""
    return trio.closed_on is None


def trio_membership_present() -> ColumnElement[bool]:
    """Match memberships of a trio that have not ended."""
    return or_(TrioMembership.left_on.is_(None), TrioMembership.left_on > TODAY)


def trio_memberships(user_id: UUID) -> Select[TrioMembership]:
    """Select somebody's present memberships of trios, each with its trio.

    A membership counts only while its person is in the alliance as well.
    """
    return (
        select(TrioMembership)
        .join(TrioMembership.trio)
        .join(
            Membership,
            and_(
                Membership.alliance_id == TrioMembership.alliance_id,
                Membership.user_id == TrioMembership.user_id,
            ),
        )
        .where(TrioMembership.user_id == user_id, trio_membership_present(), membership_present())
        .options(contains_eager(TrioMembership.trio))
        .order_by(Trio.closed_on.is_not(None), Trio.academic_year.desc(), Trio.number)
    )


def is_my_trio(trio_id: ColumnElement[UUID], user_id: Person) -> ColumnElement[bool]:
    """Match rows of trios that somebody is a present member of."""
    return exists().where(
        TrioMembership.trio_id == trio_id,
        TrioMembership.user_id == user_id,
        trio_membership_present(),
        Membership.alliance_id == TrioMembership.alliance_id,
        Membership.user_id == user_id,
        membership_present(),
    )


def is_trio_member(user_id: UUID, trio_id: UUID) -> bool:
    """Say whether somebody is a present member of a trio."""
    return bool(
        db.session.scalar(
            select(Trio.id).where(Trio.id == trio_id, is_my_trio(Trio.__table__.c.id, user_id))
        )
    )


def load_trio_member(
    user_id: UUID,
    trio_id: UUID,
    *,
    change: bool = False,
    among: Sequence[TrioMembership] | None = None,
) -> TrioMembership:
    """Return somebody's membership of a trio, its trio loaded.

    `among` are all their present memberships, where the request has them already. NotFound for
    outsiders and former members; NotAllowed for the alliance's coordinators, who know that the
    trio is there, and for changes to a trio whose year is closed.
    """
    if among is None:
        found = trio_memberships(user_id).where(TrioMembership.trio_id == trio_id)
        member = db.session.scalar(found)
    else:
        member = next((m for m in among if m.trio_id == trio_id), None)
    if member is None:
        if db.session.scalar(
            select(Trio.id).where(
                Trio.id == trio_id, is_coordinated(Trio.__table__.c.alliance_id, user_id)
            )
        ):
            raise NotAllowed(PRIVATE_JOURNAL)
        raise NotFound
    if change and not is_open(member.trio):
        raise NotAllowed(CLOSED)
    return member


def load_trio(user_id: UUID, trio_id: UUID, *, change: bool = False) -> tuple[Trio, bool]:
    """Return a trio for those who may see or change who is in it, and whether they coordinate.

    Its members and the alliance's coordinators may look; changes are the coordinators'.
    Raises NotFound or NotAllowed.
    """
    trio = db.session.get(Trio, trio_id)
    if trio is None:
        raise NotFound
    coordinating = bool(
        db.session.scalar(
            select(is_coordinated(Trio.__table__.c.alliance_id, user_id)).where(Trio.id == trio_id)
        )
    )
    if coordinating:
        return trio, True
    load_trio_member(user_id, trio_id)
    if change:
        raise NotAllowed(COORDINATORS_ONLY)
    return trio, False


def load_away_marker(user_id: UUID, trio_id: UUID) -> Trio:
    """Return a trio for somebody who may say that a member is away: its lead or a coordinator."""
    trio, coordinating = load_trio(user_id, trio_id)
    if not coordinating and not leads(user_id, trio):
        raise NotAllowed("The trio's lead or the coordinator marks somebody as away.")
    return trio
