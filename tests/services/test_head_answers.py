"""What heads answer: kept whole, saved once, never silently overwritten, and counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from trio_journal.dates import now, today
from trio_journal.exceptions import Invalid, NotFound, Stale, TooOften
from trio_journal.extensions import db
from trio_journal.models import Again, AnsweredAs, Awareness, HeadAnswer, Impact
from trio_journal.services import head_answers, questionnaires

from .conftest import Journal, set_back
from .test_questionnaires import KEY, YEAR, link

SAID = {
    "aware": Awareness.ROUGHLY, "impact": Impact.CLEAR, "impact_seen": "They wait less.",
    "again": Again.YES, "again_why": "", "answered_as": AnsweredAs.HEAD,
}  # fmt: skip
NOTHING = {
    "aware": None, "impact": None, "impact_seen": "", "again": None, "again_why": "",
    "answered_as": None,
}  # fmt: skip


@pytest.fixture
def token(journal: Journal) -> str:
    """Return the token of the primary school's head."""
    questionnaires.ask(journal.id, YEAR, today())
    return link(journal)


def answers() -> list[HeadAnswer]:
    return list(db.session.scalars(select(HeadAnswer).order_by(HeadAnswer.version)))


def test_an_answer_is_kept_as_it_was_given(token: str) -> None:
    head_answers.answer_by_link(KEY, token, 0, SAID)
    (kept,) = answers()
    assert {name: getattr(kept, name) for name in HeadAnswer.FIELDS} == SAID
    assert (kept.version, kept.entered_by_id) == (1, None)


def test_sent_twice_it_is_one(token: str) -> None:
    for _ in range(2):
        head_answers.answer_by_link(KEY, token, 0, SAID)
    assert len(answers()) == 1


def test_sent_twice_in_the_same_moment_it_is_one(
    token: str, at_once: Callable[..., list[Any]]
) -> None:
    def send() -> int:
        return head_answers.answer_by_link(KEY, token, 0, SAID).version

    assert at_once(send, send) == [1, 1]
    assert len(answers()) == 1


def test_a_changed_answer_counts_and_the_one_before_stays(token: str, journal: Journal) -> None:
    head_answers.answer_by_link(KEY, token, 0, SAID)
    head_answers.answer_by_link(KEY, token, 1, SAID | {"again": Again.NO})
    assert [one.again for one in answers()] == [Again.YES, Again.NO]
    row = questionnaires.of_school(journal.primary, YEAR)
    assert row.answer is not None
    assert (row.answer.again, len(row.answers)) == (Again.NO, 2)


@pytest.mark.parametrize("version", [0, 2, 7])
def test_an_answer_that_was_read_before_another_is_stale(token: str, version: int) -> None:
    head_answers.answer_by_link(KEY, token, 0, SAID)
    with pytest.raises(Stale):
        head_answers.answer_by_link(KEY, token, version, SAID | {"again": Again.NO})
    assert len(answers()) == 1


@pytest.mark.parametrize("name", ["aware", "impact", "impact_seen", "again", "again_why"])
def test_one_question_answered_is_an_answer(token: str, name: str) -> None:
    some = {"impact_seen": "Some.", "again_why": "Because."}
    value = some.get(name) or SAID[name]
    head_answers.answer_by_link(KEY, token, 0, NOTHING | {name: value})
    assert len(answers()) == 1


@pytest.mark.parametrize("values", [NOTHING, NOTHING | {"answered_as": AnsweredAs.HEAD}])
def test_none_answered_is_none(token: str, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        head_answers.answer_by_link(KEY, token, 0, values)
    assert answers() == []


def test_a_link_that_was_ended_saves_nothing(token: str, journal: Journal) -> None:
    questionnaires.end(journal.primary, YEAR)
    with pytest.raises(NotFound):
        head_answers.answer_by_link(KEY, token, 0, SAID)
    assert answers() == []


def test_what_came_on_paper_is_typed_in_where_nobody_was_asked(journal: Journal) -> None:
    head_answers.enter(journal.primary, YEAR, journal.helen, 0, SAID)
    (kept,) = answers()
    assert kept.entered_by_id == journal.helen
    row = questionnaires.of_school(journal.primary, YEAR)
    assert not row.was_asked
    assert not row.is_open


def test_a_link_saves_so_often_and_the_coordinator_as_often_as_need_be(
    token: str, journal: Journal
) -> None:
    def change(version: int) -> dict[str, Any]:
        return SAID | {"impact_seen": f"The {version}th thought."}

    for version in range(head_answers.OFTEN):
        head_answers.answer_by_link(KEY, token, version, change(version))
    often = head_answers.OFTEN
    with pytest.raises(TooOften):
        head_answers.answer_by_link(KEY, token, often, change(often))
    head_answers.enter(journal.primary, YEAR, journal.helen, often, change(often))
    for one in answers():
        set_back(one, created_at=now() - head_answers.WITHIN - timedelta(seconds=1))
    head_answers.answer_by_link(KEY, token, often + 1, change(often + 1))


# Compiled


def said(*choices: tuple[Any, Any, Any]) -> head_answers.Compiled:
    """Compile the answers of some schools, and of one that gave none."""
    rows: Any = [
        SimpleNamespace(answer=SimpleNamespace(aware=aware, impact=impact, again=again))
        for aware, impact, again in choices
    ]
    return head_answers.compiled([*rows, SimpleNamespace(answer=None)])


def test_the_counts_are_told_in_a_sentence() -> None:
    found = said(
        (Awareness.IN_DETAIL, Impact.CLEAR, Again.YES),
        (Awareness.ROUGHLY, Impact.NONE_YET, Again.PERHAPS),
        (Awareness.NO, None, Again.YES),
    )
    assert found.sentence == (
        "3 of 4 schools answered: 2 knew roughly or in detail, 1 saw a little impact or a clear "
        "one, 2 would take part again."
    )
    assert found.aware == {"Yes, in detail": 1, "Roughly": 1, "No": 1}
    assert found.impact == {"A clear one": 1, "A little": 0, "None yet": 1, "Not said": 1}


def test_without_an_answer_nothing_is_counted() -> None:
    assert said().sentence == "0 of 1 school answered."


CHOICES = st.tuples(
    st.sampled_from([None, *Awareness]), st.sampled_from([None, *Impact]),
    st.sampled_from([None, *Again]),
)  # fmt: skip


@given(st.lists(CHOICES, max_size=40))
def test_each_answer_counts_once_under_each_question(choices: list[Any]) -> None:
    found = said(*choices)
    assert (found.answered, found.schools) == (len(choices), len(choices) + 1)
    for counts in (found.aware, found.impact, found.again):
        assert sum(counts.values()) == len(choices)
