"""A hall comes through, and a script does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from trio_journal.dates import now
from trio_journal.exceptions import TooOften
from trio_journal.ids import new_id
from trio_journal.models import Evening
from trio_journal.services import feedback

from .conftest import Journal, set_back
from .sheets import SAID, kept, send, to_read


@pytest.fixture
def evening(journal: Journal) -> Evening:
    """Return an evening of which an edition can be read."""
    return to_read(journal)


def test_a_trio_hears_a_hall_and_not_a_script(
    journal: Journal, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "OFTEN_OF_A_TRIO", 3)
    for _ in range(3):
        first = send(evening, journal.home.id)
    with pytest.raises(TooOften):
        send(evening, journal.home.id)
    # The other trio is not silenced, nor is the coordinator, nor a second click.
    other = next(trio.id for trio in feedback.trios(evening) if trio.id != journal.home.id)
    send(evening, other)
    feedback.enter(evening, journal.helen, journal.home.id, new_id(), SAID)
    feedback.send(evening, journal.home.id, first.id, SAID)
    assert kept() == 5


def test_an_hour_later_there_is_room_again(
    journal: Journal, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "OFTEN", 1)
    made = send(evening, journal.home.id)
    with pytest.raises(TooOften):
        send(evening, journal.home.id)
    set_back(made, created_at=now() - feedback.WITHIN - timedelta(seconds=1))
    send(evening, journal.home.id)
    assert kept() == 2


def test_what_was_put_away_makes_no_room_within_the_hour(
    journal: Journal, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "OFTEN", 1)
    feedback.put_away(evening.id, [send(evening, journal.home.id).id])
    with pytest.raises(TooOften):
        send(evening, journal.home.id)


def test_but_a_flood_that_was_put_away_does_not_close_the_evening_for_good(
    journal: Journal, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "AT_MOST", 1)
    flood = send(evening, journal.home.id)
    with pytest.raises(TooOften):
        send(evening, journal.home.id)
    feedback.put_away(evening.id, [flood.id])
    send(evening, journal.home.id)
    assert kept() == 2


def test_a_link_fills_no_disk(
    journal: Journal, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "AT_MOST", 1)
    made = send(evening, journal.home.id)
    set_back(made, created_at=now() - timedelta(days=30))
    with pytest.raises(TooOften, match="give it to the coordinator"):
        send(evening, journal.home.id)


def test_a_hundred_people_who_each_say_four_things_come_through() -> None:
    assert feedback.OFTEN >= 400
    assert feedback.OFTEN_OF_A_TRIO >= 100
