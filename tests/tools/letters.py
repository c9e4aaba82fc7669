"""Writes anew which letters the handout's typefaces have, after one of them has changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from fontTools.ttLib import TTFont

from trio_journal.handout.letters import TABLE


def table() -> str:
    """Return the letters of all typefaces as ranges, a line each."""
    codes: set[int] = set()
    for path in TABLE.parent.glob("*Regular.ttf"):
        with TTFont(path) as face:
            codes.update(face.getBestCmap())
    return "".join(f"{line}\n" for line in _ranges(sorted(codes)))


def _ranges(codes: list[int]) -> Iterator[str]:
    for _, run in groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0]):
        first, *rest = [code for _, code in run]
        yield f"{first:x}-{rest[-1]:x}" if rest else f"{first:x}"


if __name__ == "__main__":
    TABLE.write_text(table(), "ascii")
