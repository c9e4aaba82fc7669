"""Trios: formed, given a focus, closed and carried into the next year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload, selectinload

from .. import access
from ..dates import academic_year, now, today
from ..exceptions import Conflict, Invalid, NotFound, SavedAlready, Stale
from ..extensions import db
from ..ids import new_id
from ..models import Membership, Question, QuestionState, School, Trio, TrioMembership
from . import questions
from .transaction import once, when_free, writing

SIZE = 3
ONE_PHASE = (
    "All of these members teach in one phase. A trio has primary and secondary: choose "
    "somebody else, or write why this trio may be an exception."
)


def of_alliance(alliance_id: UUID, year: int | None = None) -> Sequence[Trio]:
    """Return the alliance's trios of an academic year (this one), with their members."""
    return db.session.scalars(
        select(Trio)
        .where(
            Trio.alliance_id == alliance_id,
            Trio.academic_year == (academic_year(today()) if year is None else year),
        )
        .options(
            selectinload(Trio.members).options(
                joinedload(TrioMembership.user), joinedload(TrioMembership.school)
            )
        )
        .order_by(Trio.number)
    ).all()


def members(trio: Trio) -> list[TrioMembership]:
    """Return a trio's present members, the lead first."""
    present = [member for member in trio.members if access.in_trio(member)]
    return sorted(present, key=lambda member: member.user_id != trio.lead_id)


def standing(trio: Trio) -> str:
    """Return "complete", "forming", or "looking for a third" when a member has left."""
    if len(members(trio)) >= SIZE:
        return "complete"
    return "forming" if len(trio.members) == len(members(trio)) else "looking for a third"


@once
def create(
    alliance_id: UUID,
    trio_id: UUID,
    *,
    focus: str,
    member_ids: Sequence[UUID],
    lead_id: UUID | None,
    exception_reason: str = "",
    contact: str = "",
    year: int | None = None,
    continues_id: UUID | None = None,
) -> Trio:
    """Form a trio of up to three members for this academic year.

    Raises Invalid, or SavedAlready when the id is that of a trio that is another by now.
    """
    year = academic_year(today()) if year is None else year
    with writing() as session:
        if (same := session.get(Trio, trio_id)) is not None:
            if same.alliance_id != alliance_id:
                raise NotFound
            sent = (focus.strip(), set(member_ids), lead_id, exception_reason.strip(), contact)
            if sent != _formed(same):
                raise SavedAlready
            return same
        found = mistakes(
            alliance_id, focus=focus, member_ids=member_ids, exception_reason=exception_reason
        )
        if found:
            raise Invalid("Check the trio.", found)
        last = session.scalar(
            select(func.max(Trio.number)).where(
                Trio.alliance_id == alliance_id, Trio.academic_year == year
            )
        )
        trio = Trio(
            id=trio_id,
            alliance_id=alliance_id,
            number=(last or 0) + 1,
            focus=focus.strip(),
            academic_year=year,
            contact=contact,
            exception_reason=exception_reason.strip(),
            continues_id=continues_id,
        )
        session.add(trio)
        session.flush()
        for user_id in dict.fromkeys(member_ids):
            _place(trio, user_id)
        check_phases(trio)
        if lead_id is not None and lead_id not in member_ids:
            raise Invalid("Check the lead.", {"lead_id": ["The lead is one of the three."]})
        trio.lead_id = lead_id
        return trio


def _formed(trio: Trio) -> tuple[object, ...]:
    there = {member.user_id for member in members(trio)}
    return trio.focus, there, trio.lead_id, trio.exception_reason, trio.contact


def _place(trio: Trio, user_id: UUID) -> TrioMembership:
    membership = access.load_membership(user_id, trio.alliance_id)
    member = TrioMembership(
        alliance_id=trio.alliance_id,
        trio_id=trio.id,
        user_id=user_id,
        school_id=membership.school_id,
        joined_on=today(),
    )
    db.session.add(member)
    db.session.flush()
    db.session.expire(trio, ["members"])
    return member


def mistakes(
    alliance_id: UUID, *, focus: str, member_ids: Sequence[UUID], exception_reason: str
) -> dict[str, list[str]]:
    """Return what is wrong with a new trio by field."""
    found = phase_mistakes(schools_of(alliance_id, member_ids), exception_reason)
    if not focus.strip():
        found["focus"] = ["Write what they look at, in two or three words."]
    return found


def schools_of(alliance_id: UUID, user_ids: Sequence[UUID]) -> list[School | None]:
    """Return the schools of some people of the alliance, as many as there are people."""
    there = db.session.scalars(
        select(Membership)
        .where(
            Membership.alliance_id == alliance_id,
            Membership.user_id.in_(user_ids),
            access.membership_present(),
        )
        .options(joinedload(Membership.school))
    )
    return [membership.school for membership in there]


def same_school(trio: Trio) -> tuple[School, int] | None:
    """Return a school that several of a trio are at, and how many; None when each has their own.

    Worth a word, for the three visit each other's schools.
    """
    known = [member.school for member in members(trio) if member.school is not None]
    return next(((one, known.count(one)) for one in known if known.count(one) > 1), None)


def check_phases(trio: Trio) -> None:
    """Raise Invalid when a trio is too large, or is of one phase and no reason was given."""
    schools = [member.school for member in members(trio)]
    if found := phase_mistakes(schools, trio.exception_reason):
        raise Invalid("Check who is in the trio.", found)


def phase_mistakes(schools: Sequence[School | None], reason: str) -> dict[str, list[str]]:
    """Return what is wrong with a trio of people from these schools by field."""
    if len(schools) > SIZE:
        return {"member_ids": ["Choose at most three people."]}
    known = [school for school in schools if school is not None]
    if len(schools) == SIZE and not reason.strip() and len(_phases(known)) < 2:
        return {"exception_reason": [ONE_PHASE]}
    return {}


def _phases(schools: Iterable[School]) -> set[str]:
    return {phase for school in schools for phase in school.phases}


def change(trio_id: UUID, version: int, values: dict[str, Any]) -> Trio:
    """Save a trio's focus, contact or use of case pupils. Raises Stale or Invalid."""
    with writing() as session:
        trio = session.get_one(Trio, trio_id, with_for_update=True)
        if trio.version != version:
            raise Stale(trio_id)
        for name in ("focus", "contact", "case_pupils"):
            if name in values:
                setattr(trio, name, values[name])
        if not trio.focus.strip():
            raise Invalid("Something is still missing.", {"focus": ["Write what you look at."]})
        trio.version += 1
        return trio


def allow(trio_id: UUID, version: int, reason: str) -> Trio:
    """Keep why a trio, read at `version`, may be of one phase.

    Raises Stale, or Invalid when it is of one phase and there is no reason.
    """
    with writing() as session:
        trio = session.get_one(Trio, trio_id, with_for_update=True)
        if trio.exception_reason != reason.strip():
            if trio.version != version:
                raise Stale(trio_id)
            trio.exception_reason = reason.strip()
            trio.version += 1
        check_phases(trio)
        return trio


def continued_by(trio_id: UUID) -> Trio | None:
    """Return the trio that a trio was carried into, or None."""
    return db.session.scalar(select(Trio).where(Trio.continues_id == trio_id))


def close(trio_id: UUID) -> Trio:
    """Close a trio's year: from today its journal can be read, not changed."""
    with writing() as session:
        trio = session.get_one(Trio, trio_id)
        trio.closed_on = trio.closed_on or today()
        return trio


def reopen(trio_id: UUID) -> Trio:
    """Open a trio's year again."""
    with writing() as session:
        trio = session.get_one(Trio, trio_id)
        trio.closed_on = None
        return trio


@once
def carry_over(trio_id: UUID, new_id: UUID, person_id: UUID) -> Trio:
    """Close a trio's year and carry it, with its present members and open questions, into the next.

    Raises Conflict when it was carried over before.
    """
    with writing() as session:
        # The slower half of a double click waits, and finds what the faster one made.
        old = session.get_one(Trio, trio_id, with_for_update=True)
        next_one = session.scalar(select(Trio).where(Trio.continues_id == trio_id))
        if next_one is not None:
            if next_one.id == new_id:
                return next_one
            raise Conflict("This trio was carried into the next year already.")
        present = members(old)
        new = create(
            old.alliance_id,
            new_id,
            focus=old.focus,
            member_ids=[member.user_id for member in present],
            lead_id=old.lead_id if any(m.user_id == old.lead_id for m in present) else None,
            exception_reason=old.exception_reason,
            contact=old.contact,
            year=old.academic_year + 1,
            continues_id=old.id,
        )
        new.case_pupils = old.case_pupils
        old.closed_on = old.closed_on or today()
        for question in questions.of_trio(old.id):
            if question.state is QuestionState.OPEN:
                _carry(question, new, person_id)
        return new


def _carry(question: Question, trio: Trio, person_id: UUID) -> None:
    author_id = question.author_id
    present = members(trio)
    if not any(member.user_id == author_id for member in present):
        author_id = present[0].user_id if present else person_id
    kept = {name: getattr(question, name) for name in Question.FIELDS}
    questions.create(trio, author_id, new_id(), kept)


def look(member: TrioMembership) -> None:
    """Remember that a member has looked at the journal now, unless somebody is writing.

    Reading never waits for the writers, nor fails with them: the next look is remembered.
    """
    looked = (
        update(TrioMembership).where(TrioMembership.id == member.id).values(last_looked_at=now())
    )
    with suppress(SQLAlchemyError), when_free() as connection:
        connection.execute(looked)
