"""What an evening's latest edition has in it, as far as the services ask.

It is read from the edition's JSON (docs/handout-formats.md); nothing else here knows its fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ..extensions import db
from ..models import Edition, Evening


@dataclass(frozen=True, slots=True)
class PrintedTrio:
    """A trio of an edition, and the claims of its findings by id."""

    id: UUID
    claims: dict[UUID, str]


def trios(evening: Evening) -> tuple[PrintedTrio, ...]:
    """Return the trios of an evening's latest edition in its order, none before the first."""
    if not evening.last_edition:
        return ()
    slots: Any = db.session.scalar(
        select(Edition.content["slots"]).where(
            Edition.evening_id == evening.id, Edition.number == evening.last_edition
        )
    )
    return tuple(
        PrintedTrio(UUID(trio["id"]), {UUID(one["id"]): one["claim"] for one in trio["findings"]})
        for slot in slots
        if (trio := slot["trio"])
    )
