"""The words behind the ids in an entry's history."""

from __future__ import annotations

from sqlalchemy import select

from ..dates import day_label
from ..extensions import db
from ..models import Observation, Question, School, Trio, TrioMembership, User, Visit
from ..text import excerpt


def of_trio(trio: Trio) -> dict[str, str]:
    """Return what each id in the history of a trio's entries stands for, by the id as text."""
    found: dict[str, str] = {}
    for school_id, name in db.session.execute(
        select(School.id, School.name).where(School.alliance_id == trio.alliance_id)
    ):
        found[str(school_id)] = name
    for user_id, name in db.session.execute(
        select(User.id, User.name)
        .join(TrioMembership, TrioMembership.user_id == User.id)
        .where(TrioMembership.trio_id == trio.id)
    ):
        found[str(user_id)] = name
    for question_id, words in db.session.execute(
        select(Question.id, Question.text).where(Question.trio_id == trio.id)
    ):
        found[str(question_id)] = words
    for visit_id, day, school in db.session.execute(
        select(Visit.id, Visit.visit_date, School.name)
        .join(School, School.id == Visit.host_school_id)
        .where(Visit.trio_id == trio.id)
    ):
        found[str(visit_id)] = f"{school}, {day_label(day)}"
    for note_id, seen in db.session.execute(
        select(Observation.id, Observation.seen).where(Observation.trio_id == trio.id)
    ):
        found[str(note_id)] = excerpt(seen)
    return found
