"""What the tests of the service say in the hall, and how they look at what is kept of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from trio_journal.dates import today
from trio_journal.extensions import db
from trio_journal.handout import editions
from trio_journal.ids import new_id
from trio_journal.models import Evening, Feedback
from trio_journal.services import feedback, reading_links

from .conftest import Journal
from .evenings import planned

NOTHING: dict[str, Any] = {
    "school_id": None, "year_from": None, "year_to": None, "from_when": "", "who": "",
    "question": "", "note": "",
}  # fmt: skip
SAID = NOTHING | {"year_from": 3, "year_to": 4, "from_when": "January", "note": "It costs nothing."}


def to_read(journal: Journal) -> Evening:
    """Return an evening of which an edition can be read."""
    made = planned(journal)
    editions.freeze(made.id, journal.helen)
    reading_links.put(made.id, journal.helen, today(), lambda token: f"https://x.org/{token}")
    return db.session.get_one(Evening, made.id)


def send(evening: Evening, trio_id: UUID, **values: Any) -> Feedback:
    return feedback.send(evening, trio_id, new_id(), SAID | values)


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(Feedback)) or 0


def said_to(journal: Journal) -> list[str]:
    return [sheet.note for told in feedback.of_trio(journal.home.id) for sheet in told]
