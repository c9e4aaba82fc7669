"""/trios/<id>/feedback: a trio reads what was passed on to it, and nobody else does there."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.dates import short_day_label
from trio_journal.ids import new_id
from trio_journal.models import Evening
from trio_journal.services import evening_slots, evenings, feedback

from .doors import SignIn, knock, stranger_in
from .evenings import DAY
from .hall import LONG, sent, typed_in
from .pages import Page


@pytest.fixture
def here(journal: Any) -> str:
    return f"/trios/{journal.home.id}/feedback"


@pytest.fixture
def told(journal: Any, evening: Evening) -> Any:
    """Return an answer that was passed on."""
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
    assert "What the hall said: 1 answer" in page.words
    assert here in page.links
    finding = journal.finding(journal.note())
    assert here in Page(ann.get(f"/findings/{finding.id}")).links


def test_the_start_page_and_the_journal_lead_to_it(
    ann: FlaskClient, sign_in: SignIn, journal: Any, evening: Evening, here: str, told: Any
) -> None:
    day = short_day_label(journal.fresh(told).passed_on_at)
    page = Page(ann.get("/"))
    assert f"1 answer from “{evening.title}”, passed on to you on {day}" in page.words
    assert f"{here}#evening-{evening.id}" in page.links
    assert LONG not in page.words
    again = sent(journal, evening)
    assert "1 answer from" in Page(ann.get("/")).words
    journal.inside(feedback.pass_on)(evening.id, [again.id])
    journal.close()
    words = Page(ann.get("/")).words
    assert f"2 answers from “{evening.title}”, the last passed on to you on {day}" in words
    assert here in Page(ann.get(f"/trios/{journal.home.id}")).links
    assert "answer" not in Page(sign_in(journal.dan).get("/")).words


def test_it_is_among_what_is_new_until_the_journal_is_looked_at(
    ann: FlaskClient, journal: Any, evening: Evening, here: str, told: Any
) -> None:
    def fresh() -> str:
        words = Page(ann.get("/")).words
        return words[words.index("New since you last looked") :]

    assert f"1 answer from “{evening.title}”Feedbackpassed on by the coordinator" in fresh()
    assert LONG not in fresh()
    ann.get(f"/trios/{journal.home.id}")
    assert "Nothing new." in fresh()


def test_two_evenings_are_not_counted_together(
    ann: FlaskClient, journal: Any, evening: Evening, told: Any
) -> None:
    later = journal.inside(evenings.create)(
        journal.id,
        journal.helen,
        new_id(),
        {
            "title": "A second look",
            "evening_date": DAY,
            "starts_at": time(18),
            "ends_at": time(19),
            "venue_school_id": None,
        },
    )
    journal.inside(evening_slots.add)(
        later.id, journal.helen, trio_id=journal.home.id, label="", minutes=10
    )
    one = typed_in(journal, later)
    journal.inside(feedback.pass_on)(later.id, [one.id])
    words = Page(ann.get("/")).words
    for title in (evening.title, "A second look"):
        assert f"1 answer from “{title}”" in words


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
