"""What stands on a side of A4: the items that are shared out, and the kinds of sides.

Each side is printed by the template of its kind, templates/handouts/_<kind>.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from . import heights
from .document import FindingBlock, Slot, TrioBlock
from .indexes import Index, IndexLine


@dataclass(frozen=True, slots=True)
class Text:
    """A labelled text that stands apart from its finding's block; "" is no label."""

    kind: ClassVar[str] = "text"
    label: str
    text: str
    quoted: bool = False
    credit: str = ""

    @property
    def tall(self) -> float:
        """Return its estimated height."""
        if self.quoted:
            return heights.quotation(self.text, self.credit)
        return heights.text(self.label, self.text)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that its texts follow: in full with its ruler, or only named again."""

    kind: ClassVar[str] = "claim"
    finding: FindingBlock
    full: bool

    @property
    def tall(self) -> float:
        """Return its estimated height."""
        measure = heights.further_claim if self.full else heights.claim_again
        return measure(self.finding)


@dataclass(frozen=True, slots=True)
class Heading:
    """A trio's name above what is said of it at the back."""

    kind: ClassVar[str] = "heading"
    trio: TrioBlock

    @property
    def tall(self) -> float:
        """Return its estimated height."""
        return heights.trio_name(self.trio)


Item = Text | Claim | Heading


@dataclass(frozen=True, slots=True)
class Side:
    """What begins on a new page; `number` is that page, None where it cannot be known."""

    kind: ClassVar[str]

    number: int | None


@dataclass(frozen=True, slots=True)
class Cover(Side):
    """Page 1, with as much of the welcome and the running order as there is room for.

    `schools` says whether the running order names them.
    """

    kind: ClassVar[str] = "cover"
    welcome: bool
    slots: tuple[Slot, ...]
    schools: bool = True


@dataclass(frozen=True, slots=True)
class Inside(Side):
    """What did not fit on the cover: the welcome, then the running order."""

    kind: ClassVar[str] = "inside"
    welcome: str
    slots: tuple[Slot, ...]
    continued: bool


@dataclass(frozen=True, slots=True)
class TrioSide(Side):
    """A trio's side. `moved` names the blocks of its first finding that stand elsewhere."""

    kind: ClassVar[str] = "trio"
    slot: Slot
    trio: TrioBlock
    first: FindingBlock | None
    others: tuple[FindingBlock, ...]
    moved: frozenset[str]
    writing_lines: int
    night_lines: int

    @property
    def long_claim(self) -> bool:
        """Say whether the first claim is so long that it is set smaller."""
        return self.first is not None and heights.claim_size(self.first.claim) == heights.LONG_CLAIM

    def has(self, block: str) -> bool:
        """Say whether a block of the first finding, or of the trio, stands on this side."""
        return block not in self.moved

    @property
    def tall(self) -> float:
        """Return its estimated height: the blocks that stay put may alone be too long for it."""
        tall = (
            heights.head(self.slot)
            + heights.people(self.trio, more=bool(self.moved))
            + heights.writing(self.writing_lines)
        )
        tall += sum(heights.further_claim(finding) for finding in self.others)
        if self.first is None:
            lines_free = heights.GAP + self.night_lines * heights.RULE
            return tall + heights.night_head(self.trio) + lines_free
        blocks = heights.blocks(self.trio, self.first)
        return tall + sum(value for name, value in blocks.items() if self.has(name))


@dataclass(frozen=True, slots=True)
class Continued(Side):
    """A side "Trio 3, continued", or one "In more detail" at the back where `slot` is None."""

    kind: ClassVar[str] = "continued"
    slot: Slot | None
    items: tuple[Item, ...]
    again: bool = False

    @property
    def anchor(self) -> str:
        """Return the anchor that the trio's side points to, "" where it points elsewhere."""
        if self.again or self.slot is None or self.slot.trio is None:
            return ""
        return f"{self.slot.trio.anchor}-more"


@dataclass(frozen=True, slots=True)
class SignInSide(Side):
    """Part of the sign-in sheet: schools, each with lines for who comes."""

    kind: ClassVar[str] = "sign_in"
    schools: tuple[str, ...]
    again: bool


@dataclass(frozen=True, slots=True)
class FeedbackSide(Side):
    """Part of the feedback sheet: trios, each with lines for what a listener makes of it."""

    kind: ClassVar[str] = "feedback"
    trios: tuple[TrioBlock, ...]
    again: bool


@dataclass(frozen=True, slots=True)
class NotesSide(Side):
    """Lines for notes, on the back of what comes before a sheet that is torn off."""

    kind: ClassVar[str] = "notes"
    lines: ClassVar[int] = heights.NOTES_LINES


@dataclass(frozen=True, slots=True)
class IndexPart:
    """Some lines of an index; `first` says whether it begins with them."""

    index: Index
    lines: tuple[IndexLine, ...]
    first: bool

    @property
    def head(self) -> str:
        """Return what stands above them."""
        return self.index.head if self.first else f"{self.index.head}, continued"


@dataclass(frozen=True, slots=True)
class IndexSide(Side):
    """Part of the indexes, of each that has lines on it."""

    kind: ClassVar[str] = "index"
    parts: tuple[IndexPart, ...]
