"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from trio_journal.dates import now
from trio_journal.exceptions import Invalid
from trio_journal.extensions import db
from trio_journal.models import LoginSession, User
from trio_journal.services import invitations, sessions

from .conftest import House, Journal, set_back

PASSWORD = "three small words"


@pytest.fixture
def email(journal: Journal) -> str:
    invitations.set_password(journal.ann, PASSWORD)
    return db.session.get_one(User, journal.ann).email


def test_the_right_password_opens_a_session(journal: Journal, email: str) -> None:
    session = sessions.find(sessions.sign_in(f" {email.upper()} ", PASSWORD))
    assert session is not None
    assert session.user.name == "Ann Annson"


def test_the_refusal_does_not_tell_which_half_was_wrong(journal: Journal, email: str) -> None:
    no_password = db.session.get_one(User, journal.bob).email
    messages = set()
    for wrong in ((email, "wrong"), ("nobody@example.org", PASSWORD), (no_password, PASSWORD)):
        with pytest.raises(Invalid) as refusal:
            sessions.sign_in(*wrong)
        messages.add(refusal.value.message)
        assert refusal.value.errors == {}
    assert messages == {sessions.WRONG}


def test_the_database_keeps_only_the_hash_of_a_token(journal: Journal, email: str) -> None:
    token = sessions.sign_in(email, PASSWORD)
    kept = db.session.scalars(select(LoginSession.token_hash)).one()
    assert token not in kept
    assert sessions.find(kept) is None


def test_every_sign_in_has_a_token_of_its_own(journal: Journal, email: str) -> None:
    phone, laptop = (sessions.sign_in(email, PASSWORD) for _ in range(2))
    sessions.sign_out(phone)
    assert sessions.find(phone) is None
    assert sessions.find(laptop) is not None


def test_signing_out_twice_is_the_same_as_once(journal: Journal, email: str) -> None:
    token = sessions.sign_in(email, PASSWORD)
    sessions.sign_out(token)
    sessions.sign_out(token)
    assert sessions.find(token) is None


def test_a_session_lasts_a_term_and_is_then_cleared_away(journal: Journal, email: str) -> None:
    token = sessions.sign_in(email, PASSWORD)
    session = sessions.find(token)
    assert session is not None
    assert timedelta(days=119) < session.expires_at - now() <= sessions.SESSION_LASTS
    set_back(session, expires_at=now() - timedelta(seconds=1))
    assert sessions.find(token) is None
    sessions.sign_in(email, PASSWORD)
    assert db.session.scalar(select(func.count()).select_from(LoginSession)) == 1


def test_a_browser_remembers_its_alliance(journal: Journal, elsewhere: House, email: str) -> None:
    token = sessions.sign_in(email, PASSWORD)
    session = sessions.find(token)
    assert session is not None
    assert session.alliance_id is None
    sessions.switch_alliance(token, elsewhere.id)
    assert session.alliance_id == elsewhere.id
    sessions.switch_alliance("nobody's", journal.id)
    assert session.alliance_id == elsewhere.id
