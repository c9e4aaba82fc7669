"""/alliance: the coordinator's board, and what everybody in the alliance may read."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.dates import academic_year, short_day_label, today
from trio_journal.ids import new_id
from trio_journal.models import Evening, Role
from trio_journal.services import evenings, feedback, people, trio_members, trios

from .doors import SignIn
from .hall import sent
from .pages import Page


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


def test_the_board_says_what_is_missing_and_whose_turn_it_is(
    journal: Any, helen: FlaskClient
) -> None:
    journal.question(year_from=0, year_to=3)
    finding = journal.finding(journal.note())
    journal.agree(finding, journal.ann, journal.bob)
    words = Page(helen.get("/alliance")).words
    assert "Agreeing on findings" in words
    assert "Cat still has to agree one finding" in words
    assert "Reception to Year 3" in words
    assert f"Last written in on {short_day_label(today())}" in words


def test_the_board_never_shows_what_a_trio_wrote(journal: Any, helen: FlaskClient) -> None:
    journal.question("What helps WORDONE?", why_it_matters="WORDTWO")
    note = journal.note("They counted WORDTHREE.", thought="WORDFOUR")
    finding = journal.finding(note, claim="Counting helps WORDFIVE.")
    journal.agree(finding, journal.ann)
    journal.visit(look_for="WORDSIX", visit_date=today() + timedelta(days=3))
    html = helen.get("/alliance").get_data(as_text=True)
    assert "still has to agree" in html
    assert "WORD" not in html


def test_the_reminder_names_the_trio_what_is_open_and_the_whole_link(
    journal: Any, helen: FlaskClient
) -> None:
    html = helen.get("/alliance").get_data(as_text=True)
    text = html.split('data-copy="')[1].split('"')[0]
    assert text.startswith("Hello Ann, Bob and Cat,")
    assert "- No question yet" in text
    assert f"http://localhost/trios/{journal.home.id}" in text


def test_links_start_with_the_address_that_people_type(
    journal: Any, helen: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(helen.application.config, "URL", "https://journal.example/")
    html = helen.get("/alliance").get_data(as_text=True)
    assert f"https://journal.example/trios/{journal.home.id}" in html


def test_members_read_trios_and_shared_findings_but_no_board(journal: Any, sign_in: SignIn) -> None:
    journal.question()
    journal.share(journal.finding(journal.note(), claim="Counting out loud helps."))
    journal.finding(journal.note(), claim="Not shared at all.")
    page = Page(sign_in(journal.dan).get("/alliance"))
    assert "Counting out loud helps." in page.words
    assert "Not shared at all." not in page.words
    assert "Ann Annson" in page.words
    assert "Ashby Primary School" in page.words
    for board_only in ("Last written in", "still has to agree", "Form a trio", "data-copy"):
        assert board_only not in page.html


def test_a_trio_of_one_phase_shows_why(journal: Any, sign_in: SignIn) -> None:
    journal.inside(trios.allow)(journal.home.id, 1, "Nobody else could.")
    for who in (journal.helen, journal.dan):
        words = Page(sign_in(who).get("/alliance")).words
        assert "Allowed as an exception: Nobody else could." in words


def test_the_next_evening_and_who_has_no_slot_in_it(journal: Any, helen: FlaskClient) -> None:
    values = {
        "title": "What we saw",
        "evening_date": today() + timedelta(days=10),
        "starts_at": time(18),
        "ends_at": time(20),
    }
    evening = journal.inside(evenings.create)(journal.id, journal.helen, new_id(), values)
    page = Page(helen.get("/alliance"))
    assert "Next evening: What we saw" in page.words
    assert "No slot in the evening's running order" in page.words
    assert f"/evenings/{evening.id}" in page.links


def test_feedback_that_waits_to_be_passed_on_is_said_with_the_way_to_it(
    journal: Any, helen: FlaskClient, ann: FlaskClient, evening: Evening, at: str
) -> None:
    assert "Feedback waits" not in Page(helen.get("/alliance")).words
    made = [sent(journal, evening) for _ in range(2)]
    page = Page(helen.get("/alliance"))
    assert "Feedback waits to be passed on: 2 new on “What we saw”." in page.words
    assert f"{at}/feedback" in page.links
    assert "Feedback" not in Page(ann.get("/alliance")).words
    journal.inside(feedback.pass_on)(evening.id, [one.id for one in made])
    assert "Feedback waits" not in Page(helen.get("/alliance")).words


def test_earlier_years_are_one_tap_away_and_odd_years_are_this_one(
    journal: Any, helen: FlaskClient
) -> None:
    year = academic_year(today())
    journal.trio(focus="Last year's focus", year=year - 1)
    page = Page(helen.get("/alliance"))
    assert "Last year's focus" not in page.words
    assert f"/alliance?year={year - 1}" in page.links
    assert "Last year's focus" in Page(helen.get(f"/alliance?year={year - 1}")).words
    for odd in ("", "soon", "9999", "99999", "0000", "-1", "²026"):
        answer = helen.get("/alliance", query_string={"year": odd})
        assert answer.status_code == 200
        assert journal.home.focus in answer.get_data(as_text=True)


def test_one_who_left_the_trio_is_no_longer_shown(journal: Any, helen: FlaskClient) -> None:
    journal.inside(trio_members.leave)(journal.home.id, journal.cat, journal.helen)
    words = Page(helen.get("/alliance")).words
    assert "Looking for a third member" in words
    assert "Cat Catson" not in words


def test_somebody_in_no_alliance_gets_a_sentence(
    journal: Any, elsewhere: Any, sign_in: SignIn
) -> None:
    nobody = elsewhere.person("nobody")
    elsewhere.person("boss", None, Role.COORDINATOR)
    elsewhere.inside(people.leave)(elsewhere.id, nobody, nobody)
    answer = sign_in(nobody).get("/alliance")
    assert answer.status_code == 404
    assert "not in an alliance" in answer.get_data(as_text=True)


def test_switching_shows_the_other_alliance(journal: Any, elsewhere: Any, sign_in: SignIn) -> None:
    email = f"ann@{journal.id.hex}.example.org"
    elsewhere.inside(people.add)(elsewhere.id, name="Ann", email=email)
    ann = sign_in(journal.ann)
    before = ann.get("/alliance").get_data(as_text=True)
    other = elsewhere if "<h1>Vale Alliance" in before else journal
    answer = ann.post("/alliance/switch", data={"alliance_id": str(other.id)})
    assert (answer.status_code, answer.location) == (303, "/")
    assert f"<h1>{other.alliance.name}" in ann.get("/alliance").get_data(as_text=True)


@pytest.mark.parametrize("sent", ["", "not an id", "theirs"])
def test_nobody_switches_to_an_alliance_they_are_not_in(
    journal: Any, elsewhere: Any, sign_in: SignIn, sent: str
) -> None:
    chosen = str(elsewhere.id) if sent == "theirs" else sent
    ann = sign_in(journal.ann)
    assert ann.post("/alliance/switch", data={"alliance_id": chosen}).status_code == 404
    assert "<h1>Vale Alliance" in ann.get("/alliance").get_data(as_text=True)


def test_strangers_sign_in_first_and_other_methods_are_refused(
    journal: Any, client: FlaskClient, helen: FlaskClient
) -> None:
    answer = client.get("/alliance")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
    assert helen.post("/alliance").status_code == 405
    assert helen.get("/alliance/switch").status_code == 405
