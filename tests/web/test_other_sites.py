"""What another site's form gets from us: no token, no text of its own, and no new session."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from .conftest import HTMX
from .nouns import QUESTION
from .pages import Page

SITE = "https://journal.example"
LONG = "A text that somebody else would like to see saved under another name."


@pytest.fixture(autouse=True)
def _real_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


ELSEWHERE: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": SITE},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": SITE, "Referer": f"{SITE}/"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://journal.example"},
    {"Origin": "null", "Referer": f"{SITE}/"},
    {"Origin": "http://["},
    {"Referer": f"{SITE}.evil.example/"},
    {"Referer": "https://evil.example/?journal.example"},
    {},
]
HERE: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Origin": SITE},
    {"Referer": f"{SITE}/questions"},
]


def without_script(client: FlaskClient) -> FlaskClient:
    """Return a browser that says nothing of where it comes from unless a test does."""
    client.environ_base.pop("HTTP_SEC_FETCH_SITE")
    return client


def is_bare(answer: Any) -> bool:
    """Say whether an answer gives nothing to send again, and touches no cookie."""
    page = Page(answer)
    given = (page.forms, LONG in page.html, '"X-CSRFToken":""' not in page.html)
    headers = answer.headers
    return given == ([], False, False) and not {"Set-Cookie", "X-CSRFToken"} & set(headers.keys())


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_another_sites_form_is_not_made_ours(
    journal: Any, sign_in: Any, app: Flask, headers: dict[str, str]
) -> None:
    question = journal.question("What helps?")
    at = QUESTION.at(question, "edit")
    ann = without_script(sign_in(journal.ann, SITE))
    data = {"text": LONG, "version": "1"}
    answer = ann.post(at, base_url=SITE, data=data, headers=headers)
    assert (answer.status_code, is_bare(answer)) == (400, True)
    # The browser does not send our cookie along: the answer must not put another in its place.
    stranger = without_script(app.test_client())
    for path, status in ((at, 401), ("/sign-in", 400), ("/nothing", 404), ("/health", 405)):
        answer = stranger.post(path, base_url=SITE, data=data, headers=headers)
        assert (answer.status_code, is_bare(answer)) == (status, True), path
    answer = ann.post(at, base_url=SITE, data=data, headers=headers | HTMX)
    assert answer.status_code == 400
    assert "X-CSRFToken" not in answer.headers
    assert answer.headers["HX-Retarget"] == "#notice"
    assert journal.fresh(question).text == "What helps?"


def test_a_valid_token_from_another_page_is_not_made_ours_either(
    journal: Any, sign_in: Any
) -> None:
    at = QUESTION.at(journal.question("What helps?"), "edit")
    ann = without_script(sign_in(journal.ann, SITE))
    form = Page(ann.get(at, base_url=SITE)).form(at)
    headers = {"Referer": "https://evil.example/", "Origin": "https://evil.example"}
    answer = ann.post(at, base_url=SITE, data=form.data(text=LONG), headers=headers)
    assert (answer.status_code, is_bare(answer)) == (400, True)


@pytest.mark.parametrize("headers", HERE)
def test_our_own_form_is_kept_and_sent_again(
    journal: Any, sign_in: Any, app: Flask, headers: dict[str, str]
) -> None:
    question = journal.question("What helps?")
    at = QUESTION.at(question, "edit")
    ann = without_script(sign_in(journal.ann, SITE))
    data = {"text": LONG, "version": "1", "csrf_token": "of before"}
    answer = ann.post(at, base_url=SITE, data=data, headers=headers)
    assert answer.status_code == 400
    assert answer.headers["X-CSRFToken"]
    page = Page(answer)
    assert LONG in page.words
    again = page.form(at).data()
    referred = headers | {"Referer": f"{SITE}{at}"}
    assert ann.post(at, base_url=SITE, data=again, headers=referred).status_code == 303
    assert journal.fresh(question).text == LONG
    stranger = without_script(app.test_client())
    page = Page(stranger.post(at, base_url=SITE, data=data, headers=headers))
    assert page.status == 401
    assert page.form(at).fields["text"] == [LONG]


def test_without_https_an_address_in_the_staff_network_is_here_too(
    journal: Any, sign_in: Any
) -> None:
    at = QUESTION.at(journal.question("What helps?"), "edit")
    ann = without_script(sign_in(journal.ann))
    answer = ann.post(at, data={"text": LONG}, headers={"Origin": "http://localhost"})
    assert LONG in Page(answer).words
    # A proxy in front that the settings do not name: the browser speaks https, and we do not know.
    answer = ann.post(at, data={"text": LONG}, headers={"Origin": "https://localhost"})
    assert LONG in Page(answer).words
