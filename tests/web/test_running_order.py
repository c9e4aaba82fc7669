"""/evenings/<id>/slots and /findings: the running order, and what of a trio is in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from trio_journal.dates import today
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Evening, TrioMembership
from trio_journal.services import trios

from .conftest import HTMX
from .doors import SignIn
from .evenings import claims, enter, order, shared, slots, typed
from .pages import Page


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


def test_slots_have_their_time_on_the_clock_and_can_be_too_long(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    words = Page(helen.get(at)).words
    assert "25 minutes to spare until 7 pm" in words
    slot = slots(journal, evening)[2]
    answer = helen.post(f"{at}/slots/{slot.id}/edit", data={"minutes": "50"})
    assert answer.location == f"{at}#slot-{slot.id}"
    page = Page(helen.get(at))
    assert "5 minutes too long: the evening ends at 7 pm." in page.words
    top = page.words.split("Welcome")[0]
    assert "It is 5 minutes longer than the evening, which ends at 7 pm." in top
    helen.post(f"{at}/slots/{slot.id}/edit", data={"minutes": "45"})
    assert "The end, on time." in Page(helen.get(at)).words


def test_a_trios_schools_are_those_of_its_members_until_their_last_day(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    here = "Trio 1: Ashby Primary School, Birch School"
    chosen = select(TrioMembership).where(TrioMembership.user_id == journal.bob)
    place = journal.inside(lambda: db.session.scalars(chosen).one())()
    journal.set_back(place, left_on=today() + timedelta(days=1))
    assert here in Page(helen.get(at)).words
    journal.set_back(place, left_on=today())
    words = Page(helen.get(at)).words
    assert here not in words
    assert "Trio 1: Ashby Primary School" in words


@pytest.mark.parametrize("minutes", ["0", "241", "-3", "ten", "", "9" * 5000])
def test_minutes_that_are_none(
    journal: Any, helen: FlaskClient, evening: Evening, at: str, minutes: str
) -> None:
    url = f"{at}/slots/{slots(journal, evening)[1].id}/edit"
    page = Page(helen.post(url, data={"minutes": minutes}))
    assert page.status == 422
    assert page.form("/edit").fields["minutes"] == [minutes]
    part = Page(helen.post(url, data={"minutes": minutes}, headers=HTMX))
    assert (part.status, part.is_whole, part.ids[0]) == (422, False, "order")
    assert "Error:" in part.words
    assert minutes in part.html
    assert slots(journal, evening)[1].minutes == 10


def test_a_label_is_changed_and_a_trio_keeps_its_name(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    welcome, trio, _ = slots(journal, evening)
    form = Page(helen.get(f"{at}/slots/{welcome.id}/edit")).form("/edit")
    assert form.send(helen, label="Tea first").status_code == 303
    assert order(journal, evening)[0] == "Tea first"
    form = Page(helen.get(f"{at}/slots/{welcome.id}/edit")).form("/edit")
    answer = form.send(helen, label="")
    assert answer.status_code == 422
    assert "Write what happens in these minutes." in Page(answer).words
    assert "label" not in Page(helen.get(f"{at}/slots/{trio.id}/edit")).form("/edit").fields


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_slots_move_by_one_place_and_the_focus_stays_on_the_button(
    journal: Any, helen: FlaskClient, evening: Evening, at: str, headers: dict[str, str]
) -> None:
    slot = slots(journal, evening)[1]
    url = f"{at}/slots/{slot.id}/move"
    answer = helen.post(url, data={"way": "up"}, headers=headers)
    assert order(journal, evening) == ["Talk", "Welcome", "Discussion"]
    if headers:
        page = Page(answer)
        assert (page.is_whole, page.ids[0]) == (False, "order")
        focused = page.html.split(" autofocus")[0].rsplit("<", 1)[1]
        assert f"up-{slot.id}" in focused
        assert "Talk is now at 6 pm." in page.words
    else:
        assert answer.location == f"{at}#slot-{slot.id}"
    helen.post(url, data={"way": "up"}, headers=headers)
    assert order(journal, evening)[0] == "Talk"
    for _ in range(3):
        helen.post(url, data={"way": "down"}, headers=headers)
    assert order(journal, evening) == ["Welcome", "Discussion", "Talk"]


def test_a_slot_is_added_once_for_a_trio_or_with_words(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    other = journal.trio(focus="Reading")
    form = Page(helen.get(at)).form("/slots")
    for _ in range(2):
        assert form.send(helen, trio_id=str(other.id), minutes="15").status_code == 303
    assert order(journal, evening) == ["Welcome", "Talk", "Discussion", "Reading"]
    form = Page(helen.get(at)).form("/slots")
    part = Page(form.send(helen, label="Coffee"))
    assert part.status == 303
    assert order(journal, evening)[-1] == "Coffee"
    data = {"id": str(new_id()), "label": "Home", "minutes": "5", "trio_id": ""}
    part = Page(helen.post(f"{at}/slots", data=data, headers=HTMX))
    assert (part.status, part.is_whole) == (200, False)
    assert "Added at the end." in part.words


def test_a_trio_whose_year_is_closed_is_offered_with_what_it_shared_or_not_at_all(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    helen.post(f"{at}/slots/{slots(journal, evening)[1].id}/delete")
    there = journal.trio(focus="Writing", year=2026)
    empty = journal.trio(focus="Reading", year=2026)
    before = journal.trio(focus="Last year", year=2025)
    for trio in (there, before):
        enter(journal, trio)
    for trio in (there, empty, before):
        journal.inside(trios.close)(trio.id)
    offered = Page(helen.get(at)).html
    assert f'value="{there.id}"' in offered
    for trio in (empty, before):
        assert f'value="{trio.id}"' not in offered
    form = Page(helen.get(at)).form("/slots")
    assert form.send(helen, trio_id=str(empty.id)).status_code == 422
    assert form.send(helen, trio_id=str(there.id)).status_code == 303


def test_open_trios_of_two_years_are_offered_across_the_summer_each_with_its_year(
    journal: Any, helen: FlaskClient
) -> None:
    last = journal.trio(focus="Reading", year=2026)
    this = journal.trio(focus="Reading", year=2027)
    planned = helen.post("/evenings", data=typed(evening_date="2027-09-20")).location
    page = Page(helen.get(planned))
    for label in ("Reading (2026-27)", "Reading (2027-28)"):
        assert label in page.words
    for trio in (last, this):
        data = {"trio_id": str(trio.id), "id": str(new_id())}
        assert page.form("/slots").send(helen, **data).status_code == 303


def test_what_was_saved_with_other_words_is_not_dropped_without_a_word(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    for url, data, changed in (
        ("/evenings", typed(), {"welcome": "Come all of you, and bring a friend or two."}),
        (f"{at}/slots", {"id": str(new_id()), "label": "Tea", "minutes": "5"}, {"label": "Cake"}),
    ):
        assert helen.post(url, data=data).status_code == 303
        answer = helen.post(url, data=data | changed)
        assert answer.status_code == 409
        assert "saved already, with other words" in Page(answer).words


def test_all_mistakes_in_a_slot_come_at_once(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    welcome, trio, _ = slots(journal, evening)
    for trio_id, sentence in (
        (str(trio.trio_id), "This trio has a slot already."),
        ("", "Choose a trio, or write what happens"),
    ):
        data = {"id": str(new_id()), "trio_id": trio_id, "label": "", "minutes": "x"}
        words = Page(helen.post(f"{at}/slots", data=data)).words
        assert sentence in words
        assert "Write a whole number from 1 to 240." in words
    data = {"label": "", "minutes": "x"}
    words = Page(helen.post(f"{at}/slots/{welcome.id}/edit", data=data)).words
    assert "Write what happens in these minutes." in words
    assert "Write a whole number from 1 to 240." in words


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Choose a trio, or write what happens"),
        ({"label": "Coffee", "minutes": "x"}, "Write a whole number from 1 to 240."),
        ({"label": "C" * 121}, "too long: 120 fit"),
        ({"trio_id": "there already"}, "This trio has a slot already."),
        ({"trio_id": str(new_id())}, "Choose one from the list."),
    ],
)
def test_a_mistake_adds_no_slot_and_keeps_what_was_typed(
    journal: Any,
    helen: FlaskClient,
    evening: Evening,
    at: str,
    headers: dict[str, str],
    changed: dict[str, str],
    sentence: str,
) -> None:
    data = {"id": str(new_id()), "trio_id": "", "label": "", "minutes": "7"} | changed
    if data["trio_id"] == "there already":
        data["trio_id"] = str(journal.home.id)
    page = Page(helen.post(f"{at}/slots", data=data, headers=headers))
    assert page.status == 422
    assert sentence in page.words
    form = page.form("/slots")
    assert (form.fields["label"], form.fields["minutes"]) == ([data["label"]], [data["minutes"]])
    assert len(slots(journal, evening)) == 3


def test_a_slot_taken_out_comes_back_where_it_was_with_its_choices(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    first, second = shared(journal, "First.", "Second.")
    helen.post(f"{at}/findings/{first.id}/leave-out")
    slot = slots(journal, evening)[1]
    assert helen.post(f"{at}/slots/{slot.id}/delete").status_code == 303
    assert order(journal, evening) == ["Welcome", "Discussion"]
    page = Page(helen.get(at))
    assert "Talk is out of the running order." in page.words
    undo = next(form for form in page.forms if form.action.endswith("/restore"))
    assert undo.send(helen).status_code == 303
    assert undo.send(helen).status_code == 303
    assert order(journal, evening) == ["Welcome", "Talk", "Discussion"]
    page = Page(helen.get(at))
    assert "Left out: First." in page.words
    part = Page(helen.post(f"{at}/slots/{slot.id}/delete", headers=HTMX))
    assert "Undo" in part.words
    assert part.form("/restore").action == f"{at}/slots/{slot.id}/restore"
    assert Page(helen.post(f"{at}/slots/{slot.id}/delete", headers=HTMX)).status == 200
    back = Page(helen.post(f"{at}/slots/{slot.id}/restore", headers=HTMX))
    assert "Back in its place." in back.words
    assert second.claim in back.words


def test_a_slot_does_not_come_back_beside_another_of_its_trio(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    slot = slots(journal, evening)[1]
    helen.post(f"{at}/slots/{slot.id}/delete")
    data = {"id": str(new_id()), "trio_id": str(journal.home.id), "minutes": "5"}
    assert helen.post(f"{at}/slots", data=data).status_code == 303
    assert helen.post(f"{at}/slots/{slot.id}/restore").status_code == 409
    assert helen.post(f"{at}/slots/{new_id()}/restore").status_code == 404


# The findings


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_findings_are_put_in_order_left_out_and_put_back(
    journal: Any, helen: FlaskClient, evening: Evening, at: str, headers: dict[str, str]
) -> None:
    _, second = shared(journal, "First.", "Second.")
    assert claims(journal, evening) == ["First.", "Second."]
    url = f"{at}/findings/{second.id}"
    helen.post(f"{url}/move", data={"way": "up"}, headers=headers)
    assert claims(journal, evening) == ["Second.", "First."]
    answer = helen.post(f"{url}/leave-out", headers=headers)
    assert claims(journal, evening) == ["First."]
    assert "Left out: Second." in Page(helen.get(at)).words
    if headers:
        assert f"put-back-{second.id}" in answer.get_data(as_text=True)
    helen.post(f"{url}/put-back", headers=headers)
    assert sorted(claims(journal, evening)) == ["First.", "Second."]
    assert journal.fresh(second).state == "shared"


def test_a_finding_of_no_slot_is_not_found(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    draft = journal.finding(journal.note(), claim="Not shared.")
    for verb in ("move", "leave-out", "put-back"):
        for key in (draft.id, new_id()):
            assert helen.post(f"{at}/findings/{key}/{verb}").status_code == 404
    assert "Not shared." not in Page(helen.get(at)).html
