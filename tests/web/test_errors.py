"""Refusals: a status that fits, a sentence, and never a page of our own mistakes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trio_journal.ids import new_id

from .conftest import HTMX
from .nouns import FINDING, OBSERVATION, QUESTION
from .pages import Page

LONG = "A text that is long enough to be worth keeping, and more."


def test_a_body_over_one_megabyte_is_413_with_a_sentence(journal: Any, ann: FlaskClient) -> None:
    data = {"seen": "x" * 1_000_001}
    for headers in ({}, HTMX):
        answer = ann.post(OBSERVATION.of(journal), data=data, headers=headers)
        assert answer.status_code == 413
        page = Page(answer)
        assert page.is_whole is (headers == {})
        assert "too long" in page.words
    assert answer.headers["HX-Retarget"] == "#notice"
    assert answer.headers["HX-Reswap"] == "innerHTML"


def test_just_under_it_is_read_and_refused_by_the_field(journal: Any, ann: FlaskClient) -> None:
    answer = ann.post(OBSERVATION.of(journal), data={"seen": "x" * 900_000})
    assert answer.status_code == 422
    assert "20,000 fit" in Page(answer).words


def test_a_file_over_one_megabyte_is_413_too(journal: Any, sign_in: Any) -> None:
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="schools.csv"\r\n\r\n'
    body = head.encode() + b"x" * 1_100_000 + b"\r\n--x--\r\n"
    answer = sign_in(journal.helen).post(
        "/schools/import", data=body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413


def test_a_thousand_fields_are_no_mistake_of_ours(journal: Any, ann: FlaskClient) -> None:
    data = {f"field-{i}": "x" for i in range(3_000)} | {"seen": "So."}
    assert ann.post(OBSERVATION.of(journal), data=data).status_code in (303, 413)


def test_a_finding_that_rests_on_many_notes_is_saved(journal: Any, ann: FlaskClient) -> None:
    notes = [journal.note(f"Note {i}.") for i in range(30)]
    data = {"claim": "So it is."} | {f"evidence-{note.id}": "supports" for note in notes}
    assert ann.post(FINDING.of(journal), data=data).status_code == 303


def test_what_is_not_there_is_404_with_a_sentence(journal: Any, ann: FlaskClient) -> None:
    for url in ("/nothing", "/observations", "/trios/x/y/z", "/static/nothing.css"):
        answer = ann.get(url)
        assert answer.status_code == 404, url
        assert "There is nothing here" in Page(answer).words


def test_strangers_hear_nothing_of_trios_on_a_404(client: FlaskClient, ann: FlaskClient) -> None:
    assert "a trio you are not in" in Page(ann.get("/nothing")).words
    words = Page(client.get("/nothing")).words
    assert "There is nothing here" in words
    assert "a trio you are not in" not in words


def test_what_was_typed_is_said_to_be_there_only_if_there_is_any(
    journal: Any, ann: FlaskClient
) -> None:
    said = "Everything you typed is still here."
    empty = ann.post(OBSERVATION.of(journal), data={"seen": " "})
    assert empty.status_code == 422
    assert said not in Page(empty).words
    assert said in Page(ann.post(OBSERVATION.of(journal), data={"seen": "x" * 20_001})).words


def test_by_htmx_a_refusal_is_a_sentence_in_the_notice(journal: Any, ann: FlaskClient) -> None:
    answer = ann.get(f"/observations/{journal.ann}", headers=HTMX)
    assert answer.status_code == 404
    assert answer.headers["HX-Retarget"] == "#notice"
    assert answer.headers["HX-Reswap"] == "innerHTML"
    assert not Page(answer).is_whole


def test_a_wrong_method_says_which_is_right(journal: Any, ann: FlaskClient) -> None:
    answer = ann.get(f"/trios/{journal.home.id}/questions")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "does not work from here" in Page(answer).words


def test_a_stranger_meets_errors_too(client: FlaskClient, journal: Any) -> None:
    assert client.get("/nothing").status_code == 404
    assert client.put("/sign-in").status_code == 405
    assert client.post("/sign-in", data={"email": "x" * 1_100_000}).status_code == 413


def test_our_own_mistake_says_so_and_keeps_quiet_about_the_rest(
    journal: Any, ann: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trio_journal.services import journals

    def fail(*_: Any) -> None:
        raise RuntimeError("the innermost secret")

    monkeypatch.setattr(journals, "questions", fail)
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    for headers in ({}, HTMX):
        answer = ann.get(f"/trios/{journal.home.id}", headers=headers)
        assert answer.status_code == 500
        page = Page(answer)
        assert "secret" not in page.html
        assert "Traceback" not in page.html
    assert ann.get("/").status_code == 200, "the next request is as good as new"


BODIES: list[tuple[str, bytes]] = [
    ("application/json", b'{"text": "x"}'),
    ("application/json", b"\xff\xfe"),
    ("text/plain", b"text=x"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    ("application/x-www-form-urlencoded", b"text=%ED%A0%80&id=%00&version=%FF"),
    ("application/x-www-form-urlencoded", b"\xff\xfe\x00=\x00&&&==%"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"text=+ADw-"),
    ("", b"text=x"),
]


@pytest.mark.parametrize(("kind", "body"), BODIES)
def test_no_body_is_a_mistake_of_ours(
    journal: Any, ann: FlaskClient, kind: str, body: bytes
) -> None:
    note, finding, question = journal.note(), journal.finding(), journal.question()
    for url in (
        QUESTION.of(journal),
        OBSERVATION.of(journal),
        FINDING.of(journal),
        QUESTION.at(question, "edit"),
        QUESTION.at(question, "move"),
        QUESTION.at(question, "replies"),
        OBSERVATION.at(note, "edit"),
        OBSERVATION.at(note, "sort"),
        OBSERVATION.at(note, "delete"),
        FINDING.at(finding, "edit"),
        FINDING.at(finding, "agree"),
        f"/trios/{journal.home.id}/edit",
        "/alliance/switch",
        "/sign-in",
    ):
        for headers in ({}, HTMX):
            answer = ann.post(url, data=body, content_type=kind, headers=headers)
            assert answer.status_code < 500, (url, answer.status_code)


def test_strange_fields_are_no_mistake_of_ours(journal: Any, ann: FlaskClient, noun: Any) -> None:
    entry = noun.made(journal)
    form = Page(ann.get(noun.at(entry, "edit"))).form(noun.at(entry, "edit"))
    strange = ("", "\x00", "9" * 5_000, "-1", "None", "nan", "0x10", "\uff11", "2026-02-30", "{}")
    for name in form.fields:
        for value in strange:
            for headers in ({}, HTMX):
                answer = ann.post(
                    noun.at(entry, "edit"), data=form.data(**{name: value}), headers=headers
                )
                assert answer.status_code in (200, 303, 409, 422), (name, value)
                form.fields["version"] = [str(journal.fresh(entry).version)]


def test_what_was_typed_for_an_entry_that_is_gone_can_be_copied(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Any
) -> None:
    """Without script the form has gone with its page, and the browser keeps no page of ours."""
    entry = noun.made(journal)
    form = Page(bob.get(noun.at(entry, "edit"))).form(noun.at(entry, "edit"))
    Page(ann.get(noun.at(entry, "delete"))).form(noun.at(entry, "delete")).send(ann)
    page = Page(form.send(bob, **{noun.field: LONG}))
    assert page.status == 404
    assert LONG in page.words
    assert "Copy it before you leave this page." in page.words
    assert not [one for one in page.forms if one.action == form.action], "it cannot be sent again"


def test_what_was_typed_for_a_closed_trio_can_be_copied(
    journal: Any, ann: FlaskClient, noun: Any
) -> None:
    entry = noun.made(journal)
    changed = Page(ann.get(noun.at(entry, "edit"))).form(noun.at(entry, "edit"))
    new = Page(ann.get(noun.of(journal, "new"))).form(noun.of(journal))
    journal.close()
    for answer in (
        changed.send(ann, **{noun.field: LONG}),
        new.send(ann, **noun.typed(journal, LONG)),
        ann.post(noun.at(entry, "replies"), data={"text": LONG}),
    ):
        page = Page(answer)
        assert page.status == 403
        assert LONG in page.words


def test_what_a_form_says_it_had_read_is_not_shown_as_typed(journal: Any, sign_in: Any) -> None:
    at = f"/evenings/{new_id()}/slots/{new_id()}/edit"
    data = {"label": LONG, "was_label": f"Before: {LONG}", "was_minutes": "1" * 40}
    page = Page(sign_in(journal.helen).post(at, data=data))
    assert page.status == 404
    assert LONG in page.words
    for hidden in ("Before:", "Was label", "Was minutes", "1" * 40):
        assert hidden not in page.words


def test_what_a_form_says_it_had_read_is_sent_again_with_it(journal: Any, client: Any) -> None:
    at = f"/evenings/{new_id()}/slots/{new_id()}/edit"
    page = Page(client.post(at, data={"label": LONG, "was_label": f"Before: {LONG}"}))
    assert page.status == 401
    assert "Before:" not in page.words
    assert page.form(at).fields["was_label"] == [f"Before: {LONG}"]
