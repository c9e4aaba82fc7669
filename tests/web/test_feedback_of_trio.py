"""/trios/<id>/feedback: a trio reads what was passed on to it, and nobody else does there."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.dates import short_day_label
from trio_journal.models import Evening
from trio_journal.services import feedback

from .doors import SignIn, knock, stranger_in
from .hall import LONG, sent, typed_in
from .pages import Page


@pytest.fixture
def here(journal: Any) -> str:
    return f"/trios/{journal.home.id}/feedback"


@pytest.fixture
def told(journal: Any, evening: Evening) -> Any:
    """Return a sheet that was passed on."""
    made = typed_in(journal, evening, school_id=journal.secondary.id)
    journal.inside(feedback.pass_on)(evening.id, [made.id])
    return made


def test_what_was_passed_on_is_read_by_its_trio(ann: FlaskClient, here: str, told: Any) -> None:
    words = Page(ann.get(here)).words
    for part in ("What we saw", "In Years 3 to 4, from January", "Why?", LONG, "Birch School"):
        assert part in words
    # Who typed it in, and when, is the coordinator's.
    assert "Helen" not in words


def test_what_is_new_is_not(ann: FlaskClient, journal: Any, evening: Evening, here: str) -> None:
    sent(journal, evening)
    words = Page(ann.get(here)).words
    assert "Nothing has been passed on to you yet." in words
    assert LONG not in words
    assert "What the hall said" not in Page(ann.get(f"/trios/{journal.home.id}/findings")).words


@pytest.mark.parametrize("act", [feedback.take_back, feedback.put_away])
def test_nor_is_what_was_taken_back_or_put_away(
    ann: FlaskClient, journal: Any, evening: Evening, here: str, told: Any, act: Any
) -> None:
    about = [told.id] if act is feedback.put_away else told.id
    journal.inside(act)(evening.id, about)
    assert LONG not in Page(ann.get(here)).words


def test_its_findings_lead_to_it(ann: FlaskClient, journal: Any, here: str, told: Any) -> None:
    page = Page(ann.get(f"/trios/{journal.home.id}/findings"))
    assert "What the hall said: 1 sheet" in page.words
    assert here in page.links
    finding = journal.finding(journal.note())
    assert here in Page(ann.get(f"/findings/{finding.id}")).links


def test_the_start_page_and_the_journal_lead_to_it(
    ann: FlaskClient, sign_in: SignIn, journal: Any, evening: Evening, here: str, told: Any
) -> None:
    day = short_day_label(journal.fresh(told).passed_on_at)
    page = Page(ann.get("/"))
    assert f"1 piece of feedback on your evening, passed on to you on {day}" in page.words
    assert here in page.links
    assert LONG not in page.words
    again = sent(journal, evening)
    assert "1 piece of feedback" in Page(ann.get("/")).words
    journal.inside(feedback.pass_on)(evening.id, [again.id])
    journal.close()
    words = Page(ann.get("/")).words
    assert f"2 pieces of feedback on your evening, the last passed on to you on {day}" in words
    assert here in Page(ann.get(f"/trios/{journal.home.id}")).links
    assert "of feedback" not in Page(sign_in(journal.dan).get("/")).words


def test_in_a_closed_year_it_reads_on(ann: FlaskClient, journal: Any, here: str, told: Any) -> None:
    journal.close()
    assert LONG in Page(ann.get(here)).words


def test_outside_the_trio_nobody_reads_it(
    journal: Any, elsewhere: Any, sign_in: SignIn, client: FlaskClient, here: str, told: Any
) -> None:
    assert client.get(here).status_code == 303
    journal.part(journal.cat)
    for person, status in (
        (journal.dan, 404), (journal.cat, 404), (journal.helen, 403), (stranger_in(elsewhere), 404),
    ):  # fmt: skip
        answer = sign_in(person).get(here)
        assert answer.status_code == status
        assert LONG not in Page(answer).words


def test_a_shared_finding_does_not_lead_readers_to_it(
    journal: Any, sign_in: SignIn, told: Any
) -> None:
    shared = journal.share(journal.finding(journal.note()))
    assert (
        "What the hall said" not in Page(sign_in(journal.dan).get(f"/findings/{shared.id}")).words
    )


def test_other_methods_are_refused(ann: FlaskClient, here: str) -> None:
    assert knock(ann, "POST", here) == 405
