"""An evening's handout: to read, to print, and as data."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, current_app, render_template, request

from .. import access
from ..exceptions import NotFound
from ..handout import document, formats, layout, letters, pdf, previews, strip
from ..handout.compiler import compile_evening
from ..models import Evening
from ..text import listed
from .forms.evenings import CopiesForm
from .signed_in import load_evening, membership

bp = Blueprint("handouts", __name__)

# Nobody else is answered by this process meanwhile.
WAIT: Final = 1.5
AGAIN: Final = 2


def load(evening_id: UUID) -> tuple[Evening, document.Handout]:
    """Return an evening of the person's alliance, and its handout as it stands now."""
    evening = load_evening(evening_id)
    return evening, compile_evening(evening)


def _download(evening_id: UUID, form: formats.Written | formats.Pressed) -> Response:
    """Give a format to keep; where it takes too long, a page that comes back for it."""
    evening, handout = load(evening_id)
    file = formats.write(handout, form, workshop(), WAIT)
    if file is None:
        return being_made(evening, handout)
    response = Response(file.content, mimetype=form.mimetype)
    called = form.file_name(handout)
    response.headers["Content-Disposition"] = f'attachment; filename="{called}"'
    return response


def workshop() -> Path:
    """Return the folder in which documents are made and kept."""
    return Path(current_app.config["INSTANCE"]) / "press"


def chosen() -> pdf.Layout:
    """Return the layout of `?layout=`, A4 without one. Raises NotFound for any other."""
    layout = pdf.LAYOUTS.get(request.args.get("layout", pdf.A4))
    if layout is None:
        names = listed(one.name for one in pdf.LAYOUTS.values())
        raise NotFound(f"The handout has no such layout. It has {names}.")
    return layout


def missing(handout: document.Handout) -> tuple[letters.Missing, ...]:
    """Return the letters that no typeface has, for whoever can have them changed."""
    return letters.missing(handout) if access.coordinates(membership()) else ()


def being_made(
    evening: Evening, handout: document.Handout, *, is_download: bool = True
) -> Response:
    """Say that a document is being made; the page asks again by itself, without script too."""
    page = render_template(
        "handouts/being_made.html", evening=evening, handout=handout, is_download=is_download
    )
    response = Response(page, status=202)
    response.headers["Refresh"] = str(AGAIN)
    return response


@bp.get("/evenings/<uuid:evening_id>/handout")
def show(evening_id: UUID) -> str:
    """Show the handout; the browser's own print of this page is the handout on paper."""
    evening, handout = load(evening_id)
    laid_out = layout.lay_out(handout)
    drawings = {
        trio.anchor: strip.draw(trio.findings[0].ruler)
        for trio in handout.trios
        if trio.findings and trio.findings[0].ruler
    }
    return render_template(
        "handouts/show.html",
        evening=evening,
        handout=handout,
        layout=laid_out,
        drawings=drawings,
        paper=layout.paper_needed(laid_out),
        people_line=document.people_line,
        schools_line=document.schools_line,
        is_coordinator=access.coordinates(membership()),
        lengths=previews.known(handout, workshop()),
        copies_form=CopiesForm(formdata=None),
        missing_letters=missing(handout),
    )


@bp.get("/evenings/<uuid:evening_id>/handout.css")
def show_style(evening_id: UUID) -> Response:
    """Give the line at the foot of each printed side, which a style sheet alone can set."""
    evening = load_evening(evening_id)
    footer = document.footer(evening.title, evening.evening_date)
    # Every letter as an escape, so that no title can end the string it stands in.
    content = "".join(f"\\{ord(letter):06x}" for letter in footer)
    return Response(f'@page {{ @bottom-left {{ content: "{content}" }} }}\n', mimetype="text/css")


@bp.get("/evenings/<uuid:evening_id>/handout.pdf")
def show_pdf(evening_id: UUID) -> Response:
    """Give the handout as a PDF to keep, to send and to print, in the layout of `?layout=`."""
    return _download(evening_id, formats.pdf_in(chosen().key))


@bp.get("/evenings/<uuid:evening_id>/handout.md")
def show_markdown(evening_id: UUID) -> Response:
    """Give the handout as Markdown, to paste into a newsletter or a page."""
    return _download(evening_id, formats.FORMATS["md"])


@bp.get("/evenings/<uuid:evening_id>/handout.json")
def show_json(evening_id: UUID) -> Response:
    """Give the handout as JSON; docs/handout-formats.md describes it."""
    return _download(evening_id, formats.FORMATS["json"])


@bp.get("/evenings/<uuid:evening_id>/handout.csv")
def show_csv(evening_id: UUID) -> Response:
    """Give the findings as a table for a spreadsheet."""
    return _download(evening_id, formats.FORMATS["csv"])
