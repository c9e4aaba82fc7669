"""Evening sessions: the running order, and the findings chosen for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ..dates import academic_year, now
from ..exceptions import Conflict, Invalid, NotFound, Stale
from ..extensions import db
from ..ids import new_id
from ..models import (
    Evening,
    EveningFinding,
    EveningSlot,
    Finding,
    FindingState,
    Revision,
    Trio,
    TrioMembership,
)
from ..models.entries import plain
from . import revisions
from .transaction import once, writing

TRIO_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A finding that was printed and is shared no more: its claim as the hall has it on paper."""

    id: UUID
    claim: str


@dataclass(frozen=True, slots=True)
class PlacedSlot:
    """A slot with the clock times it begins and ends at, and its findings in order."""

    slot: EveningSlot
    starts_at: time
    ends_at: time
    findings: tuple[Finding, ...]
    left_out: tuple[Finding, ...]
    withdrawn: tuple[Withdrawn, ...]


@dataclass(frozen=True, slots=True)
class RunningOrder:
    """An evening's slots in order; `spare` is the minutes left, less than none when over."""

    slots: tuple[PlacedSlot, ...]
    ends_at: time
    spare: int


def of_alliance(alliance_id: UUID) -> Sequence[Evening]:
    """Return the alliance's evenings, the latest first."""
    return db.session.scalars(
        select(Evening)
        .where(Evening.alliance_id == alliance_id)
        .options(joinedload(Evening.venue_school))
        .order_by(Evening.evening_date.desc(), Evening.id.desc())
    ).all()


def trios_to_place(alliance_id: UUID, day: date) -> Sequence[Trio]:
    """Return the trios that can have a slot on a day, by number: those of its academic year.

    One whose year is closed already comes with what it has shared; without that it is over.
    """
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
            Trio.academic_year == academic_year(day),
            or_(Trio.closed_on.is_(None), has_shared),
        )
        .order_by(Trio.number)
    ).all()


def _state(evening: Evening) -> dict[str, Any]:
    kept: dict[str, Any] = {name: plain(getattr(evening, name)) for name in Evening.FIELDS}
    kept["slots"] = [
        {
            "id": str(slot.id),
            "trio": plain(slot.trio_id),
            "label": slot.label,
            "minutes": slot.minutes,
            "findings": [str(c.finding_id) for c in slot.choices if not c.left_out],
            "left_out": [str(c.finding_id) for c in slot.choices if c.left_out],
        }
        for slot in sorted(evening.slots, key=lambda slot: slot.position)
    ]
    return kept


def _keep(evening: Evening, person_id: UUID, action: str = "changed") -> None:
    evening.version += 1
    db.session.flush()
    db.session.expire(evening, ["slots"])
    revisions.record(evening, person_id, action, _state(evening))


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
    for name in Evening.FIELDS:
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
    """Plan an evening, with a slot for each trio in the order given. Raises Invalid."""
    with writing() as session:
        same = session.get(Evening, evening_id)
        if same is not None:
            if same.alliance_id != alliance_id:
                raise NotFound
            return same
        evening = Evening(id=evening_id, alliance_id=alliance_id, author_id=author_id)
        evening.version = 0
        _fill(evening, values)
        session.add(evening)
        session.flush()
        for position, trio_id in enumerate(dict.fromkeys(trio_ids)):
            _new_slot(evening, position, TRIO_MINUTES, trio_id)
        _keep(evening, author_id, "created")
        return evening


def _new_slot(
    evening: Evening, position: int, minutes: int, trio_id: UUID | None = None, label: str = ""
) -> EveningSlot:
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


def _load(evening_id: UUID, version: int | None) -> Evening:
    evening = db.session.get_one(Evening, evening_id, with_for_update=True)
    if version is not None and evening.version != version:
        raise Stale(evening_id)
    return evening


def change(evening_id: UUID, person_id: UUID, version: int, values: dict[str, Any]) -> Evening:
    """Save an evening read at `version`. Raises Stale or Invalid.

    A running order that changed meanwhile does not stand in the way: nobody typed it here.
    """
    with writing():
        evening = _load(evening_id, None)
        before = _state(evening)
        if evening.version != version:
            read = revisions.state_at(evening, version)
            if read is None or any(read[name] != before[name] for name in Evening.FIELDS):
                raise Stale(evening_id)
        _fill(evening, values)
        if _state(evening) != before:
            _keep(evening, person_id)
        return evening


def _slot(evening: Evening, slot_id: UUID) -> EveningSlot:
    for slot in evening.slots:
        if slot.id == slot_id:
            return slot
    raise NotFound


@once
def add_slot(
    evening_id: UUID,
    person_id: UUID,
    *,
    trio_id: UUID | None,
    label: str,
    minutes: int,
    slot_id: UUID | None = None,
) -> Evening:
    """Add a slot at the end, for a trio or for what the label says. Raises Invalid."""
    with writing():
        evening = _load(evening_id, None)
        if slot_id is not None and (same := db.session.get(EveningSlot, slot_id)) is not None:
            if same.evening_id != evening_id:
                raise NotFound
            return evening
        if found := slot_mistakes(evening, trio_id, label, slot_id):
            raise Invalid("Check the slot.", found)
        last = max((slot.position for slot in evening.slots), default=-1)
        slot = _new_slot(evening, last + 1, _minutes(minutes), trio_id, label)
        slot.id = slot_id or new_id()
        _keep(evening, person_id)
        return evening


def slot_mistakes(
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


def change_slot(
    evening_id: UUID, person_id: UUID, slot_id: UUID, *, minutes: int, label: str | None = None
) -> Evening:
    """Save a slot's minutes and label. Raises Invalid or NotFound."""
    with writing():
        evening = _load(evening_id, None)
        slot = _slot(evening, slot_id)
        slot.minutes = _minutes(minutes)
        if found := label_mistakes(slot, label):
            raise Invalid("Something is still missing.", found)
        if label is not None and slot.trio_id is None:
            slot.label = label.strip()
        _keep(evening, person_id)
        return evening


def label_mistakes(slot: EveningSlot, label: str | None) -> dict[str, list[str]]:
    """Return what is wrong with a slot's new label; None leaves it, and a trio's has none."""
    if label is None or slot.trio_id is not None or label.strip():
        return {}
    return {"label": ["Write what happens in these minutes."]}


def move_slot(evening_id: UUID, person_id: UUID, slot_id: UUID, step: int) -> Evening:
    """Move a slot by `step` places, as far as there are places."""
    with writing():
        evening = _load(evening_id, None)
        ordered = sorted(evening.slots, key=lambda slot: slot.position)
        at = ordered.index(_slot(evening, slot_id))
        to = min(max(at + step, 0), len(ordered) - 1)
        ordered.insert(to, ordered.pop(at))
        for position, slot in enumerate(ordered):
            slot.position = position
        _keep(evening, person_id)
        return evening


def delete_slot(evening_id: UUID, person_id: UUID, slot_id: UUID) -> Evening:
    """Take a slot out of the running order; the trio and its findings stay as they are."""
    with writing():
        evening = _load(evening_id, None)
        if any(slot.id == slot_id for slot in evening.slots):
            evening.slots.remove(_slot(evening, slot_id))
            _keep(evening, person_id)
        return evening


def restore_slot(evening_id: UUID, person_id: UUID, slot_id: UUID) -> Evening:
    """Put a slot that was taken out back where it was, with the choices made for its findings.

    Raises NotFound when the evening never had it, Conflict when its trio has another slot now.
    """
    with writing():
        evening = _load(evening_id, None)
        if any(slot.id == slot_id for slot in evening.slots):
            return evening
        at, kept = _last_known(evening, slot_id)
        trio_id = UUID(kept["trio"]) if kept["trio"] else None
        if trio_id is not None and any(slot.trio_id == trio_id for slot in evening.slots):
            raise Conflict("This trio has another slot by now.")
        ordered = sorted(evening.slots, key=lambda slot: slot.position)
        slot = _new_slot(evening, at, kept["minutes"], trio_id, kept["label"])
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
        _keep(evening, person_id)
        return evening


def _last_known(evening: Evening, slot_id: UUID) -> tuple[int, dict[str, Any]]:
    for revision in reversed(revisions.of(evening)):
        for at, slot in enumerate(revision.state["slots"]):
            if slot["id"] == str(slot_id):
                return at, slot
    raise NotFound


def _shared(trio_ids: Sequence[UUID]) -> dict[UUID, list[Finding]]:
    """Return the shared findings of some trios, the first shared first."""
    found: dict[UUID, list[Finding]] = {trio_id: [] for trio_id in trio_ids}
    for finding in db.session.scalars(
        select(Finding)
        .where(
            Finding.trio_id.in_(trio_ids),
            Finding.deleted_at.is_(None),
            Finding.state == FindingState.SHARED,
        )
        .order_by(Finding.shared_at, Finding.id)
    ):
        found[finding.trio_id].append(finding)
    return found


def _withdrawn(evening: Evening, trio_ids: Sequence[UUID]) -> dict[UUID, list[Withdrawn]]:
    """Return what some trios shared before the print and share no more, by trio.

    The claim is that of the print: what a trio has made of its finding since is its own again.
    """
    found: dict[UUID, list[Withdrawn]] = {trio_id: [] for trio_id in trio_ids}
    if evening.printed_at is None:
        return found
    printed = (
        select(func.max(Revision.version))
        .where(
            Revision.alliance_id == Finding.alliance_id,
            Revision.noun == Finding.noun,
            Revision.entry_id == Finding.id,
            Revision.saved_at <= evening.printed_at,
        )
        .correlate(Finding)
        .scalar_subquery()
    )
    for trio_id, finding_id, state in db.session.execute(
        select(Finding.trio_id, Finding.id, Revision.state)
        .join(
            Revision,
            and_(
                Revision.alliance_id == Finding.alliance_id,
                Revision.noun == Finding.noun,
                Revision.entry_id == Finding.id,
                Revision.version == printed,
            ),
        )
        .where(
            Finding.trio_id.in_(trio_ids),
            Finding.state != FindingState.SHARED,
            Revision.state["state"].as_string() == FindingState.SHARED,
        )
        .order_by(Finding.shared_at, Finding.id)
    ):
        found[trio_id].append(Withdrawn(finding_id, state["claim"]))
    return found


def _ordered(slot: EveningSlot, shared: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    choices = {choice.finding_id: choice for choice in slot.choices}
    chosen = [f for f in shared if f.id not in choices or not choices[f.id].left_out]
    left_out = [f for f in shared if f.id in choices and choices[f.id].left_out]
    after_all = len(choices)
    chosen.sort(key=lambda f: choices[f.id].position if f.id in choices else after_all)
    return chosen, left_out


def load_slots(evening: Evening) -> Sequence[EveningSlot]:
    """Return an evening's slots in order, with trios, members, schools and choices loaded."""
    return db.session.scalars(
        select(EveningSlot)
        .where(EveningSlot.evening_id == evening.id)
        .options(
            joinedload(EveningSlot.trio)
            .selectinload(Trio.members)
            .options(joinedload(TrioMembership.user), joinedload(TrioMembership.school)),
            selectinload(EveningSlot.choices),
        )
        .order_by(EveningSlot.position, EveningSlot.id)
    ).all()


def running_order(evening: Evening) -> RunningOrder:
    """Place an evening's slots on the clock, each with its shared findings in the chosen order."""
    trio_ids = [slot.trio_id for slot in evening.slots if slot.trio_id is not None]
    shared, withdrawn = _shared(trio_ids), _withdrawn(evening, trio_ids)
    clock = datetime.combine(evening.evening_date, evening.starts_at)
    placed: list[PlacedSlot] = []
    for slot in load_slots(evening):
        start, clock = clock, clock + timedelta(minutes=slot.minutes)
        chosen, left_out = _ordered(slot, shared[slot.trio_id] if slot.trio_id else [])
        unprinted = _left_out(slot)
        gone = [w for w in withdrawn[slot.trio_id] if w.id not in unprinted] if slot.trio_id else []
        placed.append(
            PlacedSlot(
                slot, start.time(), clock.time(), tuple(chosen), tuple(left_out), tuple(gone)
            )
        )
    end = datetime.combine(evening.evening_date, evening.ends_at)
    return RunningOrder(tuple(placed), clock.time(), int((end - clock).total_seconds() // 60))


def _choose(evening: Evening, finding_id: UUID) -> PlacedSlot:
    for placed in running_order(evening).slots:
        if any(finding.id == finding_id for finding in (*placed.findings, *placed.left_out)):
            return placed
    raise NotFound


def _write_choices(slot: EveningSlot, ordered: Sequence[Finding], left_out: set[UUID]) -> None:
    present = {choice.finding_id: choice for choice in slot.choices}
    for position, finding in enumerate(ordered):
        choice = present.get(finding.id)
        if choice is None:
            choice = EveningFinding(alliance_id=slot.alliance_id, finding_id=finding.id)
            slot.choices.append(choice)
        choice.position = position
        choice.left_out = finding.id in left_out


def _left_out(slot: EveningSlot) -> set[UUID]:
    return {choice.finding_id for choice in slot.choices if choice.left_out}


def move_finding(evening_id: UUID, person_id: UUID, finding_id: UUID, step: int) -> Evening:
    """Move a finding by `step` places among those of its trio's slot."""
    with writing():
        evening = _load(evening_id, None)
        placed = _choose(evening, finding_id)
        chosen = list(placed.findings)
        at = next((i for i, finding in enumerate(chosen) if finding.id == finding_id), None)
        if at is not None:
            chosen.insert(max(at + step, 0), chosen.pop(at))
        _write_choices(placed.slot, [*chosen, *placed.left_out], _left_out(placed.slot))
        _keep(evening, person_id)
        return evening


def leave_out(evening_id: UUID, person_id: UUID, finding_id: UUID, *, out: bool) -> Evening:
    """Leave a shared finding out of the handout, or put it back; it stays shared."""
    with writing():
        evening = _load(evening_id, None)
        placed = _choose(evening, finding_id)
        left = _left_out(placed.slot) - {finding_id} | ({finding_id} if out else set())
        ordered = sorted(
            (*placed.findings, *placed.left_out), key=lambda finding: finding.id in left
        )
        _write_choices(placed.slot, ordered, left)
        _keep(evening, person_id)
        return evening


def mark_printed(evening_id: UUID, person_id: UUID) -> Evening:
    """Remember that the handout went to the printer: what is withdrawn later is shown as such."""
    with writing():
        evening = _load(evening_id, None)
        if not evening.slots:
            raise Conflict("There is nothing to print yet. Add a slot first.")
        evening.printed_at = now()
        _keep(evening, person_id, "printed")
        return evening
