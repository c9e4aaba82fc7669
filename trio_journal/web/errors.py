"""Refusals as pages and fragments: a sentence that says what to do, and nothing typed lost."""

from __future__ import annotations

from flask import (
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from ..exceptions import Conflict, Invalid, JournalError, NotAllowed, NotFound, Stale
from ..extensions import db, login_manager
from . import wording
from .htmx import is_partial

STATUS: dict[type[JournalError], int] = {
    Invalid: 422,
    Conflict: 409,
    NotAllowed: 403,
    NotFound: 404,
}

# By htmx there is no page to explain it: one sentence has to do.
DETAILS = {
    400: "This page was too old to save. Copy your text, reload the page and paste it in.",
    403: "You may not change this. Ask the trio's lead or your coordinator.",
    404: "This is not here any more. Your text is still in the form: copy it before you leave.",
    405: "That does not work from here. Reload the page and try again.",
    413: "That is too long to save. Split it in two; your text is still here.",
    422: "Something needs another look. Your text is still here.",
}

# Fields that a form carries for itself, as against those that a person typed or chose.
CARRIED = {"csrf_token", "id", "version", "only", "then"}


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


def error_page(code: int, detail: str = "", *, resend: bool = False) -> Response:
    """Return an error as a page, or by htmx as a sentence in the notice region.

    With `resend` a form sent without script is kept, to be copied from or sent once more.
    """
    if is_partial():
        return _notice(code, detail)
    kept: list[tuple[str, str]] = []
    again: dict[str, object] | None = None
    if resend and request.method == "POST" and "password" not in request.form:
        fields = [(n, v) for n, v in request.form.items(multi=True) if n != "csrf_token"]
        kept = [
            (wording.LABELS.get(name, name.replace("_", " ").capitalize()), value)
            for name, value in fields
            if name not in CARRIED and len(value) > SHORT
        ]
        again = {"action": request.full_path.rstrip("?"), "fields": fields}
    page = render_template("errors/error.html", code=code, detail=detail, kept=kept, resend=again)
    return make_response(page, code)


SHORT = 36  # an id; whatever is no longer can be chosen again


def _notice(code: int, detail: str) -> Response:
    if code == 401:
        sentence = render_template("errors/_signed_out.html")
    else:
        sentence = render_template("errors/_refused.html", text=detail or DETAILS.get(code, ""))
    response = make_response(sentence, code)
    response.headers["HX-Retarget"] = "#notice"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def refused(error: JournalError) -> Response:
    """Answer what a service or `access` refused."""
    db.session.rollback()
    # What is stale once stays so: sending the same again would not help.
    resend = isinstance(error, Conflict | Invalid) and not isinstance(error, Stale)
    return error_page(status_of(error), error.message, resend=resend)


def stale_token(error: CSRFError) -> Response:
    """Answer a form whose token is not this session's, with a fresh one to send it again by."""
    if not current_user.is_authenticated and not request.path.startswith("/sign-in"):
        return signed_out()
    said = "You signed in again since this form was opened. Save it once more."
    response = error_page(400, said if current_user.is_authenticated else "", resend=True)
    response.headers["X-CSRFToken"] = generate_csrf()
    return response


def signed_out() -> Response:
    """Answer somebody who is not signed in: to sign in, and come back; a save keeps its text."""
    if request.method == "POST" or is_partial():
        return error_page(401, resend=True)
    answer = redirect(url_for("sessions.new", next=request.full_path.rstrip("?")), code=303)
    return current_app.make_response(answer)


def http_error(error: HTTPException) -> Response:
    """Answer what Flask or Werkzeug refused."""
    if error.code is None or error.code < 400:
        return current_app.make_response(error.get_response())
    response = error_page(error.code)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def failed(error: Exception) -> Response:
    """Answer a mistake of our own, and write it to the log."""
    db.session.rollback()
    current_app.logger.exception("%s %s failed", request.method, request.path)
    if current_app.testing:
        raise error
    return error_page(500)
