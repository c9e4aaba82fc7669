"""What people typed, made safe to show."""

from __future__ import annotations

import string
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from trio_journal import text

ALLOWED = {
    "p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code", "pre", "hr",
    "h4", "h5", "h6",
}  # fmt: skip


class Reader(HTMLParser):
    """Reads HTML as a browser does, and keeps its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        self.comments.append(decl)

    def handle_pi(self, data: str) -> None:
        self.comments.append(data)


def read(source: str) -> Reader:
    reader = Reader()
    reader.feed(text.to_html(source))
    reader.close()
    return reader


def assert_harmless(source: str) -> None:
    reader = read(source)
    assert reader.comments == []
    for tag, attributes in reader.elements:
        assert tag in ALLOWED, tag
        assert set(attributes) <= {"href", "rel", "start"}, attributes
        if "href" in attributes:
            scheme = urlsplit((attributes["href"] or "").strip()).scheme
            assert scheme in {"", "http", "https", "mailto"}, attributes


# Attacks


ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//example.org/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "<javascript:alert(1)>",
    '[x](http://e.org "onmouseover=alert(1)")',
    '[x](http://e.org" onmouseover="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    "<svg/onload=alert(1)>",
    "<a href='http://e.org' onclick='alert(1)' style='x' id='main'>x</a>",
    "`</code><script>alert(1)</script>`",
    "```<script>\nalert(1)\n```",
    "> <iframe srcdoc='<script>alert(1)</script>'>",
    "<!-- --><script>alert(1)</script>",
    "<?php x ?>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "# <b onclick=x>Heading</b>",
    "\x00<script>alert(1)</script>",
]


@pytest.mark.parametrize("source", ATTACKS)
def test_an_attack_becomes_plain_words(source: str) -> None:
    assert_harmless(source)


PIECES = st.sampled_from(
    [*ATTACKS, "<", ">", '"', "'", "&", "(", ")", "[", "]", "`", "*", "_", "#", "\n", "\n\n", " ",
     "- ", "1. ", "> ", "javascript:", "onload=", "script", "http://e.org", "&lt;", "&#60;", "\\",
     "\t", "a"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_mixture_of_attacks_gets_through(source: str) -> None:
    assert_harmless(source)


@given(st.text(max_size=200))
def test_no_text_gets_through(source: str) -> None:
    assert_harmless(source)


@given(st.text(alphabet=string.printable, max_size=300))
@example("<" * 200)
@example("[" * 200 + "x")
@example("*" * 199)
def test_any_text_is_shown(source: str) -> None:
    assert isinstance(text.to_html(source), Markup)


def test_what_looks_like_markup_is_shown_as_it_was_typed() -> None:
    assert text.to_html("2 < 3 & <b>4</b>") == "<p>2 &lt; 3 &amp; &lt;b&gt;4&lt;/b&gt;</p>\n"


# What is kept


def test_paragraphs_lists_and_emphasis() -> None:
    shown = text.to_html("One *two* **three**.\n\n- four\n- five\n\n> six")
    for part in ("<em>two</em>", "<strong>three</strong>", "<li>four</li>", "<blockquote>"):
        assert part in shown


def test_a_line_break_stays_a_line_break() -> None:
    assert "<br>" in text.to_html("Reading corner.\nThen the carpet.")


def test_a_heading_stays_below_the_pages_own() -> None:
    assert text.to_html("# One") == "<h4>One</h4>\n"
    assert text.to_html("### Three") == "<h6>Three</h6>\n"
    assert text.to_html("###### Six") == "<h6>Six</h6>\n"


def test_a_list_keeps_its_first_number() -> None:
    assert '<ol start="3">' in text.to_html("3. three\n4. four")


def test_a_link_gives_nothing_away() -> None:
    ((_, paragraph), (tag, attributes)) = read("[x](https://example.org/a)").elements
    assert (paragraph, tag, attributes["href"]) == ({}, "a", "https://example.org/a")
    assert set((attributes["rel"] or "").split()) == {"noopener", "noreferrer", "nofollow"}


def test_pictures_are_not_shown() -> None:
    assert "<img" not in text.to_html("![a pupil](https://example.org/pupil.jpg)")


# Excerpts


@given(st.text(max_size=300), st.integers(2, 120))
def test_an_excerpt_is_one_line_of_at_most_its_length(source: str, limit: int) -> None:
    line = text.excerpt(source, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("source", "limit", "line"),
    [
        ("Short enough.", 90, "Short enough."),
        ("Two\n\nlines", 90, "Two lines"),
        ("Children were counting, aloud, on their fingers", 26, "Children were counting…"),
        ("Unbrokenwordwithoutanyspace", 10, "Unbrokenw…"),
        ("", 90, ""),
    ],
)
def test_an_excerpt_ends_after_a_word(source: str, limit: int, line: str) -> None:
    assert text.excerpt(source, limit) == line


# Counts and lists


def test_numbers_are_words_up_to_ten() -> None:
    assert [text.number(count) for count in (0, 1, 10, 11)] == ["none", "one", "ten", "11"]
    assert [text.some(count, "finding") for count in (0, 1, 2, 12)] == [
        "no findings", "one finding", "two findings", "12 findings",
    ]  # fmt: skip


def test_a_list_ends_in_and() -> None:
    assert text.listed([]) == ""
    assert text.listed(["Ann"]) == "Ann"
    assert text.listed(["Ann", "Bob"]) == "Ann and Bob"
    assert text.listed(name for name in ("Ann", "Bob", "Cat")) == "Ann, Bob and Cat"


def test_a_sentence_gets_a_capital_and_keeps_those_it_has() -> None:
    assert text.capitalised("no INSET day") == "No INSET day"
    assert text.capitalised("") == ""


def test_first_names_are_full_where_two_are_alike() -> None:
    assert text.first_names(["Ann Ash", "Bob Birch"]) == ["Ann", "Bob"]
    assert text.first_names(["Ann Ash", "Ann Birch", "Cat"]) == ["Ann Ash", "Ann Birch", "Cat"]


# Shortened


@given(st.lists(st.sampled_from(["so", "they", "don't", "and", "do,", "it:"])), st.data())
def test_taking_words_away_adds_none(words: list[str], data: st.DataObject) -> None:
    kept = [word for word in words if data.draw(st.booleans())]
    assert text.first_added(" ".join(words), " ".join(kept).upper()) == ""


@pytest.mark.parametrize(
    ("after", "added"),
    [
        ("He shared his box.", ""),
        ("[A pupil] shared his box.", ""),
        ("[A pupil]… shared [it].", ""),
        ("Sam says he shared his box [A shoebox]", ""),
        ("…shared, his box", ""),
        ("Sam shared her box.", "her"),
        ("His box, he shared.", "he"),
        ("Sam Sam shared.", "Sam"),
        ("[A pupil shared.", "["),
        ("A pupil shared.", "A"),
        ("shared his box!", "!"),
        ("shared his box \N{THUMBS DOWN SIGN}", "\N{THUMBS DOWN SIGN}"),
    ],
)
def test_a_word_that_was_not_there_is_named(after: str, added: str) -> None:
    assert text.first_added("Sam says he shared his box [a shoebox].", after) == added


@pytest.mark.parametrize(
    ("before", "after", "added"),
    [
        ("We will do it", "We will do it. [That trio lies.]", "[That trio lies.]"),
        ("We will do it", "We [too] will do it", "[too]"),
        ("I said [yes] to it", "I said [no] to it", "[no]"),
        ("We will do it!", "We will do it [not]", "[not]"),
        ("Sam Ash did it", "[A pupil], [who lies] did it", "[who lies]"),
        ("Sam did it", f"[{'x' * 31}] did it", f"[{'x' * 31}]"),
        ("Sam did it", f"[{'x' * 30}] did it", ""),
        ("Sam and Tom did it", "[A pupil] and [a pupil] did it", ""),
        ("It and it", "[This] it", ""),
        ("_Sam_ did it", "[A pupil] did it", ""),
        ("Sam shared. [A pupil] did not.", "[A pupil] shared. [A pupil] did not.", ""),
        ("Sam [a pupil] did it", "[A pupil] did it", ""),
        ("It helps. Up 10 points", "It helps? Up 10 points", "?"),
        ("It helps. Up 10 points", "It helps. Up 10% points", "%"),
    ],
)
def test_an_editor_puts_a_few_letters_in_brackets_where_a_word_went_away(
    before: str, after: str, added: str
) -> None:
    assert text.first_added(before, after) == added


def test_what_an_editor_put_in_does_not_become_a_word_of_theirs() -> None:
    assert text.first_added("[A pupil] shared.", "A pupil shared.") == "A"


@given(st.text(max_size=20), st.text(max_size=8))
def test_nothing_but_stops_and_blanks_is_ever_put_at_the_end(before: str, more: str) -> None:
    added = text.first_added(before, f"{before} {more}")
    assert (added == "") == (not more.translate(dict.fromkeys(map(ord, ".,…"))).strip())
