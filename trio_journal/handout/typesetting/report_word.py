"""Writes a trio's mid-year review or report as a Word document.

The job has the same `data` as the PDF's (handout/report_files.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .word_parts import Parts, describe, fit
from .word_styles import blank


def make(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Write document.docx."""
    data = fit(job["data"])
    document = blank()
    describe(document, data["title"], data["alliance"], job["made_at"])
    parts = Parts(document, {})
    parts.footer(data["footer"], 1)
    parts.paragraph(parts.body, "Above a Title", data["head"])
    parts.paragraph(parts.body, "Report Title", data["title"])
    parts.paragraph(parts.body, "Facts", data["people"])
    for one in data["sections"]:
        parts.paragraph(parts.body, "Part of a Report", one["heading"])
        parts.blocks(parts.body, one["text"])
    document.save(str(folder / "document.docx"))
    return {}
