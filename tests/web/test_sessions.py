"""/sign-in and /sign-out."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from trio_journal.dates import now
from trio_journal.extensions import db
from trio_journal.models import LoginSession, User
from trio_journal.services import invitations
from trio_journal.services.sessions import SESSION_LASTS

from .pages import Page

PASSWORD = "correct horse battery"


@pytest.fixture
def email(journal: Any) -> str:
    """Return the address of ann, who has a password."""

    def give() -> str:
        token = invitations.invite(journal.id, journal.ann, journal.helen)
        invitations.accept(token, PASSWORD)
        return db.session.scalars(select(User.email).where(User.id == journal.ann)).one()

    return journal.inside(give)()


def sign(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", data={"email": email, "password": password} | more)


def test_the_right_two_halves_open_home(client: FlaskClient, email: str) -> None:
    answer = sign(client, email)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Hello Ann" in Page(client.get("/")).words


def test_an_address_is_read_as_people_type_it(client: FlaskClient, email: str) -> None:
    assert sign(client, f"  {email.upper()} ").status_code == 303


def test_the_form_asks_for_both(client: FlaskClient, journal: Any) -> None:
    page = Page(client.get("/sign-in"))
    form = page.form("/sign-in")
    assert form.fields["email"] == [""]
    assert 'type="password"' in page.html


def test_the_sentence_is_the_same_whichever_half_is_wrong(client: FlaskClient, email: str) -> None:
    bodies = set()
    for name, password in (
        (email, "wrong"),
        (email, ""),
        ("nobody@example.org", PASSWORD),
        ("nobody@example.org", ""),
        ("", ""),
        ("\x00", "\x00"),
        (email + "\x00x", PASSWORD),
        ("x" * 100_000, PASSWORD),
    ):
        answer = sign(client, name, password)
        assert answer.status_code == 422
        page = Page(answer)
        assert PASSWORD not in page.html, "a password is not sent back"
        bodies.add(page.html.replace(name.strip() or "-", "").replace("\x00", ""))
        assert "do not go together" in page.words
    assert len({body.count("Error:") for body in bodies}) == 1
    assert Page(client.get("/")).status == 303


def test_who_was_added_and_chose_no_password_cannot_sign_in(
    client: FlaskClient, journal: Any
) -> None:
    find = select(User.email).where(User.id == journal.bob)
    bob = journal.inside(lambda: db.session.scalars(find).one())()
    for password in ("", "None", "null"):
        assert sign(client, bob, password).status_code == 422


def test_a_mistake_keeps_the_address_and_the_way_back(client: FlaskClient, email: str) -> None:
    answer = sign(client, email, "wrong", next="/alliance")
    form = Page(answer).form("/sign-in")
    assert form.fields["email"] == [email]
    assert form.fields["next"] == ["/alliance"]
    assert form.send(client, password=PASSWORD).location == "/alliance"


@pytest.mark.parametrize("inside", ["/", "/alliance", "/trios/1?year=3#to-sort", "/évenings"])
def test_next_leads_on_inside_the_site(client: FlaskClient, email: str, inside: str) -> None:
    answer = sign(client, email, next=inside)
    assert answer.status_code == 303
    assert answer.location.startswith("/")
    assert not answer.location.startswith("//")
    assert answer.location.split("?")[0] == inside.split("?")[0].replace("é", "%C3%A9")


OUTSIDE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "javascript:alert(1)",
    "evil.example",
    "http:evil.example",
    "http:///evil.example",
    "//[",
    "http://[",
    "/a\r\nX-Evil: 1",
    "/\x00",
    "?next=//evil.example",
    "@evil.example",
    "x" * 50_000,
]


@pytest.mark.parametrize("outside", OUTSIDE)
def test_next_never_leaves_the_site(
    client: FlaskClient, email: str, journal: Any, sign_in: Any, outside: str
) -> None:
    for headers in ({}, {"HX-Request": "true", "HX-Request-Type": "full"}):
        answer = client.post(
            "/sign-in",
            data={"email": email, "password": PASSWORD, "next": outside},
            headers=headers,
        )
        target = answer.headers.get("HX-Redirect") or answer.location
        assert answer.status_code in (200, 303)
        assert target.startswith("/")
        assert not target.startswith(("//", "/\\", "/\t", "/\n"))
        assert "\n" not in target
        assert "X-Evil" not in answer.headers
    answer = sign_in(journal.ann).get("/sign-in", query_string={"next": outside})
    assert answer.status_code == 303
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/\\"))


def test_who_is_signed_in_already_goes_on(journal: Any, ann: FlaskClient) -> None:
    answer = ann.get("/sign-in?next=/alliance")
    assert (answer.status_code, answer.location) == (303, "/alliance")


def test_a_stranger_is_sent_to_sign_in_and_back(
    client: FlaskClient, email: str, journal: Any
) -> None:
    answer = client.get(f"/trios/{journal.home.id}?year=3")
    assert answer.status_code == 303
    form = Page(client.get(answer.location)).form("/sign-in")
    back = form.send(client, email=email, password=PASSWORD)
    assert back.location == f"/trios/{journal.home.id}?year=3"
    assert client.get(back.location).status_code == 200


def test_signing_out_ends_the_session_in_the_database(
    client: FlaskClient, email: str, journal: Any, app: Flask
) -> None:
    sign(client, email)
    sessions = journal.inside(lambda: len(db.session.scalars(select(LoginSession)).all()))
    before = sessions()
    stolen = client.get_cookie("trio_journal")
    assert stolen is not None
    form = Page(client.get("/")).form("/sign-out")
    assert form.method == "POST"
    answer = form.send(client)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert client.get("/").status_code == 303
    thief = app.test_client()
    thief.set_cookie("trio_journal", stolen.value)
    assert thief.get("/alliance").status_code == 303, "an old cookie opens nothing"
    assert sessions() == before - 1


def test_get_signs_nobody_out(journal: Any, ann: FlaskClient) -> None:
    assert ann.get("/sign-out").status_code == 405
    assert ann.get("/").status_code == 200


def test_signing_out_twice_is_no_mistake(journal: Any, ann: FlaskClient) -> None:
    ann.post("/sign-out")
    assert ann.post("/sign-out").status_code in (303, 401)


def test_a_session_ends_by_itself(journal: Any, ann: FlaskClient) -> None:
    def age() -> None:
        for session in db.session.scalars(select(LoginSession)):
            session.expires_at = now() - timedelta(seconds=1)
        db.session.commit()

    journal.inside(age)()
    assert ann.get("/").status_code == 303


def test_a_made_up_session_is_nobodys(app: Flask, journal: Any) -> None:
    for token in ("", "x", str(journal.ann), "\x00", "x" * 3_000):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = token
        assert client.get("/alliance").status_code == 303


def test_only_the_hash_of_a_token_is_kept(client: FlaskClient, email: str, journal: Any) -> None:
    sign(client, email)
    with client.session_transaction() as session:
        token = session["_user_id"]
    kept = journal.inside(lambda: [s.token_hash for s in db.session.scalars(select(LoginSession))])
    assert token not in kept()


def test_the_cookie_is_not_for_scripts_or_other_sites(client: FlaskClient, email: str) -> None:
    cookie = sign(client, email).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_sign_in_answers_get_and_post_only(client: FlaskClient) -> None:
    assert client.put("/sign-in").status_code == 405


def test_the_cookie_lasts_as_long_as_the_session(
    client: FlaskClient, email: str, app: Flask
) -> None:
    assert "Max-Age" not in (client.get("/sign-in").headers.get("Set-Cookie") or "")
    cookie = sign(client, email).headers["Set-Cookie"]
    until = parsedate_to_datetime(cookie.split("Expires=")[1].split(";")[0])
    assert abs(until - now() - SESSION_LASTS) < timedelta(minutes=1)
    assert app.permanent_session_lifetime == SESSION_LASTS
    assert "Set-Cookie" not in client.get("/alliance").headers, "reading does not prolong it"
    assert client.get_cookie("remember_token") is None


def test_the_cookie_is_for_https_only_behind_it(
    client: FlaskClient, email: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Secure" not in sign(client, email).headers["Set-Cookie"]
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    assert "Secure" in sign(app.test_client(), email).headers["Set-Cookie"]


def test_signing_in_again_ends_the_session_before(
    client: FlaskClient, email: str, journal: Any, app: Flask
) -> None:
    sign(client, email)
    before = client.get_cookie("trio_journal")
    assert before is not None
    assert sign(client, email).status_code == 303
    assert client.get("/").status_code == 200
    other = app.test_client()
    other.set_cookie("trio_journal", before.value)
    assert other.get("/").status_code == 303


def test_after_signing_out_the_cookie_ends_with_the_browser(
    client: FlaskClient, email: str
) -> None:
    sign(client, email)
    assert "Expires" not in (client.post("/sign-out").headers.get("Set-Cookie") or "").replace(
        "Expires=Thu, 01 Jan 1970", ""
    )


def linked(journal: Any, browser: FlaskClient) -> None:
    """Let helen's browser make a link for dan, and not look at it."""
    place = journal.place(journal.dan).id
    assert browser.post(f"/people/{place}/invite").status_code == 303
    with browser.session_transaction() as session:
        session["_flashes"] = [("message", "Dan Danson has left.")]
        session["person"], session["csrf_token"] = str(journal.helen), "kept"
        assert session["new_link"]


def test_after_signing_out_the_cookie_has_no_link_and_no_message(
    journal: Any, sign_in: Any
) -> None:
    helen = sign_in(journal.helen)
    linked(journal, helen)
    helen.post("/sign-out")
    with helen.session_transaction() as session:
        told = {name: session[name] for name in session if not name.startswith("_perm")}
    assert told == {"person": str(journal.helen), "csrf_token": "kept"}


def test_somebody_else_who_signs_in_over_it_gets_no_link_in_their_cookie(
    journal: Any, sign_in: Any, email: str
) -> None:
    browser = sign_in(journal.helen)
    linked(journal, browser)
    assert sign(browser, email).status_code == 303
    with browser.session_transaction() as session:
        assert "new_link" not in session
        assert "_flashes" not in session
