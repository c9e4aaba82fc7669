"""How a trio is getting on: what it still lacks, in the order in which it is needed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from .. import access, dates
from ..models import FindingState, Trio, TrioMembership
from ..text import some
from .agreements import can_be_agreed
from .journals import AskedQuestion, PlannedVisit, WeighedFinding
from .trios import SIZE


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is missing; `waits_for` are those whose turn it is."""

    kind: str
    text: str
    before_evening: bool = True
    waits_for: frozenset[UUID] = frozenset()
    text_for_them: str = ""

    def text_for(self, user_id: UUID) -> str:
        """Return the step as this person reads it."""
        return self.text_for_them if self.text_for_them and user_id in self.waits_for else self.text


def stage_note(trio: Trio, present: Sequence[TrioMembership]) -> str:
    """Return what a reader should know about the trio itself, "" when all is as usual."""
    if trio.closed_on is not None:
        return "This year is closed: the journal can be read, not changed."
    if len(present) >= SIZE:
        return ""
    left = len(trio.members) > len(present)
    return "Looking for a third member." if left else "The trio is still forming."


def steps(
    trio: Trio,
    members: Sequence[TrioMembership],
    asked: Sequence[AskedQuestion],
    weighed: Sequence[WeighedFinding],
    visits: Sequence[PlannedVisit],
    to_sort: int,
) -> list[Step]:
    """Return what a trio still lacks, the most pressing first; nothing once its year is closed."""
    if trio.closed_on is not None:
        return []
    found: list[Step] = []
    notes = sum(one.notes for one in asked) + to_sort
    if not asked:
        found.append(Step("question", "There is no research question yet."))
    found += _agreement(members, weighed)
    if to_sort:
        words = "1 note waits" if to_sort == 1 else f"{to_sort} notes wait"
        found.append(Step("sort", f"{words} to be sorted.", before_evening=False))
    found += _visits(visits)
    if asked and not notes:
        found.append(Step("observation", "Nothing has been observed yet."))
    elif notes and not weighed:
        found.append(Step("finding", "There is no finding yet."))
    return found


def _agreement(members: Sequence[TrioMembership], weighed: Sequence[WeighedFinding]) -> list[Step]:
    needed = [m for m in members if access.in_trio(m) and m.away_since is None]
    found: list[Step] = []
    missing: dict[UUID, int] = {}
    ready = 0
    for one in weighed:
        if one.finding.entered_for_trio and one.finding.state is FindingState.SHARED:
            found.append(Step("confirm", "The coordinator typed in a finding for you to confirm."))
        if not can_be_agreed(
            one.finding.state,
            entered_for_trio=one.finding.entered_for_trio,
            supported=one.supported,
        ):
            continue
        lacking = [m.user_id for m in needed if m.user_id not in one.agreed]
        for user_id in lacking:
            missing[user_id] = missing.get(user_id, 0) + 1
        ready += not lacking and one.finding.state is FindingState.AGREED
    for member in needed:
        count = missing.get(member.user_id, 0)
        if count:
            what = some(count, "finding")
            first = member.user.name.split()[0]
            found.append(
                Step(
                    "agree",
                    f"{first} still has to agree {what}.",
                    waits_for=frozenset({member.user_id}),
                    text_for_them=f"You still have to agree {what}.",
                )
            )
    if ready:
        found.append(Step("share", "A finding is agreed and can be shared."))
    return found


def _visits(visits: Sequence[PlannedVisit]) -> list[Step]:
    coming = sorted(
        (v for v in visits if v.visit_date >= dates.today()), key=lambda v: (v.visit_date, v.id)
    )
    if coming and coming[0].needs_cover:
        day = dates.short_day_label(coming[0].visit_date)
        text = f"Cover is not arranged for the visit on {day}."
        return [Step("visit", text, before_evening=False)]
    return []
