"""Single-use links, with which people choose their own passwords; nobody sets another's."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, select
from sqlalchemy.orm import joinedload
from werkzeug.security import generate_password_hash

from .. import access
from ..dates import now
from ..exceptions import Invalid, NotAllowed, NotFound
from ..extensions import db
from ..models import Invitation, LoginSession, Membership, Role, User
from . import sessions
from .tokens import hash_token, new_token
from .transaction import writing

LASTS = timedelta(days=14)
SHORTEST_PASSWORD = 12


# Making one


def make(user_id: UUID) -> str:
    """Make somebody's link the only one, and return its token; call inside a transaction."""
    token = new_token()
    end_all(user_id)
    db.session.add(
        Invitation(user_id=user_id, token_hash=hash_token(token), expires_at=now() + LASTS)
    )
    return token


def invite(alliance_id: UUID, user_id: UUID, coordinator_id: UUID) -> str:
    """Return the token of a new single-use link; earlier links of that person stop working.

    Raises NotAllowed when the person also belongs to an alliance that the coordinator does not
    coordinate, for a new password would open that one too.
    """
    with writing() as session:
        if session.get(User, user_id, with_for_update={"key_share": True}) is None:
            raise NotFound
        if alliance_id not in _alliances(user_id):
            raise NotFound
        if not answers_to(user_id, coordinator_id):
            raise NotAllowed(
                "This person is in another alliance as well. They can set a new password "
                "only with a coordinator of both."
            )
        return make(user_id)


def _alliances(user_id: UUID, *conditions: ColumnElement[bool]) -> set[UUID]:
    return set(
        db.session.scalars(
            select(Membership.alliance_id).where(
                Membership.user_id == user_id, access.membership_present(), *conditions
            )
        )
    )


def answers_to(user_id: UUID, coordinator_id: UUID) -> bool:
    """Say whether a coordinator coordinates every alliance that somebody is in."""
    coordinated = _alliances(coordinator_id, Membership.role == Role.COORDINATOR)
    return _alliances(user_id) <= coordinated


def new_link(email: str) -> str:
    """Return a new single-use link's token for whoever runs the journal. Raises Invalid."""
    with writing() as session:
        user = session.scalar(select(User).where(User.email == email.strip().lower()))
        if user is None:
            raise Invalid(f"Nobody signs in with {email}.")
        if not _alliances(user.id):
            raise Invalid(f"{user.name} has left. Add them to an alliance first: create-user.")
        return make(user.id)


# Using it


def find(token: str, *, locked: bool = False) -> Invitation | None:
    """Return an invitation that can still be used, its person loaded; `locked` to use it up.

    It is its person's, whoever made it: it stays when that coordinator steps down or leaves, and
    ends when the person does.
    """
    chosen = _usable().where(Invitation.token_hash == hash_token(token))
    return db.session.scalar(chosen.with_for_update(of=Invitation) if locked else chosen)


def _usable() -> Select[Invitation]:
    return (
        select(Invitation)
        .where(
            Invitation.used_at.is_(None),
            Invitation.expires_at > now(),
            exists().where(Membership.user_id == Invitation.user_id, access.membership_present()),
        )
        .options(joinedload(Invitation.user, innerjoin=True))
    )


def open_link(user_id: UUID, coordinator_id: UUID) -> Invitation | None:
    """Return the link that waits for somebody, to a coordinator who could make another."""
    if not answers_to(user_id, coordinator_id):
        return None
    return db.session.scalar(_usable().where(Invitation.user_id == user_id))


def check_password(password: str) -> None:
    """Raise Invalid unless a new password is long enough."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            "Choose a longer password.",
            {"password": [f"At least {SHORTEST_PASSWORD} characters; three words do well."]},
        )


def accept(token: str, password: str) -> str:
    """Set a person's password with their link, and return the token of a new session.

    All their other sessions end. Raises Invalid, or NotFound when the link was used or is old.
    """
    check_password(password)
    hashed = generate_password_hash(password)
    with writing() as session:
        invitation = find(token, locked=True)
        if invitation is None:
            raise NotFound("This link was used already, or is too old. Ask for a new one.")
        invitation.used_at = now()
        invitation.user.password_hash = hashed
        session.execute(delete(LoginSession).where(LoginSession.user_id == invitation.user_id))
        return sessions.start(invitation.user_id)


def set_password(user_id: UUID, password: str) -> None:
    """Set a password from the command line or for the example. Raises Invalid when too short."""
    check_password(password)
    hashed = generate_password_hash(password)
    with writing() as session:
        session.get_one(User, user_id).password_hash = hashed


# Ending one


def end_all(user_id: UUID) -> None:
    """End every link of somebody; call inside a transaction."""
    db.session.execute(delete(Invitation).where(Invitation.user_id == user_id))


def end(left: Membership) -> None:
    """End the link of somebody who leaves, unless an alliance that they stay in made it too.

    An alliance has no say any more in the password of somebody who left it. But whoever made a
    link coordinated every alliance that the person was in at that moment.
    """
    stays = exists().where(
        Membership.user_id == left.user_id,
        Membership.id != left.id,
        Membership.created_at <= Invitation.created_at,
        access.membership_present(),
    )
    db.session.execute(delete(Invitation).where(Invitation.user_id == left.user_id, ~stays))
