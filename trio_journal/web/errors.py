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

from ..exceptions import Conflict, Invalid, JournalError, NotAllowed, NotFound
from ..extensions import db, login_manager
from .htmx import is_htmx

STATUS: dict[type[JournalError], int] = {
    Invalid: 422,
    Conflict: 409,
    NotAllowed: 403,
    NotFound: 404,
}

HEADINGS = {
    400: "That did not arrive as it should",
    401: "Please sign in",
    403: "That is not yours to do",
    404: "There is nothing here for you",
    405: "That address does not work that way",
    409: "Not saved yet: something has changed",
    413: "That is too much at once",
    422: "Not saved yet: something needs another look",
    500: "Something went wrong on our side",
}
SENTENCES = {
    400: "Go back, look at what you typed, and send it again.",
    401: "You are signed out. Your text is still here.",
    403: "You may not see or change this. If you should, ask your coordinator.",
    404: "The link may be old, or belong to a trio or alliance you are not in. Start from home.",
    405: "Start from home, and choose what you want to do there.",
    413: "One save can hold about 1 MB, a very long text. Save part of it first, then the rest.",
    500: "Nothing you saved before is lost. Go back and try again; if it happens again, "
    "tell your coordinator what you were doing.",
}

# Fields that a person typed or chose, as against those that a form carries for itself.
OWN_FIELDS = {"csrf_token", "id", "version"}


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


def error_page(status: int, message: str = "", *, resend: bool = False) -> Response:
    """Return an error as a page, or by htmx as a sentence in the notice region.

    With `resend` a form sent without script is shown again, to be sent once more.
    """
    sentence = message or SENTENCES.get(status, SENTENCES[400])
    if is_htmx():
        response = make_response(
            render_template("errors/_notice.html", status=status, message=sentence), status
        )
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    typed = []
    if resend and request.method == "POST":
        typed = [(n, v) for n, v in request.form.items(multi=True) if n != "csrf_token"]
    return make_response(
        render_template(
            "errors/error.html",
            status=status,
            heading=HEADINGS.get(status, HEADINGS[400]),
            message=sentence,
            typed=typed,
            own_fields=OWN_FIELDS,
            action=request.full_path.rstrip("?"),
        ),
        status,
    )


def refused(error: JournalError) -> Response:
    """Answer what a service or `access` refused."""
    db.session.rollback()
    return error_page(status_of(error), error.message, resend=isinstance(error, Conflict | Invalid))


def stale_token(error: CSRFError) -> Response:
    """Answer a form whose token is not this session's, with a fresh one to send it again by."""
    if not current_user.is_authenticated and not request.path.startswith("/sign-in"):
        return signed_out()
    response = error_page(
        400, "You signed in again since this form was opened. Send it once more.", resend=True
    )
    response.headers["X-CSRFToken"] = generate_csrf()
    return response


def signed_out() -> Response:
    """Answer somebody who is not signed in: to sign in, and come back; a save keeps its text."""
    if request.method == "POST" or is_htmx():
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
