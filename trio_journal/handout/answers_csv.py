"""What heads answered, as a table for a spreadsheet: one row for each school that took part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from .. import dates
from ..services.head_answers import AGAIN, ANSWERED_AS, AWARE, IMPACT
from ..services.questionnaires import Row
from .csv import table

COLUMNS: Final = (
    "alliance", "academic_year", "school", "town", "urn", "trios", "aware", "impact",
    "impact_seen", "again", "again_why", "answered_as", "answered_on", "entered_by_coordinator",
)  # fmt: skip


def write(alliance: str, year: int, rows: Sequence[Row]) -> bytes:
    """Return the answers about a year; a school without one has its row, and empty cells."""
    return table(COLUMNS, (_cells(alliance, year, row) for row in rows))


def _cells(alliance: str, year: int, row: Row) -> Iterator[object]:
    school, answer = row.school, row.answer
    cells: dict[str, object] = {
        "alliance": alliance,
        "academic_year": dates.academic_year_label(year),
        "school": school.name,
        "town": school.town,
        "urn": school.urn or "",
        "trios": "; ".join(row.focuses),
    }
    if answer is not None:
        cells |= {
            "aware": _word(AWARE, answer.aware),
            "impact": _word(IMPACT, answer.impact),
            "impact_seen": answer.impact_seen,
            "again": _word(AGAIN, answer.again),
            "again_why": answer.again_why,
            "answered_as": _word(ANSWERED_AS, answer.answered_as),
            "answered_on": dates.local(answer.created_at).date().isoformat(),
            "entered_by_coordinator": "yes" if answer.entered_by_id else "no",
        }
    return (cells.get(name, "") for name in COLUMNS)


def _word(words: Mapping[Any, str], chosen: object) -> str:
    return words[chosen] if chosen is not None else ""
