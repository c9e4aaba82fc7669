"""Pictures as text, which plain data and a page can hold: codes for phones, and logos."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

import segno

# Quiet modules around a code, as ISO/IEC 18004 asks for.
BORDER: Final = 4


def code(url: str) -> str:
    """Return an address as an SVG code, black on white, of whatever size its place has."""
    made = segno.make(url, error="m", micro=False)
    drawn: str = made.svg_inline(border=BORDER, dark="#000", light="#fff", omitsize=True)
    return drawn


def data_uri(mimetype: str, content: bytes) -> str:
    """Return an address that holds a file itself."""
    return f"data:{mimetype};base64,{b64encode(content).decode()}"
