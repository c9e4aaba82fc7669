"""Evenings: planned once, changed, listed, printed, and which trios can have a slot."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from trio_journal import access
from trio_journal.dates import today
from trio_journal.exceptions import Conflict, Invalid, NotFound, Stale
from trio_journal.ids import new_id
from trio_journal.models import Evening, Role, Trio
from trio_journal.services import evening_slots, evenings, findings, revisions, trios

from .conftest import House, Journal
from .evenings import VALUES, add, planned, slot_ids, slots


@pytest.fixture
def second(journal: Journal) -> Trio:
    return journal.trio(journal.dan, focus="Maths")


@pytest.fixture
def evening(journal: Journal, second: Trio) -> Evening:
    return planned(journal, second)


# Planning


def test_an_evening_has_a_slot_for_each_trio_in_the_order_given(
    journal: Journal, second: Trio
) -> None:
    trio_ids = [second.id, journal.home.id, second.id]
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES, trio_ids)
    assert slots(evening) == ["Maths", "Talk"]
    assert [revision.action for revision in revisions.of(evening)] == ["created"]
    assert evening.version == 1


def test_sending_the_form_twice_makes_one_evening(
    journal: Journal, evening: Evening, second: Trio, elsewhere: House
) -> None:
    again = evenings.create(
        journal.id, journal.helen, evening.id, VALUES, [journal.home.id, second.id]
    )
    assert again is evening
    assert slots(evening) == ["Talk", "Maths"]
    assert len(evenings.of_alliance(journal.id)) == 1
    with pytest.raises(NotFound):
        evenings.create(elsewhere.id, journal.helen, evening.id, VALUES)


@pytest.mark.parametrize(
    "changed", [{"title": "Another"}, {"welcome": "Hello."}, {"starts_at": time(17)}]
)
def test_the_same_form_with_other_words_is_no_evening_and_says_so(
    journal: Journal, evening: Evening, second: Trio, changed: dict[str, Any]
) -> None:
    trio_ids = [journal.home.id, second.id]
    with pytest.raises(Conflict, match="saved already, with other words"):
        evenings.create(journal.id, journal.helen, evening.id, VALUES | changed, trio_ids)
    with pytest.raises(Conflict, match="saved already, with other words"):
        evenings.create(journal.id, journal.helen, evening.id, VALUES, trio_ids[::-1])
    # What was changed since is no other form.
    evenings.change(evening.id, journal.helen, 1, changed)
    evening_slots.move(evening.id, journal.helen, slot_ids(evening)[0], 1)
    assert evenings.create(journal.id, journal.helen, evening.id, VALUES, trio_ids) is evening


def test_a_form_of_another_coordinator_is_not_found(journal: Journal, evening: Evening) -> None:
    olga = journal.person("olga", role=Role.COORDINATOR)
    with pytest.raises(NotFound):
        evenings.create(journal.id, olga, evening.id, VALUES, [])
    tea = new_id()
    add(evening, journal, slot_id=tea)
    with pytest.raises(NotFound):
        evening_slots.add(evening.id, olga, trio_id=None, label="Tea", minutes=15, slot_id=tea)


@pytest.mark.parametrize("ends_at", [time(18), time(17, 59)])
def test_an_evening_ends_after_it_starts(journal: Journal, ends_at: time) -> None:
    with pytest.raises(Invalid) as refusal:
        evenings.create(journal.id, journal.helen, new_id(), VALUES | {"ends_at": ends_at})
    assert refusal.value.errors["ends_at"]


def test_a_trio_of_another_alliance_has_no_slot(
    journal: Journal, evening: Evening, elsewhere: House
) -> None:
    foreign = elsewhere.trio()
    with pytest.raises(Invalid):
        evenings.create(journal.id, journal.helen, new_id(), VALUES, [foreign.id])
    with pytest.raises(Invalid) as refusal:
        add(evening, journal, trio_id=foreign.id)
    assert refusal.value.errors["trio_id"]
    assert slots(evening) == ["Talk", "Maths"]


def test_a_change_is_kept_and_a_stale_one_refused(journal: Journal, evening: Evening) -> None:
    evenings.change(evening.id, journal.helen, 1, {"welcome": "Good evening."})
    before, after = revisions.of(evening)
    assert (before.state["welcome"], after.state["welcome"]) == ("", "Good evening.")
    with pytest.raises(Stale):
        evenings.change(evening.id, journal.helen, 1, {"welcome": "Hello."})
    evenings.change(evening.id, journal.helen, 2, {"welcome": "Good evening."})
    assert evening.version == 2


def test_what_is_kept_already_is_saved_whatever_version_was_read(
    journal: Journal, evening: Evening
) -> None:
    for _ in range(2):
        evenings.change(evening.id, journal.helen, 1, {"welcome": "Good evening."})
    assert evening.version == 2
    assert len(revisions.of(evening)) == 2


def test_the_next_evening_is_listed_first_and_past_ones_after_those_to_come(
    journal: Journal,
) -> None:
    for days in (-30, 30, 0, -1, 400):
        day = today() + timedelta(days=days)
        values = VALUES | {"evening_date": day, "title": str(days)}
        evenings.create(journal.id, journal.helen, new_id(), values)
    listed = [evening.title for evening in evenings.of_alliance(journal.id)]
    assert listed == ["0", "30", "400", "-1", "-30"]
    parts = evenings.coming_and_past(journal.id)
    assert [[evening.title for evening in part] for part in parts] == [listed[:3], listed[3:]]


def test_of_two_evenings_of_one_day_the_earlier_is_the_next_everywhere(journal: Journal) -> None:
    for days in (5, -5):
        day = today() + timedelta(days=days)
        for starts_at, title in ((time(18), "Late"), (time(9), "Early")):
            values = {"evening_date": day, "starts_at": starts_at, "title": title}
            evenings.create(journal.id, journal.helen, new_id(), VALUES | values)
    listed = evenings.of_alliance(journal.id)
    assert [evening.title for evening in listed] == ["Early", "Late", "Late", "Early"]
    assert access.places(journal.helen).next_evening(journal.id) is listed[0]


# Which trios


def to_place(journal: Journal, day: date) -> list[str]:
    return [trio.focus for trio in evenings.trios_to_place(journal.id, day)]


def test_an_open_trio_of_any_year_can_have_a_slot_the_newest_year_first(
    journal: Journal, elsewhere: House
) -> None:
    for year, focus in ((2031, "Now"), (2030, "Before"), (2032, "Next")):
        journal.trio(focus=focus, year=year)
    elsewhere.trio(focus="Elsewhere", year=2031)
    for day in (date(2032, 3, 4), date(2031, 9, 1)):
        assert to_place(journal, day) == ["Next", "Now", "Before", "Talk"]


@pytest.mark.parametrize(
    ("day", "placed"),
    [
        (date(2032, 8, 31), ["Of 2031"]),
        (date(2032, 9, 1), ["Of 2032", "Of 2031"]),
        (date(2032, 12, 31), ["Of 2032", "Of 2031"]),
        (date(2033, 1, 1), ["Of 2032"]),
        (date(2033, 8, 31), ["Of 2032"]),
    ],
)
def test_a_closed_trio_comes_with_what_it_shared_until_the_end_of_the_autumn(
    journal: Journal, day: date, placed: list[str]
) -> None:
    for year in (2030, 2031, 2032):
        with_something = journal.trio(journal.dan, focus=f"Of {year}", year=year)
        without = journal.trio(focus=f"Nothing of {year}", year=year)
        findings.enter_for_trio(with_something, journal.helen, new_id(), {"claim": "It helps."})
        for trio in (with_something, without):
            trios.close(trio.id)
    trios.close(journal.home.id)
    assert to_place(journal, day) == placed
