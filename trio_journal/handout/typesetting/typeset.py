"""Typesets a document by typst: as a PDF, or as a picture of each page to look at.

The job has `template` (a file beside this one), `data` (for the template; where its `fold` is true
the pages are put two and two on sheets to fold), `form` ("pdf" or "png") and `made_at` (seconds of
1970, so that the same words make the same bytes).
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any, cast

import typst

HERE = Path(__file__).parent
# Pictures are that many dots an inch: A4 is 794 wide, and can be read.
DOTS = 96
# Each takes a twentieth of a second, and nobody looks at hundreds.
MOST_PICTURES = 200
# A PDF may not have the first of these, and the rest would be boxes.
_NEVER = re.compile("[\ufeff\ufffe\uffff\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def make(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Write document.pdf, or page-1.png and so on, and return what there is to know of it.

    `accessible` is whether it is PDF/UA-1, and what the template has to tell it says as metadata
    labelled <facts>: `pages` is how many there are. Of a handout `sides` is what each holds, and
    `pictures` what each of those shows: there are none of more than `MOST_PICTURES` pages.
    """
    data = printable(job["data"])
    compiler, facts = _set(job["template"], data)
    if data.get("pages") not in (None, facts["pages"]):
        # The estimate was wrong: then the foot of each page finds out how many there are.
        compiler, facts = _set(job["template"], {**data, "pages": None})
    fold = bool(job["data"].get("fold"))
    if job["form"] == "png" and facts["pages"] > MOST_PICTURES:
        return {**facts, "pictures": []}
    if fold:
        inner = compiler.compile(format="pdf", timestamp=job["made_at"], pdf_tags=False)
        compiler = _folded(cast(bytes, inner), job["data"]["title"], facts["pages"], folder)
    if job["form"] == "png":
        for number, picture in enumerate(_pictures(compiler), start=1):
            (folder / f"page-{number}.png").write_bytes(picture)
        return {**facts, "pictures": _pairs(facts["sides"]) if fold else facts["sides"]}
    pdf, accessible = _pdf(compiler, job["made_at"], tags=not fold)
    (folder / "document.pdf").write_bytes(pdf)
    return {**facts, "accessible": accessible}


def printable(data: Any) -> Any:
    """Return data without the letters that no page can hold."""
    if isinstance(data, dict):
        return {name: printable(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [printable(value) for value in data]
    return _NEVER.sub("", data) if isinstance(data, str) else data


def _set(template: str, data: dict[str, Any]) -> tuple[typst.Compiler, dict[str, Any]]:
    compiler = _compiler(HERE / template, json.dumps(data, ensure_ascii=False))
    found = compiler.query("<facts>", field="value", one=True)
    return compiler, {"accessible": False, **json.loads(found)}


def order(pages: int) -> list[tuple[int, int]]:
    """Return which pages stand left and right on each side of the sheets of a folded booklet.

    The sides of one sheet follow each other, the outer first; `pages` is a multiple of four.
    """
    return [(n + 1, pages - n) if n % 2 else (pages - n, n + 1) for n in range(pages // 2)]


def _pairs(sides: list[str]) -> list[str]:
    return [
        f"page {left}, {sides[left - 1]}, and page {right}, {sides[right - 1]}"
        for left, right in order(len(sides))
    ]


def _compiler(template: Path, data: str) -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(HERE / "fonts")],
    )
    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )


def _folded(inner: bytes, title: str, pages: int, folder: Path) -> typst.Compiler:
    """Return what sets the sheets: the pages are images there, whose words stay words."""
    (folder / "inner.pdf").write_bytes(inner)
    shutil.copy(HERE / "sheets.typ", folder)
    data = printable({"title": title, "order": order(pages)})
    return _compiler(folder / "sheets.typ", json.dumps(data, ensure_ascii=False))


def _pictures(compiler: typst.Compiler) -> list[bytes]:
    made = compiler.compile(format="png", ppi=DOTS)
    return [made] if isinstance(made, bytes) else cast("list[bytes]", made)


def _pdf(compiler: typst.Compiler, made_at: int, *, tags: bool) -> tuple[bytes, bool]:
    """Return a PDF and whether it is PDF/UA-1: a letter without a typeface makes it tagged only."""
    if not tags:
        made = compiler.compile(format="pdf", timestamp=made_at, pdf_tags=False)
        return cast(bytes, made), False
    try:
        made = compiler.compile(format="pdf", timestamp=made_at, pdf_standards=["ua-1"])
        return cast(bytes, made), True
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return cast(bytes, compiler.compile(format="pdf", timestamp=made_at)), False
