"""Word-by-word differences between two texts, as fine as there is time for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final, Literal

Op = Literal["same", "added", "removed"]
Words = list[tuple[Op, str]]

# A word takes the blanks before it along: on their own they would match everywhere.
_WORDS: Final = re.compile(r"\s*(?:\w+|[^\w\s]+)|\s+")
_WORDS_AND_BLANKS: Final = re.compile(r"\s+|\w+|[^\w\s]+")
# A sentence, or a line of a list, with the blanks behind it. Any text is a row of these.
_SENTENCES: Final = re.compile(r"[^.!?\n]+[.!?\s]*|[.!?\s]+")


# What a page of several texts may cost together, and what one pair of texts may.
PAGE_STEPS: Final = 20_000_000
PAIR_STEPS: Final = 5_000_000
# What finding the words of a text costs, for each of its characters.
READING_STEPS: Final = 10


class Effort:
    """How many steps may still be spent on comparing, so that no texts hold a worker up.

    When it is spent, texts are shown whole, the old one and then the new. A million steps take a
    hundredth of a second.
    """

    def __init__(self, steps: int = PAIR_STEPS) -> None:
        self.left = steps

    def read(self, before: str, after: str) -> bool:
        """Take off what finding the words of two texts costs, or say that too little is left."""
        return self._spend(READING_STEPS * (len(before) + len(after)))

    def match(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Take off what matching two rows costs at worst, or say that too little is left."""
        there = Counter(new)
        # SequenceMatcher looks at every pair of equal tokens, once for each stretch that it finds.
        pairs = len(old) + sum(there[token] for token in old)
        return self._spend(pairs * min(len(old), len(new)))

    def _spend(self, steps: int) -> bool:
        if steps > self.left:
            return False
        self.left -= steps
        return True


def compare(before: str, after: str, effort: Effort | None = None) -> Words:
    """Return the texts as one: what both have, what only `before` and what only `after` has."""
    found: Words = []
    for op, text in _compare(before, after, effort or Effort(), (_WORDS, _SENTENCES)):
        if not text:
            continue
        if found and found[-1][0] == op:
            found[-1] = (op, found[-1][1] + text)
        else:
            found.append((op, text))
    return found


def _compare(
    before: str, after: str, effort: Effort, units: Sequence[re.Pattern[str]]
) -> Iterator[tuple[Op, str]]:
    """Yield the differences by the first unit that can be paid for; the texts whole by none."""
    if not effort.read(before, after):
        yield "removed", before
        yield "added", after
        return
    unit = units[0] if units else _WORDS_AND_BLANKS
    old, new = unit.findall(before), unit.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    ends = "".join(old[:head]), "".join(old[len(old) - tail :])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    yield "same", ends[0]
    if not (units and old and new):
        yield "removed", "".join(old)
        yield "added", "".join(new)
    elif effort.match(old, new):
        yield from _matched(old, new, effort, finer=() if unit is _WORDS else (_WORDS,))
    else:
        yield from _compare("".join(old), "".join(new), effort, units[1:])
    yield "same", ends[1]


def _matched(
    old: Sequence[str], new: Sequence[str], effort: Effort, finer: Sequence[re.Pattern[str]]
) -> Iterator[tuple[Op, str]]:
    for op, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield "same", "".join(old[i1:i2])
        else:
            yield from _compare("".join(old[i1:i2]), "".join(new[j1:j2]), effort, finer)


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many tokens two rows have in common at their start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def sides(mine: str, theirs: str, effort: Effort | None = None) -> tuple[Words, Words]:
    """Return two texts to stand side by side, each with what only it has marked "added"."""
    both = compare(theirs, mine, effort)
    left: Words = [(op, text) for op, text in both if op != "removed"]
    right: Words = [
        ("added" if op == "removed" else "same", text) for op, text in both if op != "added"
    ]
    return left, right
