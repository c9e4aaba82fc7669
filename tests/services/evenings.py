"""An evening of two trios as the tests of its services look at it."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

from trio_journal.ids import new_id
from trio_journal.models import Evening, Trio
from trio_journal.services import evening_slots, evenings, running_order

from .conftest import Journal

VALUES = {
    "title": "What we have seen",
    "evening_date": date(2026, 12, 10),
    "starts_at": time(18),
    "ends_at": time(19),
}


def planned(journal: Journal, second: Trio | None = None) -> Evening:
    """Return an evening with a slot for the journal's own trio, and then one for dan's."""
    second = second or journal.trio(journal.dan, focus="Maths")
    return evenings.create(
        journal.id, journal.helen, new_id(), VALUES, [journal.home.id, second.id]
    )


def slots(evening: Evening) -> list[str]:
    return [
        placed.slot.trio.focus if placed.slot.trio else placed.slot.label
        for placed in running_order.of(evening).slots
    ]


def slot_ids(evening: Evening) -> list[UUID]:
    return [placed.slot.id for placed in running_order.of(evening).slots]


def clock(evening: Evening) -> list[tuple[time, time]]:
    placed = running_order.of(evening).slots
    return [(slot.starts_at, slot.ends_at) for slot in placed]


def claims(evening: Evening, place: int = 0) -> list[str]:
    return [f.claim for f in running_order.of(evening).slots[place].findings]


def left_out(evening: Evening, place: int = 0) -> list[str]:
    return [f.claim for f in running_order.of(evening).slots[place].left_out]


def add(evening: Evening, journal: Journal, label: str = "Tea", **values: Any) -> Evening:
    values = {"trio_id": None, "label": label, "minutes": 15} | values
    return evening_slots.add(evening.id, journal.helen, **values)
