"""An evening's handout: to read, to print, and as data."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template

from .. import access
from ..handout import csv, document, json, layout, pdf, strip
from ..handout.compiler import compile_evening
from ..models import Evening
from .signed_in import load_evening, membership

bp = Blueprint("handouts", __name__)


def _load(evening_id: UUID) -> tuple[Evening, document.Handout]:
    evening = load_evening(evening_id)
    return evening, compile_evening(evening)


def _download(body: str | bytes, kind: str, handout: document.Handout, suffix: str) -> Response:
    response = Response(body, mimetype=kind)
    name = f"handout-{handout.day.isoformat()}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/evenings/<uuid:evening_id>/handout")
def show(evening_id: UUID) -> str:
    """Show the handout; the browser's own print of this page is the handout on paper."""
    evening, handout = _load(evening_id)
    laid_out = layout.lay_out(handout)
    drawings = {
        trio.anchor: strip.draw(trio.standing[0].ruler)
        for trio in handout.trios
        if trio.standing and trio.standing[0].ruler
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
    _, handout = _load(evening_id)
    return _download(pdf.write(handout).content, "application/pdf", handout, "pdf")


@bp.get("/evenings/<uuid:evening_id>/handout.json")
def show_json(evening_id: UUID) -> Response:
    """Give the handout as JSON; docs/handout-formats.md describes it."""
    _, handout = _load(evening_id)
    return _download(json.write(handout), "application/json", handout, "json")


@bp.get("/evenings/<uuid:evening_id>/handout.csv")
def show_csv(evening_id: UUID) -> Response:
    """Give the findings as a table for a spreadsheet."""
    _, handout = _load(evening_id)
    return _download(csv.write(handout), "text/csv", handout, "csv")
