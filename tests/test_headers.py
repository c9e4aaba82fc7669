"""What every answer carries, and what no template may contain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from trio_journal import _shipped

TEMPLATES = sorted(Path(_shipped("templates")).rglob("*.html"))
SCRIPTS = sorted(Path(_shipped("static"), "js").rglob("*.js"))
PUBLIC = ("/", "/sign-in", "/health", "/nothing", "/invitations/x", "/static/app.css")


def headers_of(client: FlaskClient, url: str) -> Headers:
    with client.get(url) as answer:
        return answer.headers


def directives(client: FlaskClient, url: str) -> dict[str, list[str]]:
    policy = headers_of(client, url)["Content-Security-Policy"]
    parts = [part.split() for part in policy.split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("url", PUBLIC)
def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(
    client: FlaskClient, url: str
) -> None:
    policy = directives(client, url)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'"]
    assert policy["form-action"] == ["'self'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    said = [value for values in policy.values() for value in values]
    assert set(said) <= {"'none'", "'self'", "data:"}
    assert policy["img-src"] == ["'self'", "data:"]


@pytest.mark.parametrize("url", PUBLIC)
def test_every_answer_has_the_other_headers(client: FlaskClient, url: str) -> None:
    headers = headers_of(client, url)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("url", [url for url in PUBLIC if "static" not in url])
def test_only_files_may_be_kept(client: FlaskClient, url: str) -> None:
    assert headers_of(client, url)["Cache-Control"] == "no-store"


def test_files_may_be_kept(client: FlaskClient) -> None:
    assert "no-store" not in headers_of(client, "/static/app.css")["Cache-Control"]


def test_refusals_have_them_too(client: FlaskClient) -> None:
    for answer in (client.post("/sign-out"), client.put("/"), client.post("/nothing")):
        assert answer.status_code >= 400
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_health_says_ok_and_nothing_else(client: FlaskClient) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "ok"}
    assert client.post("/health").status_code == 405


def test_the_templates_are_found() -> None:
    assert len(TEMPLATES) > 60
    assert SCRIPTS


FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\bsrc=)[^>]*>",
    "a style element": r"<style[\s>]",
    "a style attribute": r"\sstyle\s*=",
    "an event handler": r"\son[a-z]+\s*=\s*[\"'{]",
    "a script as an address": r"javascript:",
    "text said to be safe": r"\|\s*safe\b|\bMarkup\(",
    "escaping turned off": r"autoescape\s+false",
    "htmx code that the policy blocks": r"hx-on[:-]|\bjs:|hx-vals=.?js|hx-trigger=\"[^\"]*\[",
    "an htmx attribute that is no valid HTML": r"(?<![\w-])(?<!data-)(?<!<)hx-(?!partial)\w+[=:]",
    "another host": r"(?:src|href)=\"(?:https?:)?//",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    found = []
    for path in TEMPLATES:
        text = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)
        # The fragments' own element says where a part of them goes.
        text = re.sub(r"<hx-partial[^>]*>", "", text)
        found += [f"{path.name}: {hit.group()}" for hit in pattern.finditer(text)]
    assert found == []


def test_no_script_makes_code_or_markup_from_text() -> None:
    for path in SCRIPTS:
        found = re.findall(
            r"\beval\(|new Function|innerHTML\s*=|outerHTML\s*=|insertAdjacentHTML|document\.write"
            r"|https?://",
            path.read_text(),
        )
        assert found == [], path.name


def test_what_is_typed_is_escaped_by_default(app: Flask) -> None:
    with app.test_request_context():
        environment = app.jinja_env
        for path in TEMPLATES:
            name = str(path.relative_to(_shipped("templates")))
            chosen = environment.autoescape
            assert chosen(name) if callable(chosen) else chosen, name
