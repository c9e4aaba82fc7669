"""Research questions: ask, change, order, delete."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from ..extensions import db
from ..models import Question, Trio
from . import entries
from .entries import Values
from .transaction import writing


@cache
def _of_trio() -> Select[Question]:
    return (
        select(Question)
        .where(Question.trio_id == bindparam("trio_id"), Question.deleted_at.is_(None))
        .order_by(Question.position, Question.id)
    )


def of_trio(trio_id: UUID) -> Sequence[Question]:
    """Return a trio's questions in their order."""
    return db.session.scalars(_of_trio(), {"trio_id": trio_id}).all()


def _fill(question: Question, values: Values) -> None:
    entries.set_fields(question, values, Question.FIELDS)
    entries.require(question, "text", "Write the question, in one sentence.")
    entries.check_years(question.year_from, question.year_to)


def create(trio: Trio, author_id: UUID, entry_id: UUID, values: dict[str, Any]) -> Question:
    """Ask a question, after the trio's others. Raises Invalid, Conflict or NotFound."""

    def fill(question: Question, given: Values) -> None:
        _fill(question, given)
        last = db.session.scalar(
            select(func.max(Question.position)).where(Question.trio_id == question.trio_id)
        )
        question.position = 0 if last is None else last + 1

    return entries.create(Question, trio, author_id, entry_id, values, fill)


def change(entry_id: UUID, person_id: UUID, version: int, values: dict[str, Any]) -> Question:
    """Save a question read at `version`. Raises Stale, Conflict, Invalid or NotFound."""
    return entries.change(Question, entry_id, person_id, version, values, _fill)


def move(question: Question, step: int) -> None:
    """Move a question one place up (-1) or down (1) among its trio's; at the end it stays."""
    with writing():
        ordered = list(of_trio(question.trio_id))
        at = next(i for i, other in enumerate(ordered) if other.id == question.id)
        to = at + step
        if 0 <= to < len(ordered):
            ordered.insert(to, ordered.pop(at))
        for position, other in enumerate(ordered):
            other.position = position


def delete(entry_id: UUID, person_id: UUID, version: int) -> Question:
    """Put a question in the bin; its notes stay, and count as "to sort" if it was their only one.

    Raises Stale.
    """
    return entries.delete(Question, entry_id, person_id, version)


def restore(entry_id: UUID, person_id: UUID) -> Question:
    """Bring a question back within 30 days. Raises Conflict after that."""
    return entries.restore(Question, entry_id, person_id)
