"""The whole handout in the order of the evening, as plain data for layouts without fixed sides.

Each trio is complete in one place. On which page that is the typesetter finds out by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from .. import year_groups
from ..dates import clock_label, day_label
from . import strip
from .document import (
    SHEET_LINES,
    FindingBlock,
    Handout,
    Slot,
    TrioBlock,
    schools_line,
    sign_in_rows,
)
from .indexes import IndexLine
from .pages import Data, facts, logo, quoted, reading
from .prose import blocks, breakable
from .ruler import Ruler

# The large ruler at this size of type is too wide for one row, so each phase has its own.
_PHASES: Final = tuple(
    tuple(year for year in year_groups.YEAR_GROUPS if year_groups.phase(year) == phase)
    for phase in ("primary", "secondary")
)
# A longer title would fill the foot of every page: the date alone tells evenings apart.
_FOOTERS: Final = {"large-print": 42, "booklet": 60, "slides": 60}
# Nor may a long focus fill the head of every slide: there, "Trio 3" is enough.
_ABOVE: Final = 45
# Of the units of strip.py, so that on a slide 344 units wide it is 24 pt.
_ON_SLIDES: Final = 9.6


def write(handout: Handout, kind: str) -> Data:
    """Return a handout as data for the kind of layout that is set: large-print, booklet, slides."""
    footer = handout.footer
    if len(footer) > _FOOTERS[kind]:
        footer = f"{day_label(handout.day)}, {handout.stamp or 'draft'}"
    return {
        "kind": kind,
        "title": breakable(handout.title),
        "alliance": breakable(handout.alliance),
        "when": handout.when,
        "venue": breakable(handout.venue),
        "footer": breakable(footer),
        "welcome": blocks(handout.welcome),
        "logo": logo(handout.logo),
        "reading": reading(handout.reading),
        "slots": [_slot(slot) for slot in handout.slots],
        "trios": [
            _trio(slot, slot.trio, on_slides=kind == "slides")
            for slot in handout.slots
            if slot.trio
        ],
        "feedback": [breakable(trio.title) for trio in handout.trios if handout.feedback_sheet],
        "sign-in": [breakable(school) for school in sign_in_rows(handout)],
        "lines": SHEET_LINES,
        "index_line": handout.index_line,
        "indexes": [
            {
                "head": index.head,
                "named": index.named,
                "lines": [_line(handout, line, named=index.named) for line in index.lines],
            }
            for index in handout.indexes
        ],
    }


def _slot(slot: Slot) -> Data:
    trio = slot.trio
    return {
        "at": clock_label(slot.starts_at),
        "what": breakable(slot.name),
        "anchor": trio and trio.anchor,
        "schools": breakable(schools_line(trio)) if trio else "",
        "ruler": trio and trio.span and strip.small(*trio.span),
    }


def _trio(slot: Slot, trio: TrioBlock, *, on_slides: bool) -> Data:
    return {
        "anchor": trio.anchor,
        "title": breakable(trio.title),
        "number": f"Trio {trio.number}",
        "above": breakable(_above(trio)),
        "focus": breakable(trio.focus),
        "at": slot.heading.removesuffix(f", {slot.name}"),
        "findings": [_finding(finding, on_slides=on_slides) for finding in trio.findings],
        "asked": [blocks(asked.text) for asked in trio.asked],
        "did": blocks(trio.did),
        "people": [breakable(str(person)) for person in trio.people],
        "contact": breakable(trio.contact),
    }


def _above(trio: TrioBlock) -> str:
    if len(trio.focus) > _ABOVE:
        return f"Trio {trio.number}"
    return " ".join(trio.title.split())


def _finding(finding: FindingBlock, *, on_slides: bool) -> Data:
    ruler = finding.ruler
    return {
        "claim": breakable(finding.claim),
        "strips": list(_strips(ruler, on_slides=on_slides)) if ruler else [],
        "sentence": ruler.sentence if ruler else "",
        "key": ruler.key if ruler else "",
        "evidence": finding.evidence_line,
        **facts(finding),
        "detail": blocks(finding.detail),
        "quotation": finding.quotation and quoted(finding.quotation),
        "pair": _labelled(
            ("For primary", finding.for_primary), ("For secondary", finding.for_secondary)
        ),
        "texts": _labelled(
            ("What we can't say yet", finding.limits), ("What next", finding.next_step)
        ),
        "question": blocks(finding.audience_question),
    }


def _labelled(*texts: tuple[str, str]) -> list[Data]:
    return [{"head": head, "text": blocks(text)} for head, text in texts if text.strip()]


def _strips(ruler: Ruler, *, on_slides: bool) -> Iterator[Data]:
    """Yield the drawings of a ruler, each with what it shows in words."""
    if on_slides:
        drawn = strip.draw(ruler)
        yield {"svg": strip.svg(drawn, _ON_SLIDES), "wide": drawn.wide, "says": ruler.sentence}
        return
    for years in _PHASES:
        drawn = strip.draw(ruler, years)
        yield {"svg": strip.svg(drawn), "wide": drawn.wide, "says": _says(ruler, years)}


def _says(ruler: Ruler, years: Sequence[int]) -> str:
    looked = Ruler(tuple(cell for cell in ruler.cells if cell.year in years))
    return f"{_range(years)}: {looked.sentence or 'no class.'}"


def _range(years: Sequence[int]) -> str:
    return year_groups.range_label(years[0], years[-1])


def _line(handout: Handout, line: IndexLine, *, named: bool) -> Data:
    trios = (handout.trio(anchor) for anchor in line.anchors)
    return {
        "name": breakable(line.name),
        "trios": [
            {
                "anchor": trio.anchor,
                "name": breakable(trio.title) if named else f"Trio\xa0{trio.number}",
            }
            for trio in trios
        ],
    }
