"""The slots of an evening: added, changed, moved, taken out, and put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ..exceptions import Conflict, Invalid, NotFound, SavedAlready, Stale
from ..extensions import db
from ..ids import new_id
from ..models import Evening, EveningFinding, EveningSlot
from ..models.entries import plain
from . import evenings, revisions
from .transaction import once


def _slot(evening: Evening, slot_id: UUID) -> EveningSlot:
    for slot in evening.slots:
        if slot.id == slot_id:
            return slot
    raise NotFound


@once
def add(
    evening_id: UUID,
    person_id: UUID,
    *,
    trio_id: UUID | None,
    label: str,
    minutes: int,
    slot_id: UUID | None = None,
) -> Evening:
    """Add a slot at the end, for a trio or for what the label says.

    Raises Invalid; SavedAlready or NotFound when the id was used for another one.
    """
    with evenings.changing(evening_id, person_id) as evening:
        if slot_id is not None and (same := db.session.get(EveningSlot, slot_id)) is not None:
            sent = {"trio": plain(trio_id), "label": label.strip(), "minutes": minutes}
            _check_resent(evening, same, person_id, sent)
            return evening
        if found := mistakes(evening, trio_id, label, slot_id):
            raise Invalid("Check the slot.", found)
        last = max((slot.position for slot in evening.slots), default=-1)
        slot = evenings.new_slot(evening, last + 1, _minutes(minutes), trio_id, label)
        slot.id = slot_id or new_id()
        return evening


def _check_resent(
    evening: Evening, same: EveningSlot, person_id: UUID, sent: Mapping[str, Any]
) -> None:
    """Raise NotFound or SavedAlready unless this person made the slot with just these words."""
    made = next(
        (
            (revision, slot)
            for revision in revisions.of(evening)
            for slot in revision.state["slots"]
            if slot["id"] == str(same.id)
        ),
        None,
    )
    if made is None or made[0].person_id != person_id:
        raise NotFound
    if any(made[1][name] != value for name, value in sent.items()):
        raise SavedAlready


def mistakes(
    evening: Evening, trio_id: UUID | None, label: str, slot_id: UUID | None
) -> dict[str, list[str]]:
    """Return what is wrong with a new slot by field; one that is there already was sent twice."""
    if trio_id is None and not label.strip():
        return {"label": ["Choose a trio, or write what happens in these minutes."]}
    others = [slot for slot in evening.slots if slot.id != slot_id]
    if trio_id is not None and any(slot.trio_id == trio_id for slot in others):
        return {"trio_id": ["This trio has a slot already."]}
    return {}


def _minutes(minutes: int) -> int:
    if not 1 <= minutes <= 240:
        raise Invalid("Check the minutes.", {"minutes": ["Between 1 and 240 minutes."]})
    return minutes


def change(
    evening_id: UUID,
    person_id: UUID,
    slot_id: UUID,
    *,
    minutes: int,
    label: str | None = None,
    read: Mapping[str, Any] | None = None,
) -> Evening:
    """Save a slot's minutes and label; `read` is what the form said of them, as far as it did.

    The evening's version would make a form stale for each slot that is moved. Raises Stale,
    Invalid or NotFound.
    """
    with evenings.changing(evening_id, person_id) as evening:
        slot = _slot(evening, slot_id)
        values: dict[str, Any] = {"minutes": _minutes(minutes)}
        if found := label_mistakes(slot, label):
            raise Invalid("Something is still missing.", found)
        if label is not None and slot.trio_id is None:
            values |= {"label": label.strip()}
        for name, value in values.items():
            kept = getattr(slot, name)
            if kept not in (value, (read or {}).get(name, kept)):
                raise Stale(slot_id)
            setattr(slot, name, value)
        return evening


def label_mistakes(slot: EveningSlot, label: str | None) -> dict[str, list[str]]:
    """Return what is wrong with a slot's new label; None leaves it, and a trio's has none."""
    if label is None or slot.trio_id is not None or label.strip():
        return {}
    return {"label": ["Write what happens in these minutes."]}


def move(evening_id: UUID, person_id: UUID, slot_id: UUID, step: int) -> Evening:
    """Move a slot by `step` places, as far as there are places. Raises NotFound."""
    with evenings.changing(evening_id, person_id) as evening:
        ordered = sorted(evening.slots, key=lambda slot: slot.position)
        at = ordered.index(_slot(evening, slot_id))
        to = min(max(at + step, 0), len(ordered) - 1)
        ordered.insert(to, ordered.pop(at))
        for position, slot in enumerate(ordered):
            slot.position = position
        return evening


def delete(evening_id: UUID, person_id: UUID, slot_id: UUID) -> Evening:
    """Take a slot out of the running order; the trio and its findings stay as they are."""
    with evenings.changing(evening_id, person_id) as evening:
        if any(slot.id == slot_id for slot in evening.slots):
            evening.slots.remove(_slot(evening, slot_id))
        return evening


def restore(evening_id: UUID, person_id: UUID, slot_id: UUID) -> Evening:
    """Put a slot that was taken out back where it was, with the choices made for its findings.

    Raises NotFound when the evening never had it, Conflict when its trio has another slot now.
    """
    with evenings.changing(evening_id, person_id) as evening:
        if any(slot.id == slot_id for slot in evening.slots):
            return evening
        at, kept = _last_known(evening, slot_id)
        trio_id = UUID(kept["trio"]) if kept["trio"] else None
        if trio_id is not None and any(slot.trio_id == trio_id for slot in evening.slots):
            raise Conflict("This trio has another slot by now.")
        ordered = sorted(evening.slots, key=lambda slot: slot.position)
        slot = evenings.new_slot(evening, at, kept["minutes"], trio_id, kept["label"])
        slot.id = slot_id
        ordered.insert(at, slot)
        for position, each in enumerate(ordered):
            each.position = position
        db.session.flush()
        chosen = [(UUID(key), False) for key in kept["findings"]]
        chosen += [(UUID(key), True) for key in kept["left_out"]]
        for position, (finding_id, left_out) in enumerate(chosen):
            slot.choices.append(
                EveningFinding(
                    alliance_id=slot.alliance_id,
                    finding_id=finding_id,
                    position=position,
                    left_out=left_out,
                )
            )
        return evening


def _last_known(evening: Evening, slot_id: UUID) -> tuple[int, dict[str, Any]]:
    for revision in reversed(revisions.of(evening)):
        for at, slot in enumerate(revision.state["slots"]):
            if slot["id"] == str(slot_id):
                return at, slot
    raise NotFound
