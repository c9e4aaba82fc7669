"""Typed Markdown as plain data, for formats that set the words themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from markdown_it.tree import SyntaxTreeNode

from ..text import parse

# Where a run of letters this long may be broken: nothing of it may run off the paper.
UNBROKEN: Final = 20
# Accents and vowel signs stay with the letter that they belong to.
_MARKS: Final = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
    "\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a51\u200c\u200d\ufe0f"
)
_RUN: Final = re.compile(rf"\S{{{UNBROKEN}}}[{_MARKS}]*(?=\S)")
_SAFE: Final = ("http://", "https://", "mailto:")
BREAK: Final = "\u200b"  # zero-width space: a place to break a line, which nobody sees

Inline = str | dict[str, Any]
Block = dict[str, Any]


def breakable(words: str) -> str:
    """Return words with a place to break a line in every run of 20 letters and more."""
    return _RUN.sub(lambda run: run[0] + BREAK, words)


def blocks(source: str) -> list[Block]:
    """Return typed Markdown as blocks, each a dict whose `is` names it.

    "paragraph" and "heading" have inlines in `of`; "list" its items, each of blocks, with
    `ordered` and `start`; "quote" blocks; "code" a `text`; "rule" nothing. An inline is a string,
    or a dict: "em", "strong" and "link" (`to`) have inlines in `of`, "break" nothing.
    """
    return list(_blocks(SyntaxTreeNode(parse(source)).children))


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "paragraph" | "heading":
                yield {"is": node.type, "of": list(_inlines(node.children))}
            case "bullet_list" | "ordered_list":
                yield {
                    "is": "list",
                    "ordered": node.type == "ordered_list",
                    "start": int(node.attrs.get("start", 1)),
                    "of": [list(_blocks(item.children)) for item in node.children],
                }
            case "blockquote":
                yield {"is": "quote", "of": list(_blocks(node.children))}
            case "code_block" | "fence":
                yield {"is": "code", "text": breakable(node.content.rstrip("\n"))}
            case "hr":
                yield {"is": "rule"}


def _inlines(nodes: Iterable[SyntaxTreeNode]) -> Iterator[Inline]:
    for node in nodes:
        match node.type:
            case "softbreak" | "hardbreak":
                yield {"is": "break"}
            case "em" | "strong":
                yield {"is": node.type, "of": list(_inlines(node.children))}
            case "link" if str(node.attrs["href"]).startswith(_SAFE):
                to = str(node.attrs["href"])
                yield {"is": "link", "to": to, "of": list(_inlines(node.children))}
            case _ if node.children:
                yield from _inlines(node.children)
            case _ if node.content:
                yield breakable(node.content)
