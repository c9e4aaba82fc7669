"""Typesets a document by typst, as a PDF or as pictures of its pages.

The job has `template` (a file beside this one), `data` (for the template), `made_at` (seconds of
1970, so that the same words make the same bytes) and `dots`: 0 for a PDF, else how many dots per
inch its pictures have.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import typst

HERE = Path(__file__).parent


def make(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Write document.pdf, or 1.png and so on, and return how many sides there are.

    `accessible` says whether it is PDF/UA-1: a letter that is in no typeface makes it a tagged PDF.
    """
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(HERE / "fonts")],
    )
    compiler = typst.Compiler(
        str(HERE / job["template"]),
        root=str(HERE),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(job["data"], ensure_ascii=False)},
    )
    if job["dots"]:
        return {"sides": _pictures(compiler, job["dots"], folder)}
    pdf, accessible = _pdf(compiler, job["made_at"])
    (folder / "document.pdf").write_bytes(pdf)
    sides = json.loads(compiler.query("<sides>", field="value", one=True))
    return {"sides": sides, "accessible": accessible}


def _pdf(compiler: typst.Compiler, made_at: int) -> tuple[bytes, bool]:
    try:
        made = compiler.compile(format="pdf", timestamp=made_at, pdf_standards=["ua-1"])
        return cast(bytes, made), True
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return cast(bytes, compiler.compile(format="pdf", timestamp=made_at)), False


def _pictures(compiler: typst.Compiler, dots: int, folder: Path) -> int:
    made = compiler.compile(format="png", ppi=dots)
    pages = made if isinstance(made, list) else [made]
    for number, page in enumerate(pages, start=1):
        (folder / f"{number}.png").write_bytes(cast(bytes, page))
    return len(pages)
