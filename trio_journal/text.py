"""Words: Markdown that people typed, made safe to show; counts and lists as people say them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
_TAGS: Final = {
    "p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code", "pre", "hr",
    "h4", "h5", "h6",
}  # fmt: skip
# Entries sit below a page's own headings, so a typed "# Heading" may not outrank them.
_HEADING: Final = re.compile(r"<(/?)h([1-6])>")
_WORD: Final = re.compile(r"\w")
# What stands in brackets, a word, or a sign that can say something: "?", "%", an emoji.
_SAID: Final = re.compile(r"\[[^\[\]]*\]|\w+|[^\w\s.,…]")
# As much as stands for what an editor left out: "[a pupil in Year 4]".
BRACKET_LIMIT: Final = 30
_NUMBERS: Final = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip


@lru_cache(maxsize=2048)
def to_html(source: str) -> Markup:
    """Return typed Markdown as safe HTML; a pure function of the text, so cached by it."""
    rendered = _HEADING.sub(
        lambda match: f"<{match[1]}h{min(int(match[2]) + 3, 6)}>", _MARKDOWN.render(source)
    )
    return Markup(
        nh3.clean(
            rendered,
            tags=_TAGS,
            attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer nofollow",
        )
    )


def parse(source: str) -> list[Token]:
    """Return typed Markdown as tokens, for formats that are not HTML."""
    return _MARKDOWN.parse(source)


@lru_cache(maxsize=2048)
def to_plain(source: str) -> str:
    """Return typed Markdown as words on one line, its marks taken off."""
    blocks = [
        "".join(" " if part.type.endswith("break") else part.content for part in token.children)
        if token.children
        else token.content
        for token in parse(source)
    ]
    return " ".join(" ".join(blocks).split())


def excerpt(source: str, limit: int = 90) -> str:
    """Return the first words of a text on one line, at most `limit` characters."""
    line = to_plain(source)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(",;:.") + "…"


def first_added(before: str, after: str) -> str:
    """Return the first word or sign that a shortened text has and the one before has not there.

    "" says that some was only taken away. Capitals, full stops, commas, "…" and blanks count for
    nothing. Where a word went away, one pair of square brackets with up to BRACKET_LIMIT letters
    may stand, as in print; brackets that stood there before are as a word.
    """
    rest = [said.casefold() for said in _SAID.findall(before)]
    put, replaced = "", []
    for said in _SAID.findall(after):
        places = [rest.index(said.casefold())] if said.casefold() in rest else []
        may_stand = not put and said[-1] == "]" and 2 <= len(said) <= BRACKET_LIMIT + 2
        gone = [place for place, word in enumerate(rest) if _WORD.match(word)] if may_stand else []
        if not (places or gone):
            # A bracket that no word went away for has taken the place of what follows it.
            return put if said.casefold() in replaced else said
        # The nearest leaves the most for what follows.
        place = min(places + gone)
        put, replaced = ("", []) if place in places else (said, rest[: place + 1])
        del rest[: place + 1]
    return ""


def number(count: int) -> str:
    """Return a number as people write it: "none", "three", "12"."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def some(count: int, noun: str) -> str:
    """Return a count as people say it: "no findings", "one finding", "12 findings"."""
    said = number(count) if count else "no"
    return f"{said} {noun}" if count == 1 else f"{said} {noun}s"


def capitalised(sentence: str) -> str:
    """Return a sentence with a capital, its other letters as they are."""
    return sentence[:1].upper() + sentence[1:]


def listed(words: Iterable[str]) -> str:
    """Return "Tom", "Tom and Priya" or "Tom, Priya and Grace"."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def first_names(names: Sequence[str]) -> list[str]:
    """Return names as colleagues use them: the first, or in full where two would be alike."""
    firsts = [name.split()[0] if name.split() else name for name in names]
    return [
        name if firsts.count(first) > 1 else first
        for name, first in zip(names, firsts, strict=True)
    ]
