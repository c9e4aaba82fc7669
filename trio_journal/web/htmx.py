"""One question, asked in one place: does this request want the page, or only a fragment of it?"""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

PARTIAL = "HX-Request-Type"


def is_partial() -> bool:
    """Say whether htmx asked for a fragment; a page restored from history is no such request."""
    return request.headers.get(PARTIAL) == "partial"


def is_htmx() -> bool:
    """Say whether htmx sent the request."""
    return request.headers.get("HX-Request") == "true"


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


def go_to(url: str) -> BaseResponse:
    """Send the browser to another page; by htmx the whole page goes there, not a fragment."""
    if is_htmx():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, code=303)
