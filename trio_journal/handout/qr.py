"""An address as a code that phones read (ISO/IEC 18004), by segno."""

from __future__ import annotations

import segno

# Quiet modules around the code, as the standard asks for.
BORDER = 4


def svg(url: str) -> str:
    """Return a code as an SVG drawing, black on white, of whatever size its place has."""
    code = segno.make(url, error="m", micro=False)
    drawn: str = code.svg_inline(border=BORDER, dark="#000", light="#fff", omitsize=True)
    return drawn


def size(url: str) -> int:
    """Return how many modules the code is wide, its border included."""
    return int(segno.make(url, error="m", micro=False).symbol_size(border=BORDER)[0])
