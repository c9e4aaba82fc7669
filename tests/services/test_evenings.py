"""Evenings: the running order, and which findings are on the handout in which order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from trio_journal.dates import now, today
from trio_journal.exceptions import Conflict, Invalid, NotFound, Stale
from trio_journal.ids import new_id
from trio_journal.models import Evening, Finding, Observation, Role, Trio
from trio_journal.services import (
    agreements,
    evening_slots,
    evenings,
    findings,
    revisions,
    running_order,
    trios,
)

from .conftest import House, Journal, set_back

VALUES = {
    "title": "What we have seen",
    "evening_date": date(2026, 12, 10),
    "starts_at": time(18),
    "ends_at": time(19),
}


@pytest.fixture
def second(journal: Journal) -> Trio:
    return journal.trio(journal.dan, focus="Maths")


@pytest.fixture
def evening(journal: Journal, second: Trio) -> Evening:
    return evenings.create(
        journal.id, journal.helen, new_id(), VALUES, [journal.home.id, second.id]
    )


@pytest.fixture
def note(journal: Journal) -> Observation:
    return journal.note()


def slots(evening: Evening) -> list[str]:
    return [
        placed.slot.trio.focus if placed.slot.trio else placed.slot.label
        for placed in running_order.of(evening).slots
    ]


def claims(evening: Evening, place: int = 0) -> list[str]:
    return [f.claim for f in running_order.of(evening).slots[place].findings]


def withdrawn(evening: Evening, place: int = 0) -> list[str]:
    return [w.claim for w in running_order.of(evening).slots[place].withdrawn]


def left_out(evening: Evening, place: int = 0) -> list[str]:
    return [f.claim for f in running_order.of(evening).slots[place].left_out]


def slot_ids(evening: Evening) -> list[UUID]:
    return [placed.slot.id for placed in running_order.of(evening).slots]


def add(evening: Evening, journal: Journal, label: str = "Tea", **values: Any) -> Evening:
    values = {"trio_id": None, "label": label, "minutes": 15} | values
    return evening_slots.add(evening.id, journal.helen, **values)


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


def test_the_next_evening_is_listed_first_and_past_ones_after_those_to_come(
    journal: Journal,
) -> None:
    for days in (-30, 30, 0, -1, 400):
        day = today() + timedelta(days=days)
        values = VALUES | {"evening_date": day, "title": str(days)}
        evenings.create(journal.id, journal.helen, new_id(), values)
    listed = [evening.title for evening in evenings.of_alliance(journal.id)]
    assert listed == ["0", "30", "400", "-1", "-30"]


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


# The clock


def clock(evening: Evening) -> list[tuple[time, time]]:
    placed = running_order.of(evening).slots
    return [(slot.starts_at, slot.ends_at) for slot in placed]


def test_minutes_add_up_from_the_start(journal: Journal, evening: Evening) -> None:
    add(evening, journal, "Tea", minutes=25)
    assert clock(evening) == [
        (time(18), time(18, 10)),
        (time(18, 10), time(18, 20)),
        (time(18, 20), time(18, 45)),
    ]
    order = running_order.of(evening)
    assert (order.ends_at, order.spare) == (time(18, 45), 15)


def test_too_many_minutes_are_less_than_none_to_spare(journal: Journal, evening: Evening) -> None:
    add(evening, journal, "Discussion", minutes=45)
    order = running_order.of(evening)
    assert (order.ends_at, order.spare) == (time(19, 5), -5)


def test_an_evening_without_slots_has_all_its_minutes(journal: Journal) -> None:
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES)
    order = running_order.of(evening)
    assert (order.slots, order.ends_at, order.spare) == ((), time(18), 60)


@pytest.mark.parametrize("minutes", [0, -5, 241])
def test_a_slot_has_a_sensible_length(journal: Journal, evening: Evening, minutes: int) -> None:
    with pytest.raises(Invalid) as refusal:
        add(evening, journal, minutes=minutes)
    assert refusal.value.errors["minutes"]
    with pytest.raises(Invalid):
        evening_slots.change(evening.id, journal.helen, slot_ids(evening)[0], minutes=minutes)


# Slots


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


# Findings


@pytest.fixture
def three(journal: Journal, evening: Evening, note: Observation) -> list[Finding]:
    found = []
    for hours, claim in ((3, "One."), (2, "Two."), (1, "Three.")):
        finding = journal.share(journal.finding(note, claim=claim))
        set_back(finding, shared_at=now() - timedelta(hours=hours))
        found.append(finding)
    return found


def test_shared_findings_appear_in_their_trios_slot_in_the_order_they_were_shared(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    assert claims(evening) == ["One.", "Two.", "Three."]
    assert claims(evening, 1) == []


def test_drafts_and_agreed_findings_do_not(
    journal: Journal, evening: Evening, note: Observation
) -> None:
    journal.finding(note)
    journal.agree(journal.finding(note))
    assert claims(evening) == []


def test_what_the_coordinator_entered_for_a_trio_appears(
    journal: Journal, evening: Evening
) -> None:
    findings.enter_for_trio(journal.home, journal.helen, new_id(), {"claim": "Talk helps."})
    assert claims(evening) == ["Talk helps."]


def move(journal: Journal, evening: Evening, finding: Finding, step: int) -> None:
    running_order.move_finding(evening.id, journal.helen, finding.id, step)


@pytest.mark.parametrize(
    ("place", "step", "expected"),
    [
        (2, -1, ["One.", "Three.", "Two."]),
        (0, 1, ["Two.", "One.", "Three."]),
        (0, 9, ["Two.", "Three.", "One."]),
        (0, -1, ["One.", "Two.", "Three."]),
    ],
)
def test_findings_are_moved_as_far_as_there_are_places(
    journal: Journal,
    evening: Evening,
    three: list[Finding],
    place: int,
    step: int,
    expected: list[str],
) -> None:
    move(journal, evening, three[place], step)
    assert claims(evening) == expected


def test_what_is_shared_later_stands_after_those_in_order(
    journal: Journal, evening: Evening, three: list[Finding], note: Observation
) -> None:
    move(journal, evening, three[2], -2)
    late = journal.share(journal.finding(note, claim="Late."))
    set_back(late, shared_at=now() - timedelta(days=1))
    assert claims(evening) == ["Three.", "One.", "Two.", "Late."]


def test_a_finding_is_left_out_and_put_back_at_the_end(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    running_order.leave_out(evening.id, journal.helen, three[0].id, out=True)
    assert (claims(evening), left_out(evening)) == (["Two.", "Three."], ["One."])
    assert three[0].shared_at is not None
    running_order.leave_out(evening.id, journal.helen, three[0].id, out=False)
    assert (claims(evening), left_out(evening)) == (["Two.", "Three.", "One."], [])


def test_those_that_stay_can_still_be_moved(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    running_order.leave_out(evening.id, journal.helen, three[0].id, out=True)
    move(journal, evening, three[1], 1)
    assert claims(evening) == ["Three.", "Two."]
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    move(journal, evening, three[1], -1)
    move(journal, evening, three[1], 1)
    assert claims(evening) == ["Three.", "Two."]


def test_a_finding_of_a_trio_without_a_slot_is_not_found(
    journal: Journal, evening: Evening, note: Observation
) -> None:
    finding = journal.share(journal.finding(note))
    evening_slots.delete(evening.id, journal.helen, slot_ids(evening)[0])
    with pytest.raises(NotFound):
        move(journal, evening, finding, 1)
    with pytest.raises(NotFound):
        running_order.leave_out(evening.id, journal.helen, finding.id, out=True)


def test_a_private_finding_cannot_be_chosen(
    journal: Journal, evening: Evening, note: Observation
) -> None:
    draft = journal.finding(note)
    with pytest.raises(NotFound):
        move(journal, evening, draft, 1)


# After the print


def test_a_finding_withdrawn_before_the_print_is_gone(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    evenings.mark_printed(evening.id, journal.helen)
    assert claims(evening) == ["Two.", "Three."]


def test_a_finding_withdrawn_after_the_print_is_shown_as_withdrawn(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    evenings.mark_printed(evening.id, journal.helen)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    assert claims(evening) == ["Two.", "Three."]
    assert withdrawn(evening) == ["One."]


def test_a_finding_reworded_after_the_print_is_shown_as_withdrawn_in_its_printed_words(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    evenings.mark_printed(evening.id, journal.helen)
    findings.change(three[0].id, journal.ann, three[0].version, {"claim": "Still ours alone."})
    assert withdrawn(evening) == ["One."]


def test_a_finding_withdrawn_and_deleted_after_the_print_is_still_shown_as_withdrawn(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    evenings.mark_printed(evening.id, journal.helen)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    findings.delete(three[0].id, journal.ann, three[0].version)
    assert withdrawn(evening) == ["One."]


def test_what_was_printed_stays_withdrawn_however_often_it_is_shared_again(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    evenings.mark_printed(evening.id, journal.helen)
    for _ in range(2):
        agreements.withdraw(three[0].id, journal.ann, three[0].version)
        assert withdrawn(evening) == ["One."]
        agreements.share(three[0].id, journal.ann, three[0].version)
        assert withdrawn(evening) == []


def test_what_was_never_printed_is_not_shown_as_withdrawn(
    journal: Journal, evening: Evening, note: Observation
) -> None:
    evenings.mark_printed(evening.id, journal.helen)
    finding = journal.share(journal.finding(note))
    agreements.withdraw(finding.id, journal.ann, finding.version)
    assert claims(evening) == []


def test_what_was_left_out_at_the_print_was_on_no_paper_to_be_withdrawn_from(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    running_order.leave_out(evening.id, journal.helen, three[0].id, out=True)
    evenings.mark_printed(evening.id, journal.helen)
    running_order.leave_out(evening.id, journal.helen, three[0].id, out=False)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    assert withdrawn(evening) == []


def test_what_was_left_out_after_the_print_is_still_on_paper(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    evenings.mark_printed(evening.id, journal.helen)
    running_order.leave_out(evening.id, journal.helen, three[0].id, out=True)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    assert withdrawn(evening) == ["One."]


def test_what_is_on_paper_is_what_was_printed_last(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    evenings.mark_printed(evening.id, journal.helen)
    running_order.leave_out(evening.id, journal.helen, three[0].id, out=True)
    evenings.mark_printed(evening.id, journal.helen)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    assert withdrawn(evening) == []


def test_a_trio_that_came_after_the_print_was_on_no_paper(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    talk = slot_ids(evening)[0]
    evening_slots.delete(evening.id, journal.helen, talk)
    evenings.mark_printed(evening.id, journal.helen)
    evening_slots.restore(evening.id, journal.helen, talk)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    assert withdrawn(evening) == []


def test_printing_is_part_of_the_history(journal: Journal, evening: Evening) -> None:
    assert evenings.mark_printed(evening.id, journal.helen).printed_at is not None
    assert list(revisions.of(evening))[-1].action == "printed"


def test_an_empty_running_order_is_not_printed(journal: Journal) -> None:
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES)
    with pytest.raises(Conflict):
        evenings.mark_printed(evening.id, journal.helen)
