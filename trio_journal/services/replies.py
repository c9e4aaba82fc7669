"""Replies under an entry."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from ..dates import now, within_bin
from ..exceptions import Conflict, Invalid, NotFound
from ..extensions import db
from ..models import Entry, Finding, Observation, Question, Reply, Visit
from .transaction import once, writing

KINDS: tuple[type[Entry], ...] = (Question, Visit, Observation, Finding)


@cache
def _of(noun: str) -> Select[Reply]:
    return (
        select(Reply)
        .where(getattr(Reply, f"{noun}_id") == bindparam("entry_id"), Reply.deleted_at.is_(None))
        .options(joinedload(Reply.author))
        .order_by(Reply.created_at, Reply.id)
    )


def of(entry: Entry) -> Sequence[Reply]:
    """Return an entry's replies with their authors, oldest first."""
    return db.session.scalars(_of(entry.noun), {"entry_id": entry.id}).all()


def entry_of(reply: Reply) -> Entry:
    """Return what a reply stands under, also when that is in the bin."""
    for kind in KINDS:
        entry_id = getattr(reply, f"{kind.noun}_id")
        if entry_id is not None:
            return db.session.get_one(kind, entry_id)
    raise NotFound


@once
def create(entry: Entry, author_id: UUID, reply_id: UUID, text: str) -> Reply:
    """Answer an entry; sending the same reply again makes no second one.

    Raises Invalid when it is empty, NotFound or Conflict when the id is taken.
    """
    text = text.strip()
    if not text:
        raise Invalid("Something is still missing.", {"text": ["Write your reply."]})
    with writing() as session:
        same = session.get(Reply, reply_id)
        if same is not None:
            if same.author_id != author_id or getattr(same, f"{entry.noun}_id") != entry.id:
                raise NotFound
            if same.text != text:
                raise Conflict("This reply was saved already. Add the rest as another reply.")
            return same
        reply = Reply(
            id=reply_id,
            alliance_id=entry.alliance_id,
            trio_id=entry.trio_id,
            author_id=author_id,
            text=text,
        )
        setattr(reply, f"{entry.noun}_id", entry.id)
        session.add(reply)
        return reply


def delete(reply_id: UUID) -> Reply:
    """Take a reply back."""
    with writing() as session:
        reply = session.get_one(Reply, reply_id)
        reply.deleted_at = reply.deleted_at or now()
        return reply


def restore(reply_id: UUID) -> Reply:
    """Put a reply back that was taken back within 30 days. Raises Conflict after that."""
    with writing() as session:
        reply = session.get_one(Reply, reply_id, with_for_update=True)
        if reply.deleted_at is not None and not within_bin(reply.deleted_at):
            raise Conflict("This was deleted more than 30 days ago and can't be brought back.")
        reply.deleted_at = None
        return reply
