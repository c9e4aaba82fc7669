"""/questionnaire/<token>: three questions to a head, who has a link and no account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trio_journal.dates import academic_year, day_label, today
from trio_journal.ids import new_id
from trio_journal.models import HeadAnswer
from trio_journal.services import head_answers, questionnaires

from .conftest import HTMX
from .doors import knock
from .pages import Page

YEAR = academic_year(today())
LONG = "Fewer hands go up in the first five minutes, and nobody asks for the help sheet."
SAID = {"aware": "roughly", "impact": "clear", "impact_seen": LONG, "again": "yes"}


@pytest.fixture
def make_link(app: Flask, journal: Any) -> Any:
    """Return what asks every school, and gives the address for one of them."""

    def made(school: Any = None, house: Any = journal) -> str:
        questionnaires.ask(house.id, YEAR, today())
        row = questionnaires.of_school(school or journal.primary, YEAR)
        assert row.questionnaire is not None
        token = questionnaires.token(app.config["SECRET_KEY"], row.questionnaire)
        return f"/questionnaire/{token}"

    return journal.inside(made)


@pytest.fixture
def link(make_link: Any) -> str:
    """Return the address for the head of the primary school."""
    return str(make_link())


@pytest.fixture
def kept(journal: Any) -> Any:
    """Return what finds all that the primary school answered, oldest first."""

    def answers() -> tuple[HeadAnswer, ...]:
        return questionnaires.of_school(journal.primary, YEAR).answers

    return journal.inside(answers)


def test_a_head_answers_without_an_account(client: FlaskClient, link: str, kept: Any) -> None:
    page = Page(client.get(link))
    assert page.status == 200
    assert "Three questions to Ashby Primary School" in page.words
    assert "Vale Alliance: Talk" in page.words
    assert "It takes two minutes. Only the coordinators of the alliance read it" in page.words
    assert f"You can change it here until {day_label(today())}." in page.words
    answer = page.form(link).send(client, **SAID, answered_as="deputy")
    assert answer.status_code == 303
    assert answer.location == f"{link}/thanks"
    words = Page(client.get(answer.location)).words
    assert "Thank you" in words
    assert LONG in words
    (one,) = kept()
    assert {name: getattr(one, name) for name in SAID} == SAID
    assert (one.answered_as, one.entered_by_id) == ("deputy", None)


def test_it_needs_no_cookie_no_token_and_no_header(
    app: Flask, link: str, kept: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    strict = app.test_client(use_cookies=False)
    del strict.environ_base["HTTP_SEC_FETCH_SITE"]
    answers = [strict.get(link), strict.post(link, data=SAID | {"version": "0"})]
    answers.append(strict.get(answers[-1].location))
    assert [one.status_code for one in answers] == [200, 303, 200]
    assert not any("Set-Cookie" in one.headers for one in answers)
    assert len(kept()) == 1


def test_no_search_engine_and_no_cache_keeps_it(client: FlaskClient, link: str) -> None:
    client.post(link, data=SAID | {"version": "0"})
    for url in (link, f"{link}/thanks", "/questionnaire/nonsense"):
        answer = client.get(url)
        assert answer.headers["X-Robots-Tag"] == "noindex", url
        assert '<meta name="robots" content="noindex">' in answer.text, url
        assert answer.headers["Cache-Control"] == "no-store", url
        assert answer.headers["Referrer-Policy"] == "same-origin", url


def test_it_names_no_teacher_and_no_other_school(client: FlaskClient, link: str) -> None:
    words = Page(client.get(link)).words
    for name in ("Ann", "Cat Catson", "Bob", "Helen", "Birch"):
        assert name not in words


def test_a_double_click_is_one_answer(client: FlaskClient, link: str, kept: Any) -> None:
    form = Page(client.get(link)).form(link)
    assert [form.send(client, **SAID).status_code for _ in range(2)] == [303, 303]
    assert len(kept()) == 1


def test_opened_again_it_shows_the_answer_and_changes_it(
    client: FlaskClient, link: str, kept: Any
) -> None:
    Page(client.get(link)).form(link).send(client, **SAID)
    page = Page(client.get(link))
    assert "You answered on" in page.words
    form = page.form(link)
    assert {name: form.fields[name] for name in SAID} == {n: [v] for n, v in SAID.items()}
    assert form.send(client, again="no", again_why="No cover.").status_code == 303
    assert [one.again for one in kept()] == ["yes", "no"]
    assert kept()[1].impact_seen == LONG


def test_of_two_who_answer_at_once_neither_is_lost(
    client: FlaskClient, link: str, kept: Any
) -> None:
    form = Page(client.get(link)).form(link)
    form.send(client, **SAID)
    page = Page(form.send(client, aware="no", again_why="The deputy says so."))
    assert page.status == 409
    assert LONG in page.words
    assert "The deputy says so." in page.words
    assert "Roughly" in page.words
    assert len(kept()) == 1
    assert page.form(link).send(client).status_code == 303
    assert kept()[-1].again_why == "The deputy says so."


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Answer at least one of the three questions."),
        ({"answered_as": "head"}, "Answer at least one of the three questions."),
        ({"impact_seen": " \n "}, "Answer at least one of the three questions."),
        ({"impact_seen": "x" * 4_001}, "1 character too long: 4,000 fit"),
        ({"again_why": "x" * 4_003}, "3 characters too long: 4,000 fit"),
        ({"aware": "perhaps"}, "Not a valid choice"),
        ({"aware": "no", "version": "x"}, "This form is damaged."),
    ],
)
def test_a_mistake_saves_nothing_and_keeps_what_was_typed(
    client: FlaskClient, link: str, kept: Any, changed: dict[str, str], sentence: str
) -> None:
    typed = {"version": "0", "again_why": "Because."} if "aware" in changed else {"version": "0"}
    page = Page(client.post(link, data=typed | changed))
    assert page.status == 422
    assert sentence in page.words
    form = page.form(link)
    for name in ("impact_seen", "again_why"):
        assert form.fields[name] == [(typed | changed).get(name, "").strip()]
    assert kept() == ()


def test_more_than_a_megabyte_is_refused(client: FlaskClient, link: str, kept: Any) -> None:
    answer = client.post(link, data={"version": "0", "impact_seen": "x" * 1_000_001})
    assert answer.status_code == 413
    assert kept() == ()


def test_too_many_changes_wait_an_hour_with_the_text_still_there(
    client: FlaskClient, link: str, kept: Any
) -> None:
    for version in range(head_answers.OFTEN):
        text = f"Thought {version}."
        data = {"version": str(version), "impact_seen": text}
        assert client.post(link, data=data).status_code == 303
    page = Page(client.post(link, data={"version": str(head_answers.OFTEN), "impact_seen": LONG}))
    assert page.status == 429
    assert "Wait an hour" in page.words
    assert page.form(link).fields["impact_seen"] == [LONG]
    assert len(kept()) == head_answers.OFTEN


def test_what_is_typed_is_shown_as_text(client: FlaskClient, link: str) -> None:
    said = "<script>alert(1)</script> & **bold**"
    client.post(link, data={"version": "0", "impact_seen": said})
    for url in (link, f"{link}/thanks"):
        answer = client.get(url)
        assert "<script>alert" not in answer.text
        assert said in Page(answer).words


def gone(client: FlaskClient, link: str) -> None:
    for answer in (
        client.get(link), client.get(f"{link}/thanks"),
        client.post(link, data=SAID | {"version": "0"}),
    ):  # fmt: skip
        assert answer.status_code == 404
        assert "ask the coordinator of your alliance for a new one" in Page(answer).words


def test_made_up_links_lead_nowhere_and_say_what_to_do(client: FlaskClient, link: str) -> None:
    token = link.rpartition("/")[2]
    named, signature = token.split(".")
    for made_up in (
        "x", "%00", "x" * 5_000, "%ED%A0%80", "' OR 1=1", ".", named, f"{named}.", f".{signature}",
        token[:-2], token[1:], f"{named}.{signature[::-1]}", token.swapcase(),
    ):  # fmt: skip
        gone(client, f"/questionnaire/{made_up}")


def test_a_link_that_is_over_leads_nowhere(
    client: FlaskClient, link: str, journal: Any, kept: Any
) -> None:
    row = journal.inside(questionnaires.of_school)(journal.primary, YEAR)
    journal.set_back(row.questionnaire, open_until=today() - timedelta(days=1))
    gone(client, link)
    assert kept() == ()


@pytest.mark.parametrize("act", [questionnaires.end, questionnaires.renew])
def test_a_link_that_was_ended_leads_nowhere(
    client: FlaskClient, link: str, journal: Any, act: Any
) -> None:
    journal.inside(act)(journal.primary, YEAR)
    gone(client, link)


def test_a_link_signed_with_another_key_leads_nowhere(
    client: FlaskClient, app: Flask, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key, and long enough to be one")
    gone(client, link)


def test_an_invitations_token_is_none_here(client: FlaskClient, journal: Any) -> None:
    gone(client, f"/questionnaire/{new_id().hex}")


def test_the_link_of_another_alliance_opens_its_own_school(
    client: FlaskClient, link: str, make_link: Any, elsewhere: Any, kept: Any
) -> None:
    zeal = elsewhere.school("Zeal School")
    elsewhere.trio(elsewhere.person("zoe", zeal), focus="Maths")
    there = make_link(zeal, elsewhere)
    page = Page(client.get(there))
    assert "Three questions to Zeal School" in page.words
    assert "Elsewhere Alliance: Maths" in page.words
    assert page.form(there).send(client, **SAID).status_code == 303
    assert kept() == ()


def test_thanks_before_an_answer_goes_back_to_the_questions(client: FlaskClient, link: str) -> None:
    assert client.get(f"{link}/thanks").location == link


def test_by_htmx_it_is_the_whole_page(client: FlaskClient, link: str) -> None:
    assert Page(client.get(link, headers=HTMX)).is_whole


def test_whoever_is_signed_in_sees_what_the_head_sees(ann: FlaskClient, link: str) -> None:
    page = Page(ann.get(link))
    assert "Sign out" not in page.words
    assert page.form(link).send(ann, **SAID).status_code == 303


def test_other_methods_are_refused(client: FlaskClient, link: str) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        assert knock(client, method, link) == 405
    assert knock(client, "POST", f"{link}/thanks") == 405
