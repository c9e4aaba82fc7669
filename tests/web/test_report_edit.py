"""GET and POST /trios/<id>/mid-year-review/edit and /report/edit: begun, written, two at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.exceptions import Conflict
from trio_journal.services import reports, trio_members

from .conftest import HTMX
from .doors import knock, stranger_in
from .pages import Page
from .reports import KINDS, Kind

SignIn = Callable[..., FlaskClient]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.value)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Return each kind of report in turn."""
    return request.param


def test_a_new_one_begins_with_what_the_journal_has(
    journal: Any, ann: FlaskClient, kind: Kind
) -> None:
    journal.question("What helps?")
    journal.finding(journal.note(), claim="A list on the wall helps.")
    fields = kind.form(ann, journal).fields
    assert fields[kind.names[0]] == ["Talk\n\nWhat helps?"]
    assert any("A list on the wall helps." in text for (text,) in fields.values())
    assert "Nothing is written yet." in Page(ann.get(kind.at(journal))).words, "nothing is kept"


def test_any_member_writes_it_and_another_goes_on(
    journal: Any, ann: FlaskClient, bob: FlaskClient, kind: Kind
) -> None:
    first, second = kind.names[:2]
    answer = kind.save(ann, journal, **{first: "Ann's words."})
    assert answer.location == kind.at(journal)
    form = kind.form(bob, journal)
    assert form.fields[first] == ["Ann's words."]
    form.send(bob, **{second: "Bob's words."})
    page = Page(ann.get(kind.at(journal)))
    assert "Ann's words." in page.words
    assert "Bob's words." in page.words
    assert "Last saved by Bob Bobson" in page.words


def test_whoever_is_away_may_write_as_well(journal: Any, bob: FlaskClient, kind: Kind) -> None:
    journal.inside(trio_members.set_away)(journal.home.id, journal.bob, journal.helen, away=True)
    kind.save(bob, journal, **{kind.names[0]: "From home."})


def test_an_impatient_second_click_makes_one(journal: Any, ann: FlaskClient, kind: Kind) -> None:
    form = kind.form(ann, journal)
    assert [form.send(ann).status_code for _ in range(2)] == [303, 303]
    again = kind.form(ann, journal)
    typed = {kind.names[0]: "Once more."}
    assert [again.send(ann, **typed).status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("place", [0, -1])
def test_a_text_that_is_too_long_is_kept_with_all_others(
    journal: Any, ann: FlaskClient, kind: Kind, place: int
) -> None:
    typed = kind.whole() | {kind.names[place]: "x" * 20_001}
    answer = kind.form(ann, journal).send(ann, **typed)
    assert answer.status_code == 422
    page = Page(answer)
    assert {name: page.form("/edit").fields[name] for name in typed} == {
        name: [text] for name, text in typed.items()
    }
    assert f"r-{kind.names[place]}-error" in page.ids
    assert "Nothing is written yet." in Page(ann.get(kind.at(journal))).words


def test_nothing_at_all_is_refused_with_what_to_do(
    journal: Any, ann: FlaskClient, kind: Kind
) -> None:
    answer = kind.form(ann, journal).send(ann, **dict.fromkeys(kind.names, " "))
    assert answer.status_code == 422
    assert "Write a line, here or in another part." in Page(answer).words


@pytest.mark.parametrize("wrong", [{"version": None}, {"version": "x"}, {"id": "x"}])
def test_a_damaged_form_keeps_the_words(
    journal: Any, ann: FlaskClient, kind: Kind, wrong: dict[str, Any]
) -> None:
    answer = kind.form(ann, journal).send(ann, **kind.whole(), **wrong)
    assert answer.status_code == 422
    assert f"A line about {kind.names[0]}." in Page(answer).html


def test_a_version_of_one_that_is_not_there_is_nothing_to_change(
    journal: Any, ann: FlaskClient, kind: Kind
) -> None:
    assert kind.form(ann, journal).send(ann, version="3").status_code == 404


# Two at once


def test_two_who_begin_at_once_see_both_texts(
    journal: Any, ann: FlaskClient, bob: FlaskClient, kind: Kind
) -> None:
    name = kind.names[1]
    mine, theirs = kind.form(ann, journal), kind.form(bob, journal)
    theirs.send(bob, **{name: "Bob's words."})
    answer = mine.send(ann, **{name: "Ann's words."})
    assert answer.status_code == 409
    page = Page(answer)
    assert "Bob Bobson saved this while you were writing" in page.words
    assert "Bob's words." in page.words
    again = page.form("/edit")
    assert again.fields[name] == ["Ann's words."]
    assert again.send(ann).status_code == 303
    assert "Ann's words." in Page(ann.get(kind.at(journal))).words


def test_a_stale_save_shows_both_texts_and_loses_neither(
    journal: Any, ann: FlaskClient, bob: FlaskClient, kind: Kind
) -> None:
    kind.save_whole(ann, journal)
    name = kind.names[0]
    form = kind.form(ann, journal)
    kind.form(bob, journal).send(bob, **{name: "Bob's words."})
    answer = form.send(ann, **{name: "Ann's words."})
    assert answer.status_code == 409
    page = Page(answer)
    assert "Bob's words." in page.words
    again = page.form("/edit")
    assert again.fields[name] == ["Ann's words."]
    assert again.send(ann).status_code == 303


def test_the_same_words_twice_are_no_conflict(
    journal: Any, ann: FlaskClient, bob: FlaskClient, kind: Kind
) -> None:
    kind.save_whole(ann, journal)
    typed = {kind.names[0]: "The same."}
    mine, theirs = kind.form(ann, journal), kind.form(bob, journal)
    assert theirs.send(bob, **typed).status_code == 303
    assert mine.send(ann, **typed).status_code == 303


def test_a_first_form_sent_again_with_other_words_changes_nothing_and_keeps_them(
    journal: Any, ann: FlaskClient, kind: Kind
) -> None:
    form, typed = kind.form(ann, journal), "Typed after the browser's own way back."
    form.send(ann, **{kind.names[0]: "First."})
    answer = form.send(ann, **{kind.names[0]: typed})
    assert answer.status_code == 409
    assert typed in Page(answer).words
    assert "First." in Page(ann.get(kind.at(journal))).words


def test_a_busy_journal_is_no_other_persons_save(
    journal: Any, ann: FlaskClient, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Conflict("The journal is busy. Your text is still here: save again.")

    form, typed = kind.form(ann, journal), "Typed while everybody else was saving."
    monkeypatch.setattr(reports, "create", busy)
    answer = form.send(ann, **{kind.names[0]: typed})
    assert answer.status_code == 409
    page = Page(answer)
    assert "The journal is busy." in page.words
    assert page.form("/edit").fields[kind.names[0]] == [typed], "to be sent again"


def test_by_htmx_only_the_form_comes_back(journal: Any, ann: FlaskClient, kind: Kind) -> None:
    form = kind.form(ann, journal)
    answer = ann.post(form.action, data=form.data(version="x"), headers=HTMX)
    assert (answer.status_code, Page(answer).is_whole) == (422, False)
    answer = ann.post(form.action, data=form.data(), headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, kind.at(journal))


# Once it is handed in


def test_what_is_handed_in_is_opened_for_reading(
    journal: Any, ann: FlaskClient, kind: Kind
) -> None:
    kind.hand_in_whole(ann, journal)
    answer = ann.get(kind.at(journal, "/edit"), follow_redirects=True)
    page = Page(answer)
    assert "It is handed in. Take it back to change it." in page.words
    assert [form.action for form in page.forms[1:]] == [kind.at(journal, "/take-back")]


def test_whoever_wrote_meanwhile_is_told_and_can_take_it_back(
    journal: Any, ann: FlaskClient, bob: FlaskClient, kind: Kind
) -> None:
    kind.save_whole(ann, journal)
    form, name = kind.form(ann, journal), kind.names[0]
    kind.hand_in(bob, journal)
    answer = form.send(ann, **{name: "Ann's words."})
    assert answer.status_code == 409
    page = Page(answer)
    assert "By now it is handed in." in page.words
    assert f"A line about {name}." in page.words, "what was handed in"
    again = page.form("/edit")
    assert again.fields[name] == ["Ann's words."]
    assert again.send(ann).status_code == 303
    kept = Page(ann.get(kind.at(journal)))
    assert "Ann's words." in kept.words
    assert "Only your trio reads this until you hand it in." in kept.words


def test_a_form_that_was_not_told_changes_nothing(
    journal: Any, ann: FlaskClient, kind: Kind
) -> None:
    kind.save_whole(ann, journal)
    form = kind.form(ann, journal)
    kind.hand_in(ann, journal)
    answer = form.send(ann, version="2", **{kind.names[0]: "Ann's words."})
    assert answer.status_code == 409
    assert "Handed in by" in Page(ann.get(kind.at(journal))).words


# Who may


def test_nobody_outside_the_trio_writes_it(
    journal: Any, ann: FlaskClient, sign_in: SignIn, elsewhere: Any, kind: Kind
) -> None:
    at = kind.at(journal, "/edit")
    for person, status in (
        (journal.dan, 404), (stranger_in(elsewhere), 404), (journal.helen, 403),
    ):  # fmt: skip
        client = sign_in(person)
        assert knock(client, "GET", at) == status
        assert client.post(at, data=kind.whole() | {"version": "0"}).status_code == status
    kind.hand_in_whole(ann, journal)
    assert knock(sign_in(journal.helen), "GET", at) == 403


def test_a_closed_year_is_written_no_more(journal: Any, ann: FlaskClient, kind: Kind) -> None:
    form, typed = kind.form(ann, journal), "Typed before somebody closed the year."
    journal.close()
    assert knock(ann, "GET", kind.at(journal, "/edit")) == 403
    answer = form.send(ann, **{kind.names[0]: typed})
    assert answer.status_code == 403
    assert typed in answer.text, "to be copied"


def test_another_method_is_refused(journal: Any, ann: FlaskClient, kind: Kind) -> None:
    assert knock(ann, "PUT", kind.at(journal, "/edit")) == 405
