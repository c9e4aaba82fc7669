"""An evening's running order: its slots on the clock, and the findings chosen for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ..exceptions import NotFound
from ..extensions import db
from ..models import (
    Evening,
    EveningFinding,
    EveningSlot,
    Finding,
    FindingState,
    Trio,
    TrioMembership,
)
from . import evenings, printed


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A finding of the last edition that is shared no more, with its claim as the hall has it.

    Or it is shared in other words, or may be again: then its trio is rewording it.
    """

    id: UUID
    trio_id: UUID
    claim: str
    is_reworded: bool

    def __str__(self) -> str:
        return "Being reworded" if self.is_reworded else "Withdrawn"


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


def withdrawn(evening: Evening) -> tuple[Withdrawn, ...]:
    """Return what of the latest edition is shared no more, or not in those words.

    The claim is that of the edition: what a trio has made of its finding since is its own again.
    """
    there = printed.trios(evening)
    ids = [finding_id for trio in there for finding_id in trio.claims]
    kept = {
        finding_id: (state, claim)
        for finding_id, state, claim in db.session.execute(
            select(Finding.id, Finding.state, Finding.claim).where(
                Finding.id.in_(ids),
                Finding.state != FindingState.WITHDRAWN,
                Finding.deleted_at.is_(None),
            )
        )
    }
    return tuple(
        Withdrawn(finding_id, trio.id, claim, is_reworded=finding_id in kept)
        for trio in there
        for finding_id, claim in trio.claims.items()
        if kept.get(finding_id) != (FindingState.SHARED, claim)
    )


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


def of(evening: Evening) -> RunningOrder:
    """Place an evening's slots on the clock, each with its shared findings in the chosen order."""
    trio_ids = [slot.trio_id for slot in evening.slots if slot.trio_id is not None]
    shared, gone = _shared(trio_ids), withdrawn(evening)
    clock = datetime.combine(evening.evening_date, evening.starts_at)
    placed: list[PlacedSlot] = []
    for slot in load_slots(evening):
        start, clock = clock, clock + timedelta(minutes=slot.minutes)
        chosen, left_out = _ordered(slot, shared[slot.trio_id] if slot.trio_id else [])
        placed.append(
            PlacedSlot(
                slot,
                start.time(),
                clock.time(),
                tuple(chosen),
                tuple(left_out),
                tuple(one for one in gone if one.trio_id == slot.trio_id),
            )
        )
    end = datetime.combine(evening.evening_date, evening.ends_at)
    return RunningOrder(tuple(placed), clock.time(), int((end - clock).total_seconds() // 60))


# Findings


def _choose(evening: Evening, finding_id: UUID) -> PlacedSlot:
    for placed in of(evening).slots:
        if any(finding.id == finding_id for finding in (*placed.findings, *placed.left_out)):
            return placed
    raise NotFound


def _write_choices(
    placed: PlacedSlot, chosen: Sequence[Finding], left_out: Sequence[Finding]
) -> None:
    """Write which findings of a slot are in the handout, in their order, unless they are already.

    Until something is chosen there are no rows, and what is shared first comes first.
    """
    if (tuple(chosen), tuple(left_out)) == (placed.findings, placed.left_out):
        return
    slot = placed.slot
    present = {choice.finding_id: choice for choice in slot.choices}
    for position, finding in enumerate((*chosen, *left_out)):
        choice = present.get(finding.id)
        if choice is None:
            choice = EveningFinding(alliance_id=slot.alliance_id, finding_id=finding.id)
            slot.choices.append(choice)
        choice.position = position
        choice.left_out = finding in left_out


def move_finding(evening_id: UUID, person_id: UUID, finding_id: UUID, step: int) -> Evening:
    """Move a finding by `step` places among those of its trio's slot. Raises NotFound."""
    with evenings.changing(evening_id, person_id) as evening:
        placed = _choose(evening, finding_id)
        chosen = list(placed.findings)
        at = next((i for i, finding in enumerate(chosen) if finding.id == finding_id), None)
        if at is not None:
            chosen.insert(max(at + step, 0), chosen.pop(at))
        _write_choices(placed, chosen, placed.left_out)
        return evening


def leave_out(evening_id: UUID, person_id: UUID, finding_id: UUID, *, out: bool) -> Evening:
    """Leave a shared finding out of the handout, or put it back; it stays shared.

    Raises NotFound.
    """
    with evenings.changing(evening_id, person_id) as evening:
        placed = _choose(evening, finding_id)
        left = {finding.id for finding in placed.left_out} - {finding_id}
        left |= {finding_id} if out else set()
        both = (*placed.findings, *placed.left_out)
        _write_choices(
            placed,
            [finding for finding in both if finding.id not in left],
            [finding for finding in both if finding.id in left],
        )
        return evening
