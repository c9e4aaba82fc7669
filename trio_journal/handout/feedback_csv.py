"""What was said at an evening, as a table for a spreadsheet: one row for each answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from .. import dates, year_groups
from ..models import Evening, Feedback
from ..services.feedback import OfTrio
from .csv import table

COLUMNS: Final = (
    "alliance", "evening", "date", "trio", "focus", "school", "year_from", "year_to", "from_when",
    "who", "question", "note", "came_on", "typed_in", "shortened", "passed_on_on",
)  # fmt: skip


def write(alliance: str, evening: Evening, rows: Sequence[OfTrio]) -> bytes:
    """Return what was said at an evening; what was put away is left out."""
    answers = (answer for one in rows for answer in (*one.new, *one.passed_on))
    return table(COLUMNS, (_cells(alliance, evening, answer) for answer in answers))


def _cells(alliance: str, evening: Evening, answer: Feedback) -> Iterator[object]:
    cells: dict[str, object] = {
        "alliance": alliance,
        "evening": evening.title,
        "date": evening.evening_date.isoformat(),
        "trio": answer.trio.number,
        "focus": answer.trio.focus,
        "school": answer.school.name if answer.school else "",
        "year_from": _code(answer.year_from),
        "year_to": _code(answer.year_to),
        "from_when": answer.from_when,
        "who": answer.who,
        "question": answer.question,
        "note": answer.note,
        "came_on": _day(answer.created_at),
        "typed_in": "yes" if answer.entered_by_id else "no",
        "shortened": "yes" if answer.is_shortened else "no",
        "passed_on_on": _day(answer.passed_on_at),
    }
    return (cells[name] for name in COLUMNS)


def _code(year: int | None) -> str:
    return "" if year is None else year_groups.code(year)


def _day(moment: datetime | None) -> str:
    return dates.local(moment).date().isoformat() if moment else ""
