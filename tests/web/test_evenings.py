"""/evenings: the invitation, the running order, and the findings in it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from trio_journal.dates import academic_year, clock_label, today
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Evening, Finding
from trio_journal.services import evenings, trios

from .conftest import HTMX
from .doors import SignIn, knock, stranger_in
from .pages import Page

DAY = today() + timedelta(days=14)


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


@pytest.fixture
def evening(journal: Any) -> Evening:
    """Return an evening with a welcome, the trio's slot, and a discussion."""
    made = journal.inside(evenings.create)(
        journal.id,
        journal.helen,
        new_id(),
        {
            "title": "What we saw",
            "evening_date": DAY,
            "starts_at": time(18),
            "ends_at": time(19),
            "venue_school_id": journal.secondary.id,
        },
    )
    for trio_id, label, minutes in (
        (None, "Welcome", 5), (journal.home.id, "", 10), (None, "Discussion", 20),
    ):  # fmt: skip
        journal.inside(evenings.add_slot)(
            made.id, journal.helen, trio_id=trio_id, label=label, minutes=minutes
        )
    return made


@pytest.fixture
def at(evening: Evening) -> str:
    """Return the evening's address."""
    return f"/evenings/{evening.id}"


def slots(journal: Any, evening: Evening) -> list[Any]:
    def load() -> list[Any]:
        return list(evenings.load_slots(db.session.get_one(Evening, evening.id)))

    return journal.inside(load)()


def order(journal: Any, evening: Evening) -> list[str]:
    return [slot.label or slot.trio.focus for slot in slots(journal, evening)]


def shared(journal: Any, *claims: str) -> list[Finding]:
    return [journal.share(journal.finding(journal.note(), claim=claim)) for claim in claims]


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "title": "Spring evening",
        "evening_date": DAY.isoformat(),
        "starts_at": "18:00",
        "ends_at": "20:00",
        "print_by": "",
        "venue_school_id": "",
        "venue": "The village hall",
        "welcome": "Come in.",
    } | changed


# The evening


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


# The running order


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
    assert "Mistake:" in part.words
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
    there, empty = journal.home, journal.trio(focus="Reading")
    before = journal.trio(focus="Last year", year=academic_year(DAY) - 1)
    shared(journal, "Counting helps.")
    for trio in (there, empty, before):
        journal.inside(trios.close)(trio.id)
    offered = Page(helen.get(at)).html
    assert f'value="{there.id}"' in offered
    for url in (at, "/evenings/new"):
        html = Page(helen.get(url)).html
        for trio in (empty, before):
            assert f'value="{trio.id}"' not in html
    form = Page(helen.get(at)).form("/slots")
    assert form.send(helen, trio_id=str(empty.id)).status_code == 422
    assert form.send(helen, trio_id=str(there.id)).status_code == 303


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


def claims(journal: Any, evening: Evening) -> list[str]:
    def load() -> list[str]:
        placed = evenings.running_order(db.session.get_one(Evening, evening.id)).slots[1]
        return [finding.claim for finding in placed.findings]

    return journal.inside(load)()


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


def test_who_has_no_shared_finding_yet_and_typing_one_in_for_them(
    journal: Any, helen: FlaskClient, evening: Evening, at: str, sign_in: SignIn
) -> None:
    page = Page(helen.get(at))
    assert "1 of 1 trios has no finding in the handout." in page.words
    assert "No shared finding yet." in page.words
    url = next(link for link in page.links if link.endswith("/finding"))
    form = Page(helen.get(url)).form("/finding")
    data = {"claim": "They talk\r\nfirst.", "years": ["R", "2"], "limits": "Two lessons only."}
    answers = [form.send(helen, **data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    finding = journal.inside(lambda: db.session.scalars(select(Finding)).one())()
    assert (finding.claim, finding.year_from, finding.year_to) == ("They talk first.", 0, 2)
    assert finding.entered_for_trio
    words = Page(helen.get(at)).words
    assert "They talk first. entered for the trio" in words
    assert "no shared finding" not in words.lower()
    assert "no finding in the handout" not in words


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"claim": ""}, "Write what they claim"),
        ({"claim": "", "years": ["14"]}, "Write what they claim"),
        ({"claim": "c" * 301}, "too long: 300 fit"),
        ({"years": ["14"]}, "Choose from Nursery to Year 13."),
        ({"id": "damaged"}, "This form is damaged"),
    ],
)
def test_a_mistake_in_a_finding_keeps_what_was_typed(
    journal: Any,
    helen: FlaskClient,
    evening: Evening,
    at: str,
    changed: dict[str, Any],
    sentence: str,
) -> None:
    url = f"{at}/slots/{slots(journal, evening)[1].id}/finding"
    data = {"id": str(new_id()), "claim": "They talk.", "next_step": "Ask again."} | changed
    page = Page(helen.post(url, data=data))
    assert page.status == 422
    assert sentence in page.words
    form = page.form("/finding")
    assert form.fields["claim"] == [data["claim"]]
    assert form.fields["next_step"] == ["Ask again."]
    assert not claims(journal, evening)


def test_only_a_trios_slot_takes_a_finding(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    url = f"{at}/slots/{slots(journal, evening)[0].id}/finding"
    assert helen.get(url).status_code == 404
    assert helen.post(url, data={"claim": "x"}).status_code == 404


def test_what_is_withdrawn_after_the_print_is_shown_as_such(
    journal: Any, helen: FlaskClient, evening: Evening, at: str, sign_in: SignIn
) -> None:
    (finding,) = shared(journal, "Counting helps.")
    assert helen.post(f"{at}/printed").status_code == 303
    page = Page(helen.get(at))
    assert f"at {clock_label(journal.fresh(evening).printed_at)}" in page.words
    data = {"version": str(finding.version)}
    sign_in(journal.ann).post(f"/findings/{finding.id}/withdraw", data=data)
    words = Page(helen.get(at)).words
    assert "Withdrawn after the print: Counting helps." in words
    assert "No shared finding any more." in words


def test_an_empty_evening_has_nothing_to_print(journal: Any, helen: FlaskClient) -> None:
    made = helen.post("/evenings", data=typed()).location
    answer = helen.post(f"{made}/printed")
    assert answer.status_code == 409
    assert "Add a slot first." in Page(answer).words


DOORS = [
    ("GET", "/evenings", 200),
    ("GET", "/evenings/new", 403),
    ("POST", "/evenings", 403),
    ("GET", "{at}", 200),
    ("GET", "{at}/edit", 403),
    ("POST", "{at}/edit", 403),
    ("POST", "{at}/printed", 403),
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
