"""The forms in which a handout can be had: on screens, on paper, to edit, and as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from . import csv, json, markdown, pdf
from .document import Handout
from .press import Job, make


@dataclass(frozen=True, slots=True)
class File:
    """A handout in one format, and what there is to know of it.

    Of a format that has pages `facts` says how many `sides` it has.
    """

    content: bytes
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Format:
    """One form of the handout; `layout` tells apart those of one suffix."""

    suffix: str
    mimetype: str
    layout: str = field(default="", kw_only=True)

    @property
    def name(self) -> str:
        """Return "a4.pdf", "json"."""
        return f"{self.layout}.{self.suffix}" if self.layout else self.suffix

    def file_name(self, handout: Handout) -> str:
        """Return "handout-2026-11-24-edition-2-a4.pdf"."""
        parts = ["handout", handout.day.isoformat(), handout.edition.replace(" ", "-")]
        if self.layout:
            parts.append(self.layout)
        return f"{'-'.join(parts)}.{self.suffix}"


@dataclass(frozen=True, slots=True)
class Written(Format):
    """A format that is written at once."""

    write: Callable[[Handout], bytes]


@dataclass(frozen=True, slots=True)
class Pressed(Format):
    """A format that the press makes; `document` names the file that its job leaves."""

    job: Callable[[Handout, datetime | None], Job]
    document: str


FORMATS: Final[Mapping[str, Written | Pressed]] = {
    one.name: one
    for one in (
        Pressed("pdf", "application/pdf", pdf.job, "document.pdf", layout="a4"),
        Written("md", "text/markdown", markdown.write),
        Written("json", "application/json", json.write),
        Written("csv", "text/csv", csv.write),
    )
}


def write(
    handout: Handout, form: Written | Pressed, workshop: Path, seconds: float = 60.0
) -> File | None:
    """Return a handout in one format, None when it is not ready in so many seconds.

    Raises Unavailable when it cannot be made.
    """
    if isinstance(form, Written):
        return File(form.write(handout), {})
    moment = handout.stamp.frozen_at if handout.stamp else None
    made = make(workshop, form.job(handout, moment), seconds)
    return File(made.read(form.document), made.facts) if made else None
