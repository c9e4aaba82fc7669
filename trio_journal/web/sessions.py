"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response as BaseResponse
from wtforms import HiddenField, PasswordField, StringField

from ..exceptions import Invalid
from ..models import User
from ..services import sessions
from .forms.base import JournalForm
from .forms.fields import tidy
from .htmx import go_to, render
from .signed_in import SignedIn, public

bp = Blueprint("sessions", __name__)


class SignInForm(JournalForm):
    """Who somebody is, and where they wanted to go."""

    email = StringField("E-mail", filters=[tidy])
    password = PasswordField("Password")
    next = HiddenField()


@bp.record_once
def _keep_cookies(state: BlueprintSetupState) -> None:
    """Let the cookie of somebody signed in last as long as their session does, and no longer."""
    state.app.config["PERMANENT_SESSION_LIFETIME"] = sessions.SESSION_LASTS
    # Its time is counted from signing in; a cookie renewed by every page would outlive the session.
    state.app.config["SESSION_REFRESH_EACH_REQUEST"] = False


# What a browser keeps when its person goes: whose forms it may still have open, for them to save.
STAYS = {"person", "csrf_token"}


def _forget_shown() -> None:
    """Leave nothing in the cookie that was meant for the person before: a link, a message.

    A cookie is signed, but whoever is at the computer can read it.
    """
    for name in set(session) - STAYS:
        session.pop(name)


def remember(token: str) -> None:
    """Keep a new session's token in this browser, signed, in place of the one before."""
    if current_user.is_authenticated:
        sessions.sign_out(current_user.token)
    user: User = sessions.find(token).user  # type: ignore[union-attr]
    person = str(user.id)
    if session.get("person", person) != person:
        _forget_shown()
        # A form that somebody else left open here must not be saved in this one's name.
        session.pop("csrf_token", None)
    session["person"] = person
    session.permanent = True
    login_user(SignedIn(token, user, None))


def safe_path(target: str | None) -> str:
    """Return a path of this site to go on to; home for anything else."""
    home = url_for("home.show")
    # Browsers read a backslash as a slash and leave out control characters: "/\\host" and
    # "/\thost" would be other sites.
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return home
    return target if target.isprintable() else home


@bp.get("/sign-in")
@public
def new() -> Response | BaseResponse:
    """Ask who it is."""
    # In the form, when an old one is shown again (web/errors.py).
    target = request.values.get("next", "")
    if current_user.is_authenticated:
        return go_to(safe_path(target))
    email = request.values.get("email", "")
    return render("sessions/new.html", form=SignInForm(formdata=None, next=target, email=email))


@bp.post("/sign-in")
@public
def create() -> Response | BaseResponse:
    """Sign somebody in, and go on to where they wanted to be."""
    form = SignInForm()
    try:
        token = sessions.sign_in(form.email.data or "", form.password.data or "")
    except Invalid as refused:
        form.blame(refused)
        return render("sessions/new.html", status=422, form=form)
    remember(token)
    return go_to(safe_path(form.next.data))


@bp.post("/sign-out")
def delete() -> BaseResponse:
    """End this browser's session."""
    sessions.sign_out(current_user.token)
    logout_user()
    _forget_shown()
    session.permanent = False
    return go_to(url_for("sessions.new"))
