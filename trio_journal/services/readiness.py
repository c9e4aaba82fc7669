"""How far a trio is, and what it lacks before the evening, from what a coordinator may know. Pure.

It knows who, when and how many, and no word that a trio wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ..dates import short_day_label
from ..text import capitalised, number, some
from .trios import SIZE

QUIET = timedelta(days=30)


class Stage(StrEnum):
    """How far a trio is in its year; the value is what the board says."""

    CLOSED = "Year closed"
    FORMING = "Forming"
    ASKING = "Choosing a question"
    ASKED = "Has a question"
    OBSERVING = "Observing"
    AGREEING = "Agreeing on findings"
    SHARED = "Shared"


@dataclass(frozen=True, slots=True)
class ComingVisit:
    """A visit that is planned: its day, and whether it can go ahead."""

    day: date
    needs_cover: bool
    needs_head: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What a coordinator may know of a trio's work.

    `to_agree` counts, for each member, the findings that others have agreed to and they have not;
    `untouched` are those that nobody has agreed to, though they could; `pending` are all that are
    not agreed yet, `entered` those typed in for the trio.
    """

    present: tuple[str, ...]
    away: tuple[str, ...] = ()
    lost_somebody: bool = False
    closed: bool = False
    formed_on: date = date.min
    questions: int = 0
    last_observed: date | None = None
    visits: tuple[ComingVisit, ...] = ()
    to_agree: tuple[tuple[str, int], ...] = ()
    untouched: int = 0
    pending: int = 0
    agreed: int = 0
    shared: int = 0
    withdrawn: int = 0
    entered: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing; the trio is reminded only of what it can do something about."""

    text: str
    remind: bool = True

    def __str__(self) -> str:
        return self.text


# What the facts say: pure


def stage(facts: Facts) -> Stage:
    """Return how far a trio is."""
    if facts.closed:
        return Stage.CLOSED
    if facts.shared:
        return Stage.SHARED
    if facts.pending or facts.agreed:
        return Stage.AGREEING
    if facts.questions:
        return Stage.ASKED if facts.last_observed is None else Stage.OBSERVING
    complete = len(facts.present) + len(facts.away) >= SIZE
    return Stage.ASKING if complete or facts.lost_somebody else Stage.FORMING


def missing(facts: Facts, day: date) -> tuple[Missing, ...]:
    """Return what a trio still lacks on a day before the evening, in the order of its year."""
    if facts.closed:
        return ()
    return (
        *_of_people(facts),
        *_of_observing(facts, day),
        *_of_visits(facts),
        *_of_findings(facts),
    )


def _of_people(facts: Facts) -> Iterable[Missing]:
    members = len(facts.present) + len(facts.away)
    if members < SIZE:
        if facts.lost_somebody and members == SIZE - 1:
            yield Missing("Looking for a third member", remind=False)
        elif members:
            yield Missing(f"{capitalised(number(members))} of three members so far", remind=False)
        else:
            yield Missing("Nobody is in it yet", remind=False)
    for name in facts.away:
        yield Missing(f"{name} is away", remind=False)


def _of_observing(facts: Facts, day: date) -> Iterable[Missing]:
    if not facts.questions:
        yield Missing("No question yet")
    # A trio that has shared is done with looking, and needs no chasing.
    if facts.shared or facts.entered:
        return
    if facts.last_observed is None:
        if facts.questions or day - facts.formed_on > QUIET:
            yield Missing("Nothing observed yet")
    elif day - facts.last_observed > QUIET:
        yield Missing(f"Nothing observed since {short_day_label(facts.last_observed)}")


def _of_visits(facts: Facts) -> Iterable[Missing]:
    for visit in facts.visits:
        on = short_day_label(visit.day)
        if visit.needs_cover:
            yield Missing(f"No cover yet for the visit on {on}")
        if visit.needs_head:
            yield Missing(f"The host's head has not agreed to the visit on {on}")


def _of_findings(facts: Facts) -> Iterable[Missing]:
    for name, count in facts.to_agree:
        yield Missing(f"{name} still has to agree {some(count, 'finding')}")
    if facts.untouched:
        verb = "waits" if facts.untouched == 1 else "wait"
        yield Missing(f"{capitalised(some(facts.untouched, 'draft finding'))} {verb} to be agreed")
    if facts.agreed:
        verb = "is" if facts.agreed == 1 else "are"
        yield Missing(
            f"{capitalised(some(facts.agreed, 'finding'))} {verb} agreed, but not shared yet"
        )
    if facts.entered:
        verb = "was" if facts.entered == 1 else "were"
        yield Missing(
            f"{capitalised(some(facts.entered, 'finding'))} {verb} typed in for the trio: "
            "one of them has to confirm"
        )
    if not (facts.pending or facts.agreed or facts.shared):
        if facts.withdrawn:
            yield Missing("Nothing is shared: what was shared has been withdrawn")
        elif facts.last_observed is not None:
            yield Missing("No finding yet")
