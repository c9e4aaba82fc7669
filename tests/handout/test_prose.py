"""Typed Markdown as plain data: its marks are kept, its words whole and no longer than a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal.handout.prose import BREAK, UNBROKEN, blocks, breakable


def words(parts: Any) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            yield from words(part)
        else:
            yield from [part["text"]] if "text" in part else words(part.get("of", []))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("One.\n\nTwo.", [["One."], ["Two."]]),
        ("a *b* **c**", [["a ", {"is": "em", "of": ["b"]}, " ", {"is": "strong", "of": ["c"]}]]),
        ("one\ntwo", [["one", {"is": "break"}, "two"]]),
        ("`#a`", [["#a"]]),
        ("[us](https://a.example)", [[{"is": "link", "to": "https://a.example", "of": ["us"]}]]),
        ("[us](javascript:x)", [["[us](javascript:x)"]]),
        ("[us](ftp://a.example)", [["us"]]),
        ("<b>x</b>", [["<b>x</b>"]]),
    ],
)
def test_paragraphs_and_their_marks(typed: str, found: list[Any]) -> None:
    assert [block["of"] for block in blocks(typed)] == found


def test_lists_quotations_and_the_rest() -> None:
    found = blocks("# Head\n\n- one\n- two\n\n4. four\n\n> said\n\n---\n\n    code")
    assert [block["is"] for block in found] == [
        "heading", "list", "list", "quote", "rule", "code",
    ]  # fmt: skip
    plain, numbered = found[1:3]
    assert (plain["ordered"], len(plain["of"])) == (False, 2)
    assert (numbered["ordered"], numbered["start"]) == (True, 4)
    assert found[5]["text"] == "code"


@given(st.text())
def test_any_text_is_taken(typed: str) -> None:
    assert all("is" in block for block in blocks(typed))


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=120), min_size=1))
def test_every_word_is_there_and_none_is_too_long_for_a_line(typed: list[str]) -> None:
    found = " ".join(words(blocks(" ".join(typed))))
    assert found.replace(BREAK, "") == " ".join(typed)
    assert max(map(len, found.replace(BREAK, " ").split())) <= UNBROKEN


def test_words_that_fit_are_left_alone() -> None:
    assert breakable("As it is, all of it.") == "As it is, all of it."
    assert breakable("x" * UNBROKEN) == "x" * UNBROKEN


@pytest.mark.parametrize("mark", ["\u0301", "\u09be", "\u0a3e", "\u064e", "\u200d"])
def test_no_mark_is_parted_from_its_letter(mark: str) -> None:
    assert f"{BREAK}{mark}" not in breakable(f"x{mark}" * 60)
    assert f"{BREAK}{mark}" not in breakable("x" + f"x{mark}" * 60)
