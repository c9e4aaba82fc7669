"""People: added by a coordinator, changed, and leaving; their links are in `invitations.py`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from .. import access
from ..dates import now, today
from ..exceptions import Conflict, Invalid, NotFound, Stale
from ..extensions import db
from ..models import Alliance, Membership, Role, TrioMembership, User
from . import invitations, trio_members
from .transaction import once, writing

LONGEST_NAME = 120
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
    alliance can take over an account of another.

    Raises Invalid, also when the form that is sent again says something else than what is kept
    by now; and NotFound for the id of a place in another alliance.
    """
    email = _tidied(email)
    with writing() as session:
        # The slower half of a double click waits, and finds what the faster one made.
        _lock(alliance_id)
        # Whoever makes a link for this person in another alliance waits, and then sees this one.
        known = select(User).where(User.email == email)
        user = session.scalar(known.with_for_update(key_share=True))
        found = mistakes_to_add(
            alliance_id, membership_id, name=name, email=email, role=role, school_id=school_id
        )
        if found:
            raise Invalid("Check the name and the address.", found)
        membership = _made_by(membership_id, alliance_id)
        if membership is None:
            membership = _join(alliance_id, user, name.strip(), email, membership_id)
            membership.role = role
            membership.school_id = school_id
            session.flush()
        return membership, _first_link(membership)


def _join(
    alliance_id: UUID, user: User | None, name: str, email: str, membership_id: UUID | None
) -> Membership:
    """Return the place of somebody who joins an alliance or comes back to it."""
    session, moment = db.session, now()
    if user is None:
        user = User(email=email, name=name, created_at=moment)
        session.add(user)
        session.flush()
    membership = _membership(alliance_id, user.id)
    if membership is None:
        membership = Membership(alliance_id=alliance_id, user_id=user.id, user=user)
        session.add(membership)
    else:
        membership.version += 1
        membership.left_on = None
    # Who comes back comes anew: this alliance had no part in what happened while they were away,
    # and the form that brings them back knows its own record again when it is sent twice.
    membership.created_at = moment
    if membership_id is not None:
        membership.id = membership_id
    if user.password_hash is not None:
        # A link kept from before would now open this alliance as well. (A first password is
        # another matter: whoever holds that link could have used it before, and without it
        # nobody could give this person another.)
        invitations.end_all(user.id)
    return membership


def _first_link(membership: Membership) -> str | None:
    """Return the token of a link for somebody who was added, None when they sign in already."""
    user = membership.user
    if user.password_hash is not None or _is_elsewhere(user.id, membership.alliance_id):
        return None
    return invitations.make(user.id)


def mistakes_to_add(
    alliance_id: UUID,
    membership_id: UUID | None,
    *,
    name: str,
    email: str,
    role: Role | None,
    school_id: UUID | None,
) -> dict[str, list[str]]:
    """Return what is wrong with somebody new by field.

    Raises NotFound when the form's id is that of a place in another alliance.
    """
    wrong, email = _mistakes(name, email), _tidied(email)
    if made := _made_by(membership_id, alliance_id):
        return _unlike(made, name.strip(), email, role, school_id) | wrong
    known = db.session.scalar(select(User).where(User.email == email))
    there = _membership(alliance_id, known.id) if known else None
    if known and there and access.is_present(there):
        wrong["email"] = [f"{known.name} is in the alliance already."]
    return wrong


def _made_by(membership_id: UUID | None, alliance_id: UUID) -> Membership | None:
    """Return the place that a form made when it was sent before. Raises NotFound."""
    made = db.session.get(Membership, membership_id) if membership_id else None
    if made is not None and made.alliance_id != alliance_id:
        raise NotFound
    return made


def _unlike(
    made: Membership, name: str, email: str, role: Role | None, school_id: UUID | None
) -> dict[str, list[str]]:
    """Return by field where a form that is sent again differs from what it made.

    Whether somebody went back to correct it, or a colleague changed it since: it is changed from
    its own page, which compares versions, and not from here.
    """
    user = made.user
    if not access.is_present(made):
        left = f"{user.name} was added with this form, and has left since."
        return {"email": [f"{left} To bring them back, open “Add a person” again."]}
    if email != user.email:
        added = f"{user.name} was added with this form already, as {user.email}."
        return {"email": [f"{added} Correct that in the list of people."]}
    as_kept: dict[str, str] = {}
    # Who was known before kept their name, whatever was typed here.
    is_new = user.created_at == made.created_at
    if is_new and name != user.name:
        as_kept["name"] = f"as {user.name}"
    if role is not made.role:
        as_kept["role"] = f"as a {made.role.value}"
    if school_id != made.school_id:
        as_kept["school_id"] = f"at {made.school.name}" if made.school else "without a school"
    return {
        field: [f"They are in the alliance already, {words}. Change that in the list of people."]
        for field, words in as_kept.items()
    }


def _mistakes(name: str, email: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not name.strip():
        found["name"] = ["Write the person's name."]
    elif len(name.strip()) > LONGEST_NAME:
        found["name"] = [f"This is too long: a name has at most {LONGEST_NAME} characters."]
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
    if name.strip() not in ("", user.name) and not invitations.answers_to(user.id, by_id):
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

    Raises NotFound for who never was in the alliance, Stale when that has changed, and Conflict
    for the last coordinator.

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
            invitations.end_all(user_id)
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

    Who has left already does not leave again. Raises NotFound for who never was in the alliance,
    and Conflict for the last coordinator.
    """
    with writing() as session:
        _lock(alliance_id)
        membership = _membership(alliance_id, user_id)
        if membership is None:
            raise NotFound
        if not access.is_present(membership):
            return membership
        _keep_a_coordinator(membership)
        membership.left_on = today()
        membership.version += 1
        invitations.end(membership)
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
