"""/invitations/<token>: a single-use link with which somebody chooses their own password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from trio_journal.dates import now
from trio_journal.extensions import db
from trio_journal.models import Invitation, Role, User
from trio_journal.services import invitations, people

from .pages import Page

PASSWORD = "correct horse battery"


@pytest.fixture
def link(journal: Any) -> str:
    """Return the link that helen passes on to dan."""
    return (
        f"/invitations/{journal.inside(invitations.invite)(journal.id, journal.dan, journal.helen)}"
    )


def test_it_says_which_alliance_and_which_address(client: FlaskClient, link: str) -> None:
    page = Page(client.get(link))
    assert page.status == 200
    assert "Welcome to Vale Alliance" in page.words
    assert "dan@" in page.words


def test_the_password_signs_in_at_once_and_later(
    client: FlaskClient, link: str, journal: Any
) -> None:
    answer = Page(client.get(link)).form(link).send(client, password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Hello Dan" in Page(client.get("/")).words
    client.post("/sign-out")
    find = select(User.email).where(User.id == journal.dan)
    email = journal.inside(lambda: db.session.scalars(find).one())()
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 303


def test_it_works_once(client: FlaskClient, link: str) -> None:
    client.post(link, data={"password": PASSWORD})
    client.post("/sign-out")
    for send in (client.get, client.post):
        answer = send(link)
        assert answer.status_code == 404
        assert "does not work any more" in Page(answer).words
    answer = client.post(link, data={"password": "another long password"})
    assert answer.status_code == 404
    assert client.get("/").location == "/sign-in"


def test_opening_it_uses_nothing_up(client: FlaskClient, link: str) -> None:
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert client.post(link, data={"password": PASSWORD}).status_code == 303


def test_a_short_password_is_refused_beside_the_field(client: FlaskClient, link: str) -> None:
    for password in ("", "short", "x" * 11):
        answer = client.post(link, data={"password": password})
        assert answer.status_code == 422, repr(password)
        page = Page(answer)
        assert "password-error" in page.ids
        assert password.strip() == "" or password not in page.html
    assert client.get("/").status_code == 303
    assert client.post(link, data={"password": PASSWORD}).status_code == 303


def test_it_is_too_old_after_two_weeks(client: FlaskClient, link: str, journal: Any) -> None:
    def age() -> None:
        for one in db.session.scalars(select(Invitation)):
            one.expires_at = now() - timedelta(seconds=1)
        db.session.commit()

    journal.inside(age)()
    assert client.get(link).status_code == 404
    assert client.post(link, data={"password": PASSWORD}).status_code == 404


def test_a_newer_link_ends_the_older(client: FlaskClient, link: str, journal: Any) -> None:
    newer = journal.inside(invitations.invite)(journal.id, journal.dan, journal.helen)
    assert client.get(link).status_code == 404
    assert client.get(f"/invitations/{newer}").status_code == 200


@pytest.mark.parametrize("opened", [False, True])
def test_it_lets_nobody_in_who_has_left(
    client: FlaskClient, link: str, journal: Any, opened: bool
) -> None:
    form = Page(client.get(link)).form(link)
    journal.inside(people.leave)(journal.id, journal.dan, journal.helen)
    answer = form.send(client, password=PASSWORD) if opened else client.get(link)
    assert answer.status_code == 404
    assert "does not work any more" in Page(answer).words
    assert client.get("/").location == "/sign-in"


def test_it_is_its_persons_when_the_coordinator_who_made_it_leaves(
    client: FlaskClient, link: str, journal: Any
) -> None:
    olga = journal.person("olga", role=Role.COORDINATOR)
    journal.inside(people.leave)(journal.id, journal.helen, olga)
    assert client.post(link, data={"password": PASSWORD}).status_code == 303


def test_it_ends_when_the_address_it_was_made_for_is_corrected(
    client: FlaskClient, link: str, journal: Any
) -> None:
    journal.inside(people.change)(
        journal.id, journal.dan, journal.helen, 1,
        name="Dan", role=Role.MEMBER, school_id=None, email="dan@birch.example.org",
    )  # fmt: skip
    assert client.get(link).status_code == 404
    assert client.post(link, data={"password": PASSWORD}).status_code == 404


def test_made_up_links_lead_nowhere(client: FlaskClient, journal: Any) -> None:
    for token in ("x", "%00", "x" * 5_000, "..", "%ED%A0%80", "' OR 1=1"):
        assert client.get(f"/invitations/{token}").status_code == 404, token
        answer = client.post(f"/invitations/{token}", data={"password": PASSWORD})
        assert answer.status_code == 404, token


def test_the_link_is_not_kept_nor_cached(client: FlaskClient, link: str, journal: Any) -> None:
    token = link.rpartition("/")[2]
    kept = journal.inside(
        lambda: [one.token_hash for one in db.session.scalars(select(Invitation))]
    )
    assert token not in kept()
    answer = client.get(link)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"


HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def real_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let forms prove again that they are ours."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.mark.usefixtures("real_tokens")
def test_a_newcomer_whose_cookie_is_gone_gets_the_form_again(
    client: FlaskClient, link: str
) -> None:
    form = Page(client.get(link)).form(link)
    client.delete_cookie("trio_journal")
    page = Page(client.post(link, data=form.data(password=PASSWORD), headers=HERE))
    assert page.status == 400
    assert "open too long, so nothing was saved. Go on from here." in page.words
    assert "signed out" not in page.words
    assert PASSWORD not in page.html
    assert page.form(link).send(client, password=PASSWORD).status_code == 303


@pytest.mark.usefixtures("real_tokens")
def test_at_a_computer_where_somebody_else_signed_in_it_opens_again_too(
    ann: FlaskClient, link: str
) -> None:
    page = Page(ann.post(link, data={"password": PASSWORD, "csrf_token": "old"}, headers=HERE))
    assert page.status == 400
    assert page.form(link).send(ann, password=PASSWORD).status_code == 303


@pytest.mark.usefixtures("real_tokens")
def test_an_old_form_of_a_link_that_was_used_says_so(
    client: FlaskClient, link: str, journal: Any
) -> None:
    journal.inside(invitations.invite)(journal.id, journal.dan, journal.helen)
    page = Page(client.post(link, data={"password": PASSWORD}, headers=HERE))
    assert page.status == 404
    assert "does not work any more" in page.words


@pytest.mark.usefixtures("real_tokens")
def test_signing_in_with_an_old_form_opens_it_again_and_keeps_the_way_back(
    client: FlaskClient, journal: Any
) -> None:
    data = {"email": "a@b.example", "password": PASSWORD, "next": "/alliance?year=2025"}
    page = Page(client.post("/sign-in", data=data, headers=HERE))
    assert page.status == 400
    assert PASSWORD not in page.html
    form = page.form("/sign-in")
    assert form.fields["next"] == ["/alliance?year=2025"]
    assert form.fields["email"] == ["a@b.example"]
    assert form.send(client, email="a@b.example", password="x").status_code == 422


@pytest.mark.usefixtures("real_tokens")
def test_another_sites_form_is_refused_and_opens_nothing(client: FlaskClient, link: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(link, data={"password": PASSWORD}, headers=headers).status_code == 400
    assert "open too long" not in Page(client.get(link)).words


def test_somebody_elses_session_gives_way(link: str, ann: FlaskClient) -> None:
    assert ann.post(link, data={"password": PASSWORD}).status_code == 303
    assert "Hello Dan" in Page(ann.get("/")).words


def test_a_long_password_is_a_password(client: FlaskClient, link: str) -> None:
    assert client.post(link, data={"password": "long " * 200}).status_code == 303
