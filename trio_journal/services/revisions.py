"""The history of entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from ..extensions import db
from ..models import Entry, Evening, Revision

# How many are read at once: each has the whole entry, and is compared with the one before.
PAGE = 20


def record(entry: Entry | Evening, person_id: UUID, action: str, state: dict[str, Any]) -> None:
    """Keep an entry's state after a change; call inside the transaction that makes it."""
    db.session.add(
        Revision(
            alliance_id=entry.alliance_id,
            noun=entry.noun,
            entry_id=entry.id,
            trio_id=getattr(entry, "trio_id", None),
            version=entry.version,
            action=action,
            person_id=person_id,
            state=state,
        )
    )


def _is_of(entry: Entry | Evening) -> tuple[ColumnElement[bool], ...]:
    return (
        Revision.alliance_id == entry.alliance_id,
        Revision.noun == entry.noun,
        Revision.entry_id == entry.id,
    )


def of(entry: Entry | Evening) -> Sequence[Revision]:
    """Return an entry's revisions with their people, oldest first."""
    return db.session.scalars(
        select(Revision)
        .where(*_is_of(entry))
        .options(joinedload(Revision.person))
        .order_by(Revision.version)
    ).all()


def page(
    entry: Entry | Evening, before: int | None = None
) -> tuple[Sequence[Revision], Revision | None]:
    """Return an entry's latest revisions with their people, oldest first, and the one before them.

    `before` is the version of the first one on the page that came before this.
    """
    found = db.session.scalars(
        select(Revision)
        .where(*_is_of(entry), *([Revision.version < before] if before is not None else []))
        .options(joinedload(Revision.person))
        .order_by(Revision.version.desc())
        .limit(PAGE + 1)
    ).all()
    return found[:PAGE][::-1], found[PAGE] if len(found) > PAGE else None


def last(entry: Entry | Evening) -> Revision:
    """Return an entry's latest revision with its person."""
    return db.session.scalars(
        select(Revision)
        .where(*_is_of(entry))
        .options(joinedload(Revision.person))
        .order_by(Revision.version.desc())
        .limit(1)
    ).one()


def state_at(entry: Entry | Evening, version: int) -> dict[str, Any] | None:
    """Return what an entry said at a version, or None when that version was never kept."""
    return db.session.scalar(
        select(Revision.state).where(*_is_of(entry), Revision.version == version)
    )
