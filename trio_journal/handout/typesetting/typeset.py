"""Typesets a document by typst, as a PDF.

The job has `template` (a file beside this one), `data` (for the template) and `made_at` (seconds of
1970, so that the same words make the same bytes).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import typst

HERE = Path(__file__).parent


def make(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Write document.pdf, and return whether it is `accessible`, which is PDF/UA-1.

    A letter that is in no typeface makes it a tagged PDF. What the template itself has to tell it
    says as metadata labelled <facts>.
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
    pdf, accessible = _pdf(compiler, job["made_at"])
    (folder / "document.pdf").write_bytes(pdf)
    told: list[dict[str, Any]] = json.loads(compiler.query("<facts>", field="value"))
    return {"accessible": accessible} | {name: one[name] for one in told for name in one}


def _pdf(compiler: typst.Compiler, made_at: int) -> tuple[bytes, bool]:
    try:
        made = compiler.compile(format="pdf", timestamp=made_at, pdf_standards=["ua-1"])
        return cast(bytes, made), True
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return cast(bytes, compiler.compile(format="pdf", timestamp=made_at)), False
