"""What is the same for every entry: made once, changed from a known version, binned, restored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from ..dates import now, within_bin
from ..exceptions import Conflict, Invalid, NotFound, Stale
from ..extensions import db
from ..models import Entry, Trio
from ..year_groups import YEAR_GROUPS
from . import revisions
from .transaction import once, writing

EntryT = TypeVar("EntryT", bound=Entry)
Values = Mapping[str, Any]


@once
def create(
    kind: type[EntryT],
    trio: Trio,
    author_id: UUID,
    entry_id: UUID,
    values: Values,
    fill: Callable[[EntryT, Values], None],
    compared: Callable[[Values], Values] = dict,
) -> EntryT:
    """Make an entry, or return the one that an earlier send of the same entry made.

    `fill` sets fields and links from `values` and raises Invalid where they break a rule;
    `compared` returns of a kept state what tells one send from another.
    Raises Conflict when the author used the id for something else, NotFound when it is
    another person's.
    """
    with writing() as session:
        existing = session.get(kind, entry_id)
        if existing is not None:
            return _resent(existing, trio, author_id, values, fill, compared)
        entry = kind(
            id=entry_id, alliance_id=trio.alliance_id, trio_id=trio.id, author_id=author_id
        )
        entry.version = 1
        fill(entry, values)
        session.add(entry)
        session.flush()
        revisions.record(entry, author_id, "created", entry.state_to_keep())
        return entry


def _resent(
    existing: EntryT,
    trio: Trio,
    author_id: UUID,
    values: Values,
    fill: Callable[[EntryT, Values], None],
    compared: Callable[[Values], Values],
) -> EntryT:
    if existing.author_id != author_id or existing.trio_id != trio.id:
        raise NotFound
    first = compared(revisions.state_at(existing, 1) or {})
    again = type(existing)(alliance_id=trio.alliance_id, trio_id=trio.id, author_id=author_id)
    with db.session.no_autoflush:
        fill(again, values)
        sent = compared(again.state_to_keep())
    # What the person did not send, the server chose itself, and may choose otherwise each time.
    names = {name for name in sent if values.get(name) is not None} | set(again.links())
    # What the first version had no name for yet, nobody could have sent with it.
    if not first or any(first[name] != sent[name] for name in names & first.keys()):
        raise Conflict(
            "This was saved already, with other words. Copy what you typed, "
            "open the entry and add it there."
        )
    return existing


def lock(kind: type[EntryT], entry_id: UUID) -> EntryT:
    """Return an entry inside a transaction, for nobody else to change. Raises NotFound."""
    columns = kind.__table__.c
    chosen = select(kind).where(columns.id == entry_id).with_for_update()
    # Whoever waited here for somebody else's save has to see it.
    entry = db.session.scalar(chosen.execution_options(populate_existing=True))
    if entry is None:
        raise NotFound
    return entry


def check_version(entry: Entry, version: int) -> None:
    """Raise Stale unless an entry is at the version the person read, Conflict from the bin."""
    if entry.deleted_at is not None:
        raise Conflict("This was deleted meanwhile. Bring it back from the bin, then save again.")
    if entry.version != version:
        raise Stale(entry.id)


def load_for_change(kind: type[EntryT], entry_id: UUID, version: int) -> EntryT:
    """Return an entry, locked, at the version the person read. Raises as the two above."""
    entry = lock(kind, entry_id)
    check_version(entry, version)
    return entry


def keep(entry: Entry, person_id: UUID, action: str = "changed") -> None:
    """Raise an entry's version and keep the new state; call after changing it."""
    entry.version += 1
    entry.updated_at = now()
    db.session.flush()
    revisions.record(entry, person_id, action, entry.state_to_keep())


def change(
    kind: type[EntryT],
    entry_id: UUID,
    person_id: UUID,
    version: int,
    values: Values,
    fill: Callable[[EntryT, Values], None],
) -> EntryT:
    """Save an entry that was read at `version`; saving what it says already changes nothing.

    Raises Stale, Conflict, Invalid or NotFound.
    """
    with writing():
        entry = load_for_change(kind, entry_id, version)
        before = entry.state_to_keep()
        fill(entry, values)
        if entry.state_to_keep() != before:
            keep(entry, person_id)
        return entry


def delete(
    kind: type[EntryT],
    entry_id: UUID,
    person_id: UUID,
    version: int,
    release: Callable[[EntryT], None] = lambda entry: None,
) -> EntryT:
    """Put an entry in the trio's bin for 30 days; deleting it twice is the same as once.

    `release` lets go what depends on the entry, or raises Conflict. Raises Stale.
    """
    with writing():
        entry = lock(kind, entry_id)
        if entry.deleted_at is not None:
            return entry
        check_version(entry, version)
        release(entry)
        entry.deleted_at = now()
        entry.deleted_by_id = person_id
        keep(entry, person_id, "deleted")
        return entry


def restore(
    kind: type[EntryT],
    entry_id: UUID,
    person_id: UUID,
    rejoin: Callable[[EntryT], None] = lambda entry: None,
) -> EntryT:
    """Bring an entry back from the bin within 30 days. Raises Conflict after that.

    `rejoin` sees to what would depend on the entry again.
    """
    with writing():
        entry = lock(kind, entry_id)
        if entry.deleted_at is None:
            return entry
        if not within_bin(entry.deleted_at):
            raise Conflict("This was deleted more than 30 days ago and can't be brought back.")
        rejoin(entry)
        entry.deleted_at = None
        entry.deleted_by_id = None
        keep(entry, person_id, "restored")
        return entry


def set_fields(entry: Entry, values: Values, names: tuple[str, ...]) -> None:
    """Set the named fields that `values` has; those it lacks stay as they are."""
    for name in names:
        if name in values:
            setattr(entry, name, values[name])


def check_years(year_from: int | None, year_to: int | None) -> None:
    """Raise Invalid unless a range of year groups is empty or in order."""
    if year_from is None and year_to is None:
        return
    if year_from not in YEAR_GROUPS or year_to not in YEAR_GROUPS or year_from > year_to:
        raise Invalid(
            "Check the year groups.",
            {"years": ["Choose one year group, or the first and the last of a range."]},
        )


def require(entry: Entry, name: str, sentence: str) -> None:
    """Raise Invalid with a sentence when a text field is empty."""
    if not str(getattr(entry, name) or "").strip():
        raise Invalid("Something is still missing.", {name: [sentence]})
