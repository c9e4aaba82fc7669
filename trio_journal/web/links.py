"""Links to pass on: complete, as somebody else's browser needs them."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for

from ..models import Questionnaire
from ..services import questionnaires


def absolute(endpoint: str, **values: Any) -> str:
    """Return a page's whole address, under the address that people type where one is set.

    That address has in it whatever path the journal is served under, as the command line needs it.
    """
    site = str(current_app.config["URL"]).rstrip("/")
    if site:
        return site + url_for(endpoint, **values).removeprefix(request.script_root)
    return url_for(endpoint, _external=True, **values)


def signing_key() -> str:
    """Return the key that signs what strangers may open."""
    return str(current_app.config["SECRET_KEY"])


def to_head(questionnaire: Questionnaire) -> str:
    """Return the link with which a head answers a questionnaire."""
    token = questionnaires.token(signing_key(), questionnaire)
    return absolute("heads.show", token=token)
