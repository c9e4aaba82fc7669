"""Editions: a handout frozen, and the bytes of each form of it, made once and never again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import joinedload

from ..dates import local, now
from ..exceptions import Conflict, NotFound
from ..extensions import db
from ..models import Edition, EditionFile, Evening
from ..services import evenings
from ..services.transaction import when_free, writing
from . import formats, json
from .compiler import compile_evening
from .document import Handout, Stamp


def of(evening: Evening) -> Sequence[Edition]:
    """Return an evening's editions with who froze them, the latest first; not what they say."""
    return db.session.scalars(
        select(Edition)
        .where(Edition.evening_id == evening.id)
        .options(joinedload(Edition.author))
        .order_by(Edition.number.desc())
    ).all()


def latest(evening: Evening) -> Edition | None:
    """Return an evening's latest edition, None before the first."""
    return numbered(evening, evening.last_edition) if evening.last_edition else None


def numbered(evening: Evening, number: int) -> Edition:
    """Return an edition of an evening by its number. Raises NotFound."""
    # A number of any length can stand in an address, and a database reads only so many digits.
    if not 1 <= number <= evening.last_edition:
        raise NotFound(f"This evening has no edition {number}.")
    return db.session.scalars(
        select(Edition).where(Edition.evening_id == evening.id, Edition.number == number)
    ).one()


def handout_of(edition: Edition) -> Handout:
    """Return the handout as it was frozen."""
    return json.read(edition.content)


def imprint_of(edition: Edition) -> tuple[str, date, Stamp]:
    """Return the title, day and stamp of an edition, without all else that it says."""
    title, day = db.session.execute(
        select(Edition.content["title"].as_string(), Edition.content["date"].as_string()).where(
            Edition.id == edition.id
        )
    ).one()
    return title, date.fromisoformat(day), _stamp(edition.number, edition.created_at)


def _stamp(number: int, moment: datetime) -> Stamp:
    return Stamp(number, local(moment).date())


def differ(draft: Handout, frozen: Handout) -> bool:
    """Say whether a handout as it stands is another than an edition, its number aside."""
    return draft != replace(frozen, stamp=None)


def freeze(evening_id: UUID, person_id: UUID, seen: str | None = None) -> Edition:
    """Freeze an evening's handout as it stands as its next edition.

    `seen` is the digest of what the person has looked at; sent twice it makes one edition. Raises
    Conflict when the handout has changed since, when nothing is in it, or nothing that the last
    edition does not have.
    """
    with writing() as session:
        evening = session.get_one(Evening, evening_id, with_for_update=True)
        if not evening.slots:
            raise Conflict("There is nothing to freeze yet. Add a slot to the running order first.")
        draft = compile_evening(evening)
        before = latest(evening)
        if before and not differ(draft, handout_of(before)):
            if seen == draft.digest:
                return before
            raise Conflict(
                f"Nothing has changed since edition {before.number}, so that is the one to print."
            )
        if seen not in (None, draft.digest):
            raise Conflict(
                "The handout has changed since you opened this page, so it is not frozen yet. "
                "Look at what is new in it now, then freeze it."
            )
        evening.last_edition += 1
        moment = now()
        stamp = _stamp(evening.last_edition, moment)
        edition = Edition(
            alliance_id=evening.alliance_id,
            evening_id=evening.id,
            number=evening.last_edition,
            author_id=person_id,
            created_at=moment,
            content=json.as_data(replace(draft, stamp=stamp)),
        )
        session.add(edition)
        evenings.keep(evening, person_id, "frozen")
        return edition


def file(
    edition: Edition, form: formats.Written | formats.Pressed, workshop: Path, seconds: float = 60.0
) -> bytes | None:
    """Return one form of an edition: made when it is first asked for, and the same ever after.

    None when it is not ready in so many seconds. Raises Unavailable when it cannot be made.
    """
    name = form.name
    kept = _kept(edition.id, name)
    if kept is not None:
        return kept
    made = formats.write(handout_of(edition), form, workshop, seconds, edition.created_at)
    return _keep(edition.alliance_id, edition.id, name, made.content) if made else None


def _kept(edition_id: UUID, name: str) -> bytes | None:
    return db.session.scalar(
        select(EditionFile.content).where(
            EditionFile.edition_id == edition_id, EditionFile.name == name
        )
    )


def _keep(alliance_id: UUID, edition_id: UUID, name: str, content: bytes) -> bytes:
    """Keep a file unless another request has kept it meanwhile, and return the one that is kept.

    While another writes for long it is given as it was made, and kept when it is next asked for.
    """
    row = {
        "alliance_id": alliance_id,
        "edition_id": edition_id,
        "name": name,
        "content": content,
        "made_at": now(),
    }
    try:
        with when_free() as connection:
            connection.execute(insert(EditionFile), row)
    except (OperationalError, IntegrityError):
        db.session.rollback()
        return _kept(edition_id, name) or content
    return content
