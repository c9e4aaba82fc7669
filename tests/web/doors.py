"""Who gets through a coordinator's doors: nobody else, whichever way they knock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from trio_journal.models import Role

SignIn = Callable[..., FlaskClient]


def knock(client: FlaskClient, method: str, url: str) -> int:
    """Return the status of a request without any content."""
    return client.open(url, method=method).status_code


def stranger_in(elsewhere: Any) -> Any:
    """Return somebody who coordinates another alliance, so that only the alliance is wrong."""
    return elsewhere.person("stranger", None, Role.COORDINATOR)


def other_method(method: str) -> str:
    """Return a method that an address for `method` does not take."""
    return "DELETE" if method == "GET" else "GET"
