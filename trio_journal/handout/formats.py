"""The forms in which a handout can be had: on screens, on paper, to edit, and as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from . import csv, json, markdown, pdf, word
from .document import Handout, Stamp
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
    label: str
    mimetype: str

    @property
    def name(self) -> str:
        """Return what an edition's files are told apart by."""
        return self.suffix

    def file_name(self, day: date, stamp: Stamp | None) -> str:
        """Return "handout-2026-11-24-edition-1.pdf", and "-draft" before it is frozen."""
        which = str(stamp or "draft").replace(" ", "-")
        return f"handout-{day.isoformat()}-{which}{self._which}.{self.suffix}"

    @property
    def _which(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Written(Format):
    """A format that is written at once."""

    write: Callable[[Handout], bytes]


@dataclass(frozen=True, slots=True)
class Pressed(Format):
    """A format that the press makes; `document` names the file that its job leaves."""

    job: Callable[[Handout, datetime | None], Job]
    document: str
    layout: str = ""

    @property
    def name(self) -> str:
        """Return what an edition's files are told apart by: "large-print.pdf"."""
        return f"{self.layout}.{self.suffix}" if self.layout else self.suffix

    @property
    def _which(self) -> str:
        return f"-{self.layout}" if self.layout else ""


def pdf_in(layout: str) -> Pressed:
    """Return the PDF in one of the layouts of pdf.py."""
    named = "" if layout == pdf.A4 else layout
    job = partial(pdf.job, layout=layout)
    return Pressed("pdf", "PDF", "application/pdf", job, "document.pdf", named)


WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS: Final[Mapping[str, Written | Pressed]] = {
    one.suffix: one
    for one in (
        pdf_in(pdf.A4),
        Pressed("docx", "Word", WORD, word.job, "document.docx"),
        Written("md", "Markdown", "text/markdown", markdown.write),
        Written("json", "JSON", "application/json", json.write),
        Written("csv", "CSV for a spreadsheet", "text/csv", csv.write),
    )
}


def write(
    handout: Handout,
    form: Written | Pressed,
    workshop: Path,
    seconds: float = 60.0,
    made_at: datetime | None = None,
) -> File | None:
    """Return a handout in one format, None when it is not ready in so many seconds.

    `made_at` is the moment that the file says, where it says one.
    Raises Unavailable when it cannot be made.
    """
    if isinstance(form, Written):
        return File(form.write(handout), {})
    made = make(workshop, form.job(handout, made_at), seconds)
    return File(made.read(form.document), made.facts) if made else None
