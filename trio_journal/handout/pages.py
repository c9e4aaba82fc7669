"""The sides of a handout as plain data, which a typesetter sets as they are.

What is said, and on which side, is decided by `layout.py`; only what a side holds goes along.
"""

from __future__ import annotations

from typing import Any

from .. import year_groups
from ..dates import clock_label
from . import heights, pictures, strip
from .document import (
    SHEET_LINES,
    FindingBlock,
    Handout,
    Logo,
    Quotation,
    Reading,
    Slot,
    TrioBlock,
    people_line,
    schools_line,
)
from .indexes import IndexLine
from .layout import Layout
from .metrics import POINT
from .prose import blocks, breakable
from .ruler import Ruler
from .sides import (
    Claim,
    Continued,
    Cover,
    FeedbackSide,
    Heading,
    IndexSide,
    Inside,
    Item,
    NotesSide,
    Side,
    SignInSide,
    TrioSide,
)

Data = dict[str, Any]


def write(handout: Handout, layout: Layout) -> Data:
    """Return a handout as data of strings, numbers, lists and dicts."""
    return {
        "title": breakable(handout.title),
        "alliance": breakable(handout.alliance),
        "when": handout.when,
        "venue": breakable(handout.venue),
        "footer": breakable(handout.footer),
        "welcome": blocks(handout.welcome),
        "logo": logo(handout.logo),
        "reading": reading(handout.reading),
        "index_page": layout.index_page,
        "index_line": handout.index_line,
        "pages": layout.total,
        "sides": [_side(side, handout, layout) for side in layout.sides],
    }


def logo(shown: Logo | None) -> Data | None:
    """Return a logo as a drawing, with its size on paper in millimetres."""
    if shown is None:
        return None
    wide, tall = heights.logo_size(shown)
    uri = pictures.data_uri(shown.mimetype, shown.content)
    # A picture within a drawing, because plain data has no bytes.
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {shown.width} {shown.height}">'
        f'<image width="{shown.width}" height="{shown.height}" href="{uri}"/></svg>'
    )
    return {"svg": drawn, "width": wide, "height": tall}


def reading(link: Reading | None) -> Data | None:
    """Return the link for phones: its address, its words, and its code as a drawing."""
    if link is None:
        return None
    return {
        "url": link.url,
        "words": str(link),
        "svg": pictures.code(link.url),
        "width": heights.CODE,
        "height": heights.CODE,
    }


def _side(side: Side, handout: Handout, layout: Layout) -> Data:
    match side:
        case Cover():
            shown = _order(side.slots, layout, schools=side.schools)
            return {"is": "cover", "name": "Cover", "slots": shown, "welcome": side.welcome}
        case Inside():
            return {
                "is": "inside",
                "name": "Welcome" if side.welcome else "The evening",
                "slots": _order(side.slots, layout),
                "welcome": blocks(side.welcome),
                "continued": side.continued,
            }
        case TrioSide():
            return _trio(side, layout)
        case Continued():
            return _continued(side)
        case NotesSide():
            return {"is": "notes", "name": "Notes", "lines": side.lines}
        case SignInSide():
            return {
                "is": "sign-in",
                "name": "Sign-in sheet",
                "again": side.again,
                "lines": SHEET_LINES,
                "schools": [breakable(school) for school in side.schools],
            }
        case FeedbackSide():
            return {
                "is": "feedback",
                "name": "Feedback",
                "again": side.again,
                "lines": SHEET_LINES,
                "trios": [breakable(trio.title) for trio in side.trios],
            }
        case IndexSide():
            return _indexes(side, handout, layout)
    raise TypeError(type(side))


def _continued(side: Continued) -> Data:
    more = ", continued" if side.again else ""
    trio = side.slot and side.slot.trio
    return {
        "is": "continued",
        "name": f"{trio.title}, continued" if trio else "In more detail",
        "slot": breakable(f"{side.slot.heading}, continued") if side.slot else "",
        "anchor": side.anchor,
        "title": f"In more detail{more}",
        "items": [_item(item) for item in side.items],
    }


def _indexes(side: IndexSide, handout: Handout, layout: Layout) -> Data:
    return {
        "is": "index",
        "name": "Index",
        "lists": [
            {
                "head": part.head,
                "lines": [
                    _line(line, handout, layout, named=part.index.named) for line in part.lines
                ],
            }
            for part in side.parts
        ],
    }


def _order(slots: tuple[Slot, ...], layout: Layout, *, schools: bool = True) -> list[Data]:
    return [
        {
            "at": clock_label(slot.starts_at),
            "label": breakable(slot.label),
            "trio": slot.trio
            and {
                "anchor": slot.trio.anchor,
                "focus": breakable(slot.trio.focus),
                "schools": breakable(schools_line(slot.trio)) if schools else "",
                "wraps": heights.focus_in_order(slot.trio) > heights.ROW[1] * POINT,
                "ruler": slot.trio.span and strip.small(*slot.trio.span),
                "years": year_groups.range_label(*(slot.trio.span or (None, None))),
                "page": layout.page(slot.trio.anchor),
            },
        }
        for slot in slots
    ]


def _trio(side: TrioSide, layout: Layout) -> Data:
    trio = side.trio
    return {
        "is": "trio",
        "name": trio.title,
        "anchor": trio.anchor,
        "heading": breakable(side.slot.heading),
        "first": side.first and _first(side.first, side),
        "others": [_claim(finding) for finding in side.others],
        "asked": [blocks(asked.text) for asked in trio.asked] if side.has("method") else [],
        "did": blocks(trio.did) if side.has("method") else [],
        "writing_lines": side.writing_lines,
        "night_lines": side.night_lines,
        "people": breakable(people_line(trio)),
        "more": _more(trio, layout),
        "more_page": layout.more.get(trio.anchor),
    }


def _more(trio: TrioBlock, layout: Layout) -> str:
    if trio.anchor not in layout.more:
        return ""
    page = layout.more[trio.anchor]
    return f"More from this trio: page\xa0{page}." if page else "More from this trio further on."


def _first(finding: FindingBlock, side: TrioSide) -> Data:
    def kept(block: str, text: str) -> list[Data]:
        return blocks(text) if side.has(block) else []

    quotation = finding.quotation if side.has("quotation") else None
    return {
        "claim": breakable(finding.claim),
        "long": side.long_claim,
        "strip": finding.ruler and _strip(finding.ruler),
        "evidence": finding.evidence_line,
        **facts(finding),
        "detail": kept("detail", finding.detail),
        "quotation": quotation and quoted(quotation),
        "pair": [
            {"head": head, "text": text}
            for head, text in (
                ("For primary", kept("pair", finding.for_primary)),
                ("For secondary", kept("pair", finding.for_secondary)),
            )
            if text
        ],
        "limits": kept("limits", finding.limits),
        "next_step": kept("next_step", finding.next_step),
        "question": kept("audience_question", finding.audience_question),
    }


def _strip(ruler: Ruler) -> Data:
    drawn = strip.svg(strip.draw(ruler))
    return {"svg": drawn, "sentence": ruler.sentence, "key": ruler.key}


def facts(finding: FindingBlock) -> Data:
    """Return the small ruler of a claim, and its years and evidence in words."""
    ruler = None
    if finding.year_from is not None and finding.last_year is not None:
        ruler = strip.small(finding.year_from, finding.last_year)
    words = ". ".join(part for part in (finding.years, finding.evidence_line) if part)
    return {"ruler": ruler, "years": finding.years, "facts": words}


def _claim(finding: FindingBlock) -> Data:
    return {
        "claim": breakable(finding.claim),
        **facts(finding),
    }


def quoted(quotation: Quotation) -> Data:
    return {"text": blocks(quotation.text), "credit": breakable(quotation.credit)}


def _item(item: Item) -> Data:
    match item:
        case Heading():
            anchor = f"{item.trio.anchor}-more"
            return {"is": "heading", "text": breakable(item.trio.title), "anchor": anchor}
        case Claim():
            return {"is": "claim", "full": item.full, **_claim(item.finding)}
    if item.quoted:
        return {"is": "quotation", **quoted(Quotation(item.text, item.credit))}
    return {"is": "text", "label": item.label, "text": blocks(item.text)}


def _line(line: IndexLine, handout: Handout, layout: Layout, *, named: bool) -> Data:
    return {
        "name": breakable(line.name),
        "trios": [
            {
                "anchor": anchor,
                "name": breakable(trio.title) if named else f"Trio\xa0{trio.number}",
                "page": layout.page(anchor),
            }
            for anchor in line.anchors
            for trio in [handout.trio(anchor)]
        ],
    }
