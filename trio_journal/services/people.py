"""People: added by a coordinator, who passes on a link; nobody sets another's password."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, func, select, update
from sqlalchemy.orm import joinedload
from werkzeug.security import generate_password_hash

from .. import access
from ..dates import now, today
from ..exceptions import Conflict, Invalid, NotAllowed, NotFound, Stale
from ..extensions import db
from ..models import Alliance, Invitation, LoginSession, Membership, Role, TrioMembership, User
from . import sessions, trio_members
from .tokens import hash_token, new_token
from .transaction import once, writing

INVITATION_LASTS = timedelta(days=14)
SHORTEST_PASSWORD = 12
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def of_alliance(alliance_id: UUID, *, left: bool = False) -> Sequence[Membership]:
    """Return the alliance's people with their schools, by name; leavers only when asked for."""
    chosen = select(Membership).where(Membership.alliance_id == alliance_id)
    if not left:
        chosen = chosen.where(access.membership_present())
    return db.session.scalars(
        chosen.join(Membership.user)
        .options(joinedload(Membership.user), joinedload(Membership.school))
        .order_by(User.name, User.id)
    ).all()


@once
def add(
    alliance_id: UUID,
    *,
    name: str,
    email: str,
    role: Role = Role.MEMBER,
    school_id: UUID | None = None,
    membership_id: UUID | None = None,
) -> tuple[Membership, str | None]:
    """Add somebody to an alliance; return their membership and the token of a single-use link.

    A form sent twice, with the same `membership_id`, adds once and is answered with a new link.

    Somebody who has an account already signs in as they do elsewhere: no link, so that no
    alliance can take over an account of another. Raises Invalid.
    """
    email = _tidied(email)
    with writing() as session:
        # Whoever makes a link for this person in another alliance waits, and then sees this one.
        known = select(User).where(User.email == email)
        user = session.scalar(known.with_for_update(key_share=True))
        if found := mistakes_to_add(alliance_id, membership_id, name=name, email=email):
            raise Invalid("Check the name and the address.", found)
        if user is None:
            user = User(email=email, name=name.strip())
            session.add(user)
            session.flush()
        membership = _membership(alliance_id, user.id)
        if membership is None:
            membership = Membership(alliance_id=alliance_id, user_id=user.id)
            if membership_id is not None and session.get(Membership, membership_id) is None:
                membership.id = membership_id
            session.add(membership)
        else:
            membership.version += 1
        membership.role = role
        membership.school_id = school_id
        membership.left_on = None
        session.flush()
        if user.password_hash is not None:
            # A link kept from before would now open this alliance as well. (A first password is
            # another matter: whoever holds that link could have used it before, and without it
            # nobody could give this person another.)
            session.execute(delete(Invitation).where(Invitation.user_id == user.id))
        has_account = user.password_hash is not None or _is_elsewhere(user.id, alliance_id)
        return membership, None if has_account else _new_link(user.id)


def mistakes_to_add(
    alliance_id: UUID, membership_id: UUID | None, *, name: str, email: str
) -> dict[str, list[str]]:
    """Return what is wrong with somebody new by field."""
    found = _mistakes(name, email)
    known = db.session.scalar(select(User).where(User.email == _tidied(email)))
    there = _membership(alliance_id, known.id) if known else None
    if known and there and access.is_present(there) and there.id != membership_id:
        found["email"] = [f"{known.name} is in the alliance already."]
    return found


def _mistakes(name: str, email: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not name.strip():
        found["name"] = ["Write the person's name."]
    if not _EMAIL.fullmatch(_tidied(email)) or len(email) > 254:
        found["email"] = ["Write an e-mail address, such as name@school.org.uk."]
    return found


def _tidied(email: str) -> str:
    return email.strip().lower()


def _is_elsewhere(user_id: UUID, alliance_id: UUID) -> bool:
    """Say whether somebody is in another alliance, which has given them their link."""
    return bool(
        db.session.scalar(
            select(Membership.id).where(
                Membership.user_id == user_id,
                Membership.alliance_id != alliance_id,
                access.membership_present(),
            )
        )
    )


def _membership(alliance_id: UUID, user_id: UUID) -> Membership | None:
    return db.session.scalar(
        select(Membership)
        .where(Membership.alliance_id == alliance_id, Membership.user_id == user_id)
        .options(joinedload(Membership.user))
    )


def _new_link(user_id: UUID) -> str:
    token = new_token()
    db.session.execute(delete(Invitation).where(Invitation.user_id == user_id))
    db.session.add(
        Invitation(
            user_id=user_id, token_hash=hash_token(token), expires_at=now() + INVITATION_LASTS
        )
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
        return _new_link(user_id)


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
        user = session.scalar(select(User).where(User.email == _tidied(email)))
        if user is None:
            raise Invalid(f"Nobody signs in with {email}.")
        if not _alliances(user.id):
            raise Invalid(f"{user.name} has left. Add them to an alliance first: create-user.")
        return _new_link(user.id)


def find_invitation(token: str, *, locked: bool = False) -> Invitation | None:
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


def accept_invitation(token: str, password: str) -> str:
    """Set a person's password with their link, and return the token of a new session.

    All their other sessions end. Raises Invalid, or NotFound when the link was used or is old.
    """
    check_password(password)
    hashed = generate_password_hash(password)
    with writing() as session:
        invitation = find_invitation(token, locked=True)
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


def why_email_stays(membership: Membership) -> str:
    """Return why somebody's address cannot be corrected here, "" while it can.

    Until they have chosen a password it is what a coordinator typed. From then on it is theirs.
    """
    if membership.user.password_hash is not None:
        return "They have chosen a password and sign in with it, so it is theirs now."
    if _was_elsewhere(membership):
        return "Another alliance knows them by it too, so it cannot be changed in one alone."
    return ""


def _was_elsewhere(membership: Membership) -> bool:
    # Who has left another alliance is still somebody there, and comes back under this address.
    return bool(
        db.session.scalar(
            select(Membership.id).where(
                Membership.user_id == membership.user_id,
                Membership.alliance_id != membership.alliance_id,
            )
        )
    )


def mistakes_to_change(
    membership: Membership, by_id: UUID, *, name: str, email: str | None
) -> dict[str, list[str]]:
    """Return what is wrong with somebody's new name and address by field; no address: it stays."""
    user = membership.user
    email = user.email if email is None else _tidied(email)
    found = _mistakes(name, email)
    if name.strip() not in ("", user.name) and not answers_to(user.id, by_id):
        found["name"] = ["They are in another alliance too, and have one name in both."]
    if email == user.email or "email" in found:
        return found
    if stays := why_email_stays(membership):
        found["email"] = [f"It stays {user.email}. {stays}"]
    elif other := db.session.scalar(select(User).where(User.email == email)):
        found["email"] = [
            f"{other.name} has this address already."
            if _membership(membership.alliance_id, other.id)
            else "They cannot have this address. If it is right, let them leave the alliance, "
            "and add them again with it."
        ]
    return found


@once
def change(
    alliance_id: UUID,
    user_id: UUID,
    by_id: UUID,
    version: int,
    *,
    name: str,
    role: Role,
    school_id: UUID | None,
    email: str | None = None,
) -> Membership:
    """Save somebody's name, role, school and address, read at `version` of their membership.

    Raises Stale when that has changed, and Conflict for the last coordinator.

    Raises Invalid for a new name when the person is in an alliance that `by_id` does not
    coordinate: they have one name everywhere; and for a new address once it is theirs.
    """
    name = name.strip()
    with writing() as session:
        _lock(alliance_id)
        membership = _membership(alliance_id, user_id)
        if membership is None:
            raise NotFound
        user = membership.user
        email = user.email if email is None else _tidied(email)
        there = (user.name, user.email, membership.role, membership.school_id)
        if there == (name, email, role, school_id):
            # Sent twice, or what somebody else saved as well.
            return membership
        if membership.version != version:
            raise Stale(user_id)
        if email != user.email:
            # Who got the link by the wrong address must not come in with it. And before the
            # person is looked at: whoever is using it at this moment is waited for.
            session.execute(delete(Invitation).where(Invitation.user_id == user_id))
            session.refresh(user, with_for_update=True)
        if found := mistakes_to_change(membership, by_id, name=name, email=email):
            raise Invalid("Check the name and the address.", found)
        if role is not Role.COORDINATOR:
            _keep_a_coordinator(membership)
        user.email = email
        if name != user.name:
            user.name = name
            # The name stands in the forms of every alliance, and each carries its own version.
            session.execute(
                update(Membership)
                .where(Membership.user_id == user_id, Membership.id != membership.id)
                .values(version=Membership.version + 1)
            )
        membership.role = role
        membership.school_id = school_id
        membership.version += 1
        return membership


def leave(alliance_id: UUID, user_id: UUID, by_id: UUID) -> Membership:
    """End somebody's membership today, and their places in its trios; their notes stay.

    Raises Conflict for the last coordinator.
    """
    with writing() as session:
        _lock(alliance_id)
        membership = _membership(alliance_id, user_id)
        if membership is None:
            raise NotFound
        _keep_a_coordinator(membership)
        membership.left_on = today()
        membership.version += 1
        # An alliance that somebody has left has no say in their password any more.
        session.execute(delete(Invitation).where(Invitation.user_id == user_id))
        for trio_id in session.scalars(
            select(TrioMembership.trio_id).where(
                TrioMembership.alliance_id == alliance_id,
                TrioMembership.user_id == user_id,
                access.trio_membership_present(),
            )
        ).all():
            trio_members.leave(trio_id, user_id, by_id)
        return membership


def _lock(alliance_id: UUID) -> None:
    """Let those wait who change who coordinates an alliance, so that each counts who is left."""
    db.session.get_one(Alliance, alliance_id, with_for_update={"key_share": True})


def _keep_a_coordinator(membership: Membership) -> None:
    if not access.coordinates(membership):
        return
    others = db.session.scalar(
        select(func.count())
        .select_from(Membership)
        .where(
            Membership.alliance_id == membership.alliance_id,
            Membership.role == Role.COORDINATOR,
            Membership.id != membership.id,
            access.membership_present(),
        )
    )
    if not others:
        raise Conflict(
            "This is the alliance's only coordinator. Make somebody else a coordinator first."
        )


def example_accounts() -> int:
    """Return how many accounts of the example alliance can sign in."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(User)
            .where(User.is_example.is_(True), User.password_hash.is_not(None))
        )
        or 0
    )
