"""What the hall said is kept once, of a trio that it was shown, and as it was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal.exceptions import Invalid, NotFound, SavedAlready
from trio_journal.extensions import db
from trio_journal.handout import editions
from trio_journal.ids import new_id
from trio_journal.models import Evening, Feedback
from trio_journal.services import evening_slots, feedback, running_order
from trio_journal.year_groups import YEAR_GROUPS

from .conftest import Journal
from .sheets import NOTHING, SAID, kept, send, to_read


@pytest.fixture
def evening(journal: Journal) -> Evening:
    """Return an evening of which an edition can be read."""
    return to_read(journal)


def test_a_sheet_is_kept_as_it_was_sent(journal: Journal, evening: Evening) -> None:
    values = SAID | {"school_id": journal.primary.id, "who": "the tutors", "question": "Why?"}
    made = feedback.send(evening, journal.home.id, new_id(), values)
    assert {name: getattr(made, name) for name in Feedback.FIELDS} == values
    assert (made.entered_by_id, made.is_new) == (None, True)


def test_sent_twice_it_is_one(journal: Journal, evening: Evening) -> None:
    key = new_id()
    for _ in range(2):
        feedback.send(evening, journal.home.id, key, SAID)
        feedback.enter(evening, journal.helen, journal.home.id, UUID(int=key.int + 1), SAID)
    assert kept() == 2


def test_sent_twice_in_the_same_moment_it_is_one(
    journal: Journal, evening: Evening, at_once: Callable[..., list[Any]]
) -> None:
    key, evening_id, trio_id = new_id(), evening.id, journal.home.id

    def job() -> UUID:
        there = db.session.get_one(Evening, evening_id)
        return feedback.send(there, trio_id, key, SAID).id

    assert at_once(job, job) == [key, key]
    assert kept() == 1


def test_an_id_that_was_used_is_not_used_for_something_else(
    journal: Journal, evening: Evening
) -> None:
    made = send(evening, journal.home.id)
    with pytest.raises(SavedAlready):
        feedback.send(evening, journal.home.id, made.id, SAID | {"note": "Other words."})
    with pytest.raises(NotFound):
        feedback.enter(evening, journal.helen, journal.home.id, made.id, SAID)
    other = next(trio.id for trio in feedback.trios(evening) if trio.id != journal.home.id)
    with pytest.raises(NotFound):
        feedback.send(evening, other, made.id, SAID)
    assert kept() == 1


def test_something_has_to_be_said(journal: Journal, evening: Evening) -> None:
    for values in (NOTHING, NOTHING | {"school_id": journal.primary.id}):
        with pytest.raises(Invalid):
            feedback.send(evening, journal.home.id, new_id(), values)
    assert kept() == 0


@given(st.sampled_from(("from_when", "who", "question", "note")), st.text(min_size=1, max_size=5))
def test_one_line_is_enough(name: str, text: str) -> None:
    assert feedback.mistakes(NOTHING | {name: text}) == {}


@given(st.sampled_from(YEAR_GROUPS))
def test_a_year_group_alone_is_enough(year: int) -> None:
    assert feedback.mistakes(NOTHING | {"year_from": year, "year_to": year}) == {}


def test_only_a_trio_of_the_latest_edition_is_said_something(
    journal: Journal, evening: Evening
) -> None:
    third = journal.trio(focus="Later")
    with pytest.raises(NotFound):
        send(evening, third.id)
    evening_slots.add(evening.id, journal.helen, trio_id=third.id, label="", minutes=5)
    with pytest.raises(NotFound):
        send(evening, third.id)
    # On paper it is there, and its sheets are typed in.
    feedback.enter(evening, journal.helen, third.id, new_id(), SAID)
    editions.freeze(evening.id, journal.helen)
    send(db.session.get_one(Evening, evening.id), third.id)
    assert kept() == 2


def test_a_trio_that_was_taken_out_keeps_what_was_said(journal: Journal, evening: Evening) -> None:
    send(evening, journal.home.id)
    slot = next(s for s in running_order.load_slots(evening) if s.trio_id == journal.home.id)
    evening_slots.delete(evening.id, journal.helen, slot.id)
    editions.freeze(evening.id, journal.helen)
    evening = db.session.get_one(Evening, evening.id)
    assert [one.trio.id for one in feedback.of_evening(evening)] == [journal.home.id]
