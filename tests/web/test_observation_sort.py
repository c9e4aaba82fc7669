"""POST /observations/<id>/sort: a note goes to a question, or back to "To sort"."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from .conftest import HTMX
from .nouns import OBSERVATION, QUESTION
from .pages import Page


def sorting(journal: Any) -> tuple[Any, Any, str]:
    note, question = journal.note(), journal.question("What helps with counting?")
    return note, question, OBSERVATION.at(note, "sort")


def asked(journal: Any, note: Any) -> list[Any]:
    return journal.inside(lambda: journal.fresh(note).question_ids)()


def test_the_journal_offers_it(journal: Any, ann: FlaskClient) -> None:
    _note, question, at = sorting(journal)
    form = Page(ann.get(f"/trios/{journal.home.id}")).form(at)
    answer = form.send(ann, question_id=str(question.id))
    assert answer.status_code == 303
    page = Page(ann.get(answer.location))
    assert "Moved to “What helps with counting?”." in page.words
    assert "To sort 1" not in page.words
    assert at not in [form.action for form in page.forms]


def test_and_it_goes_back(journal: Any, ann: FlaskClient) -> None:
    note, question, at = sorting(journal)
    ann.post(at, data={"question_id": str(question.id), "version": 1})
    form = Page(ann.get(OBSERVATION.at(note))).form(at)
    assert form.fields["question_id"] == [str(question.id)]
    assert form.send(ann, question_id="").status_code == 303
    assert "To sort 1" in Page(ann.get(f"/trios/{journal.home.id}")).words


def test_by_htmx_a_line_takes_its_place(journal: Any, ann: FlaskClient) -> None:
    note, question, at = sorting(journal)
    data = {"question_id": str(question.id), "version": 1}
    page = Page(ann.post(at, data=data, headers=HTMX))
    assert page.status == 200
    assert not page.is_whole
    assert page.ids.count(f"observation-{note.id}") == 1
    assert "Moved" in page.words
    back = Page(ann.post(at, data={"question_id": "", "version": 2}, headers=HTMX))
    assert "Back in" in back.words


def test_sorting_is_a_change_with_a_history(journal: Any, bob: FlaskClient) -> None:
    note, question, at = sorting(journal)
    bob.post(at, data={"question_id": str(question.id), "version": 1})
    assert journal.fresh(note).version == 2
    history = Page(bob.get(OBSERVATION.at(note, "history")))
    assert "Changed by Bob Bobson" in history.words
    assert "What helps with counting?" in history.inserted


def test_a_stale_move_is_not_made_over_another(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    note, question, at = sorting(journal)
    other = journal.question("What gets in the way?")
    form = Page(ann.get(f"/trios/{journal.home.id}")).form(at)
    bob.post(at, data={"question_id": str(other.id), "version": 1})
    for headers in ({}, HTMX):
        data = form.data(question_id=str(question.id))
        assert ann.post(at, data=data, headers=headers).status_code == 409
    assert journal.fresh(note).version == 2


def test_the_same_move_twice_is_one(journal: Any, ann: FlaskClient) -> None:
    note, question, at = sorting(journal)
    data = {"question_id": str(question.id), "version": 1}
    for _ in range(2):
        assert ann.post(at, data=data).status_code == 303
    assert journal.fresh(note).version == 2


def test_only_to_questions_of_its_trio(journal: Any, ann: FlaskClient) -> None:
    note, _question, at = sorting(journal)
    other = journal.trio(journal.ann, focus="Reading")
    answer = ann.post(f"/trios/{other.id}/questions", data={"text": "Why?"})
    strange = answer.location.rpartition("=")[2]
    for wrong in (strange, "nonsense", str(journal.ann), "\x00"):
        answer = ann.post(at, data={"question_id": wrong, "version": 1})
        assert answer.status_code == 422
        assert "Choose another one" in Page(answer).words
    assert journal.fresh(note).version == 1


def test_not_to_a_deleted_question(journal: Any, ann: FlaskClient) -> None:
    _note, question, at = sorting(journal)
    ann.post(QUESTION.at(question, "delete"), data={"version": 1})
    answer = ann.post(at, data={"question_id": str(question.id), "version": 1})
    assert answer.status_code == 422


def test_outsiders_and_closed_years(journal: Any, ann: FlaskClient, sign_in: Any) -> None:
    note, question, at = sorting(journal)
    data = {"question_id": str(question.id), "version": 1}
    for person in (journal.dan, journal.helen):
        assert sign_in(person).post(at, data=data).status_code == 404
    assert ann.get(at).status_code == 405
    journal.close()
    assert ann.post(at, data=data).status_code == 403
    assert journal.fresh(note).version == 1
