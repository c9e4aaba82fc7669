"""A coordinator of two alliances has a page of each open: a form acts on the one it stands on."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Evening, Membership, Role, School, Trio, User
from trio_journal.services import people, schools, sessions

from .doors import SignIn
from .pages import Form, Page

EXTRACT = Path(__file__).parent.parent / "data" / "gias_extract.csv"
# What is typed into each form that makes something in an alliance.
TYPED: dict[str, dict[str, str]] = {
    "/people": {"name": "Eve Everson", "email": "eve@school.example.org"},
    "/schools": {"name": "Cedar School", "low_age": "4", "high_age": "9"},
    "/trios": {"focus": "Reading for fun"},
    "/evenings": {
        "title": "Spring", "evening_date": "2027-03-02", "starts_at": "18:00", "ends_at": "20:00",
    },
}  # fmt: skip
MADE: dict[str, Any] = {
    "/people": Membership, "/schools": School, "/trios": Trio, "/evenings": Evening,
}  # fmt: skip


def join(journal: Any, there: Any, person: UUID, role: Role = Role.MEMBER) -> None:
    """Let somebody of the Vale Alliance be in another one too."""
    email = journal.fresh_person(person).email
    there.inside(people.add)(there.id, name="X", email=email, role=role)


@pytest.fixture
def both(journal: Any, elsewhere: Any) -> Any:
    """Return the Vale Alliance, whose coordinator coordinates Elsewhere as well; dan is in both."""
    journal.fresh_person = journal.inside(lambda key: db.session.get_one(User, key))
    join(journal, elsewhere, journal.helen, Role.COORDINATOR)
    join(journal, elsewhere, journal.dan)
    return journal


@pytest.fixture
def helen(both: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser, which looks at the Vale Alliance."""
    client = sign_in(both.helen)
    look_at(client, both)
    return client


def look_at(client: FlaskClient, house: Any) -> None:
    """Change to an alliance in another tab."""
    answer = client.post("/alliance/switch", data={"alliance_id": str(house.id)})
    assert answer.status_code == 303


def homes(journal: Any, kind: Any) -> dict[UUID, int]:
    """Return how many of a kind each alliance has."""
    rows = journal.inside(lambda: db.session.scalars(select(kind.alliance_id)).all())()
    return {key: rows.count(key) for key in rows}


def opened(client: FlaskClient, at: str) -> Form:
    return Page(client.get(f"{at}/new")).form(at)


@pytest.mark.parametrize("at", TYPED)
def test_what_is_made_is_made_in_the_alliance_of_the_page(
    both: Any, elsewhere: Any, helen: FlaskClient, at: str
) -> None:
    before = homes(both, MADE[at])
    form = opened(helen, at)
    look_at(helen, elsewhere)
    answer = form.send(helen, **TYPED[at])
    assert answer.status_code == 303
    after = homes(both, MADE[at])
    assert after[both.id] == before.get(both.id, 0) + 1
    assert after.get(elsewhere.id) == before.get(elsewhere.id)
    shown = Page(helen.get(answer.location))
    assert shown.status == 200
    assert "Vale Alliance" in shown.words, "and one sees where it is"


@pytest.mark.parametrize("at", TYPED)
def test_a_form_that_comes_back_still_stands_in_its_alliance(
    both: Any, elsewhere: Any, helen: FlaskClient, at: str
) -> None:
    form = opened(helen, at)
    look_at(helen, elsewhere)
    again = Page(form.send(helen))
    assert again.status == 422
    before = homes(both, MADE[at])
    look_at(helen, elsewhere)
    assert again.form(at).send(helen, **TYPED[at]).status_code == 303
    assert homes(both, MADE[at]).get(elsewhere.id) == before.get(elsewhere.id)


@pytest.mark.parametrize("at", [*TYPED, "/schools/import"])
def test_a_form_says_where_it_makes_something(both: Any, helen: FlaskClient, at: str) -> None:
    page = Page(helen.get(at if at.endswith("import") else f"{at}/new"))
    assert page.form(at).fields["alliance_id"] == [str(both.id)]
    assert "In Vale Alliance." in page.words


def test_who_is_in_one_alliance_need_not_be_told_which(journal: Any, sign_in: SignIn) -> None:
    assert "In Vale Alliance." not in Page(sign_in(journal.helen).get("/people/new")).words


@pytest.mark.parametrize("named", [None, ""])
@pytest.mark.parametrize("at", TYPED)
def test_where_it_cannot_be_told_nothing_is_made(
    both: Any, elsewhere: Any, helen: FlaskClient, at: str, named: str | None
) -> None:
    before = homes(both, MADE[at])
    answer = opened(helen, at).send(helen, **TYPED[at], alliance_id=named)
    assert answer.status_code == 409
    assert "more than one alliance" in Page(answer).words
    assert homes(both, MADE[at]) == before


@pytest.mark.parametrize("at", TYPED)
def test_an_alliance_of_somebody_else_is_none_to_make_something_in(
    journal: Any, elsewhere: Any, sign_in: SignIn, at: str
) -> None:
    helen = sign_in(journal.helen)
    for there, status in ((str(elsewhere.id), 404), (str(new_id()), 404), ("x", 404)):
        answer = opened(helen, at).send(helen, **TYPED[at], alliance_id=there)
        assert answer.status_code == status
    form = opened(helen, at)
    email = f"helen@{journal.id.hex}.example.org"
    elsewhere.inside(people.add)(elsewhere.id, name="Helen", email=email)
    answer = form.send(helen, **TYPED[at], alliance_id=str(elsewhere.id))
    assert answer.status_code == 403, "there she is a member"


def test_an_extract_goes_into_the_alliance_of_the_page(
    both: Any, elsewhere: Any, helen: FlaskClient
) -> None:
    form = Page(helen.get("/schools/import")).form("/schools/import")
    look_at(helen, elsewhere)
    file = (BytesIO(EXTRACT.read_bytes()), "schools.csv")
    answer = helen.post("/schools/import", data=form.data() | {"file": file})
    assert answer.status_code == 303
    assert elsewhere.id not in homes(both, School)
    assert len(both.inside(schools.of_alliance)(both.id)) > 2
    assert "Birch School" in Page(helen.get(answer.location)).words


def test_somebody_leaves_the_alliance_of_the_page_and_no_other(
    both: Any, elsewhere: Any, helen: FlaskClient
) -> None:
    at = f"/people/{both.place(both.dan).id}/leave"
    asked = Page(helen.get(at))
    assert "Does Dan Danson leave Vale Alliance?" in asked.words
    look_at(helen, elsewhere)
    answer = asked.form("/leave").send(helen)
    assert elsewhere.place(both.dan).left_on is None
    assert both.place(both.dan).left_on is not None
    words = Page(helen.get(answer.location)).words
    assert "Dan Danson has left Vale Alliance." in words
    assert "Ann Annson" in words, "the list is that of the same alliance"


def test_somebodys_role_changes_in_the_alliance_of_the_page(
    both: Any, elsewhere: Any, helen: FlaskClient
) -> None:
    edit = next(
        link for link in Page(helen.get("/people")).links
        if str(both.place(both.dan).id) in link
    )  # fmt: skip
    look_at(helen, elsewhere)
    # The row of the first tab's list is opened only now.
    form = Page(helen.get(edit)).form("/edit")
    assert form.fields["school_id"] == [str(both.secondary.id)]
    assert form.send(helen, role="coordinator").status_code == 303
    assert elsewhere.place(both.dan).role is Role.MEMBER
    assert both.place(both.dan).role is Role.COORDINATOR


def test_a_school_leads_back_to_the_list_that_has_it(
    both: Any, elsewhere: Any, helen: FlaskClient
) -> None:
    at = f"/schools/{both.primary.id}"
    form = Page(helen.get(f"{at}/edit")).form("/edit")
    for send in (lambda: form.send(helen, town="Tarrow"), lambda: helen.post(f"{at}/close")):
        look_at(helen, elsewhere)
        assert "Birch School" in Page(helen.get(send().location)).words


def looked_at(client: FlaskClient) -> str:
    """Return the alliance whose page a browser opens when no address names one."""
    return Page(client.get("/alliance")).html.split("<h1>")[1].split("</h1>")[0]


def changed(both: Any, helen: FlaskClient, what: str) -> tuple[str, dict[str, Any]]:
    """Return the address and the fields of a change in the Vale Alliance, as its page has them."""
    home, person = f"/trios/{both.home.id}", f"/people/{both.place(both.dan).id}"
    pages: dict[str, tuple[str, str, dict[str, Any]]] = {
        "a school": (f"/schools/{both.primary.id}/edit", "/edit", {"town": "Tarrow"}),
        "a person": (f"{person}/edit", "/edit", {"role": "coordinator"}),
        "who leaves": (f"{person}/leave", "/leave", {}),
        "a trio": (f"{home}/exception", "/exception", {"exception_reason": "A pyramid."}),
        "a year": (f"{home}/members", f"{home}/close", {}),
        "a member": (f"{home}/members", f"{both.cat}/lead", {}),
        "who is away": (f"{home}/members", f"{both.cat}/away", {}),
        "a new school": ("/schools/new", "/schools", TYPED["/schools"]),
    }
    page, action, values = pages[what]
    form = Page(helen.get(page)).form(action)
    return form.action, form.data(**values)


CHANGES = (
    "a school", "a person", "who leaves", "a trio", "a year", "a member", "who is away",
    "a new school",
)  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_the_browser_goes_on_looking_at_the_alliance_that_it_changed(
    both: Any, elsewhere: Any, helen: FlaskClient, what: str
) -> None:
    at, data = changed(both, helen, what)
    look_at(helen, elsewhere)
    assert looked_at(helen) == "Elsewhere Alliance"
    assert helen.post(at, data=data).status_code == 303
    assert looked_at(helen) == "Vale Alliance"


def test_an_evening_is_such_a_change(
    both: Any, elsewhere: Any, evening: Evening, helen: FlaskClient
) -> None:
    at = f"/evenings/{evening.id}"
    form = Page(helen.get(f"{at}/edit")).form("/edit")
    for send in (
        lambda: form.send(helen, title="Spring"),
        lambda: helen.post(f"{at}/editions"),
        lambda: helen.post(f"{at}/slots", data={"label": "Tea", "minutes": "5"}),
    ):
        look_at(helen, elsewhere)
        assert send().status_code == 303
        assert looked_at(helen) == "Vale Alliance"


@pytest.mark.parametrize(
    ("at", "data"),
    [
        ("/schools/{school}/edit", {"name": "", "version": "1"}),
        ("/people/{dan}/edit", {"name": "", "version": "1"}),
        ("/schools", {"name": "", "alliance_id": "{alliance}"}),
        ("/people", {"name": "", "alliance_id": "{alliance}"}),
        ("/trios/{trio}/members", {"user_id": ""}),
    ],
)
def test_a_refused_save_leaves_the_browser_where_it_was(
    both: Any, elsewhere: Any, helen: FlaskClient, at: str, data: dict[str, str]
) -> None:
    known = {
        "school": both.primary.id, "dan": both.place(both.dan).id, "alliance": both.id,
        "trio": both.home.id,
    }  # fmt: skip
    look_at(helen, elsewhere)
    filled = {name: value.format(**known) for name, value in data.items()}
    answer = helen.post(at.format(**known), data=filled)
    assert answer.status_code == 422
    assert "Vale Alliance" in Page(answer).words, "the form stands in its own"
    assert looked_at(helen) == "Elsewhere Alliance"


def test_a_save_never_waits_to_remember_where_to_look(
    both: Any, elsewhere: Any, helen: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, data = changed(both, helen, "a school")
    look_at(helen, elsewhere)

    def busy() -> None:
        raise OperationalError("UPDATE login_session", {}, Exception("database is locked"))

    monkeypatch.setattr(sessions, "when_free", busy)
    assert helen.post(at, data=data).status_code == 303
    assert both.fresh(both.primary).town == "Tarrow"
    assert looked_at(helen) == "Elsewhere Alliance"


def test_home_has_the_trios_of_the_alliance_that_one_looks_at(
    both: Any, elsewhere: Any, sign_in: SignIn
) -> None:
    both.trio(both.dan, focus="Reading here")
    elsewhere.trio(both.dan, focus="Reading there")
    dan = sign_in(both.dan)
    for house, shown, other in (
        (both, "Reading here", "Reading there"), (elsewhere, "Reading there", "Reading here"),
    ):  # fmt: skip
        look_at(dan, house)
        words = Page(dan.get("/")).words
        assert shown in words
        assert other not in words


def test_the_frame_of_a_page_is_that_of_its_alliance(
    both: Any, elsewhere: Any, sign_in: SignIn, evening: Evening
) -> None:
    trio = both.trio(both.dan, focus="Reading")
    dan = sign_in(both.dan)
    look_at(dan, elsewhere)
    for url in (f"/trios/{trio.id}", f"/evenings/{evening.id}"):
        page = Page(dan.get(url))
        assert page.form("/alliance/switch").buttons == {"alliance_id": [str(elsewhere.id)]}
        assert "Vale Alliance Trios and shared findings" in page.words


@pytest.mark.parametrize("path", ["/alliance/logo", "/questionnaire", "/people", "/schools"])
def test_asking_only_for_the_head_of_a_page_is_asking_for_it(
    both: Any, elsewhere: Any, helen: FlaskClient, path: str
) -> None:
    assert helen.head(path).status_code == helen.get(path).status_code == 200
