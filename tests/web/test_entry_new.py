"""GET /trios/<id>/<noun>s/new: the empty form of an entry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from trio_journal.dates import now

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


def test_a_finding_offers_the_notes_of_its_question_first(journal: Any, ann: FlaskClient) -> None:
    question = journal.question("Who asks?")
    earlier = now() - timedelta(days=9)
    journal.note("Of the question.", question_ids=[question.id], observed_at=earlier)
    journal.note("Of none, and newer.")
    at = f"/trios/{journal.home.id}/findings/new"
    plain = Page(ann.get(at)).words
    assert plain.index("Of none, and newer.") < plain.index("Of the question.")
    given = Page(ann.get(f"{at}?question={question.id}"))
    assert given.words.index("Of the question.") < given.words.index("Of none, and newer.")
    posts_to = at.removesuffix("/new")
    assert given.form(posts_to).fields["question_id"] == [str(question.id)]
    assert ann.get(f"{at}?question=nonsense").status_code == 200


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
