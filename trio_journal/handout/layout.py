"""Which side of A4 everything stands on: worked out beforehand, so that page numbers can be said.

Browsers cannot yet say on which page an anchor lands. So the heights of all blocks are estimated
from the typeface's own widths, every side is filled up to a margin that the estimate may be wrong
by, and each side begins on a new page. Where one text alone is longer than a side, how many it
takes is not known exactly: the sides after it have no number, and nothing refers to one.

The rules (docs/handout-formats.md has them in words) are those of the printed page: the cover is
page 1; every trio has one side; what is too long for it makes the lines for writing drop to two,
then takes the third claim to a side "continued", then the second, then the longest texts. What a
side has no room for, or no place, stands "In more detail" at the back. Text is never made smaller
and never cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final, TypeVar

from . import heights, trio_side
from .document import Handout, TrioBlock, sign_in_rows
from .filling import fill
from .heights import LINE, ROOM, TITLE
from .indexes import Index, IndexLine
from .sides import (
    Continued,
    Cover,
    FeedbackSide,
    Heading,
    IndexPart,
    IndexSide,
    Inside,
    Item,
    NotesSide,
    Side,
    SignInSide,
    Text,
)

T = TypeVar("T")

WELCOME_WORDS: Final = 60
CONTINUED: Final = ", continued"
# What a side inside takes for its title.
INSIDE_HEAD: Final = 20.0


@dataclass(frozen=True)
class Layout:
    """The sides in order, and on which page each anchor begins.

    `over` has the trios that are too long for their side, and by how many lines of 12 pt.
    """

    sides: tuple[Side, ...]
    pages: dict[str, int]
    more: dict[str, int | None]
    total: int | None
    over: dict[str, int]

    def page(self, anchor: str) -> int | None:
        """Return the page on which a trio's side is, None where it cannot be known."""
        return self.pages.get(anchor)

    @property
    def index_page(self) -> int | None:
        """Return the page on which the indexes begin."""
        return next((side.number for side in self.sides if isinstance(side, IndexSide)), None)


@dataclass
class _Book:
    """The sides so far, and the number of the next while it is known."""

    sides: list[Side] = field(default_factory=list)
    next_number: int | None = 1

    def add(self, side: Side, tall: float = 0.0) -> int | None:
        number = self.next_number
        self.sides.append(replace(side, number=number))
        if number is not None:
            self.next_number = None if tall > ROOM else number + 1
        return number

    def add_leaf(self, *sides: Side) -> None:
        """Add sides that can be torn off: they begin on the front of a leaf."""
        if sides and self.next_number is not None and self.next_number % 2 == 0:
            self.add(NotesSide(None))
        for side in sides:
            self.add(side)


def lay_out(handout: Handout) -> Layout:
    """Return on which side everything stands."""
    book = _Book()
    pages: dict[str, int] = {}
    more: dict[str, int | None] = {}
    over: dict[str, int] = {}
    _front(book, handout)
    at_the_back: list[tuple[TrioBlock, tuple[Item, ...]]] = []
    for slot in handout.slots:
        if slot.trio is None:
            continue
        side, rest, follows_at_once, lines = trio_side.lay_out(slot, slot.trio)
        if lines:
            over[slot.trio.anchor] = lines
        number = book.add(side, side.tall)
        if number is not None:
            pages[slot.trio.anchor] = number
        if rest and follows_at_once:
            more[slot.trio.anchor] = book.next_number
            for place, items in enumerate(fill(rest, ROOM - heights.head(slot) - LINE)):
                tall = sum(item.tall for item in items) + heights.head(slot) + LINE
                book.add(Continued(None, slot, tuple(items), again=place > 0), tall)
        elif rest:
            at_the_back.append((slot.trio, rest))
    _back(book, at_the_back, more)
    for index in _index_sides(handout):
        book.add(index)
    for sheet in (_feedback(handout), _sign_in(handout)):
        book.add_leaf(*sheet)
    total = book.next_number - 1 if book.next_number is not None else None
    return Layout(tuple(book.sides), pages, more, total, over)


def _back(
    book: _Book,
    left_over: Sequence[tuple[TrioBlock, tuple[Item, ...]]],
    more: dict[str, int | None],
) -> None:
    items: list[Item] = []
    for trio, rest in left_over:
        items += [Heading(trio), *rest]
    title = 6 + TITLE
    for place, part in enumerate(fill(items, ROOM - title)):
        side = Continued(None, None, tuple(part), again=place > 0)
        number = book.add(side, sum(item.tall for item in part) + title)
        for item in part:
            if isinstance(item, Heading):
                more[item.trio.anchor] = number


# The cover, and what comes after it when it is full


def _front(book: _Book, handout: Handout) -> None:
    room = ROOM - heights.cover_head(handout) - heights.cover_foot(handout)
    is_short = len(handout.welcome.split()) <= WELCOME_WORDS
    welcome = heights.welcome(handout.welcome)
    full, plain = (_order(handout, schools=schools) for schools in (True, False))
    # The schools stand on the trios' own sides and in the index, and make room for a welcome. One
    # that has no room even so takes nothing away.
    welcome_fits = is_short and plain + welcome <= room
    schools = full + (welcome if welcome_fits else 0) <= room
    order_fits = (full if schools else plain) <= room
    if not order_fits:
        welcome_fits = is_short and welcome <= room
    book.add(Cover(None, welcome_fits, handout.slots if order_fits else (), schools))
    if handout.welcome and not welcome_fits:
        for number, items in enumerate(fill([Text("", handout.welcome)], ROOM - INSIDE_HEAD)):
            text = "\n\n".join(item.text for item in items if isinstance(item, Text))
            tall = sum(item.tall for item in items) + INSIDE_HEAD
            book.add(Inside(None, text, (), continued=number > 0), tall)
    if not order_fits:
        room = ROOM - INSIDE_HEAD - heights.ROW_HEADS
        for number, part in enumerate(_shared_out(handout.slots, heights.row, room)):
            book.add(Inside(None, "", part, continued=number > 0))


def _order(handout: Handout, *, schools: bool) -> float:
    rows = sum(heights.row(slot, schools=schools) for slot in handout.slots)
    return rows + heights.ROW_HEADS


# The indexes


def _parted(
    handout: Handout, line: IndexLine, room: float, *, named: bool
) -> Iterator[tuple[IndexLine, float]]:
    """Yield a line of an index with its height; where it is longer than a side, its halves."""
    tall = heights.index_line(handout, line, named=named)
    middle = len(line.anchors) // 2
    if tall <= room or not middle:
        yield line, tall
        return
    again = line.name.removesuffix(CONTINUED) + CONTINUED
    for half in (
        IndexLine(line.name, line.anchors[:middle]),
        IndexLine(again, line.anchors[middle:]),
    ):
        yield from _parted(handout, half, room, named=named)


def _index_sides(handout: Handout) -> Iterator[IndexSide]:
    """Yield the indexes, one after the other, on as few sides as hold them."""
    heading = 8 + TITLE + 2
    sides: list[dict[Index, list[IndexLine]]] = []
    used = 0.0
    for index in handout.indexes:
        parts = (_parted(handout, one, ROOM - heading, named=index.named) for one in index.lines)
        for line, tall in chain.from_iterable(parts):
            if not sides or used + tall + (0 if index in sides[-1] else heading) > ROOM:
                sides.append({})
                used = 0.0
            used += tall + (0 if index in sides[-1] else heading)
            sides[-1].setdefault(index, []).append(line)
    for number, side in enumerate(sides):
        before = {index for one in sides[:number] for index in one}
        yield IndexSide(
            None,
            tuple(
                IndexPart(index, tuple(lines), first=index not in before)
                for index, lines in side.items()
            ),
        )


# The sheets that come with it


def _feedback(handout: Handout) -> Iterator[FeedbackSide]:
    if handout.feedback_sheet:
        head = 6 + TITLE + heights.RULE
        for place, trios in enumerate(_shared_out(handout.trios, heights.feedback, ROOM - head)):
            yield FeedbackSide(None, trios, again=place > 0)


def _sign_in(handout: Handout) -> Iterator[SignInSide]:
    room = ROOM - 4 - TITLE - heights.ROW_HEADS
    rows = sign_in_rows(handout)
    for place, some in enumerate(_shared_out(rows, heights.sign_in_row, room)):
        yield SignInSide(None, some, again=place > 0)


def _shared_out(
    items: Sequence[T], tall: Callable[[T], float], room: float
) -> Iterator[tuple[T, ...]]:
    """Yield items in order, as many at a time as there is room for, and one at least."""
    part: list[T] = []
    used = 0.0
    for item in items:
        if part and used + tall(item) > room:
            yield tuple(part)
            part, used = [], 0.0
        part.append(item)
        used += tall(item)
    if part:
        yield tuple(part)


def paper_needed(layout: Layout) -> str:
    """Return how much paper it takes, in words: "9 sides, 5 sheets when printed on both sides"."""
    if layout.total is None:
        return "One text is longer than a side, so page numbers are left out after it."
    sheets = (layout.total + 1) // 2
    sides = "1 side" if layout.total == 1 else f"{layout.total} sides"
    paper = "1 sheet" if sheets == 1 else f"{sheets} sheets"
    return f"{sides} of A4, {paper} when printed on both sides."
