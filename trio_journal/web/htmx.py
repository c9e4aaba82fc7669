"""One question, asked in one place: does this request want the page, or only a fragment of it?"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

PARTIAL = "HX-Request-Type"


def is_partial() -> bool:
    """Say whether htmx asked for a fragment; a page restored from history is no such request."""
    return request.headers.get(PARTIAL) == "partial"


def is_htmx() -> bool:
    """Say whether htmx sent the request."""
    return request.headers.get("HX-Request") == "true"


def wants_card(url: str) -> bool:
    """Say whether a card alone answers what was done to the entry at `url`.

    On the entry's own page it does not: what stands around the card has changed with it.
    """
    shown = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return is_partial() and shown != url


def render(page: str, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """Answer with the page, or by htmx with the fragment of it that the page includes too."""
    partial = fragment is not None and is_partial()
    response = make_response(
        render_template(fragment if partial and fragment else page, swapped=partial, **context),
        status,
    )
    response.vary.add(PARTIAL)
    return response


def fragment(template: str, status: int = 200, **context: Any) -> Response:
    """Answer a request that only htmx makes."""
    response = make_response(render_template(template, swapped=True, **context), status)
    response.vary.add(PARTIAL)
    return response


def stay_at(url: str) -> BaseResponse:
    """Show a page anew to somebody who is on it: by htmx in its place, without loading it.

    It is morphed, so that a reply that was begun below the entry is still there afterwards.
    """
    if not is_htmx():
        return redirect(url, code=303)
    response = make_response("", 200)
    in_place = {
        "path": url,
        "target": "#main",
        "select": "#main",
        "selectOOB": "#notice:innerHTML",
        "swap": "outerMorph",
        "push": "false",
    }
    response.headers["HX-Location"] = json.dumps(in_place)
    return response


def go_to(url: str) -> BaseResponse:
    """Send the browser to another page; by htmx the whole page goes there, not a fragment."""
    if is_htmx():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, code=303)
