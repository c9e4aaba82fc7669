"""GET /trios/<id>/visits and /visits/<id>/sheet: what is coming, and the sheet to take along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from trio_journal.dates import today
from trio_journal.services import trio_members

from .nouns import VISIT
from .pages import Page


def test_coming_visits_come_soonest_first_and_past_ones_latest_first(
    journal: Any, ann: FlaskClient
) -> None:
    for days in (9, 2, -30, -3):
        journal.visit(visit_date=today() + timedelta(days=days), look_for=f"Look {days}.")
    words = Page(ann.get(VISIT.of(journal))).words
    places = [words.index(f"Look {days}.") for days in (2, 9, -3, -30)]
    assert places == sorted(places)


def test_the_list_is_the_trios(journal: Any, sign_in: Any) -> None:
    at = VISIT.of(journal)
    assert sign_in(journal.dan).get(at).status_code == 404
    assert sign_in(journal.helen).get(at).status_code == 403
    page = Page(sign_in(journal.ann).get(at))
    assert "No visit is planned yet." in page.words
    assert f"{at}/new" in page.links


def test_notes_of_one_class_are_one_lesson(journal: Any, ann: FlaskClient) -> None:
    visit = journal.visit()
    journal.note("Quiet.", visit_id=visit.id, year_from=3, year_to=3)
    journal.note("Loud.", visit_id=visit.id, year_from=3, year_to=3)
    journal.note("Mixed.", visit_id=visit.id, year_from=3, year_to=4)
    words = Page(ann.get(VISIT.at(visit))).words
    assert "Year 3 2 notes" in words
    assert "Years 3 to 4 1 note" in words


def test_the_sheet_has_who_where_when_what_and_room_to_write(
    journal: Any, ann: FlaskClient
) -> None:
    journal.question("What helps?")
    parked = journal.question("What else?", state="parked")
    visit = journal.visit(people=[journal.ann, journal.bob], look_for="The quiet ones.")
    page = Page(ann.get(VISIT.at(visit, "sheet")))
    assert page.status == 200
    for text in ("Birch School", "Ann Annson and Bob Bobson", "The quiet ones.", "What helps?"):
        assert text in page.words
    assert parked.text not in page.words
    assert page.html.count('class="strip"') == 6


def test_the_sheet_says_once_what_is_rated(journal: Any, ann: FlaskClient) -> None:
    page = Page(ann.get(VISIT.at(journal.visit(), "sheet")))
    assert page.words.count("did you see pupils do?") == 1
    assert page.words.index("did you see pupils do?") < page.words.index("not seen")


def test_the_sheet_is_the_trios(journal: Any, ann: FlaskClient, sign_in: Any) -> None:
    at = VISIT.at(journal.visit(), "sheet")
    for person in (journal.dan, journal.helen):
        assert sign_in(person).get(at).status_code == 404
    assert ann.post(at).status_code == 405


def test_the_date_of_the_heads_word_is_kept(journal: Any, ann: FlaskClient) -> None:
    visit = journal.visit()
    edit = VISIT.at(visit, "edit")
    Page(ann.get(edit)).form(edit).send(ann, head_agreed_on="2026-11-02")
    kept = journal.fresh(visit)
    assert kept.head_agreed is True
    assert "The head agreed on Mon 2 Nov 2026" in Page(ann.get(VISIT.at(visit))).words


def test_days_are_read_as_they_are_written_by_hand(journal: Any, ann: FlaskClient) -> None:
    visit = journal.visit()
    edit = VISIT.at(visit, "edit")
    answer = Page(ann.get(edit)).form(edit).send(ann, visit_date="24/11/2026")
    assert answer.status_code == 303
    assert journal.fresh(visit).visit_date.isoformat() == "2026-11-24"


def test_a_visit_says_whether_cover_is_arranged_or_needed(journal: Any, ann: FlaskClient) -> None:
    for values, said in (
        ({}, "Cover is not arranged yet"),
        ({"cover_arranged": True}, "Cover is arranged"),
        ({"inset_day": True}, "No cover needed"),
        ({"inset_day": True, "cover_arranged": True}, "Cover is arranged"),
    ):
        assert said in Page(ann.get(VISIT.at(journal.visit(**values)))).words


def test_who_went_before_they_left_stays_when_the_visit_is_saved(
    journal: Any, ann: FlaskClient
) -> None:
    visit = journal.visit(people=[journal.ann, journal.cat])
    journal.part(journal.cat)
    edit = VISIT.at(visit, "edit")
    form = Page(ann.get(edit)).form(edit)
    assert set(form.fields["visitor_ids"]) == {str(journal.ann), str(journal.cat)}
    assert form.send(ann, end_of_day="We said thank you.").status_code == 303
    assert "Cat Catson" in Page(ann.get(VISIT.at(visit))).words


def test_who_is_away_does_not_go_unless_chosen(journal: Any, ann: FlaskClient) -> None:
    away = journal.inside(trio_members.set_away)
    away(journal.home.id, journal.cat, journal.helen, away=True)
    form = Page(ann.get(VISIT.of(journal, "new"))).form(VISIT.of(journal))
    assert set(form.fields["visitor_ids"]) == {str(journal.ann), str(journal.bob)}
