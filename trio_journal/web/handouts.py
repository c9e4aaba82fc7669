"""An evening's handout: to read, to print, as data, and what of it prints."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access
from ..exceptions import NotFound, Stale
from ..handout import (
    compiler,
    document,
    formats,
    heights,
    json,
    layout,
    letters,
    pdf,
    previews,
    selection,
    sides,
    strip,
)
from ..models import Edition, Evening
from ..services import evenings, reading_links, running_order
from ..text import listed
from . import downloads
from .forms.handouts import CopiesForm, PrintForm
from .htmx import go_to, render
from .signed_in import load_evening, me, membership, public

bp = Blueprint("handouts", __name__)


def load(evening_id: UUID) -> tuple[Evening, document.Handout]:
    """Return an evening of the person's alliance, and its handout as it would print now."""
    evening = load_evening(evening_id)
    return evening, compiler.compile_evening(evening)


def chosen() -> pdf.Layout:
    """Return the layout of `?layout=`, A4 without one. Raises NotFound for any other."""
    layout = pdf.LAYOUTS.get(request.args.get("layout", pdf.A4))
    if layout is None:
        names = listed(one.name for one in pdf.LAYOUTS.values())
        raise NotFound(f"The handout has no such layout. It has {names}.")
    return layout


def form_of(suffix: str) -> formats.Written | formats.Pressed:
    """Return a form of the handout, a PDF in the chosen layout. Raises NotFound."""
    if suffix == "pdf":
        return formats.pdf_in(chosen().key)
    if suffix not in formats.FORMATS:
        raise NotFound
    return formats.FORMATS[suffix]


def missing(handout: document.Handout) -> tuple[letters.Missing, ...]:
    """Return the letters that no typeface has, for whoever can have them changed."""
    return letters.missing(handout) if access.coordinates(membership()) else ()


def code_is_dead(evening: Evening, edition: document.Handout) -> bool:
    """Say whether an edition has a code for phones on its cover that leads nowhere any more."""
    return edition.reading is not None and not reading_links.leads(evening, edition.reading.url)


@bp.get("/evenings/<uuid:evening_id>/handout")
def show(evening_id: UUID) -> str:
    """Show the handout; the browser's own print of this page is the handout on paper."""
    return page(*load(evening_id))


def page(evening: Evening, handout: document.Handout, edition: Edition | None = None) -> str:
    """Show a handout: as it stands, or as an edition has it."""
    laid_out = layout.lay_out(handout)
    is_coordinator = access.coordinates(membership())
    drawings = {
        trio.anchor: strip.draw(trio.findings[0].ruler)
        for trio in handout.trios
        if trio.findings and trio.findings[0].ruler
    }
    return render_template(
        "handouts/show.html",
        evening=evening,
        edition=edition,
        handout=handout,
        layout=laid_out,
        drawings=drawings,
        paper=layout.paper_needed(laid_out),
        forms=formats.FORMATS.values(),
        people_line=document.people_line,
        schools_line=document.schools_line,
        sheet_lines=document.SHEET_LINES,
        logo=_logo_pixels(handout),
        is_coordinator=is_coordinator,
        code_is_dead=is_coordinator and edition is not None and code_is_dead(evening, handout),
        # A member who reads the handout as it stands is told nothing of what is no longer shared.
        withdrawn=running_order.withdrawn(evening) if is_coordinator or edition else (),
        lengths=previews.known(
            handout, downloads.workshop(), edition.created_at if edition else None
        ),
        copies_form=CopiesForm(formdata=None),
        missing_letters=missing(handout),
    )


def _logo_pixels(handout: document.Handout) -> tuple[int, int] | None:
    """Return how wide and high the logo is in the pixels of style sheets, 96 to the inch."""
    if handout.logo is None:
        return None
    wide, tall = heights.logo_size(handout.logo)
    return round(wide * 96 / 25.4), round(tall * 96 / 25.4)


@bp.get("/evenings/<uuid:evening_id>/handout.css")
def show_style(evening_id: UUID) -> Response:
    """Give the line at the foot of each printed side, which a style sheet alone can set."""
    evening = load_evening(evening_id)
    return style(document.footer(evening.title, evening.evening_date))


def style(footer: str) -> Response:
    """Answer with a style sheet that sets a line at the foot of each side."""
    # Every letter as an escape, so that no title can end the string it stands in.
    content = "".join(f"\\{ord(letter):06x}" for letter in footer)
    return Response(f'@page {{ @bottom-left {{ content: "{content}" }} }}\n', mimetype="text/css")


@bp.get("/evenings/<uuid:evening_id>/handout.<suffix>")
def download(evening_id: UUID, suffix: str) -> Response:
    """Give the handout in one form; where that takes long, a page that comes back for it."""
    form = form_of(suffix)
    evening, handout = load(evening_id)
    file = formats.write(handout, form, downloads.workshop(), downloads.WAIT)
    if file is None:
        return being_made(evening, handout.title)
    name = form.file_name(handout.day, handout.stamp)
    return downloads.attachment(file.content, form.mimetype, name)


def being_made(evening: Evening, title: str, *, is_download: bool = True) -> Response:
    """Say that a document is being made; the page asks again by itself, without script too."""
    page = render_template(
        "handouts/being_made.html", evening=evening, title=title, is_download=is_download
    )
    response = Response(page, status=202)
    response.headers["Refresh"] = str(downloads.AGAIN)
    return response


@bp.get("/evenings/<uuid:evening_id>/<any('sign-in-sheet', 'feedback-sheet'):sheet>")
def show_sheet(evening_id: UUID, sheet: str) -> str:
    """Show one of the sheets that can come with the handout, to print on its own."""
    evening, handout = load(evening_id)
    kind = sides.SignInSide if sheet == "sign-in-sheet" else sides.FeedbackSide
    full = replace(handout, sign_in=compiler.sign_in(evening), feedback_sheet=True)
    return render_template(
        "handouts/sheet.html",
        evening=evening,
        handout=handout,
        title="Sign-in sheet" if sheet == "sign-in-sheet" else "Feedback sheet",
        sides=[side for side in layout.lay_out(full).sides if isinstance(side, kind)],
        sheet_lines=document.SHEET_LINES,
    )


# What of it prints


@bp.get("/evenings/<uuid:evening_id>/handout/edit")
def edit(evening_id: UUID) -> Response:
    """Ask what of the handout prints."""
    evening = load_evening(evening_id, change=True)
    form = PrintForm(formdata=None)
    form.fill(evening)
    return _form_page(evening, form)


def _form_page(evening: Evening, form: PrintForm, status: int = 200, **more: Any) -> Response:
    whole = compiler.compile_whole(evening)
    names = compiler.school_names(evening)
    return render(
        "handouts/edit.html",
        status=status,
        evening=evening,
        form=form,
        letters=selection.letters(whole, names),
        still_named=selection.still_named(whole, names),
        has_logo=whole.logo is not None,
        **more,
    )


@bp.post("/evenings/<uuid:evening_id>/handout/edit")
def update(evening_id: UUID) -> Response | BaseResponse:
    """Save what of the handout prints."""
    evening = load_evening(evening_id, change=True)
    form = PrintForm()
    if not form.validate():
        return _form_page(evening, form, 422)
    try:
        evenings.change(evening_id, me().id, form.version.data or 0, form.values())
    except Stale:
        evening = load_evening(evening_id, change=True)
        theirs = form.theirs(evening)
        form.version.data = evening.version
        return _form_page(evening, form, 409, theirs=theirs)
    flash("Saved. This is how it prints now.")
    return go_to(url_for("handouts.show", evening_id=evening_id))


@bp.get("/handout.schema.json")
@public
def show_schema() -> Response:
    """Give the schema of the JSON; a program that checks a file has no account."""
    return Response(json.SCHEMA_FILE.read_bytes(), mimetype="application/json")
