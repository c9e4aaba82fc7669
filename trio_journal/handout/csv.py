"""The handout as a table for a spreadsheet: one row for each finding.

Excel opens it because of the byte-order mark, and runs nothing in it: a cell that a spreadsheet
would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from .. import year_groups
from .document import FindingBlock, Handout, Slot, TrioBlock

COLUMNS: Final = (
    "alliance", "evening", "date", "edition", "starts_at", "minutes", "trio", "focus", "people",
    "schools",
    "contact", "asked", "did", "place", "claim", "detail", "year_from", "year_to", "notes",
    "lessons", "schools_visited", "not_fitting", "evidence_line", "agreed", "agreed_of", "ruler",
    "quotation", "quotation_credit", "for_primary", "for_secondary", "limits", "next_step",
    "audience_question", "entered_for_trio", "trio_id", "finding_id",
    "themes",
)  # fmt: skip

# Apostrophes before one of these count too, so that the one we add can be taken off again.
_FORMULA: Final = re.compile(r"'*[\s\0]*[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001


def write(handout: Handout) -> bytes:
    """Return the table as UTF-8 with a byte-order mark."""
    return table(
        COLUMNS,
        (
            _row(handout, slot, slot.trio, place, finding)
            for slot in handout.slots
            if slot.trio
            for place, finding in enumerate(slot.trio.findings, start=1)
        ),
    )


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Return any table as a spreadsheet opens it, each cell harmless; a heading comes first."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([harmless(str(cell)) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig", "replace")


def harmless(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _row(
    handout: Handout, slot: Slot, trio: TrioBlock, place: int, finding: FindingBlock
) -> Iterator[object]:
    evidence = finding.evidence
    quotation = finding.quotation
    cells = {
        "alliance": handout.alliance,
        "evening": handout.title,
        "date": handout.day.isoformat(),
        "edition": handout.stamp.number if handout.stamp else "draft",
        "starts_at": f"{slot.starts_at:%H:%M}",
        "minutes": slot.minutes,
        "trio": trio.number,
        "focus": trio.focus,
        "people": "; ".join(str(person) for person in trio.people),
        "schools": "; ".join(trio.schools),
        "contact": trio.contact,
        "asked": "\n".join(asked.text for asked in trio.asked),
        "did": trio.did,
        "place": place,
        "claim": finding.claim,
        "detail": finding.detail,
        "year_from": _code(finding.year_from),
        "year_to": _code(finding.last_year),
        "notes": evidence.notes if evidence else "",
        "lessons": evidence.lessons if evidence else "",
        "schools_visited": evidence.schools if evidence else "",
        "not_fitting": evidence.not_fitting if evidence else "",
        "evidence_line": finding.evidence_line,
        "agreed": finding.agreed,
        "agreed_of": finding.agreed_of,
        "ruler": finding.ruler.sentence if finding.ruler else "",
        "quotation": quotation.text if quotation else "",
        "quotation_credit": quotation.credit if quotation else "",
        "for_primary": finding.for_primary,
        "for_secondary": finding.for_secondary,
        "limits": finding.limits,
        "next_step": finding.next_step,
        "audience_question": finding.audience_question,
        "entered_for_trio": "yes" if finding.entered_for_trio else "no",
        "trio_id": trio.id,
        "finding_id": finding.id,
        "themes": "; ".join(finding.themes),
    }
    return (cells[name] for name in COLUMNS)


def _code(year: int | None) -> str:
    return "" if year is None else year_groups.code(year)
