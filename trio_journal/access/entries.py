"""Who may see and change what is written in a trio's journal."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import joinedload

from ..exceptions import NotAllowed, NotFound
from ..extensions import db
from ..models import Entry, Finding, FindingState, Observation, Question, Reply, Trio, Visit
from .alliances import USER_ID, Person, is_my_alliance, load_coordinator
from .trios import CLOSED, is_my_trio, is_open, is_trio_member

EntryT = TypeVar("EntryT", bound=Entry)
CLOSED_TO_COORDINATORS = (
    "This trio's year is closed. Open the year again, on the page of its members, "
    "then save this once more."
)
THE_TRIOS_OWN = "The trio has made this finding its own. From now on only its members change it."


def visible_entries(kind: type[EntryT], user_id: Person) -> Select[EntryT]:
    """Select the entries of one kind that somebody may read as a member of their trio."""
    return select(kind).where(is_my_trio(kind.__table__.c.trio_id, user_id))


def visible_findings(user_id: UUID) -> Select[Finding]:
    """Select the findings somebody may read: their trios', and those their alliances share."""
    return select(Finding).where(
        or_(
            is_my_trio(Finding.__table__.c.trio_id, user_id),
            and_(
                Finding.state == FindingState.SHARED,
                Finding.deleted_at.is_(None),
                is_my_alliance(Finding.__table__.c.alliance_id, user_id),
            ),
        )
    )


@cache
def _entry(kind: type[Any]) -> Select[Any]:
    return (
        visible_entries(kind, USER_ID)
        .where(kind.__table__.c.id == bindparam("entry_id"))
        .options(joinedload(kind.trio), joinedload(kind.author))
    )


def load_entry(
    kind: type[EntryT],
    user_id: UUID,
    entry_id: UUID,
    *,
    change: bool = False,
    deleted: bool = False,
) -> EntryT:
    """Return an entry of the person's own trio, deleted ones only when asked for.

    Raises NotFound for everybody else, NotAllowed for changes when the trio's year is closed.
    """
    chosen: Any = kind  # mypy takes a generic class for something that has no hash
    entry: EntryT | None = db.session.scalar(
        _entry(chosen), {"user_id": user_id, "entry_id": entry_id}
    )
    if entry is None or (entry.deleted_at is not None and not deleted):
        raise NotFound
    if change and not is_open(entry.trio):
        raise NotAllowed(CLOSED)
    return entry


def load_question(user_id: UUID, entry_id: UUID, *, change: bool = False) -> Question:
    """Return a question of the person's trio; see `load_entry`."""
    return load_entry(Question, user_id, entry_id, change=change)


def load_visit(user_id: UUID, entry_id: UUID, *, change: bool = False) -> Visit:
    """Return a visit of the person's trio; see `load_entry`."""
    return load_entry(Visit, user_id, entry_id, change=change)


def load_observation(user_id: UUID, entry_id: UUID, *, change: bool = False) -> Observation:
    """Return an observation of the person's trio; see `load_entry`."""
    return load_entry(Observation, user_id, entry_id, change=change)


def load_finding(user_id: UUID, entry_id: UUID, *, change: bool = False) -> Finding:
    """Return a finding that the person may read, or change as a member of its trio.

    Raises NotFound for outsiders and unshared findings, NotAllowed for changes by readers.
    """
    finding = db.session.scalar(
        visible_findings(user_id)
        .where(Finding.id == entry_id)
        .options(joinedload(Finding.trio), joinedload(Finding.author))
    )
    if finding is None or finding.deleted_at is not None:
        raise NotFound
    if change:
        if not is_trio_member(user_id, finding.trio_id):
            raise NotAllowed("You can read this finding. Only its trio can change it.")
        if not is_open(finding.trio):
            raise NotAllowed(CLOSED)
    return finding


def load_entered_finding(user_id: UUID, entry_id: UUID, *, taken_back: bool = False) -> Finding:
    """Return what was typed in for a trio, for a coordinator to correct until a member confirms it.

    With `taken_back` also one that this coordinator took back. Raises NotFound for outsiders and
    for what is not shared, NotAllowed for members, for the trio's own, and in a closed year.
    """
    finding = db.session.get(Finding, entry_id) if taken_back else None
    if finding is None or finding.deleted_by_id != user_id or not finding.entered_for_trio:
        finding = load_finding(user_id, entry_id)
    load_coordinator(user_id, finding.alliance_id)
    is_shared = finding.state is FindingState.SHARED or finding.deleted_at is not None
    if not (finding.entered_for_trio and is_shared):
        raise NotAllowed(THE_TRIOS_OWN)
    if not is_open(finding.trio):
        raise NotAllowed(CLOSED_TO_COORDINATORS)
    return finding


def load_reply(
    user_id: UUID, reply_id: UUID, *, change: bool = False, deleted: bool = False
) -> Reply:
    """Return a reply in the person's own trio, one that was taken back only when asked for.

    Only its author may take it back, or bring it back.
    """
    reply = db.session.scalar(
        select(Reply).where(Reply.id == reply_id, is_my_trio(Reply.__table__.c.trio_id, user_id))
    )
    if reply is None or (reply.deleted_at is not None and not deleted):
        raise NotFound
    if change and reply.author_id != user_id:
        raise NotAllowed("Only the person who wrote a reply can take it back.")
    if change and not is_open(db.session.get_one(Trio, reply.trio_id)):
        raise NotAllowed(CLOSED)
    return reply
