"""What a coordinator types in for a trio: entered, corrected and taken back from an evening."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access
from ..exceptions import Conflict, Invalid, NotFound, Stale
from ..ids import new_id
from ..models import Evening, Finding, Trio
from ..services import findings, themes
from .entries import offer_undo, posted_version, two_texts
from .forms.evenings import EnteredFindingForm, NewEnteredFindingForm
from .htmx import go_to, render
from .running_order import slot_of
from .signed_in import load_evening, me

bp = Blueprint("entered_findings", __name__)


def _trio_of(evening: Evening, slot_id: UUID) -> Trio:
    trio = slot_of(evening, slot_id).trio
    if trio is None:
        raise NotFound
    return trio


def _load(evening_id: UUID, finding_id: UUID, *, taken_back: bool = False) -> Finding:
    evening = load_evening(evening_id, change=True)
    finding = access.load_entered_finding(me().id, finding_id, taken_back=taken_back)
    if finding.alliance_id != evening.alliance_id:
        raise NotFound
    return finding


def _back(evening_id: UUID, anchor: str = "order") -> BaseResponse:
    return go_to(url_for("evenings.show", evening_id=evening_id, _anchor=anchor))


@bp.get("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/finding")
def new(evening_id: UUID, slot_id: UUID) -> Response:
    """Ask what a trio found, to type it in for them."""
    evening = load_evening(evening_id, change=True)
    trio = _trio_of(evening, slot_id)
    if not access.is_open(trio):
        raise Conflict(access.CLOSED_TO_COORDINATORS)
    form = NewEnteredFindingForm(formdata=None, id=new_id())
    return _new(evening, slot_id, trio, form)


def _new(
    evening: Evening, slot_id: UUID, trio: Trio, form: NewEnteredFindingForm, status: int = 200
) -> Response:
    return render(
        "entered_findings/new.html",
        status=status,
        evening=evening,
        slot_id=slot_id,
        subject=trio,
        form=form,
        themes=themes.suggested(evening.alliance_id),
    )


@bp.post("/evenings/<uuid:evening_id>/slots/<uuid:slot_id>/finding")
def create(evening_id: UUID, slot_id: UUID) -> Response | BaseResponse:
    """Share what the coordinator typed in, marked until a member confirms it."""
    evening = load_evening(evening_id, change=True)
    trio = _trio_of(evening, slot_id)
    form = NewEnteredFindingForm()
    if form.validate():
        try:
            findings.enter_for_trio(trio, me().id, form.id.data or new_id(), form.values())
        except Invalid as refused:
            form.blame(refused)
        else:
            flash("In the handout, marked as entered for the trio until one of them confirms it.")
            return _back(evening_id, f"slot-{slot_id}")
    return _new(evening, slot_id, trio, form, 422)


def _edit(
    evening_id: UUID, finding: Finding, form: EnteredFindingForm, status: int = 200, **more: Any
) -> Response:
    return render(
        "entered_findings/edit.html",
        status=status,
        evening_id=evening_id,
        finding=finding,
        form=form,
        themes=themes.suggested(finding.alliance_id),
        **more,
    )


@bp.get("/evenings/<uuid:evening_id>/findings/<uuid:finding_id>/edit")
def edit(evening_id: UUID, finding_id: UUID) -> Response:
    """Show what was typed in, to correct it or to take it back."""
    finding = _load(evening_id, finding_id)
    form = EnteredFindingForm(formdata=None, version=finding.version)
    form.fill(finding)
    return _edit(evening_id, finding, form)


@bp.post("/evenings/<uuid:evening_id>/findings/<uuid:finding_id>/edit")
def update(evening_id: UUID, finding_id: UUID) -> Response | BaseResponse:
    """Save a correction: it stays in the handout, and marked."""
    finding = _load(evening_id, finding_id)
    form = EnteredFindingForm()
    if form.validate():
        try:
            findings.correct_entered(finding_id, me().id, form.version.data or 0, form.values())
        except Invalid as refused:
            form.blame(refused)
        except Stale:
            finding = _load(evening_id, finding_id)
            theirs = url_for(
                "evenings.show", evening_id=evening_id, _anchor=f"finding-{finding_id}"
            )
            sent = findings.whole(finding, form.values())
            both = two_texts(finding, sent, form.version, theirs)
            if not both.fields:
                return _back(evening_id, f"finding-{finding_id}")
            return _edit(evening_id, finding, form, 409, conflict=both)
        else:
            flash("Saved.")
            return _back(evening_id, f"finding-{finding_id}")
    return _edit(evening_id, _load(evening_id, finding_id), form, 422)


@bp.post("/evenings/<uuid:evening_id>/findings/<uuid:finding_id>/delete")
def delete(evening_id: UUID, finding_id: UUID) -> BaseResponse:
    """Take back what was typed in; a button puts it back."""
    _load(evening_id, finding_id)
    findings.take_entered_back(finding_id, me().id, posted_version())
    undo = url_for("entered_findings.restore", evening_id=evening_id, finding_id=finding_id)
    offer_undo("Taken back. The handout no longer has it.", undo)
    return _back(evening_id)


@bp.post("/evenings/<uuid:evening_id>/findings/<uuid:finding_id>/restore")
def restore(evening_id: UUID, finding_id: UUID) -> BaseResponse:
    """Put back what was taken back."""
    _load(evening_id, finding_id, taken_back=True)
    findings.put_entered_back(finding_id, me().id)
    flash("Back in the handout.")
    return _back(evening_id, f"finding-{finding_id}")
