"""Word-by-word differences: nothing is invented, nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal.differences import Effort, Words, compare, sides

TEXTS = st.text(alphabet="ab ,.\n-é’'1", max_size=40)


def joined(words: Words, *ops: str) -> str:
    return "".join(text for op, text in words if op in ops)


def test_a_word_put_in_is_added() -> None:
    assert compare("They counted.", "They counted aloud.") == [
        ("same", "They counted"),
        ("added", " aloud"),
        ("same", "."),
    ]


def test_a_word_taken_out_is_removed() -> None:
    assert compare("They counted aloud.", "They counted.") == [
        ("same", "They counted"),
        ("removed", " aloud"),
        ("same", "."),
    ]


def test_a_word_for_another_is_removed_and_then_added() -> None:
    assert compare("They counted.", "They sang.") == [
        ("same", "They "),
        ("removed", "counted"),
        ("added", "sang"),
        ("same", "."),
    ]


def test_words_differ_as_wholes() -> None:
    assert ("removed", "count") in compare("count", "counted")


def test_the_same_is_the_same() -> None:
    assert compare("They counted.", "They counted.") == [("same", "They counted.")]
    assert compare("", "") == []


def test_from_and_to_nothing() -> None:
    assert compare("", "They counted.") == [("added", "They counted.")]
    assert compare("They counted.", "") == [("removed", "They counted.")]


def test_a_blank_or_a_line_end_is_a_difference() -> None:
    assert ("added", "\n") in compare("a b", "a\nb")
    assert joined(compare("a b", "a  b"), "added") == "  "


def test_common_words_of_long_texts_are_not_ignored() -> None:
    before = "the cat and the dog " * 100
    after = before.replace("dog", "pig", 1)
    changed = [one for one in compare(before, after) if one[0] != "same"]
    assert changed == [("removed", "dog"), ("added", "pig")]


@given(before=TEXTS, after=TEXTS, steps=st.sampled_from([0, 300, 900, 2_000, 5_000_000]))
def test_both_texts_can_be_read_back(before: str, after: str, steps: int) -> None:
    words = compare(before, after, Effort(steps))
    assert joined(words, "same", "removed") == before
    assert joined(words, "same", "added") == after
    assert all(text for _, text in words)
    assert all(one[0] != other[0] for one, other in pairwise(words))


@given(mine=TEXTS, theirs=TEXTS)
def test_each_side_is_whole_and_marks_only_its_own(mine: str, theirs: str) -> None:
    left, right = sides(mine, theirs)
    assert joined(left, "same", "added") == mine
    assert joined(right, "same", "added") == theirs
    assert {op for op, _ in left + right} <= {"same", "added"}
    assert joined(left, "same") == joined(right, "same")


@given(text=TEXTS)
def test_equal_texts_have_nothing_marked(text: str) -> None:
    left, right = sides(text, text)
    assert all(op == "same" for op, _ in left + right)


WORDS = [f"word{number}" for number in range(997)]


def prose(length: int, seed: int, words: Sequence[str] = WORDS) -> str:
    chance = Random(seed)
    sentences = (" ".join(chance.choices(words, k=12)) + ". " for _ in range(length))
    text = ""
    while len(text) < length:
        text += next(sentences)
    return text[:length]


def test_a_word_in_a_long_text_is_found() -> None:
    before = prose(20_000, 1)
    after = before.replace("word7 ", "tally ", 1) + " Then they sang."
    changed = [one for one in compare(before, after) if one[0] != "same"]
    assert changed == [("removed", "word7"), ("added", "tally"), ("added", " Then they sang.")]


def test_where_words_are_too_many_sentences_are_compared_and_then_their_words() -> None:
    lines = prose(20_000, 1).split(". ")
    again = [f"{line} again" if number % 4 == 1 else line for number, line in enumerate(lines)]
    changed = [one for one in compare(". ".join(lines), ". ".join(again)) if one[0] != "same"]
    assert changed == [("added", " again")] * len(lines[1::4])


def test_what_takes_too_long_is_shown_whole() -> None:
    mine, theirs = prose(20_000, 1), prose(20_000, 2)
    assert [op for op, _ in compare(mine, theirs)] in (
        ["removed", "added"],
        ["removed", "added", "same"],
    )


def test_several_texts_share_what_a_page_may_cost() -> None:
    effort = Effort(10_000)
    first = compare("They counted aloud.", "They counted.", effort)
    assert ("removed", " aloud") in first
    long = prose(2_000, 1)
    assert compare(long, f"{long} More.", effort) == [("removed", long), ("added", f"{long} More.")]


ONE, FEW = ["a"], ["the", "cat", "sat", "on", "a"]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (prose(20_000, 1), prose(20_000, 2)),
        (prose(20_000, 1, FEW), prose(20_000, 2, FEW)),
        (prose(2_000, 1, FEW), prose(2_000, 2, FEW)),
        (prose(600, 1, FEW), prose(600, 2, FEW)),
        (prose(20_000, 1, ONE), prose(20_000, 1, ONE).replace(".", "!")),
        ("\n" * 20_000, "a\n" * 10_000),
        (". " * 10_000, "! " * 10_000),
        (".a" * 10_000, "!a" * 10_000),
        (" " * 20_000, "\t" * 20_000),
        ("a" * 20_000, "b" * 20_000),
        # The dearest that is still matched word by word: few words, and short stretches of them.
        (" ".join(str(i % 3) for i in range(250)), " ".join(str(i * 7 % 4) for i in range(250))),
        (" ".join(WORDS), " ".join(reversed(WORDS))),
    ],
)
def test_no_two_texts_take_long(mine: str, theirs: str) -> None:
    began = time.process_time()
    sides(mine, theirs)
    # Compared word by word they took four seconds; a tracer makes everything several times slower.
    assert time.process_time() - began < 1
