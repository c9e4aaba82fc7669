"""The same address is a page, or by htmx a fragment of it; caches are told."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from .conftest import HTMX
from .nouns import Noun
from .pages import Page

RESTORED = [
    {"HX-Request": "true", "HX-History-Restore-Request": "true"},
    {"HX-Request": "true", "HX-Request-Type": "full"},
    {"HX-Request": "true", "HX-Request-Type": "full", "HX-History-Restore-Request": "true"},
    {"HX-Request": "true"},
]


def addresses(journal: Any, noun: Noun) -> list[str]:
    entry = noun.made(journal)
    return [
        noun.at(entry),
        noun.at(entry, "edit"),
        noun.of(journal, "new"),
        f"/trios/{journal.home.id}",
    ]


def test_a_partial_request_gets_only_the_fragment(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    for url in addresses(journal, noun):
        answer = ann.get(url, headers=HTMX)
        page = Page(answer)
        assert page.status == 200
        assert not {"html", "head", "body", "main"} & page.tags, url
        assert "HX-Request-Type" in answer.headers["Vary"], url


def test_anything_else_gets_the_page(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    for url in addresses(journal, noun):
        for headers in ({}, *RESTORED):
            answer = ann.get(url, headers=headers)
            page = Page(answer)
            assert page.status == 200
            assert page.is_whole, (url, headers)
            assert "HX-Request-Type" in answer.headers["Vary"], url


def test_private_pages_are_in_no_cache(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    for url in addresses(journal, noun):
        for headers in ({}, HTMX):
            assert ann.get(url, headers=headers).headers["Cache-Control"] == "no-store"
    for url in ("/", "/alliance", "/nothing", "/sign-in"):
        assert ann.get(url).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", [{}, *RESTORED])
def test_a_page_has_one_of_everything(
    journal: Any, ann: FlaskClient, noun: Noun, headers: dict[str, str]
) -> None:
    for url in addresses(journal, noun):
        page = Page(ann.get(url, headers=headers))
        assert sorted(page.ids) == sorted(set(page.ids)), url


def test_only_one_control_of_a_fragment_takes_the_focus(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    for url in (noun.at(entry), noun.at(entry, "edit"), noun.of(journal, "new")):
        html = ann.get(url, headers=HTMX).get_data(as_text=True)
        assert html.count("autofocus") == 1, url


def test_a_head_request_is_answered(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    for url in addresses(journal, noun):
        answer = ann.head(url)
        assert answer.status_code == 200
        assert answer.data == b""
