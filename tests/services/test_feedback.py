"""What the hall said: kept once, read by the coordinator first, and by its trio alone then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from trio_journal import access
from trio_journal.dates import now, today
from trio_journal.exceptions import (
    Invalid,
    NotAllowed,
    NotFound,
    SavedAlready,
    Stale,
    TooOften,
)
from trio_journal.extensions import db
from trio_journal.handout import editions, feedback_csv
from trio_journal.ids import new_id
from trio_journal.models import Evening, Feedback, Role
from trio_journal.services import evening_slots, feedback, reading_links, running_order
from trio_journal.year_groups import YEAR_GROUPS

from .conftest import House, Journal, set_back
from .evenings import planned

NOTHING: dict[str, Any] = {
    "school_id": None, "year_from": None, "year_to": None, "from_when": "", "who": "",
    "question": "", "note": "",
}  # fmt: skip
SAID = NOTHING | {"year_from": 3, "year_to": 4, "from_when": "January", "note": "It costs nothing."}


@pytest.fixture
def evening(journal: Journal) -> Evening:
    """Return an evening of which an edition can be read."""
    made = planned(journal)
    editions.freeze(made.id, journal.helen)
    reading_links.put(made.id, journal.helen, today(), lambda token: f"https://x.org/{token}")
    return db.session.get_one(Evening, made.id)


def send(evening: Evening, trio_id: UUID, **values: Any) -> Feedback:
    return feedback.send(evening, trio_id, new_id(), SAID | values)


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(Feedback)) or 0


def said_to(journal: Journal) -> list[str]:
    return [sheet.note for told in feedback.of_trio(journal.home.id) for sheet in told]


# Saving


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


# A flood


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


# What the coordinator does with it


def test_the_trio_reads_what_is_passed_on_and_nothing_else(
    journal: Journal, evening: Evening
) -> None:
    made = send(evening, journal.home.id, note="Passed on.")
    send(evening, journal.home.id, note="Still new.")
    assert said_to(journal) == []
    assert feedback.passed_on_to(journal.home.id) == 0
    assert [one.id for one in feedback.pass_on(evening.id, [made.id])] == [made.id]
    assert said_to(journal) == ["Passed on."]
    assert feedback.passed_on_to(journal.home.id) == 1
    assert feedback.counts(evening) == feedback.Counts(all=2, new=1)
    feedback.take_back(evening.id, made.id)
    assert said_to(journal) == []
    assert feedback.counts(evening) == feedback.Counts(all=2, new=2)


def test_what_is_put_away_is_out_of_sight_until_it_is_brought_back(
    journal: Journal, evening: Evening
) -> None:
    made = send(evening, journal.home.id)
    feedback.pass_on(evening.id, [made.id])
    feedback.put_away(evening.id, [made.id])
    assert said_to(journal) == []
    assert feedback.counts(evening) == feedback.Counts(all=0, new=0)
    (of_home,) = feedback.of_evening(evening)
    assert (of_home.new, of_home.passed_on) == ((), ())
    assert [one.id for one in of_home.put_away] == [made.id]
    feedback.bring_back(evening.id, made.id)
    assert said_to(journal) == [SAID["note"]]


def test_doing_it_twice_is_the_same_as_once(journal: Journal, evening: Evening) -> None:
    made = send(evening, journal.home.id)
    feedback.pass_on(evening.id, [made.id])
    first = db.session.get_one(Feedback, made.id).passed_on_at
    assert feedback.pass_on(evening.id, [made.id]) == []
    assert db.session.get_one(Feedback, made.id).passed_on_at == first
    feedback.put_away(evening.id, [made.id])
    assert feedback.put_away(evening.id, [made.id]) == []
    # What is out of sight is not passed on by a page that was opened before.
    feedback.take_back(evening.id, made.id)
    assert feedback.pass_on(evening.id, [made.id]) == []


def test_nothing_of_another_evening_is_touched(journal: Journal, evening: Evening) -> None:
    made = send(evening, journal.home.id)
    other = planned(journal, journal.trio(focus="Other"))
    for act in (feedback.pass_on, feedback.put_away):
        with pytest.raises(NotFound):
            act(other.id, [made.id])
    for undo in (feedback.take_back, feedback.bring_back):
        with pytest.raises(NotFound):
            undo(other.id, made.id)
    with pytest.raises(NotFound):
        access.load_feedback(journal.helen, other.id, made.id)
    assert db.session.get_one(Feedback, made.id).is_new


def test_it_is_loaded_for_coordinators_alone(
    journal: Journal, evening: Evening, elsewhere: House
) -> None:
    made = send(evening, journal.home.id)
    feedback.pass_on(evening.id, [made.id])
    assert access.load_feedback(journal.helen, evening.id, made.id).id == made.id
    with pytest.raises(NotAllowed):
        access.load_feedback(journal.ann, evening.id, made.id)
    with pytest.raises(NotFound):
        access.load_feedback(elsewhere.person("zoe", role=Role.COORDINATOR), evening.id, made.id)


# Correcting


def test_what_was_typed_in_is_corrected(journal: Journal, evening: Evening) -> None:
    made = feedback.enter(evening, journal.helen, journal.home.id, new_id(), SAID)
    put_right = SAID | {"note": "It costs little."}
    for _ in range(2):
        changed = feedback.correct(evening.id, made.id, 1, put_right)
        assert (changed.note, changed.version) == ("It costs little.", 2)
    with pytest.raises(Stale):
        feedback.correct(evening.id, made.id, 1, SAID)
    with pytest.raises(Invalid):
        feedback.correct(evening.id, made.id, 2, NOTHING)


def test_of_what_somebody_sent_something_is_left_out_and_kept_nowhere(
    journal: Journal, evening: Evening
) -> None:
    values = {"note": "Sam in Year 4 does it already. It costs nothing.", "who": "Sam's class"}
    made = send(evening, journal.home.id, school_id=journal.primary.id, **values)
    assert not made.is_shortened
    left = SAID | {"note": "[A pupil] does it already. It costs nothing."}
    changed = feedback.correct(evening.id, made.id, 1, left)
    assert (changed.note, changed.who, changed.school_id) == (left["note"], "", None)
    assert (changed.is_shortened, changed.version) == (True, 2)
    rows = db.session.execute(select(Feedback.__table__)).all()
    assert "Sam" not in str(rows)
    feedback.correct(evening.id, made.id, 2, left | {"year_from": None, "year_to": None})
    with pytest.raises(Stale):
        feedback.correct(evening.id, made.id, 2, left | {"note": "It costs nothing."})


@pytest.mark.parametrize(
    ("changed", "blamed"),
    [
        ({"note": "It costs a lot."}, "note"),
        ({"note": "Nothing costs it."}, "note"),
        ({"note": "It costs nothing. [That trio wasted our time.]"}, "note"),
        ({"note": "[That trio wasted our time again] costs nothing."}, "note"),
        ({"note": "It costs nothing?"}, "note"),
        ({"note": "It costs nothing. \N{THUMBS DOWN SIGN}"}, "note"),
        ({"note": "It costs 0% nothing."}, "note"),
        ({"from_when": "January [2030]"}, "from_when"),
        ({"who": "the head"}, "who"),
        ({"year_to": 6}, "years"),
        (NOTHING, "years"),
    ],
)
def test_nothing_is_put_into_somebodys_mouth(
    journal: Journal, evening: Evening, changed: dict[str, Any], blamed: str
) -> None:
    made = send(evening, journal.home.id)
    with pytest.raises(Invalid) as refused:
        feedback.correct(evening.id, made.id, 1, SAID | changed)
    assert set(refused.value.errors) == {blamed}
    with pytest.raises(Invalid) as refused:
        feedback.correct(evening.id, made.id, 1, SAID | {"school_id": journal.primary.id})
    assert set(refused.value.errors) == {"school_id"}
    assert not db.session.get_one(Feedback, made.id).is_shortened


def test_a_correction_of_what_was_typed_in_is_no_shortening(
    journal: Journal, evening: Evening
) -> None:
    made = feedback.enter(evening, journal.helen, journal.home.id, new_id(), SAID)
    assert not feedback.correct(evening.id, made.id, 1, SAID | {"note": "Mine."}).is_shortened


# Who learns of it


def test_what_waits_is_named_by_evening_until_it_is_passed_on_or_put_away(
    journal: Journal, evening: Evening, elsewhere: House
) -> None:
    assert feedback.waiting(journal.id) == []
    one, two, three = (send(evening, journal.home.id) for _ in range(3))
    assert feedback.waiting(journal.id) == [feedback.Waiting(evening.id, evening.title, 3)]
    assert feedback.waiting(elsewhere.id) == []
    feedback.pass_on(evening.id, [one.id])
    feedback.put_away(evening.id, [two.id])
    assert [left.new for left in feedback.waiting(journal.id)] == [1]
    feedback.pass_on(evening.id, [three.id])
    assert feedback.waiting(journal.id) == []


def test_what_was_passed_on_is_news_for_two_months(journal: Journal, evening: Evening) -> None:
    one, two = (send(evening, journal.home.id) for _ in range(2))
    assert feedback.lately([journal.home.id]) == {}
    feedback.pass_on(evening.id, [one.id, two.id])
    assert feedback.lately([journal.home.id])[journal.home.id].sheets == 2
    feedback.put_away(evening.id, [one.id])
    assert feedback.lately([journal.home.id])[journal.home.id].sheets == 1
    assert feedback.lately([new_id()]) == {}
    # From the last days of July to the first of September.
    set_back(two, passed_on_at=now() - timedelta(days=45))
    assert feedback.lately([journal.home.id])
    set_back(two, passed_on_at=now() - timedelta(days=61))
    assert feedback.lately([journal.home.id]) == {}
    assert feedback.passed_on_to(journal.home.id) == 1


# Reading


def test_it_is_read_by_trio_in_the_order_of_the_evening_the_newest_first(
    journal: Journal, evening: Evening
) -> None:
    first, second = (trio.id for trio in feedback.trios(evening))
    sent = [send(evening, trio_id, note=f"{n}") for n, trio_id in enumerate((second, first, first))]
    for minutes, sheet in enumerate(sent):
        set_back(sheet, created_at=now() - timedelta(minutes=10 - minutes))
    assert [[one.note for one in of.new] for of in feedback.of_evening(evening)] == [
        ["2", "1"], ["0"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"year_from": 3, "year_to": 4, "from_when": "January"}, "In Years 3 to 4, from January"),
        ({"from_when": "from Monday"}, "From Monday"),
        ({"who": "the tutors"}, "The tutors"),
        (
            {"year_from": 0, "year_to": 0, "who": "both teachers"},
            "In Reception: both teachers",
        ),
        ({"question": "Why?"}, ""),
    ],
)
def test_what_a_school_will_try_is_one_sentence(values: dict[str, Any], words: str) -> None:
    assert Feedback(**NOTHING | values).will_try == words


def test_a_spreadsheet_gets_it_without_what_was_put_away_and_without_formulas(
    journal: Journal, evening: Evening
) -> None:
    send(evening, journal.home.id, note="=1+1")
    gone = send(evening, journal.home.id, note="Nonsense.")
    feedback.put_away(evening.id, [gone.id])
    written = feedback_csv.write("Vale", evening, feedback.of_evening(evening)).decode("utf-8-sig")
    heading, row = written.strip().splitlines()
    assert heading == ",".join(feedback_csv.COLUMNS)
    assert ",'=1+1," in row
    assert ",3,4,January," in row
