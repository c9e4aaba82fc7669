"""A trio's notes as they are read: the newest under each question, then page by page.

The statements are built once and run with parameters: building one in SQLAlchemy takes several
times as long as running it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from ..extensions import db
from ..models import (
    Kind,
    Observation,
    ObservationQuestion,
    Question,
    Reply,
    School,
    User,
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
    """The notes that stand under one question, newest first; `older` is there when there are more.

    `total` counts them all on a page of several questions, where each note stands once; elsewhere
    it is None.
    """

    question_id: UUID | None
    notes: Sequence[Row[Any]]
    older: Cursor | None
    total: int | None = None


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
    question_ids: Sequence[UUID],
    before: Cursor | None = None,
) -> tuple[list[Section], int]:
    """Return the newest notes under each question, those to sort first, and how many those are.

    One query; each section holds its newest notes and says where the next page begins. Of one
    question, or of what is to sort, it is the page that begins at `before`.
    """
    if filters.question_id is not None or filters.to_sort:
        return [page(trio_id, filters, before)], 0
    share = max(PAGE // max(len(question_ids), 1), FEWEST_IN_A_SECTION)
    given = filters.given()
    found = db.session.execute(
        _sections(*given), given | {"trio_id": trio_id, "share": share}
    ).all()
    by_home: dict[UUID | None, list[Row[Any]]] = {}
    for note in found:
        by_home.setdefault(note.home, []).append(note)
    unsorted = by_home.get(None, [])
    order = [None, *question_ids]
    return (
        [
            Section(
                question_id=key,
                notes=notes,
                older=_cursor(notes) if total > len(notes) else None,
                total=total,
            )
            for key in order
            for notes in [by_home.get(key, [])]
            for total in [notes[0].total if notes else 0]
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
