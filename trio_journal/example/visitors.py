"""Who can sign in to the example, and what there is for them to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from .. import access
from ..extensions import db
from ..models import (
    Entry,
    Finding,
    Membership,
    Observation,
    Question,
    Trio,
    TrioMembership,
    Visit,
)
from ..services import (
    evenings,
    people,
)
from .loading import PASSWORD, find, load

ROLES = (
    "coordinator",
    "coordinator in a trio",
    "trio lead",
    "trio member",
    "trio member, away",
    "former trio member",
    "member without a trio",
)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the example who can sign in; `trios` are those whose journal they read."""

    role: str
    name: str
    email: str
    password: str
    trios: tuple[UUID, ...]


def _role(membership: Membership, places: Sequence[TrioMembership]) -> str:
    present = [place for place in places if access.in_trio(place)]
    if access.coordinates(membership):
        return "coordinator in a trio" if present else "coordinator"
    if any(access.leads(place.user_id, place.trio) for place in present):
        return "trio lead"
    if any(place.away_since is not None for place in present):
        return "trio member, away"
    if present:
        return "trio member"
    return "former trio member" if places else "member without a trio"


def accounts() -> list[Account]:
    """Return who of the example can sign in, coordinators first; nobody where it is not loaded."""
    alliance = find()
    if alliance is None:
        return []
    places: dict[UUID, list[TrioMembership]] = {}
    for place in db.session.scalars(
        select(TrioMembership)
        .join(TrioMembership.trio)
        .where(TrioMembership.alliance_id == alliance.id)
        .options(contains_eager(TrioMembership.trio))
        .order_by(Trio.number)
    ):
        places.setdefault(place.user_id, []).append(place)
    found = [
        (_number(theirs), _account(membership, theirs))
        for membership in people.of_alliance(alliance.id)
        if membership.user.is_example
        for theirs in [places.get(membership.user_id, [])]
    ]
    found.sort(key=lambda pair: (ROLES.index(pair[1].role), pair[0], pair[1].name))
    return [account for _, account in found]


def _number(places: Sequence[TrioMembership]) -> int:
    return min((place.trio.number for place in places), default=0)


def _account(membership: Membership, places: Sequence[TrioMembership]) -> Account:
    return Account(
        role=_role(membership, places),
        name=membership.user.name,
        email=membership.user.email,
        password=PASSWORD,
        trios=tuple(place.trio_id for place in places if access.in_trio(place)),
    )


def _one_of_each(trio_id: UUID) -> dict[str, str]:
    """Return the ids of one entry of each kind of a trio, the first that was made."""
    found = {"trio": str(trio_id)}
    kinds: tuple[type[Entry], ...] = (Question, Visit, Observation, Finding)
    for kind in kinds:
        columns = kind.__table__.c
        entry_id = db.session.scalar(
            select(columns.id)
            .where(columns.trio_id == trio_id, columns.deleted_at.is_(None))
            .order_by(columns.created_at, columns.id)
            .limit(1)
        )
        if entry_id is not None:
            found[kind.noun] = str(entry_id)
    return found


def summary() -> dict[str, Any]:
    """Load the example if it is not there; return what scripts need to try it, as JSON has it.

    The entries, one of each kind, are of the trio with the most notes.
    """
    alliance = load()
    chosen = db.session.scalars(
        select(Trio).where(Trio.alliance_id == alliance.id).order_by(Trio.number)
    ).all()
    fullest = db.session.scalars(
        select(Observation.trio_id)
        .where(Observation.alliance_id == alliance.id)
        .group_by(Observation.trio_id)
        .order_by(func.count().desc())
        .limit(1)
    ).one()
    return {
        "alliance": str(alliance.id),
        "accounts": [
            asdict(account) | {"trios": [str(trio_id) for trio_id in account.trios]}
            for account in accounts()
        ],
        "trios": [
            {"id": str(trio.id), "number": trio.number, "focus": trio.focus} for trio in chosen
        ],
        "entries": _one_of_each(fullest),
        "evening": str(evenings.of_alliance(alliance.id)[0].id),
    }
