"""How many classes stand on each side of a visit's sheet, so that it fills two sides of paper.

Heights are in millimetres, as static/print.css has them; what is left over becomes room to write.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .metrics import height, prose

# A4 without its margins, and a strip with its heading, year groups, rating and four lines.
SIDE: Final = 266
ROOM: Final = 172
STRIP: Final = 64
BACK: Final = 4
# The page title, what is rated, and the small print, with what stands between them.
ALWAYS: Final = 45
HEADING: Final = 11
SIZE: Final = 12
LEADING: Final = 16.8


def fronts(people: str, questions: Sequence[str], look_for: str) -> int:
    """Return how many classes have room below the heading of the sheet's first side."""
    used = ALWAYS + height(people, SIZE, LEADING, ROOM)
    if questions:
        used += HEADING + sum(height(text, SIZE, LEADING, ROOM - 8) for text in questions)
    if look_for:
        used += HEADING + prose(look_for, SIZE, LEADING, ROOM, gap=3)
    return max(0, int((SIDE - used) // STRIP))
