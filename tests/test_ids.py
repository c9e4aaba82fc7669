"""UUIDv7 keys."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal import ids


def test_a_key_is_a_version_7_uuid() -> None:
    made = ids.new_id()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_it_begins_with_the_milliseconds_it_was_made_in() -> None:
    before = time.time_ns() // 1_000_000
    made = ids.new_id().int >> 80
    assert before <= made <= time.time_ns() // 1_000_000


def test_no_two_are_the_same() -> None:
    assert len({ids.new_id() for _ in range(10_000)}) == 10_000


def test_keys_sort_by_the_time_they_were_made(monkeypatch: pytest.MonkeyPatch) -> None:
    clock: Iterator[int] = iter(range(1, 60))
    monkeypatch.setattr(ids.time, "time_ns", lambda: next(clock) * 1_000_000)
    made = [ids.new_id() for _ in range(59)]
    assert made == sorted(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made)


@given(st.integers(0, (1 << 48) - 1), st.integers(0, (1 << 74) - 1))
def test_time_and_chance_keep_to_their_bits(milliseconds: int, chance: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids.time, "time_ns", lambda: milliseconds * 1_000_000)
        patch.setattr(ids.secrets, "randbits", lambda _: chance)
        made = ids.new_id()
    assert made.int >> 80 == milliseconds
    assert made.version == 7
    assert (made.int >> 64 & 0xFFF) << 62 | made.int & (1 << 62) - 1 == chance
    assert made.int >> 62 & 0b11 == 0b10
