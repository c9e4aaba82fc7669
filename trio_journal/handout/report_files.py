"""A trio's report as documents: a tagged PDF (PDF/UA-1), and one for Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .formats import WORD
from .press import Job
from .prose import blocks, breakable
from .report import Document


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which a report can be had: `made` is the file that its job leaves."""

    job: Callable[[Document], Job]
    made: str
    mimetype: str


def pdf_job(document: Document) -> Job:
    """Return what makes a report on A4; its facts say how many `pages`, and `lines_over` one."""
    return Job("typeset", repr(document), lambda: write(document), "report.typ")


def word_job(document: Document) -> Job:
    """Return what makes a report for Word."""
    return Job("report_word", repr(document), lambda: write(document))


def write(document: Document) -> dict[str, Any]:
    """Return a report as data of strings, lists and dicts, which a typesetter sets as it is."""
    return {
        "title": breakable(document.title),
        "alliance": breakable(document.alliance),
        "head": breakable(document.head),
        "people": breakable("; ".join(str(person) for person in document.people)),
        "sections": [
            {"heading": part.heading, "text": blocks(part.text)} for part in document.parts
        ],
        "footer": breakable(document.footer),
    }


FORMS: Final[Mapping[str, Form]] = {
    "pdf": Form(pdf_job, "document.pdf", "application/pdf"),
    "docx": Form(word_job, "document.docx", WORD),
}
