"""Signed out at the moment of saving: a message, the text stays, and saving again works."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trio_journal.services import sessions

from .conftest import HTMX
from .nouns import Noun
from .pages import Page

LONG = "A text that is long enough to be worth keeping, and more."


def sign_out_elsewhere(journal: Any, client: FlaskClient) -> None:
    with client.session_transaction() as session:
        token = session["_user_id"]
    journal.inside(sessions.sign_out)(token)


def sign_in_again(journal: Any, client: FlaskClient) -> None:
    token = journal.inside(sessions.start)(journal.ann)
    with client.session_transaction() as session:
        session["_user_id"] = token


def test_htmx_gets_401_for_the_notice_and_no_redirect(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    sign_out_elsewhere(journal, ann)
    for url in (noun.at(entry, "edit"), noun.of(journal), noun.at(entry, "replies")):
        answer = ann.post(url, data={noun.field: LONG, "version": "1"}, headers=HTMX)
        assert answer.status_code == 401
        assert answer.headers["HX-Retarget"] == "#notice"
        assert answer.headers["HX-Reswap"] == "innerHTML"
        assert "Location" not in answer.headers
        assert "HX-Redirect" not in answer.headers
        page = Page(answer)
        assert not page.is_whole
        assert "You are signed out. Your text is still here." in page.words
        assert "/sign-in" in page.links
        assert 'target="_blank"' in page.html
    assert journal.fresh(entry).version == 1


def test_a_fragment_asked_for_signed_out_is_401_too(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    sign_out_elsewhere(journal, ann)
    answer = ann.get(noun.at(entry, "edit"), headers=HTMX)
    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] == "#notice"


def test_without_script_the_text_is_on_the_page_and_sent_again(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    form = Page(ann.get(noun.at(entry, "edit"))).form(noun.at(entry, "edit"))
    sign_out_elsewhere(journal, ann)
    answer = form.send(ann, **{noun.field: LONG})
    assert answer.status_code == 401
    page = Page(answer)
    assert page.is_whole
    assert "You are signed out" in page.words
    assert LONG in page.words, "it can be copied"
    again = page.form(noun.at(entry, "edit"))
    assert again.fields["version"] == ["1"]
    assert again.send(ann).status_code == 401, "not yet"
    sign_in_again(journal, ann)
    assert again.send(ann).status_code == 303
    assert getattr(journal.fresh(entry), noun.field) == LONG


def test_a_new_entry_is_sent_again_as_the_same_record(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    form = Page(ann.get(noun.of(journal, "new"))).form(noun.of(journal))
    sign_out_elsewhere(journal, ann)
    answer = form.send(ann, **noun.typed(journal, LONG))
    assert answer.status_code == 401
    again = Page(answer).form(noun.of(journal))
    assert again.fields["id"] == form.fields["id"]
    sign_in_again(journal, ann)
    assert [again.send(ann).status_code for _ in range(2)] == [303, 303]


def test_several_values_of_one_field_are_all_kept(journal: Any, ann: FlaskClient) -> None:
    url = f"/trios/{journal.home.id}/questions"
    sign_out_elsewhere(journal, ann)
    answer = ann.post(url, data={"text": LONG, "years": ["3", "4", "5"]})
    assert Page(answer).form(url).fields["years"] == ["3", "4", "5"]


def test_an_address_with_a_query_is_sent_again_to_the_same(journal: Any, ann: FlaskClient) -> None:
    url = f"/trios/{journal.home.id}/observations?place=journal"
    sign_out_elsewhere(journal, ann)
    answer = ann.post(url, data={"seen": LONG})
    assert Page(answer).form("place=journal").action == url


def test_a_password_is_never_sent_back(client: FlaskClient, journal: Any) -> None:
    answer = client.post(
        f"/trios/{journal.home.id}/questions", data={"password": LONG, "text": "x"}
    )
    assert answer.status_code == 401
    assert LONG not in answer.get_data(as_text=True)


def test_a_page_asked_for_leads_to_signing_in(client: FlaskClient, journal: Any) -> None:
    answer = client.get(f"/trios/{journal.home.id}")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


@pytest.mark.parametrize("kind", ["full", ""])
def test_a_page_restored_from_history_leads_to_signing_in(
    client: FlaskClient, journal: Any, kind: str
) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    if kind:
        headers["HX-Request-Type"] = kind
    answer = client.get(f"/trios/{journal.home.id}", headers=headers)
    assert answer.status_code == 303


def test_a_stranger_with_no_cookie_at_all_loses_nothing(app: Flask, journal: Any) -> None:
    answer = app.test_client().post(f"/trios/{journal.home.id}/questions", data={"text": LONG})
    assert answer.status_code == 401
    assert LONG in Page(answer).words


def test_what_one_person_typed_is_not_saved_as_anothers(
    journal: Any, bob: FlaskClient, noun: Noun
) -> None:
    """On a shared computer Ann's page is still open when Bob has signed in in another tab."""
    entry = noun.made(journal)
    headers = HTMX | {"X-Person": str(journal.ann)}
    answer = bob.post(noun.at(entry, "edit"), data={noun.field: LONG}, headers=headers)
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#notice"
    assert "somebody else's" in Page(answer).words
    assert journal.fresh(entry).version == 1


def test_every_page_says_whose_it_is(journal: Any, bob: FlaskClient) -> None:
    assert f'"X-Person":"{journal.bob}"' in bob.get("/").get_data(as_text=True)
