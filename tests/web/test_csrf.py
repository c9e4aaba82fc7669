"""Forms prove that they are ours: however old, over HTTPS too, and with a way to save again."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trio_journal.services import invitations, sessions

from .conftest import HTMX
from .nouns import OBSERVATION, QUESTION
from .pages import Page

SITE = "https://journal.example"
PASSWORD = "correct horse battery"
LONG = "A text that is long enough to be worth keeping, and more."


@pytest.fixture(autouse=True)
def _real_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.fixture
def secure_ann(journal: Any, sign_in: Any) -> FlaskClient:
    """Return ann's browser at the site that others reach."""
    return sign_in(journal.ann, SITE)


def sign_in_here(journal: Any, browser: FlaskClient, person: UUID) -> None:
    """Sign somebody in by the page, as at a computer that several use."""

    def invited() -> str:
        token = invitations.invite(journal.id, person, journal.helen)
        found = sessions.find(invitations.accept(token, PASSWORD))
        assert found is not None
        return found.user.email

    form = Page(browser.get("/sign-in")).form("/sign-in")
    email = journal.inside(invited)()
    assert form.send(browser, email=email, password=PASSWORD).status_code == 303


@pytest.fixture
def question(journal: Any) -> Any:
    """Return a question to change."""
    return journal.question("What helps?")


def test_a_form_saves_over_https(journal: Any, secure_ann: FlaskClient, question: Any) -> None:
    ann, at = secure_ann, QUESTION.at(question, "edit")
    form = Page(ann.get(at, base_url=SITE)).form(at)
    data = form.data(text="What else helps?")
    headers = {"Referer": f"{SITE}{at}"}
    answer = ann.post(at, base_url=SITE, data=data, headers=headers)
    assert answer.status_code == 303
    assert journal.fresh(question).text == "What else helps?"


def test_another_sites_form_does_not(journal: Any, secure_ann: FlaskClient, question: Any) -> None:
    ann, at = secure_ann, QUESTION.at(question, "edit")
    form = Page(ann.get(at, base_url=SITE)).form(at)
    for headers in ({}, {"Referer": "https://evil.example/"}, {"Referer": f"{SITE}.evil/"}):
        answer = ann.post(at, base_url=SITE, data=form.data(text="Evil."), headers=headers)
        assert answer.status_code == 400
    assert journal.fresh(question).text == "What helps?"


def test_a_form_without_a_token_does_not_and_keeps_the_text(
    journal: Any, ann: FlaskClient, question: Any
) -> None:
    at = QUESTION.at(question, "edit")
    form = Page(ann.get(at)).form(at)
    for token in (None, "", "made up"):
        answer = form.send(ann, text=LONG, csrf_token=token)
        assert answer.status_code == 400
        assert LONG in Page(answer).words
    assert journal.fresh(question).text == "What helps?"


@pytest.mark.parametrize("site", ["http://localhost", SITE])
def test_a_form_two_hours_old_still_saves(
    journal: Any, sign_in: Any, question: Any, monkeypatch: pytest.MonkeyPatch, site: str
) -> None:
    ann, at = sign_in(journal.ann, site), QUESTION.at(question, "edit")
    form = Page(ann.get(at, base_url=site)).form(at)
    later = time.time() + 2 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    headers = {"Referer": f"{site}{at}"}
    answer = ann.post(at, base_url=site, data=form.data(text=LONG), headers=headers)
    assert answer.status_code == 303
    assert journal.fresh(question).text == LONG


def test_a_stale_token_is_refused_with_a_fresh_one_beside_it(
    journal: Any, ann: FlaskClient, question: Any
) -> None:
    at = QUESTION.at(question, "edit")
    form = Page(ann.get(at)).form(at)
    with ann.session_transaction() as session:
        del session["csrf_token"]
    answer = ann.post(at, data=form.data(text=LONG), headers=HTMX)
    assert answer.status_code == 400
    assert answer.headers["HX-Retarget"] == "#notice"
    fresh = answer.headers["X-CSRFToken"]
    answer = ann.post(at, data=form.data(text=LONG, csrf_token=fresh), headers=HTMX)
    assert answer.status_code == 200
    assert journal.fresh(question).text == LONG


def test_without_script_the_refusal_can_be_sent_again(
    journal: Any, ann: FlaskClient, question: Any
) -> None:
    at = QUESTION.at(question, "edit")
    form = Page(ann.get(at)).form(at)
    with ann.session_transaction() as session:
        del session["csrf_token"]
    page = Page(form.send(ann, text=LONG))
    assert page.status == 400
    assert LONG in page.words
    assert page.form(at).send(ann).status_code == 303
    assert journal.fresh(question).text == LONG


def test_by_htmx_the_token_comes_in_a_header(journal: Any, ann: FlaskClient, question: Any) -> None:
    at = QUESTION.at(question, "edit")
    page = Page(ann.get(at))
    form = page.form(at)
    token = form.fields.pop("csrf_token")[0]
    assert f'"X-CSRFToken":"{token}"' in page.html
    answer = ann.post(at, data=form.data(text=LONG), headers=HTMX | {"X-CSRFToken": token})
    assert answer.status_code == 200


def test_signed_out_the_token_of_before_is_401_and_not_400(
    journal: Any, ann: FlaskClient, question: Any, app: Flask
) -> None:
    at = QUESTION.at(question, "edit")
    form = Page(ann.get(at)).form(at)
    stranger = app.test_client()
    answer = stranger.post(at, data=form.data(text=LONG))
    assert answer.status_code == 401
    page = Page(answer)
    assert LONG in page.words
    assert page.form(at).fields["csrf_token"] != form.fields["csrf_token"]


def test_the_401_page_saves_after_signing_in_in_another_tab(
    journal: Any, question: Any, app: Flask
) -> None:
    browser = app.test_client()
    at = QUESTION.at(question, "edit")
    page = Page(browser.post(at, data={"text": LONG, "version": "1"}))
    assert page.status == 401
    sign_in_here(journal, browser, journal.ann)
    assert page.form(at).send(browser).status_code == 303
    assert journal.fresh(question).text == LONG


def test_a_form_saves_after_its_writer_signed_out_and_in_again(
    journal: Any, question: Any, app: Flask
) -> None:
    browser, at = app.test_client(), QUESTION.at(question, "edit")
    sign_in_here(journal, browser, journal.ann)
    form = Page(browser.get(at)).form(at)
    Page(browser.get("/")).form("/sign-out").send(browser)
    sign_in_here(journal, browser, journal.ann)
    assert form.send(browser, text=LONG).status_code == 303
    assert journal.fresh(question).text == LONG


def test_at_a_shared_computer_the_next_one_is_asked_first(
    journal: Any, question: Any, app: Flask
) -> None:
    """Without script nothing tells whose form it is; so the one who is signed in has to say so."""
    browser, at = app.test_client(), QUESTION.at(question, "edit")
    sign_in_here(journal, browser, journal.ann)
    form = Page(browser.get(at)).form(at)
    Page(browser.get("/")).form("/sign-out").send(browser)
    sign_in_here(journal, browser, journal.bob)
    page = Page(form.send(browser, text=LONG))
    assert page.status == 400
    assert "You are signed in as Bob" in page.words
    assert LONG in page.words
    assert journal.fresh(question).version == 1


def test_signing_in_needs_a_token_too(client: FlaskClient, journal: Any) -> None:
    answer = client.post("/sign-in", data={"email": "a@b.example", "password": "x"})
    assert answer.status_code == 400
    form = Page(client.get("/sign-in")).form("/sign-in")
    assert form.send(client, email="a@b.example", password="x").status_code == 422


def test_every_form_of_every_page_carries_a_token(
    journal: Any, ann: FlaskClient, question: Any
) -> None:
    note = journal.note("They counted.", question_ids=[question.id])
    journal.note("Unsorted.")
    finding, visit = journal.finding(note), journal.visit()
    ann.post(OBSERVATION.at(note, "replies"), data={"text": "Hm."})
    for url in (
        "/", f"/trios/{journal.home.id}", f"/trios/{journal.home.id}/edit",
        f"/trios/{journal.home.id}/bin", f"/trios/{journal.home.id}/visits",
        f"/trios/{journal.home.id}/findings", f"/trios/{journal.home.id}/members",
        f"/questions/{question.id}", f"/questions/{question.id}/delete",
        f"/observations/{note.id}", f"/observations/{note.id}/saved",
        f"/observations/{note.id}/edit", f"/findings/{finding.id}",
        f"/findings/{finding.id}/edit", f"/visits/{visit.id}", f"/visits/{visit.id}/edit",
        f"/trios/{journal.home.id}/observations/new", "/alliance", "/evenings",
    ):  # fmt: skip
        page = Page(ann.get(url))
        assert page.status == 200, url
        for form in page.forms:
            if form.method == "POST":
                assert form.fields["csrf_token"] != [""], (url, form.action)
