"""Which side of A4 everything stands on: worked out beforehand, so that page numbers can be said.

Browsers cannot yet say on which page an anchor lands. So the heights of all blocks are estimated
from the typeface's own widths, every side is filled up to a margin that the estimate may be wrong
by, and each side begins on a new page. Where one text alone is longer than a side, how many it
takes is not known exactly: the sides after it have no number, and nothing refers to one.

The rules (docs/handout-formats.md has them in words) are those of the printed page: the cover is
page 1; every trio has one side; what is too long for it makes the lines for writing drop to two,
then takes the third claim to a side "continued", then the second, then the longest texts. What a
side has no room for, or no place, stands "In more detail" at the back. Text is never made smaller
and never cut. Sizes here are those of static/handout.css, in millimetres and points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from .document import FindingBlock, Handout, IndexLine, Slot, TrioBlock
from .metrics import POINT, height, prose, width

WIDE: Final = 172.0
COLUMN: Final = 82.0
TALL: Final = 267.0
# What the estimate may be wrong by on one side before anything would run over.
SPARE: Final = 3.0
ROOM: Final = TALL - SPARE

TEXT: Final = (12.0, 16.0)
LINE: Final = 16 * POINT
RULE: Final = 9.0
GAP: Final = 2.5
STRIP: Final = 31.0
SMALL_RULER: Final = 48.0

BIG_CLAIM: Final = (22.0, 26.0)
LONG_CLAIM: Final = (18.0, 22.0)
LONG_CLAIM_FROM: Final = 160
CLAIM: Final = (15.0, 19.0)
QUOTED: Final = (13.0, 18.0)
DISCUSS: Final = (14.0, 18.0)

MOST_CLAIMS: Final = 3
WRITING_LINES: Final = 3
FEWEST_WRITING_LINES: Final = 2
MOST_WRITING_LINES: Final = 5
WELCOME_WORDS: Final = 60


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
            return GAP + prose(f"{self.text} ({self.credit})", *QUOTED, WIDE - 8)
        return 2 + prose(_run_in(self.label, self.text) if self.label else self.text, *TEXT, WIDE)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that its texts follow: in full with its ruler, or only named again."""

    kind: ClassVar[str] = "claim"
    finding: FindingBlock
    full: bool

    @property
    def tall(self) -> float:
        """Return its estimated height."""
        if not self.full:
            return GAP + height(self.finding.claim, *TEXT, WIDE, bold=True)
        return claim_tall(self.finding)


@dataclass(frozen=True, slots=True)
class Heading:
    """A trio's name above what is said of it at the back."""

    kind: ClassVar[str] = "heading"
    trio: TrioBlock

    @property
    def tall(self) -> float:
        """Return its estimated height."""
        return 6.0 + 1.0 + height(self.trio.title, *CLAIM, WIDE, bold=True)


Item = Text | Claim | Heading


@dataclass(frozen=True, slots=True)
class Side:
    """What begins on a new page; `number` is that page, None where it cannot be known."""

    kind: ClassVar[str]

    number: int | None


@dataclass(frozen=True, slots=True)
class Cover(Side):
    """Page 1, with as much of the welcome and the running order as there is room for."""

    kind: ClassVar[str] = "cover"
    welcome: bool
    slots: tuple[Slot, ...]


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
        return self.first is not None and claim_size(self.first.claim) == LONG_CLAIM

    def has(self, block: str) -> bool:
        """Say whether a block of the first finding, or of the trio, stands on this side."""
        return block not in self.moved


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
class IndexSide(Side):
    """Part of the indexes: lines by school, then by year group."""

    kind: ClassVar[str] = "index"
    schools: tuple[IndexLine, ...]
    years: tuple[IndexLine, ...]
    first_schools: bool = False
    first_years: bool = False


@dataclass(frozen=True)
class Layout:
    """The sides in order, and on which page each anchor begins."""

    sides: tuple[Side, ...]
    pages: dict[str, int]
    more: dict[str, int | None]
    total: int | None

    def page(self, anchor: str) -> int | None:
        """Return the page on which a trio's side is, None where it cannot be known."""
        return self.pages.get(anchor)

    @property
    def index_page(self) -> int | None:
        """Return the page of the index by school."""
        return next((side.number for side in self.sides if isinstance(side, IndexSide)), None)


# Heights of blocks


def claim_size(claim: str) -> tuple[float, float]:
    """Return the size and leading of the first claim: smaller when it is long."""
    return LONG_CLAIM if len(claim) > LONG_CLAIM_FROM else BIG_CLAIM


def _facts_tall(finding: FindingBlock) -> float:
    """Return the height of a small ruler with years and evidence in words beside it."""
    facts = " ".join(part for part in (finding.years, finding.evidence_line) if part)
    room = WIDE - SMALL_RULER - 3 if finding.year_from is not None else WIDE
    return max(height(facts, *TEXT, room), LINE) + 0.5 if facts else 0


def claim_tall(finding: FindingBlock) -> float:
    """Return the height of a further claim with its ruler and evidence line."""
    return GAP + height(finding.claim, *CLAIM, WIDE, bold=True) + _facts_tall(finding)


def _run_in(label: str, text: str) -> str:
    """Return a text with letters in front that are as wide as its bold label."""
    letters = math.ceil(width(f"{label}  ", bold=True) / width("i"))
    return f"{'i' * letters} {text}"


def _labelled(label: str, text: str) -> float:
    return 2 + prose(_run_in(label, text), *TEXT, WIDE) if text else 0


def _pair(primary: str, secondary: str) -> float:
    columns = [text for text in (primary, secondary) if text]
    if not columns:
        return 0
    room = COLUMN if len(columns) == 2 else WIDE
    return GAP + LINE + max(prose(text, *TEXT, room) for text in columns)


def _method(trio: TrioBlock) -> float:
    said = [_run_in("We asked", " ".join(asked.text for asked in trio.asked))] if trio.asked else []
    if trio.did:
        said.append(_run_in("What we did", trio.did))
    # A question in several paragraphs ends its line before the next words begin.
    extra = sum(LINE for asked in trio.asked if "\n" in asked.text.strip())
    return 2 + prose(" ".join(said), *TEXT, WIDE) + extra if said else 0


def _people(trio: TrioBlock, *, more: bool) -> float:
    pointer = " More from this trio: page\xa088." if more else ""
    return GAP + 1.5 + height(people_line(trio) + pointer, *TEXT, WIDE)


def people_line(trio: TrioBlock) -> str:
    """Return who the trio are, and how to reach them."""
    people = "; ".join(str(person) for person in trio.people)
    contact = f"Contact: {trio.contact}." if trio.contact else ""
    return " ".join(part for part in (f"{people}." if people else "", contact) if part)


def _head(slot: Slot) -> float:
    return height(slot.heading, *TEXT, WIDE) + 1.5


def _writing(rules: int) -> float:
    return GAP + RULE * (rules + 1)


# What a trio's side has to hold


_OPTIONAL: Final = ("detail", "next_step")
_MOVABLE: Final = ("quotation", "pair", "limits", "method", "audience_question")


def _blocks(trio: TrioBlock, first: FindingBlock) -> dict[str, float]:
    """Return the height of each block of a side that has one, those that stay put as "fixed"."""
    fixed = GAP + height(first.claim, *claim_size(first.claim), WIDE, bold=True)
    if first.ruler:
        words = f"{first.ruler.sentence} {first.ruler.key}"
        fixed += GAP + STRIP + 1 + height(words, *TEXT, WIDE)
        fixed += 1 + height(first.evidence_line, *TEXT, WIDE)
    else:
        fixed += _facts_tall(first)
    quotation = first.quotation
    tall = {
        "fixed": fixed,
        "detail": 2 + prose(first.detail, *TEXT, WIDE) if first.detail else 0,
        "quotation": (
            Text("", quotation.text, quoted=True, credit=quotation.credit).tall if quotation else 0
        ),
        "pair": _pair(first.for_primary, first.for_secondary),
        "limits": _labelled("What we can't say yet", first.limits),
        "next_step": _labelled("What next", first.next_step),
        "method": _method(trio),
        "audience_question": (
            GAP + 5 + prose(first.audience_question, *DISCUSS, WIDE - 9, bold=True)
            if first.audience_question
            else 0
        ),
    }
    return {name: value for name, value in tall.items() if value}


def _trio_side(slot: Slot, trio: TrioBlock) -> tuple[TrioSide, tuple[Item, ...], bool]:
    """Return a trio's side, what is left over, and whether that is to follow at once."""
    room = ROOM - _head(slot)
    gone = sum(claim_tall(finding) for finding in trio.withdrawn)
    if not trio.standing:
        return _night_side(slot, trio, room - gone - _people(trio, more=False)), (), False
    first, *further = trio.standing
    blocks = _blocks(trio, first)
    others = further[: MOST_CLAIMS - 1]
    optional = [name for name in _OPTIONAL if name in blocks]
    moved: set[str] = set()

    def used(without: Iterable[str], claims: Sequence[FindingBlock]) -> float:
        left_out = set(without)
        tall = sum(value for name, value in blocks.items() if name not in left_out)
        tall += _people(trio, more=bool(further or left_out & blocks.keys()))
        return tall + sum(claim_tall(finding) for finding in claims) + gone

    def fits(without: Iterable[str], claims: Sequence[FindingBlock], rules: int) -> bool:
        return used(without, claims) + _writing(rules) <= room

    # Words are worth more than a third line to write on; the claims more than anything.
    for without in ((), ("detail",), ("next_step",), ("detail", "next_step")):
        if fits(without, others, FEWEST_WRITING_LINES):
            moved = {name for name in without if name in optional}
            break
    else:
        moved = set(optional)
        while others and not fits(moved, others, FEWEST_WRITING_LINES):
            others.pop()
        movable = sorted(
            (name for name in _MOVABLE if name in blocks), key=lambda name: -blocks[name]
        )
        while movable and not fits(moved, others, FEWEST_WRITING_LINES):
            moved.add(movable.pop(0))
        for name in (*_MOVABLE, *_OPTIONAL):
            if name in moved and fits(moved - {name}, others, FEWEST_WRITING_LINES):
                moved.remove(name)
    rules = next(
        (n for n in range(MOST_WRITING_LINES, 0, -1) if fits(moved, others, n)),
        FEWEST_WRITING_LINES,
    )
    side = TrioSide(None, slot, trio, first, tuple(others), frozenset(moved), rules, 0)
    on_this_side = 1 + len(others)
    follows_at_once = on_this_side < len(trio.standing) or bool(moved - set(_OPTIONAL))
    rest = [
        *_rest_of_first(trio, first, moved),
        *(
            item
            for place, finding in enumerate(further)
            for item in _rest(finding, full=place >= len(others))
        ),
    ]
    return side, tuple(rest), follows_at_once


def _night_side(slot: Slot, trio: TrioBlock, room: float) -> TrioSide:
    """Return a side with lines headed "Findings on the night", as many as there is room for."""
    heading = GAP + 26 * POINT
    asked = sum(GAP + LINE + prose(asked.text, *CLAIM, WIDE) for asked in trio.asked)
    room -= heading + asked + _writing(WRITING_LINES) + GAP
    lines_free = max(int(room // RULE), FEWEST_WRITING_LINES)
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


# Filling sides


def _fill(items: Iterable[Item], room: float) -> list[list[Item]]:
    """Share items out over sides: a heading or claim never stands last on one."""
    sides: list[list[Item]] = [[]]
    used = 0.0
    held: list[Item] = []
    for item in items:
        if isinstance(item, Text):
            group = [*held, item]
            held = []
        elif held and not (isinstance(held[-1], Heading) and isinstance(item, Claim)):
            # A claim that no text follows stands for itself.
            used = _place(sides, held, used, room)
            held = [item]
            continue
        else:
            held.append(item)
            continue
        for part in _parts(group, room):
            used = _place(sides, part, used, room)
    if held:
        _place(sides, held, used, room)
    return [side for side in sides if side]


def _place(sides: list[list[Item]], group: list[Item], used: float, room: float) -> float:
    tall = sum(item.tall for item in group)
    if used and used + tall > room:
        sides.append([])
        used = 0.0
    sides[-1].extend(group)
    return used + tall


def _parts(group: list[Item], room: float) -> Iterator[list[Item]]:
    """Part a text that is longer than a side between its paragraphs."""
    *heads, text = group
    if sum(item.tall for item in group) <= room or not isinstance(text, Text):
        yield group
        return
    parts = paragraphs(text.text)
    for number, paragraph in enumerate(parts, start=1):
        part = replace(
            text,
            text=paragraph,
            label=text.label if number == 1 else "",
            credit=text.credit if number == len(parts) else "",
        )
        yield [*heads, part] if number == 1 else [part]


def paragraphs(text: str) -> list[str]:
    """Part typed Markdown at its blank lines, and plain paragraphs of a side or more at words.

    A text with a fence in it stays whole: its parts would mean something else.
    """
    if "```" in text or "~~~" in text:
        return [text]
    parts = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return [piece for part in parts for piece in _pieces(part)]


# What may mean something in Markdown beyond the word it stands in.
_MARKS: Final = re.compile(r"[*_`\[\]<>\\&\n]|^\s*(#|[-+]\s|\d+[.)]\s)")
_PIECE: Final = ROOM / 2


def _pieces(part: str) -> list[str]:
    if prose(part, *QUOTED, WIDE - 8) <= _PIECE or _MARKS.search(part):
        return [part]
    pieces: list[list[str]] = [[]]
    for sentence in re.split(r"(?<=[.!?]) +", part):
        sentence_words = sentence.split(" ")
        if prose(sentence, *QUOTED, WIDE - 8) > _PIECE:
            groups = [sentence_words[i : i + 60] for i in range(0, len(sentence_words), 60)]
        else:
            groups = [sentence_words]
        for group in groups:
            grown = " ".join([*pieces[-1], *group])
            if pieces[-1] and prose(grown, *QUOTED, WIDE - 8) > _PIECE:
                pieces.append([])
            pieces[-1].extend(group)
    return [" ".join(words) for words in pieces]


def _overlong(tall: float) -> bool:
    return tall > ROOM


@dataclass
class _Book:
    """The sides so far, and the number of the next while it is known."""

    sides: list[Side] = field(default_factory=list)
    next_number: int | None = 1

    def add(self, side: Side, tall: float = 0.0) -> int | None:
        number = self.next_number
        self.sides.append(replace(side, number=number))
        if number is not None:
            self.next_number = None if _overlong(tall) else number + 1
        return number


def lay_out(handout: Handout) -> Layout:
    """Return on which side everything stands."""
    book = _Book()
    pages: dict[str, int] = {}
    more: dict[str, int | None] = {}
    _front(book, handout)
    at_the_back: list[tuple[TrioBlock, tuple[Item, ...]]] = []
    for slot in handout.slots:
        if slot.trio is None:
            continue
        side, rest, follows_at_once = _trio_side(slot, slot.trio)
        number = book.add(side, side_tall(side))
        if number is not None:
            pages[slot.trio.anchor] = number
        if rest and follows_at_once:
            more[slot.trio.anchor] = book.next_number
            for place, items in enumerate(_fill(rest, ROOM - _head(slot) - LINE)):
                tall = sum(item.tall for item in items) + _head(slot) + LINE
                book.add(Continued(None, slot, tuple(items), again=place > 0), tall)
        elif rest:
            at_the_back.append((slot.trio, rest))
    _back(book, at_the_back, more)
    for index in _index_sides(handout):
        book.add(index)
    total = book.next_number - 1 if book.next_number is not None else None
    return Layout(tuple(book.sides), pages, more, total)


def side_tall(side: TrioSide) -> float:
    """Return the height of a side whose fixed blocks alone may be too long for it."""
    tall = (
        _head(side.slot) + _people(side.trio, more=bool(side.moved)) + _writing(side.writing_lines)
    )
    tall += sum(claim_tall(finding) for finding in (*side.others, *side.trio.withdrawn))
    if side.first is None:
        tall += GAP * 2 + 26 * POINT + side.night_lines * RULE
        return tall + sum(GAP + LINE + prose(a.text, *CLAIM, WIDE) for a in side.trio.asked)
    blocks = _blocks(side.trio, side.first)
    return tall + sum(value for name, value in blocks.items() if side.has(name))


def _back(
    book: _Book,
    left_over: Sequence[tuple[TrioBlock, tuple[Item, ...]]],
    more: dict[str, int | None],
) -> None:
    items: list[Item] = []
    for trio, rest in left_over:
        items += [Heading(trio), *rest]
    title = 6 + 26 * POINT
    for place, part in enumerate(_fill(items, ROOM - title)):
        side = Continued(None, None, tuple(part), again=place > 0)
        number = book.add(side, sum(item.tall for item in part) + title)
        for item in part:
            if isinstance(item, Heading):
                more[item.trio.anchor] = number


# The cover, and what comes after it when it is full


def _row(slot: Slot) -> float:
    if slot.trio is None:
        return 3.5 + height(slot.label, 13, 17, 126)
    focus = height(slot.trio.focus, 13, 17, 126 - SMALL_RULER - 3, bold=True)
    schools = height(", ".join(slot.trio.schools), 13, 17, 126) if slot.trio.schools else 0
    return 3.5 + max(focus, LINE) + schools


def schools_line(trio: TrioBlock) -> str:
    """Return the schools of a trio's people, for the running order."""
    return ", ".join(trio.schools)


_ROW_HEADS: Final = 8.0


def _cover_head(handout: Handout) -> float:
    return (
        height(handout.alliance, 14, 18, WIDE)
        + 6
        + height(handout.title, 30, 36, WIDE, bold=True)
        + 3
        + height(handout.when, 16, 21, WIDE)
        + (height(handout.venue, 16, 21, WIDE) if handout.venue else 0)
        + 6
    )


def _front(book: _Book, handout: Handout) -> None:
    room = ROOM - _cover_head(handout) - GAP - LINE
    rows = sum(_row(slot) for slot in handout.slots) + _ROW_HEADS
    words = len(handout.welcome.split())
    welcome = GAP * 2 + prose(handout.welcome, *TEXT, WIDE) if handout.welcome else 0.0
    order_fits = rows <= room
    welcome_fits = words <= WELCOME_WORDS and welcome + (rows if order_fits else 0) <= room
    book.add(Cover(None, welcome_fits, handout.slots if order_fits else ()))
    if handout.welcome and not welcome_fits:
        for number, items in enumerate(_fill([Text("", handout.welcome)], ROOM - 20)):
            text = "\n\n".join(item.text for item in items if isinstance(item, Text))
            tall = sum(item.tall for item in items) + 20
            book.add(Inside(None, text, (), continued=number > 0), tall)
    if not order_fits:
        for number, part in enumerate(_rows(handout.slots, ROOM - 20 - _ROW_HEADS)):
            book.add(Inside(None, "", part, continued=number > 0))


def _rows(slots: Sequence[Slot], room: float) -> list[tuple[Slot, ...]]:
    parts: list[list[Slot]] = [[]]
    used = 0.0
    for slot in slots:
        tall = _row(slot)
        if used and used + tall > room:
            parts.append([])
            used = 0.0
        parts[-1].append(slot)
        used += tall
    return [tuple(part) for part in parts if part]


# The indexes


INDEX_NAME: Final = 66.0
INDEX_GAP: Final = 4.0


def _line_tall(handout: Handout, line: IndexLine, *, named: bool) -> float:
    """Return the height of a line; by school each trio is named, by year group it is numbered."""
    trios = [handout.trio(anchor) for anchor in line.anchors]
    names = [trio.title if named else f"Trio\xa0{trio.number}" for trio in trios]
    words = "; ".join(f"{name}, page\xa088" for name in names)
    name = height(line.name, *TEXT, INDEX_NAME - INDEX_GAP, bold=True)
    return 1.75 + max(height(words, *TEXT, WIDE - INDEX_NAME), name)


def _index_sides(handout: Handout) -> Iterator[IndexSide]:
    """Yield the index by school, then by year group, on as few sides as hold them."""
    heading = 8 + 26 * POINT + 2
    sides: list[tuple[list[IndexLine], list[IndexLine]]] = []
    used = 0.0
    for place, group in enumerate((handout.by_school, handout.by_years)):
        for line in group:
            tall = _line_tall(handout, line, named=place == 0)
            if not sides or used + tall + (0 if sides[-1][place] else heading) > ROOM:
                sides.append(([], []))
                used = 0.0
            used += tall + (0 if sides[-1][place] else heading)
            sides[-1][place].append(line)
    for number, (schools, years) in enumerate(sides):
        before = sides[:number]
        yield IndexSide(
            None,
            tuple(schools),
            tuple(years),
            first_schools=bool(schools) and not any(side[0] for side in before),
            first_years=bool(years) and not any(side[1] for side in before),
        )


def paper_needed(layout: Layout) -> str:
    """Return how much paper it takes, in words: "9 sides, 5 sheets when printed on both sides"."""
    if layout.total is None:
        return "One text is longer than a side, so page numbers are left out after it."
    sheets = (layout.total + 1) // 2
    sides = "1 side" if layout.total == 1 else f"{layout.total} sides"
    paper = "1 sheet" if sheets == 1 else f"{sheets} sheets"
    return f"{sides} of A4, {paper} when printed on both sides."
