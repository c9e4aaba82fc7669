"""What stands on a trio's own side, what leaves it when it is too long, and where that goes.

docs/handout-formats.md has the rules in words.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from . import heights
from .document import FindingBlock, Slot, TrioBlock
from .sides import Claim, Item, Text, TrioSide

MOST_CLAIMS: Final = 3
WRITING_LINES: Final = 3
FEWEST_WRITING_LINES: Final = 2
MOST_WRITING_LINES: Final = 9

_OPTIONAL: Final[tuple[str, ...]] = ("detail", "next_step")
_MOVABLE: Final[tuple[str, ...]] = ("quotation", "pair", "limits", "method", "audience_question")


class LaidOut(NamedTuple):
    """A trio's side, what is left over, and whether that is to follow at once.

    `over` is by how many lines of 12 pt it is too long; what has no place on a side does not count.
    """

    side: TrioSide
    rest: tuple[Item, ...]
    follows_at_once: bool
    over: int


@dataclass(frozen=True, slots=True)
class _Room:
    """The room under a side's heading, and how high each block is that wants to stand there."""

    trio: TrioBlock
    tall: float
    blocks: dict[str, float]

    def fits(
        self,
        moved: Collection[str],
        others: Sequence[FindingBlock],
        rules: int = FEWEST_WRITING_LINES,
    ) -> bool:
        """Say whether it all fits once some blocks have moved, with further claims and lines."""
        return self.used(moved, others, rules) <= self.tall

    def used(
        self,
        moved: Collection[str],
        others: Sequence[FindingBlock],
        rules: int = FEWEST_WRITING_LINES,
    ) -> float:
        """Return how high all that is."""
        used = sum(value for name, value in self.blocks.items() if name not in moved)
        elsewhere = len(self.trio.findings) > 1 or any(name in self.blocks for name in moved)
        used += heights.people(self.trio, more=elsewhere)
        used += sum(heights.further_claim(finding) for finding in others)
        return used + heights.writing(rules)


def lay_out(slot: Slot, trio: TrioBlock) -> LaidOut:
    """Return what stands on a trio's side, and what does not."""
    if not trio.findings:
        side = _night_side(slot, trio)
        return LaidOut(side, (), follows_at_once=False, over=_lines(side.tall - heights.ROOM))
    first, *further = trio.findings
    room = _Room(trio, heights.ROOM - heights.head(slot), heights.blocks(trio, first))
    with_a_place = further[: MOST_CLAIMS - 1]
    moved, others = _choose(room, with_a_place)
    rules = next(
        (n for n in range(MOST_WRITING_LINES, 0, -1) if room.fits(moved, others, n)),
        FEWEST_WRITING_LINES,
    )
    side = TrioSide(None, slot, trio, first, tuple(others), frozenset(moved), rules, 0)
    follows_at_once = len(others) < len(further) or bool(moved - set(_OPTIONAL))
    rest = list(_rest_of_first(trio, first, moved))
    for place, finding in enumerate(further):
        rest += _rest(finding, full=place >= len(others))
    over = _lines(room.used((), with_a_place) - room.tall)
    return LaidOut(side, tuple(rest), follows_at_once, over)


def _lines(too_tall: float) -> int:
    """Return how many lines have to go for it to fit."""
    return max(math.ceil(too_tall / heights.LINE), 0)


def _choose(room: _Room, others: Sequence[FindingBlock]) -> tuple[set[str], Sequence[FindingBlock]]:
    """Return the blocks that leave the side, and the further claims that stay on it."""
    # Words are worth more than a third line to write on; the claims more than anything.
    for without in ((), ("detail",), ("next_step",), _OPTIONAL):
        if room.fits(without, others):
            return {name for name in without if name in room.blocks}, others
    moved = {name for name in _OPTIONAL if name in room.blocks}
    while others and not room.fits(moved, others):
        others = others[:-1]
    movable = [name for name in _MOVABLE if name in room.blocks]
    for name in sorted(movable, key=lambda name: -room.blocks[name]):
        if room.fits(moved, others):
            break
        moved.add(name)
    # What has room again, now that others have moved, comes back.
    for name in (*_MOVABLE, *_OPTIONAL):
        if name in moved and room.fits(moved - {name}, others):
            moved.remove(name)
    return moved, others


def _night_side(slot: Slot, trio: TrioBlock) -> TrioSide:
    """Return a side with lines headed "Findings on the night", as many as there is room for."""
    room = heights.ROOM - heights.head(slot)
    room -= heights.people(trio, more=False) + heights.night_head(trio)
    room -= heights.writing(WRITING_LINES) + heights.GAP
    lines_free = max(int(room // heights.RULE), FEWEST_WRITING_LINES)
    return TrioSide(None, slot, trio, None, (), frozenset(), WRITING_LINES, lines_free)


def _rest_of_first(trio: TrioBlock, first: FindingBlock, moved: set[str]) -> Iterator[Item]:
    texts = [text for name, text in _texts(first) if _block_of(name) in moved]
    if texts:
        yield Claim(first, full=False)
        yield from texts
    if "method" in moved:
        yield from (Text("We asked", asked.text) for asked in trio.asked)
        if trio.did:
            yield Text("What we did", trio.did)


def _rest(finding: FindingBlock, *, full: bool) -> Iterator[Item]:
    texts = [text for _, text in _texts(finding)]
    if full or texts:
        yield Claim(finding, full=full)
        yield from texts


def _block_of(name: str) -> str:
    return "pair" if name in ("for_primary", "for_secondary") else name


def _texts(finding: FindingBlock) -> Iterator[tuple[str, Text]]:
    """Yield the texts of a finding as they stand outside its trio's side, by name."""
    quotation = finding.quotation
    for name, label, text in (
        ("detail", "", finding.detail),
        ("quotation", "", quotation.text if quotation else ""),
        ("for_primary", "For primary", finding.for_primary),
        ("for_secondary", "For secondary", finding.for_secondary),
        ("limits", "What we can't say yet", finding.limits),
        ("next_step", "What next", finding.next_step),
        ("audience_question", "A question for you", finding.audience_question),
    ):
        if text and name == "quotation" and quotation:
            yield name, Text("", text, quoted=True, credit=quotation.credit)
        elif text:
            yield name, Text(label, text)
