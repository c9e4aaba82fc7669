"""Drawings as pictures, for formats that take no SVG: drawn by typst, in the handout's typeface."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, cast

import typst

HERE: Final = Path(__file__).parent
PPI: Final = 300  # crisp on paper
MOST: Final = 50  # at a time: a picture of a strip takes 3 MB before it is packed
Drawing = tuple[str, float, float]  # SVG, and how wide and high it is on paper in millimetres


def pictures(drawings: Iterable[Drawing]) -> Mapping[Drawing, bytes]:
    """Return each drawing as PNG."""
    waiting = list(dict.fromkeys(drawings))
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(HERE / "fonts")],
    )
    found: dict[Drawing, bytes] = {}
    for start in range(0, len(waiting), MOST):
        some = waiting[start : start + MOST]
        data = [{"svg": svg, "width": width, "height": height} for svg, width, height in some]
        made = typst.Compiler(
            str(HERE / "drawings.typ"),
            root=str(HERE),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data)},
        ).compile(format="png", ppi=PPI)
        pages = made if isinstance(made, list) else [made]
        found.update(zip(some, cast(list[bytes], pages), strict=True))
    return found
