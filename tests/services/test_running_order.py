"""The running order: slots on the clock, and which findings are on the handout in which order."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from trio_journal.dates import now
from trio_journal.exceptions import NotFound
from trio_journal.handout import editions
from trio_journal.ids import new_id
from trio_journal.models import Evening, Finding, Observation
from trio_journal.services import (
    agreements,
    evening_slots,
    evenings,
    findings,
    revisions,
    running_order,
)

from .conftest import Journal, set_back
from .evenings import VALUES, add, claims, clock, left_out, planned, slot_ids


@pytest.fixture
def evening(journal: Journal) -> Evening:
    return planned(journal)


def withdrawn(evening: Evening, place: int = 0) -> list[str]:
    return [w.claim for w in running_order.of(evening).slots[place].withdrawn]


# The clock


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


@pytest.mark.parametrize("moved_before", [False, True])
def test_a_finding_that_stays_where_it_was_writes_nothing(
    journal: Journal, evening: Evening, three: list[Finding], moved_before: bool
) -> None:
    one, two, _ = three
    if moved_before:
        move(journal, evening, one, 1)
        one, two = two, one
    running_order.leave_out(evening.id, journal.helen, two.id, out=True)
    before = evening.version
    for finding in (one, two):
        move(journal, evening, finding, -1)
    running_order.leave_out(evening.id, journal.helen, one.id, out=False)
    running_order.leave_out(evening.id, journal.helen, two.id, out=True)
    assert evening.version == len(revisions.of(evening)) == before


def test_what_was_never_moved_is_not_pinned_by_a_move_that_goes_nowhere(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    move(journal, evening, three[0], -1)
    assert evening.version == 1
    set_back(three[2], shared_at=now() - timedelta(days=1))
    assert claims(evening) == ["Three.", "One.", "Two."]


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
    editions.freeze(evening.id, journal.helen)
    assert claims(evening) == ["Two.", "Three."]


def test_a_finding_withdrawn_after_the_print_is_shown_as_withdrawn(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    editions.freeze(evening.id, journal.helen)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    assert claims(evening) == ["Two.", "Three."]
    assert withdrawn(evening) == ["One."]


def test_a_finding_reworded_after_the_print_is_shown_as_withdrawn_in_its_printed_words(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    editions.freeze(evening.id, journal.helen)
    findings.change(three[0].id, journal.ann, three[0].version, {"claim": "Still ours alone."})
    assert withdrawn(evening) == ["One."]


def test_a_finding_withdrawn_and_deleted_after_the_print_is_still_shown_as_withdrawn(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    editions.freeze(evening.id, journal.helen)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    findings.delete(three[0].id, journal.ann, three[0].version)
    assert withdrawn(evening) == ["One."]


def test_what_was_printed_stays_withdrawn_however_often_it_is_shared_again(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    editions.freeze(evening.id, journal.helen)
    for _ in range(2):
        agreements.withdraw(three[0].id, journal.ann, three[0].version)
        assert withdrawn(evening) == ["One."]
        agreements.share(three[0].id, journal.ann, three[0].version)
        assert withdrawn(evening) == []


def test_what_was_never_printed_is_not_shown_as_withdrawn(
    journal: Journal, evening: Evening, note: Observation
) -> None:
    editions.freeze(evening.id, journal.helen)
    finding = journal.share(journal.finding(note))
    agreements.withdraw(finding.id, journal.ann, finding.version)
    assert claims(evening) == []


def test_what_was_left_out_at_the_print_was_on_no_paper_to_be_withdrawn_from(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    running_order.leave_out(evening.id, journal.helen, three[0].id, out=True)
    editions.freeze(evening.id, journal.helen)
    running_order.leave_out(evening.id, journal.helen, three[0].id, out=False)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    assert withdrawn(evening) == []


def test_what_was_left_out_after_the_print_is_still_on_paper(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    editions.freeze(evening.id, journal.helen)
    running_order.leave_out(evening.id, journal.helen, three[0].id, out=True)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    assert withdrawn(evening) == ["One."]


def test_what_is_on_paper_is_what_was_printed_last(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    editions.freeze(evening.id, journal.helen)
    running_order.leave_out(evening.id, journal.helen, three[0].id, out=True)
    editions.freeze(evening.id, journal.helen)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    assert withdrawn(evening) == []


def test_a_trio_that_came_after_the_print_was_on_no_paper(
    journal: Journal, evening: Evening, three: list[Finding]
) -> None:
    talk = slot_ids(evening)[0]
    evening_slots.delete(evening.id, journal.helen, talk)
    editions.freeze(evening.id, journal.helen)
    evening_slots.restore(evening.id, journal.helen, talk)
    agreements.withdraw(three[0].id, journal.ann, three[0].version)
    assert withdrawn(evening) == []
