"""/evenings: the invitation, the print, and who gets in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.ids import new_id
from trio_journal.models import Evening
from trio_journal.services import trios

from .doors import SignIn, knock, stranger_in
from .evenings import DAY, order, shared, slots, typed
from .pages import Page


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


def test_an_evening_is_planned_once_with_its_trios(journal: Any, helen: FlaskClient) -> None:
    other = journal.trio(focus="Reading")
    form = Page(helen.get("/evenings/new")).form("/evenings")
    assert form.fields["trio_ids"] == [str(journal.home.id), str(other.id)]
    data = typed(trio_ids=[str(other.id), str(journal.home.id)])
    answers = [form.send(helen, **(data | {"id": form.fields["id"][0]})) for _ in range(2)]
    assert answers[0].location == answers[1].location
    page = Page(helen.get(answers[0].location))
    for words in ("Spring evening", "6 pm to 8 pm", "The village hall", "Come in.", "Reading"):
        assert words in page.words
    assert "100 minutes to spare until 8 pm" in page.words
    assert "Spring evening" in Page(helen.get("/evenings")).words


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "Give the evening a title."),
        ({"title": "T" * 121}, "too long: 120 fit"),
        ({"evening_date": "2026-02-30"}, "There is no such day."),
        ({"evening_date": ""}, "Choose the day."),
        ({"evening_date": "9999-12-31"}, "Check the year."),
        ({"starts_at": "25:00"}, "There is no such time."),
        ({"ends_at": ""}, "Choose when it ends."),
        ({"ends_at": "17:00"}, "The evening ends before it starts."),
        ({"print_by": (DAY + timedelta(days=1)).isoformat()}, "That is after the evening."),
        ({"venue_school_id": str(new_id())}, "Choose one from the list."),
        ({"trio_ids": str(new_id())}, "Choose from the list."),
        ({"welcome": "w" * 2001}, "too long: 2,000 fit"),
        ({"id": "damaged"}, "This form is damaged"),
    ],
)
def test_a_mistake_plans_nothing_and_keeps_what_was_typed(
    journal: Any, helen: FlaskClient, changed: dict[str, str], sentence: str
) -> None:
    data = typed() | changed
    answer = helen.post("/evenings", data=data)
    assert answer.status_code == 422
    page = Page(answer)
    assert sentence in page.words
    form = page.form("/evenings")
    kept = ("title", "evening_date", "starts_at", "ends_at", "print_by", "venue", "welcome")
    for name in kept:
        assert form.fields[name] == [data[name]]
    assert "No evening is planned" in Page(helen.get("/evenings")).words


def test_all_mistakes_come_at_once(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    late = (DAY + timedelta(days=1)).isoformat()
    wrong = typed(title="", ends_at="17:00", print_by=late, venue="v" * 121, version="1")
    for url in ("/evenings", f"{at}/edit"):
        page = Page(helen.post(url, data=wrong))
        assert page.status == 422
        for sentence in (
            "Give the evening a title.", "ends before it starts", "That is after the evening.",
            "too long: 120 fit",
        ):  # fmt: skip
            assert sentence in page.words
        assert "print_by-error" in page.ids


def test_it_can_be_printed_on_the_day_itself(journal: Any, helen: FlaskClient) -> None:
    assert helen.post("/evenings", data=typed(print_by=DAY.isoformat())).status_code == 303


def test_a_day_moved_before_the_print_is_refused(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    form = Page(helen.get(f"{at}/edit")).form("/edit")
    assert form.send(helen, print_by=DAY.isoformat()).status_code == 303
    form = Page(helen.get(f"{at}/edit")).form("/edit")
    answer = form.send(helen, evening_date=(DAY - timedelta(days=1)).isoformat())
    assert answer.status_code == 422
    assert "That is after the evening." in Page(answer).words


def test_days_may_be_written_by_hand(journal: Any, helen: FlaskClient) -> None:
    data = typed(evening_date=f"{DAY:%d/%m/%Y}", starts_at="18.30")
    assert helen.post("/evenings", data=data).status_code == 303


def test_an_evening_is_changed(journal: Any, helen: FlaskClient, evening: Evening, at: str) -> None:
    form = Page(helen.get(f"{at}/edit")).form("/edit")
    assert form.fields["venue_school_id"] == [str(journal.secondary.id)]
    assert form.send(helen, title="What we heard").status_code == 303
    assert journal.fresh(evening).title == "What we heard"
    answer = form.send(helen, ends_at="nine", version=str(journal.fresh(evening).version))
    assert answer.status_code == 422
    assert Page(answer).form("/edit").fields["ends_at"] == ["nine"]


def test_a_stale_save_shows_both_and_either_can_be_kept(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    form = Page(helen.get(f"{at}/edit")).form("/edit")
    form.send(helen, title="Theirs", welcome="Their welcome")
    answer = form.send(helen, title="Mine")
    assert answer.status_code == 409
    page = Page(answer)
    for words in ("Theirs", "Mine", "Their welcome"):
        assert words in page.words
    assert "You (in another window) saved this while you were writing" in page.words
    assert "Words of welcome (yours)" in page.words
    assert "School (" not in page.words, "only what differs"
    again = page.form("/edit")
    assert again.fields["title"] == ["Mine"]
    assert journal.fresh(evening).title == "Theirs"
    assert again.send(helen).status_code == 303
    assert journal.fresh(evening).title == "Mine"


def test_a_slot_moved_meanwhile_is_no_conflict(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    form = Page(helen.get(f"{at}/edit")).form("/edit")
    helen.post(f"{at}/slots/{slots(journal, evening)[0].id}/move", data={"way": "down"})
    assert form.send(helen, title="Mine").status_code == 303
    assert journal.fresh(evening).title == "Mine"
    assert order(journal, evening) == ["Talk", "Welcome", "Discussion"]


def test_members_read_the_running_order_and_change_nothing(
    journal: Any, sign_in: SignIn, evening: Evening, at: str
) -> None:
    shared(journal, "Counting helps.")
    page = Page(sign_in(journal.dan).get(at))
    for words in ("6.05 pm", "Counting helps.", "Birch School", "25 minutes to spare"):
        assert words in page.words
    assert [form.action for form in page.forms if "/evenings/" in form.action] == []
    assert f"{at}/handout" in page.links


def test_the_trios_of_this_year_are_ticked_when_an_evening_is_planned(
    journal: Any, helen: FlaskClient
) -> None:
    year = journal.home.academic_year
    before = journal.trio(focus="Reading", year=year - 1)
    form = Page(helen.get("/evenings/new")).form("/evenings")
    assert form.fields["trio_ids"] == [str(journal.home.id)]
    journal.inside(trios.close)(journal.home.id)
    form = Page(helen.get("/evenings/new")).form("/evenings")
    assert form.fields["trio_ids"] == [str(before.id)], "until this year has any"


def test_what_is_withdrawn_after_the_print_is_shown_as_such(
    journal: Any, helen: FlaskClient, evening: Evening, at: str, sign_in: SignIn
) -> None:
    (finding,) = shared(journal, "Counting helps.")
    assert helen.post(f"{at}/editions").status_code == 303
    assert "Edition 1 is frozen." in Page(helen.get(at)).words
    data = {"version": str(finding.version)}
    sign_in(journal.ann).post(f"/findings/{finding.id}/withdraw", data=data)
    words = Page(helen.get(at)).words
    assert "Withdrawn since edition 1: Counting helps." in words
    assert "No shared finding any more." in words


def test_an_empty_evening_has_nothing_to_print(journal: Any, helen: FlaskClient) -> None:
    made = helen.post("/evenings", data=typed()).location
    answer = helen.post(f"{made}/editions")
    assert answer.status_code == 409
    assert "Add a slot to the running order first." in Page(answer).words


DOORS = [
    ("GET", "/evenings", 200),
    ("GET", "/evenings/new", 403),
    ("POST", "/evenings", 403),
    ("GET", "{at}", 200),
    ("GET", "{at}/edit", 403),
    ("POST", "{at}/edit", 403),
    ("GET", "{at}/editions", 200),
    ("POST", "{at}/editions", 403),
    ("POST", "{at}/reading-link", 403),
    ("POST", "{at}/reading-link/end", 403),
    ("POST", "{at}/slots", 403),
    ("POST", "{at}/slots/{slot}/move", 403),
    ("GET", "{at}/slots/{slot}/edit", 403),
    ("POST", "{at}/slots/{slot}/edit", 403),
    ("POST", "{at}/slots/{slot}/delete", 403),
    ("POST", "{at}/slots/{slot}/restore", 403),
    ("GET", "{at}/slots/{slot}/finding", 403),
    ("POST", "{at}/slots/{slot}/finding", 403),
    ("POST", "{at}/findings/{finding}/move", 403),
    ("POST", "{at}/findings/{finding}/leave-out", 403),
    ("POST", "{at}/findings/{finding}/put-back", 403),
    ("GET", "{at}/findings/{finding}/edit", 403),
    ("POST", "{at}/findings/{finding}/edit", 403),
    ("POST", "{at}/findings/{finding}/delete", 403),
    ("POST", "{at}/findings/{finding}/restore", 403),
]


@pytest.mark.parametrize(("method", "path", "member"), DOORS)
def test_who_gets_in(
    journal: Any,
    elsewhere: Any,
    sign_in: SignIn,
    evening: Evening,
    at: str,
    method: str,
    path: str,
    member: int,
) -> None:
    (finding,) = shared(journal, "Counting helps.")
    slot = slots(journal, evening)[1]
    url = path.format(at=at, slot=slot.id, finding=finding.id)
    assert knock(sign_in(journal.ann), method, url) == member
    assert knock(sign_in(journal.helen), "DELETE", url) == 405
    if "{at}" in path:
        assert knock(sign_in(stranger_in(elsewhere)), method, url) == 404
        gone = path.format(at=f"/evenings/{new_id()}", slot=slot.id, finding=finding.id)
        assert knock(sign_in(journal.helen), method, gone) == 404
    if "{slot}" in path:
        gone = path.format(at=at, slot=new_id(), finding="")
        status = knock(sign_in(journal.helen), method, gone)
        assert status == (303 if path.endswith("/delete") else 404)
    assert order(journal, evening) == ["Welcome", "Talk", "Discussion"]
