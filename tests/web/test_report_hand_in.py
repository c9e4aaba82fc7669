"""POST /trios/<id>/mid-year-review/hand-in and /take-back, and of /report: from draft to done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.handout import press

from .doors import knock, stranger_in
from .pages import Page
from .reports import KINDS, REPORT, REVIEW, Kind

SignIn = Callable[..., FlaskClient]
LONG = "\n".join(["A line of its own."] * 70)
STEPS = ("/hand-in", "/take-back")


@pytest.fixture(params=KINDS, ids=lambda kind: kind.value)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Return each kind of report in turn."""
    return request.param


def board_of(client: FlaskClient) -> str:
    return Page(client.get("/alliance")).words


def test_any_member_hands_in_and_another_takes_back(
    journal: Any, ann: FlaskClient, bob: FlaskClient, sign_in: SignIn, kind: Kind
) -> None:
    helen = sign_in(journal.helen)
    kind.save_whole(ann, journal)
    answer = kind.hand_in(bob, journal)
    assert (answer.status_code, answer.location) == (303, kind.at(journal))
    page = Page(bob.get(kind.at(journal)))
    assert "Handed in. Your coordinator can read it now." in page.words
    assert "Handed in by Bob Bobson" in page.words
    assert helen.get(kind.at(journal)).status_code == 200
    assert kind.take_back(ann, journal).status_code == 303
    assert "Taken back. Only your trio reads it now." in Page(ann.get(kind.at(journal))).words
    assert helen.get(kind.at(journal)).status_code == 403


def test_the_board_says_how_far_each_is_and_links_what_is_handed_in(
    journal: Any, ann: FlaskClient, sign_in: SignIn
) -> None:
    helen = sign_in(journal.helen)
    assert "Mid-year review: not handed in yet" in board_of(helen)
    REVIEW.save_whole(ann, journal, focus="A word of the draft")
    REPORT.save_whole(ann, journal)
    page = Page(helen.get("/alliance"))
    assert "Mid-year review: started" in page.words
    assert "Trio report: started" in page.words
    assert "A word of the draft" not in page.html
    assert REVIEW.at(journal) not in page.links
    REVIEW.hand_in(ann, journal)
    page = Page(helen.get("/alliance"))
    assert "Mid-year review: handed in on" in page.words
    assert REVIEW.at(journal) in page.links
    assert REPORT.at(journal) not in page.links
    REVIEW.take_back(ann, journal)
    assert "Mid-year review: started" in board_of(helen)


def test_a_member_sees_nothing_of_it_on_the_alliances_page(
    journal: Any, ann: FlaskClient, sign_in: SignIn
) -> None:
    REVIEW.hand_in_whole(ann, journal)
    for person in (journal.ann, journal.dan):
        assert "Mid-year review" not in board_of(sign_in(person))


def test_a_second_click_hands_in_once(journal: Any, ann: FlaskClient, kind: Kind) -> None:
    kind.save_whole(ann, journal)
    form = Page(ann.get(kind.at(journal))).form("/hand-in")
    assert [form.send(ann).status_code for _ in range(2)] == [303, 303]
    form = Page(ann.get(kind.at(journal))).form("/take-back")
    assert [form.send(ann).status_code for _ in range(2)] == [303, 303]


def test_a_part_without_a_line_is_named(journal: Any, ann: FlaskClient, kind: Kind) -> None:
    kind.save_whole(ann, journal, **{kind.names[1]: ""})
    answer = kind.hand_in(ann, journal)
    assert answer.status_code == 422
    page = Page(answer)
    label = kind.model.sections[1].label
    assert f"Nothing is written yet under “{label}”." in page.words
    assert f"A line about {kind.names[0]}." in page.words
    assert "Only your trio reads this" in Page(ann.get(kind.at(journal))).words


def test_a_review_that_is_too_long_is_refused_with_how_much_and_nothing_lost(
    journal: Any, ann: FlaskClient
) -> None:
    REVIEW.save_whole(ann, journal, focus=LONG)
    answer = REVIEW.hand_in(ann, journal)
    assert answer.status_code == 422
    page = Page(answer)
    assert "Not handed in yet" in page.words
    assert "lines too long: it should be on one side of A4. Shorten it" in page.words
    assert REVIEW.form(ann, journal).fields["focus"] == [LONG]
    REVIEW.form(ann, journal).send(ann, focus="Short.")
    assert REVIEW.hand_in(ann, journal).status_code == 303


def test_a_report_is_handed_in_however_long(journal: Any, ann: FlaskClient) -> None:
    REPORT.hand_in_whole(ann, journal, aims=LONG)


def test_a_review_that_cannot_be_measured_is_not_handed_in(
    journal: Any, ann: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    REVIEW.save_whole(ann, journal)
    monkeypatch.setattr(press, "make", lambda *_: None)
    answer = REVIEW.hand_in(ann, journal)
    assert answer.status_code == 503
    assert "not handed in yet. Try again in a minute." in Page(answer).words


def test_what_changed_since_it_was_read_is_not_handed_in(
    journal: Any, ann: FlaskClient, bob: FlaskClient, kind: Kind
) -> None:
    kind.save_whole(ann, journal)
    form = Page(ann.get(kind.at(journal))).form("/hand-in")
    kind.form(bob, journal).send(bob, **{kind.names[0]: "Bob's words."})
    assert form.send(ann).status_code == 409
    assert form.send(ann, version=None).status_code == 409
    assert "Only your trio reads this" in Page(ann.get(kind.at(journal))).words


@pytest.mark.parametrize("step", STEPS)
def test_one_that_is_not_begun_is_nothing_to_hand_in(
    journal: Any, ann: FlaskClient, kind: Kind, step: str
) -> None:
    assert ann.post(kind.at(journal, step), data={"version": "1"}).status_code == 404


@pytest.mark.parametrize("step", STEPS)
def test_nobody_outside_the_trio_does_it(
    journal: Any, ann: FlaskClient, sign_in: SignIn, elsewhere: Any, kind: Kind, step: str
) -> None:
    kind.hand_in_whole(ann, journal)
    for person, status in (
        (journal.dan, 404), (stranger_in(elsewhere), 404), (journal.helen, 403),
    ):  # fmt: skip
        answer = sign_in(person).post(kind.at(journal, step), data={"version": "2"})
        assert answer.status_code == status
    assert "Handed in by Ann Annson" in Page(ann.get(kind.at(journal))).words


@pytest.mark.parametrize("step", STEPS)
def test_a_closed_year_stays_as_it_was(
    journal: Any, ann: FlaskClient, kind: Kind, step: str
) -> None:
    kind.save_whole(ann, journal)
    journal.close()
    assert ann.post(kind.at(journal, step), data={"version": "1"}).status_code == 403


@pytest.mark.parametrize("step", STEPS)
def test_another_method_is_refused(journal: Any, ann: FlaskClient, kind: Kind, step: str) -> None:
    assert knock(ann, "GET", kind.at(journal, step)) == 405
