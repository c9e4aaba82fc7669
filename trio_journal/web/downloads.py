"""Files to keep, and how long a request may wait for one to be made."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Response, current_app

# Seconds, after what it takes to lay out a handout and write it down for the press: half a second
# for 200 trios. Nobody else is answered by this process in all that time.
WAIT: Final = 1.0
# After so many more a page that waits asks again.
AGAIN: Final = 2


def workshop() -> Path:
    """Return the folder in which documents are made and kept."""
    return Path(current_app.config["INSTANCE"]) / "press"


def attachment(content: bytes, mimetype: str, name: str) -> Response:
    """Answer with a file to keep under a name of plain letters."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
