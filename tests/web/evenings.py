"""Evenings as the tests of their pages look at them, and what a form of one sends."""

from __future__ import annotations

from datetime import date
from typing import Any

from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Evening, Finding
from trio_journal.services import findings, running_order

# No test is about today: an evening is planned across the summer, or looked up years later.
DAY = date(2027, 3, 2)


def slots(journal: Any, evening: Evening) -> list[Any]:
    def load() -> list[Any]:
        return list(running_order.load_slots(db.session.get_one(Evening, evening.id)))

    return journal.inside(load)()


def order(journal: Any, evening: Evening) -> list[str]:
    return [slot.label or slot.trio.focus for slot in slots(journal, evening)]


def shared(journal: Any, *claims: str) -> list[Finding]:
    return [journal.share(journal.finding(journal.note(), claim=claim)) for claim in claims]


def enter(journal: Any, trio: Any, claim: str = "It helps.") -> Finding:
    """Type in a finding for a trio, as coordinator."""
    entered = journal.inside(findings.enter_for_trio)
    return entered(trio, journal.helen, new_id(), {"claim": claim})


def claims(journal: Any, evening: Evening) -> list[str]:
    def load() -> list[str]:
        placed = running_order.of(db.session.get_one(Evening, evening.id)).slots[1]
        return [finding.claim for finding in placed.findings]

    return journal.inside(load)()


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "title": "Spring evening",
        "evening_date": DAY.isoformat(),
        "starts_at": "18:00",
        "ends_at": "20:00",
        "print_by": "",
        "venue_school_id": "",
        "venue": "The village hall",
        "welcome": "Come in.",
    } | changed
