"""The alliance's logo on the cover of its handouts."""

from __future__ import annotations

from contextlib import closing
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from flask_wtf.file import FileField
from werkzeug.wrappers import Response as BaseResponse

from ..exceptions import Invalid
from ..services import evenings, logos
from .forms.base import JournalForm
from .htmx import go_to, render
from .signed_in import coordinated, me

bp = Blueprint("logo", __name__)

# A photo from a phone is read, so that what is wrong with it is said beside the field.
LARGEST_BODY = 16_000_000


class LogoForm(JournalForm):
    """Takes a picture."""

    logo = FileField("Picture")


@bp.url_value_preprocessor
def _let_a_picture_in(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take a longer body than other pages do, before anything reads it."""
    request.max_content_length = LARGEST_BODY


@bp.get("/alliance/logo")
def edit() -> Response:
    """Show the logo, and ask for another."""
    return _page(coordinated(), LogoForm())


def _page(alliance_id: UUID, form: LogoForm, status: int = 200) -> Response:
    coming, _ = evenings.coming_and_past(alliance_id)
    return render(
        "logo/edit.html", status=status, form=form, logo=logos.of(alliance_id), coming=coming
    )


@bp.post("/alliance/logo")
def update() -> Response | BaseResponse:
    """Keep a logo in place of the one before it."""
    alliance_id = coordinated()
    form = LogoForm()
    if form.validate():
        try:
            if not form.logo.data:
                raise Invalid("Choose a file.", {"logo": ["Choose the picture first."]})
            # A large one is a file of its own meanwhile.
            with closing(form.logo.data) as picture:
                logos.put(alliance_id, me().id, picture.read())
        except Invalid as refused:
            form.blame(refused)
        else:
            flash("Saved. It is on the cover of the handouts from now on.")
            return go_to(url_for("logo.edit"))
    return _page(alliance_id, form, 422)


@bp.post("/alliance/logo/delete")
def delete() -> BaseResponse:
    """Take the logo away."""
    logos.delete(coordinated())
    flash("The logo is off the handouts. Editions that are frozen keep theirs.")
    return go_to(url_for("logo.edit"))
