"""The writing page: filled in from where one is, and "Next class" after saving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from trio_journal.dates import local, now, today
from trio_journal.extensions import db
from trio_journal.models import Observation

from .conftest import HTMX, on_page
from .nouns import OBSERVATION
from .pages import Page


def form_at(client: FlaskClient, journal: Any, url: str) -> Any:
    return Page(client.get(url)).form(OBSERVATION.of(journal))


def test_one_field_is_enough_and_next_class_is_one_tap(journal: Any, ann: FlaskClient) -> None:
    form = form_at(ann, journal, OBSERVATION.of(journal, "new"))
    answer = form.send(ann, seen="They counted.")
    page = Page(ann.get(answer.location))
    assert "In the journal" in page.words
    assert "Next class" in page.words
    assert [one for one in page.links if "after=" in one]


def test_by_htmx_what_comes_next_takes_the_forms_place(journal: Any, ann: FlaskClient) -> None:
    answer = ann.post(OBSERVATION.of(journal), data={"seen": "They counted."}, headers=HTMX)
    page = Page(answer)
    assert not page.is_whole
    assert "Next class" in page.words
    assert page.ids.count("write") == 1


def test_that_it_is_in_the_journal_is_shown_once_and_heard(journal: Any, ann: FlaskClient) -> None:
    answer = ann.post(OBSERVATION.of(journal), data={"seen": "They counted."}, headers=HTMX)
    page = Page(answer)
    assert page.partial("#notice") == "In the journal."
    assert '<span class="vh">In the journal.</span>' in page.html
    assert page.html.count("In the journal") == 2, "the heading, and what only a reader hears"


def test_next_class_keeps_day_school_visit_and_question_and_empties_the_rest(
    journal: Any, ann: FlaskClient
) -> None:
    question, visit = journal.question("What helps?"), journal.visit()
    day = local(now() - timedelta(days=3)).replace(hour=10, minute=20)
    answer = form_at(ann, journal, OBSERVATION.of(journal, "new")).send(
        ann,
        seen="They counted.",
        observed_at=day.strftime("%Y-%m-%dT%H:%M"),
        school_id=str(journal.primary.id),
        visit_id=str(visit.id),
        question_ids=[str(question.id)],
        years=["3"],
        subject="Maths",
    )
    page = Page(ann.get(answer.location))
    form = form_at(ann, journal, next(one for one in page.links if "after=" in one))
    assert form.fields["observed_at"][0].startswith(f"{day:%Y-%m-%d}")
    assert form.fields["school_id"] == [str(journal.primary.id)]
    assert form.fields["visit_id"] == [str(visit.id)]
    assert form.fields["question_ids"] == [str(question.id)]
    assert form.fields["seen"] == [""]
    assert "years" not in form.fields


def test_notes_typed_up_after_a_visit_are_of_its_day(journal: Any, ann: FlaskClient) -> None:
    visit = journal.visit(visit_date=today() - timedelta(days=2))
    page = Page(ann.get(f"/visits/{visit.id}"))
    form = form_at(ann, journal, next(one for one in page.links if "visit=" in one))
    assert form.fields["visit_id"] == [str(visit.id)]
    assert form.fields["school_id"] == [str(journal.secondary.id)]
    day = today() - timedelta(days=2)
    assert form.fields["observed_at"][0].startswith(day.isoformat())
    assert form.send(ann, seen="They counted.").status_code == 303


def test_today_it_is_now(journal: Any, ann: FlaskClient) -> None:
    visit = journal.visit()
    for url in (
        OBSERVATION.of(journal, "new"),
        OBSERVATION.of(journal, f"new?visit={visit.id}"),
    ):
        shown = form_at(ann, journal, url).fields["observed_at"][0]
        moment = datetime.strptime(shown, "%Y-%m-%dT%H:%M").replace(tzinfo=local(now()).tzinfo)
        assert abs(local(now()) - moment) < timedelta(minutes=2)


def test_what_the_address_cannot_name_is_ignored(journal: Any, ann: FlaskClient) -> None:
    other = journal.trio(journal.ann, focus="Reading")
    answer = ann.post(f"/trios/{other.id}/observations", data={"seen": "Elsewhere."})
    strange = answer.location.split("/")[2]
    for value in (strange, "x", "", "%00", str(journal.ann)):
        for name in ("after", "visit"):
            assert ann.get(OBSERVATION.of(journal, f"new?{name}={value}")).status_code == 200


def test_nothing_is_filled_in_from_another_trio_of_ones_own(journal: Any, ann: FlaskClient) -> None:
    other = f"/trios/{journal.trio(journal.ann, focus='Reading').id}"
    day, school = (today() - timedelta(days=5)).isoformat(), str(journal.primary.id)
    note = {"seen": "Elsewhere.", "observed_at": f"{day}T10:00", "school_id": school}
    after = ann.post(f"{other}/observations", data=note).location.split("/")[2]
    plan = {"visit_date": day, "host_school_id": school}
    visit = ann.post(f"{other}/visits", data=plan).location.split("/")[2]
    for query in (f"after={after}", f"visit={visit}"):
        form = form_at(ann, journal, OBSERVATION.of(journal, f"new?{query}"))
        assert form.fields["school_id"] == [""]
        assert form.fields["observed_at"][0].startswith(today().isoformat())


def test_the_line_of_context_says_where_and_when(journal: Any, ann: FlaskClient) -> None:
    journal.visit()
    words = Page(ann.get(OBSERVATION.of(journal, "new"))).words
    assert "Birch School" in words
    assert f"{today():%a} {today().day} {today():%b}, Birch School" in words


def test_the_line_of_context_asks_which_question_until_one_is_chosen(
    journal: Any, ann: FlaskClient
) -> None:
    new = OBSERVATION.of(journal, "new")
    assert "Where? (optional)" in Page(ann.get(new)).words
    question = journal.question("What helps?")
    journal.question("What hinders?")
    assert "Where? Which question? (optional)" in Page(ann.get(new)).words
    journal.visit()
    assert "Birch School. Which question?" in Page(ann.get(new)).words
    journal.note("They counted.", question_ids=[question.id])
    words = Page(ann.get(new)).words
    assert "Birch School, What helps?" in words
    assert "Which question?" not in words


def test_the_box_beside_the_journal_offers_the_same_two_taps(
    journal: Any, ann: FlaskClient
) -> None:
    at = OBSERVATION.of(journal) + "?place=journal"
    page = Page(ann.post(at, data={"seen": "They counted."}, headers=HTMX))
    form = page.form("/edit")
    assert page.html.count("autofocus") == 1, "the focus stays in the box"
    card = Page(ann.post(form.action, data=form.data(rating="3"), headers=HTMX))
    assert "strong" in card.words
    assert "Saved." in card.words
    form = card.form("/edit")
    card = Page(ann.post(form.action, data=form.data(thought="It helps."), headers=HTMX))
    assert "It helps." in card.words
    note = ann.get(form.action.removesuffix("/edit")).text
    assert "It helps." in note
    assert "strong" in note


def test_beside_the_journal_a_tap_is_answered_with_the_card_and_the_taps(
    journal: Any, ann: FlaskClient
) -> None:
    at = OBSERVATION.of(journal) + "?place=journal"
    form = Page(ann.post(at, data={"seen": "They counted."}, headers=HTMX)).form("/edit")
    assert form.fields["then"] == ["written"]
    card = Page(ann.post(form.action, data=form.data(rating="3"), headers=HTMX))
    assert f"observation-{form.action.split('/')[2]}" in card.ids
    assert "Next class" not in card.words
    assert card.form("/edit").fields["then"] == ["written"]


def test_what_the_journal_says_of_its_notes_follows_the_box(journal: Any, ann: FlaskClient) -> None:
    question = journal.question("What helps?")
    journal.question("What hinders?")
    at = OBSERVATION.of(journal) + "?place=journal"
    on_journal = on_page(f"/trios/{journal.home.id}?year=3")
    page = Page(ann.post(at, data={"seen": "They counted."}, headers=on_journal))
    assert page.partial("#to-sort-link") == "To sort 1"
    assert f"/trios/{journal.home.id}?question=none" in page.links
    assert page.partial("#missing") == "There is no finding yet."
    data = {"seen": "They drew.", "question_ids": [str(question.id)]}
    page = Page(ann.post(at, data=data, headers=on_journal))
    assert page.partial("#to-sort-link") == "To sort 1"
    assert page.partial(f"[data-counts='{question.id}']") == "1 note"


def test_a_mistake_has_a_sign_to_see_and_a_word_to_hear(journal: Any, ann: FlaskClient) -> None:
    page = Page(ann.post(OBSERVATION.of(journal), data={"seen": ""}))
    assert '#i-error"/></svg><span><span class="vh">Error: </span>Write what you saw' in page.html


def test_two_optional_taps_after_saving(journal: Any, ann: FlaskClient) -> None:
    note = journal.note()
    saved = OBSERVATION.at(note, "saved")
    page = Page(ann.get(saved))
    answer = page.form("/edit").send(ann, thought="It helps.")
    assert (answer.status_code, answer.location) == (303, saved)
    assert (journal.fresh(note).rating, journal.fresh(note).thought) == (None, "It helps.")
    # A tap on a rating takes along what stands in the text.
    form = Page(ann.get(saved)).form("/edit")
    answer = ann.post(
        form.action, data=form.data(thought="It helps a lot.", rating="3"), headers=HTMX
    )
    page = Page(answer)
    assert answer.status_code == 200
    assert "Next class" in page.words
    assert page.partial("#notice") == "Saved."
    assert (journal.fresh(note).rating, journal.fresh(note).thought) == (3, "It helps a lot.")


def test_a_rating_that_there_is_not_is_refused_by_name(journal: Any, ann: FlaskClient) -> None:
    note = journal.note()
    form = Page(ann.get(OBSERVATION.at(note, "saved"))).form("/edit")
    answer = ann.post(form.action, data=form.data(rating="4"))
    assert answer.status_code == 422
    assert "Choose one of: not seen, a glimpse, evident, strong." in Page(answer).words
    assert journal.fresh(note).rating is None


def test_a_rating_moves_nothing_under_the_thumb(journal: Any, ann: FlaskClient) -> None:
    """A line above the buttons would put "Not seen" where "Evident" was: two taps, two ratings."""
    form = Page(ann.get(OBSERVATION.at(journal.note(), "saved"))).form("/edit")
    answer = ann.post(form.action, data=form.data(rating="2"), headers=HTMX)
    assert '<hx-partial hx-target="#notice"><span class="vh">Saved.</span>' in answer.text
    form = Page(answer).form("/edit")
    answer = ann.post(form.action, data=form.data(thought="It helps."), headers=HTMX)
    assert '<hx-partial hx-target="#notice"><p>Saved.</p>' in answer.text


def test_saved_is_the_trios_page(journal: Any, ann: FlaskClient, sign_in: Any) -> None:
    at = OBSERVATION.at(journal.note(), "saved")
    assert ann.post(at).status_code == 405
    assert sign_in(journal.dan).get(at).status_code == 404
    assert sign_in(journal.helen).get(at).status_code == 404
    journal.close()
    assert ann.get(at).status_code == 403


def test_a_note_of_the_hour_that_comes_twice_stays_where_it_was(
    journal: Any, ann: FlaskClient
) -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    note = journal.note(observed_at=second)
    edit = OBSERVATION.at(note, "edit")
    form = Page(ann.get(edit)).form(edit)
    assert form.fields["observed_at"] == ["2026-10-25T01:30"]
    form.send(ann, subject="Maths")
    assert journal.fresh(note).observed_at == second


def test_times_are_those_of_clocks_in_england(journal: Any, ann: FlaskClient) -> None:
    for typed, kept in (
        ("2026-07-01T09:00", "2026-07-01T08:00:00+00:00"),
        ("2026-01-15T09:00", "2026-01-15T09:00:00+00:00"),
    ):
        answer = ann.post(OBSERVATION.of(journal), data={"seen": "So.", "observed_at": typed})
        at = answer.location.removesuffix("/saved")
        form = Page(ann.get(f"{at}/edit")).form(f"{at}/edit")
        assert form.fields["observed_at"] == [typed]

        moments = select(Observation.observed_at).where(Observation.id == UUID(at.split("/")[2]))
        moment = journal.inside(lambda query=moments: db.session.scalars(query).one())()
        assert moment.isoformat() == kept
