"""Small steps that journeys share, each through pages and their forms."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from tests.web.pages import Form, Page


def see(client: FlaskClient, url: str) -> Page:
    """Open a page that must be there."""
    answer = client.get(url.split("#")[0])
    assert answer.status_code == 200, (url, answer.status_code)
    return Page(answer)


def go(client: FlaskClient, page: Page, end: str) -> Page:
    """Follow a page's link whose address ends like this, as people do: only what is offered."""
    found = [link for link in page.links if link.split("#")[0].endswith(end)]
    assert found, (end, page.links)
    return see(client, found[0])


def fill(client: FlaskClient, form: Form, **typed: Any) -> Page:
    """Send a form, and return the page that it leads to."""
    answer = form.send(client, **typed)
    assert answer.status_code == 303, Page(answer).words
    return see(client, answer.location)
