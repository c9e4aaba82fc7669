"""GET and POST /trios/<id>/edit: what the members change of their trio."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from .pages import Form, Page


def at(journal: Any) -> str:
    return f"/trios/{journal.home.id}/edit"


def form_of(client: FlaskClient, journal: Any) -> Form:
    return Page(client.get(at(journal))).form(at(journal))


def test_any_member_changes_focus_contact_and_case_pupils(journal: Any, bob: FlaskClient) -> None:
    answer = form_of(bob, journal).send(
        bob, focus="Independent talk", contact="talk@vale.example.org", case_pupils="y"
    )
    assert (answer.status_code, answer.location) == (303, f"/trios/{journal.home.id}")
    kept = journal.fresh(journal.home)
    assert (kept.focus, kept.contact, kept.case_pupils) == (
        "Independent talk", "talk@vale.example.org", True,
    )  # fmt: skip
    assert "Saved." in Page(bob.get(answer.location)).words


def test_with_case_pupils_on_a_note_can_follow_one(journal: Any, ann: FlaskClient) -> None:
    form_of(ann, journal).send(ann, case_pupils="y")
    notes = f"/trios/{journal.home.id}/observations"
    answer = ann.post(notes, data={"seen": "So.", "case_pupil": "A"})
    assert answer.status_code == 303
    assert "Pupil A" in Page(ann.get(answer.location)).words
    assert ann.post(notes, data={"seen": "So.", "case_pupil": "D"}).status_code == 422


def test_mistakes_keep_what_was_typed(journal: Any, ann: FlaskClient) -> None:
    both = {"focus": " ", "contact": "x" * 255}
    for wrong in ({"focus": " "}, {"focus": "x" * 121}, {"contact": "x" * 255}, both):
        typed = {"focus": "A new focus", "contact": "A new contact"} | wrong
        answer = form_of(ann, journal).send(ann, **typed)
        assert answer.status_code == 422
        page = Page(answer)
        form = page.form(at(journal))
        assert form.fields["focus"] == [typed["focus"].strip()]
        assert form.fields["contact"] == [typed["contact"]]
        assert {f"{name}-error" for name in wrong} <= set(page.ids)
    assert journal.fresh(journal.home).focus == "Talk"


def test_a_stale_save_shows_theirs_and_keeps_mine(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    form = form_of(ann, journal)
    form_of(bob, journal).send(bob, focus="Bob's focus")
    answer = form.send(ann, focus="Ann's focus")
    assert answer.status_code == 409
    page = Page(answer)
    assert "Bob's focus" in page.words
    again = page.form(at(journal))
    assert again.fields["focus"] == ["Ann's focus"]
    assert again.send(ann).status_code == 303
    assert journal.fresh(journal.home).focus == "Ann's focus"


def test_an_impatient_second_click_is_no_conflict(journal: Any, ann: FlaskClient) -> None:
    form = form_of(ann, journal)
    assert [form.send(ann, focus="Reading").status_code for _ in range(2)] == [303, 303]
    assert journal.fresh(journal.home).focus == "Reading"


def test_a_missing_version_saves_nothing(journal: Any, ann: FlaskClient) -> None:
    answer = form_of(ann, journal).send(ann, version=None, focus="Reading")
    assert answer.status_code == 422
    assert "Reading" in Page(answer).html


def test_it_is_the_members(journal: Any, sign_in: Any) -> None:
    data = {"focus": "Mine", "version": "1"}
    for person, status in ((journal.dan, 404), (journal.helen, 403)):
        client = sign_in(person)
        assert client.get(at(journal)).status_code == status
        assert client.post(at(journal), data=data).status_code == status
    journal.close()
    ann = sign_in(journal.ann)
    assert ann.get(at(journal)).status_code == 403
    assert ann.post(at(journal), data=data).status_code == 403
    assert journal.fresh(journal.home).focus == "Talk"
