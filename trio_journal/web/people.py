"""The alliance's people: who they are, their single-use links, and leaving.

A link is shown once, on a page of its own that can be loaded again without making another. On
the way there its token is in the coordinator's own cookie, so that no address or log has it.
"""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, Response, flash, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..exceptions import Invalid, Stale
from ..ids import new_id
from ..models import Membership
from ..services import invitations, people, schools, trio_members
from .forms.people import NewPersonForm, PersonFields, PersonForm
from .htmx import go_to, is_partial, render
from .links import absolute
from .signed_in import coordinated, look_at, me

bp = Blueprint("people", __name__)

Form = TypeVar("Form", bound=PersonFields)


def _load(membership_id: UUID) -> Membership:
    """Return somebody's place in an alliance, which says which alliance it is about."""
    person = access.load_person(me().id, membership_id)
    look_at(person.alliance_id)
    return person


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
    alliance_id = coordinated()
    everybody = people.of_alliance(alliance_id, left=True)
    return render(
        "people/index.html",
        people=[one for one in everybody if access.is_present(one)],
        former=[one for one in everybody if not access.is_present(one)],
        places=trio_members.by_person(alliance_id, dates.academic_year(dates.today())),
    )


@bp.get("/people/new")
def new() -> Response:
    """Ask for a person."""
    form = _offered(NewPersonForm(id=new_id()), coordinated())
    return render("people/new.html", form=form)


@bp.post("/people")
def create() -> Response | BaseResponse:
    """Add a person, and go on to the link to pass on."""
    alliance_id = coordinated()
    form = NewPersonForm(id=new_id())
    _offered(form, alliance_id)
    if form.is_right(people.mistakes_to_add(alliance_id, form.id.data, **form.to_check())):
        try:
            person, token = people.add(alliance_id, membership_id=form.id.data, **form.values())
        except Invalid as refused:
            form.blame(refused)
        else:
            return _to_link(person.id, token, added=True)
    return render("people/new.html", status=422, form=form)


NEW_LINK = "new_link"


def _to_link(membership_id: UUID, token: str | None, *, added: bool) -> BaseResponse:
    session[NEW_LINK] = [str(me().id), str(membership_id), token or "", added]
    return go_to(url_for("people.show_link", membership_id=membership_id))


def _just_made(membership_id: UUID) -> tuple[str, bool]:
    """Return the token to show this once, "" for none, and whether the person was added with it."""
    by, whose, token, added = session.pop(NEW_LINK, None) or ("", "", "", False)
    if (by, whose) != (str(me().id), str(membership_id)):
        return "", False
    return token if token and invitations.find(token) else "", added


@bp.get("/people/<uuid:membership_id>/link")
def show_link(membership_id: UUID) -> Response:
    """Show a link that was just made, once; after that, whether one waits to be used."""
    person = _load(membership_id)
    token, added = _just_made(membership_id)
    return render(
        "people/link.html",
        person=person,
        link=absolute("invitations.show", token=token) if token else "",
        added=added,
        waiting=invitations.open_link(person.user_id, me().id),
        may_make=invitations.answers_to(person.user_id, me().id),
        days=invitations.LASTS.days,
        sign_in=absolute("sessions.new"),
    )


@bp.post("/people/<uuid:membership_id>/invite")
def invite(membership_id: UUID) -> BaseResponse:
    """Make a new single-use link; earlier ones stop working."""
    person = _load(membership_id)
    token = invitations.invite(person.alliance_id, person.user_id, me().id)
    return _to_link(membership_id, token, added=False)


def _edit(person: Membership, form: PersonForm, status: int = 200, **more: Any) -> Response:
    return render(
        "people/edit.html",
        "people/_edit.html",
        status=status,
        person=person,
        form=form,
        email_stays=people.why_email_stays(person),
        **more,
    )


@bp.get("/people/<uuid:membership_id>")
def show(membership_id: UUID) -> Response | BaseResponse:
    """Show a person's row again; as a page, the list."""
    person = _load(membership_id)
    if not is_partial():
        return go_to(url_for("people.index", _anchor=f"person-{membership_id}"))
    return _row(person)


def _row(person: Membership, notice: str = "") -> Response:
    year = dates.academic_year(dates.today())
    return render(
        "people/index.html",
        "people/_person.html",
        person=person,
        places=trio_members.by_person(person.alliance_id, year),
        notice=notice,
    )


@bp.get("/people/<uuid:membership_id>/edit")
def edit(membership_id: UUID) -> Response:
    """Show a person to change."""
    person = _load(membership_id)
    form = _offered(PersonForm(), person.alliance_id, person)
    form.fill(person)
    return _edit(person, form)


@bp.post("/people/<uuid:membership_id>/edit")
def update(membership_id: UUID) -> Response | BaseResponse:
    """Save a person's name, role and school, and their address while it is not theirs yet."""
    person = _load(membership_id)
    form = _offered(PersonForm(), person.alliance_id, person)
    name, email, was = form.name.data or "", form.typed_email, person.user.email
    if form.is_right(people.mistakes_to_change(person, me().id, name=name, email=email)):
        try:
            read = form.version.data or 0
            people.change(person.alliance_id, person.user_id, me().id, read, **form.values())
        except Invalid as refused:
            form.blame(refused)
        except Stale:
            person = _load(membership_id)
            form.version.data = person.version
            _offered(form, person.alliance_id, person)
            return _edit(person, form, 409, theirs=form.theirs(person))
        else:
            return _saved(_load(membership_id), was)
    return _edit(_load(membership_id), form, 422)


def _saved(person: Membership, email_was: str) -> Response | BaseResponse:
    notice = "Saved."
    if person.user.email != email_was:
        notice = "Saved. A link from before no longer works: make a new one, and pass that on."
    if is_partial():
        return _row(person, notice)
    flash(notice)
    return go_to(url_for("people.index", _anchor=f"person-{person.id}"))


@bp.get("/people/<uuid:membership_id>/leave")
def confirm_leave(membership_id: UUID) -> Response:
    """Ask before somebody leaves."""
    person = _load(membership_id)
    places: dict[UUID, Any] = trio_members.by_person(
        person.alliance_id, dates.academic_year(dates.today())
    )
    return render("people/leave.html", person=person, places=places.get(person.user_id, []))


@bp.post("/people/<uuid:membership_id>/leave")
def leave(membership_id: UUID) -> BaseResponse:
    """End somebody's membership today."""
    person = _load(membership_id)
    people.leave(person.alliance_id, person.user_id, me().id)
    name, alliance = person.user.name, person.alliance.name
    flash(f"{name} has left {alliance}. Their notes stay with their trios.")
    return go_to(url_for("people.index"))
