"""The evening session: its invitation, its running order, and the findings in it."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, g, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates, differences
from ..exceptions import Invalid, NotFound, Stale
from ..ids import new_id
from ..models import Evening, EveningSlot, Trio
from ..services import evenings, findings, revisions, schools
from .forms.evenings import (
    EnteredFindingForm,
    EveningFields,
    EveningForm,
    NewEveningForm,
    NewSlotForm,
    SlotForm,
)
from .htmx import go_to, is_partial, render
from .signed_in import me, membership
from .wording import Side, TwoTexts

bp = Blueprint("evenings", __name__)

LABELS = {
    "title": "Title",
    "evening_date": "Date",
    "starts_at": "From",
    "ends_at": "To",
    "print_by": "To be printed by",
    "venue_school_id": "School",
    "venue": "Room, or another place",
    "welcome": "Words of welcome",
}


def _load(evening_id: UUID, *, change: bool = False) -> Evening:
    """Return an evening to read, or for its coordinator to change."""
    evening = access.load_evening(me().id, evening_id, change=change)
    g.alliance_id = evening.alliance_id
    return evening


def _alliance() -> UUID:
    """Return the alliance that the person coordinates. Raises NotAllowed."""
    return access.load_coordinator(me().id, membership().alliance_id).alliance_id


# The evening


@bp.get("/evenings")
def index() -> Response:
    """List the alliance's evenings."""
    here = membership()
    today = dates.today()
    everything = evenings.of_alliance(here.alliance_id)
    return render(
        "evenings/index.html",
        coming=[one for one in everything if one.evening_date >= today][::-1],
        past=[one for one in everything if one.evening_date < today],
        is_coordinator=access.coordinates(here),
    )


def _offer(form: EveningFields, alliance_id: UUID, evening: Evening | None = None) -> None:
    there = list(schools.of_alliance(alliance_id))
    venue = evening.venue_school if evening else None
    if venue is not None and venue not in there:
        there.append(venue)
    form.offer_schools(there)
    if isinstance(form, NewEveningForm):
        there_are = evenings.trios_to_place(alliance_id, dates.today())
        form.offer_trios(there_are)
        if not form.is_submitted():
            form.trio_ids.data = [trio.id for trio in there_are if access.is_open(trio)]


@bp.get("/evenings/new")
def new() -> Response:
    """Ask for an evening."""
    alliance_id = _alliance()
    form = NewEveningForm(formdata=None, id=new_id(), starts_at=time(18), ends_at=time(20))
    _offer(form, alliance_id)
    return render("evenings/new.html", form=form)


@bp.post("/evenings")
def create() -> Response | BaseResponse:
    """Plan an evening."""
    alliance_id = _alliance()
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
    return _page(_load(evening_id))


def _form_page(evening: Evening, form: EveningForm, status: int = 200, **more: Any) -> Response:
    return render("evenings/edit.html", status=status, evening=evening, form=form, **more)


@bp.get("/evenings/<uuid:evening_id>/edit")
def edit(evening_id: UUID) -> Response:
    """Show an evening to change."""
    evening = _load(evening_id, change=True)
    form = EveningForm(formdata=None, version=evening.version)
    _offer(form, evening.alliance_id, evening)
    form.fill(evening)
    return _form_page(evening, form)


@bp.post("/evenings/<uuid:evening_id>/edit")
def update(evening_id: UUID) -> Response | BaseResponse:
    """Save an evening."""
    evening = _load(evening_id, change=True)
    form = EveningForm()
    _offer(form, evening.alliance_id, evening)
    if form.is_right(evenings.mistakes(form.values())):
        try:
            evenings.change(evening_id, me().id, form.version.data or 0, form.values())
        except Invalid as refused:
            form.blame(refused)
        except Stale:
            evening = _load(evening_id, change=True)
            return _form_page(evening, form, 409, conflict=_both(evening, form))
        else:
            flash("Saved.")
            return go_to(url_for("evenings.show", evening_id=evening_id))
    return _form_page(_load(evening_id, change=True), form, 422)


def _both(evening: Evening, form: EveningForm) -> TwoTexts:
    """Put a stale save beside what is kept; the form goes on from the version that is kept."""
    last = revisions.last(evening)
    there = schools.of_alliance(evening.alliance_id, closed=True)
    school_names = {school.id: school.name for school in there}
    mine, theirs = form.values(), {name: getattr(evening, name) for name in Evening.FIELDS}
    form.version.data = evening.version
    return TwoTexts(
        who="You, in another window" if last.person_id == me().id else last.person.name,
        when=dates.clock_label(last.saved_at),
        theirs_url=url_for("evenings.show", evening_id=evening.id),
        fields=tuple(
            Side(label, *differences.sides(*pair))
            for name, label in LABELS.items()
            if (pair := (_said(mine[name], school_names), _said(theirs[name], school_names)))
            and pair[0] != pair[1]
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


@bp.post("/evenings/<uuid:evening_id>/printed")
def printed(evening_id: UUID) -> BaseResponse:
    """Remember that the handout went to the printer."""
    _load(evening_id, change=True)
    evenings.mark_printed(evening_id, me().id)
    flash("Marked as printed. What is withdrawn from now on is shown as withdrawn.")
    return go_to(url_for("evenings.show", evening_id=evening_id))


# The running order


def _order(evening: Evening, **more: Any) -> dict[str, Any]:
    """Return what the running order needs."""
    order = evenings.running_order(evening)
    taken = {placed.slot.trio_id for placed in order.slots}
    can_change = access.coordinates(access.load_membership(me().id, evening.alliance_id))
    left = []
    if can_change:
        there_are = evenings.trios_to_place(evening.alliance_id, evening.evening_date)
        left = [trio for trio in there_are if trio.id not in taken]
    form = more.pop("slot_form", None) or NewSlotForm(formdata=None, id=new_id())
    form.offer(left)
    return {
        "evening": evening,
        "order": order,
        "can_change": can_change,
        "slot_form": form,
        "unplaced": left,
        "empty": [placed for placed in order.slots if placed.slot.trio and not placed.findings],
        **more,
    }


def _page(evening: Evening, status: int = 200, **more: Any) -> Response:
    return render("evenings/show.html", "evenings/_order.html", status, **_order(evening, **more))


def _changed(
    evening_id: UUID, *, focus: str = "", anchor: str = "order", **more: Any
) -> Response | BaseResponse:
    """Answer a change to the running order: by htmx the whole order, for all its times move."""
    if is_partial():
        return _page(_load(evening_id), focus=focus, **more)
    return go_to(url_for("evenings.show", evening_id=evening_id, _anchor=anchor))


def _slot(evening: Evening, slot_id: UUID) -> EveningSlot:
    for slot in evenings.load_slots(evening):
        if slot.id == slot_id:
            return slot
    raise NotFound


def _name(slot: EveningSlot) -> str:
    return slot.trio.focus if slot.trio else slot.label


def _step() -> tuple[int, str]:
    """Return which way a move button moves: back or on by one place."""
    way = "up" if request.form.get("way") == "up" else "down"
    return (-1 if way == "up" else 1), way


@bp.post("/evenings/<uuid:evening_id>/slots")
def add_slot(evening_id: UUID) -> Response | BaseResponse:
    """Add a slot at the end."""
    evening = _load(evening_id, change=True)
    form = NewSlotForm()
    form.offer(evenings.trios_to_place(evening.alliance_id, evening.evening_date))
    trio_id, label, slot_id = form.trio_id.data, form.label.data or "", form.id.data
    if form.is_right(evenings.slot_mistakes(evening, trio_id, label, slot_id)):
        try:
            evenings.add_slot(
                evening_id,
                me().id,
                trio_id=trio_id,
                label=label,
                minutes=form.minutes.data or 0,
                slot_id=slot_id,
            )
        except Invalid as refused:
            form.blame(refused)
        else:
            return _changed(evening_id, focus="add-trio_id", notice="Added at the end.")
    return _page(_load(evening_id, change=True), 422, slot_form=form)


@bp.post("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/move")
def move_slot(evening_id: UUID, slot_id: UUID) -> Response | BaseResponse:
    """Move a slot up or down by one place."""
    name = _name(_slot(_load(evening_id, change=True), slot_id))
    step, way = _step()
    evenings.move_slot(evening_id, me().id, slot_id, step)
    placed = next(
        one for one in evenings.running_order(_load(evening_id)).slots if one.slot.id == slot_id
    )
    return _changed(
        evening_id,
        focus=f"{way}-{slot_id}",
        anchor=f"slot-{slot_id}",
        notice=f"{name} is now at {dates.clock_label(placed.starts_at)}.",
    )


@bp.get("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/edit")
def edit_slot(evening_id: UUID, slot_id: UUID) -> Response:
    """Show a slot to change."""
    evening = _load(evening_id, change=True)
    slot = _slot(evening, slot_id)
    form = SlotForm(formdata=None)
    form.fill(slot)
    return render("evenings/slot.html", evening=evening, slot=slot, name=_name(slot), form=form)


@bp.post("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/edit")
def update_slot(evening_id: UUID, slot_id: UUID) -> Response | BaseResponse:
    """Save a slot's minutes, and its label when it is no trio's."""
    evening = _load(evening_id, change=True)
    slot = _slot(evening, slot_id)
    form, status = SlotForm(), 422
    label = form.label.data if "label" in request.form else None
    if form.is_right(evenings.label_mistakes(slot, label)) and form.is_stale(slot):
        form.read(slot)
        status = 409
    elif not form.errors:
        try:
            evenings.change_slot(
                evening_id,
                me().id,
                slot_id,
                minutes=form.minutes.data or 0,
                label=label,
            )
        except Invalid as refused:
            form.blame(refused)
        else:
            return _changed(evening_id, anchor=f"slot-{slot_id}")
    if is_partial():
        typed = (form.minutes.raw_data or [""])[0]
        wrong = {"slot_id": slot_id, "typed": typed, "errors": form.minutes.errors}
        return _page(_load(evening_id), status, wrong=wrong)
    return render(
        "evenings/slot.html", status=status, evening=evening, slot=slot, name=_name(slot), form=form
    )


@bp.post("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/delete")
def delete_slot(evening_id: UUID, slot_id: UUID) -> Response | BaseResponse:
    """Take a slot out of the running order; it can be put back."""
    evening = _load(evening_id, change=True)
    slot = next((one for one in evenings.load_slots(evening) if one.id == slot_id), None)
    if slot is None:
        return _changed(evening_id)
    message = f"{_name(slot)} is out of the running order."
    evenings.delete_slot(evening_id, me().id, slot_id)
    undo = url_for("evenings.restore_slot", evening_id=evening_id, slot_id=slot_id)
    if is_partial():
        return _changed(evening_id, focus="order", removed={"message": message, "undo": undo})
    flash([message, undo], "undo")  # type: ignore[arg-type]
    return _changed(evening_id)


@bp.post("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/restore")
def restore_slot(evening_id: UUID, slot_id: UUID) -> Response | BaseResponse:
    """Put a slot back where it was."""
    _load(evening_id, change=True)
    evenings.restore_slot(evening_id, me().id, slot_id)
    return _changed(
        evening_id, focus=f"up-{slot_id}", anchor=f"slot-{slot_id}", notice="Back in its place."
    )


# The findings of a slot


def _finding_changed(
    evening_id: UUID, finding_id: UUID, focus: str, notice: str
) -> Response | BaseResponse:
    return _changed(
        evening_id, focus=f"{focus}-{finding_id}", anchor=f"finding-{finding_id}", notice=notice
    )


@bp.post("/evenings/<uuid:evening_id>/findings/<uuid:finding_id>/move")
def move_finding(evening_id: UUID, finding_id: UUID) -> Response | BaseResponse:
    """Move a finding up or down among those of its slot."""
    _load(evening_id, change=True)
    step, way = _step()
    evenings.move_finding(evening_id, me().id, finding_id, step)
    return _finding_changed(evening_id, finding_id, way, "Moved.")


@bp.post("/evenings/<uuid:evening_id>/findings/<uuid:finding_id>/leave-out")
def leave_out(evening_id: UUID, finding_id: UUID) -> Response | BaseResponse:
    """Leave a shared finding out of the handout."""
    _load(evening_id, change=True)
    evenings.leave_out(evening_id, me().id, finding_id, out=True)
    return _finding_changed(
        evening_id, finding_id, "put-back", "Left out of the handout. It stays shared."
    )


@bp.post("/evenings/<uuid:evening_id>/findings/<uuid:finding_id>/put-back")
def put_back(evening_id: UUID, finding_id: UUID) -> Response | BaseResponse:
    """Put a shared finding back into the handout."""
    _load(evening_id, change=True)
    evenings.leave_out(evening_id, me().id, finding_id, out=False)
    return _finding_changed(evening_id, finding_id, "leave-out", "Back in the handout.")


def _trio_of(evening: Evening, slot_id: UUID) -> Trio:
    trio = _slot(evening, slot_id).trio
    if trio is None:
        raise NotFound
    return trio


@bp.get("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/finding")
def enter_finding(evening_id: UUID, slot_id: UUID) -> Response:
    """Ask what a trio found, to type it in for them."""
    evening = _load(evening_id, change=True)
    return render(
        "evenings/finding.html",
        evening=evening,
        slot_id=slot_id,
        subject=_trio_of(evening, slot_id),
        form=EnteredFindingForm(formdata=None, id=new_id()),
    )


@bp.post("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/finding")
def keep_finding(evening_id: UUID, slot_id: UUID) -> Response | BaseResponse:
    """Share what the coordinator typed in, marked until a member confirms it."""
    evening = _load(evening_id, change=True)
    trio = _trio_of(evening, slot_id)
    form = EnteredFindingForm()
    if form.validate():
        try:
            findings.enter_for_trio(trio, me().id, form.id.data or new_id(), form.values())
        except Invalid as refused:
            form.blame(refused)
        else:
            flash("In the handout, marked as entered for the trio until one of them confirms it.")
            return go_to(url_for("evenings.show", evening_id=evening_id, _anchor=f"slot-{slot_id}"))
    return render(
        "evenings/finding.html",
        status=422,
        evening=evening,
        slot_id=slot_id,
        subject=trio,
        form=form,
    )
