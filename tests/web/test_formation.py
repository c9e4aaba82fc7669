"""Trios as a whole: formed, allowed as an exception, closed and carried on."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Question, QuestionState, Trio

from .doors import SignIn, knock, stranger_in
from .pages import Page


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


def typed(journal: Any, **changed: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "focus": "Reading for fun",
        "person_1": str(journal.dan),
        "person_2": str(journal.ann),
        "person_3": "",
        "lead": "2",
        "contact": "office@school.example.org",
        "exception_reason": "",
    } | changed


def trios_in(journal: Any) -> int:
    return journal.inside(lambda: db.session.scalar(select(func.count()).select_from(Trio)))()


def made(journal: Any) -> Trio:
    chosen = select(Trio).where(Trio.focus == "Reading for fun")
    return journal.inside(lambda: db.session.scalars(chosen).one())()


def test_a_trio_is_formed_once(journal: Any, helen: FlaskClient) -> None:
    page = Page(helen.get("/trios/new"))
    assert "Dan Danson (secondary), Birch School" in page.words
    assert "Ann Annson (primary), Ashby Primary School, in trio 1" in page.words
    assert "Dan Danson (secondary), Birch School, in" not in page.words, "he is in none yet"
    data = typed(journal)
    answers = [helen.post("/trios", data=data) for _ in range(2)]
    trio = made(journal)
    assert [answer.location for answer in answers] == [f"/trios/{trio.id}/members"] * 2
    assert (trio.number, trio.lead_id, str(trio.id)) == (2, journal.ann, data["id"])
    words = Page(helen.get(answers[0].location)).words
    assert "Trio 2 is formed: Reading for fun." in words
    assert "Add a third member" in words


def test_two_of_one_school_are_pointed_out(journal: Any, helen: FlaskClient) -> None:
    data = typed(journal, person_1=str(journal.dan), person_2=str(journal.bob), lead="")
    answer = helen.post("/trios", data=data)
    words = Page(helen.get(answer.location)).words
    assert "Two of them are at Birch School: there are fewer schools to visit." in words
    data = typed(journal, person_1=str(journal.ann), person_2=str(journal.dan), lead="")
    helen.post("/trios", data=data)
    eve, home = journal.person("eve", journal.primary), f"/trios/{data['id']}/members"
    helen.post(home, data={"user_id": str(eve), "told": "y"})
    assert "Two of them are at Ashby Primary School:" in Page(helen.get(home)).words


def test_three_of_one_school_are_pointed_out(journal: Any, helen: FlaskClient) -> None:
    eve = journal.person("eve", journal.primary)
    people = {f"person_{n}": str(key) for n, key in enumerate((journal.ann, journal.cat, eve), 1)}
    data = typed(journal, **people, lead="", exception_reason="Both heads want it.")
    answer = helen.post("/trios", data=data)
    words = Page(helen.get(answer.location)).words
    assert "All three of them are at Ashby Primary School: there are fewer" in words


def test_one_phase_needs_a_reason_and_keeps_everything_typed(
    journal: Any, helen: FlaskClient
) -> None:
    eve = journal.person("eve", journal.primary)
    data = typed(journal, person_1=str(journal.ann), person_2=str(journal.cat), person_3=str(eve))
    answer = helen.post("/trios", data=data)
    assert answer.status_code == 422
    page = Page(answer)
    assert "write why this trio may be an exception" in page.words
    form = page.form("/trios")
    assert {name: form.fields[name] for name in data} == {k: [v] for k, v in data.items()}
    assert form.send(helen, exception_reason="A pyramid trio.").status_code == 303
    assert made(journal).exception_reason == "A pyramid trio."


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"focus": ""}, "Write what they look at"),
        ({"focus": "R" * 121}, "too long: 120 fit"),
        ({"person_3": "same"}, "Chosen twice."),
        ({"person_3": "nobody"}, "Choose one from the list."),
        ({"lead": "3"}, "Choose this person first"),
        ({"lead": "9"}, ""),
        ({"contact": "c" * 255}, "too long: 254 fit"),
        ({"id": "damaged"}, "This form is damaged"),
    ],
)
def test_a_mistake_forms_nothing_and_keeps_what_was_typed(
    journal: Any, helen: FlaskClient, changed: dict[str, str], sentence: str
) -> None:
    special = {"same": str(journal.dan), "nobody": str(new_id())}
    data = typed(journal) | {k: special.get(v, v) for k, v in changed.items()}
    answer = helen.post("/trios", data=data)
    assert answer.status_code == 422
    page = Page(answer)
    assert sentence in page.words
    for name in ("focus", "person_1", "contact"):
        assert page.form("/trios").fields[name] == [data[name]]
    assert trios_in(journal) == 1


def test_all_mistakes_come_at_once(journal: Any, helen: FlaskClient) -> None:
    eve = journal.person("eve", journal.primary)
    three = {"person_1": str(journal.ann), "person_2": str(journal.cat), "person_3": str(eve)}
    page = Page(helen.post("/trios", data=typed(journal, **three, focus="", contact="c" * 255)))
    for sentence in ("Write what they look at", "in one phase", "too long: 254 fit"):
        assert sentence in page.words
    twice = typed(journal, focus="", person_2=str(journal.dan), lead="3")
    page = Page(helen.post("/trios", data=twice))
    for sentence in ("Write what they look at", "Chosen twice.", "Choose this person first"):
        assert sentence in page.words


def test_the_reason_is_shown_changed_and_needed_while_it_is_one_phase(
    journal: Any, helen: FlaskClient
) -> None:
    eve = journal.person("eve", journal.primary)
    trio = journal.trio(
        journal.ann, journal.cat, eve, focus="Pyramid", exception_reason="A pyramid."
    )
    at = f"/trios/{trio.id}/exception"
    form = Page(helen.get(at)).form("/exception")
    assert form.fields["exception_reason"] == ["A pyramid."]
    assert form.send(helen, exception_reason="Still a pyramid.").status_code == 303
    assert journal.fresh(trio).exception_reason == "Still a pyramid."
    answer = Page(helen.get(at)).form("/exception").send(helen, exception_reason="")
    assert answer.status_code == 422
    assert journal.fresh(trio).exception_reason == "Still a pyramid."


def test_a_year_is_closed_and_opened_again(
    journal: Any, helen: FlaskClient, sign_in: SignIn
) -> None:
    at = f"/trios/{journal.home.id}"
    assert helen.post(f"{at}/close").status_code == 303
    page = Page(helen.get(f"{at}/members"))
    assert "The year of this trio is closed." in page.words
    data = {"id": str(new_id()), "text": "What now?"}
    assert sign_in(journal.ann).post(f"{at}/questions", data=data).status_code == 403
    # The button in the page, and the Undo of the message, lead to the same place.
    undo = [form for form in page.forms if form.action.endswith("/reopen")]
    assert len(undo) == 2
    assert undo[0].send(helen).status_code == 303
    assert journal.fresh(journal.home).closed_on is None


def test_a_trio_goes_on_with_its_open_questions_once(journal: Any, helen: FlaskClient) -> None:
    journal.question("Still open?")
    journal.question("Answered?", state=QuestionState.ANSWERED)
    at = f"/trios/{journal.home.id}/carry-over"
    form = Page(helen.get(at)).form("/carry-over")
    answers = [form.send(helen) for _ in range(2)]
    assert answers[0].location == answers[1].location
    new = journal.inside(
        lambda: db.session.scalars(select(Trio).where(Trio.continues_id == journal.home.id)).one()
    )()
    assert new.academic_year == journal.home.academic_year + 1
    texts = journal.inside(
        lambda: db.session.scalars(select(Question.text).where(Question.trio_id == new.id)).all()
    )()
    assert texts == ["Still open?"]
    assert journal.fresh(journal.home).closed_on is not None
    page = Page(helen.get(f"/trios/{journal.home.id}/members"))
    assert f"/trios/{new.id}/members" in page.links
    assert at not in page.links
    answer = helen.post(at, data={"id": str(new_id())})
    assert answer.status_code == 409
    assert helen.post(at, data={"id": "damaged"}).status_code == 422


DOORS = [
    ("GET", "/trios/new"),
    ("POST", "/trios"),
    ("POST", "/trios/{trio}/close"),
    ("POST", "/trios/{trio}/reopen"),
    ("GET", "/trios/{trio}/carry-over"),
    ("POST", "/trios/{trio}/carry-over"),
    ("GET", "/trios/{trio}/exception"),
    ("POST", "/trios/{trio}/exception"),
]


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_only_coordinators_get_in(
    journal: Any, elsewhere: Any, sign_in: SignIn, method: str, path: str
) -> None:
    url = path.format(trio=journal.home.id)
    assert knock(sign_in(journal.ann), method, url) == 403
    assert knock(sign_in(journal.helen), "DELETE", url) == 405
    if "{trio}" in path:
        assert knock(sign_in(journal.dan), method, url) == 404
        assert knock(sign_in(stranger_in(elsewhere)), method, url) == 404
        assert knock(sign_in(journal.helen), method, path.format(trio=new_id())) == 404
    assert trios_in(journal) == 1
