"""Signing in and out."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import Select, Update, bindparam, delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload
from werkzeug.security import check_password_hash, generate_password_hash

from ..dates import now
from ..exceptions import Invalid
from ..extensions import db
from ..models import LoginSession, User
from .tokens import hash_token, new_token
from .transaction import when_free, writing

# A term: teachers sign in once and are not asked again in the middle of a lesson.
SESSION_LASTS = timedelta(days=120)
WRONG = "That e-mail address and password do not go together. Check both, and try again."


@cache
def _nobodys_hash() -> str:
    return generate_password_hash(new_token())


def sign_in(email: str, password: str) -> str:
    """Return a new session token. Raises Invalid without telling which half was wrong."""
    user = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    # Checking takes as long for an address that nobody has.
    kept = (user.password_hash if user else None) or _nobodys_hash()
    right = check_password_hash(kept, password)
    if user is None or user.password_hash is None or not right:
        raise Invalid(WRONG)
    return start(user.id)


def start(user_id: UUID) -> str:
    """Return the token of a new session for somebody who has proved who they are."""
    token = new_token()
    with writing() as session:
        session.execute(delete(LoginSession).where(LoginSession.expires_at < now()))
        session.add(
            LoginSession(
                user_id=user_id, token_hash=hash_token(token), expires_at=now() + SESSION_LASTS
            )
        )
    return token


@cache
def _find() -> Select[LoginSession]:
    return (
        select(LoginSession)
        .where(
            LoginSession.token_hash == bindparam("token_hash"),
            LoginSession.expires_at > bindparam("now"),
        )
        .options(joinedload(LoginSession.user, innerjoin=True))
    )


def find(token: str) -> LoginSession | None:
    """Return the session of a token, its user loaded, or None when it has ended."""
    return db.session.scalar(_find(), {"token_hash": hash_token(token), "now": now()})


def sign_out(token: str) -> None:
    """End a session; ending it twice is the same as once."""
    with writing() as session:
        session.execute(delete(LoginSession).where(LoginSession.token_hash == hash_token(token)))


def _switched(token: str, alliance_id: UUID) -> Update:
    its_own = LoginSession.token_hash == hash_token(token)
    return update(LoginSession).where(its_own).values(alliance_id=alliance_id)


def switch_alliance(token: str, alliance_id: UUID) -> None:
    """Remember which alliance this browser was told to look at."""
    with writing() as session:
        session.execute(_switched(token, alliance_id))


def go_on_looking(token: str, alliance_id: UUID) -> None:
    """Remember in which alliance this browser changed something, unless somebody is writing."""
    with suppress(SQLAlchemyError), when_free() as connection:
        connection.execute(_switched(token, alliance_id))
