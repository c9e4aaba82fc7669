"""What the tests of feedback say in the hall, and how they look at what is kept of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from trio_journal.dates import today
from trio_journal.extensions import db
from trio_journal.handout import editions
from trio_journal.ids import new_id
from trio_journal.models import Evening, Feedback
from trio_journal.services import feedback, reading_links

LONG = "We take the box and the wall down in Year 1. From Monday they stay up."
TYPED = {
    "years": "3 to 4", "from_when": "January", "who": "the tutors", "question": "Why?",
    "note": LONG,
}  # fmt: skip
SAID = {
    "school_id": None, "year_from": 3, "year_to": 4, "from_when": "January", "who": "the tutors",
    "question": "Why?", "note": LONG,
}  # fmt: skip


def freeze(journal: Any, evening: Evening) -> None:
    journal.inside(editions.freeze)(evening.id, journal.helen)


def _link(evening: Evening, person_id: UUID) -> None:
    reading_links.put(evening.id, person_id, today(), lambda token: f"https://x.org/read/{token}")


def kept(journal: Any) -> list[Feedback]:
    def load() -> list[Feedback]:
        return list(db.session.scalars(select(Feedback).order_by(Feedback.created_at)))

    return journal.inside(load)()


def sent(journal: Any, evening: Evening, **values: Any) -> Feedback:
    """Return what somebody sent from the page to read; its edition is made at need."""

    def send() -> Feedback:
        there = db.session.get_one(Evening, evening.id)
        if not there.last_edition:
            editions.freeze(there.id, journal.helen)
        if reading_links.of(there) is None:
            _link(there, journal.helen)
        there = db.session.get_one(Evening, evening.id)
        return feedback.send(there, journal.home.id, new_id(), SAID | values)

    return journal.inside(send)()


def typed_in(journal: Any, evening: Evening, **values: Any) -> Feedback:
    def enter() -> Feedback:
        there = db.session.get_one(Evening, evening.id)
        return feedback.enter(there, journal.helen, journal.home.id, new_id(), SAID | values)

    return journal.inside(enter)()
