"""The handout as Markdown: everything is in it, and a reader sees it as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from trio_journal.handout import markdown, prose
from trio_journal.handout.document import Quotation
from trio_journal.text import parse

from .build import HOSTILE, RULER, finding, handout, strings, trio, words
from .paper import letters

READER = MarkdownIt("commonmark").enable("table")


def read(written: bytes) -> SyntaxTreeNode:
    return SyntaxTreeNode(READER.parse(written.decode()))


def shown(node: SyntaxTreeNode) -> str:
    """Return the words that a reader sees."""
    if node.type in ("softbreak", "hardbreak"):
        return " "
    if node.children:
        return "".join(shown(child) for child in node.children)
    return node.content if node.type in ("text", "code_inline", "fence", "code_block") else ""


def headings(written: bytes) -> list[tuple[str, str]]:
    return [(one.tag, shown(one)) for one in read(written).children if one.type == "heading"]


def test_it_has_everything_in_the_order_of_the_evening() -> None:
    evening = handout(
        trio(finding("First.", ruler=RULER), finding("Second."), number=1), trio(number=2)
    )
    written = markdown.write(evening)
    assert headings(written) == [
        ("h1", "What we have seen"),
        ("h2", "The evening"),
        ("h2", evening.slots[1].heading),
        ("h3", "First."),
        ("h3", "Second."),
        ("h2", evening.slots[2].heading),
        ("h3", "Findings on the night"),
        ("h2", "Find your school"),
        ("h2", "Find your year group"),
    ]
    seen = letters(shown(read(written)))
    for text in strings(evening):
        assert letters(text) in seen, text
    assert letters(RULER.sentence) in seen
    assert letters("11 notes, 7 lessons, 5 schools; 2 do not fit.") in seen


def test_the_running_order_is_a_table() -> None:
    table = next(
        one for one in read(markdown.write(handout(trio()))).children if one.tag == "table"
    )
    assert len([row for body in table.children for row in body.children]) == 3


def test_an_evening_without_trios_is_its_running_order() -> None:
    written = headings(markdown.write(handout()))
    assert written == [("h1", "What we have seen"), ("h2", "The evening")]


@given(typed=st.text(min_size=1, max_size=80).filter(str.strip))
def test_a_line_reads_as_it_was_typed(typed: str) -> None:
    typed = " ".join("".join(c for c in typed if c.isprintable()).split())
    if not typed:
        return
    (paragraph,) = read(markdown.plain(typed).encode()).children
    assert shown(paragraph) == typed


def test_only_what_would_be_a_mark_is_escaped() -> None:
    assert markdown.plain("6.10 pm, Trio 3") == "6.10 pm, Trio 3"
    assert markdown.plain("6. a list") == "6\\. a list"
    assert markdown.plain("- a list") == "\\- a list"


UNCLOSED = (
    "```\nleft open",
    "~~~",
    "<!-- left open",
    "<div>\n\n<pre>",
    "<script>alert(1)</script>",
)


@pytest.mark.parametrize("text", [*HOSTILE, *UNCLOSED, "# A heading", "a\n===", "| a |\n| - |"])
def test_what_somebody_typed_takes_nothing_along(text: str) -> None:
    one = finding("One.", detail=text, limits=text, quotation=Quotation(text or "a", ""))
    written = markdown.write(handout(trio(one), trio(finding("Two."), number=2), welcome=text))
    plain = markdown.write(handout(trio(finding("One.")), trio(finding("Two."), number=2)))
    assert headings(written) == headings(plain)
    assert "html_block" not in [one.type for one in read(written).walk()]
    assert "html_inline" not in [one.type for one in read(written).walk()]


@pytest.mark.parametrize(
    "typed",
    [
        "Plain, *leaning* and **strong**.",
        "- one\n- two\n  - three",
        "3. three\n4. four",
        "> quoted\n>\n> twice",
        "See [the page](https://example.org/a?b=c&d=e).",
        "```\na ``` b\n```",
        "1. not a list\\\n2. nor this",
    ],
)
def test_marks_mean_what_they_meant(typed: str) -> None:
    assert prose.blocks(markdown.prose(typed)) == prose.blocks(typed)


@given(words | st.text(alphabet="ab *_`>#-1.)][(<&\n~|!\\", max_size=25))
@example("_*1*1_")
def test_any_text_keeps_its_letters(typed: str) -> None:
    seen = letters(shown(read(markdown.prose(typed).encode())))
    assert seen == letters(shown(SyntaxTreeNode(parse(typed))))
