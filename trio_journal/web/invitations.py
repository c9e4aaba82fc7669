"""A single-use link, with which a person chooses their own password."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField

from ..exceptions import Invalid, NotFound
from ..services import alliances, invitations
from .forms.base import JournalForm
from .htmx import go_to, render
from .sessions import remember
from .signed_in import public

bp = Blueprint("invitations", __name__)


class PasswordForm(JournalForm):
    """A new password."""

    password = PasswordField("Password")


def _page(token: str, form: PasswordForm, status: int = 200) -> Response:
    found = invitations.find(token)
    if found is None:
        return render("invitations/show.html", status=404, invitation=None)
    alliances_of = alliances.of_user(found.user_id)
    shown = {
        "email": found.user.email,
        "alliance": alliances_of[0].name if alliances_of else "the journal",
        "is_new": found.user.password_hash is None,
    }
    return render("invitations/show.html", status=status, form=form, invitation=shown, token=token)


@bp.get("/invitations/<token>")
@public
def show(token: str) -> Response:
    """Ask the person for a password."""
    return _page(token, PasswordForm())


@bp.post("/invitations/<token>")
@public
def accept(token: str) -> Response | BaseResponse:
    """Keep the password and sign the person in."""
    form = PasswordForm()
    try:
        new_session = invitations.accept(token, form.password.data or "")
    except Invalid as refused:
        form.blame(refused)
        return _page(token, form, 422)
    except NotFound:
        return _page(token, form)
    remember(new_session)
    return go_to(url_for("home.show"))
