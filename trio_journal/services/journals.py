"""What the pages of a trio show around its notes: questions, findings, members and visits.

The statements are built once and run with parameters: building one in SQLAlchemy takes
several times as long as running it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.orm import joinedload, load_only
from sqlalchemy.sql.functions import aggregate_strings

from .. import evidence
from ..dates import local
from ..extensions import db
from ..models import (
    Agreement,
    Finding,
    FindingEvidence,
    Observation,
    ObservationQuestion,
    Question,
    Reply,
    TrioMembership,
    User,
    Visit,
    VisitPerson,
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with how many notes and findings it has."""

    question: Question
    notes: int
    findings: int


@dataclass(frozen=True, slots=True)
class WeighedFinding:
    """A finding with its counts, who has agreed, and how many replies it has."""

    finding: Finding
    author: str
    evidence: evidence.Evidence
    supported: bool
    agreed: frozenset[UUID]
    replies: int


@cache
def _questions() -> Select[Any]:
    notes = (
        select(func.count())
        .select_from(ObservationQuestion)
        .join(Observation, Observation.id == ObservationQuestion.observation_id)
        .where(ObservationQuestion.question_id == Question.id, Observation.deleted_at.is_(None))
        .correlate(Question)
        .scalar_subquery()
    )
    claims = (
        select(func.count())
        .select_from(Finding)
        .where(Finding.question_id == Question.id, Finding.deleted_at.is_(None))
        .correlate(Question)
        .scalar_subquery()
    )
    return (
        select(Question, notes, claims)
        .where(Question.trio_id == bindparam("trio_id"), Question.deleted_at.is_(None))
        .order_by(Question.position, Question.id)
    )


def questions(trio_id: UUID) -> list[AskedQuestion]:
    """Return a trio's questions in order with their counts, in one query."""
    return [AskedQuestion(*row) for row in db.session.execute(_questions(), {"trio_id": trio_id})]


# What cards and progress read of a finding: it comes once for each note it rests on.
_SHOWN = (
    Finding.version, Finding.claim, Finding.question_id, Finding.year_from, Finding.year_to,
    Finding.state, Finding.entered_for_trio, Finding.share_when_agreed, Finding.shared_at,
    Finding.withdrawn_at, Finding.created_at,
)  # fmt: skip


@cache
def _findings() -> Select[Any]:
    replies = (
        select(func.count())
        .select_from(Reply)
        .where(Reply.finding_id == Finding.id, Reply.deleted_at.is_(None))
        .correlate(Finding)
        .scalar_subquery()
    )
    agreed = (
        select(aggregate_strings(cast(Agreement.user_id, String), " "))
        .where(Agreement.finding_id == Finding.id)
        .correlate(Finding)
        .scalar_subquery()
    )
    return (
        select(
            Finding,
            User.name.label("author"),
            replies.label("replies"),
            agreed.label("agreed"),
            FindingEvidence.fits,
            Observation.id.label("note_id"),
            Observation.observed_at,
            Observation.kind,
            Observation.visit_id,
            Observation.school_id,
            Observation.year_from,
            Observation.year_to,
        )
        .join(User, User.id == Finding.author_id)
        .outerjoin(FindingEvidence, FindingEvidence.finding_id == Finding.id)
        .outerjoin(
            Observation,
            and_(
                Observation.id == FindingEvidence.observation_id,
                Observation.deleted_at.is_(None),
            ),
        )
        .where(Finding.trio_id == bindparam("trio_id"), Finding.deleted_at.is_(None))
        .options(load_only(*_SHOWN))
        .order_by(Finding.created_at.desc(), Finding.id.desc())
    )


def findings(trio_id: UUID) -> list[WeighedFinding]:
    """Return a trio's findings, newest first, with counts and agreements, in one query."""
    found = db.session.execute(_findings(), {"trio_id": trio_id}).all()
    grouped: dict[UUID, list[Row[Any]]] = {}
    for line in found:
        grouped.setdefault(line.Finding.id, []).append(line)
    return [_weighed(lines) for lines in grouped.values()]


def _weighed(lines: Sequence[Row[Any]]) -> WeighedFinding:
    first = lines[0]
    notes = [
        (
            line.fits,
            evidence.Note(
                line.note_id,
                local(line.observed_at).date(),
                line.kind,
                line.visit_id,
                line.school_id,
                line.year_from,
                line.year_to,
            ),
        )
        for line in lines
        if line.note_id is not None
    ]
    supporting = [note for fits, note in notes if fits]
    return WeighedFinding(
        finding=first.Finding,
        author=first.author,
        evidence=evidence.weigh(supporting, [note for fits, note in notes if not fits]),
        supported=bool(supporting),
        agreed=frozenset(UUID(key) for key in (first.agreed or "").split()),
        replies=first.replies,
    )


@cache
def _members() -> Select[TrioMembership]:
    return (
        select(TrioMembership)
        .where(TrioMembership.trio_id == bindparam("trio_id"))
        .options(joinedload(TrioMembership.user), joinedload(TrioMembership.school))
        .order_by(TrioMembership.joined_on, TrioMembership.created_at, TrioMembership.id)
    )


def members(trio_id: UUID) -> Sequence[TrioMembership]:
    """Return everybody who is or was in a trio, with names and schools."""
    return db.session.scalars(_members(), {"trio_id": trio_id}).all()


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit and who goes, as the writing box and the journal's margin need it."""

    id: UUID
    visit_date: date
    host_school_id: UUID
    needs_cover: bool
    head_agreed: bool
    people: frozenset[UUID]


@cache
def _visits() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Visit.id,
            Visit.visit_date,
            Visit.host_school_id,
            Visit.needs_cover.label("needs_cover"),
            Visit.head_agreed,
            VisitPerson.user_id,
        )
        .outerjoin(VisitPerson, VisitPerson.visit_id == Visit.id)
        .where(Visit.trio_id == bindparam("trio_id"), Visit.deleted_at.is_(None))
        .order_by(Visit.visit_date.desc(), Visit.id.desc())
    )


def visits(trio_id: UUID) -> list[PlannedVisit]:
    """Return a trio's visits, the latest first, with who goes, in one query."""
    found = db.session.execute(_visits(), {"trio_id": trio_id}).all()
    going: dict[UUID, set[UUID]] = {}
    for line in found:
        going.setdefault(line.id, set()).update([line.user_id] if line.user_id else [])
    return [
        PlannedVisit(
            id=line.id,
            visit_date=line.visit_date,
            host_school_id=line.host_school_id,
            needs_cover=line.needs_cover,
            head_agreed=line.head_agreed,
            people=frozenset(going[line.id]),
        )
        for line in {line.id: line for line in found}.values()
    ]
