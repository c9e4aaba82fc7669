"""The handout as PDF, typeset by typst in a process of its own: for the table, the hall, the wall.

Each layout but the booklet is tagged (PDF/UA-1); that one is for a printer alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from . import flow, pages
from .document import Handout
from .layout import lay_out
from .press import Job


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to set the handout, what it is for, and how it is printed.

    `per_side` of its pages stand on a side of A4; 0 is a layout that is not for paper. `dots` are
    how wide and high a picture of a side is.
    """

    key: str
    name: str
    what_for: str
    how: str
    template: str
    dots: tuple[int, int] = (794, 1123)
    per_side: int = 1

    def sides(self, pages: int) -> int:
        """Return how many sides of A4 so many of its pages take."""
        return -(-pages // self.per_side) if self.per_side else 0

    def sheets(self, pages: int, copies: int = 1) -> int:
        """Return how many sheets of A4, printed on both sides, so many copies take."""
        return -(-self.sides(pages) // 2) * copies

    def length(self, pages: int) -> str:
        """Return how long it is: "19 sides of A4", "16 pages of A5", "25 slides"."""
        what, of = {0: ("slide", ""), 1: ("side", " of A4"), 2: ("page", " of A5")}[self.per_side]
        return _count(pages, what, f"{what}s") + of

    def paper(self, pages: int, copies: int) -> str:
        """Return "60 copies: 300 sheets of A4, printed on both sides.", "" without paper."""
        if not self.per_side:
            return ""
        sheets = self.sheets(pages, copies)
        said = f"{_count(copies, 'copy', 'copies')}: {_count(sheets, 'sheet', 'sheets')} of A4"
        return f"{said}, printed on both sides."


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


A4: Final = "a4"
BOOKLET: Final = "booklet"
LAYOUTS: Final[Mapping[str, Layout]] = {
    one.key: one
    for one in (
        Layout(
            A4, "A4", "One side for each trio, to hand round.", "Print it on both sides.", "a4.typ"
        ),
        Layout(
            "large-print",
            "Large print",
            "18 point and more, everything in one place.",
            "Print it on both sides.",
            "flow.typ",
        ),
        Layout(
            BOOKLET,
            "Booklet",
            "A5, to fold and staple. For paper only: a screen reader cannot read it.",
            "Print it on both sides, turned on the short edge, at its actual size. "
            "Then fold the sheets together, and staple them.",
            "flow.typ",
            (1123, 794),
            per_side=2,
        ),
        Layout(
            "slides",
            "Slides",
            "For the projector: one finding on each.",
            "Show the PDF in full screen.",
            "slides.typ",
            (1280, 720),
            per_side=0,
        ),
    )
}


def job(
    handout: Handout, made_at: datetime | None = None, layout: str = A4, form: str = "pdf"
) -> Job:
    """Return what makes a handout in a layout, as "pdf" or, to look at, as "png"."""

    def write() -> pages.Data:
        is_a4 = layout == A4
        data = pages.write(handout, lay_out(handout)) if is_a4 else flow.write(handout, layout)
        return {**data, "fold": layout == BOOKLET}

    return Job(
        "typeset", f"{handout.digest} {layout}", write, LAYOUTS[layout].template, made_at, form
    )
