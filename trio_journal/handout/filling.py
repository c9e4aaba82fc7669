"""Sharing items out over sides, and parting a text that is longer than one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from .heights import QUOTED, ROOM, WIDE
from .metrics import prose
from .sides import Claim, Heading, Item, Text

# What may mean something in Markdown beyond the word it stands in.
_MARKS: Final = re.compile(r"[*_`\[\]<>\\&\n]|^\s*(#|[-+]\s|\d+[.)]\s)")
_PIECE: Final = ROOM / 2


def fill(items: Iterable[Item], room: float) -> list[list[Item]]:
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
