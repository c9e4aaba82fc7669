"""Typesets a document: JSON on standard input, PDF on standard output.

Runs as a process of its own and imports nothing of the journal, so that it starts quickly and ends
with its memory. The job has `template` (a file beside this one), `data` (a string for the template)
and `made_at` (seconds of 1970, so that the same words make the same bytes).

Takes at most 20 s of CPU and 2 GB. Exits with 3 when the PDF is tagged but no PDF/UA, because a
letter is in no typeface.
"""

from __future__ import annotations

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import cast

import typst

HERE = Path(__file__).parent
SECONDS, BYTES = 20, 2_000_000_000
NOT_ALL_LETTERS = 3


def main() -> int:
    """Typeset the job on standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with suppress(ValueError, OSError):  # macOS does not limit memory
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    job = json.load(sys.stdin)
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
        sys_inputs={"data": job["data"]},
    )
    how = {"format": "pdf", "timestamp": job["made_at"]}
    code = 0
    try:
        pdf = compiler.compile(pdf_standards=["ua-1"], **how)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        pdf, code = compiler.compile(**how), NOT_ALL_LETTERS
    sys.stdout.buffer.write(cast(bytes, pdf))
    return code


if __name__ == "__main__":
    sys.exit(main())
