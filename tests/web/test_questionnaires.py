"""/questionnaire: the coordinator asks heads, types in what came on paper, and reads it all."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.dates import academic_year, academic_year_label, day_label, today
from trio_journal.ids import new_id
from trio_journal.models import Role
from trio_journal.services import people, questionnaires

from .doors import SignIn, knock, stranger_in
from .pages import Page

YEAR = academic_year(today())
DAY = today() + timedelta(days=30)
NEXT_MONTH = DAY.isoformat()
LONG = "She has led a staff meeting on getting unstuck, and two classes have the poster up."


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


@pytest.fixture
def at(journal: Any) -> str:
    """Return the address of the primary school's answer."""
    return f"/questionnaire/{YEAR}/{journal.primary.id}"


@pytest.fixture
def row(journal: Any) -> Any:
    """Return what finds the primary school's row."""
    return lambda: journal.inside(questionnaires.of_school)(journal.primary, YEAR)


def ask(client: FlaskClient, day: str = NEXT_MONTH) -> Any:
    action = f"/questionnaire?year={YEAR}"
    return Page(client.get("/questionnaire")).form(action).send(client, open_until=day)


def in_area(page: Page, key: str) -> str:
    """Return what is there to copy."""
    start = page.html.index(f'id="{key}"')
    text = page.html[page.html.index(">", start) + 1 : page.html.index("</textarea>", start)]
    return unescape(text)


def links(page: Page) -> dict[str, str]:
    """Return the links as they are copied into a spreadsheet."""
    lines = [line.split("\t") for line in in_area(page, "everybody").strip().splitlines()]
    assert lines[0] == ["School", "Link"]
    return dict(lines[1:])  # type: ignore[arg-type]


# Asking


def test_every_school_gets_a_link_to_copy(helen: FlaskClient) -> None:
    page = Page(helen.get("/questionnaire"))
    assert "Three questions, two minutes, no account" in page.words
    assert page.words.count("Not asked yet") == 2
    assert ask(helen).status_code == 303
    page = Page(helen.get("/questionnaire"))
    assert "A link for two schools, to copy and send." in page.words
    found = links(page)
    assert list(found) == ["Ashby Primary School", "Birch School"]
    for school, link in found.items():
        assert link.startswith("http://localhost/questionnaire/")
        assert school in Page(helen.get(link)).words
    assert links(Page(helen.get("/questionnaire"))) == found, "to be copied again"


def test_a_message_to_each_head_is_there_to_copy(journal: Any, helen: FlaskClient) -> None:
    page = Page(helen.get("/questionnaire"))
    assert "Copy the message" not in page.words
    ask(helen)
    page = Page(helen.get("/questionnaire"))
    link = links(page)["Ashby Primary School"]
    letter = unescape(
        page.html.split(f'id="letter-{journal.primary.id}"')[1].split("</textarea>")[0]
    )
    assert "Dear headteacher of Ashby Primary School," in letter
    assert "are working in a trio of Vale Alliance, on “Talk”." in letter
    for part in (link, "two minutes", "Only the coordinators", day_label(DAY), "Helen Helenson"):
        assert part in letter
    to_merge = in_area(page, "letter")
    assert "Dear headteacher of «School»," in to_merge
    assert "\n\n«Link»\n\n" in to_merge
    assert link not in to_merge


def test_who_has_answered_is_seen_and_who_waits_can_be_copied_alone(
    helen: FlaskClient, client: FlaskClient
) -> None:
    ask(helen)
    link = links(Page(helen.get("/questionnaire")))["Ashby Primary School"]
    Page(client.get(link)).forms[0].send(client, aware="in_detail", answered_as="head")
    page = Page(helen.get("/questionnaire"))
    assert "1 of 2 schools answered: 1 knew" in page.words
    waiting = page.html[page.html.index('id="waiting"') :]
    waiting = waiting[: waiting.index("</textarea>")]
    assert "Birch School\t" in waiting
    assert "Ashby" not in waiting


def test_a_link_is_renewed_and_ended(helen: FlaskClient, client: FlaskClient, at: str) -> None:
    ask(helen)
    first = links(Page(helen.get("/questionnaire")))["Ashby Primary School"]
    assert Page(helen.get("/questionnaire")).form(f"{at}/link").send(helen).status_code == 303
    second = links(Page(helen.get("/questionnaire")))["Ashby Primary School"]
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert Page(helen.get("/questionnaire")).form(f"{at}/end").send(helen).status_code == 303
    page = Page(helen.get("/questionnaire"))
    assert client.get(second).status_code == 404
    assert "the link was ended" in page.words
    assert "Ashby Primary School" not in links(page)
    assert "no link and no answer yet" in page.words


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("", "Choose the last day on which heads can answer."),
        ("31 Smarch", "There is no such day."),
        ("2020-07-31", "That day is over."),
        ("2999-07-31", ""),
    ],
)
def test_a_wrong_last_day_asks_nobody_and_is_still_there(
    helen: FlaskClient, row: Any, day: str, sentence: str
) -> None:
    page = Page(ask(helen, day))
    assert page.status == 422
    assert sentence in page.words
    assert page.form(f"/questionnaire?year={YEAR}").fields["open_until"] == [day]
    assert not row().was_asked


def test_a_name_that_is_a_formula_is_copied_as_text(journal: Any, helen: FlaskClient) -> None:
    evil = journal.school("=HYPERLINK(1)")
    journal.trio(journal.person("eve", evil), focus="Evil")
    ask(helen)
    assert "'=HYPERLINK(1)" in links(Page(helen.get("/questionnaire")))


@pytest.mark.parametrize("year", ["2001", "x", "20261", "-2026", "9999", "0000"])
def test_years_that_are_none(helen: FlaskClient, year: str) -> None:
    page = Page(helen.get(f"/questionnaire?year={year}"))
    assert page.status == 200
    assert ("nobody to ask" in page.words) == (year == "2001")


# Typing in


def test_what_came_on_paper_is_typed_in_once(
    journal: Any, helen: FlaskClient, at: str, row: Any
) -> None:
    form = Page(helen.get(at)).form(at)
    for _ in range(2):
        answer = form.send(helen, impact="a_little", impact_seen=LONG)
        assert answer.status_code == 303
    assert answer.location == f"/questionnaire?year={YEAR}#school-{journal.primary.id}"
    (kept,) = row().answers
    assert (kept.impact_seen, kept.entered_by_id, kept.aware) == (LONG, journal.helen, None)
    assert "typed in by Helen Helenson" in Page(helen.get("/questionnaire")).words


def test_a_typed_in_answer_with_nothing_in_it_comes_back(
    helen: FlaskClient, at: str, row: Any
) -> None:
    page = Page(Page(helen.get(at)).form(at).send(helen, answered_as="head"))
    assert page.status == 422
    assert "Answer at least one of the three questions." in page.words
    assert page.form(at).fields["answered_as"] == ["head"]
    assert row().answers == ()


def test_what_the_head_sent_meanwhile_is_not_overwritten(
    helen: FlaskClient, client: FlaskClient, at: str, row: Any
) -> None:
    ask(helen)
    form = Page(helen.get(at)).form(at)
    link = links(Page(helen.get("/questionnaire")))["Ashby Primary School"]
    Page(client.get(link)).forms[0].send(client, impact_seen="The head's own words.")
    page = Page(form.send(helen, impact_seen=LONG))
    assert page.status == 409
    assert "The head's own words." in page.words
    assert LONG in page.words
    assert len(row().answers) == 1
    assert page.form(at).send(helen).status_code == 303
    page = Page(helen.get(at))
    assert "1 earlier" in page.words
    assert "The head's own words." in page.words


# Reading


@pytest.fixture
def answered(helen: FlaskClient, at: str) -> FlaskClient:
    """Return the coordinator's browser after one of two schools has answered."""
    Page(helen.get(at)).form(at).send(
        helen, aware="roughly", impact="a_little", impact_seen=f"=1+1 {LONG}", again="perhaps",
        again_why="With\nthe same.", answered_as="deputy",
    )  # fmt: skip
    return helen


def test_the_answers_are_counted_and_shown_whole(answered: FlaskClient) -> None:
    words = Page(answered.get("/questionnaire/answers")).words
    assert "1 of 2 schools answered: 1 knew roughly or in detail" in words
    assert LONG in words
    assert "With the same." in words
    assert "No answer Birch School" in words


def test_the_table_has_a_row_for_each_school_and_no_formula(answered: FlaskClient) -> None:
    answer = answered.get("/questionnaire/answers.csv")
    assert answer.mimetype == "text/csv"
    assert f"heads-{academic_year_label(YEAR)}.csv" in answer.headers["Content-Disposition"]
    text = answer.get_data().decode("utf-8-sig")
    ashby, birch = csv.DictReader(io.StringIO(text, newline=""))
    assert ashby["school"] == "Ashby Primary School"
    assert ashby["impact_seen"] == f"'=1+1 {LONG}"
    assert ashby["again_why"] == "With\nthe same."
    assert (ashby["aware"], ashby["again"]) == ("Roughly", "Perhaps")
    assert (ashby["answered_as"], ashby["entered_by_coordinator"]) == (
        "A deputy or assistant head", "yes",
    )  # fmt: skip
    assert (birch["school"], birch["aware"], birch["entered_by_coordinator"]) == (
        "Birch School", "", "",
    )  # fmt: skip


def test_the_sheet_is_for_those_without_an_answer_or_for_one(
    journal: Any, answered: FlaskClient
) -> None:
    words = Page(answered.get("/questionnaire/sheet")).words
    assert "Birch School" in words
    assert "Ashby" not in words
    assert "give it back to Helen Helenson" in words
    one = Page(answered.get(f"/questionnaire/sheet?school={journal.primary.id}")).words
    assert "Ashby" in one
    assert "Birch" not in one
    assert answered.get(f"/questionnaire/sheet?school={new_id()}").status_code == 404


def test_board_and_evenings_lead_to_it(helen: FlaskClient, ann: FlaskClient) -> None:
    for at, link in (("/alliance", f"/questionnaire?year={YEAR}"), ("/evenings", "/questionnaire")):
        assert link in Page(helen.get(at)).links
        assert "Questionnaire for heads" not in Page(ann.get(at)).words
    assert "Answers from heads" not in Page(helen.get("/alliance")).words


def test_the_board_says_how_many_have_answered(answered: FlaskClient, ann: FlaskClient) -> None:
    page = Page(answered.get("/alliance"))
    assert "Answers from heads: 1 of 2." in page.words
    assert "The year ends." not in page.words
    assert "Answers from heads" not in Page(ann.get("/alliance")).words


def test_near_the_end_of_the_year_the_board_says_so(
    helen: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questionnaires, "is_time", lambda year: True)
    assert "The year ends. Answers from heads: 0 of 2." in Page(helen.get("/alliance")).words


# Who gets in


DOORS = [
    ("GET", "/questionnaire"),
    ("POST", "/questionnaire"),
    ("GET", "/questionnaire/sheet"),
    ("GET", "/questionnaire/answers"),
    ("GET", "/questionnaire/answers.csv"),
    ("GET", "/questionnaire/{year}/{id}"),
    ("POST", "/questionnaire/{year}/{id}"),
    ("POST", "/questionnaire/{year}/{id}/link"),
    ("POST", "/questionnaire/{year}/{id}/end"),
]


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_only_coordinators_get_in(
    journal: Any, elsewhere: Any, sign_in: SignIn, method: str, path: str
) -> None:
    url = path.format(id=journal.primary.id, year=YEAR)
    assert knock(sign_in(journal.ann), method, url) == 403
    assert knock(sign_in(journal.ann), "DELETE", url) == 405
    if "{id}" in path:
        assert knock(sign_in(stranger_in(elsewhere)), method, url) == 404
        for wrong in (
            path.format(id=new_id(), year=YEAR),
            path.format(id=journal.primary.id, year=2001),
        ):
            assert knock(sign_in(journal.helen), method, wrong) == 404


def test_a_coordinator_of_two_asks_in_the_alliance_of_the_page(
    journal: Any, elsewhere: Any, helen: FlaskClient, row: Any
) -> None:
    elsewhere.trio(elsewhere.person("zoe", elsewhere.school("Zeal School")))
    join = journal.inside(people.add)
    email = f"helen@{journal.id.hex}.example.org"
    join(elsewhere.id, name="Helen", email=email, role=Role.COORDINATOR)
    helen.post("/alliance/switch", data={"alliance_id": str(journal.id)})
    form = Page(helen.get("/questionnaire")).form(f"/questionnaire?year={YEAR}")
    helen.post("/alliance/switch", data={"alliance_id": str(elsewhere.id)})
    assert form.send(helen, open_until=NEXT_MONTH).status_code == 303
    assert row().was_asked
    there = journal.inside(questionnaires.of_year)(elsewhere.id, YEAR)
    assert not there[0].was_asked
