"""The handout as a tagged PDF (PDF/UA-1), typeset by typst in a process of its own."""

from __future__ import annotations

from datetime import datetime

from . import pages
from .document import Handout
from .layout import lay_out
from .press import Job


def job(handout: Handout, made_at: datetime | None = None, *, dots: int = 0) -> Job:
    """Return what makes a handout on A4, or the pictures of its sides at so many dots per inch."""
    data = pages.write(handout, lay_out(handout))
    return Job("typeset", data, "a4.typ", made_at, dots)
