"""Visits to each other's schools, and the sheet to take along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..exceptions import Invalid, Stale
from ..handout import visit_sheet
from ..ids import new_id
from ..models import Trio, TrioMembership, Visit
from ..services import journals, questions, schools, visits
from . import cards, entries
from .forms.entries import NewVisitForm, VisitFields, VisitForm
from .htmx import fragment, go_to, is_partial, render, stay_at, wants_card
from .observation_form import rating_asks
from .signed_in import me, trio_member

bp = Blueprint("visits", __name__)


def _offer(form: VisitFields, trio: Trio, visit: Visit | None = None) -> None:
    host = visit.host_school if visit else None
    form.host_school_id.offer([(s.id, s.name) for s in schools.to_choose(trio.alliance_id, host)])
    going = {visitor.user_id for visitor in visit.visitors} if visit else set()
    form.visitor_ids.offer(
        [
            (m.user_id, f"{m.user.name}, {m.school.name}" if m.school else m.user.name)
            for m in journals.members(trio.id)
            if access.in_trio(m) or m.user_id in going
        ]
    )


@bp.get("/trios/<uuid:trio_id>/visits")
def index(trio_id: UUID) -> Response:
    """Show a trio's visits, the coming ones soonest first."""
    trio = trio_member(trio_id).trio
    members = journals.members(trio_id)
    counts = visits.note_counts(trio_id)
    shown = [
        cards.visit(v, members, counts.get(v.id, 0), access.is_open(trio))
        for v in visits.of_trio(trio_id)
    ]
    return render(
        "visits/index.html",
        trio=trio,
        coming=[v for v in shown if not v.past][::-1],
        past=[v for v in shown if v.past],
        can_write=access.is_open(trio),
    )


@bp.get("/trios/<uuid:trio_id>/visits/new")
def new(trio_id: UUID) -> Response:
    """Plan a visit."""
    trio = trio_member(trio_id, change=True).trio
    form = NewVisitForm(formdata=None, id=new_id())
    _offer(form, trio)
    there = [m for m in cards.present(journals.members(trio_id)) if m.away_since is None]
    form.visitor_ids.data = [m.user_id for m in there]
    return _form(trio, None, form)


@bp.post("/trios/<uuid:trio_id>/visits")
def create(trio_id: UUID) -> Response | BaseResponse:
    """Keep a planned visit."""
    trio, form = trio_member(trio_id, change=True).trio, NewVisitForm()
    _offer(form, trio)
    if form.validate():
        try:
            made = visits.create(trio, me().id, form.id.data or new_id(), form.values())
        except Invalid as refused:
            form.blame(refused)
        else:
            flash("In the journal.")
            return go_to(url_for("visits.show", visit_id=made.id))
    return _form(trio, None, form, 422)


def _form(
    trio: Trio, visit: Visit | None, form: VisitFields, status: int = 200, **more: Any
) -> Response:
    return render(
        "visits/edit.html" if visit else "visits/new.html",
        "visits/_form.html",
        status,
        trio=trio,
        visit=visit,
        form=form,
        **more,
    )


@bp.get("/visits/<uuid:visit_id>")
def show(visit_id: UUID) -> Response:
    """Show a visit and its notes, class by class."""
    return _show(access.load_visit(me().id, visit_id))


def _card(visit: Visit, members: Sequence[TrioMembership]) -> cards.VisitCard:
    count = visits.note_counts(visit.trio_id).get(visit.id, 0)
    return cards.visit(visit, members, count, access.is_open(visit.trio))


def _show(visit: Visit, notice: str = "") -> Response:
    card = _card(visit, journals.members(visit.trio_id))
    if is_partial():
        return fragment("visits/_visit.html", visit=card, notice=notice)
    return render(
        "visits/show.html",
        trio=visit.trio,
        visit=card,
        lessons=_lessons(visit),
        write_url=url_for("observations.new", trio_id=visit.trio_id, visit=visit.id),
        **entries.reply_context(visit),
    )


def _lessons(visit: Visit) -> list[dict[str, Any]]:
    """Return a visit's notes by class: those of the same year groups are one lesson."""
    by_class: dict[str, list[cards.NoteCard]] = {}
    for row in visits.notes(visit.id):
        note = cards.note(row, access.is_open(visit.trio))
        by_class.setdefault(note.years, []).append(note)
    return [
        {"years": years, "notes": len(found), "entries": found} for years, found in by_class.items()
    ]


@bp.get("/visits/<uuid:visit_id>/sheet")
def sheet(visit_id: UUID) -> Response:
    """Show the sheet to print for rooms where phones are not allowed."""
    visit = access.load_visit(me().id, visit_id)
    card = _card(visit, journals.members(visit.trio_id))
    asked = [q.text for q in questions.of_trio(visit.trio_id) if q.state.value == "open"]
    heading = f"Trio {visit.trio.number}, {visit.trio.focus}: {card.people}"
    return render(
        "visits/sheet.html",
        trio=visit.trio,
        visit=card,
        questions=asked,
        rating_asks=rating_asks(visit.trio),
        front=visit_sheet.fronts(heading, asked, visit.look_for),
        back=visit_sheet.BACK,
        back_url=url_for("visits.show", visit_id=visit.id),
        back_words="Back to the visit",
    )


@bp.get("/visits/<uuid:visit_id>/edit")
def edit(visit_id: UUID) -> Response:
    """Open a visit for changing."""
    visit = access.load_visit(me().id, visit_id, change=True)
    form = VisitForm(formdata=None, version=visit.version)
    _offer(form, visit.trio, visit)
    form.fill(visit)
    return _form(visit.trio, visit, form)


@bp.post("/visits/<uuid:visit_id>/edit")
def update(visit_id: UUID) -> Response | BaseResponse:
    """Save a visit."""
    visit, form = access.load_visit(me().id, visit_id, change=True), VisitForm()
    _offer(form, visit.trio, visit)
    if not form.validate():
        return _form(visit.trio, visit, form, 422)
    try:
        visits.change(visit_id, me().id, form.version.data or 0, form.values())
    except Invalid as refused:
        form.blame(refused)
        visit = access.load_visit(me().id, visit_id)
        return _form(visit.trio, visit, form, 422)
    except Stale:
        visit = access.load_visit(me().id, visit_id)
        both = entries.two_texts(visit, form.values(), form.version, entries.url_of(visit))
        if both.fields:
            return _form(visit.trio, visit, form, 409, conflict=both)
    url = url_for("visits.show", visit_id=visit_id)
    if wants_card(url):
        return _show(access.load_visit(me().id, visit_id), "Saved.")
    flash("Saved.")
    return stay_at(url)


@bp.get("/visits/<uuid:visit_id>/delete")
def confirm_delete(visit_id: UUID) -> Response:
    """Ask before deleting."""
    visit = access.load_visit(me().id, visit_id, change=True)
    what = f"{dates.day_label(visit.visit_date)}, {visit.host_school.name}"
    return entries.delete_page(visit, what, "Notes made on it stay in the journal.")


@bp.post("/visits/<uuid:visit_id>/delete")
def delete(visit_id: UUID) -> BaseResponse:
    """Put a visit in the bin."""
    access.load_entry(Visit, me().id, visit_id, change=True, deleted=True)
    return entries.deleted(visits.delete(visit_id, me().id, entries.posted_version()))


@bp.get("/visits/<uuid:visit_id>/history")
def history(visit_id: UUID) -> Response:
    """Show a visit's earlier versions."""
    visit = access.load_visit(me().id, visit_id)
    title = f"{dates.day_label(visit.visit_date)}, {visit.host_school.name}"
    return entries.history_page(visit, title, visit.trio)


@bp.post("/visits/<uuid:visit_id>/restore")
def restore(visit_id: UUID) -> BaseResponse:
    """Bring a visit back from the bin."""
    return entries.restored(Visit, visit_id, visits.restore)
