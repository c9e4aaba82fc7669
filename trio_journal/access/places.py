"""Where somebody belongs: what every page asks, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased, contains_eager

from ..extensions import db
from ..models import Alliance, Evening, Membership, Trio, TrioMembership
from .alliances import TODAY, USER_ID, memberships


@dataclass(frozen=True, slots=True)
class Places:
    """Where somebody belongs: their present memberships, with alliances, of trios with trios."""

    memberships: tuple[Membership, ...]
    trio_members: tuple[TrioMembership, ...]
    evenings: tuple[Evening, ...]

    def next_evening(self, alliance_id: UUID) -> Evening | None:
        """Return an alliance's next evening session, today's included."""
        return next((e for e in self.evenings if e.alliance_id == alliance_id), None)


@cache
def _places() -> Select[*tuple[Any, ...]]:
    member = aliased(TrioMembership)
    coming = aliased(Evening)
    nearest = (
        select(coming.id)
        .where(coming.alliance_id == Membership.alliance_id, coming.evening_date >= TODAY)
        .order_by(coming.evening_date, coming.starts_at, coming.id)
        .limit(1)
        .correlate(Membership)
        .scalar_subquery()
    )
    return (
        memberships(USER_ID)
        .add_columns(member, Evening)
        .select_from(Membership)
        .join(Membership.alliance)
        .outerjoin(Evening, Evening.id == nearest)
        .outerjoin(
            member,
            and_(
                member.alliance_id == Membership.alliance_id,
                member.user_id == USER_ID,
                or_(member.left_on.is_(None), member.left_on > TODAY),
            ),
        )
        .outerjoin(Trio, Trio.id == member.trio_id)
        .options(contains_eager(Membership.alliance), contains_eager(member.trio))
        .order_by(
            Alliance.name, Trio.closed_on.is_not(None), Trio.academic_year.desc(), Trio.number
        )
    )


def places(user_id: UUID) -> Places:
    """Return all of somebody's present memberships, and their next evenings, in one query."""
    rows = db.session.execute(_places(), {"user_id": user_id}).all()
    return Places(
        tuple(dict.fromkeys(membership for membership, _, _ in rows)),
        tuple(trio_member for _, trio_member, _ in rows if trio_member is not None),
        tuple(dict.fromkeys(evening for _, _, evening in rows if evening is not None)),
    )
