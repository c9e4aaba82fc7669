"""POST /questions/<id>/move: a trio's questions have an order."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from .nouns import QUESTION
from .pages import Page


def order(client: FlaskClient, journal: Any) -> list[str]:
    words = Page(client.get(f"/trios/{journal.home.id}")).words
    return sorted(("First?", "Second?", "Third?"), key=words.index)


def test_up_and_down(journal: Any, ann: FlaskClient) -> None:
    first, second, _ = (journal.question(text) for text in ("First?", "Second?", "Third?"))
    assert order(ann, journal) == ["First?", "Second?", "Third?"]
    page = Page(ann.get(QUESTION.at(second)))
    ways = [form.buttons["way"] for form in page.forms if form.action.endswith("/move")]
    assert ways == [["up"], ["down"]]
    answer = ann.post(QUESTION.at(second, "move"), data={"way": "up"})
    assert answer.status_code == 303
    assert order(ann, journal) == ["Second?", "First?", "Third?"]
    ann.post(QUESTION.at(first, "move"), data={"way": "down"})
    assert order(ann, journal) == ["Second?", "Third?", "First?"]


def test_at_the_end_it_stays(journal: Any, ann: FlaskClient) -> None:
    first, _, third = (journal.question(text) for text in ("First?", "Second?", "Third?"))
    ann.post(QUESTION.at(first, "move"), data={"way": "up"})
    ann.post(QUESTION.at(third, "move"), data={"way": "down"})
    assert order(ann, journal) == ["First?", "Second?", "Third?"]
    for question, way in ((first, "up"), (third, "down")):
        page = Page(ann.get(QUESTION.at(question)))
        offered = [form.buttons["way"] for form in page.forms if form.action.endswith("/move")]
        assert [way] not in offered


def test_moving_makes_nobodys_edit_stale(journal: Any, ann: FlaskClient) -> None:
    first, second = journal.question("First?"), journal.question("Second?")
    edit = QUESTION.at(first, "edit")
    form = Page(ann.get(edit)).form(edit)
    ann.post(QUESTION.at(second, "move"), data={"way": "up"})
    assert form.send(ann, text="First of all?").status_code == 303


def test_outsiders_and_closed_years(journal: Any, ann: FlaskClient, sign_in: Any) -> None:
    question = journal.question()
    at = QUESTION.at(question, "move")
    for person in (journal.dan, journal.helen):
        assert sign_in(person).post(at, data={"way": "up"}).status_code == 404
    assert ann.get(at).status_code == 405
    journal.close()
    assert ann.post(at, data={"way": "up"}).status_code == 403
