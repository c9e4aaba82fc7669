"""What is said of trios at an evening: sent from the page to read, or typed in from paper.

The coordinator reads it first. What they pass on, the trio reads; what they put away, nobody else.
Of what was sent from a phone they may leave something out. Where a word went away they may put up
to 30 letters in square brackets, "[a pupil]", which are theirs; no other word or sign is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from ..dates import now
from ..exceptions import Invalid, NotFound, SavedAlready, Stale, TooOften
from ..extensions import db
from ..models import Evening, EveningSlot, Feedback, ReadingLink, Trio
from ..text import BRACKET_LIMIT, first_added
from . import printed, reading_links
from .transaction import once, writing

# A hall shares one address, so it is links and trios that are counted, and generously: a hundred
# people who each say something of four trios within an hour come through, and a script does not.
OFTEN = 400
OFTEN_OF_A_TRIO = 150
WITHIN = timedelta(hours=1)
# Links are open for months. This is what the disk can bear of one, and no evening comes near it.
# What a coordinator put away makes room here, or a flood would close an evening for good. Within an
# hour it makes none, or putting a flood away would let the next one in.
AT_MOST = 4_000

NOT_THEIRS = (
    "“{}” is not in what was sent, or not in this place. Only take words away; what stands for "
    f"them goes in square brackets, in up to {BRACKET_LIMIT} letters: [a pupil]."
)

Values = Mapping[str, Any]


# Saving


def mistakes(values: Values, kept: Feedback | None = None) -> dict[str, list[str]]:
    """Return what is wrong with feedback, new or kept already: only that it says nothing."""
    said = [name for name in Feedback.FIELDS if name not in ("school_id", "year_to")]
    if any(values.get(name) not in (None, "") for name in said):
        return {}
    if kept is not None and kept.entered_by_id is None:
        return {"years": ["Nothing would be left of it. Put it away instead."]}
    return {"years": ["Nothing is written yet. One line is enough."]}


@once
def send(evening: Evening, trio_id: UUID, feedback_id: UUID, values: Values) -> Feedback:
    """Keep what somebody sent from the page to read, for the coordinator to read first.

    Raises NotFound for a trio that the latest edition does not have, TooOften, SavedAlready,
    Invalid.
    """
    with writing() as session:
        # Its row is the lock under which answers are counted, and it may have ended meanwhile.
        link = session.get(ReadingLink, evening.id, with_for_update=True, populate_existing=True)
        if link is None or not reading_links.is_open(link) or trio_id not in printed_trios(evening):
            raise NotFound
        return _add(evening, trio_id, feedback_id, values, None)


@once
def enter(
    evening: Evening, coordinator_id: UUID, trio_id: UUID, feedback_id: UUID, values: Values
) -> Feedback:
    """Keep what a coordinator typed in from paper. Raises NotFound, SavedAlready, Invalid."""
    with writing():
        if trio_id not in {trio.id for trio in trios(evening)}:
            raise NotFound
        return _add(evening, trio_id, feedback_id, values, coordinator_id)


def _add(
    evening: Evening, trio_id: UUID, feedback_id: UUID, values: Values, by_id: UUID | None
) -> Feedback:
    _check(values)
    there = db.session.get(Feedback, feedback_id)
    if there is not None:
        return _resent(there, (evening.id, trio_id, by_id), values)
    if by_id is None:
        _check_often(evening, trio_id)
    made = Feedback(
        id=feedback_id,
        alliance_id=evening.alliance_id,
        evening_id=evening.id,
        trio_id=trio_id,
        entered_by_id=by_id,
        version=1,
    )
    _fill(made, values)
    db.session.add(made)
    return made


def _resent(there: Feedback, place: tuple[UUID, UUID, UUID | None], values: Values) -> Feedback:
    if (there.evening_id, there.trio_id, there.entered_by_id) != place:
        raise NotFound
    # Of what was shortened nothing says what was sent; kept once more, the name would be back.
    if there.is_shortened:
        return there
    if any(getattr(there, name) != values[name] for name in Feedback.FIELDS):
        raise SavedAlready
    return there


def correct(evening_id: UUID, feedback_id: UUID, version: int, values: Values) -> Feedback:
    """Correct what a coordinator typed in, or leave out some of what was sent, read at `version`.

    What is left out is gone: a child's name is nothing to keep. Raises Stale, Invalid.
    """
    with writing():
        kept = _one(evening_id, feedback_id)
        _check(values, kept)
        if all(getattr(kept, name) == values[name] for name in Feedback.FIELDS):
            return kept
        if kept.version != version:
            raise Stale(kept.id)
        if kept.entered_by_id is None and (added := _added(kept, values)):
            raise Invalid("Only leave something out.", added)
        _fill(kept, values)
        kept.version += 1
        return kept


def _check(values: Values, kept: Feedback | None = None) -> None:
    if found := mistakes(values, kept):
        raise Invalid("Something is still missing.", found)


def _added(kept: Feedback, values: Values) -> dict[str, list[str]]:
    """Return what a shortened answer says that the one that was sent does not."""
    found = {
        name: [NOT_THEIRS.format(word)]
        for name in ("from_when", "who", "question", "note")
        if (word := first_added(getattr(kept, name), values[name]))
    }
    if values["school_id"] not in (None, kept.school_id):
        found["school_id"] = ["Leave the school as it was sent, or as not said."]
    years = (values["year_from"], values["year_to"])
    if years not in ((None, None), (kept.year_from, kept.year_to)):
        found["years"] = ["Leave the year groups as they were sent, or out."]
    return found


def _fill(feedback: Feedback, values: Values) -> None:
    for name in Feedback.FIELDS:
        setattr(feedback, name, values[name])


def _check_often(evening: Evening, trio_id: UUID) -> None:
    sent = (Feedback.evening_id == evening.id, Feedback.entered_by_id.is_(None))
    lately = Feedback.created_at > now() - WITHIN
    to_read = Feedback.put_away_at.is_(None)
    in_all, of_evening, of_trio = db.session.execute(
        select(
            func.count().filter(to_read),
            func.count().filter(lately),
            func.count().filter(lately, Feedback.trio_id == trio_id),
        ).where(*sent)
    ).one()
    if in_all >= AT_MOST:
        raise TooOften(
            "More has come in than anybody can read, so this was not sent. "
            "Copy it, and give it to the coordinator."
        )
    if of_evening >= OFTEN or of_trio >= OFTEN_OF_A_TRIO:
        raise TooOften(
            "Very much has come in within the last hour, so this was not sent. "
            "Leave this page open, and send it again in a while."
        )


# What the coordinator does with it


def pass_on(evening_id: UUID, ids: Iterable[UUID]) -> Sequence[Feedback]:
    """Let trios read some feedback, and return what of it was new. Raises NotFound for none."""
    with writing():
        chosen = [one for one in _lock(evening_id, ids) if one.is_new]
        moment = now()
        for one in chosen:
            one.passed_on_at = moment
        return chosen


def take_back(evening_id: UUID, feedback_id: UUID) -> Feedback:
    """Keep from the trio again what was passed on; twice is the same as once."""
    with writing():
        kept = _one(evening_id, feedback_id)
        kept.passed_on_at = None
        return kept


def put_away(evening_id: UUID, ids: Iterable[UUID]) -> Sequence[Feedback]:
    """Put feedback out of sight, and return what was not yet. Raises NotFound for none."""
    with writing():
        chosen = [one for one in _lock(evening_id, ids) if one.put_away_at is None]
        moment = now()
        for one in chosen:
            one.put_away_at = moment
        return chosen


def bring_back(evening_id: UUID, feedback_id: UUID) -> Feedback:
    """Bring back what was put away, passed on or not as it was; twice is the same as once."""
    with writing():
        kept = _one(evening_id, feedback_id)
        kept.put_away_at = None
        return kept


def _lock(evening_id: UUID, ids: Iterable[UUID]) -> Sequence[Feedback]:
    chosen = select(Feedback).where(Feedback.evening_id == evening_id, Feedback.id.in_(list(ids)))
    locked = chosen.order_by(Feedback.id).with_for_update()
    found = db.session.scalars(locked.execution_options(populate_existing=True)).all()
    if not found:
        raise NotFound
    return found


def _one(evening_id: UUID, feedback_id: UUID) -> Feedback:
    return _lock(evening_id, [feedback_id])[0]


# Reading

# By the trio.
READABLE = (Feedback.passed_on_at.is_not(None), Feedback.put_away_at.is_(None))


@dataclass(frozen=True, slots=True)
class OfTrio:
    """All that was said of one trio at an evening, each the newest first."""

    trio: Trio
    new: tuple[Feedback, ...]
    passed_on: tuple[Feedback, ...]
    put_away: tuple[Feedback, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was said at an evening, what was put away left out, and how much of it is new."""

    all: int
    new: int


def printed_trios(evening: Evening) -> frozenset[UUID]:
    """Return the trios of an evening's latest edition, which anybody reads."""
    return frozenset(trio.id for trio in printed.trios(evening))


def trios(evening: Evening) -> Sequence[Trio]:
    """Return whom feedback at an evening can be about, in its order.

    These are the trios of the running order, and those that were in it before.
    """
    places = dict(
        db.session.execute(
            select(EveningSlot.trio_id, EveningSlot.position).where(
                EveningSlot.evening_id == evening.id, EveningSlot.trio_id.is_not(None)
            )
        ).all()
    )
    said = select(Feedback.trio_id).where(Feedback.evening_id == evening.id)
    also = {*places, *printed_trios(evening), *db.session.scalars(said.distinct())}
    found = db.session.scalars(select(Trio).where(Trio.id.in_(also)))
    return sorted(found, key=lambda it: (it.id not in places, places.get(it.id, 0), it.number))


def of_evening(evening: Evening) -> tuple[OfTrio, ...]:
    """Return what was said at an evening by trio; of trios that nothing was said of, nothing."""
    rows = db.session.scalars(
        _shown(Feedback.evening_id == evening.id).order_by(
            Feedback.created_at.desc(), Feedback.id.desc()
        )
    ).all()
    return tuple(
        OfTrio(
            trio=trio,
            new=tuple(one for one in mine if one.is_new),
            passed_on=tuple(one for one in mine if one.passed_on_at and not one.put_away_at),
            put_away=tuple(one for one in mine if one.put_away_at),
        )
        for trio in trios(evening)
        if (mine := [one for one in rows if one.trio_id == trio.id])
    )


def of_trio(trio_id: UUID) -> tuple[tuple[Feedback, ...], ...]:
    """Return what was passed on to a trio, evening by evening, the latest first."""
    found = db.session.scalars(
        _shown(Feedback.trio_id == trio_id, *READABLE)
        .join(Evening, Evening.id == Feedback.evening_id)
        .order_by(Evening.evening_date.desc(), Evening.id, Feedback.created_at, Feedback.id)
        .options(joinedload(Feedback.evening, innerjoin=True))
    )
    return tuple(tuple(mine) for _, mine in groupby(found, lambda one: one.evening_id))


def passed_on_to(trio_id: UUID) -> int:
    """Return how much was passed on to a trio."""
    found = db.session.scalar(select(func.count()).where(Feedback.trio_id == trio_id, *READABLE))
    return found or 0


def last_entered(evening: Evening, limit: int) -> Sequence[Feedback]:
    """Return what coordinators typed in last about an evening, the newest first."""
    typed_in = (
        Feedback.evening_id == evening.id,
        Feedback.entered_by_id.is_not(None),
        Feedback.put_away_at.is_(None),
    )
    newest = _shown(*typed_in).order_by(Feedback.created_at.desc(), Feedback.id.desc())
    return db.session.scalars(newest.limit(limit)).all()


def counts(evening: Evening) -> Counts:
    """Return how much was said at an evening."""
    row = db.session.execute(
        select(func.count(), func.count().filter(Feedback.passed_on_at.is_(None))).where(
            Feedback.evening_id == evening.id, Feedback.put_away_at.is_(None)
        )
    ).one()
    return Counts(*row)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An evening of which something is to be passed on, or put away."""

    evening_id: UUID
    title: str
    new: int


def waiting(alliance_id: UUID) -> Sequence[Waiting]:
    """Return what waits for an alliance's coordinators, the latest evening first."""
    rows = db.session.execute(
        select(Evening.id, Evening.title, func.count())
        .join(Feedback, Feedback.evening_id == Evening.id)
        .where(
            Evening.alliance_id == alliance_id,
            Feedback.passed_on_at.is_(None),
            Feedback.put_away_at.is_(None),
        )
        .group_by(Evening.id, Evening.title, Evening.evening_date)
        .order_by(Evening.evening_date.desc(), Evening.id)
    )
    return [Waiting(*row) for row in rows]


def _shown(*conditions: ColumnElement[bool]) -> Any:
    return (
        select(Feedback)
        .where(*conditions)
        .options(joinedload(Feedback.school), joinedload(Feedback.entered_by))
    )
