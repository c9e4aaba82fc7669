"""What the hall said: read by the coordinator first, and by its trio alone then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from trio_journal import access
from trio_journal.dates import now
from trio_journal.exceptions import NotAllowed, NotFound
from trio_journal.extensions import db
from trio_journal.handout import feedback_csv
from trio_journal.ids import new_id
from trio_journal.models import Evening, Feedback, Role
from trio_journal.services import feedback, passed_on

from .conftest import House, Journal, set_back
from .evenings import planned
from .sheets import NOTHING, SAID, said_to, send, to_read


@pytest.fixture
def evening(journal: Journal) -> Evening:
    """Return an evening of which an edition can be read."""
    return to_read(journal)


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
    assert passed_on.lately([journal.home.id]) == []
    feedback.pass_on(evening.id, [one.id, two.id])
    assert [one.answers for one in passed_on.lately([journal.home.id])] == [2]
    feedback.put_away(evening.id, [one.id])
    assert [one.answers for one in passed_on.lately([journal.home.id])] == [1]
    assert passed_on.lately([new_id()]) == []
    # From the last days of July to the first of September.
    set_back(two, passed_on_at=now() - timedelta(days=45))
    assert passed_on.lately([journal.home.id])
    set_back(two, passed_on_at=now() - timedelta(days=61))
    assert passed_on.lately([journal.home.id]) == []
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
