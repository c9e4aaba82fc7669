"""Who is in a trio: joining, leaving, being away, leading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import access
from ..dates import today
from ..exceptions import Conflict, Invalid, NotFound
from ..extensions import db
from ..models import Trio, TrioMembership
from . import trios
from .agreements import settle_trio
from .transaction import writing

ANOTHER_REASON = (
    "This trio has another reason by now: it stands above. Empty this to keep that one, "
    "or choose Edit beside it to change it."
)


def of_trio(trio_id: UUID) -> Sequence[TrioMembership]:
    """Return everybody who is or was in a trio, with their schools, the first to join first."""
    return db.session.scalars(
        select(TrioMembership)
        .where(TrioMembership.trio_id == trio_id)
        .options(joinedload(TrioMembership.user), joinedload(TrioMembership.school))
        .order_by(TrioMembership.joined_on, TrioMembership.created_at, TrioMembership.id)
    ).all()


def by_person(alliance_id: UUID, year: int) -> dict[UUID, list[TrioMembership]]:
    """Return, for each person, their present places in trios of an academic year."""
    found: dict[UUID, list[TrioMembership]] = defaultdict(list)
    for place in db.session.scalars(
        select(TrioMembership)
        .join(TrioMembership.trio)
        .where(
            TrioMembership.alliance_id == alliance_id,
            Trio.academic_year == year,
            access.trio_membership_present(),
        )
        .options(joinedload(TrioMembership.trio))
        .order_by(Trio.number)
    ):
        found[place.user_id].append(place)
    return found


def _member(trio_id: UUID, user_id: UUID) -> TrioMembership:
    member = db.session.scalar(
        select(TrioMembership).where(
            TrioMembership.trio_id == trio_id, TrioMembership.user_id == user_id
        )
    )
    if member is None or not access.in_trio(member):
        raise NotFound
    return member


def add(trio_id: UUID, user_id: UUID, by_id: UUID, exception_reason: str = "") -> TrioMembership:
    """Add somebody, who reads the journal from its start and has to agree before it shares again.

    Who is in the trio already does not join again. Raises Invalid when the trio is full, would be
    of one phase without a reason, or has another reason; Conflict when its year is closed; and
    NotFound for who is not in the alliance.
    """
    with writing() as session:
        # Two who add somebody at once take turns: a double click adds once, and nobody a fourth.
        trio = session.get_one(Trio, trio_id, with_for_update=True)
        if trio.closed_on is not None:
            raise Conflict(access.CLOSED)
        membership = access.load_membership(user_id, trio.alliance_id)
        _give_reason(trio, exception_reason.strip())
        member = session.scalar(
            select(TrioMembership).where(
                TrioMembership.trio_id == trio_id, TrioMembership.user_id == user_id
            )
        )
        if member is None:
            member = TrioMembership(
                alliance_id=trio.alliance_id, trio_id=trio_id, user_id=user_id, joined_on=today()
            )
            session.add(member)
        elif access.in_trio(member):
            return member
        member.school_id = membership.school_id
        member.left_on = None
        member.away_since = None
        session.flush()
        session.expire(trio, ["members"])
        trios.check_phases(trio)
        settle_trio(trio_id, by_id)
        return member


def _give_reason(trio: Trio, reason: str) -> None:
    if found := _reason_mistakes(trio, reason):
        raise Invalid("Check the reason.", found)
    if reason and reason != trio.exception_reason:
        trio.exception_reason = reason
        trio.version += 1


def _reason_mistakes(trio: Trio, reason: str) -> dict[str, list[str]]:
    """Return what is wrong with a reason that comes with a new member.

    It is asked for where there is none, and carries no version: what somebody else wrote
    meanwhile is not replaced by it.
    """
    kept = trio.exception_reason
    if not kept or reason in ("", kept):
        return {}
    return {"exception_reason": [ANOTHER_REASON]}


def mistakes(trio: Trio, user_id: UUID | None, exception_reason: str) -> dict[str, list[str]]:
    """Return what would be wrong with a trio by field once somebody is added."""
    found = _reason_mistakes(trio, exception_reason.strip())
    present = trios.members(trio)
    if user_id is None or any(member.user_id == user_id for member in present):
        return found
    schools = [member.school for member in present]
    schools += trios.schools_of(trio.alliance_id, [user_id])
    return trios.phase_mistakes(schools, exception_reason or trio.exception_reason) | found


def leave(trio_id: UUID, user_id: UUID, by_id: UUID) -> None:
    """End somebody's time in a trio today; their notes stay, their access ends.

    Raises NotFound for who is not in the trio.
    """
    with writing() as session:
        member = _member(trio_id, user_id)
        member.left_on = today()
        trio = session.get_one(Trio, trio_id)
        if trio.lead_id == user_id:
            trio.lead_id = None
        session.flush()
        settle_trio(trio_id, by_id)


def set_away(trio_id: UUID, user_id: UUID, by_id: UUID, *, away: bool) -> TrioMembership:
    """Say that a member is away, so that the others can agree without them, or is back.

    Raises NotFound for who is not in the trio.
    """
    with writing() as session:
        member = _member(trio_id, user_id)
        member.away_since = (member.away_since or today()) if away else None
        session.flush()
        settle_trio(trio_id, by_id)
        return member


def lead(trio_id: UUID, user_id: UUID) -> Trio:
    """Make a member the trio's lead. Raises NotFound for who is not in the trio."""
    with writing() as session:
        _member(trio_id, user_id)
        trio = session.get_one(Trio, trio_id)
        trio.lead_id = user_id
        return trio
