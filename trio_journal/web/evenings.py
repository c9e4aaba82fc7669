"""Evening sessions: the list of them, planning one, and its invitation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates, differences
from ..exceptions import Invalid, Stale
from ..ids import new_id
from ..models import Evening, Trio
from ..services import evenings, revisions, schools
from . import entries, running_order
from .forms.evenings import EveningFields, EveningForm, NewEveningForm
from .htmx import go_to, render
from .signed_in import coordinated, load_evening, me, membership
from .wording import Side, TwoTexts

bp = Blueprint("evenings", __name__)


@bp.get("/evenings")
def index() -> Response:
    """List the alliance's evenings."""
    here = membership()
    coming, past = evenings.coming_and_past(here.alliance_id)
    return render(
        "evenings/index.html",
        coming=coming,
        past=past,
        is_coordinator=access.coordinates(here),
    )


def _offer(form: EveningFields, alliance_id: UUID, evening: Evening | None = None) -> None:
    venue = evening.venue_school if evening else None
    form.offer_schools(schools.to_choose(alliance_id, venue))
    if isinstance(form, NewEveningForm):
        there_are = evenings.trios_to_place(alliance_id, dates.today())
        form.offer_trios(there_are)
        if not form.is_submitted():
            form.trio_ids.data = [trio.id for trio in _at_work(there_are)]


def _at_work(trios: Sequence[Trio]) -> list[Trio]:
    """Return the open trios of this academic year; before any is formed, those of the last."""
    there = [trio for trio in trios if access.is_open(trio)]
    this_year = dates.academic_year(dates.today())
    return [trio for trio in there if trio.academic_year == this_year] or there


@bp.get("/evenings/new")
def new() -> Response:
    """Ask for an evening."""
    alliance_id = coordinated()
    form = NewEveningForm(formdata=None, id=new_id(), starts_at=time(18), ends_at=time(20))
    _offer(form, alliance_id)
    return render("evenings/new.html", form=form)


@bp.post("/evenings")
def create() -> Response | BaseResponse:
    """Plan an evening."""
    alliance_id = coordinated()
    form = NewEveningForm()
    _offer(form, alliance_id)
    if form.is_right(evenings.mistakes(form.values())):
        try:
            evening = evenings.create(
                alliance_id,
                me().id,
                form.id.data or new_id(),
                form.values(),
                form.trio_ids.data or (),
            )
        except Invalid as refused:
            form.blame(refused)
        else:
            flash("The evening is planned. Put its slots in order.")
            return go_to(url_for("evenings.show", evening_id=evening.id))
    return render("evenings/new.html", status=422, form=form)


@bp.get("/evenings/<uuid:evening_id>")
def show(evening_id: UUID) -> Response:
    """Show an evening with its running order."""
    return running_order.page(load_evening(evening_id))


def _form_page(evening: Evening, form: EveningForm, status: int = 200, **more: Any) -> Response:
    return render("evenings/edit.html", status=status, evening=evening, form=form, **more)


@bp.get("/evenings/<uuid:evening_id>/edit")
def edit(evening_id: UUID) -> Response:
    """Show an evening to change."""
    evening = load_evening(evening_id, change=True)
    form = EveningForm(formdata=None, version=evening.version)
    _offer(form, evening.alliance_id, evening)
    form.fill(evening)
    return _form_page(evening, form)


@bp.post("/evenings/<uuid:evening_id>/edit")
def update(evening_id: UUID) -> Response | BaseResponse:
    """Save an evening."""
    evening = load_evening(evening_id, change=True)
    form = EveningForm()
    _offer(form, evening.alliance_id, evening)
    if form.is_right(evenings.mistakes(form.values())):
        try:
            evenings.change(evening_id, me().id, form.version.data or 0, form.values())
        except Invalid as refused:
            form.blame(refused)
        except Stale:
            evening = load_evening(evening_id, change=True)
            return _form_page(evening, form, 409, conflict=_both(evening, form))
        else:
            flash("Saved.")
            return go_to(url_for("evenings.show", evening_id=evening_id))
    return _form_page(load_evening(evening_id, change=True), form, 422)


def _both(evening: Evening, form: EveningForm) -> TwoTexts:
    """Put a stale save beside what is kept; the form goes on from the version that is kept."""
    last = revisions.last(evening)
    there = schools.of_alliance(evening.alliance_id, closed=True)
    names = {school.id: school.name for school in there}
    both = {
        name: (_said(mine, names), _said(getattr(evening, name), names))
        for name, mine in form.values().items()
    }
    form.version.data = evening.version
    return TwoTexts(
        who=entries.who_saved(last.person),
        when=dates.clock_label(last.saved_at),
        theirs_url=url_for("evenings.show", evening_id=evening.id),
        fields=tuple(
            Side(form[name].label.text, *differences.sides(*pair))
            for name, pair in both.items()
            if pair[0] != pair[1]
        ),
    )


def _said(value: Any, school_names: dict[UUID, str]) -> str:
    if isinstance(value, date):
        return dates.day_label(value)
    if isinstance(value, time):
        return dates.clock_label(value)
    if isinstance(value, UUID):
        return school_names.get(value, "")
    return str(value or "")
