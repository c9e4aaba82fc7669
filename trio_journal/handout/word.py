"""The handout as a Word document, to change the night before: the same sides as the PDF's."""

from __future__ import annotations

from datetime import datetime

from . import pages
from .document import Handout
from .layout import lay_out
from .press import Job


def job(handout: Handout, made_at: datetime | None = None) -> Job:
    """Return what makes a handout for Word."""
    return Job(
        "word", handout.digest, lambda: pages.write(handout, lay_out(handout)), made_at=made_at
    )
