"""POST /observations/<id>/sort: a note goes to a question, or back to "To sort"."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from trio_journal.extensions import db
from trio_journal.models import Observation

from .conftest import HTMX, on_page
from .nouns import OBSERVATION, QUESTION
from .pages import Page


def sorting(journal: Any) -> tuple[Any, Any, str]:
    note, question = journal.note(), journal.question("What helps with counting?")
    return note, question, OBSERVATION.at(note, "sort")


def asked(journal: Any, note: Any) -> list[Any]:
    return journal.inside(lambda: db.session.get_one(Observation, note.id).question_ids)()


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


def test_without_a_question_there_is_nowhere_to_move_it(journal: Any, ann: FlaskClient) -> None:
    journal.question("What helps?")
    note = journal.note("They counted.")
    form = Page(ann.get(f"/trios/{journal.home.id}")).form(OBSERVATION.at(note, "sort"))
    for headers in ({}, HTMX):
        answer = ann.post(form.action, data=form.data(question_id=""), headers=headers)
        assert answer.status_code == 422
        assert "Choose the question it belongs to, then move it." in Page(answer).words
    assert journal.fresh(note).version == 1


def test_a_browser_asks_for_the_question_itself(journal: Any, ann: FlaskClient) -> None:
    note, question, at = sorting(journal)
    journal_page = f"/trios/{journal.home.id}"
    assert 'name="question_id" required>' in Page(ann.get(journal_page)).html
    ann.post(at, data={"question_id": str(question.id), "version": 1})
    assert 'name="question_id">' in Page(ann.get(OBSERVATION.at(note))).html


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


def test_what_the_journal_says_of_its_notes_follows(journal: Any, ann: FlaskClient) -> None:
    """In the bar, in the heading, beside the question, and as the next step."""
    _note, question, at = sorting(journal)
    other = journal.note("They drew.")
    on_journal = on_page(f"/trios/{journal.home.id}")
    data = {"question_id": str(question.id), "version": 1}
    page = Page(ann.post(at, data=data, headers=on_journal))
    assert page.partial("#to-sort-link") == "To sort 1"
    assert page.partial("#to-sort-count") == "1"
    assert page.partial("#next-step").startswith("1 note waits to be sorted.")
    assert page.partial(f"[data-counts='{question.id}']") == "1 note"
    at = OBSERVATION.at(other, "sort")
    page = Page(ann.post(at, data=data, headers=on_journal))
    assert page.partial("#to-sort-link") == ""
    assert page.partial("#to-sort-count") == "none left"
    assert page.partial("#next-step").startswith("There is no finding yet.")
    assert page.partial(f"[data-counts='{question.id}']") == "2 notes"


def test_it_follows_when_a_note_moves_by_being_edited(journal: Any, ann: FlaskClient) -> None:
    note, question, _at = sorting(journal)
    edit = OBSERVATION.at(note, "edit")
    data = Page(ann.get(edit)).form(edit).data(question_ids=[str(question.id)])
    page = Page(ann.post(edit, data=data, headers=on_page(f"/trios/{journal.home.id}")))
    assert page.partial("#to-sort-link") == ""
    assert page.partial(f"[data-counts='{question.id}']") == "1 note"


def test_elsewhere_there_is_nothing_to_follow(journal: Any, ann: FlaskClient) -> None:
    note, question, at = sorting(journal)
    data = {"question_id": str(question.id), "version": 1}
    page = Page(ann.post(at, data=data, headers=on_page(OBSERVATION.at(note))))
    assert page.partial("#to-sort-link") is None


def test_a_note_leaves_one_question_and_keeps_its_others(journal: Any, ann: FlaskClient) -> None:
    one, two, three = (journal.question(f"Question {n}?").id for n in "123")
    note = journal.note(question_ids=[one, two])
    form = Page(ann.get(OBSERVATION.at(note))).form(OBSERVATION.at(note, "sort"))
    left = UUID(form.fields["moved_from"][0])
    assert form.send(ann, question_id=str(three)).status_code == 303
    assert set(asked(journal, note)) == {one, two, three} - {left}


def test_from_the_list_of_what_is_to_sort_it_comes_to_its_others(
    journal: Any, ann: FlaskClient
) -> None:
    one, two = (journal.question(f"Question {n}?").id for n in "12")
    note = journal.note(question_ids=[one])
    at = OBSERVATION.at(note, "sort")
    assert ann.post(at, data={"question_id": str(two), "version": 1}).status_code == 303
    assert set(asked(journal, note)) == {one, two}


def test_among_all_that_is_to_sort_each_can_be_moved(journal: Any, ann: FlaskClient) -> None:
    _note, _question, at = sorting(journal)
    page = Page(ann.get(f"/trios/{journal.home.id}?question=none"))
    assert page.form(at).fields["question_id"] == [""]
    assert "To sort 1" in page.words


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
