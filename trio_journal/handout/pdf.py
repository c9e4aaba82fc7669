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
    """A way to set the handout, and what it is for in a few words."""

    key: str
    name: str
    what_for: str
    template: str
    per_side: int = 1
    on_paper: bool = True

    def sides(self, pages: int) -> int:
        """Return how many sides of A4 so many of its pages take, 0 where it is not for paper."""
        return -(-pages // self.per_side) if self.on_paper else 0

    def sheets(self, pages: int, copies: int = 1) -> int:
        """Return how many sheets of A4, printed on both sides, so many copies take."""
        return -(-self.sides(pages) // 2) * copies


A4: Final = "a4"
BOOKLET: Final = "booklet"
LAYOUTS: Final[Mapping[str, Layout]] = {
    one.key: one
    for one in (
        Layout(A4, "A4", "One side for each trio, to hand round.", "a4.typ"),
        Layout("large-print", "Large print", "18 point and more, on A4.", "flow.typ"),
        Layout(
            BOOKLET, "Booklet", "A5 pages on A4 sheets, to fold and staple.", "flow.typ", per_side=2
        ),
        Layout("slides", "Slides", "For the projector in the hall.", "slides.typ", on_paper=False),
    )
}


def job(
    handout: Handout, made_at: datetime | None = None, layout: str = A4, form: str = "pdf"
) -> Job:
    """Return what makes a handout in a layout, as "pdf" or, to look at, as "png"."""
    is_a4 = layout == A4
    data = pages.write(handout, lay_out(handout)) if is_a4 else flow.write(handout, layout)
    data["fold"] = layout == BOOKLET
    return Job("typeset", data, LAYOUTS[layout].template, made_at, form)
