"""/people: who is in the alliance, their single-use links, and leaving."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from trio_journal.dates import day_label, today
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Role, User
from trio_journal.services import invitations, people, schools, sessions, trio_members

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
    return f"/people/{journal.place(journal.dan).id}"


def link_after(helen: FlaskClient, answer: TestResponse) -> str:
    """Return the path of the link on the page that an answer leads to."""
    assert answer.status_code == 303
    found = set(LINK.findall(helen.get(answer.location).get_data(as_text=True)))
    assert len(found) == 1
    return found.pop().removeprefix("http://localhost")


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
    path = link_after(helen, answer)
    chosen = {"password": PASSWORD, "repeated": PASSWORD}
    assert client.post(path, data=chosen).status_code == 303
    assert client.post(path, data=chosen).status_code == 404
    assert "eve@school.example.org" in Page(helen.get("/people")).words


def test_the_form_sent_twice_adds_once_and_the_last_link_works(
    journal: Any, helen: FlaskClient, client: FlaskClient
) -> None:
    data = typed()
    paths = [link_after(helen, helen.post("/people", data=data)) for _ in range(2)]
    assert [client.get(path).status_code for path in paths] == [404, 200]
    count = select(func.count()).select_from(User).where(User.name == "Eve Everson")
    assert journal.inside(lambda: db.session.scalar(count))() == 1


def test_going_back_to_correct_an_address_adds_no_second_person(
    journal: Any, helen: FlaskClient
) -> None:
    data = typed(email="eve@shcool.example.org")
    helen.post("/people", data=data)
    page = Page(helen.post("/people", data=data | {"email": "eve@school.example.org"}))
    assert page.status == 422
    assert "Eve Everson was added with this form already, as eve@shcool.example.org." in page.words
    assert page.form("/people").fields["email"] == ["eve@school.example.org"]
    count = select(func.count()).select_from(User).where(User.name == "Eve Everson")
    assert journal.inside(lambda: db.session.scalar(count))() == 1


def test_going_back_and_adding_again_undoes_nothing_that_a_colleague_saved(
    journal: Any, helen: FlaskClient
) -> None:
    data = typed(name="Eve Evans")
    helen.post("/people", data=data)
    edit = f"/people/{data['id']}/edit"
    Page(helen.get(edit)).form(edit).send(
        helen, role="coordinator", school_id=str(journal.primary.id)
    )
    page = Page(helen.post("/people", data=data | {"name": "Eve Everson"}))
    assert page.status == 422
    for sentence in ("as Eve Evans.", "as a coordinator.", "at Ashby Primary School."):
        assert f"They are in the alliance already, {sentence}" in page.words
    form = page.form("/people")
    assert (form.fields["name"], form.fields["school_id"]) == (["Eve Everson"], [""])
    kept = Page(helen.get(edit)).form(edit).fields
    assert (kept["role"], kept["name"]) == (["coordinator"], ["Eve Evans"])


def test_a_double_click_on_somebody_who_comes_back_leads_to_the_link(
    journal: Any, helen: FlaskClient, client: FlaskClient
) -> None:
    journal.inside(people.leave)(journal.id, journal.dan, journal.helen)
    data = typed(name="Dan", email=f"dan@{journal.id.hex}.example.org")
    paths = [link_after(helen, helen.post("/people", data=data)) for _ in range(2)]
    assert [client.get(path).status_code for path in paths] == [404, 200]


def test_somebody_with_an_account_gets_no_link(
    journal: Any, elsewhere: Any, helen: FlaskClient
) -> None:
    zoe = elsewhere.person("zoe")
    elsewhere.inside(invitations.set_password)(zoe, PASSWORD)
    answer = helen.post("/people", data=typed(email=f"zoe@{elsewhere.id.hex}.example.org"))
    page = Page(helen.get(answer.location))
    assert "Zoe Zoeson is in the alliance" in page.words
    assert "There is no link to pass on." in page.words
    assert "/invitations/" not in page.html


@pytest.mark.parametrize("has_password", [True, False])
def test_whoever_adds_an_address_of_another_alliance_is_told_to_ask_whose_it_is(
    journal: Any, elsewhere: Any, helen: FlaskClient, has_password: bool
) -> None:
    zoe = elsewhere.person("zoe")
    if has_password:
        elsewhere.inside(invitations.set_password)(zoe, PASSWORD)
    answer = helen.post("/people", data=typed(email=f"zoe@{elsewhere.id.hex}.example.org"))
    page = Page(helen.get(answer.location))
    assert "this address belongs to somebody of another alliance" in page.words
    assert "Ask Zoe Zoeson in person whether that is them" in page.words
    assert f"/people/{journal.place(zoe).id}/leave" in page.links
    assert "Elsewhere" not in page.words, "which one is not told"
    assert not [form for form in page.forms if form.action.endswith("/invite")]


def test_an_account_from_an_alliance_that_was_left_can_get_a_new_password_at_once(
    journal: Any, elsewhere: Any, helen: FlaskClient, client: FlaskClient
) -> None:
    zoe = elsewhere.person("zoe")
    elsewhere.inside(invitations.set_password)(zoe, PASSWORD)
    elsewhere.inside(people.leave)(elsewhere.id, zoe, zoe)
    answer = helen.post("/people", data=typed(email=f"zoe@{elsewhere.id.hex}.example.org"))
    page = Page(helen.get(answer.location))
    assert "There is an account with this address already" in page.words
    path = link_after(helen, page.form("/invite").send(helen))
    assert client.get(path).status_code == 200


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
    paths = [link_after(helen, helen.post(f"{dan_at}/invite")) for _ in range(2)]
    assert [client.get(path).status_code for path in paths] == [404, 200]


def test_the_page_of_a_link_shows_it_once_and_loading_it_again_makes_no_other(
    journal: Any, helen: FlaskClient, client: FlaskClient, dan_at: str
) -> None:
    answer = helen.post(f"{dan_at}/invite")
    assert answer.location == f"{dan_at}/link", "no secret is in an address"
    path = link_after(helen, answer)
    for _ in range(2):
        page = Page(helen.get(f"{dan_at}/link"))
        assert "/invitations/" not in page.html
        assert f"A link was made on {day_label(today())}" in page.words
        assert f"until {day_label(today() + timedelta(days=14))}" in page.words
    assert client.get(path).status_code == 200
    assert link_after(helen, page.form("/invite").send(helen)) != path
    assert client.get(path).status_code == 404


def test_the_page_of_a_link_says_when_none_waits(
    journal: Any, helen: FlaskClient, client: FlaskClient, dan_at: str
) -> None:
    client.post(link_after(helen, helen.post(f"{dan_at}/invite")), data={"password": PASSWORD})
    page = Page(helen.get(f"{dan_at}/link"))
    assert "There is an account with this address already" in page.words
    assert page.form("/invite")


def test_a_link_that_was_replaced_before_it_was_seen_is_not_shown(
    journal: Any, helen: FlaskClient, dan_at: str
) -> None:
    helen.post(f"{dan_at}/invite")
    journal.inside(invitations.invite)(journal.id, journal.dan, journal.helen)
    assert "/invitations/" not in Page(helen.get(f"{dan_at}/link")).html


def test_a_link_is_shown_to_nobody_but_who_made_it_and_on_its_own_page_only(
    journal: Any, helen: FlaskClient, dan_at: str
) -> None:
    helen.post(f"{dan_at}/invite")
    anns = f"/people/{journal.place(journal.ann).id}/link"
    assert "/invitations/" not in Page(helen.get(anns)).html
    assert "/invitations/" not in Page(helen.get(f"{dan_at}/link")).html
    helen.post(f"{dan_at}/invite")
    olga = journal.person("olga", role=Role.COORDINATOR)
    with helen.session_transaction() as session:
        session["_user_id"] = journal.inside(sessions.start)(olga)
    assert "/invitations/" not in Page(helen.get(f"{dan_at}/link")).html


def test_of_somebody_who_is_elsewhere_too_no_link_is_told(
    journal: Any, elsewhere: Any, helen: FlaskClient, dan_at: str
) -> None:
    helen.post(f"{dan_at}/invite")
    elsewhere.inside(people.add)(
        elsewhere.id, name="Dan", email=f"dan@{journal.id.hex}.example.org"
    )
    helen.get(f"{dan_at}/link")
    page = Page(helen.get(f"{dan_at}/link"))
    assert "A link was made" not in page.words
    assert not [form for form in page.forms if form.action.endswith("/invite")]


def test_no_link_for_somebody_who_is_elsewhere_too(
    journal: Any, elsewhere: Any, helen: FlaskClient
) -> None:
    elsewhere.inside(people.add)(
        elsewhere.id, name="Dan", email=f"dan@{journal.id.hex}.example.org"
    )
    assert helen.post(f"/people/{journal.place(journal.dan).id}/invite").status_code == 403


def test_a_person_is_changed(journal: Any, helen: FlaskClient, dan_at: str) -> None:
    form = Page(helen.get(f"{dan_at}/edit")).form("/edit")
    assert form.fields["name"] == ["Dan Danson"]
    assert form.fields["school_id"] == [str(journal.secondary.id)]
    answer = form.send(helen, name="Daniel Danson", role="coordinator", school_id="")
    assert answer.status_code == 303
    dan = journal.place(journal.dan)
    assert (dan.role, dan.school_id) == (Role.COORDINATOR, None)
    assert "Daniel Danson" in Page(helen.get("/people")).words


def test_a_mistyped_address_is_corrected_and_the_link_from_before_ends(
    journal: Any, helen: FlaskClient, client: FlaskClient, dan_at: str
) -> None:
    path = link_after(helen, helen.post(f"{dan_at}/invite"))
    form = Page(helen.get(f"{dan_at}/edit")).form("/edit")
    assert form.send(helen, email="Dan@Birch.example.org").status_code == 303
    words = Page(helen.get("/people")).words
    assert "dan@birch.example.org" in words
    assert "A link from before no longer works" in words
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_address_that_cannot_be_theirs_is_refused_beside_its_field(
    journal: Any, helen: FlaskClient, dan_at: str, headers: dict[str, str]
) -> None:
    form = Page(helen.get(f"{dan_at}/edit")).form("/edit")
    typed = {"email": f"ann@{journal.id.hex}.example.org", "name": ""}
    page = Page(helen.post(form.action, data=form.data(**typed), headers=headers))
    assert page.status == 422
    assert "Ann Annson has this address already." in page.words
    assert "Write the person's name." in page.words
    assert page.form("/edit").fields["email"] == [typed["email"]]
    assert f"p{journal.place(journal.dan).id}-email-error" in page.ids


def test_an_address_is_text_once_they_have_a_password(
    journal: Any, helen: FlaskClient, dan_at: str
) -> None:
    form = Page(helen.get(f"{dan_at}/edit")).form("/edit")
    journal.inside(invitations.set_password)(journal.dan, PASSWORD)
    refused = Page(form.send(helen, email="dan@birch.example.org"))
    assert refused.status == 422, "what was typed is not dropped without a word"
    assert f"It stays dan@{journal.id.hex}.example.org." in refused.words
    page = Page(helen.get(f"{dan_at}/edit"))
    assert "so it is theirs now" in page.words
    for shown in (page, refused):
        assert "email" not in shown.form("/edit").fields
    assert page.form("/edit").send(helen, name="Daniel").status_code == 303


def test_all_mistakes_about_somebody_new_come_at_once(journal: Any, helen: FlaskClient) -> None:
    dan = f"dan@{journal.id.hex}.example.org"
    page = Page(helen.post("/people", data=typed(name="", email=dan, school_id=str(new_id()))))
    for sentence in (
        "Write the person's name.", "is in the alliance already.", "Choose one from the list.",
    ):  # fmt: skip
        assert sentence in page.words


def test_htmx_edits_the_row_in_its_place(journal: Any, helen: FlaskClient, dan_at: str) -> None:
    opened = Page(helen.get(f"{dan_at}/edit", headers=HTMX))
    assert not opened.is_whole
    assert opened.ids[0] == f"person-{journal.place(journal.dan).id}"
    data = {"name": "Daniel", "role": "member", "school_id": "", "version": "1"}
    saved = Page(helen.post(f"{dan_at}/edit", data=data, headers=HTMX))
    assert (saved.status, saved.ids[0]) == (200, f"person-{journal.place(journal.dan).id}")
    assert "Daniel" in saved.words
    refused = Page(
        helen.post(f"{dan_at}/edit", data=data | {"name": "", "version": "2"}, headers=HTMX)
    )
    assert refused.status == 422
    assert not refused.is_whole
    cancelled = Page(helen.get(dan_at, headers=HTMX))
    assert "Daniel" in cancelled.words
    assert not cancelled.is_whole
    assert helen.get(dan_at).location == f"/people#person-{journal.place(journal.dan).id}"


def test_a_closed_school_stays_with_who_was_there(
    journal: Any, helen: FlaskClient, dan_at: str
) -> None:
    journal.inside(schools.close)(journal.secondary.id)
    form = Page(helen.get(f"{dan_at}/edit")).form("/edit")
    assert form.send(helen).status_code == 303
    assert journal.place(journal.dan).school_id == journal.secondary.id


def test_the_last_coordinator_stays_one(journal: Any, helen: FlaskClient) -> None:
    at = f"/people/{journal.place(journal.helen).id}"
    data = {"name": "Helen", "role": "member", "school_id": "", "version": "1"}
    sent = helen.post(f"{at}/edit", data=data)
    left = helen.post(f"{at}/leave")
    for answer in (sent, left):
        assert answer.status_code == 409
        assert "only coordinator" in Page(answer).words
    assert journal.place(journal.helen).role is Role.COORDINATOR
    assert helen.get("/people").status_code == 200


def test_leaving_asks_first_and_ends_everything_that_day(
    journal: Any, helen: FlaskClient, sign_in: SignIn
) -> None:
    at, ann = f"/people/{journal.place(journal.ann).id}/leave", sign_in(journal.ann)
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
    zoe = elsewhere.place(elsewhere.person("zoe"))
    for key in (zoe.id, new_id()):
        at = f"/people/{key}"
        for url in (at, f"{at}/edit", f"{at}/leave", f"{at}/link"):
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
    ("GET", "/people/{dan}/link"),
    ("GET", "/people/{dan}/leave"),
    ("POST", "/people/{dan}/leave"),
]


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_only_coordinators_get_in(
    journal: Any, elsewhere: Any, sign_in: SignIn, method: str, path: str
) -> None:
    url = path.format(dan=journal.place(journal.dan).id)
    assert knock(sign_in(journal.ann), method, url) == 403
    assert knock(sign_in(journal.ann), "DELETE", url) == 405
    if "{dan}" in path:
        assert knock(sign_in(stranger_in(elsewhere)), method, url) == 404


def test_posts_are_not_gets(helen: FlaskClient, dan_at: str) -> None:
    assert knock(helen, other_method("POST"), f"{dan_at}/invite") == 405
