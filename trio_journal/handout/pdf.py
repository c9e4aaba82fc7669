"""The handout as a tagged PDF (PDF/UA-1), typeset by typst in a process of its own."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ..dates import now
from ..exceptions import Unavailable
from . import pages
from .document import Handout
from .layout import lay_out

_TYPESETTER: Final = Path(__file__).parent / "typesetting" / "typeset.py"
_SECONDS: Final = 30
_NOT_ALL_LETTERS: Final = 3  # as typeset.py says it
_log = logging.getLogger(__name__)

FAILED = (
    "The PDF could not be made. Open the handout and print it from your browser instead; "
    "it is the same on paper."
)


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF; `has_all_letters` says whether every letter is in a typeface, which PDF/UA asks."""

    content: bytes
    has_all_letters: bool


def write(handout: Handout, made_at: datetime | None = None) -> Pdf:
    """Return a handout on A4, the same bytes for the same words and moment.

    Raises Unavailable when the typesetter fails or takes too long; why is in the log.
    """
    return _typeset("a4.typ", pages.write(handout, lay_out(handout)), made_at or now())


def _typeset(template: str, data: dict[str, Any], made_at: datetime) -> Pdf:
    job = {
        "template": template,
        "data": json.dumps(data, ensure_ascii=False),
        "made_at": int(made_at.timestamp()),
    }
    try:
        # A document of hundreds of sides takes memory that a server would not give back. It is our
        # own program, and what people typed is only its input.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_TYPESETTER)],
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        _log.exception("Typesetting took longer than %s s.", _SECONDS)
        raise Unavailable(FAILED) from None
    if done.returncode not in (0, _NOT_ALL_LETTERS):
        _log.error("Typesetting failed: %s", done.stderr.decode(errors="replace")[-2000:])
        raise Unavailable(FAILED)
    return Pdf(done.stdout, has_all_letters=done.returncode == 0)
