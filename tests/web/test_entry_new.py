"""GET /trios/<id>/<noun>s/new: the empty form of an entry."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from .conftest import HTMX
from .nouns import Noun
from .pages import Page


def test_the_form_carries_the_id_of_the_record_it_will_make(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    page = Page(ann.get(noun.of(journal, "new")))
    assert page.status == 200
    assert page.is_whole
    form = page.form(noun.of(journal))
    assert UUID(form.fields["id"][0]).version == 7
    assert form.fields[noun.field] == [""]


def test_each_form_carries_another_id(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    ids = {
        Page(ann.get(noun.of(journal, "new"))).form(noun.of(journal)).fields["id"][0]
        for _ in range(2)
    }
    assert len(ids) == 2


def test_htmx_gets_the_form_alone(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    page = Page(ann.get(noun.of(journal, "new"), headers=HTMX))
    assert page.status == 200
    assert not page.is_whole
    assert page.form(noun.of(journal))


def test_an_outsider_finds_nothing(journal: Any, sign_in: Any, noun: Noun) -> None:
    assert sign_in(journal.dan).get(noun.of(journal, "new")).status_code == 404


def test_a_coordinator_may_not(journal: Any, sign_in: Any, noun: Noun) -> None:
    answer = sign_in(journal.helen).get(noun.of(journal, "new"))
    assert answer.status_code == 403
    assert "belongs to its members" in Page(answer).words


def test_a_closed_year_can_only_be_read(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    journal.close()
    answer = ann.get(noun.of(journal, "new"))
    assert answer.status_code == 403
    assert "year is closed" in Page(answer).words


def test_no_trio_has_this_id(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    assert ann.get(f"/trios/{journal.ann}/{noun.name}s/new").status_code == 404


def test_it_is_only_read(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    assert ann.post(noun.of(journal, "new")).status_code == 405


GROUP = re.compile(r'<details class="evidence"( open)?><summary><span>(.*?)</span>')


def groups(page: Page) -> list[tuple[str, bool]]:
    return [(title, bool(is_open)) for is_open, title in GROUP.findall(page.html)]


def test_a_finding_offers_its_notes_by_question_its_own_first(
    journal: Any, ann: FlaskClient
) -> None:
    one, two = journal.question("Who asks?"), journal.question("Who waits?")
    for number in range(12):
        journal.note(f"Asked {number}.", question_ids=[one.id])
    journal.note("Of both.", question_ids=[one.id, two.id])
    journal.note("Of none.")
    at = f"/trios/{journal.home.id}/findings/new"
    closed = groups(Page(ann.get(at)))
    assert closed == [("Who asks?", False), ("To sort", False)]
    given = Page(ann.get(f"{at}?question={two.id}"))
    assert groups(given) == [("Who waits?", True), ("Who asks?", False), ("To sort", False)]
    assert given.html.count("Of both.</p>") == 1, "each note is offered once"
    assert given.form(at.removesuffix("/new")).fields["question_id"] == [str(two.id)]


def test_few_notes_are_all_in_sight(journal: Any, ann: FlaskClient) -> None:
    journal.note("One.", question_ids=[journal.question("Who asks?").id])
    journal.note("Of none.")
    page = Page(ann.get(f"/trios/{journal.home.id}/findings/new"))
    assert groups(page) == [("Who asks?", True), ("To sort", True)]


def test_a_refused_finding_has_what_was_chosen_in_sight(journal: Any, ann: FlaskClient) -> None:
    question = journal.question("Who asks?")
    notes = [journal.note(f"Asked {n}.", question_ids=[question.id]) for n in range(13)]
    at = f"/trios/{journal.home.id}/findings"
    page = Page(ann.post(at, data={"claim": "", f"evidence-{notes[3].id}": "supports"}))
    assert page.status == 422
    assert groups(page) == [("Used here", True), ("Who asks?", False)]


def test_a_question_leads_to_a_finding_about_it(journal: Any, ann: FlaskClient) -> None:
    question = journal.question("Who asks?")
    at = f"/trios/{journal.home.id}/findings/new?question={question.id}"
    assert at in Page(ann.get(f"/questions/{question.id}")).links
    journal.close()
    assert at not in Page(ann.get(f"/questions/{question.id}")).links


def test_a_finding_shows_enough_of_its_notes_to_quote_from(journal: Any, ann: FlaskClient) -> None:
    whole = "They **counted** aloud. " * 15 + "Then they stopped."
    long = "They went on and on. " * 40 + "At last they stopped."
    journal.note(long)
    journal.note(whole)
    page = Page(ann.get(f"/trios/{journal.home.id}/findings/new"))
    # With its marks: a quotation has to match what was typed.
    assert page.words.count(whole) == 1
    assert page.words.count("Read it all") == 1
    assert long in page.words
