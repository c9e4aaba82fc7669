"""Word-by-word differences between two texts."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final, Literal

Op = Literal["same", "added", "removed"]
Words = list[tuple[Op, str]]

_TOKENS: Final = re.compile(r"\s+|\w+|[^\w\s]+")


def compare(before: str, after: str) -> Words:
    """Return the texts as one: what both have, what only `before` and what only `after` has."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    found: Words = []
    for op, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            found.append(("removed", "".join(old[i1:i2])))
        if j2 > j1:
            found.append(("added", "".join(new[j1:j2])))
    return found


def sides(mine: str, theirs: str) -> tuple[Words, Words]:
    """Return two texts to stand side by side, each with what only it has marked "added"."""
    both = compare(theirs, mine)
    left: Words = [(op, text) for op, text in both if op != "removed"]
    right: Words = [
        ("added" if op == "removed" else "same", text) for op, text in both if op != "added"
    ]
    return left, right
