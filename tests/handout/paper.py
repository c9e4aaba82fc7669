"""A printed handout read back from its PDF, and what holds for every one of them."""

from __future__ import annotations

import atexit
import io
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pypdf
import pytest

from trio_journal.handout import layout, pdf
from trio_journal.handout.document import Handout
from trio_journal.handout.formats import FORMATS, File, pdf_in, write
from trio_journal.handout.sides import Continued, TrioSide

POINTS = 72 / 25.4
WIDE, TALL = 210 * POINTS, 297 * POINTS
LEFT, RIGHT, EDGE = 22 * POINTS, 16 * POINTS, 15 * POINTS


# Of this process of the test run: what two tests print is made once.
WORKSHOP: Final = Path(tempfile.mkdtemp(prefix="trio-press-"))
atexit.register(shutil.rmtree, WORKSHOP, ignore_errors=True)


def typeset(evening: Handout, layout: str = pdf.A4) -> File:
    """Return a handout as PDF in one of its layouts, or for Word."""
    form = FORMATS["docx"] if layout == "docx" else pdf_in(layout)
    made = write(evening, form, WORKSHOP)
    assert made is not None
    return made


@dataclass
class Run:
    """A run of text on a page: where its baseline begins, and its size in points."""

    text: str
    x: float
    y: float
    size: float


@dataclass
class Sheet:
    """One printed page."""

    text: str
    runs: list[Run] = field(default_factory=list)

    @property
    def body(self) -> str:
        """Return what stands above the foot, as one line."""
        return one_line(" ".join(run.text for run in self.runs if run.y >= EDGE))

    @property
    def foot(self) -> str:
        """Return the line at the foot."""
        runs = sorted((run for run in self.runs if run.y < EDGE), key=lambda run: run.x)
        return one_line(" ".join(run.text for run in runs))


def one_line(text: str) -> str:
    return " ".join(text.split())


def letters(text: str) -> str:
    """Return a text without its blanks: how a PDF parts words is its own affair."""
    return re.sub(r"[\s\u200b]+", "", text)


def read(written: bytes, size: tuple[float, float] = (WIDE, TALL)) -> list[Sheet]:
    sheets = []
    for page in pypdf.PdfReader(io.BytesIO(written)).pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
            size, abs=1
        )
        runs: list[Run] = []

        def visit(
            text: str, cm: Any, tm: Any, _font: Any, size: float, runs: list[Run] = runs
        ) -> None:
            if text.strip():
                c, d, e, f = map(float, tm[2:])
                height = float(cm[1]) * c + float(cm[3]) * d
                x = float(cm[0]) * e + float(cm[2]) * f + float(cm[4])
                y = float(cm[1]) * e + float(cm[3]) * f + float(cm[5])
                runs.append(Run(text, x, y, size * abs(height)))

        text = page.extract_text(visitor_text=visit)
        sheets.append(Sheet(text, runs))
    return sheets


def check(sheets: list[Sheet], evening: Handout, footer: str | None = None) -> None:
    """Check what holds for every handout on paper."""
    laid_out = layout.lay_out(evening)
    assert len(sheets) == laid_out.total
    for number, sheet in enumerate(sheets, start=1):
        assert sheet.foot.endswith(f"page {number} of {len(sheets)}")
        if footer is not None:
            assert sheet.foot.startswith(footer)
        assert sheet.body
        assert min(run.size for run in sheet.runs) >= 11.98
        for run in sheet.runs:
            assert LEFT - 1 <= run.x <= WIDE - RIGHT + 1
            assert EDGE / 3 <= run.y <= TALL - EDGE
    for side in laid_out.sides:
        assert side.number is not None
        sheet = sheets[side.number - 1]
        if isinstance(side, TrioSide):
            assert letters(sheet.body).startswith(letters(side.slot.heading))
            at = [
                place
                for place, other in enumerate(sheets, start=1)
                if letters(other.body).startswith(letters(side.slot.heading))
                and ", continued" not in other.body[: len(side.slot.heading) + 20]
            ]
            assert at == [side.number]
        if isinstance(side, Continued) and side.slot:
            assert letters(sheet.body).startswith(letters(f"{side.slot.heading}, continued"))


def everything(sheets: list[Sheet]) -> str:
    """Return all the letters above the foot, as they stand in the order of the pages."""
    return letters("".join(sheet.text for sheet in sheets))


def plain(text: str) -> list[str]:
    """Return the lines of typed Markdown without its marks."""
    lines = re.sub(r"[*_`]", "", text).splitlines()
    return [letters(re.sub(r"^\s*[-+]\s", "", line)) for line in lines if line.strip()]


def tags(node: Any) -> list[tuple[str, str]]:
    """Return the structure of a tagged PDF in order: each tag with its alternative text."""
    found: list[tuple[str, str]] = []
    kids = node.get("/K", []) if isinstance(node, dict) else []
    if "/S" in node:
        found.append((str(node["/S"]), str(node.get("/Alt", ""))))
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict):
            found += tags(kid)
    return found
