"""/evenings/<id>/feedback: the coordinator reads it first, and passes it on."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.ids import new_id
from trio_journal.models import Evening
from trio_journal.services import feedback

from .doors import SignIn, knock, other_method, stranger_in
from .hall import LONG, TYPED, kept, sent, typed_in
from .pages import Page


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


@pytest.fixture
def here(at: str) -> str:
    """Return the address of what was said at the evening."""
    return f"{at}/feedback"


def passed_on(journal: Any) -> list[str]:
    return [sheet.note for sheet in kept(journal) if sheet.passed_on_at and not sheet.put_away_at]


# Reading it


def test_what_is_new_stands_first_and_is_counted(
    helen: FlaskClient, journal: Any, evening: Evening, here: str
) -> None:
    told = sent(journal, evening, note="An old one.")
    journal.inside(feedback.pass_on)(evening.id, [told.id])
    sent(journal, evening, note="A new one.")
    words = Page(helen.get(here)).words
    assert "2 answers, 1 new." in words
    assert words.index("A new one.") < words.index("An old one.")
    assert "In Years 3 to 4, from January: the tutors" in words
    assert "Feedback 2, 1 new" in Page(helen.get(here.removesuffix("/feedback"))).words


def test_before_anything_it_says_what_will_be_there(helen: FlaskClient, here: str) -> None:
    assert "Nothing yet." in Page(helen.get(here)).words


def test_members_see_no_count(ann: FlaskClient, journal: Any, evening: Evening, at: str) -> None:
    sent(journal, evening)
    assert "Feedback" not in Page(ann.get(at)).words


def test_what_is_typed_is_shown_as_text(
    helen: FlaskClient, journal: Any, evening: Evening, here: str
) -> None:
    said = "<script>alert(1)</script> & **bold**"
    sent(journal, evening, note=said, question=said, who=said)
    answer = helen.get(here)
    assert "<script>alert" not in answer.text
    assert Page(answer).words.count(said) == 3


def test_a_spreadsheet_gets_all_of_it(
    helen: FlaskClient, journal: Any, evening: Evening, here: str
) -> None:
    sent(journal, evening, note="=1+1")
    answer = helen.get(f"{here}.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="feedback-2027-03-02.csv"'
    )
    (row,) = csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert (row["focus"], row["year_from"], row["year_to"], row["typed_in"]) == (
        "Talk", "3", "4", "no",
    )  # fmt: skip
    assert row["note"] == "'=1+1"


# Correcting


@pytest.fixture
def sheet(journal: Any, evening: Evening) -> Any:
    """Return a sheet that was typed in."""
    return typed_in(journal, evening, school_id=journal.primary.id)


def test_a_slip_is_corrected(helen: FlaskClient, journal: Any, here: str, sheet: Any) -> None:
    form = Page(helen.get(f"{here}/{sheet.id}/edit")).form("/edit")
    assert form.fields["years"] == ["Years 3 to 4"]
    assert form.fields["school_id"] == [str(journal.primary.id)]
    answer = form.send(helen, years="R", who="both teachers")
    assert answer.location == f"{here}#feedback-{sheet.id}"
    (now,) = kept(journal)
    assert (now.year_from, now.year_to, now.who, now.note) == (0, 0, "both teachers", LONG)


def test_of_two_who_correct_it_neither_is_lost(
    helen: FlaskClient, journal: Any, here: str, sheet: Any
) -> None:
    form = Page(helen.get(f"{here}/{sheet.id}/edit")).form("/edit")
    form.send(helen, who="both teachers", school_id=None)
    page = Page(form.send(helen, who="the head of year", years="5"))
    assert page.status == 409
    for words in ("both teachers", "the head of year", "Ashby Primary School", "Year 5"):
        assert words in page.words
    assert page.form("/edit").send(helen).status_code == 303
    assert [(one.who, one.year_from) for one in kept(journal)] == [("the head of year", 5)]


def test_a_correction_that_says_nothing_is_refused(
    helen: FlaskClient, journal: Any, here: str, sheet: Any
) -> None:
    form = Page(helen.get(f"{here}/{sheet.id}/edit")).form("/edit")
    page = Page(form.send(helen, **dict.fromkeys(TYPED, "")))
    assert page.status == 422
    assert kept(journal)[0].note == LONG


def test_a_childs_name_in_what_somebody_sent_is_left_out_and_reaches_no_trio(
    helen: FlaskClient, ann: FlaskClient, journal: Any, evening: Evening, here: str
) -> None:
    theirs = sent(journal, evening, note="Like Zebedee does. It costs nothing.", who="Zebedee")
    assert "Leave something out" in Page(helen.get(here)).words
    page = Page(helen.get(f"{here}/{theirs.id}/edit"))
    assert "What you take out is gone from the journal, for you as well." in page.words
    note = "Like [a pupil] does. It costs nothing."
    answer = page.form("/edit").send(helen, note=note, who="")
    assert answer.location == f"{here}#feedback-{theirs.id}"
    helen.post(f"{here}/pass-on", data={"feedback_id": str(theirs.id)})
    read = Page(ann.get(f"/trios/{journal.home.id}/feedback")).words
    assert note in read
    assert "from a phone, shortened by the coordinator" in read
    for browser, url in (
        (ann, f"/trios/{journal.home.id}/feedback"), (ann, "/"), (helen, here),
        (helen, f"{here}/{theirs.id}/edit"), (helen, f"{here}.csv"),
    ):  # fmt: skip
        assert "Zebedee" not in browser.get(url).text, url
    (row,) = csv.DictReader(io.StringIO(helen.get(f"{here}.csv").get_data().decode("utf-8-sig")))
    assert (row["shortened"], row["note"]) == ("yes", note)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"note": "We take nothing down."}, "“nothing” is not in what was sent"),
        ({"years": "5"}, "Leave the year groups as they were sent, or out."),
        (dict.fromkeys(TYPED, ""), "Nothing would be left of it. Put it away instead."),
    ],
)
def test_words_that_nobody_sent_are_refused_and_kept_to_be_put_right(
    helen: FlaskClient,
    journal: Any,
    evening: Evening,
    here: str,
    changed: dict[str, str],
    sentence: str,
) -> None:
    theirs = sent(journal, evening)
    page = Page(Page(helen.get(f"{here}/{theirs.id}/edit")).form("/edit").send(helen, **changed))
    assert page.status == 422
    assert sentence in page.words
    for name, typed in changed.items():
        assert page.form("/edit").fields[name] == [typed]
    assert (kept(journal)[0].note, kept(journal)[0].version) == (LONG, 1)


def test_of_two_who_shorten_it_the_second_brings_nothing_back(
    helen: FlaskClient, journal: Any, evening: Evening, here: str
) -> None:
    theirs = sent(journal, evening, note="Zebedee does. It costs nothing.", school_id=None)
    form = Page(helen.get(f"{here}/{theirs.id}/edit")).form("/edit")
    form.send(helen, note="It costs nothing.")
    page = Page(form.send(helen, question=""))
    assert page.status == 409
    page = Page(page.form("/edit").send(helen))
    assert page.status == 422
    assert "“Zebedee” is not in what was sent" in page.words
    assert kept(journal)[0].note == "It costs nothing."


# Passing on, and putting away


def test_one_is_passed_on_and_can_be_taken_back(
    helen: FlaskClient, journal: Any, evening: Evening, here: str
) -> None:
    one = sent(journal, evening, note="This one.")
    other = sent(journal, evening, note="Not this one.")
    answer = helen.post(f"{here}/pass-on", data={"feedback_id": str(one.id)})
    page = Page(helen.get(answer.location.split("#")[0]))
    assert "Passed on: Talk can read it now." in page.words
    assert passed_on(journal) == ["This one."]
    page.form(f"{one.id}/take-back").send(helen)
    assert passed_on(journal) == []
    assert kept(journal)[1].id == other.id


def test_all_that_was_read_is_passed_on_and_nothing_that_came_since(
    helen: FlaskClient, journal: Any, evening: Evening, here: str
) -> None:
    for note in ("First.", "Second."):
        sent(journal, evening, note=note)
    both = next(
        form
        for form in Page(helen.get(here)).forms
        if form.action.endswith("/pass-on") and len(form.fields["feedback_id"]) == 2
    )
    sent(journal, evening, note="Unread.")
    assert both.send(helen).status_code == 303
    assert passed_on(journal) == ["First.", "Second."]


def test_nonsense_is_put_away_with_undo(
    helen: FlaskClient, journal: Any, evening: Evening, here: str
) -> None:
    one = sent(journal, evening)
    answer = helen.post(f"{here}/put-away", data={"feedback_id": str(one.id)})
    page = Page(helen.get(answer.location.split("#")[0]))
    assert "Put away. Nobody reads it but coordinators." in page.words
    assert kept(journal)[0].put_away_at is not None
    undo = next(form for form in page.forms if form.action.endswith(f"{one.id}/bring-back"))
    assert undo.send(helen).status_code == 303
    assert kept(journal)[0].put_away_at is None


def test_a_flood_is_put_away_at_once(
    helen: FlaskClient, journal: Any, evening: Evening, here: str
) -> None:
    for _ in range(3):
        sent(journal, evening)
    flood = next(
        form
        for form in Page(helen.get(here)).forms
        if form.action.endswith("/put-away") and len(form.fields["feedback_id"]) == 3
    )
    flood.send(helen)
    page = Page(helen.get(here))
    assert "Three answers put away, at the end of the trio." in page.words
    assert "3 put away" in page.words


def test_pressed_twice_it_says_so(
    helen: FlaskClient, journal: Any, evening: Evening, here: str
) -> None:
    data = {"feedback_id": str(sent(journal, evening).id)}
    for _ in range(2):
        answer = helen.post(f"{here}/pass-on", data=data)
    assert "already" in Page(helen.get(answer.location)).words


@pytest.mark.parametrize("ids", [[], ["nonsense"], [str(new_id())]])
def test_nothing_chosen_is_nothing_found(helen: FlaskClient, here: str, ids: list[str]) -> None:
    for act in ("pass-on", "put-away"):
        assert helen.post(f"{here}/{act}", data={"feedback_id": ids}).status_code == 404


# Who


ALL = [
    ("GET", ""), ("GET", ".csv"), ("GET", "/new"), ("POST", "/new"), ("GET", "/{id}/edit"),
    ("POST", "/{id}/edit"), ("POST", "/pass-on"), ("POST", "/{id}/take-back"),
    ("POST", "/put-away"), ("POST", "/{id}/bring-back"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ALL)
def test_it_is_for_coordinators_alone(
    journal: Any,
    elsewhere: Any,
    sign_in: SignIn,
    client: FlaskClient,
    here: str,
    sheet: Any,
    method: str,
    path: str,
) -> None:
    url = here + path.format(id=sheet.id)
    before = journal.fresh(sheet)
    assert knock(client, method, url) in (303, 401)
    for person, status in (
        (journal.ann, 403), (journal.dan, 403), (stranger_in(elsewhere), 404),
    ):  # fmt: skip
        browser = sign_in(person)
        data = {"feedback_id": str(sheet.id), "version": "1", **TYPED}
        answer = browser.open(url, method=method, data=data if method == "POST" else None)
        assert answer.status_code == status
        assert LONG not in Page(answer).words or method == "POST"
    after = journal.fresh(sheet)
    assert (after.version, after.passed_on_at, after.put_away_at) == (
        before.version, before.passed_on_at, before.put_away_at,
    )  # fmt: skip
    assert len(kept(journal)) == 1


@pytest.mark.parametrize(("method", "path"), [one for one in ALL if one[1] != "/new"])
def test_other_methods_are_refused(
    helen: FlaskClient, here: str, sheet: Any, method: str, path: str
) -> None:
    url = here + path.format(id=sheet.id)
    assert knock(helen, "DELETE" if "edit" in path else other_method(method), url) == 405
