"""The words behind the ids in an entry's history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select

from ..dates import day_label
from ..extensions import db
from ..models import Observation, Question, School, Trio, TrioMembership, User, Visit
from ..text import excerpt

State = Mapping[str, Any]
# What the ids in a state are of, by the name of the field.
_OF: Final[Mapping[str, type[Any]]] = {
    "host_school_id": School,
    "school_id": School,
    "people": User,
    "question_id": Question,
    "questions": Question,
    "visit_id": Visit,
    "quotation_observation_id": Observation,
    "supporting": Observation,
    "not_fitting": Observation,
}


def of_states(trio: Trio, *states: State) -> dict[str, str]:
    """Return what each id in some states of a trio's entries stands for, by the id as text."""
    wanted: dict[type[Any], set[UUID]] = defaultdict(set)
    for state in states:
        for kind, found in _ids(state):
            wanted[kind].add(found)
    words: dict[str, str] = {}
    for kind, ids in wanted.items():
        for row in db.session.execute(_named(kind, trio).where(kind.id.in_(ids))):
            words[str(row.id)] = _words(kind, row)
    return words


def _ids(state: State) -> Iterator[tuple[type[Any], UUID]]:
    for name, kind in _OF.items():
        value = state.get(name)
        for one in value if isinstance(value, list | tuple) else [value]:
            if one:
                yield kind, UUID(str(one))


def _named(kind: type[Any], trio: Trio) -> Select[*tuple[Any, ...]]:
    """Select ids and names of one kind in a trio: an id from elsewhere stays without a name."""
    if kind is School:
        return select(School.id, School.name).where(School.alliance_id == trio.alliance_id)
    if kind is User:
        return (
            select(User.id, User.name)
            .join(TrioMembership, TrioMembership.user_id == User.id)
            .where(TrioMembership.trio_id == trio.id)
        )
    if kind is Question:
        return select(Question.id, Question.text).where(Question.trio_id == trio.id)
    if kind is Visit:
        return (
            select(Visit.id, School.name, Visit.visit_date)
            .join(School, School.id == Visit.host_school_id)
            .where(Visit.trio_id == trio.id)
        )
    return select(Observation.id, Observation.seen).where(Observation.trio_id == trio.id)


def _words(kind: type[Any], row: Any) -> str:
    if kind is Visit:
        return f"{row.name}, {day_label(row.visit_date)}"
    return excerpt(row.seen) if kind is Observation else str(row[1])
