"""Two people save from one version: neither text is lost, and one of them is told."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.extensions import db
from trio_journal.models import Finding, Observation

from .conftest import HTMX
from .nouns import FINDING, OBSERVATION, QUESTION, VISIT, Noun
from .pages import Form, Page


def form_of(client: FlaskClient, noun: Noun, entry: Any) -> Form:
    return Page(client.get(noun.at(entry, "edit"))).form(noun.at(entry, "edit"))


@pytest.mark.parametrize("first", ["ann", "bob"])
def test_two_saves_of_one_version_give_one_conflict_in_either_order(
    journal: Any, sign_in: Any, noun: Noun, first: str
) -> None:
    entry = noun.made(journal, "They counted.")
    second = "bob" if first == "ann" else "ann"
    clients = {name: sign_in(getattr(journal, name)) for name in (first, second)}
    forms = {name: form_of(clients[name], noun, entry) for name in clients}
    answers = [
        forms[name].send(clients[name], **{noun.field: f"They counted for {name}."}).status_code
        for name in (first, second)
    ]
    assert answers == [303, 409]
    kept = journal.fresh(entry)
    assert getattr(kept, noun.field) == f"They counted for {first}."
    assert kept.version == 2


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_both_texts_stand_side_by_side_and_mine_stays_in_the_form(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun, headers: dict[str, str]
) -> None:
    entry = noun.made(journal, "They counted.")
    mine = form_of(ann, noun, entry).data(**{noun.field: "They counted slowly."})
    form_of(bob, noun, entry).send(bob, **{noun.field: "They counted aloud."})
    answer = ann.post(noun.at(entry, "edit"), data=mine, headers=headers)
    assert answer.status_code == 409
    page = Page(answer)
    assert page.is_whole is (headers == {})
    assert "Bob Bobson saved this while you were writing" in page.words
    assert "They counted aloud." in page.words
    assert "They counted slowly." in page.words
    marked = "".join(page.inserted)
    assert "aloud" in marked
    assert "slowly" in marked
    assert "counted" not in marked, "what both have is not marked"
    form = page.form(noun.at(entry, "edit"))
    assert form.fields[noun.field] == ["They counted slowly."]
    assert form.fields["version"] == ["2"]
    assert noun.at(entry) in page.links, "theirs can be kept"
    assert form.send(ann).status_code == 303, "and so can mine"
    kept = journal.fresh(entry)
    assert getattr(kept, noun.field) == "They counted slowly."
    assert kept.version == 3
    history = Page(ann.get(noun.at(entry, "history"))).words
    assert "aloud" in history


def test_both_texts_are_named_as_the_field_is(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    note = journal.note("They counted.", thought="It helps.")
    form = form_of(ann, OBSERVATION, note)
    form_of(bob, OBSERVATION, note).send(bob, seen="They drew.", thought="It does.")
    words = Page(form.send(ann, seen="They sang.", thought="It might.")).words
    for label in ("What did you see?", "What do you make of it?"):
        assert words.count(label) == 3, "theirs, mine, and the field"


def test_a_merge_of_both_is_kept(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal, "They counted.")
    form = form_of(ann, noun, entry)
    form_of(bob, noun, entry).send(bob, **{noun.field: "They counted aloud."})
    again = Page(form.send(ann, **{noun.field: "They counted slowly."})).form(
        noun.at(entry, "edit")
    )
    both = "They counted slowly, and aloud."
    assert again.send(ann, **{noun.field: both}).status_code == 303
    assert getattr(journal.fresh(entry), noun.field) == both


def test_a_third_save_between_is_a_conflict_again(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal, "They counted.")
    form = form_of(ann, noun, entry)
    form_of(bob, noun, entry).send(bob, **{noun.field: "Once."})
    again = Page(form.send(ann, **{noun.field: "Mine."})).form(noun.at(entry, "edit"))
    form_of(bob, noun, entry).send(bob, **{noun.field: "Twice."})
    answer = again.send(ann)
    assert answer.status_code == 409
    assert "Twice." in Page(answer).words


def test_the_same_person_in_two_windows_is_told_so(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal, "They counted.")
    one, two = form_of(ann, noun, entry), form_of(ann, noun, entry)
    one.send(ann, **{noun.field: "Once."})
    words = Page(two.send(ann, **{noun.field: "Twice."})).words
    assert "You (in another window)" in words


def test_an_impatient_second_click_on_save_is_no_conflict(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal, "They counted.")
    form = form_of(ann, noun, entry)
    data = form.data(**{noun.field: "They counted aloud."})
    for headers in ({}, HTMX):
        answers = [
            ann.post(noun.at(entry, "edit"), data=data, headers=headers).status_code
            for _ in range(2)
        ]
        assert 409 not in answers
    assert journal.fresh(entry).version == 2


def test_a_conflict_about_links_names_them_in_words(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    note = journal.note("They counted.")
    question = journal.question("What helps with counting?")
    form = form_of(ann, OBSERVATION, note)
    form_of(bob, OBSERVATION, note).send(bob, question_ids=[str(question.id)], years=["3", "4"])
    answer = form.send(ann, years=["R"])
    assert answer.status_code == 409
    words = Page(answer).words
    assert "What helps with counting?" in words
    assert "Years 3 to 4" in words
    assert "Reception" in words
    assert str(question.id) not in words


def test_a_conflict_about_evidence_names_the_notes(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    note = journal.note("They counted the pegs.")
    finding = journal.finding(claim="Counting helps.")
    form = form_of(ann, FINDING, finding)
    form_of(bob, FINDING, finding).send(bob, **{f"evidence-{note.id}": "supports"})
    answer = form.send(ann, claim="Counting hinders.")
    assert answer.status_code == 409
    assert "They counted the pegs." in Page(answer).words
    again = Page(answer).form(FINDING.at(finding, "edit"))
    assert again.fields[f"evidence-{note.id}"] != ["supports"], "mine did not have it"


@pytest.mark.parametrize("deleted_first", [True, False])
def test_a_note_in_the_bin_is_no_conflict(
    journal: Any, ann: FlaskClient, bob: FlaskClient, deleted_first: bool
) -> None:
    note, gone = journal.note("They counted."), journal.note("They drew.")
    finding = journal.finding(note, gone)

    def delete() -> None:
        assert bob.post(OBSERVATION.at(gone, "delete"), data={"version": 1}).status_code == 303

    if deleted_first:
        delete()
        form = form_of(ann, FINDING, finding)
        form_of(bob, FINDING, finding).send(bob, detail="More.")
        form.fields["detail"] = ["More."]
    else:
        form = form_of(ann, FINDING, finding)
        delete()
    assert form.send(ann).status_code == 303
    kept = journal.inside(lambda: db.session.get_one(Finding, finding.id).supporting_ids)()
    assert set(kept) == {note.id, gone.id}


def test_a_question_or_visit_in_the_bin_is_no_conflict(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    question, visit = journal.question(), journal.visit()
    note = journal.note(question_ids=[question.id], visit_id=visit.id)
    finding = journal.finding(note, question_id=question.id)
    for noun, entry in ((QUESTION, question), (VISIT, visit)):
        bob.post(noun.at(entry, "delete"), data={"version": 1})
    for noun, entry, field in ((OBSERVATION, note, "thought"), (FINDING, finding, "detail")):
        forms = [form_of(client, noun, entry) for client in (bob, ann)]
        answers = [
            form.send(client, **{field: "More."}).status_code
            for form, client in zip(forms, (bob, ann), strict=True)
        ]
        assert answers == [303, 303], noun.name
    asked = journal.inside(lambda: db.session.get_one(Observation, note.id).question_ids)()
    assert (asked, journal.fresh(note).visit_id) == ([question.id], visit.id)
    assert journal.fresh(finding).question_id == question.id


def test_a_conflict_about_who_goes_names_them(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    visit = journal.visit(people=[journal.ann])
    form = form_of(ann, VISIT, visit)
    everybody = [str(journal.ann), str(journal.cat)]
    form_of(bob, VISIT, visit).send(bob, visitor_ids=everybody)
    answer = form.send(ann, cover_arranged="y")
    assert answer.status_code == 409
    assert "Cat Catson" in Page(answer).words


@pytest.mark.parametrize("action", ["delete", "agree", "share", "withdraw"])
def test_a_stale_button_says_what_to_do_in_words_that_fit(
    journal: Any, ann: FlaskClient, action: str
) -> None:
    finding = journal.finding(journal.note())
    for headers in ({}, HTMX):
        answer = ann.post(FINDING.at(finding, action), data={"version": "9"}, headers=headers)
        assert answer.status_code == 409
        page = Page(answer)
        assert "both texts are below" not in page.words
        assert "again" in page.words
        assert not [form for form in page.forms if form.action.endswith(action)], (
            "what was stale once would be stale for ever"
        )
    kept = journal.fresh(finding)
    assert (kept.state, kept.version, kept.deleted_at) == ("draft", 1, None)


def test_an_agreement_is_to_what_was_read(journal: Any, ann: FlaskClient, bob: FlaskClient) -> None:
    finding = journal.finding(journal.note())
    page = Page(bob.get(FINDING.at(finding)))
    button = next(form for form in page.forms if form.action.endswith("agree"))
    form_of(ann, FINDING, finding).send(ann, claim="Counting harms.")
    assert button.send(bob).status_code == 409
    assert "has not agreed yet" in Page(bob.get(FINDING.at(finding))).words


def test_an_entry_of_another_noun_with_the_same_id_is_another_entry(
    journal: Any, ann: FlaskClient, bob: FlaskClient, sign_in: Any
) -> None:
    note = journal.note()
    ann.post(QUESTION.of(journal), data={"id": str(note.id), "text": "What helps?"})
    cat = sign_in(journal.cat)
    form = form_of(cat, QUESTION, note)
    form_of(bob, OBSERVATION, note).send(bob, seen="They counted on.")
    form_of(ann, QUESTION, note).send(ann, text="What else helps?")
    words = Page(form.send(cat, text="What hinders?")).words
    assert "Ann Annson saved this" in words
    assert "They counted" not in words
