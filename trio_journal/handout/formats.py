"""The forms in which a handout can be had: on screens, on paper, to edit, and as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from . import csv, json, markdown, pdf
from .document import Handout
from .press import Job, make


@dataclass(frozen=True, slots=True)
class File:
    """A handout in one format, and what there is to know of it.

    Of a PDF `facts` has `accessible` (it is PDF/UA-1), `pages` (how many) and `sides` (names).
    """

    content: bytes
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Format:
    """One form of the handout."""

    suffix: str
    mimetype: str

    def file_name(self, handout: Handout) -> str:
        """Return "handout-2026-11-24.pdf"."""
        return f"handout-{handout.day.isoformat()}.{self.suffix}"


@dataclass(frozen=True, slots=True)
class Written(Format):
    """A format that is written at once."""

    write: Callable[[Handout], bytes]


@dataclass(frozen=True, slots=True)
class Pressed(Format):
    """A format that the press makes; `document` names the file that its job leaves."""

    job: Callable[[Handout], Job]
    document: str
    layout: str = ""

    def file_name(self, handout: Handout) -> str:
        """Return "handout-2026-11-24-large-print.pdf"."""
        layout = f"-{self.layout}" if self.layout else ""
        return f"handout-{handout.day.isoformat()}{layout}.{self.suffix}"


def pdf_in(layout: str) -> Pressed:
    """Return the PDF in one of the layouts of pdf.py."""
    named = "" if layout == pdf.A4 else layout
    job = partial(pdf.job, layout=layout)
    return Pressed("pdf", "application/pdf", job, "document.pdf", named)


FORMATS: Final[Mapping[str, Written | Pressed]] = {
    one.suffix: one
    for one in (
        pdf_in(pdf.A4),
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
    made = make(workshop, form.job(handout), seconds)
    return File(made.read(form.document), made.facts) if made else None
