"""GET and POST /<noun>s/<id>/delete: asked first, and undone for 30 days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from trio_journal.dates import day_label, now

from .conftest import HTMX
from .nouns import FINDING, OBSERVATION, QUESTION, VISIT, Noun
from .pages import Page


def test_it_asks_first(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    page = Page(ann.get(noun.at(entry, "delete")))
    assert page.status == 200
    assert f"Delete this {noun.name}?" in page.words
    assert "30 days" in page.words
    assert noun.at(entry) in page.links
    assert journal.fresh(entry).deleted_at is None


def test_then_it_is_in_the_bin_with_the_way_back(
    journal: Any, bob: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    form = Page(bob.get(noun.at(entry, "delete"))).form(noun.at(entry, "delete"))
    answer = form.send(bob)
    assert answer.status_code == 303
    page = Page(bob.get(answer.location))
    assert "Deleted." in page.words
    kept = journal.fresh(entry)
    assert kept.deleted_at is not None
    assert kept.deleted_by_id == journal.bob
    bin_page = Page(bob.get(f"/trios/{journal.home.id}/bin"))
    assert "deleted by Bob Bobson" in bin_page.words
    assert bin_page.form(noun.at(entry, "restore")).send(bob).status_code == 303
    assert "They said why." in Page(bob.get(noun.at(entry))).words


def test_deleting_twice_is_deleting_once(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    for _ in range(2):
        assert ann.post(noun.at(entry, "delete"), data={"version": 1}).status_code == 303
    assert journal.fresh(entry).version == 2


def test_what_somebody_changed_meanwhile_is_not_deleted(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    form = Page(ann.get(noun.at(entry, "delete"))).form(noun.at(entry, "delete"))
    edit = Page(bob.get(noun.at(entry, "edit"))).form(noun.at(entry, "edit"))
    edit.send(bob, **{noun.field: "They said how."})
    assert form.send(ann).status_code == 409
    assert journal.fresh(entry).deleted_at is None


def test_a_missing_version_deletes_nothing(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    for data in ({}, {"version": ""}, {"version": "x"}, {"version": "9" * 5_000}):
        assert ann.post(noun.at(entry, "delete"), data=data).status_code == 409
    assert journal.fresh(entry).deleted_at is None


def test_by_htmx_the_whole_page_changes(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    answer = ann.post(noun.at(entry, "delete"), data={"version": 1}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == f"/trios/{journal.home.id}"
    assert answer.data == b""


def test_outsiders_delete_nothing(journal: Any, sign_in: Any, noun: Noun) -> None:
    entry = noun.made(journal)
    journal.part(journal.cat)
    for person in (journal.dan, journal.helen, journal.cat):
        client = sign_in(person)
        assert client.get(noun.at(entry, "delete")).status_code == 404
        assert client.post(noun.at(entry, "delete"), data={"version": 1}).status_code == 404
    assert journal.fresh(entry).deleted_at is None


def test_a_closed_year_keeps_what_it_has(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    journal.close()
    assert ann.post(noun.at(entry, "delete"), data={"version": 1}).status_code == 403
    assert journal.fresh(entry).deleted_at is None


# Evidence stays


def test_who_has_agreed_is_asked_again_when_evidence_goes_and_that_is_said_before(
    journal: Any, ann: FlaskClient
) -> None:
    note, against = journal.note(), journal.note("They did not.")
    finding = journal.finding(note, claim="Counting helps.", not_fitting=[against.id])
    said = "It is evidence of “Counting helps.”. Who has agreed already is asked again."
    before = Page(ann.get(OBSERVATION.at(against, "delete"))).words
    assert "It is evidence of “Counting helps.”." in before
    assert said not in before
    journal.agree(finding, journal.ann, journal.bob)
    page = Page(ann.get(OBSERVATION.at(against, "delete")))
    assert said in page.words
    assert page.form(OBSERVATION.at(against, "delete")).send(ann).status_code == 303
    history = Page(ann.get(f"/findings/{finding.id}/history")).words
    assert "Agreement reopened" in history


def test_evidence_of_an_agreed_finding_stays_and_the_finding_is_named(
    journal: Any, ann: FlaskClient
) -> None:
    note, against = journal.note(), journal.note("They did not.")
    finding = journal.finding(note, claim="Counting helps.", not_fitting=[against.id])
    journal.agree(finding)
    for one in (note, against):
        page = Page(ann.get(OBSERVATION.at(one, "delete")))
        assert "has to stay" in page.words
        assert "Counting helps." in page.words
        assert f"/findings/{finding.id}" in page.links
        for headers in ({}, HTMX):
            answer = ann.post(OBSERVATION.at(one, "delete"), data={"version": 1}, headers=headers)
            assert answer.status_code == 409
            assert "Counting helps." in Page(answer).words
        assert journal.fresh(one).deleted_at is None


def test_evidence_of_a_shared_finding_stays(journal: Any, ann: FlaskClient) -> None:
    note = journal.note()
    journal.share(journal.finding(note, claim="Counting helps."))
    answer = ann.post(OBSERVATION.at(note, "delete"), data={"version": 1})
    assert answer.status_code == 409
    assert "Counting helps." in Page(answer).words


def test_evidence_of_a_draft_may_go(journal: Any, ann: FlaskClient) -> None:
    note = journal.note()
    journal.finding(note)
    assert ann.post(OBSERVATION.at(note, "delete"), data={"version": 1}).status_code == 303


def test_taken_out_of_the_finding_it_may_go(journal: Any, ann: FlaskClient) -> None:
    note, other = journal.note(), journal.note("They said so.")
    finding = journal.finding(note, other)
    journal.agree(finding)
    edit = FINDING.at(finding, "edit")
    Page(ann.get(edit)).form(edit).send(ann, **{f"evidence-{note.id}": ""})
    assert ann.post(OBSERVATION.at(note, "delete"), data={"version": 1}).status_code == 303


def test_a_shared_finding_is_withdrawn_first(journal: Any, ann: FlaskClient) -> None:
    finding = journal.share(journal.finding(journal.note()))
    version = journal.fresh(finding).version
    assert "has to stay" in Page(ann.get(FINDING.at(finding, "delete"))).words
    answer = ann.post(FINDING.at(finding, "delete"), data={"version": version})
    assert answer.status_code == 409
    assert "Withdraw it first" in Page(answer).words
    ann.post(FINDING.at(finding, "withdraw"), data={"version": version})
    answer = ann.post(FINDING.at(finding, "delete"), data={"version": version + 1})
    assert answer.status_code == 303


def test_notes_of_a_deleted_question_wait_to_be_sorted(journal: Any, ann: FlaskClient) -> None:
    question = journal.question()
    journal.note("They counted.", question_ids=[question.id])
    ann.post(QUESTION.at(question, "delete"), data={"version": 1})
    page = Page(ann.get(f"/trios/{journal.home.id}"))
    assert "To sort 1" in page.words
    assert "They counted." in page.words


def test_notes_of_a_deleted_visit_stay(journal: Any, ann: FlaskClient) -> None:
    visit = journal.visit()
    note = journal.note("They counted.", visit_id=visit.id)
    ann.post(VISIT.at(visit, "delete"), data={"version": 1})
    assert "They counted." in Page(ann.get(OBSERVATION.at(note))).words
    form = Page(ann.get(OBSERVATION.at(note, "edit"))).form(OBSERVATION.at(note, "edit"))
    assert form.send(ann, seen="They counted on.").status_code == 303


# The way back


def test_restore_brings_it_back_with_its_history(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    ann.post(noun.at(entry, "delete"), data={"version": 1})
    answer = bob.post(noun.at(entry, "restore"))
    assert (answer.status_code, answer.location) == (303, noun.at(entry))
    assert "Back in the journal." in Page(bob.get(answer.location)).words
    history = Page(bob.get(noun.at(entry, "history"))).words
    assert "Brought back by Bob Bobson" in history
    assert "Deleted by Ann Annson" in history


def test_restoring_what_was_never_deleted_changes_nothing(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    assert ann.post(noun.at(entry, "restore")).status_code == 303
    assert journal.fresh(entry).version == 1


def test_after_30_days_it_is_gone(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    ann.post(noun.at(entry, "delete"), data={"version": 1})
    journal.set_back(entry, deleted_at=now() - timedelta(days=29))
    bin_at = f"/trios/{journal.home.id}/bin"
    assert noun.at(entry, "restore") in [form.action for form in Page(ann.get(bin_at)).forms]
    journal.set_back(entry, deleted_at=now() - timedelta(days=32))
    assert noun.at(entry, "restore") not in [form.action for form in Page(ann.get(bin_at)).forms]
    answer = ann.post(noun.at(entry, "restore"))
    assert answer.status_code == 409
    assert "more than 30 days ago" in Page(answer).words


def test_outsiders_restore_nothing(
    journal: Any, ann: FlaskClient, sign_in: Any, noun: Noun
) -> None:
    entry = noun.made(journal)
    ann.post(noun.at(entry, "delete"), data={"version": 1})
    for person in (journal.dan, journal.helen):
        assert sign_in(person).post(noun.at(entry, "restore")).status_code == 404
    assert journal.fresh(entry).deleted_at is not None


def test_a_closed_year_restores_nothing_and_offers_nothing(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    ann.post(noun.at(entry, "delete"), data={"version": 1})
    journal.close()
    assert ann.post(noun.at(entry, "restore")).status_code == 403
    page = Page(ann.get(f"/trios/{journal.home.id}/bin"))
    assert page.status == 200
    assert [form.action for form in page.forms] == ["/sign-out"]


def test_a_deleted_visit_is_known_by_its_school_and_day(journal: Any, ann: FlaskClient) -> None:
    visit = journal.visit()
    ann.post(VISIT.at(visit, "delete"), data={"version": 1})
    words = Page(ann.get(f"/trios/{journal.home.id}/bin")).words
    assert f"{journal.secondary.name}, {day_label(visit.visit_date)}" in words


def test_restore_is_a_post(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    assert ann.get(noun.at(entry, "restore")).status_code == 405


def test_the_bin_is_the_trios_own(journal: Any, sign_in: Any) -> None:
    at = f"/trios/{journal.home.id}/bin"
    assert "Nothing has been deleted" in Page(sign_in(journal.ann).get(at)).words
    assert sign_in(journal.dan).get(at).status_code == 404
    assert sign_in(journal.helen).get(at).status_code == 403
    assert sign_in(journal.ann).post(at).status_code == 405
