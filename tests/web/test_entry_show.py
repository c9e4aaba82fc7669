"""GET /<noun>s/<id>: one entry, on a page of its own or as its card."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from trio_journal.ids import new_id

from .conftest import HTMX
from .nouns import FINDING, NOUNS, OBSERVATION, QUESTION, Noun
from .pages import Page


def test_it_shows_what_was_written(journal: Any, bob: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal, "They said **why**.")
    answer = bob.get(noun.at(entry))
    assert answer.status_code == 200
    page = Page(answer)
    assert page.is_whole
    assert "They said" in page.words
    assert noun.at(entry, "edit") in page.links
    assert noun.at(entry, "history") in page.links
    assert noun.at(entry, "delete") in page.links


def test_htmx_gets_the_card_alone(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    page = Page(ann.get(noun.at(entry), headers=HTMX))
    assert page.status == 200
    assert not page.is_whole
    assert page.ids.count(f"{noun.name}-{entry.id}") == 1
    assert noun.at(entry, "edit") in page.links


def test_the_page_holds_the_same_card(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    assert Page(ann.get(noun.at(entry))).ids.count(f"{noun.name}-{entry.id}") == 1


def test_an_outsider_finds_nothing(journal: Any, sign_in: Any, noun: Noun) -> None:
    entry = noun.made(journal)
    for person in (journal.dan, journal.helen):
        client = sign_in(person)
        for headers in ({}, HTMX):
            answer = client.get(noun.at(entry), headers=headers)
            assert answer.status_code == 404
            assert "They said why." not in answer.get_data(as_text=True)


def test_a_former_member_finds_nothing_that_day(journal: Any, sign_in: Any, noun: Noun) -> None:
    entry = noun.made(journal, by=journal.cat) if noun is not FINDING else noun.made(journal)
    cat = sign_in(journal.cat)
    assert cat.get(noun.at(entry)).status_code == 200
    journal.part(journal.cat)
    assert cat.get(noun.at(entry)).status_code == 404


def test_a_deleted_entry_is_not_there(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    ann.post(noun.at(entry, "delete"), data={"version": 1})
    assert ann.get(noun.at(entry)).status_code == 404


def test_in_a_closed_year_it_offers_no_change(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    journal.close()
    answer = ann.get(noun.at(entry))
    assert answer.status_code == 200
    page = Page(answer)
    assert noun.at(entry, "edit") not in page.links
    assert noun.at(entry, "delete") not in page.links
    actions = {form.action.split("#")[0] for form in page.forms} - {"/sign-out"}
    refused = {action: ann.post(action).status_code for action in actions}
    assert actions == set(), refused


def test_an_id_of_another_noun_is_not_there(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    for other in NOUNS:
        if other is not noun:
            assert ann.get(other.at(entry)).status_code == 404


def test_wrong_ids_are_not_there(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    for wrong in (new_id(), "1", "not-an-id", "%00", "..", "%ED%A0%80", "1' OR '1'='1"):
        for action in ("", "edit", "history", "delete"):
            assert ann.get(noun.at(wrong, action)).status_code == 404, (wrong, action)


def test_it_is_not_changed_here(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    for send in (ann.post, ann.put, ann.delete, ann.patch):
        answer = send(noun.at(entry))
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]
        assert "does not work from here" in Page(answer).words


def test_what_people_wrote_is_text_and_never_markup(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal, '<script>alert(1)</script> "quoted" <img src=x onerror=1> & so')
    for url in (noun.at(entry), noun.at(entry, "edit"), noun.at(entry, "history")):
        html = ann.get(url).get_data(as_text=True)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "alert(1)" in html


def test_links_that_run_scripts_are_no_links(journal: Any, ann: FlaskClient) -> None:
    note = journal.note("[tap](javascript:alert(1)) and [this](data:text/html,x)")
    html = ann.get(OBSERVATION.at(note)).get_data(as_text=True)
    assert 'href="javascript' not in html
    assert 'href="data' not in html


# What only some of them show


def test_a_note_says_where_it_was_when_its_visit_is_in_the_bin(
    journal: Any, ann: FlaskClient
) -> None:
    visit = journal.visit()
    note = journal.note("They counted.", visit_id=visit.id)
    ann.post(f"/visits/{visit.id}/delete", data={"version": 1})
    page = Page(ann.get(f"/observations/{note.id}"))
    assert "Seen on the visit to Birch School" in page.words
    assert f"/visits/{visit.id}" not in page.links


def test_a_note_names_its_questions_its_visit_and_the_findings_on_it(
    journal: Any, ann: FlaskClient
) -> None:
    question = journal.question("What helps?")
    visit = journal.visit()
    note = journal.note("They counted.", question_ids=[question.id], visit_id=visit.id)
    finding = journal.share(journal.finding(note, claim="Counting helps."))
    page = Page(ann.get(OBSERVATION.at(note)))
    sorting = page.form(OBSERVATION.at(note, "sort"))
    assert sorting.fields["question_id"] == [str(question.id)]
    assert f"/visits/{visit.id}" in page.links
    assert f"/findings/{finding.id}" in page.links
    assert "Birch School" in page.words


def test_a_note_without_year_groups_or_school_is_shown(journal: Any, ann: FlaskClient) -> None:
    note = journal.note("They counted.")
    assert ann.get(OBSERVATION.at(note)).status_code == 200


def test_a_question_says_why_it_matters(journal: Any, ann: FlaskClient) -> None:
    question = journal.question(
        why_it_matters="It fades.", starting_point="Few do.", would_count="More do."
    )
    words = Page(ann.get(QUESTION.at(question))).words
    for text in ("It fades.", "Few do.", "More do."):
        assert text in words


def test_a_shared_finding_is_read_by_the_alliance_without_what_is_private(
    journal: Any, elsewhere: Any, sign_in: Any
) -> None:
    note = journal.note("PRIVATE-NOTE words")
    other = journal.note("PRIVATE-OTHER words")
    finding = journal.finding(
        note, claim="Counting helps.", not_fitting=[other.id], limits="Only two classes."
    )
    journal.share(finding)
    ann = sign_in(journal.ann)
    ann.post(f"/findings/{finding.id}/replies", data={"text": "PRIVATE-REPLY"})
    for person in (journal.dan, journal.helen):
        answer = sign_in(person).get(FINDING.at(finding))
        assert answer.status_code == 200
        page = Page(answer)
        assert "Counting helps." in page.words
        assert "Only two classes." in page.words
        assert "PRIVATE" not in page.html
        assert not [one for one in page.links if "/observations/" in one or "/edit" in one]
        assert FINDING.at(finding, "history") not in page.links
        assert [form.action for form in page.forms] == ["/sign-out"]
    stranger = elsewhere.person("zoe")
    assert sign_in(stranger).get(FINDING.at(finding)).status_code == 404


def test_a_withdrawn_finding_is_the_trios_again(journal: Any, sign_in: Any) -> None:
    finding = journal.share(journal.finding(journal.note()))
    dan, ann = sign_in(journal.dan), sign_in(journal.ann)
    assert dan.get(FINDING.at(finding)).status_code == 200
    version = journal.fresh(finding).version
    ann.post(FINDING.at(finding, "withdraw"), data={"version": version})
    assert dan.get(FINDING.at(finding)).status_code == 404
    assert ann.get(FINDING.at(finding)).status_code == 200


def test_a_deleted_question_is_not_told_to_the_alliance(journal: Any, sign_in: Any) -> None:
    question = journal.question("A question that was thought better of?")
    finding = journal.share(journal.finding(journal.note(), question_id=question.id))
    dan, ann = sign_in(journal.dan), sign_in(journal.ann)
    assert question.text in Page(dan.get(FINDING.at(finding))).words
    ann.post(QUESTION.at(question, "delete"), data={"version": 1})
    assert question.text not in Page(dan.get(FINDING.at(finding))).words


def test_who_agreed_reads_what_changed_since(journal: Any, sign_in: Any) -> None:
    finding = journal.finding(journal.note(), next_step="Ask them.")
    journal.agree(finding)
    ann, bob = sign_in(journal.ann), sign_in(journal.bob)
    form = Page(ann.get(FINDING.at(finding, "edit"))).form(FINDING.at(finding, "edit"))
    assert form.send(ann, next_step="Ask them twice.").status_code == 303
    page = Page(bob.get(FINDING.at(finding)))
    assert "Changed since you agreed" in page.words
    assert " twice" in page.inserted
