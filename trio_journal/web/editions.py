"""Editions of an evening's handout: frozen, compared, and given in every form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, differences
from ..exceptions import Conflict, Invalid
from ..handout import changes, document, editions, formats
from ..handout.compiler import compile_evening
from ..handout.pdf import LAYOUTS
from ..models import Edition, Evening
from ..services import reading_links, running_order
from . import downloads, handouts
from .forms.handouts import ReadingLinkForm
from .htmx import go_to, render
from .links import absolute
from .signed_in import load_evening, me, membership

bp = Blueprint("editions", __name__)


@dataclass(frozen=True, slots=True)
class Changed:
    """A change as one text, its words marked as added or removed."""

    of: str
    words: differences.Words


def _changed(before: document.Handout, after: document.Handout) -> list[Changed]:
    effort = differences.Effort(differences.PAGE_STEPS)
    return [
        Changed(one.of, differences.compare(one.before, one.after, effort))
        for one in changes.between(before, after)
    ]


def _page(
    evening: Evening,
    form: ReadingLinkForm | None = None,
    status: int = 200,
    refused: str = "",
) -> Response:
    found = editions.of(evening)
    is_coordinator = access.coordinates(membership())
    last = editions.handout_of(found[0]) if found else None
    return render(
        "editions/index.html",
        status=status,
        evening=evening,
        editions=found,
        withdrawn=[
            (trio, one)
            for one in running_order.withdrawn(evening)
            for trio in (last.trios if last else ())
            if trio.id == str(one.trio_id)
        ],
        refused=refused,
        layouts=LAYOUTS.values(),
        forms=formats.FORMATS.values(),
        is_coordinator=is_coordinator,
        **(_for_coordinators(evening, last, form) if is_coordinator else {}),
    )


def _for_coordinators(
    evening: Evening,
    last: document.Handout | None,
    form: ReadingLinkForm | None,
) -> dict[str, Any]:
    """Return what freezing the next edition needs, and the link for phones."""
    draft = compile_evening(evening)
    link = reading_links.of(evening)
    if form is None:
        until = link.until if link else reading_links.usual_end(evening)
        form = ReadingLinkForm(formdata=None, until=until)
    return {
        "draft": draft,
        "pending": _changed(last, draft) if last else [],
        "is_new": last is None or editions.differ(draft, last),
        "digest": draft.digest,
        "missing_letters": handouts.missing(draft),
        "link": link,
        "link_is_open": link is not None and reading_links.is_open(link),
        "has_code": last is not None and last.reading is not None,
        "code_is_dead": last is not None and handouts.code_is_dead(evening, last),
        "form": form,
    }


@bp.get("/evenings/<uuid:evening_id>/editions")
def index(evening_id: UUID) -> Response:
    """List an evening's editions, the latest first."""
    return _page(load_evening(evening_id))


@bp.post("/evenings/<uuid:evening_id>/editions")
def create(evening_id: UUID) -> Response | BaseResponse:
    """Freeze the handout as the next edition."""
    evening = load_evening(evening_id, change=True)
    try:
        edition = editions.freeze(evening_id, me().id, request.form.get("draft"))
    except Conflict as refused:
        return _page(load_evening(evening.id), status=409, refused=refused.message)
    flash(f"Edition {edition.number} is frozen. Print this one.")
    return go_to(url_for("editions.index", evening_id=evening_id))


def _load(evening_id: UUID, number: int) -> tuple[Evening, Edition]:
    evening = load_evening(evening_id)
    return evening, editions.numbered(evening, number)


@bp.get("/evenings/<uuid:evening_id>/editions/<int:number>")
def show(evening_id: UUID, number: int) -> str:
    """Show an edition; the browser's own print of this page is the edition on paper."""
    evening, edition = _load(evening_id, number)
    return handouts.page(evening, editions.handout_of(edition), edition)


@bp.get("/evenings/<uuid:evening_id>/editions/<int:number>/changes")
def show_changes(evening_id: UUID, number: int) -> Response:
    """Show what changed from the edition before to this one. Raises NotFound for the first."""
    evening, edition = _load(evening_id, number)
    before = editions.numbered(evening, number - 1)
    found = _changed(editions.handout_of(before), editions.handout_of(edition))
    return render("editions/changes.html", evening=evening, edition=edition, changes=found)


@bp.get("/evenings/<uuid:evening_id>/editions/<int:number>/handout.css")
def show_style(evening_id: UUID, number: int) -> Response:
    """Give the line at the foot of each printed side of an edition."""
    _, edition = _load(evening_id, number)
    return handouts.style(document.footer(*editions.imprint_of(edition)))


@bp.get("/evenings/<uuid:evening_id>/editions/<int:number>/handout.<suffix>")
def download(evening_id: UUID, number: int, suffix: str) -> Response:
    """Give an edition in one form: the same file whenever it is asked for."""
    form = handouts.form_of(suffix)
    evening, edition = _load(evening_id, number)
    title, day, stamp = editions.imprint_of(edition)
    content = editions.file(edition, form, downloads.workshop(), downloads.WAIT)
    if content is None:
        return handouts.being_made(evening, title)
    return downloads.attachment(content, form.mimetype, form.file_name(day, stamp))


# The reading link


@bp.post("/evenings/<uuid:evening_id>/reading-link")
def update_link(evening_id: UUID) -> Response | BaseResponse:
    """Make the link for phones, or let it last until another day."""
    evening = load_evening(evening_id, change=True)
    form = ReadingLinkForm()
    if form.validate() and form.until.data:
        try:
            reading_links.put(
                evening_id,
                me().id,
                form.until.data,
                lambda token: absolute("reading.show", token=token),
            )
        except Invalid as refused:
            form.blame(refused)
        else:
            flash("Saved. The next edition you freeze has this link on its cover.")
            return go_to(url_for("editions.index", evening_id=evening_id, _anchor="reading"))
    return _page(evening, form, 422)


@bp.post("/evenings/<uuid:evening_id>/reading-link/end")
def end_link(evening_id: UUID) -> BaseResponse:
    """End the link for phones for good."""
    load_evening(evening_id, change=True)
    reading_links.end(evening_id)
    flash("The link is ended. Whoever opens it is told so.")
    return go_to(url_for("editions.index", evening_id=evening_id, _anchor="reading"))
