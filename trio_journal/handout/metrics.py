"""How much room words take in the handout's typeface: an estimate, good to about a line a page.

The widths are Atkinson Hyperlegible Next's own, in thousandths of its size. Letters with accents
are as wide as those without; what the typeface lacks comes from another one and is taken as wide.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

POINT: Final = 127 / 360  # millimetres

# From the space to "~", at weights 400 and 650 (static/fonts, weight axis of the variable font).
_REGULAR: Final = (
    280, 286, 301, 651, 592, 919, 731, 160, 299, 299, 485, 606, 210, 362, 210, 387, 648, 407, 548,
    576, 614, 588, 598, 510, 615, 595, 210, 210, 553, 628, 553, 480, 778, 626, 613, 645, 669, 569,
    552, 694, 694, 392, 512, 631, 541, 824, 693, 714, 592, 724, 614, 592, 558, 690, 593, 856, 623,
    575, 607, 317, 387, 344, 552, 372, 243, 525, 566, 485, 564, 538, 314, 558, 550, 252, 245, 492,
    262, 845, 550, 548, 566, 574, 349, 471, 326, 540, 461, 684, 481, 449, 460, 344, 237, 344, 555,
)  # fmt: skip
_BOLD: Final = (
    308, 300, 376, 747, 607, 961, 726, 203, 329, 329, 485, 596, 262, 371, 262, 432, 658, 435, 574,
    596, 622, 605, 621, 533, 623, 574, 262, 262, 567, 614, 567, 536, 781, 670, 638, 656, 686, 593,
    564, 715, 700, 420, 553, 659, 550, 853, 714, 742, 623, 752, 644, 607, 599, 687, 636, 881, 675,
    638, 617, 336, 432, 344, 577, 395, 281, 548, 591, 506, 591, 559, 357, 588, 568, 293, 257, 546,
    309, 876, 568, 571, 591, 595, 372, 503, 368, 563, 519, 731, 531, 510, 499, 376, 251, 376, 540,
)  # fmt: skip
_OTHERS: Final = {"‘": 250, "’": 250, "“": 440, "”": 440, "–": 504, "—": 830, "…": 720, "\xa0": 308}
_WIDE: Final = 1300
_UNKNOWN: Final = 760
# Rounding and kerning: lines are taken to be a little narrower than they are.
_CAREFUL: Final = 0.985

_LIST: Final = re.compile(r"^(\s*)(?:[-*+]|\d{1,9}[.)]|>)\s+")


@lru_cache(maxsize=4096)
def _letter(letter: str, bold: bool) -> int:
    table = _BOLD if bold else _REGULAR
    if " " <= letter <= "~":
        return table[ord(letter) - 32]
    if letter in _OTHERS:
        return _OTHERS[letter]
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Cc"):
        return 0
    base = unicodedata.normalize("NFD", letter)[0]
    if base != letter:
        return _letter(base, bold)
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _UNKNOWN


def width(text: str, *, bold: bool = False) -> int:
    """Return the width of a text in thousandths of its size."""
    return sum(_letter(letter, bold) for letter in text)


# A side is measured anew for each block that might stand elsewhere.
@lru_cache(maxsize=1024)
def lines(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """Return how many lines a text fills, set at `size` points in `room` millimetres."""
    available = room / (size * POINT) * 1000 * _CAREFUL
    space = _letter(" ", bold)
    count = 0
    for line in text.splitlines() or [""]:
        count += 1
        used = 0.0
        for word in re.split(r"[ \t]+", line.strip(" \t")):
            wide = width(word, bold=bold)
            if used and used + space + wide > available:
                count += 1
                used = 0.0
            used += wide + (space if used else 0)
            while used > available:
                # A word longer than a line breaks anywhere; a letter never does.
                count += 1
                used -= max(available - _WIDE, available / 2)
    return count


def height(text: str, size: float, leading: float, room: float, *, bold: bool = False) -> float:
    """Return the height in millimetres of one paragraph, `leading` in points."""
    return lines(text, size, room, bold=bold) * leading * POINT


def prose(
    text: str, size: float, leading: float, room: float, *, bold: bool = False, gap: float = 1.5
) -> float:
    """Return the height of typed Markdown. Marks and addresses count as words, which is more."""
    total = 0.0
    before = ""
    for line in text.strip().splitlines():
        if not line.strip():
            total += gap if before else 0
            before = ""
            continue
        item = _LIST.match(line)
        if item and before and not _LIST.match(before):
            total += gap
        indent = 7 + 7 * (len(item[1].expandtabs(4)) // 2) if item else 0
        strong = bold or line.lstrip().startswith("#") or "**" in line or "__" in line
        total += height(line, size, leading, max(room - indent, room / 3), bold=strong)
        if item:
            total += gap / 2
        before = line
    return total
