"""Evening sessions: planned and changed. Their running order is in `running_order.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from ..dates import academic_year, today
from ..exceptions import Invalid, NotFound, SavedAlready, Stale
from ..extensions import db
from ..models import Evening, EveningSlot, Finding, FindingState, Trio
from ..models.entries import plain
from . import revisions
from .transaction import once, writing

TRIO_MINUTES = 10
SEPTEMBER = 9


def coming_and_past(alliance_id: UUID) -> tuple[list[Evening], list[Evening]]:
    """Return the alliance's evenings to come, the next one first, and the past ones, latest first.

    The next one is the same as that of `access.places()`: of one day the one that starts first.
    """
    ordered = db.session.scalars(
        select(Evening)
        .where(Evening.alliance_id == alliance_id)
        .options(joinedload(Evening.venue_school))
        .order_by(Evening.evening_date, Evening.starts_at, Evening.id)
    ).all()
    day = today()
    coming = [evening for evening in ordered if evening.evening_date >= day]
    past = [evening for evening in ordered if evening.evening_date < day]
    return coming, past[::-1]


def of_alliance(alliance_id: UUID) -> Sequence[Evening]:
    """Return the alliance's evenings: the next one first, and after those to come the latest."""
    coming, past = coming_and_past(alliance_id)
    return [*coming, *past]


def trios_to_place(alliance_id: UUID, day: date) -> Sequence[Trio]:
    """Return the trios that can have a slot on a day, those of the newest year first.

    An open one of any year can: its work goes on over the summer. One whose year is closed comes
    with what it has shared, until the autumn after; without that it is over.
    """
    years = {academic_year(day)}
    if day.month >= SEPTEMBER:
        # What was found in a year is often told on the first evening of the next.
        years.add(academic_year(day) - 1)
    has_shared = (
        select(Finding.id)
        .where(
            Finding.trio_id == Trio.id,
            Finding.state == FindingState.SHARED,
            Finding.deleted_at.is_(None),
        )
        .exists()
    )
    return db.session.scalars(
        select(Trio)
        .where(
            Trio.alliance_id == alliance_id,
            or_(Trio.closed_on.is_(None), Trio.academic_year.in_(years) & has_shared),
        )
        .order_by(Trio.academic_year.desc(), Trio.number)
    ).all()


def _state(evening: Evening) -> dict[str, Any]:
    kept: dict[str, Any] = {
        name: plain(getattr(evening, name)) for name in (*Evening.FIELDS, *Evening.PRINT)
    }
    slots = sorted(evening.slots, key=lambda slot: slot.position)
    return kept | {"slots": [_slot_state(slot) for slot in slots]}


def _slot_state(slot: EveningSlot) -> dict[str, Any]:
    # Those that were moved a moment ago still stand in the order they were read in.
    choices = sorted(slot.choices, key=lambda choice: (choice.position, choice.finding_id))
    return {
        "id": str(slot.id),
        "trio": plain(slot.trio_id),
        "label": slot.label,
        "minutes": slot.minutes,
        "findings": [str(c.finding_id) for c in choices if not c.left_out],
        "left_out": [str(c.finding_id) for c in choices if c.left_out],
    }


def keep(
    evening: Evening, person_id: UUID, action: str, before: dict[str, Any] | None = None
) -> None:
    """Raise an evening's version and keep its new state, unless it is the one `before`.

    Call it inside the transaction that made the change.
    """
    db.session.flush()
    db.session.expire(evening, ["slots"])
    state = _state(evening)
    if state != before:
        evening.version += 1
        revisions.record(evening, person_id, action, state)


@contextmanager
def changing(evening_id: UUID, person_id: UUID) -> Iterator[Evening]:
    """Change an evening in one transaction, with nobody else; what changes nothing is not kept."""
    with writing() as session:
        evening = session.get_one(Evening, evening_id, with_for_update=True)
        before = _state(evening)
        yield evening
        keep(evening, person_id, "changed", before)


def mistakes(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with an evening by field, as far as it could be read."""
    found: dict[str, list[str]] = {}
    if not (values["title"] or "").strip():
        found["title"] = ["Give the evening a title."]
    starts_at, ends_at = values["starts_at"], values["ends_at"]
    if starts_at and ends_at and starts_at >= ends_at:
        found["ends_at"] = ["The evening ends before it starts. Choose a later time."]
    day, print_by = values["evening_date"], values["print_by"]
    if day and print_by and print_by > day:
        found["print_by"] = [
            "That is after the evening. Choose its day, or one before it, or leave this empty."
        ]
    return found


def _fill(evening: Evening, values: dict[str, Any]) -> None:
    for name in (*Evening.FIELDS, *Evening.PRINT):
        if name in values:
            setattr(evening, name, values[name])
    if found := mistakes({name: getattr(evening, name) for name in Evening.FIELDS}):
        raise Invalid("Check what is planned.", found)


@once
def create(
    alliance_id: UUID,
    author_id: UUID,
    evening_id: UUID,
    values: dict[str, Any],
    trio_ids: Sequence[UUID] = (),
) -> Evening:
    """Plan an evening, with a slot for each trio in the order given.

    Raises Invalid; SavedAlready or NotFound when the id was used for another one.
    """
    trio_ids = list(dict.fromkeys(trio_ids))
    with writing() as session:
        same = session.get(Evening, evening_id)
        if same is not None:
            return _resent(same, alliance_id, author_id, values, trio_ids)
        evening = Evening(id=evening_id, alliance_id=alliance_id, author_id=author_id)
        evening.version = 0
        _fill(evening, values)
        session.add(evening)
        session.flush()
        for position, trio_id in enumerate(trio_ids):
            new_slot(evening, position, TRIO_MINUTES, trio_id)
        keep(evening, author_id, "created")
        return evening


def _resent(
    same: Evening,
    alliance_id: UUID,
    author_id: UUID,
    values: Mapping[str, Any],
    trio_ids: Sequence[UUID],
) -> Evening:
    if (same.alliance_id, same.author_id) != (alliance_id, author_id):
        raise NotFound
    first = revisions.state_at(same, 1) or {}
    sent = {name: plain(value) for name, value in values.items() if name in Evening.FIELDS}
    placed = [slot["trio"] for slot in first.get("slots", ())]
    if placed != [str(key) for key in trio_ids] or any(first[n] != v for n, v in sent.items()):
        raise SavedAlready
    return same


def new_slot(
    evening: Evening, position: int, minutes: int, trio_id: UUID | None = None, label: str = ""
) -> EveningSlot:
    """Make a slot, inside a transaction. Raises Invalid for another alliance's trio."""
    if trio_id is not None:
        trio = db.session.get(Trio, trio_id)
        if trio is None or trio.alliance_id != evening.alliance_id:
            raise Invalid("Check the trio.", {"trio_id": ["Choose one of the alliance's trios."]})
    slot = EveningSlot(
        alliance_id=evening.alliance_id,
        evening_id=evening.id,
        trio_id=trio_id,
        label=label.strip(),
        position=position,
        minutes=minutes,
    )
    db.session.add(slot)
    return slot


def change(evening_id: UUID, person_id: UUID, version: int, values: dict[str, Any]) -> Evening:
    """Save some of an evening's fields, read at `version`. Raises Stale or Invalid.

    Other fields and a running order that changed meanwhile do not stand in the way: nobody typed
    them here.
    """
    with changing(evening_id, person_id) as evening:
        if all(getattr(evening, name) == value for name, value in values.items()):
            # Sent twice, or what somebody else saved as well: it is as this save wants it.
            return evening
        if evening.version != version:
            read = revisions.state_at(evening, version)
            if read is None or any(
                name in read and read[name] != plain(getattr(evening, name)) for name in values
            ):
                raise Stale(evening_id)
        _fill(evening, values)
        return evening
