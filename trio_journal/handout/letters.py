"""Which letters of a handout no typeface has: typeset, each of them would be an empty box.

`typesetting/fonts/letters.txt` is the typefaces' own tables, as ranges (`tests/tools/letters.py`
writes it anew), so that nothing has to be typeset to know.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from .document import FindingBlock, Handout, TrioBlock

TABLE: Final = Path(__file__).parent / "typesetting" / "fonts" / "letters.txt"
# Marks that are never drawn: blanks, line ends, and what only joins or turns other letters.
_UNSEEN: Final = {"Cc", "Cf", "Zl", "Zp", "Zs"}
# Selectors, and what Unicode keeps free for such marks.
_IGNORED: Final = (
    range(0x2065, 0x2066), range(0xFE00, 0xFE10), range(0xFFF0, 0xFFF9), range(0xE0000, 0xE1000),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missing:
    """A letter that no typeface has, and the parts of the handout that use it."""

    letter: str
    places: tuple[str, ...]


@cache
def _ranges() -> tuple[list[int], list[int]]:
    lines = TABLE.read_text("ascii").split()
    pairs = [[int(end, 16) for end in line.split("-")] for line in lines]
    return [pair[0] for pair in pairs], [pair[-1] for pair in pairs]


def has_typeface(letter: str) -> bool:
    """Say whether a letter can be typeset."""
    code = ord(letter)
    if unicodedata.category(letter) in _UNSEEN or any(code in some for some in _IGNORED):
        return True
    firsts, lasts = _ranges()
    place = bisect_right(firsts, code) - 1
    return place >= 0 and code <= lasts[place]


def missing(handout: Handout) -> tuple[Missing, ...]:
    """Return the letters that no typeface has, in the order in which one meets them."""
    found: dict[str, dict[str, None]] = {}
    for place, text in _texts(handout):
        for letter in dict.fromkeys(text):
            if not letter.isascii() and not has_typeface(letter):
                found.setdefault(letter, {})[place] = None
    return tuple(Missing(letter, tuple(places)) for letter, places in found.items())


def _texts(handout: Handout) -> Iterator[tuple[str, str]]:
    yield "the alliance's name", handout.alliance
    yield "the title", handout.title
    yield "the venue", handout.venue
    yield "the welcome", handout.welcome
    for slot in handout.slots:
        yield "the running order", slot.label
        if slot.trio:
            yield from ((f"Trio {slot.trio.number}", text) for text in _of(slot.trio))
    yield from (("the index by theme", line.name) for line in handout.by_theme)
    yield from (("the sign-in sheet", school) for school in handout.sign_in)


def _of(trio: TrioBlock) -> Iterator[str]:
    yield trio.focus
    yield trio.contact
    yield from (str(person) for person in trio.people)
    yield from (asked.text for asked in trio.asked)
    for finding in trio.findings:
        yield from _in(finding)


def _in(finding: FindingBlock) -> Iterator[str]:
    yield finding.claim
    yield finding.detail
    if finding.quotation:
        yield finding.quotation.text
        yield finding.quotation.credit
    yield finding.for_primary
    yield finding.for_secondary
    yield finding.limits
    yield finding.next_step
    yield finding.audience_question
