"""GET /trios/<id>/mid-year-review and /report, with .pdf and /history: who reads what, and when."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from flask.testing import FlaskClient

from trio_journal.exceptions import Unavailable
from trio_journal.handout import press

from .doors import stranger_in
from .pages import Page
from .reports import KINDS, REPORT, REVIEW, Kind

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.value)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Return each kind of report in turn."""
    return request.param


def test_the_journal_leads_to_both(journal: Any, ann: FlaskClient) -> None:
    links = Page(ann.get(f"/trios/{journal.home.id}")).links
    assert {kind.at(journal) for kind in KINDS} <= set(links)


def test_one_that_is_not_begun_offers_to_begin(journal: Any, ann: FlaskClient, kind: Kind) -> None:
    page = Page(ann.get(kind.at(journal)))
    assert (page.status, page.forms[1:]) == (200, [])
    assert "Nothing is written yet." in page.words
    assert kind.at(journal, "/edit") in page.links


def test_a_draft_is_shown_to_its_trio_with_what_is_still_empty(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    REVIEW.save(ann, journal, focus="What *helps*?")
    page = Page(bob.get(REVIEW.at(journal)))
    assert "Only your trio reads this until you hand it in." in page.words
    assert "<em>helps</em>" in page.html
    assert page.words.count("Nothing yet.") == 3
    assert "Last saved by Ann Annson" in page.words


def test_a_draft_is_nobody_elses(
    journal: Any, ann: FlaskClient, helen: FlaskClient, sign_in: SignIn, elsewhere: Any, kind: Kind
) -> None:
    kind.save_whole(ann, journal)
    outsiders = (journal.dan, stranger_in(elsewhere))
    for suffix in ("", ".pdf", "/history", "/edit"):
        answer = helen.get(kind.at(journal, suffix))
        assert answer.status_code == 403
        assert "A line about" not in answer.text
        for outsider in outsiders:
            assert sign_in(outsider).get(kind.at(journal, suffix)).status_code == 404


def test_what_is_handed_in_is_read_by_the_coordinator_and_nobody_else(
    journal: Any, ann: FlaskClient, helen: FlaskClient, sign_in: SignIn, elsewhere: Any, kind: Kind
) -> None:
    kind.hand_in_whole(ann, journal)
    page = Page(helen.get(kind.at(journal)))
    assert page.status == 200
    assert f"A line about {kind.names[0]}." in page.words
    assert "Handed in by Ann Annson" in page.words
    assert page.forms[1:] == [], "nothing to change"
    assert kind.at(journal, "/history") not in page.links
    assert helen.get(kind.at(journal, "/history")).status_code == 403
    for outsider in (journal.dan, stranger_in(elsewhere)):
        assert sign_in(outsider).get(kind.at(journal)).status_code == 404
        assert sign_in(outsider).get(kind.at(journal, ".pdf")).status_code == 404


def test_whoever_left_the_trio_reads_neither(
    journal: Any, ann: FlaskClient, bob: FlaskClient, kind: Kind
) -> None:
    kind.hand_in_whole(ann, journal)
    journal.part(journal.bob)
    assert bob.get(kind.at(journal)).status_code == 404


def test_a_part_left_empty_has_no_heading_for_the_coordinator(
    journal: Any, ann: FlaskClient, helen: FlaskClient
) -> None:
    REPORT.hand_in_whole(ann, journal, connected="")
    page = Page(helen.get(REPORT.at(journal)))
    assert "Other schools, and other training" not in page.words
    assert "Leading another trio" in page.words


def test_a_closed_year_is_read_and_not_changed(journal: Any, ann: FlaskClient, kind: Kind) -> None:
    kind.save_whole(ann, journal)
    journal.close()
    page = Page(ann.get(kind.at(journal)))
    assert (page.status, page.forms[1:]) == (200, [])
    assert kind.at(journal, "/edit") not in page.links


def test_a_closed_year_begins_nothing(journal: Any, ann: FlaskClient, kind: Kind) -> None:
    journal.close()
    page = Page(ann.get(kind.at(journal)))
    assert "Nothing is written yet." in page.words
    assert kind.at(journal, "/edit") not in page.links


def test_its_history_shows_each_save_to_the_trio(
    journal: Any, ann: FlaskClient, bob: FlaskClient, kind: Kind
) -> None:
    kind.hand_in_whole(ann, journal)
    page = Page(bob.get(kind.at(journal, "/history")))
    assert "Handed in by Ann Annson" in page.words
    assert "Written by Ann Annson" in page.words
    assert f"A line about {kind.names[0]}." in page.words
    assert kind.at(journal) in page.links


@pytest.mark.parametrize("suffix", [".pdf", "/history"])
def test_there_is_neither_of_one_that_is_not_begun(
    journal: Any, ann: FlaskClient, kind: Kind, suffix: str
) -> None:
    assert ann.get(kind.at(journal, suffix)).status_code == 404


# How long it is


def test_a_review_says_that_it_fits(journal: Any, ann: FlaskClient) -> None:
    REVIEW.save_whole(ann, journal)
    assert "It is on one side of A4." in Page(ann.get(REVIEW.at(journal))).words


def test_a_review_says_by_how_much_it_is_too_long(journal: Any, ann: FlaskClient) -> None:
    REVIEW.save(ann, journal, focus="\n".join(["A line of its own."] * 70))
    words = Page(ann.get(REVIEW.at(journal))).words
    assert "lines too long: it should be on one side of A4." in words


def test_a_report_may_be_as_long_as_it_likes(journal: Any, ann: FlaskClient) -> None:
    REPORT.hand_in_whole(ann, journal, aims="\n".join(["A line of its own."] * 200))
    assert "Handed in by" in Page(ann.get(REPORT.at(journal))).words


def test_a_page_is_shown_where_nothing_can_be_measured(
    journal: Any, ann: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise Unavailable("no")

    REVIEW.save_whole(ann, journal)
    monkeypatch.setattr(press, "make", fail)
    page = Page(ann.get(REVIEW.at(journal)))
    assert page.status == 200
    assert "one side" not in page.words
    answer = ann.get(REVIEW.at(journal, ".pdf"))
    assert answer.status_code == 503
    assert "Try again in a minute" in Page(answer).words


# As a PDF


def test_it_is_a_pdf_of_the_same_words(
    journal: Any, ann: FlaskClient, helen: FlaskClient, kind: Kind
) -> None:
    kind.hand_in_whole(ann, journal)
    answer = helen.get(kind.at(journal, ".pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="{kind.value}-trio-{journal.home.number}.pdf"'
    )
    (page,) = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    written = " ".join(page.extract_text().split())
    assert all(f"A line about {name}." in written for name in kind.names)
    assert "Handed in on" in written


def test_a_draft_says_on_paper_that_it_is_one(journal: Any, ann: FlaskClient) -> None:
    REVIEW.save_whole(ann, journal)
    answer = ann.get(REVIEW.at(journal, ".pdf"))
    written = pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert "Draft, not handed in" in " ".join(written.split())


@pytest.mark.parametrize("suffix", ["", ".pdf", "/history"])
def test_it_is_only_read_at_this_address(
    journal: Any, ann: FlaskClient, kind: Kind, suffix: str
) -> None:
    assert ann.post(kind.at(journal, suffix)).status_code == 405


def test_there_are_two_kinds_and_no_more(journal: Any, ann: FlaskClient) -> None:
    assert ann.get(f"/trios/{journal.home.id}/end-of-year-review").status_code == 404
