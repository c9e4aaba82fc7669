"""The journal page of a trio: its questions, and under each the findings and notes.

The page's statements are built once and run with parameters: building one in SQLAlchemy takes
several times as long as running it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    cast,
    exists,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased, joinedload, load_only
from sqlalchemy.sql.functions import aggregate_strings

from .. import evidence
from ..dates import local
from ..extensions import db
from ..models import (
    Agreement,
    Finding,
    FindingEvidence,
    Kind,
    Observation,
    ObservationQuestion,
    Question,
    Reply,
    School,
    TrioMembership,
    User,
    Visit,
    VisitPerson,
)
from ..models.base import UTCDateTime

PAGE = 50
# With several questions on one page each shows its newest; the rest is one link away.
FEWEST_IN_A_SECTION = 8
TO_SORT_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader wants to see of a journal; None means everything."""

    question_id: UUID | None = None
    # Of the notes that speak to the question only those that stand under it on the whole page.
    under_id: UUID | None = None
    year: int | None = None
    school_id: UUID | None = None
    author_id: UUID | None = None
    kind: Kind | None = None
    to_sort: bool = False

    @property
    def active(self) -> int:
        """Return how many filters beside the question are on."""
        return sum(
            value is not None for value in (self.year, self.school_id, self.author_id, self.kind)
        )

    def given(self) -> dict[str, Any]:
        """Return the filters that are on, under the names that statements know them by."""
        values = {name: getattr(self, name) for name in _CONDITIONS}
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of entries ends: the moment and id of its last one."""

    observed_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Section:
    """The notes of one question, newest first; `older` is there when there are more."""

    question_id: UUID | None
    notes: Sequence[Row[Any]]
    older: Cursor | None


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


def home_question() -> ColumnElement[UUID]:
    """Return the question under which a note stands: the first of its own in the trio's order."""
    asked = aliased(Question)
    return (
        select(asked.id)
        .join(ObservationQuestion, ObservationQuestion.question_id == asked.id)
        .where(ObservationQuestion.observation_id == Observation.id, asked.deleted_at.is_(None))
        .order_by(asked.position, asked.id)
        .limit(1)
        .correlate(Observation)
        .scalar_subquery()
    )


# What each filter asks of a note; its value is the parameter of the same name.
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "question_id": exists().where(
        ObservationQuestion.observation_id == Observation.id,
        ObservationQuestion.question_id == bindparam("question_id"),
    ),
    "under_id": home_question() == bindparam("under_id"),
    "year": and_(
        Observation.year_from <= bindparam("year"), Observation.year_to >= bindparam("year")
    ),
    "school_id": Observation.school_id == bindparam("school_id"),
    "author_id": Observation.author_id == bindparam("author_id"),
    "kind": Observation.kind == bindparam("kind"),
}


def _wanted(filters: Iterable[str]) -> list[ColumnElement[bool]]:
    return [
        Observation.trio_id == bindparam("trio_id"),
        Observation.deleted_at.is_(None),
        *(_CONDITIONS[name] for name in filters),
    ]


def rows(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select what a note's card shows, as plain rows: a page has 50 of them."""
    replies = (
        select(func.count())
        .select_from(Reply)
        .where(Reply.observation_id == Observation.id, Reply.deleted_at.is_(None))
        .correlate(Observation)
        .scalar_subquery()
    )
    chosen: Select[*tuple[Any, ...]] = (
        select(
            Observation.id,
            Observation.author_id,
            Observation.visit_id,
            Observation.school_id,
            Observation.version,
            Observation.created_at,
            Observation.observed_at,
            Observation.year_from,
            Observation.year_to,
            Observation.subject,
            Observation.kind,
            Observation.seen,
            Observation.thought,
            Observation.case_pupil,
            Observation.rating,
            User.name.label("author"),
            School.name.label("school"),
            replies.label("replies"),
        )
        .join(User, User.id == Observation.author_id)
        .outerjoin(School, School.id == Observation.school_id)
        .where(*conditions)
    )
    return chosen


@cache
def _row() -> Select[Any]:
    return rows(Observation.id == bindparam("observation_id"))


def row(observation_id: UUID) -> Row[Any]:
    """Return what one note's card shows."""
    return db.session.execute(_row(), {"observation_id": observation_id}).one()


@cache
def _sections(*filters: str) -> Select[Any]:
    home = home_question().label("home")
    numbered = (
        select(Observation.id, home, Observation.observed_at).where(*_wanted(filters)).subquery()
    )
    place = func.row_number().over(
        partition_by=numbered.c.home,
        order_by=(numbered.c.observed_at.desc(), numbered.c.id.desc()),
    )
    ranked = select(
        numbered.c.id,
        numbered.c.home,
        place.label("place"),
        func.count().over(partition_by=numbered.c.home).label("total"),
    ).subquery()
    return (
        rows()
        .join(ranked, ranked.c.id == Observation.id)
        .add_columns(ranked.c.home, ranked.c.total)
        .where(ranked.c.place <= bindparam("share"))
        .order_by(Observation.observed_at.desc(), Observation.id.desc())
    )


def sections(
    trio_id: UUID,
    filters: Filters,
    asked: Sequence[AskedQuestion],
    before: Cursor | None = None,
) -> tuple[list[Section], int]:
    """Return the newest notes under each question, those to sort first, and how many those are.

    One query; each section holds its newest notes and says where the next page begins. Of one
    question, or of what is to sort, it is the page that begins at `before`.
    """
    if filters.question_id is not None or filters.to_sort:
        return [page(trio_id, filters, before)], 0
    share = max(PAGE // max(len(asked), 1), FEWEST_IN_A_SECTION)
    given = filters.given()
    found = db.session.execute(
        _sections(*given), given | {"trio_id": trio_id, "share": share}
    ).all()
    by_home: dict[UUID | None, list[Row[Any]]] = {}
    for note in found:
        by_home.setdefault(note.home, []).append(note)
    unsorted = by_home.get(None, [])
    order = [None, *(one.question.id for one in asked)]
    return (
        [
            Section(
                question_id=key,
                notes=notes,
                older=_cursor(notes) if notes and notes[0].total > len(notes) else None,
            )
            for key in order
            for notes in [by_home.get(key, [])]
        ],
        unsorted[0].total if unsorted else 0,
    )


def _cursor(notes: Sequence[Row[Any]]) -> Cursor:
    return Cursor(notes[-1].observed_at, notes[-1].id)


@cache
def _page(*filters: str, to_sort: bool, later: bool) -> Select[Any]:
    wanted = _wanted(filters)
    if to_sort:
        wanted.append(home_question().is_(None))
    if later:
        end = tuple_(bindparam("moment", type_=UTCDateTime()), bindparam("id", type_=Uuid()))
        wanted.append(tuple_(Observation.observed_at, Observation.id) < end)
    return (
        rows(*wanted)
        .order_by(Observation.observed_at.desc(), Observation.id.desc())
        .limit(PAGE + 1)
    )


def page(trio_id: UUID, filters: Filters, before: Cursor | None = None) -> Section:
    """Return one page of notes, newest first, from a cursor on: never by counting offsets."""
    given = filters.given()
    end = {"moment": before.observed_at, "id": before.id} if before else {}
    found = db.session.execute(
        _page(*given, to_sort=filters.to_sort, later=before is not None),
        given | end | {"trio_id": trio_id},
    ).all()
    notes = found[:PAGE]
    return Section(filters.question_id, notes, _cursor(notes) if len(found) > PAGE else None)


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
    cover_arranged: bool
    inset_day: bool
    head_agreed: bool
    people: frozenset[UUID]


@cache
def _visits() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Visit.id,
            Visit.visit_date,
            Visit.host_school_id,
            Visit.cover_arranged,
            Visit.inset_day,
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
            cover_arranged=line.cover_arranged,
            inset_day=line.inset_day,
            head_agreed=line.head_agreed,
            people=frozenset(going[line.id]),
        )
        for line in {line.id: line for line in found}.values()
    ]
