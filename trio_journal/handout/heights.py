"""How high each block of the printed handout is: an estimate, in millimetres.

Sizes are those of static/handout.css: widths and heights in millimetres, each size of type with its
leading in points.
"""

from __future__ import annotations

import math
from typing import Final

from .document import (
    SHEET_LINES,
    FindingBlock,
    Handout,
    Logo,
    Slot,
    TrioBlock,
    people_line,
    schools_line,
)
from .indexes import IndexLine
from .metrics import POINT, height, prose, width
from .prose import blocks as blocks_of

WIDE: Final = 172.0
COLUMN: Final = 82.0
TALL: Final = 267.0
# What the estimate may be wrong by on one side before anything would run over.
SPARE: Final = 3.0
ROOM: Final = TALL - SPARE

TEXT: Final = (12.0, 16.0)
LINE: Final = 16 * POINT
RULE: Final = 9.0
GAP: Final = 2.5
STRIP: Final = 31.0
SMALL_RULER: Final = 48.0
TITLE: Final = 26 * POINT
# What a side of notes has room for.
NOTES_LINES: Final = int((ROOM - TITLE - 4) // RULE)

BIG_CLAIM: Final = (22.0, 26.0)
LONG_CLAIM: Final = (18.0, 22.0)
LONG_CLAIM_FROM: Final = 160
CLAIM: Final = (15.0, 19.0)
QUOTED: Final = (13.0, 18.0)
DISCUSS: Final = (14.0, 18.0)
ROW: Final = (13.0, 17.0)

# What a logo has room in, and how many of its pixels at least come to an inch.
LOGO_BOX: Final = (90.0, 30.0)
COARSEST: Final = 100
CODE: Final = 28.0

ROW_WIDE: Final = 126.0
ROW_HEADS: Final = 8.0
SIGN_IN_NAME: Final = 62.0
INDEX_NAME: Final = 66.0
INDEX_GAP: Final = 4.0


# Texts and claims


def text(label: str, words: str) -> float:
    """Return the height of a text that its bold label runs into; "" is no label."""
    return 2 + prose(_run_in(label, words) if label else words, *TEXT, WIDE)


def quotation(words: str, credit: str) -> float:
    """Return the height of a quotation with its credit.

    Where it is more than a paragraph, its quotation marks and its credit have lines of their own.
    """
    tall = GAP + prose(f"{words} ({credit})", *QUOTED, WIDE - 8)
    found = blocks_of(words)
    if len(found) == 1 and found[0]["is"] == "paragraph":
        return tall
    return tall + 2 * QUOTED[1] * POINT


def _run_in(label: str, words: str) -> str:
    """Return a text with letters in front that are as wide as its bold label."""
    letters = math.ceil(width(f"{label}  ", bold=True) / width("i"))
    return f"{'i' * letters} {words}"


def claim_size(claim: str) -> tuple[float, float]:
    """Return the size and leading of the first claim: smaller when it is long."""
    return LONG_CLAIM if len(claim) > LONG_CLAIM_FROM else BIG_CLAIM


def further_claim(finding: FindingBlock) -> float:
    """Return the height of a further claim with its ruler and evidence line."""
    return GAP + height(finding.claim, *CLAIM, WIDE, bold=True) + _facts(finding)


def claim_again(finding: FindingBlock) -> float:
    """Return the height of a claim that is only named again, above texts that were moved."""
    return GAP + height(finding.claim, *TEXT, WIDE, bold=True)


def _facts(finding: FindingBlock) -> float:
    """Return the height of a small ruler with years and evidence in words beside it."""
    facts = " ".join(part for part in (finding.years, finding.evidence_line) if part)
    room = WIDE - SMALL_RULER - 3 if finding.year_from is not None else WIDE
    return max(height(facts, *TEXT, room), LINE) + 0.5 if facts else 0


# A trio's side


def blocks(trio: TrioBlock, first: FindingBlock) -> dict[str, float]:
    """Return the height of each block of a side that has one, those that stay put as "fixed"."""
    quoted = first.quotation
    tall = {
        "fixed": _fixed(first),
        "detail": text("", first.detail) if first.detail else 0,
        "quotation": quotation(quoted.text, quoted.credit) if quoted else 0,
        "pair": _pair(first.for_primary, first.for_secondary),
        "limits": text("What we can't say yet", first.limits) if first.limits else 0,
        "next_step": text("What next", first.next_step) if first.next_step else 0,
        "method": _method(trio),
        "audience_question": (
            GAP + 5 + prose(first.audience_question, *DISCUSS, WIDE - 9, bold=True)
            if first.audience_question
            else 0
        ),
    }
    return {name: value for name, value in tall.items() if value}


def _fixed(first: FindingBlock) -> float:
    fixed = GAP + height(first.claim, *claim_size(first.claim), WIDE, bold=True)
    if not first.ruler:
        return fixed + _facts(first)
    words = f"{first.ruler.sentence} {first.ruler.key}"
    fixed += GAP + STRIP + 1 + height(words, *TEXT, WIDE)
    return fixed + 1 + height(first.evidence_line, *TEXT, WIDE)


def _pair(primary: str, secondary: str) -> float:
    columns = [text for text in (primary, secondary) if text]
    if not columns:
        return 0
    room = COLUMN if len(columns) == 2 else WIDE
    return GAP + LINE + max(prose(text, *TEXT, room) for text in columns)


def _method(trio: TrioBlock) -> float:
    said = [_run_in("We asked", " ".join(asked.text for asked in trio.asked))] if trio.asked else []
    if trio.did:
        said.append(_run_in("What we did", trio.did))
    # A question in several paragraphs ends its line before the next words begin.
    extra = sum(LINE for asked in trio.asked if "\n" in asked.text.strip())
    return 2 + prose(" ".join(said), *TEXT, WIDE) + extra if said else 0


def people(trio: TrioBlock, *, more: bool) -> float:
    """Return the height of who the trio are; `more` says that a page is named after it."""
    pointer = " More from this trio: page\xa088." if more else ""
    return GAP + 1.5 + height(people_line(trio) + pointer, *TEXT, WIDE)


def head(slot: Slot) -> float:
    """Return the height of the line above a side that says whose it is."""
    return height(slot.heading, *TEXT, WIDE) + 1.5


def trio_name(trio: TrioBlock) -> float:
    """Return the height of a trio's name above what is said of it at the back."""
    return 6.0 + 1.0 + height(trio.title, *CLAIM, WIDE, bold=True)


def writing(rules: int) -> float:
    """Return the height of some lines to write on."""
    return GAP + RULE * (rules + 1)


def night_head(trio: TrioBlock) -> float:
    """Return the height of what stands above lines for "Findings on the night"."""
    asked = sum(GAP + LINE + prose(asked.text, *CLAIM, WIDE) for asked in trio.asked)
    return GAP + TITLE + asked


# The cover and the indexes


def welcome(words: str) -> float:
    """Return the height of the welcome on the cover, 0 without one."""
    return GAP * 2 + prose(words, *TEXT, WIDE) if words else 0.0


def logo_size(logo: Logo) -> tuple[float, float]:
    """Return how wide and how high a logo is printed: within its box, and never coarse."""
    scale = min(LOGO_BOX[0] / logo.width, LOGO_BOX[1] / logo.height, 25.4 / COARSEST)
    return logo.width * scale, logo.height * scale


def cover_foot(handout: Handout) -> float:
    """Return the height of what the cover ends with: where the index is, and a code for phones."""
    return GAP * 2 + CODE if handout.reading else GAP + LINE


def cover_head(handout: Handout) -> float:
    """Return the height of what stands above the running order and the welcome."""
    return (
        (logo_size(handout.logo)[1] + 6 if handout.logo else 0)
        + height(handout.alliance, 14, 18, WIDE)
        + 6
        + height(handout.title, 30, 36, WIDE, bold=True)
        + 3
        + height(handout.when, 16, 21, WIDE)
        + (height(handout.venue, 16, 21, WIDE) if handout.venue else 0)
        + 6
    )


def row(slot: Slot, *, schools: bool = True) -> float:
    """Return the height of a row of the running order, with or without the schools' names."""
    if slot.trio is None:
        return 3.5 + height(slot.label, *ROW, ROW_WIDE)
    focus = focus_in_order(slot.trio)
    named = schools and slot.trio.schools
    return (
        3.5 + max(focus, LINE) + (height(schools_line(slot.trio), *ROW, ROW_WIDE) if named else 0)
    )


def focus_in_order(trio: TrioBlock) -> float:
    """Return the height of a trio's focus in the running order, beside its ruler."""
    return height(trio.focus, *ROW, ROW_WIDE - SMALL_RULER - 3, bold=True)


def sign_in_row(school: str) -> float:
    """Return the height of a school's lines on the sign-in sheet."""
    return max(SHEET_LINES * RULE, 2 + height(school, *TEXT, SIGN_IN_NAME - 4, bold=True))


def feedback(trio: TrioBlock) -> float:
    """Return the height of the lines for feedback on a trio."""
    return 6.0 + height(trio.title, *CLAIM, WIDE, bold=True) + (2 + SHEET_LINES) * RULE


def index_line(handout: Handout, line: IndexLine, *, named: bool) -> float:
    """Return the height of a line; each trio in it is named, or only numbered."""
    trios = [handout.trio(anchor) for anchor in line.anchors]
    names = [trio.title if named else f"Trio\xa0{trio.number}" for trio in trios]
    # From forty trios on there may be a hundred pages.
    page = "page\xa088" if len(handout.trios) < 40 else "page\xa0888"
    words = "; ".join(f"{name}, {page}" for name in names)
    name = height(line.name, *TEXT, INDEX_NAME - INDEX_GAP, bold=True)
    return 1.75 + max(height(words, *TEXT, WIDE - INDEX_NAME), name)
