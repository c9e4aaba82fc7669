"""The alliance's people: who they are, their single-use links, and leaving."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..exceptions import Invalid, Stale
from ..ids import new_id
from ..models import Membership
from ..services import board, people, schools
from .forms.people import NewPersonForm, PersonFields, PersonForm
from .htmx import go_to, is_partial, render
from .links import absolute
from .signed_in import me, membership

bp = Blueprint("people", __name__)

Form = TypeVar("Form", bound=PersonFields)


def _alliance() -> UUID:
    """Return the alliance that the person coordinates. Raises NotAllowed."""
    return access.load_coordinator(me().id, membership().alliance_id).alliance_id


def _load(user_id: UUID) -> Membership:
    return access.load_person(me().id, membership().alliance_id, user_id)


def _offered(form: Form, alliance_id: UUID, person: Membership | None = None) -> Form:
    there = list(schools.of_alliance(alliance_id))
    # A school that closed stays with those who were there.
    if person and person.school and person.school.id not in {school.id for school in there}:
        there.append(person.school)
    form.offer(there)
    return form


@bp.get("/people")
def index() -> Response:
    """List the people of the alliance."""
    alliance_id = _alliance()
    everybody = people.of_alliance(alliance_id, left=True)
    return render(
        "people/index.html",
        people=[one for one in everybody if access.is_present(one)],
        former=[one for one in everybody if not access.is_present(one)],
        places=board.places_in_trios(alliance_id, dates.academic_year(dates.today())),
    )


@bp.get("/people/new")
def new() -> Response:
    """Ask for a person."""
    form = _offered(NewPersonForm(id=new_id()), _alliance())
    return render("people/new.html", form=form)


@bp.post("/people")
def create() -> Response | BaseResponse:
    """Add a person, and show the link to pass on."""
    alliance_id = _alliance()
    form = NewPersonForm(id=new_id())
    _offered(form, alliance_id)
    if form.validate():
        try:
            person, token = people.add(alliance_id, membership_id=form.id.data, **form.values())
        except Invalid as refused:
            form.blame(refused)
        else:
            return _show_link(person, token, added=True)
    return render("people/new.html", status=422, form=form)


def _show_link(person: Membership, token: str | None, *, added: bool) -> Response:
    link = absolute("invitations.show", token=token) if token else ""
    return render(
        "people/link.html",
        person=person,
        link=link,
        added=added,
        days=people.INVITATION_LASTS.days,
        sign_in=absolute("sessions.new"),
    )


@bp.post("/people/<uuid:user_id>/invite")
def invite(user_id: UUID) -> Response:
    """Make a new single-use link; earlier ones stop working."""
    person = _load(user_id)
    token = people.invite(person.alliance_id, user_id, me().id)
    return _show_link(_load(user_id), token, added=False)


def _edit(person: Membership, form: PersonForm, status: int = 200, **more: Any) -> Response:
    return render(
        "people/edit.html", "people/_edit.html", status=status, person=person, form=form, **more
    )


@bp.get("/people/<uuid:user_id>")
def show(user_id: UUID) -> Response | BaseResponse:
    """Show a person's row again; as a page, the list."""
    person = _load(user_id)
    if not is_partial():
        return go_to(url_for("people.index", _anchor=f"person-{user_id}"))
    return _row(person)


def _row(person: Membership, notice: str = "") -> Response:
    year = dates.academic_year(dates.today())
    return render(
        "people/index.html",
        "people/_person.html",
        person=person,
        places=board.places_in_trios(person.alliance_id, year),
        notice=notice,
    )


@bp.get("/people/<uuid:user_id>/edit")
def edit(user_id: UUID) -> Response:
    """Show a person to change."""
    person = _load(user_id)
    form = _offered(PersonForm(), person.alliance_id, person)
    form.fill(person)
    return _edit(person, form)


@bp.post("/people/<uuid:user_id>/edit")
def update(user_id: UUID) -> Response | BaseResponse:
    """Save a person's name, role and school."""
    person = _load(user_id)
    form = _offered(PersonForm(), person.alliance_id, person)
    if form.validate():
        try:
            read = form.version.data or 0
            people.change(person.alliance_id, user_id, me().id, read, **form.values())
        except Invalid as refused:
            form.blame(refused)
        except Stale:
            person = _load(user_id)
            form.version.data = person.version
            _offered(form, person.alliance_id, person)
            return _edit(person, form, 409, theirs=form.theirs(person))
        else:
            if is_partial():
                return _row(_load(user_id), "Saved.")
            return go_to(url_for("people.index", _anchor=f"person-{user_id}"))
    return _edit(_load(user_id), form, 422)


@bp.get("/people/<uuid:user_id>/leave")
def confirm_leave(user_id: UUID) -> Response:
    """Ask before somebody leaves."""
    person = _load(user_id)
    places: dict[UUID, Any] = board.places_in_trios(
        person.alliance_id, dates.academic_year(dates.today())
    )
    return render("people/leave.html", person=person, places=places.get(user_id, []))


@bp.post("/people/<uuid:user_id>/leave")
def leave(user_id: UUID) -> BaseResponse:
    """End somebody's membership today."""
    person = _load(user_id)
    people.leave(person.alliance_id, user_id, me().id)
    flash(f"{person.user.name} has left the alliance. Their notes stay with their trios.")
    return go_to(url_for("people.index"))
