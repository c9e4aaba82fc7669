"""A handout's layouts before they are printed: how long each is, and a picture of each side."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..exceptions import Unavailable
from . import pdf
from .document import Handout
from .pdf import LAYOUTS, Layout
from .press import Job, Made, look, make


@dataclass(frozen=True, slots=True)
class Length:
    """A layout, and how many pages it has: None while nobody has counted, or where nobody can."""

    layout: Layout
    pages: int | None
    failed: bool = False

    @property
    def is_known(self) -> bool:
        """Say whether there is nothing to wait for."""
        return self.failed or self.pages is not None


def _jobs(handout: Handout, made_at: datetime | None) -> dict[Layout, Job]:
    return {layout: pdf.job(handout, made_at, layout.key) for layout in LAYOUTS.values()}


def known(handout: Handout, workshop: Path, made_at: datetime | None = None) -> list[Length]:
    """Return the layouts, each with its pages as far as they have been counted.

    What is set for that is the PDF which is asked for next: of an edition, as of `made_at`.
    """
    jobs = _jobs(handout, made_at)
    return [_length(layout, look(workshop, job)) for layout, job in jobs.items()]


def count(
    handout: Handout, workshop: Path, seconds: float, made_at: datetime | None = None
) -> list[Length]:
    """Return the same, and have counted what is not known: what takes longer goes on by itself."""
    jobs = _jobs(handout, made_at)
    lengths: dict[Layout, Length] = {}
    until = time.monotonic() + seconds
    # All of them begin before any is waited for.
    for is_waiting in (False, True):
        for layout, job in jobs.items():
            if layout not in lengths or not lengths[layout].is_known:
                left = max(until - time.monotonic(), 0) if is_waiting else 0
                lengths[layout] = _made(layout, job, workshop, left)
    return list(lengths.values())


def _made(layout: Layout, job: Job, workshop: Path, seconds: float) -> Length:
    try:
        return _length(layout, make(workshop, job, seconds))
    except Unavailable:
        return Length(layout, None, failed=True)


def _length(layout: Layout, made: Made | None) -> Length:
    return Length(layout, made.facts["pages"] if made else None)


def pictures(handout: Handout, layout: str, workshop: Path, seconds: float) -> Made | None:
    """Return a folder with a picture of each side, page-1.png the first, None when not ready.

    Raises Unavailable when they cannot be made.
    """
    return make(workshop, pdf.job(handout, layout=layout, form="png"), seconds)
