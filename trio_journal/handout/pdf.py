"""The handout as a tagged PDF (PDF/UA-1), typeset by typst in a process of its own."""

from __future__ import annotations

from datetime import datetime

from . import pages
from .document import Handout
from .layout import lay_out
from .press import Job


def job(handout: Handout, made_at: datetime | None = None) -> Job:
    """Return what makes a handout on A4."""
    return Job("typeset", pages.write(handout, lay_out(handout)), "a4.typ", made_at)
