"""GET /<noun>s/<id>/edit: the form that takes the place of a card."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from trio_journal.services import schools

from .conftest import HTMX
from .nouns import FINDING, OBSERVATION, VISIT, Noun
from .pages import Page


def test_it_holds_what_is_kept_and_its_version(journal: Any, bob: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    page = Page(bob.get(noun.at(entry, "edit")))
    assert page.status == 200
    assert page.is_whole
    form = page.form(noun.at(entry, "edit"))
    assert form.fields[noun.field] == ["They said why."]
    assert form.fields["version"] == ["1"]


def test_htmx_gets_the_form_in_place_of_the_card(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    page = Page(ann.get(noun.at(entry, "edit"), headers=HTMX))
    assert not page.is_whole
    assert page.ids.count(f"{noun.name}-{entry.id}") == 1
    assert page.form(noun.at(entry, "edit"))


def test_cancel_leads_back_to_the_card(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    assert noun.at(entry) in Page(ann.get(noun.at(entry, "edit"), headers=HTMX)).links


def test_saving_it_untouched_changes_nothing(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal, "Two lines.\n\n  The second.")
    form = Page(ann.get(noun.at(entry, "edit"))).form(noun.at(entry, "edit"))
    assert form.send(ann).status_code == 303
    assert journal.fresh(entry).version == 1


def test_saving_a_full_note_untouched_changes_nothing(journal: Any, ann: FlaskClient) -> None:
    question, visit = journal.question(), journal.visit()
    note = journal.note(
        "They counted.",
        question_ids=[question.id],
        visit_id=visit.id,
        school_id=journal.primary.id,
        year_from=3,
        year_to=4,
        rating=0,
        subject="Maths",
        thought="It helps.",
    )
    form = Page(ann.get(OBSERVATION.at(note, "edit"))).form(OBSERVATION.at(note, "edit"))
    assert form.fields["years"] == ["3", "4"]
    assert form.fields["rating"] == ["0"]
    assert form.send(ann).status_code == 303
    kept = journal.fresh(note)
    assert (kept.rating, kept.year_from, kept.year_to) == (0, 3, 4)
    assert kept.school_id == journal.primary.id
    # A form shows minutes; the seconds are no change that anybody made.
    assert kept.version == 1


def test_saving_a_full_finding_untouched_keeps_its_agreements(
    journal: Any, ann: FlaskClient
) -> None:
    note, other = journal.note("They counted aloud."), journal.note("They did not.")
    finding = journal.finding(
        note,
        not_fitting=[other.id],
        question_id=journal.question().id,
        quotation="counted aloud",
        quotation_observation_id=note.id,
        year_from=0,
        year_to=6,
    )
    journal.agree(finding)
    before = journal.fresh(finding)
    form = Page(ann.get(FINDING.at(finding, "edit"))).form(FINDING.at(finding, "edit"))
    assert form.fields[f"evidence-{note.id}"] == ["supports"]
    assert form.fields[f"evidence-{other.id}"] == ["against"]
    form.send(ann)
    after = journal.fresh(finding)
    assert (after.version, after.state) == (before.version, "agreed")


def test_a_school_that_closed_stays_where_it_was(journal: Any, ann: FlaskClient) -> None:
    school = journal.school("Old School")
    note = journal.note("They counted.", school_id=school.id)
    visit = journal.visit(host_school_id=school.id)
    journal.inside(schools.close)(school.id)
    for noun, entry, name in ((OBSERVATION, note, "school_id"), (VISIT, visit, "host_school_id")):
        form = Page(ann.get(noun.at(entry, "edit"))).form(noun.at(entry, "edit"))
        assert form.fields[name] == [str(school.id)]
        assert form.send(ann).status_code == 303
        assert journal.fresh(entry).version == 1


def test_a_finding_shows_whole_what_can_be_quoted_and_first_the_notes_of_its_question(
    journal: Any, ann: FlaskClient
) -> None:
    question = journal.question("What helps?")
    long = "They counted aloud, then in twos, and at last without a word. " * 5
    journal.note(long, question_ids=[question.id])
    for number in range(3):
        journal.note(f"Another thing, {number}.")
    chosen = journal.note("They did it again.")
    finding = journal.finding(chosen, question_id=question.id)
    page = Page(ann.get(FINDING.at(finding, "edit")))
    assert long.strip() in page.words
    order = [
        page.words.index(words)
        for words in ("They did it again.", "They counted aloud", "Another thing")
    ]
    assert order == sorted(order)


def test_an_outsider_finds_nothing(journal: Any, sign_in: Any, noun: Noun) -> None:
    entry = noun.made(journal)
    for person in (journal.dan, journal.helen):
        assert sign_in(person).get(noun.at(entry, "edit")).status_code == 404


def test_a_reader_of_a_shared_finding_may_not(journal: Any, sign_in: Any) -> None:
    finding = journal.share(journal.finding(journal.note()))
    for person in (journal.dan, journal.helen):
        for action in ("edit", "delete"):
            answer = sign_in(person).get(FINDING.at(finding, action))
            assert answer.status_code == 403
            assert "Only its trio can change it" in Page(answer).words


def test_a_closed_year_can_only_be_read(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    journal.close()
    for action in ("edit", "delete"):
        answer = ann.get(noun.at(entry, action))
        assert answer.status_code == 403
        assert "year is closed" in Page(answer).words


def test_a_deleted_entry_is_not_edited(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    ann.post(noun.at(entry, "delete"), data={"version": 1})
    assert ann.get(noun.at(entry, "edit")).status_code == 404
