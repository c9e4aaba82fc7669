"""The slots of an evening: added once, changed, moved, taken out and put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from functools import partial
from typing import Any

import pytest

from trio_journal.exceptions import Conflict, Invalid, NotFound, Stale
from trio_journal.ids import new_id
from trio_journal.models import Evening, Observation
from trio_journal.services import evening_slots, evenings, revisions, running_order

from .conftest import Journal
from .evenings import VALUES, add, claims, clock, left_out, planned, slot_ids, slots


@pytest.fixture
def evening(journal: Journal) -> Evening:
    return planned(journal)


@pytest.mark.parametrize("minutes", [0, -5, 241])
def test_a_slot_has_a_sensible_length(journal: Journal, evening: Evening, minutes: int) -> None:
    with pytest.raises(Invalid) as refusal:
        add(evening, journal, minutes=minutes)
    assert refusal.value.errors["minutes"]
    with pytest.raises(Invalid):
        evening_slots.change(evening.id, journal.helen, slot_ids(evening)[0], minutes=minutes)


def test_a_slot_is_for_a_trio_or_says_what_happens(journal: Journal, evening: Evening) -> None:
    add(evening, journal, "  Tea ")
    assert slots(evening) == ["Talk", "Maths", "Tea"]
    with pytest.raises(Invalid) as refusal:
        add(evening, journal, "  ")
    assert refusal.value.errors["label"]


def test_a_trio_has_one_slot(journal: Journal, evening: Evening) -> None:
    with pytest.raises(Invalid) as refusal:
        add(evening, journal, trio_id=journal.home.id)
    assert refusal.value.errors["trio_id"]


def test_a_double_click_makes_one_slot(journal: Journal, evening: Evening) -> None:
    slot_id = new_id()
    add(evening, journal, slot_id=slot_id)
    add(evening, journal, slot_id=slot_id)
    assert slots(evening) == ["Talk", "Maths", "Tea"]
    other = evenings.create(journal.id, journal.helen, new_id(), VALUES)
    with pytest.raises(NotFound):
        add(other, journal, slot_id=slot_id)


@pytest.mark.parametrize("changed", [{"label": "Cake"}, {"minutes": 16}])
def test_a_slot_sent_again_with_other_words_is_refused(
    journal: Journal, evening: Evening, changed: dict[str, Any]
) -> None:
    tea = new_id()
    add(evening, journal, slot_id=tea)
    with pytest.raises(Conflict, match="saved already, with other words"):
        add(evening, journal, slot_id=tea, **changed)
    evening_slots.change(evening.id, journal.helen, tea, minutes=30, label="Coffee")
    add(evening, journal, slot_id=tea)
    assert slots(evening) == ["Talk", "Maths", "Coffee"], "what was changed since stays"


def test_a_slot_is_not_saved_over_a_newer_one(journal: Journal, evening: Evening) -> None:
    tea = new_id()
    add(evening, journal, slot_id=tea)
    change = partial(evening_slots.change, evening.id, journal.helen, tea)
    read = {"minutes": 15, "label": "Tea"}
    change(minutes=15, label="Cake", read=read)
    with pytest.raises(Stale):
        change(minutes=15, label="Coffee", read=read)
    change(minutes=20, read={"minutes": 15})
    change(minutes=20, label="Cake", read=read)
    assert slots(evening)[2] == "Cake", "as this save wants it already"


def test_of_two_who_save_one_slot_at_once_one_is_told(
    journal: Journal, evening: Evening, at_once: Callable[..., list[Any]]
) -> None:
    tea = new_id()
    add(evening, journal, slot_id=tea)
    evening_id, read = evening.id, {"minutes": 15, "label": "Tea"}
    jobs = [
        partial(
            evening_slots.change, evening_id, journal.helen, tea, minutes=15, label=label, read=read
        )
        for label in ("Cake", "Coffee")
    ]
    done = at_once(*jobs)
    assert [type(one) for one in done].count(Stale) == 1


@pytest.mark.parametrize(
    ("place", "step", "expected"),
    [
        (2, -1, ["Talk", "Tea", "Maths"]),
        (0, 1, ["Maths", "Talk", "Tea"]),
        (0, 9, ["Maths", "Tea", "Talk"]),
        (0, -1, ["Talk", "Maths", "Tea"]),
        (2, -2, ["Tea", "Talk", "Maths"]),
    ],
)
def test_slots_are_moved_as_far_as_there_are_places(
    journal: Journal, evening: Evening, place: int, step: int, expected: list[str]
) -> None:
    add(evening, journal)
    evening_slots.move(evening.id, journal.helen, slot_ids(evening)[place], step)
    assert slots(evening) == expected


def test_a_slot_that_stays_as_it_was_writes_nothing(journal: Journal, evening: Evening) -> None:
    tea = slot_ids(add(evening, journal))[2]
    before = evening.version
    evening_slots.change(evening.id, journal.helen, tea, minutes=15, label=" Tea ")
    evening_slots.move(evening.id, journal.helen, tea, 1)
    assert evening.version == len(revisions.of(evening)) == before


def test_a_new_slot_comes_last_also_after_moving(journal: Journal, evening: Evening) -> None:
    evening_slots.move(evening.id, journal.helen, slot_ids(evening)[0], 1)
    add(evening, journal)
    assert slots(evening) == ["Maths", "Talk", "Tea"]


def test_a_slots_minutes_and_label_change(journal: Journal, evening: Evening) -> None:
    add(evening, journal)
    tea = slot_ids(evening)[2]
    evening_slots.change(evening.id, journal.helen, tea, minutes=20, label=" Tea and cake ")
    assert slots(evening)[2] == "Tea and cake"
    assert clock(evening)[2] == (time(18, 20), time(18, 40))
    with pytest.raises(Invalid):
        evening_slots.change(evening.id, journal.helen, tea, minutes=20, label=" ")


def test_a_trios_slot_is_called_after_the_trio(journal: Journal, evening: Evening) -> None:
    talk = slot_ids(evening)[0]
    evening_slots.change(evening.id, journal.helen, talk, minutes=5, label="Something")
    assert slots(evening)[0] == "Talk"


def test_a_slot_is_taken_out_and_its_trio_stays(
    journal: Journal, evening: Evening, note: Observation
) -> None:
    finding = journal.share(journal.finding(note))
    running_order.leave_out(evening.id, journal.helen, finding.id, out=True)
    talk = slot_ids(evening)[0]
    evening_slots.delete(evening.id, journal.helen, talk)
    evening_slots.delete(evening.id, journal.helen, talk)
    assert slots(evening) == ["Maths"]
    assert finding.shared_at is not None


def test_a_slot_comes_back_where_it_was_with_its_choices(
    journal: Journal, evening: Evening, note: Observation
) -> None:
    add(evening, journal)
    one, two = (journal.share(journal.finding(note, claim=claim)) for claim in ("One.", "Two."))
    running_order.move_finding(evening.id, journal.helen, two.id, -1)
    running_order.leave_out(evening.id, journal.helen, one.id, out=True)
    talk = slot_ids(evening)[0]
    evening_slots.delete(evening.id, journal.helen, talk)
    for _ in range(2):
        evening_slots.restore(evening.id, journal.helen, talk)
        assert slots(evening) == ["Talk", "Maths", "Tea"]
        assert slot_ids(evening)[0] == talk
        assert (claims(evening), left_out(evening)) == (["Two."], ["One."])


def test_a_slot_comes_back_with_its_findings_in_the_order_they_had_last(
    journal: Journal, evening: Evening, note: Observation
) -> None:
    one, two = (journal.share(journal.finding(note, claim=claim)) for claim in ("One.", "Two."))
    for finding in (two, one):
        running_order.move_finding(evening.id, journal.helen, finding.id, -1)
    talk = slot_ids(evening)[0]
    evening_slots.delete(evening.id, journal.helen, talk)
    evening_slots.restore(evening.id, journal.helen, talk)
    assert claims(evening) == ["One.", "Two."]


def test_a_slot_does_not_come_back_beside_another_of_its_trio(
    journal: Journal, evening: Evening
) -> None:
    talk = slot_ids(evening)[0]
    evening_slots.delete(evening.id, journal.helen, talk)
    add(evening, journal, trio_id=journal.home.id)
    with pytest.raises(Conflict):
        evening_slots.restore(evening.id, journal.helen, talk)
    assert slots(evening) == ["Maths", "Talk"]


def test_what_was_never_a_slot_does_not_come_back(journal: Journal, evening: Evening) -> None:
    with pytest.raises(NotFound):
        evening_slots.restore(evening.id, journal.helen, new_id())


def test_a_slot_of_another_evening_is_not_found(journal: Journal, evening: Evening) -> None:
    other = evenings.create(journal.id, journal.helen, new_id(), VALUES)
    foreign = slot_ids(evening)[0]
    with pytest.raises(NotFound):
        evening_slots.move(other.id, journal.helen, foreign, 1)
    with pytest.raises(NotFound):
        evening_slots.change(other.id, journal.helen, foreign, minutes=5)


def test_the_history_has_the_running_order(journal: Journal, evening: Evening) -> None:
    add(evening, journal)
    evening_slots.move(evening.id, journal.helen, slot_ids(evening)[2], -2)
    kept = [
        [slot["label"] or "trio" for slot in revision.state["slots"]]
        for revision in revisions.of(evening)
    ]
    assert kept == [["trio", "trio"], ["trio", "trio", "Tea"], ["Tea", "trio", "trio"]]
