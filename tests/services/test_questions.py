"""Questions: their order, and their notes when they are deleted."""

from __future__ import annotations

import pytest

from trio_journal.exceptions import Invalid
from trio_journal.models import Question, QuestionState
from trio_journal.services import observations, questions, revisions

from .conftest import Journal


def order(journal: Journal) -> list[str]:
    return [question.text for question in questions.of_trio(journal.home.id)]


@pytest.fixture
def three(journal: Journal) -> list[Question]:
    return [journal.question(text) for text in ("One?", "Two?", "Three?")]


def test_a_new_question_comes_after_the_others(journal: Journal, three: list[Question]) -> None:
    assert order(journal) == ["One?", "Two?", "Three?"]


def test_a_question_is_open_until_it_is_answered_or_parked(
    journal: Journal, three: list[Question]
) -> None:
    one = three[0]
    assert one.state is QuestionState.OPEN
    questions.change(one.id, journal.bob, 1, {"state": QuestionState.ANSWERED})
    assert one.state is QuestionState.ANSWERED
    assert [revision.state["state"] for revision in revisions.of(one)] == ["open", "answered"]


@pytest.mark.parametrize(
    ("place", "step", "expected"),
    [
        (0, 1, ["Two?", "One?", "Three?"]),
        (2, -1, ["One?", "Three?", "Two?"]),
        (0, -1, ["One?", "Two?", "Three?"]),
        (2, 1, ["One?", "Two?", "Three?"]),
    ],
)
def test_a_question_moves_one_place_and_stays_at_the_ends(
    journal: Journal, three: list[Question], place: int, step: int, expected: list[str]
) -> None:
    questions.move(three[place], step)
    assert order(journal) == expected


def test_moving_is_no_change_of_words(journal: Journal, three: list[Question]) -> None:
    questions.move(three[0], 1)
    assert three[0].version == 1
    questions.change(three[0].id, journal.ann, 1, {"text": "One, again?"})
    assert order(journal) == ["Two?", "One, again?", "Three?"]


def test_a_deleted_question_is_off_the_list_and_comes_back_in_its_place(
    journal: Journal, three: list[Question]
) -> None:
    questions.delete(three[1].id, journal.ann, 1)
    assert order(journal) == ["One?", "Three?"]
    questions.restore(three[1].id, journal.ann)
    assert order(journal) == ["One?", "Two?", "Three?"]


def test_the_notes_of_a_deleted_question_stay(journal: Journal, three: list[Question]) -> None:
    note = journal.note(question_ids=[three[0].id])
    questions.delete(three[0].id, journal.ann, 1)
    assert note.deleted_at is None
    assert [n.id for n in observations.of_trio(journal.home.id)] == [note.id]


def test_a_question_without_words_is_refused(journal: Journal) -> None:
    with pytest.raises(Invalid) as refusal:
        journal.question("  ")
    assert refusal.value.errors["text"]
