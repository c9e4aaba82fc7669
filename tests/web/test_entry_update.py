"""POST /<noun>s/<id>/edit: an entry is changed, by any member of its trio."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from .conftest import HTMX
from .nouns import FINDING, OBSERVATION, VISIT, Noun
from .pages import Form, Page


def form_of(client: FlaskClient, noun: Noun, entry: Any) -> Form:
    return Page(client.get(noun.at(entry, "edit"))).form(noun.at(entry, "edit"))


def test_any_member_changes_it(journal: Any, bob: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    answer = form_of(bob, noun, entry).send(bob, **{noun.field: "They said how."})
    assert answer.status_code == 303
    assert answer.location == noun.at(entry)
    page = Page(bob.get(answer.location))
    assert "Saved." in page.words
    assert "They said how." in page.words
    kept = journal.fresh(entry)
    assert (kept.version, kept.author_id) == (2, journal.ann)


def test_by_htmx_the_card_comes_back(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    data = form_of(ann, noun, entry).data(**{noun.field: "They said how."})
    answer = ann.post(noun.at(entry, "edit"), data=data, headers=HTMX)
    assert answer.status_code == 200
    page = Page(answer)
    assert not page.is_whole
    assert page.ids.count(f"{noun.name}-{entry.id}") == 1
    assert "They said how." in page.words
    assert "Saved." in page.words
    assert page.html.count("autofocus") == 1, "the focus goes to the card's own control"


def test_nothing_typed_is_lost_to_a_mistake(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    typed = "x" * (noun.limit + 1)
    form = form_of(ann, noun, entry)
    for headers in ({}, HTMX):
        data = form.data(**{noun.field: typed})
        answer = ann.post(noun.at(entry, "edit"), data=data, headers=headers)
        assert answer.status_code == 422
        page = Page(answer)
        assert page.is_whole is (headers == {})
        again = page.form(noun.at(entry, "edit"))
        assert again.fields[noun.field] == [typed]
        assert again.fields["version"] == ["1"]
        assert any(one.endswith(f"{noun.field}-error") for one in page.ids)
    assert getattr(journal.fresh(entry), noun.field) == "They said why."


def test_a_version_alone_is_no_entry(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    answer = ann.post(noun.at(entry, "edit"), data={"version": "1"})
    assert answer.status_code == 422
    assert getattr(journal.fresh(entry), noun.field) == "They said why."


def test_without_a_version_nothing_is_saved_and_the_text_kept(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    form = form_of(ann, noun, entry)
    for version in (None, "", "-1", "1.5", "one", "99999999999999999999", "1\x00"):
        answer = form.send(ann, version=version, **{noun.field: "They said how."})
        assert answer.status_code == 422, version
        page = Page(answer)
        assert "This form is damaged." in page.words
        assert "They said how." in page.html
    assert journal.fresh(entry).version == 1


def test_a_version_that_was_never_there_is_stale(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    answer = form_of(ann, noun, entry).send(ann, version="7", **{noun.field: "They said how."})
    assert answer.status_code == 409
    assert journal.fresh(entry).version == 1


def test_a_deleted_entry_is_not_changed(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    form = form_of(ann, noun, entry)
    ann.post(noun.at(entry, "delete"), data={"version": 1})
    assert form.send(ann, **{noun.field: "They said how."}).status_code in (404, 409)
    assert getattr(journal.fresh(entry), noun.field) == "They said why."


def test_outsiders_change_nothing(journal: Any, ann: FlaskClient, sign_in: Any, noun: Noun) -> None:
    entry = noun.made(journal)
    form = form_of(ann, noun, entry)
    journal.part(journal.cat)
    for person in (journal.dan, journal.helen, journal.cat):
        answer = form.send(sign_in(person), **{noun.field: "They said how."})
        assert answer.status_code == 404
    assert journal.fresh(entry).version == 1


def test_readers_of_a_shared_finding_may_not(journal: Any, ann: FlaskClient, sign_in: Any) -> None:
    finding = journal.share(journal.finding(journal.note()))
    form = form_of(ann, FINDING, finding)
    for person in (journal.dan, journal.helen):
        assert form.send(sign_in(person), claim="Not at all.").status_code == 403
    assert journal.fresh(finding).claim == "Counting helps."


def test_a_closed_year_keeps_what_it_has(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    form = form_of(ann, noun, entry)
    journal.close()
    assert form.send(ann, **{noun.field: "They said how."}).status_code == 403
    assert journal.fresh(entry).version == 1


def test_a_finding_says_when_it_is_a_draft_again(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding(journal.note())
    journal.agree(finding)
    answer = form_of(ann, FINDING, finding).send(ann, claim="Counting helps a little.")
    assert "It is a draft again" in Page(ann.get(answer.location)).words
    assert journal.fresh(finding).state == "draft"


def test_changing_only_the_evidence_reopens_agreement(journal: Any, ann: FlaskClient) -> None:
    note, other = journal.note(), journal.note("They did not.")
    finding = journal.finding(note)
    journal.agree(finding)
    form = form_of(ann, FINDING, finding)
    form.send(ann, **{f"evidence-{other.id}": "against"})
    kept = journal.fresh(finding)
    assert (kept.state, kept.version) == ("draft", 3)


def test_another_change_keeps_the_agreements(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding(journal.note())
    journal.agree(finding)
    form_of(ann, FINDING, finding).send(ann, next_step="Ask them.")
    assert journal.fresh(finding).state == "agreed"


def test_naming_the_school_needs_a_decision(journal: Any, ann: FlaskClient) -> None:
    note = journal.note("They counted aloud.", school_id=journal.primary.id)
    finding = journal.finding(note)
    form = form_of(ann, FINDING, finding)
    form.fields |= {
        "quotation": ["counted aloud"],
        "quotation_observation_id": [str(note.id)],
        "quotation_credit": ["school"],
    }
    answer = form.send(ann)
    assert answer.status_code == 422
    page = Page(answer)
    assert "can tell colleagues whose lesson it was" in page.words
    assert page.form(FINDING.at(finding, "edit")).fields["quotation"] == ["counted aloud"]
    assert form.send(ann, credit_confirmed="y").status_code == 303
    assert journal.fresh(finding).quotation_credit == "school"


def test_a_quotation_is_in_the_words_of_its_note(journal: Any, ann: FlaskClient) -> None:
    note = journal.note("They counted aloud.")
    finding = journal.finding(note)
    form = form_of(ann, FINDING, finding)
    answer = form.send(ann, quotation="They shouted.", quotation_observation_id=str(note.id))
    assert answer.status_code == 422
    page = Page(answer)
    assert "exactly as they stand in the note" in page.words
    assert any(one.endswith("quotation-error") for one in page.ids)


def test_only_the_rating_or_what_we_make_of_it_can_be_saved_alone(
    journal: Any, ann: FlaskClient
) -> None:
    note = journal.note("They counted.", subject="Maths")
    at = OBSERVATION.at(note, "edit")
    answer = ann.post(at, data={"then": "saved", "rating": "3", "version": 1})
    assert answer.status_code == 303
    answer = ann.post(at, data={"then": "saved", "thought": "It helps.", "version": 2})
    assert answer.status_code == 303
    kept = journal.fresh(note)
    assert (kept.rating, kept.thought, kept.seen, kept.subject, kept.version) == (
        3, "It helps.", "They counted.", "Maths", 3,
    )  # fmt: skip


def test_a_short_form_refuses_what_the_long_one_does(journal: Any, ann: FlaskClient) -> None:
    note = journal.note()
    at = OBSERVATION.at(note, "edit")
    for rating in ("4", "-1", "strong", "1e0"):
        answer = ann.post(at, data={"then": "saved", "rating": rating, "version": 1})
        assert answer.status_code == 422, rating
    long = "x" * 20_001
    answer = ann.post(at, data={"then": "saved", "thought": long, "version": 1})
    assert answer.status_code == 422
    assert long in Page(answer).words
    assert journal.fresh(note).version == 1


def test_a_stale_short_form_shows_both_and_saves_again(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    note = journal.note()
    at = OBSERVATION.at(note, "edit")
    bob.post(at, data={"then": "saved", "thought": "Counting helps.", "version": 1})
    mine = "Counting gets in the way, if anything."
    for headers in ({}, HTMX):
        answer = ann.post(
            at, data={"then": "saved", "thought": mine, "version": 1}, headers=headers
        )
        assert answer.status_code == 409
        page = Page(answer)
        assert "Bob Bobson saved this" in page.words
        assert "Counting helps." in page.words
        form = page.form(at)
        assert form.fields["thought"] == [mine]
        assert form.fields["seen"] == ["They counted."]
    assert form.send(ann).status_code == 303
    assert journal.fresh(note).thought == mine


def test_a_visit_without_a_host_is_refused_beside_the_host(journal: Any, ann: FlaskClient) -> None:
    visit = journal.visit()
    answer = form_of(ann, VISIT, visit).send(ann, host_school_id="", look_for="Quiet ones.")
    assert answer.status_code == 422
    page = Page(answer)
    assert any(one.endswith("host_school_id-error") for one in page.ids)
    assert page.form(VISIT.at(visit, "edit")).fields["look_for"] == ["Quiet ones."]
