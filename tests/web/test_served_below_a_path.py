"""The journal behind a web server that gives it a folder of a site: https://school.example/journal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trio_journal import create_app

from .conftest import on_page
from .nouns import OBSERVATION, Noun
from .pages import Page

HERE = {"SCRIPT_NAME": "/journal"}
LONG = "A text that is long enough to be worth keeping, and more."


def test_who_signs_in_comes_back_to_where_they_were(client: FlaskClient, journal: Any) -> None:
    answer = client.get(f"/trios/{journal.home.id}?question=none", environ_overrides=HERE)
    assert answer.location == (
        f"/journal/sign-in?next=/journal/trios/{journal.home.id}?question%3Dnone"
    )


def test_a_refused_save_is_sent_again_to_the_same_address(
    client: FlaskClient, journal: Any, noun: Noun
) -> None:
    answer = client.post(noun.of(journal), data={noun.field: LONG}, environ_overrides=HERE)
    assert answer.status_code == 401
    assert Page(answer).form(f"/journal{noun.of(journal)}").fields[noun.field] == [LONG]


def test_every_link_of_a_page_stays_below_it(journal: Any, ann: FlaskClient) -> None:
    journal.note("They said why.")
    page = Page(ann.get(f"/trios/{journal.home.id}", environ_overrides=HERE))
    inside = [link for link in page.links if link.startswith("/")]
    assert inside
    assert all(link.startswith("/journal/") for link in inside), inside
    assert all(form.action.startswith("/journal/") for form in page.forms)


@pytest.mark.parametrize("url", ["https://school.example/journal", ""])
def test_a_link_to_pass_on_names_the_folder_once(
    app: Flask, journal: Any, sign_in: Any, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setitem(app.config, "URL", url)
    page = sign_in(journal.helen).get("/alliance", environ_overrides=HERE).get_data(as_text=True)
    site = url or "http://localhost/journal"
    assert f"{site}/trios/{journal.home.id}" in page
    assert "/journal/journal" not in page


def test_every_form_of_an_entrys_page_stays_below_it(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    page = Page(ann.get(noun.at(noun.made(journal)), environ_overrides=HERE))
    assert len(page.forms) > 1
    assert all(form.action.startswith("/journal/") for form in page.forms)


def test_on_an_entrys_own_page_below_it_the_page_is_shown_anew(
    journal: Any, ann: FlaskClient
) -> None:
    at = OBSERVATION.at(journal.note())
    headers = on_page(f"/journal{at}")
    data = {"seen": "They sang.", "version": 1}
    answer = ann.post(f"{at}/edit", data=data, headers=headers, environ_overrides=HERE)
    assert json.loads(answer.headers["HX-Location"])["path"] == f"/journal{at}"


def test_a_web_server_in_front_says_where_that_is(app: Flask) -> None:
    key = "served below a path, and long enough to be real"
    settings = {"TESTING": True, "TRUSTED_PROXIES": 1, "SECRET_KEY": key}
    behind = create_app(settings | {"INSTANCE": app.config["INSTANCE"]})
    answer = behind.test_client().get("/alliance", headers={"X-Forwarded-Prefix": "/journal"})
    assert answer.location == "/journal/sign-in?next=/journal/alliance"
