"""A trio's report as a tagged PDF (PDF/UA-1), typeset by typst in a process of its own."""

from __future__ import annotations

from typing import Any

from .press import Job
from .prose import blocks, breakable
from .report import Document


def job(document: Document) -> Job:
    """Return what makes a report on A4; its facts say how many `pages`, and `lines_over` one."""
    return Job("typeset", write(document), "report.typ")


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
