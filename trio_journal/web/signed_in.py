"""Who is asking, and where they belong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from flask import after_this_request, current_app, g, request
from flask_login import current_user
from werkzeug.wrappers import Response

from .. import access
from ..exceptions import Conflict, NotFound
from ..extensions import login_manager
from ..models import Evening, Membership, TrioMembership, User
from ..services import sessions

View = TypeVar("View", bound=Callable[..., object])


class SignedIn:
    """A signed-in browser, as Flask-Login knows it: its id is the session's token."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, user: User, alliance_id: UUID | None) -> None:
        self.token = token
        self.user = user
        self.alliance_id = alliance_id

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader
def load_user(token: str) -> SignedIn | None:
    """Return who a session token belongs to, in one query."""
    found = sessions.find(token)
    return None if found is None else SignedIn(token, found.user, found.alliance_id)


def public(view: View) -> View:
    """Mark a view that strangers may open; every other view needs somebody who is signed in."""
    view.public = True  # type: ignore[attr-defined]
    return view


def is_public() -> bool:
    """Say whether strangers may open what was asked for."""
    view = current_app.view_functions.get(request.endpoint or "")
    return view is None or getattr(view, "public", False) or request.endpoint == "static"


def require_sign_in() -> Response | None:
    """Stop strangers before any view but the public ones."""
    if is_public():
        return None
    if current_user.is_authenticated:
        _refuse_another_persons_page()
        return None
    answer: Response = login_manager.unauthorized()
    return answer


def _refuse_another_persons_page() -> None:
    """Raise Conflict for a save from a page that somebody else was signed in to when it was opened.

    On a shared computer the words of one teacher may not become another's.
    """
    opened_by = request.headers.get("X-Person")
    if opened_by is not None and opened_by != str(me().id):
        raise Conflict(
            f"You are signed in as {me().name} now, and this page is somebody else's. The text is "
            "still here: sign in as its writer in another tab, then save again."
        )


def me() -> User:
    """Return the person who is signed in."""
    user: User = current_user.user
    return user


def places() -> access.Places:
    """Return where the person belongs; asked once a request."""
    if "places" not in g:
        g.places = access.places(me().id)
    found: access.Places = g.places
    return found


def membership() -> Membership:
    """Return the membership of the alliance this browser is looking at. Raises NotFound."""
    found = places().memberships
    if not found:
        raise NotFound("You are not in an alliance at present. Ask your coordinator to add you.")
    chosen = g.get("alliance_id") or current_user.alliance_id
    return next((m for m in found if m.alliance_id == chosen), found[0])


def coordinated() -> UUID:
    """Return the alliance of a page, or of the form that was sent, for its coordinator.

    A form names its own: in another tab this browser may look at another alliance by now.
    Raises NotFound, NotAllowed, or Conflict where a form names none and there are several.
    """
    if request.method in ("GET", "HEAD"):
        return access.load_coordinator(me().id, membership().alliance_id).alliance_id
    named = request.form.get("alliance_id")
    try:
        alliance_id = UUID(named) if named else membership().alliance_id
    except ValueError:
        raise NotFound from None
    access.load_coordinator(me().id, alliance_id)
    if not named and _are_several():
        raise Conflict(
            "You are in more than one alliance, and this form does not say for which it is. "
            "Copy what you typed, and open the page again."
        )
    look_at(alliance_id)
    return alliance_id


def look_at(alliance_id: UUID) -> None:
    """Show an alliance in the frame; who changes something in it goes on looking at it."""
    g.alliance_id = alliance_id
    if request.method == "POST":
        after_this_request(_go_on_looking)


def _go_on_looking(response: Response) -> Response:
    """Remember the alliance in which something was saved; a refusal has changed nothing."""
    there = g.alliance_id
    # Who is in one alliance sees no other.
    if response.status_code < 400 and there != current_user.alliance_id and _are_several():
        sessions.go_on_looking(current_user.token, there)
    return response


def _are_several() -> bool:
    return len(places().memberships) > 1


def load_evening(evening_id: UUID, *, change: bool = False) -> Evening:
    """Return an evening to read, or for its coordinator to change, and look at its alliance."""
    evening = access.load_evening(me().id, evening_id, change=change)
    look_at(evening.alliance_id)
    return evening


def trio_member(trio_id: UUID, *, change: bool = False) -> TrioMembership:
    """Return the person's membership of a trio, and look at its alliance. See `access`."""
    member = access.load_trio_member(me().id, trio_id, change=change, among=places().trio_members)
    g.alliance_id = member.alliance_id
    return member


@dataclass(frozen=True, slots=True)
class Link:
    """A name to choose in the menu."""

    id: UUID
    name: str
    focus: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """What the frame of every page says about the person."""

    name: str
    person_id: UUID
    alliance: Link | None
    alliances: tuple[Link, ...]
    trios: tuple[Link, ...]
    is_coordinator: bool


def shell() -> Shell | None:
    """Return what the frame shows, or None to strangers; worked out once a request."""
    if not current_user.is_authenticated:
        return None
    if "shell" not in g:
        g.shell = _shell()
    found: Shell = g.shell
    return found


def _shell() -> Shell:
    found = places()
    alliances = tuple(Link(m.alliance_id, m.alliance.name) for m in found.memberships)
    here = membership() if found.memberships else None
    return Shell(
        name=me().name,
        person_id=me().id,
        alliance=Link(here.alliance_id, here.alliance.name) if here else None,
        alliances=alliances,
        trios=tuple(
            Link(m.trio_id, m.trio.focus, m.trio.focus)
            for m in found.trio_members
            if here and m.alliance_id == here.alliance_id
        ),
        is_coordinator=bool(here and access.coordinates(here)),
    )
