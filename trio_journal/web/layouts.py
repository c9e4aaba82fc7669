"""The layouts of a handout: how much paper each takes, and its pages as they will print."""

from __future__ import annotations

import re
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from ..exceptions import NotFound, Unavailable
from ..handout import editions, previews
from ..handout.compiler import compile_evening
from ..handout.document import Handout
from ..handout.pdf import LAYOUTS
from ..models import Edition, Evening
from . import downloads, handouts
from .forms.handouts import CopiesForm
from .htmx import render
from .signed_in import load_evening

bp = Blueprint("layouts", __name__)


def _load(evening_id: UUID) -> tuple[Evening, Handout, Edition | None]:
    """Return an evening and its handout: as it stands, or as the edition of `?edition=` has it."""
    evening = load_evening(evening_id)
    number = request.args.get("edition")
    if number is None:
        return evening, compile_evening(evening), None
    # No edition has a number that is written in another way, or is longer than these.
    if not re.fullmatch(r"[1-9][0-9]{0,3}", number):
        raise NotFound
    edition = editions.numbered(evening, int(number))
    return evening, editions.handout_of(edition), edition


@bp.get("/evenings/<uuid:evening_id>/handout/layouts")
def index(evening_id: UUID) -> Response:
    """Say how long each layout is, and how much paper so many copies take."""
    evening, handout, edition = _load(evening_id)
    form = CopiesForm(request.args)
    is_right = form.validate()
    made_at = edition.created_at if edition else None
    lengths = previews.count(handout, downloads.workshop(), downloads.WAIT, made_at)
    response = render(
        "handouts/layouts.html",
        "handouts/_lengths.html",
        200 if is_right else 422,
        evening=evening,
        edition=edition,
        handout=handout,
        copies_form=form,
        lengths=lengths,
        missing_letters=handouts.missing(handout),
    )
    if not all(length.is_known for length in lengths):
        response.headers["Refresh"] = str(downloads.AGAIN)
    return response


@bp.get("/evenings/<uuid:evening_id>/handout/pages")
def show(evening_id: UUID) -> Response:
    """Show a layout's pages as they will print, in black and white for `?colour=grey`."""
    layout = handouts.chosen()
    evening, handout, edition = _load(evening_id)
    made = previews.pictures(handout, layout.key, downloads.workshop(), downloads.WAIT)
    if made is None:
        return handouts.being_made(evening, handout.title, is_download=False)
    return Response(
        render_template(
            "handouts/pages.html",
            evening=evening,
            edition=edition,
            handout=handout,
            layout=layout,
            layouts=LAYOUTS.values(),
            pages=made.facts["pages"],
            pictures=made.facts["pictures"],
            is_grey=request.args.get("colour") == "grey",
        )
    )


@bp.get("/evenings/<uuid:evening_id>/handout/pages/<int:number>.png")
def show_picture(evening_id: UUID, number: int) -> Response:
    """Give the picture of one side."""
    layout = handouts.chosen()
    _, handout, _ = _load(evening_id)
    made = previews.pictures(handout, layout.key, downloads.workshop(), downloads.WAIT)
    if made is None:
        raise Unavailable("This page is still being made. Try again in a moment.")
    if not 1 <= number <= len(made.facts["pictures"]):
        raise NotFound("There is no such page.")
    return Response(made.read(f"page-{number}.png"), mimetype="image/png")
