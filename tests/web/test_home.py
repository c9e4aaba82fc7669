"""GET /: the right start for whoever asks."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from trio_journal.dates import now, short_day_label, today
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import TrioMembership
from trio_journal.services import evenings, findings, people, trio_members

from .nouns import FINDING, OBSERVATION, QUESTION, Noun
from .pages import Page


def waiting(client: FlaskClient) -> str:
    words = Page(client.get("/")).words
    return words[words.index("Waiting for you") : words.index("Your trios", 200)]


def fresh(client: FlaskClient) -> str:
    words = Page(client.get("/")).words
    return words[words.index("New since you last looked") :]


def evening(journal: Any, **values: Any) -> Any:
    plan = {
        "title": "Autumn evening",
        "evening_date": today() + timedelta(days=10),
        "starts_at": time(18),
        "ends_at": time(20),
        "print_by": None,
        "venue_school_id": None,
        "venue": "The hall",
        "welcome": "",
    } | values
    return journal.inside(evenings.create)(journal.id, journal.helen, new_id(), plan, ())


def test_strangers_sign_in(client: FlaskClient, journal: Any) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_it_greets_and_has_nothing_to_do(journal: Any, ann: FlaskClient) -> None:
    page = Page(ann.get("/"))
    assert "Hello Ann" in page.words
    assert "Go and watch a lesson, then write down what you saw." in page.words
    assert f"/trios/{journal.home.id}" in page.links


def test_what_waits_is_to_agree_to_sort_and_to_confirm(journal: Any, sign_in: Any) -> None:
    note = journal.note()
    finding = journal.finding(note, claim="Counting helps.")
    enter = journal.inside(findings.enter_for_trio)
    typed_in = enter(journal.home, journal.helen, new_id(), {"claim": "Pegs help."})
    ann = sign_in(journal.ann)
    words = waiting(ann)
    assert "Agree: Counting helps." in words
    assert "Confirm: Pegs help." in words
    assert "1 note to sort in Talk" in words
    links = Page(ann.get("/")).links
    assert FINDING.at(finding) in links
    assert FINDING.at(typed_in) in links
    journal.agree(finding, journal.ann)
    assert "Counting helps." not in waiting(ann)


def test_nobody_is_asked_to_agree_to_what_cannot_be_agreed(journal: Any, ann: FlaskClient) -> None:
    note = journal.note()
    journal.finding(note, claim="Counting helps.")
    ann.post(OBSERVATION.at(note, "delete"), data={"version": 1})
    assert "Counting helps." not in waiting(ann)


def test_each_agrees_in_their_own_name_whoever_else_has(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding(journal.note(), claim="Counting helps.")
    journal.agree(finding, journal.bob)
    assert "Agree: Counting helps." in waiting(ann)


def test_to_sort_is_what_is_there_and_stands_under_no_question(
    journal: Any, ann: FlaskClient
) -> None:
    question = journal.question()
    journal.note(question_ids=[question.id])
    gone = journal.note()
    assert "1 note to sort" in waiting(ann)
    ann.post(OBSERVATION.at(gone, "delete"), data={"version": 1})
    assert "to sort" not in waiting(ann)
    ann.post(QUESTION.at(question, "delete"), data={"version": 1})
    assert "1 note to sort" in waiting(ann)
    assert "To sort 1" in Page(ann.get(f"/trios/{journal.home.id}")).words


def test_after_the_print_by_date_it_is_overdue(journal: Any, ann: FlaskClient) -> None:
    journal.finding(journal.note(), claim="Counting helps.")
    evening(journal, print_by=today() - timedelta(days=1))
    assert "Agree: Counting helps. Overdue." in waiting(ann)


def test_on_the_print_by_date_itself_it_is_not_yet(journal: Any, ann: FlaskClient) -> None:
    journal.finding(journal.note(), claim="Counting helps.")
    evening(journal, print_by=today())
    words = waiting(ann)
    assert "Agree: Counting helps." in words
    assert "Overdue." not in words


def test_who_goes_without_cover_is_told(journal: Any, sign_in: Any) -> None:
    journal.visit(visit_date=today() + timedelta(days=4), people=[journal.ann])
    journal.visit(visit_date=today() + timedelta(days=40), people=[journal.bob])
    assert "Arrange cover for the visit on" in waiting(sign_in(journal.ann))
    for person in (journal.bob, journal.cat):
        assert "Arrange cover" not in waiting(sign_in(person))


def test_on_an_inset_day_nobody_needs_cover(journal: Any, ann: FlaskClient) -> None:
    journal.visit(visit_date=today() + timedelta(days=4), people=[journal.ann], inset_day=True)
    assert "Arrange cover" not in waiting(ann)


@pytest.mark.parametrize(
    ("days", "asked", "late"),
    [(0, False, False), (1, True, False), (2, True, True), (14, True, True), (15, False, False)],
)
def test_who_went_is_asked_for_the_last_word(
    journal: Any, sign_in: Any, days: int, asked: bool, late: bool
) -> None:
    visit = journal.visit(visit_date=today() - timedelta(days=days), people=[journal.ann])
    said = "Write down what you said at the end of the day in Birch School"
    ann = sign_in(journal.ann)
    assert (said in waiting(ann)) is asked
    day = short_day_label(visit.visit_date)
    assert (f"{said} on {day} Overdue." in waiting(ann)) is late
    assert (f"/visits/{visit.id}/edit" in Page(ann.get("/")).links) is asked
    assert said not in waiting(sign_in(journal.bob))


def test_what_was_written_or_deleted_waits_no_more(journal: Any, ann: FlaskClient) -> None:
    day = today() - timedelta(days=2)
    journal.visit(visit_date=day, people=[journal.ann], end_of_day="We said thank you.")
    gone = journal.visit(visit_date=day, people=[journal.ann])
    ann.post(f"/visits/{gone.id}/delete", data={"version": 1})
    assert "Write down" not in waiting(ann)


def test_on_the_day_itself_missing_cover_is_overdue(journal: Any, ann: FlaskClient) -> None:
    visit = journal.visit(visit_date=today(), people=[journal.ann])
    assert f"visit on {short_day_label(visit.visit_date)} Overdue." in waiting(ann)


def test_more_trios_and_visits_cost_no_more_queries(
    app: Flask, journal: Any, ann: FlaskClient
) -> None:
    def cost() -> int:
        sent: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
            if "FROM visit" in statement:
                sent.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert ann.get("/").status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(sent)

    few = cost()
    for number in range(3):
        journal.trio(journal.ann, journal.bob, journal.dan, focus=f"Focus {number}")
        journal.visit(visit_date=today() + timedelta(days=number), people=[journal.ann])
    assert cost() == few


def test_new_is_what_others_wrote_since_one_last_looked(journal: Any, sign_in: Any) -> None:
    note = journal.note("They counted aloud.", by=journal.bob)
    journal.note("My own note.", by=journal.ann)
    ann, bob = sign_in(journal.ann), sign_in(journal.bob)
    assert "They counted aloud." in fresh(ann)
    assert "My own note." not in fresh(ann)
    assert ann.get(f"/trios/{journal.home.id}").status_code == 200
    assert "Nothing new." in fresh(ann)
    bob.post(OBSERVATION.at(note, "replies"), data={"text": "On their fingers."})
    assert "On their fingers." in fresh(ann)
    looked = select(TrioMembership.last_looked_at).where(TrioMembership.user_id == journal.ann)
    at = journal.inside(lambda: db.session.scalar(looked))()
    assert abs(now() - at) < timedelta(minutes=1)


def test_every_kind_of_entry_is_news_until_it_is_in_the_bin(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal, "They said why.")
    assert "They said why." in fresh(bob)
    assert noun.at(entry) in Page(bob.get("/")).links
    ann.post(noun.at(entry, "delete"), data={"version": 1})
    assert "They said why." not in fresh(bob)


def test_the_newest_is_first(journal: Any, ann: FlaskClient) -> None:
    for name in ("One.", "Two.", "Three."):
        journal.note(name, by=journal.bob)
    journal.question("Four?", by=journal.cat)
    words = fresh(ann)
    places = [words.index(name) for name in ("Four?", "Three.", "Two.", "One.")]
    assert places == sorted(places)


def test_a_reply_under_what_is_in_the_bin_is_no_news(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    bob.post(noun.at(entry, "replies"), data={"text": "On their fingers."})
    assert "On their fingers." in fresh(ann)
    ann.post(noun.at(entry, "delete"), data={"version": 1})
    assert "On their fingers." not in fresh(ann)
    ann.post(noun.at(entry, "restore"))
    assert "On their fingers." in fresh(ann)


def test_reading_a_fragment_is_no_look(journal: Any, ann: FlaskClient) -> None:
    journal.note("They counted aloud.", by=journal.bob)
    ann.get(
        f"/trios/{journal.home.id}", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )
    assert "They counted aloud." in fresh(ann)


def test_each_new_line_leads_to_its_entry(journal: Any, sign_in: Any) -> None:
    question = journal.question("What helps?", by=journal.bob)
    note = journal.note("They counted.", by=journal.bob)
    sign_in(journal.bob).post(QUESTION.at(question, "replies"), data={"text": "Pegs."})
    ann = sign_in(journal.ann)
    links = Page(ann.get("/")).links
    assert QUESTION.at(question) in links
    assert OBSERVATION.at(note) in links
    reply = next(link for link in links if link.startswith("/replies/"))
    assert ann.get(reply).location == QUESTION.at(question) + "#replies"


def test_outsiders_read_nothing_of_it(journal: Any, sign_in: Any) -> None:
    journal.question("A private question?")
    journal.finding(journal.note("A private note."), claim="A private claim.")
    for person in (journal.dan, journal.helen):
        assert "private" not in sign_in(person).get("/").get_data(as_text=True).replace(
            "private, no-store", ""
        )


def test_members_of_another_trio_read_nothing_of_it(journal: Any, sign_in: Any) -> None:
    journal.trio(journal.dan, focus="Reading")
    journal.question("A question of theirs?")
    note = journal.note("A note of theirs.")
    journal.finding(note, claim="A claim of theirs.")
    journal.visit(visit_date=today() + timedelta(days=3), look_for="A plan of theirs.")
    sign_in(journal.bob).post(OBSERVATION.at(note, "replies"), data={"text": "A word of theirs."})
    page = Page(sign_in(journal.dan).get("/"))
    assert "Reading" in page.words
    assert "theirs" not in page.words
    assert "to sort" not in page.words
    assert "Nothing new." in page.words


def test_who_left_the_trio_reads_nothing_of_it(journal: Any, sign_in: Any) -> None:
    journal.note("A note for the trio.", by=journal.bob)
    cat = sign_in(journal.cat)
    journal.part(journal.cat)
    page = Page(cat.get("/"))
    assert page.status == 200
    assert "A note for the trio." not in page.words
    assert "You are not in a trio yet." in page.words


def test_who_left_the_alliance_may_still_come_home(journal: Any, sign_in: Any) -> None:
    dan = sign_in(journal.dan)
    journal.inside(people.leave)(journal.id, journal.dan, journal.helen)
    answer = dan.get("/")
    assert answer.status_code == 200
    assert "Vale Alliance" not in Page(answer).words
    for url in ("/alliance", "/evenings", f"/trios/{journal.home.id}"):
        assert dan.get(url).status_code == 404


def test_coming_evenings_are_named_and_past_ones_not(journal: Any, sign_in: Any) -> None:
    evening(journal)
    evening(journal, title="Last year's", evening_date=today() - timedelta(days=300))
    words = Page(sign_in(journal.dan).get("/")).words
    assert "Autumn evening" in words
    assert "Last year's" not in words


def test_a_closed_trio_waits_for_nobody(journal: Any, ann: FlaskClient) -> None:
    journal.finding(journal.note(), claim="Counting helps.")
    journal.close()
    page = Page(ann.get("/"))
    assert "Counting helps." not in page.words
    assert f"/trios/{journal.home.id}/observations/new" not in page.links


def test_it_is_only_read(journal: Any, ann: FlaskClient) -> None:
    assert ann.post("/").status_code == 405


def test_a_coordinator_without_a_trio_starts_from_the_board(journal: Any, sign_in: Any) -> None:
    answer = sign_in(journal.helen).get("/")
    assert (answer.status_code, answer.location) == (303, "/alliance")


def test_nothing_waits_for_somebody_who_is_away(journal: Any, bob: Any) -> None:
    journal.finding(journal.note(), claim="Counting helps.")
    assert "Agree: Counting helps." in Page(bob.get("/")).words
    journal.inside(trio_members.set_away)(journal.home.id, journal.bob, journal.ann, away=True)
    assert "Agree: Counting helps." not in Page(bob.get("/")).words
