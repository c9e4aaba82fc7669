"""An evening's handout: to read, to print, and as data."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, current_app, render_template

from .. import access
from ..handout import document, formats, json, layout, strip
from ..handout.compiler import compile_evening
from ..models import Evening
from .signed_in import load_evening, membership, public

bp = Blueprint("handouts", __name__)

# Nobody else is answered by this process meanwhile.
WAIT: Final = 1.5
AGAIN: Final = 2


def _load(evening_id: UUID) -> tuple[Evening, document.Handout]:
    evening = load_evening(evening_id)
    return evening, compile_evening(evening)


def _download(evening_id: UUID, name: str) -> Response:
    """Give a format to keep; where it takes too long, a page that comes back for it."""
    evening, handout = _load(evening_id)
    form = formats.FORMATS[name]
    file = formats.write(handout, form, _workshop(), WAIT)
    if file is None:
        return _being_made(evening, handout)
    response = Response(file.content, mimetype=form.mimetype)
    called = form.file_name(handout)
    response.headers["Content-Disposition"] = f'attachment; filename="{called}"'
    return response


def _workshop() -> Path:
    return Path(current_app.config["INSTANCE"]) / "press"


def _being_made(evening: Evening, handout: document.Handout) -> Response:
    """Say that a document is being made; the page asks again by itself, without script too."""
    page = render_template("handouts/being_made.html", evening=evening, handout=handout)
    response = Response(page, status=202)
    response.headers["Refresh"] = str(AGAIN)
    return response


@bp.get("/evenings/<uuid:evening_id>/handout")
def show(evening_id: UUID) -> str:
    """Show the handout; the browser's own print of this page is the handout on paper."""
    evening, handout = _load(evening_id)
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
    """Give the handout as a PDF, on A4, to keep, to send and to print."""
    return _download(evening_id, "pdf")


@bp.get("/evenings/<uuid:evening_id>/handout.docx")
def show_word(evening_id: UUID) -> Response:
    """Give the handout as a Word file, to change before it is printed."""
    return _download(evening_id, "docx")


@bp.get("/evenings/<uuid:evening_id>/handout.md")
def show_markdown(evening_id: UUID) -> Response:
    """Give the handout as Markdown, to paste into a newsletter or a page."""
    return _download(evening_id, "md")


@bp.get("/evenings/<uuid:evening_id>/handout.json")
def show_json(evening_id: UUID) -> Response:
    """Give the handout as JSON, which keeps to its schema."""
    return _download(evening_id, "json")


@bp.get("/handout.schema.json")
@public
def show_schema() -> Response:
    """Give the schema of the JSON; a program that checks a file has no account."""
    return Response(json.SCHEMA_FILE.read_bytes(), mimetype="application/json")


@bp.get("/evenings/<uuid:evening_id>/handout.csv")
def show_csv(evening_id: UUID) -> Response:
    """Give the findings as a table for a spreadsheet."""
    return _download(evening_id, "csv")
