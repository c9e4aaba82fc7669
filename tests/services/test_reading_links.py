"""The link for phones: one for each evening, until a day, and ended for good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from trio_journal.dates import today
from trio_journal.exceptions import Invalid
from trio_journal.models import Evening, ReadingLink
from trio_journal.services import reading_links

from .conftest import Journal
from .evenings import planned


@pytest.fixture
def evening(journal: Journal) -> Evening:
    return planned(journal)


def put(journal: Journal, evening: Evening, days: int = 90) -> ReadingLink:
    until = today() + timedelta(days=days)
    return reading_links.put(
        evening.id, journal.helen, until, lambda token: f"https://journal.example/read/{token}"
    )


def test_it_leads_to_its_evening(journal: Journal, evening: Evening) -> None:
    link = put(journal, evening)
    assert link.url == f"https://journal.example/read/{link.token}"
    assert len(link.token) >= 22
    found = reading_links.find(link.token)
    assert found is not None
    assert found[1].id == evening.id


def test_another_token_leads_nowhere(journal: Journal, evening: Evening) -> None:
    put(journal, evening)
    assert reading_links.find("guessed") is None
    assert reading_links.find("") is None


def test_its_address_stays_when_its_last_day_changes(journal: Journal, evening: Evening) -> None:
    first = put(journal, evening).url
    link = put(journal, evening, days=5)
    assert (link.url, link.until) == (first, today() + timedelta(days=5))


def test_it_shows_up_to_and_on_its_last_day(
    journal: Journal, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = put(journal, evening, days=5).token
    there = today()
    for days, shows in ((5, True), (6, False)):
        monkeypatch.setattr(reading_links, "today", lambda days=days: there + timedelta(days=days))
        assert (reading_links.find(token) is not None) is shows


def test_a_link_that_was_ended_never_comes_back(journal: Journal, evening: Evening) -> None:
    before = put(journal, evening).token
    reading_links.end(evening.id)
    assert reading_links.find(before) is None
    after = put(journal, evening).token
    assert after != before
    assert reading_links.find(before) is None
    reading_links.end(evening.id)
    reading_links.end(evening.id)
    assert reading_links.of(evening) is None


@pytest.mark.parametrize("days", [-1, 2 * 366 + 1])
def test_its_last_day_is_one_that_can_be(journal: Journal, evening: Evening, days: int) -> None:
    with pytest.raises(Invalid):
        put(journal, evening, days)
    assert reading_links.of(evening) is None
