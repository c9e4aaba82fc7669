"""Two coordinators save the same: the later one sees what is kept, and loses nothing typed."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.ids import new_id
from trio_journal.models import Evening
from trio_journal.services import evening_slots, people, schools, trio_members

from .conftest import HTMX
from .doors import SignIn
from .pages import Page


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


def collide(
    helen: FlaskClient, at: str, theirs: dict[str, str], mine: dict[str, str], **more: Any
) -> Page:
    """Save a form twice from the same page; return what the second gets."""
    form = Page(helen.get(at)).form(at)
    assert form.send(helen, **theirs).status_code == 303
    answer = helen.post(at, data=form.data(**mine), **more)
    assert answer.status_code == 409
    return Page(answer)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_schools_form_comes_back_with_both(
    journal: Any, helen: FlaskClient, headers: dict[str, str]
) -> None:
    at = f"/schools/{journal.primary.id}/edit"
    page = collide(
        helen, at, {"town": "Tarrow", "phase": "middle"}, {"town": "Cross"}, headers=headers
    )
    assert page.is_whole is not bool(headers)
    assert "Somebody changed this while you were writing" in page.words
    assert "Town or village (theirs, saved now)Tarrow" in page.words
    assert "Town or village (yours)Cross" in page.words
    assert "Phase (theirs, saved now)Middle Phase (yours)Primary" in page.words
    assert "Name (" not in page.words, "only what differs"
    for button in ("Keep mine, as it stands here", "Keep theirs"):
        assert button in page.words
    form = page.form(at)
    assert form.fields["town"] == ["Cross"]
    (kept,) = [s for s in journal.inside(schools.of_alliance)(journal.id) if s.town]
    assert kept.town == "Tarrow"
    assert form.send(helen).status_code == 303
    assert journal.fresh(journal.primary).town == "Cross"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_persons_form_comes_back_with_both(
    journal: Any, helen: FlaskClient, headers: dict[str, str]
) -> None:
    at = f"/people/{journal.place(journal.dan).id}/edit"
    theirs = {"role": "coordinator", "school_id": str(journal.primary.id)}
    page = collide(helen, at, theirs, {"name": "Daniel"}, headers=headers)
    assert "Name (theirs, saved now)Dan Danson Name (yours)Daniel" in page.words
    assert "Role (theirs, saved now)Coordinator Role (yours)Member" in page.words
    assert "School (theirs, saved now)Ashby Primary School" in page.words
    assert "E-mail address (" not in page.words
    form = page.form(at)
    assert form.fields["name"] == ["Daniel"]
    assert form.send(helen).status_code == 303
    (dan,) = [m for m in journal.inside(people.of_alliance)(journal.id) if m.user_id == journal.dan]
    assert (dan.user.name, dan.role.value) == ("Daniel", "member")


def test_the_same_saved_twice_is_no_conflict(
    journal: Any, helen: FlaskClient, evening: Evening
) -> None:
    for at, field in (
        (f"/schools/{journal.primary.id}/edit", "name"),
        (f"/people/{journal.place(journal.dan).id}/edit", "name"),
        (f"/evenings/{evening.id}/edit", "title"),
    ):
        form = Page(helen.get(at)).form(at)
        assert [form.send(helen, **{field: "New"}).status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("version", [None, "", "x", "9" * 30, "-1"])
def test_a_form_without_its_version_saves_nothing(
    journal: Any, helen: FlaskClient, version: str | None
) -> None:
    for at in (
        f"/schools/{journal.primary.id}/edit",
        f"/people/{journal.place(journal.dan).id}/edit",
        f"/trios/{journal.home.id}/exception",
    ):
        form = Page(helen.get(at)).form(at)
        assert form.send(helen, version=version).status_code == 422


def test_the_reason_for_an_exception_comes_back_with_both(journal: Any, helen: FlaskClient) -> None:
    at = f"/trios/{journal.home.id}/exception"
    page = collide(
        helen, at, {"exception_reason": "Their reason."}, {"exception_reason": "My reason."}
    )
    assert "Why this trio may be of one phase (theirs, saved now)Their reason." in page.words
    form = page.form(at)
    assert form.fields["exception_reason"] == ["My reason."]
    assert form.send(helen).status_code == 303
    assert journal.fresh(journal.home).exception_reason == "My reason."


def test_a_reason_given_with_a_new_member_is_news_to_an_open_form(
    journal: Any, helen: FlaskClient
) -> None:
    trio = journal.trio(journal.ann, journal.cat, focus="Two")
    at = f"/trios/{trio.id}/exception"
    form = Page(helen.get(at)).form(at)
    journal.inside(trio_members.add)(trio.id, journal.bob, journal.helen, "A pyramid.")
    assert form.send(helen, exception_reason="Mine.").status_code == 409


@pytest.fixture
def slot(journal: Any, evening: Evening) -> str:
    """Return the address of a slot of 10 minutes with the label Tea."""
    slot_id = new_id()
    journal.inside(evening_slots.add)(
        evening.id, journal.helen, trio_id=None, label="Tea", minutes=10, slot_id=slot_id
    )
    return f"/evenings/{evening.id}/slots/{slot_id}"


def test_a_slots_form_comes_back_with_both(helen: FlaskClient, slot: str) -> None:
    at = f"{slot}/edit"
    page = collide(helen, at, {"minutes": "15", "label": "Tea and cake"}, {"minutes": "20"})
    assert "Somebody made this 15 meanwhile." in page.words
    assert "Somebody made this Tea and cake meanwhile." in page.words
    form = page.form(at)
    assert (form.fields["minutes"], form.fields["label"]) == (["20"], ["Tea"])
    assert form.send(helen).status_code == 303


def test_minutes_in_the_running_order_say_what_was_read(helen: FlaskClient, slot: str) -> None:
    at = f"{slot}/edit"
    assert helen.post(at, data={"minutes": "15", "was_minutes": "10"}).status_code == 303
    data = {"minutes": "20", "was_minutes": "10"}
    page = Page(helen.post(at, data=data, headers=HTMX))
    assert (page.status, page.is_whole) == (409, False)
    assert "Somebody made this 15 meanwhile." in page.words
    assert helen.post(at, data=data | {"was_minutes": "15"}).status_code == 303
    assert helen.post(at, data=data).status_code == 303, "it is 20 already"


def test_a_slot_moved_meanwhile_is_no_conflict(helen: FlaskClient, slot: str) -> None:
    at = f"{slot}/edit"
    form = Page(helen.get(at)).form(at)
    helen.post(f"{slot}/move", data={"way": "down"})
    assert form.send(helen, minutes="25").status_code == 303
