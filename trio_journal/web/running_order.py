"""An evening's running order: its slots, and which of a trio's findings are in the handout."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..exceptions import Invalid, NotFound, Stale
from ..ids import new_id
from ..models import Evening, EveningSlot
from ..services import evening_slots, evenings, feedback, running_order, trios
from .entries import offer_undo
from .forms.evenings import NewSlotForm, SlotForm
from .htmx import go_to, is_partial, render
from .signed_in import load_evening, me

bp = Blueprint("running_order", __name__)


def _order(evening: Evening, **more: Any) -> dict[str, Any]:
    """Return what the running order needs."""
    order = running_order.of(evening)
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
        "schools": {
            placed.slot.trio: dict.fromkeys(
                m.school.name for m in trios.members(placed.slot.trio) if m.school
            )
            for placed in order.slots
            if placed.slot.trio
        },
        "can_change": can_change,
        "feedback": feedback.counts(evening) if can_change else None,
        "slot_form": form,
        "unplaced": left,
        "empty": [placed for placed in order.slots if placed.slot.trio and not placed.findings],
        **more,
    }


def page(evening: Evening, status: int = 200, **more: Any) -> Response:
    """Show an evening with its running order; by htmx the running order alone."""
    return render("evenings/show.html", "evenings/_order.html", status, **_order(evening, **more))


def _changed(
    evening_id: UUID, *, focus: str = "", anchor: str = "order", **more: Any
) -> Response | BaseResponse:
    """Answer a change to the running order: by htmx the whole order, for all its times move."""
    if is_partial():
        return page(load_evening(evening_id), focus=focus, **more)
    return go_to(url_for("evenings.show", evening_id=evening_id, _anchor=anchor))


def slot_of(evening: Evening, slot_id: UUID) -> EveningSlot:
    """Return a slot of an evening, or raise NotFound."""
    for slot in running_order.load_slots(evening):
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
    evening = load_evening(evening_id, change=True)
    form = NewSlotForm()
    form.offer(evenings.trios_to_place(evening.alliance_id, evening.evening_date))
    trio_id, label, slot_id = form.trio_id.data, form.label.data or "", form.id.data
    if form.is_right(evening_slots.mistakes(evening, trio_id, label, slot_id)):
        try:
            evening_slots.add(
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
    return page(load_evening(evening_id, change=True), 422, slot_form=form)


@bp.post("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/move")
def move_slot(evening_id: UUID, slot_id: UUID) -> Response | BaseResponse:
    """Move a slot up or down by one place."""
    name = _name(slot_of(load_evening(evening_id, change=True), slot_id))
    step, way = _step()
    evening_slots.move(evening_id, me().id, slot_id, step)
    placed = next(
        one for one in running_order.of(load_evening(evening_id)).slots if one.slot.id == slot_id
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
    evening = load_evening(evening_id, change=True)
    slot = slot_of(evening, slot_id)
    form = SlotForm(formdata=None)
    form.fill(slot)
    return render("evenings/slot.html", evening=evening, slot=slot, name=_name(slot), form=form)


@bp.post("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/edit")
def update_slot(evening_id: UUID, slot_id: UUID) -> Response | BaseResponse:
    """Save a slot's minutes, and its label when it is no trio's."""
    evening = load_evening(evening_id, change=True)
    slot = slot_of(evening, slot_id)
    form, status = SlotForm(), 422
    label = form.label.data if "label" in request.form else None
    if form.is_right(evening_slots.label_mistakes(slot, label)):
        try:
            evening_slots.change(
                evening_id,
                me().id,
                slot_id,
                minutes=form.minutes.data or 0,
                label=label,
                read=form.was_read(),
            )
        except Invalid as refused:
            form.blame(refused)
        except Stale:
            status, slot = 409, slot_of(load_evening(evening_id, change=True), slot_id)
            form.go_on_from(slot)
        else:
            return _changed(evening_id, anchor=f"slot-{slot_id}")
    if is_partial():
        typed = (form.minutes.raw_data or [""])[0]
        wrong = {"slot_id": slot_id, "typed": typed, "errors": form.minutes.errors}
        return page(load_evening(evening_id), status, wrong=wrong)
    return render(
        "evenings/slot.html", status=status, evening=evening, slot=slot, name=_name(slot), form=form
    )


@bp.post("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/delete")
def delete_slot(evening_id: UUID, slot_id: UUID) -> Response | BaseResponse:
    """Take a slot out of the running order; it can be put back."""
    evening = load_evening(evening_id, change=True)
    slot = next((one for one in running_order.load_slots(evening) if one.id == slot_id), None)
    if slot is None:
        return _changed(evening_id)
    message = f"{_name(slot)} is out of the running order."
    evening_slots.delete(evening_id, me().id, slot_id)
    undo = url_for("running_order.restore_slot", evening_id=evening_id, slot_id=slot_id)
    if is_partial():
        return _changed(evening_id, focus="order", removed={"message": message, "undo": undo})
    offer_undo(message, undo)
    return _changed(evening_id)


@bp.post("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/restore")
def restore_slot(evening_id: UUID, slot_id: UUID) -> Response | BaseResponse:
    """Put a slot back where it was."""
    load_evening(evening_id, change=True)
    evening_slots.restore(evening_id, me().id, slot_id)
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
    load_evening(evening_id, change=True)
    step, way = _step()
    running_order.move_finding(evening_id, me().id, finding_id, step)
    return _finding_changed(evening_id, finding_id, way, "Moved.")


@bp.post("/evenings/<uuid:evening_id>/findings/<uuid:finding_id>/leave-out")
def leave_out(evening_id: UUID, finding_id: UUID) -> Response | BaseResponse:
    """Leave a shared finding out of the handout."""
    load_evening(evening_id, change=True)
    running_order.leave_out(evening_id, me().id, finding_id, out=True)
    return _finding_changed(
        evening_id, finding_id, "put-back", "Left out of the handout. It stays shared."
    )


@bp.post("/evenings/<uuid:evening_id>/findings/<uuid:finding_id>/put-back")
def put_back(evening_id: UUID, finding_id: UUID) -> Response | BaseResponse:
    """Put a shared finding back into the handout."""
    load_evening(evening_id, change=True)
    running_order.leave_out(evening_id, me().id, finding_id, out=False)
    return _finding_changed(evening_id, finding_id, "leave-out", "Back in the handout.")
