"""A single-use link, with which a person chooses their own password."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField

from ..exceptions import Invalid, NotFound
from ..models import Invitation
from ..services import people
from .forms.base import JournalForm
from .htmx import go_to, render
from .sessions import remember
from .signed_in import public

bp = Blueprint("invitations", __name__)

USED = "This link was used already, or is too old. Ask your coordinator for a new one."


class PasswordForm(JournalForm):
    """A new password, twice."""

    password = PasswordField("Password")
    repeated = PasswordField("The same again")


def _load(token: str) -> Invitation:
    found = people.find_invitation(token)
    if found is None:
        raise NotFound(USED)
    return found


@bp.get("/invitations/<token>")
@public
def show(token: str) -> Response:
    """Ask the person for a password."""
    return render("invitations/show.html", form=PasswordForm(), invitation=_load(token), token=token)


@bp.post("/invitations/<token>")
@public
def accept(token: str) -> Response | BaseResponse:
    """Keep the password and sign the person in."""
    invitation, form = _load(token), PasswordForm()
    try:
        new_session = people.accept_invitation(
            token, form.password.data or "", form.repeated.data or ""
        )
    except Invalid as refused:
        form.blame(refused)
        return render(
            "invitations/show.html", status=422, form=form, invitation=invitation, token=token
        )
    remember(new_session)
    return go_to(url_for("home.show"))
