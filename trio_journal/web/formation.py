"""What a coordinator does with a trio as a whole: form it, close its year, carry it on."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..exceptions import Invalid, Stale
from ..ids import new_id
from ..models import Trio
from ..services import people, trio_members, trios
from .entries import offer_undo
from .forms.base import Differing
from .forms.formation import CarryOverForm, ExceptionForm, NewTrioForm
from .htmx import go_to, render
from .signed_in import coordinated, look_at, me
from .trio_members import at_one_school

bp = Blueprint("formation", __name__)


def _load(trio_id: UUID) -> Trio:
    """Return a trio for its coordinator. Raises NotFound or NotAllowed."""
    trio, _ = access.load_trio(me().id, trio_id, change=True)
    look_at(trio.alliance_id)
    return trio


def _members_url(trio_id: UUID) -> str:
    return url_for("trio_members.index", trio_id=trio_id)


def _offered(form: NewTrioForm, alliance_id: UUID) -> NewTrioForm:
    this_year = dates.academic_year(dates.today())
    form.offer(people.of_alliance(alliance_id), trio_members.by_person(alliance_id, this_year))
    return form


@bp.get("/trios/new")
def new() -> Response:
    """Ask for a trio."""
    form = _offered(NewTrioForm(formdata=None, id=new_id()), coordinated())
    return render("formation/new.html", form=form)


@bp.post("/trios")
def create() -> Response | BaseResponse:
    """Form a trio of up to three people."""
    alliance_id = coordinated()
    form = _offered(NewTrioForm(), alliance_id)
    if form.is_right(trios.mistakes(alliance_id, **form.to_check())):
        try:
            trio = trios.create(alliance_id, form.id.data or new_id(), **form.values())
        except Invalid as refused:
            form.blame(refused)
        else:
            flash(f"Trio {trio.number} is formed: {trio.focus}.{at_one_school(trio)}")
            return go_to(_members_url(trio.id))
    return render("formation/new.html", status=422, form=form)


@bp.post("/trios/<uuid:trio_id>/close")
def close(trio_id: UUID) -> BaseResponse:
    """Close a trio's year."""
    _load(trio_id)
    trios.close(trio_id)
    undo = url_for("formation.reopen", trio_id=trio_id)
    offer_undo("The year of this trio is closed.", undo)
    return go_to(_members_url(trio_id))


@bp.post("/trios/<uuid:trio_id>/reopen")
def reopen(trio_id: UUID) -> BaseResponse:
    """Open a trio's year again."""
    _load(trio_id)
    trios.reopen(trio_id)
    flash("The year of this trio is open again.")
    return go_to(_members_url(trio_id))


@bp.get("/trios/<uuid:trio_id>/carry-over")
def confirm_carry_over(trio_id: UUID) -> Response:
    """Ask before a trio goes on into the next year."""
    trio = _load(trio_id)
    return render(
        "formation/carry_over.html",
        subject=trio,
        members=[one for one in trio_members.of_trio(trio_id) if access.in_trio(one)],
        next_year=trio.academic_year + 1,
        form=CarryOverForm(formdata=None, id=new_id()),
    )


@bp.post("/trios/<uuid:trio_id>/carry-over")
def carry_over(trio_id: UUID) -> BaseResponse:
    """Carry a trio, with its open questions, into the next year."""
    _load(trio_id)
    form = CarryOverForm()
    if not form.validate():
        raise Invalid("This form is damaged. Open the page again.")
    trio = trios.carry_over(trio_id, form.id.data or new_id(), me().id)
    year = dates.academic_year_label(trio.academic_year)
    flash(f"{trio.focus} goes on in {year}, as trio {trio.number}.")
    return go_to(_members_url(trio.id))


@bp.get("/trios/<uuid:trio_id>/exception")
def edit_exception(trio_id: UUID) -> Response:
    """Show the reason for a trio of one phase, to change."""
    trio = _load(trio_id)
    form = ExceptionForm(formdata=None, version=trio.version)
    form.exception_reason.data = trio.exception_reason
    return render("formation/exception.html", subject=trio, form=form)


@bp.post("/trios/<uuid:trio_id>/exception")
def exception(trio_id: UUID) -> Response | BaseResponse:
    """Keep why a trio may be of one phase."""
    trio = _load(trio_id)
    form = ExceptionForm()
    if form.validate():
        try:
            trios.allow(trio_id, form.version.data or 0, form.exception_reason.data or "")
        except Invalid as refused:
            form.blame(refused)
        except Stale:
            trio = _load(trio_id)
            form.version.data = trio.version
            reason = form.exception_reason
            theirs = [Differing(reason.label.text, trio.exception_reason, reason.data or "")]
            return render(
                "formation/exception.html", status=409, subject=trio, form=form, theirs=theirs
            )
        else:
            return go_to(_members_url(trio_id))
    return render("formation/exception.html", status=422, subject=trio, form=form)
