"""Who is in a trio: joining, leaving, being away, leading."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access
from ..exceptions import Conflict, Invalid, NotFound
from ..models import Trio, TrioMembership
from ..services import people, trio_members, trios
from ..text import capitalised, first_names, listed, number
from .forms.formation import NewMemberForm
from .htmx import go_to, is_partial, render
from .links import absolute
from .signed_in import look_at, me

bp = Blueprint("trio_members", __name__)


def _load(trio_id: UUID, *, change: bool = False) -> tuple[Trio, bool]:
    """Return a trio and whether the person coordinates its alliance."""
    trio, coordinating = access.load_trio(me().id, trio_id, change=change)
    look_at(trio.alliance_id)
    return trio, coordinating


def _load_for_away(trio_id: UUID) -> None:
    """Look at a trio in which the person may say who is away. Raises NotFound, NotAllowed."""
    trio = access.load_away_marker(me().id, trio_id)
    look_at(trio.alliance_id)
    _open(trio)


def _member(trio_id: UUID, user_id: UUID) -> TrioMembership:
    for one in trio_members.of_trio(trio_id):
        if one.user_id == user_id and access.in_trio(one):
            return one
    raise NotFound


def _open(trio: Trio) -> None:
    if not access.is_open(trio):
        raise Conflict(access.CLOSED)


def _url(trio_id: UUID) -> str:
    return url_for("trio_members.index", trio_id=trio_id)


def at_one_school(trio: Trio) -> str:
    """Return a sentence about members who have one school, to follow another; "" for none."""
    found = trios.same_school(trio)
    if found is None:
        return ""
    school, count = found
    who = f"all {number(count)}" if count == trios.SIZE else number(count)
    return f" {capitalised(who)} of them are at {school.name}: there are fewer schools to visit."


def _form(trio: Trio, everybody: list[TrioMembership], data: bool) -> NewMemberForm:
    form = NewMemberForm() if data else NewMemberForm(formdata=None)
    # Who was chosen may be in the trio by now: a form that is sent twice is no mistake.
    present = {one.user_id for one in everybody if access.in_trio(one)} - {form.user_id.data}
    form.offer(
        [m for m in people.of_alliance(trio.alliance_id) if m.user_id not in present],
        trio_members.by_person(trio.alliance_id, trio.academic_year),
    )
    return form


def _members(trio: Trio, coordinating: bool, everybody: list[TrioMembership]) -> dict[str, Any]:
    """Return what the list of members needs."""
    present = [one for one in everybody if access.in_trio(one)]
    present.sort(key=lambda one: one.user_id != trio.lead_id)
    can_change = coordinating and access.is_open(trio)
    return {
        "subject": trio,
        "members": present,
        "can_manage": can_change,
        "can_mark_away": can_change or (access.leads(me().id, trio) and access.is_open(trio)),
    }


def _page(
    trio: Trio, coordinating: bool, form: NewMemberForm | None = None, status: int = 200
) -> Response:
    everybody = list(trio_members.of_trio(trio.id))
    shown = _members(trio, coordinating, everybody)
    names = first_names([one.user.name for one in shown["members"]])
    if form is None and shown["can_manage"] and len(names) < trios.SIZE:
        form = _form(trio, everybody, data=False)
    return render(
        "trio_members/index.html",
        status=status,
        **shown,
        # The bar with Journal, Write, Findings and Visits is for those who may go there.
        trio=trio if any(one.user_id == me().id for one in shown["members"]) else None,
        coordinating=coordinating,
        former=[one for one in everybody if not access.in_trio(one)],
        form=form,
        others=listed(names),
        journal=absolute("trios.show", trio_id=trio.id),
        continued_by=trios.continued_by(trio.id),
        free=trios.SIZE - len(names),
    )


@bp.get("/trios/<uuid:trio_id>/members")
def index(trio_id: UUID) -> Response:
    """Show who is in a trio, and was."""
    return _page(*_load(trio_id))


@bp.post("/trios/<uuid:trio_id>/members")
def create(trio_id: UUID) -> Response | BaseResponse:
    """Add somebody to a trio."""
    trio, coordinating = _load(trio_id, change=True)
    _open(trio)
    form = _form(trio, list(trio_members.of_trio(trio_id)), data=True)
    reason = form.exception_reason.data or ""
    if form.is_right(trio_members.mistakes(trio, form.user_id.data, reason)):
        try:
            trio_members.add(trio_id, form.user_id.data, me().id, reason)
        except Invalid as refused:
            form.blame(refused)
            trio, coordinating = _load(trio_id, change=True)
        else:
            name = _member(trio_id, form.user_id.data).user.name
            flash(f"{name} is in the trio.{at_one_school(_load(trio_id)[0])}")
            return go_to(_url(trio_id))
    return _page(trio, coordinating, form, 422)


@bp.get("/trios/<uuid:trio_id>/members/<uuid:user_id>/leave")
def confirm_leave(trio_id: UUID, user_id: UUID) -> Response:
    """Ask before somebody leaves a trio."""
    trio, _ = _load(trio_id, change=True)
    _open(trio)
    return render("trio_members/leave.html", subject=trio, member=_member(trio_id, user_id))


@bp.post("/trios/<uuid:trio_id>/members/<uuid:user_id>/leave")
def leave(trio_id: UUID, user_id: UUID) -> BaseResponse:
    """End somebody's time in a trio today."""
    trio, _ = _load(trio_id, change=True)
    _open(trio)
    name = _member(trio_id, user_id).user.name
    trio_members.leave(trio_id, user_id, me().id)
    flash(f"{name} has left the trio. Their notes stay in its journal.")
    return go_to(_url(trio_id))


def _changed(trio_id: UUID, notice: str, focus: str) -> Response | BaseResponse:
    """Answer a change to one member: by htmx the list, else the page."""
    if not is_partial():
        flash(notice)
        return go_to(_url(trio_id))
    trio, coordinating = _load(trio_id)
    shown = _members(trio, coordinating, list(trio_members.of_trio(trio_id)))
    return render(
        "trio_members/index.html",
        "trio_members/_members.html",
        **shown,
        notice=notice,
        focus=focus,
    )


@bp.post("/trios/<uuid:trio_id>/members/<uuid:user_id>/away")
def away(trio_id: UUID, user_id: UUID) -> Response | BaseResponse:
    """Say that a member is away."""
    _load_for_away(trio_id)
    name = trio_members.set_away(trio_id, user_id, me().id, away=True).user.name
    notice = f"{name} is away. The others can agree without them, and the handout says so."
    return _changed(trio_id, notice, f"back-{user_id}")


@bp.post("/trios/<uuid:trio_id>/members/<uuid:user_id>/back")
def back(trio_id: UUID, user_id: UUID) -> Response | BaseResponse:
    """Say that a member is back."""
    _load_for_away(trio_id)
    name = trio_members.set_away(trio_id, user_id, me().id, away=False).user.name
    return _changed(trio_id, f"{name} is back, and agrees to findings again.", f"away-{user_id}")


@bp.post("/trios/<uuid:trio_id>/members/<uuid:user_id>/lead")
def lead(trio_id: UUID, user_id: UUID) -> Response | BaseResponse:
    """Make a member the trio's lead."""
    trio, _ = _load(trio_id, change=True)
    _open(trio)
    trio_members.lead(trio_id, user_id)
    notice = f"{_member(trio_id, user_id).user.name} leads the trio."
    return _changed(trio_id, notice, f"member-{user_id}")
