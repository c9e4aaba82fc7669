"""/people: who is in the alliance, their single-use links, and leaving."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Membership, Role, User
from trio_journal.services import people, schools, trio_members

from .conftest import HTMX
from .doors import SignIn, knock, other_method, stranger_in
from .pages import Page

LINK = re.compile(r"http://localhost/invitations/[\w-]{30,}")
PASSWORD = "three plain words"


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


@pytest.fixture
def dan_at(journal: Any) -> str:
    """Return the address of somebody in no trio."""
    return f"/people/{journal.dan}"


def member_of(journal: Any, person: Any) -> Any:
    return journal.inside(
        lambda: db.session.scalars(
            select(Membership).where(
                Membership.user_id == person, Membership.alliance_id == journal.id
            )
        ).one()
    )()


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "name": "Eve Everson",
        "email": "eve@school.example.org",
        "role": "member",
        "school_id": "",
    } | changed


def test_the_list_has_everybody_with_school_trio_and_whether_the_link_was_used(
    journal: Any, helen: FlaskClient
) -> None:
    words = Page(helen.get("/people")).words
    for each in ("Ann Annson", "Ashby Primary School", "Talk", "coordinator"):
        assert each in words
    assert words.count("Has not used the link yet") == 5


def test_somebody_new_gets_a_link_that_works_once(
    journal: Any, helen: FlaskClient, client: FlaskClient
) -> None:
    form = Page(helen.get("/people/new")).form("/people")
    answer = form.send(
        helen, name="Eve Everson", email="Eve@School.example.org", school_id=str(journal.primary.id)
    )
    assert answer.status_code == 200
    found = set(LINK.findall(answer.get_data(as_text=True)))
    assert len(found) == 1
    path = found.pop().removeprefix("http://localhost")
    chosen = {"password": PASSWORD, "repeated": PASSWORD}
    assert client.post(path, data=chosen).status_code == 303
    assert client.post(path, data=chosen).status_code == 404
    assert "eve@school.example.org" in Page(helen.get("/people")).words


def test_the_form_sent_twice_adds_once_and_the_last_link_works(
    journal: Any, helen: FlaskClient, client: FlaskClient
) -> None:
    data = typed()
    first, second = (helen.post("/people", data=data) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    links = [LINK.findall(answer.get_data(as_text=True))[0] for answer in (first, second)]
    paths = [link.removeprefix("http://localhost") for link in links]
    assert [client.get(path).status_code for path in paths] == [404, 200]
    count = select(func.count()).select_from(User).where(User.name == "Eve Everson")
    assert journal.inside(lambda: db.session.scalar(count))() == 1


def test_somebody_with_an_account_gets_no_link(
    journal: Any, elsewhere: Any, helen: FlaskClient
) -> None:
    zoe = elsewhere.person("zoe")
    elsewhere.inside(people.set_password)(zoe, PASSWORD)
    answer = helen.post("/people", data=typed(email=f"zoe@{elsewhere.id.hex}.example.org"))
    page = Page(answer)
    assert "have an account already" in page.words
    assert "/invitations/" not in page.html


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Write the person's name."),
        ({"email": "eve at school"}, "Write an e-mail address"),
        ({"name": "E" * 121}, "too long: 120 fit"),
        ({"role": "head"}, ""),
        ({"school_id": str(new_id())}, "Choose one from the list."),
        ({"id": "damaged"}, "This form is damaged"),
    ],
)
def test_a_mistake_adds_nobody_and_keeps_what_was_typed(
    journal: Any, helen: FlaskClient, changed: dict[str, str], sentence: str
) -> None:
    before = len(Page(helen.get("/people")).links)
    answer = helen.post("/people", data=typed() | changed)
    assert answer.status_code == 422
    form = Page(answer).form("/people")
    sent = typed() | changed
    assert form.fields["name"] == [sent["name"].strip()]
    assert form.fields["email"] == [sent["email"]]
    assert sentence in answer.get_data(as_text=True).replace("&#39;", "'")
    assert len(Page(helen.get("/people")).links) == before


def test_nobody_is_in_an_alliance_twice(journal: Any, helen: FlaskClient) -> None:
    answer = helen.post("/people", data=typed(email=f"dan@{journal.id.hex}.example.org"))
    assert answer.status_code == 422
    assert "Dan Danson is in the alliance already." in Page(answer).words


def test_a_new_link_replaces_the_old_one(
    journal: Any, helen: FlaskClient, client: FlaskClient, dan_at: str
) -> None:
    paths = [
        LINK.findall(helen.post(f"{dan_at}/invite").get_data(as_text=True))[0][16:]
        for _ in range(2)
    ]
    assert [client.get(path).status_code for path in paths] == [404, 200]


def test_no_link_for_somebody_who_is_elsewhere_too(
    journal: Any, elsewhere: Any, helen: FlaskClient
) -> None:
    elsewhere.inside(people.add)(
        elsewhere.id, name="Dan", email=f"dan@{journal.id.hex}.example.org"
    )
    assert helen.post(f"/people/{journal.dan}/invite").status_code == 403


def test_a_person_is_changed(journal: Any, helen: FlaskClient, dan_at: str) -> None:
    form = Page(helen.get(f"{dan_at}/edit")).form("/edit")
    assert form.fields["name"] == ["Dan Danson"]
    assert form.fields["school_id"] == [str(journal.secondary.id)]
    answer = form.send(helen, name="Daniel Danson", role="coordinator", school_id="")
    assert answer.status_code == 303
    dan = member_of(journal, journal.dan)
    assert (dan.role, dan.school_id) == (Role.COORDINATOR, None)
    assert "Daniel Danson" in Page(helen.get("/people")).words


def test_htmx_edits_the_row_in_its_place(journal: Any, helen: FlaskClient, dan_at: str) -> None:
    opened = Page(helen.get(f"{dan_at}/edit", headers=HTMX))
    assert not opened.is_whole
    assert opened.ids[0] == f"person-{journal.dan}"
    data = {"name": "Daniel", "role": "member", "school_id": "", "version": "1"}
    saved = Page(helen.post(f"{dan_at}/edit", data=data, headers=HTMX))
    assert (saved.status, saved.ids[0]) == (200, f"person-{journal.dan}")
    assert "Daniel" in saved.words
    refused = Page(
        helen.post(f"{dan_at}/edit", data=data | {"name": "", "version": "2"}, headers=HTMX)
    )
    assert refused.status == 422
    assert not refused.is_whole
    cancelled = Page(helen.get(dan_at, headers=HTMX))
    assert "Daniel" in cancelled.words
    assert not cancelled.is_whole
    assert helen.get(dan_at).location == f"/people#person-{journal.dan}"


def test_a_closed_school_stays_with_who_was_there(
    journal: Any, helen: FlaskClient, dan_at: str
) -> None:
    journal.inside(schools.close)(journal.secondary.id)
    form = Page(helen.get(f"{dan_at}/edit")).form("/edit")
    assert form.send(helen).status_code == 303
    assert member_of(journal, journal.dan).school_id == journal.secondary.id


def test_the_last_coordinator_stays_one(journal: Any, helen: FlaskClient) -> None:
    at = f"/people/{journal.helen}"
    data = {"name": "Helen", "role": "member", "school_id": "", "version": "1"}
    sent = helen.post(f"{at}/edit", data=data)
    left = helen.post(f"{at}/leave")
    for answer in (sent, left):
        assert answer.status_code == 409
        assert "only coordinator" in Page(answer).words
    assert member_of(journal, journal.helen).role is Role.COORDINATOR
    assert helen.get("/people").status_code == 200


def test_leaving_asks_first_and_ends_everything_that_day(
    journal: Any, helen: FlaskClient, sign_in: SignIn
) -> None:
    at, ann = f"/people/{journal.ann}/leave", sign_in(journal.ann)
    asked = Page(helen.get(at))
    assert "They also leave “Talk”" in asked.words
    assert ann.get(f"/trios/{journal.home.id}/members").status_code == 200
    assert asked.form("/leave").send(helen).status_code == 303
    assert ann.get(f"/trios/{journal.home.id}/members").status_code == 404
    assert ann.get("/alliance").status_code == 404
    words = Page(helen.get("/people")).words
    assert "1 who left" in words
    present = journal.inside(trio_members.of_trio)(journal.home.id)
    assert [m.user_id for m in present if m.left_on] == [journal.ann]


def test_people_of_another_alliance_are_nobody_here(
    journal: Any, elsewhere: Any, helen: FlaskClient
) -> None:
    zoe = elsewhere.person("zoe")
    for person in (zoe, new_id()):
        at = f"/people/{person}"
        for url in (at, f"{at}/edit", f"{at}/leave"):
            assert helen.get(url).status_code == 404
        for url in (f"{at}/invite", f"{at}/edit", f"{at}/leave"):
            assert helen.post(url, data=typed()).status_code == 404


DOORS = [
    ("GET", "/people"),
    ("GET", "/people/new"),
    ("POST", "/people"),
    ("GET", "/people/{dan}"),
    ("GET", "/people/{dan}/edit"),
    ("POST", "/people/{dan}/edit"),
    ("POST", "/people/{dan}/invite"),
    ("GET", "/people/{dan}/leave"),
    ("POST", "/people/{dan}/leave"),
]


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_only_coordinators_get_in(
    journal: Any, elsewhere: Any, sign_in: SignIn, method: str, path: str
) -> None:
    url = path.format(dan=journal.dan)
    assert knock(sign_in(journal.ann), method, url) == 403
    assert knock(sign_in(journal.ann), "DELETE", url) == 405
    if "{dan}" in path:
        assert knock(sign_in(stranger_in(elsewhere)), method, url) == 404


def test_posts_are_not_gets(journal: Any, helen: FlaskClient) -> None:
    assert knock(helen, other_method("POST"), f"/people/{journal.dan}/invite") == 405
