"""Refusals as pages and fragments: a sentence that says what to do, and nothing typed lost."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from ..exceptions import Conflict, Invalid, JournalError, NotAllowed, NotFound, Stale, Unavailable
from ..extensions import db, login_manager
from . import wording
from .htmx import is_partial
from .signed_in import is_public, me

STATUS: dict[type[JournalError], int] = {
    Invalid: 422,
    Conflict: 409,
    NotAllowed: 403,
    NotFound: 404,
    Unavailable: 503,
}

# By htmx there is no page to explain it: one sentence has to do.
DETAILS = {
    400: "This page was too old to save. Copy your text, reload the page and paste it in.",
    401: "You are signed out. Sign in in a new tab, then save again.",
    403: "You may not change this. Ask the trio's lead or your coordinator.",
    404: "This is not here any more. Your text is still in the form: copy it before you leave.",
    405: "That does not work from here. Reload the page and try again.",
    413: "That is too long to save. Split it in two; your text is still here.",
    422: "Something needs another look. Your text is still here.",
    500: "Something went wrong on our side. Your text is still here: try again in a minute.",
}

FILE_TOO_LARGE = "That file is too large: a picture can have 2 MB, an extract of the register 1 MB."

# Fields that a form carries for itself, as against those that a person typed or chose.
CARRIED = {"csrf_token", "id", "alliance_id", "version", "then"}


def set_up(app: Flask) -> None:
    """Register the one handler of each kind of refusal."""
    app.register_error_handler(JournalError, refused)
    app.register_error_handler(CSRFError, stale_token)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, failed)
    login_manager.unauthorized_handler(signed_out)


def status_of(error: JournalError) -> int:
    """Return the HTTP status of a refusal."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def is_from_here() -> bool:
    """Say whether the browser proves that a page of this site sent the request.

    Another site's form must not become ours: neither its fields with a fresh token beside them,
    nor a new session in place of the one that the browser did not send along.
    """
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return fetched == "same-origin"
    # Browsers of before, and sites without https, tell it in these.
    with suppress(ValueError):
        sender = urlsplit(request.headers.get("Origin") or request.referrer or "")
        return sender.netloc == request.host and (sender.scheme == "https" or not request.is_secure)
    return False


def _may_see_a_token() -> bool:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return True
    return bool(g.get("csrf_valid")) or is_from_here()


def _here() -> str:
    """Return the address that was asked for, below whatever the journal is served under."""
    return request.script_root + request.full_path.rstrip("?")


def error_page(
    code: int, detail: str = "", *, keep: bool = False, resend: bool = False
) -> Response:
    """Return an error as a page, or by htmx as a sentence in the notice region.

    With `keep` what a form sent without script had in it can be copied from the page; with
    `resend` it can be sent once more as well.
    """
    if code >= 500 or not _may_see_a_token():
        return _bare(code, detail)
    if is_partial():
        return _notice(code, detail)
    kept: list[tuple[str, str]] = []
    again: dict[str, object] | None = None
    if (keep or resend) and request.method == "POST" and "password" not in request.form:
        fields = [(n, v) for n, v in request.form.items(multi=True) if n != "csrf_token"]
        kept = [
            (wording.LABELS.get(name, name.replace("_", " ").capitalize()), value)
            for name, value in fields
            if not _is_carried(name) and len(value) > SHORT
        ]
        again = {"action": _here(), "fields": fields} if resend else None
    page = render_template("errors/error.html", code=code, detail=detail, kept=kept, resend=again)
    return make_response(page, code)


def _is_carried(name: str) -> bool:
    # "was_" is what a field said when the form was opened.
    return name in CARRIED or name.startswith("was_")


SHORT = 36  # an id; whatever is no longer can be chosen again


def _bare(code: int, detail: str) -> Response:
    """Return an error that asks neither the session nor the database anything.

    Flask's own rendering loads who is signed in, which is just what may have failed.
    """
    nobody: dict[str, Any] = {
        "shell": None,
        "csrf_token": str,
        "get_flashed_messages": lambda **_: (),
    }
    if is_partial():
        text = detail or DETAILS.get(code, "")
        page = current_app.jinja_env.get_template("errors/_refused.html").render(text=text)
        return _to_notice(make_response(page, code))
    template = current_app.jinja_env.get_template("errors/error.html")
    return make_response(template.render(code=code, detail=detail, **nobody), code)


def _notice(code: int, detail: str) -> Response:
    if code == 401:
        sentence = render_template("errors/_signed_out.html")
    else:
        sentence = render_template("errors/_refused.html", text=detail or DETAILS.get(code, ""))
    return _to_notice(make_response(sentence, code))


def _to_notice(response: Response) -> Response:
    response.headers["HX-Retarget"] = "#notice"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def refused(error: JournalError) -> Response:
    """Answer what a service or `access` refused."""
    db.session.rollback()
    # What is stale once stays so: sending the same again would not help.
    resend = isinstance(error, Conflict | Invalid) and not isinstance(error, Stale)
    return error_page(status_of(error), error.message, keep=True, resend=resend)


def stale_token(error: CSRFError) -> Response:
    """Answer a form whose token is not this session's, with a fresh one if the form is ours."""
    if not current_user.is_authenticated and not is_public():
        return signed_out()
    if not is_from_here():
        return error_page(400)
    if is_public():
        return _anew()
    # Whose form it was cannot be told: at a shared computer it may be somebody else's.
    said = f"You are signed in as {me().name}. If you wrote this, save it once more."
    response = error_page(400, said, resend=True)
    response.headers["X-CSRFToken"] = generate_csrf()
    return response


def _anew() -> Response:
    """Show a form for strangers again, with a fresh token.

    There is a password in it, which is never sent back, and for a newcomer no other way in.
    """
    flash("That page had been open too long, so nothing was saved. Go on from here.")
    adapter = current_app.create_url_adapter(request)
    endpoint, values = adapter.match(method="GET") if adapter else ("sessions.new", {})
    shown: Any = current_app.view_functions[endpoint](**values)
    response = current_app.make_response(shown)
    if response.status_code == 200:
        response.status_code = 400
    return response


def signed_out() -> Response:
    """Answer somebody who is not signed in: to sign in, and come back; a save keeps its text."""
    if request.method == "POST" or is_partial():
        return error_page(401, resend=True)
    answer = redirect(url_for("sessions.new", next=_here()), code=303)
    return current_app.make_response(answer)


def http_error(error: HTTPException) -> Response:
    """Answer what Flask or Werkzeug refused."""
    if error.code is None or error.code < 400:
        return current_app.make_response(error.get_response())
    too_large = error.code == 413 and request.mimetype == "multipart/form-data"
    response = error_page(error.code, FILE_TOO_LARGE if too_large else "")
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def failed(error: Exception) -> Response:
    """Answer a mistake of our own, and write it to the log."""
    # What failed may be the database itself.
    with suppress(SQLAlchemyError):
        db.session.rollback()
    # Not the path: an address may be the key to what it shows.
    current_app.logger.exception("%s %s failed", request.method, request.url_rule)
    if current_app.testing:
        raise error
    return error_page(500)
