"""GET /<noun>s/<id>/history: every saved change, who and when, before and after."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.test_differences import prose
from trio_journal.extensions import db
from trio_journal.models import Kind, Trio
from trio_journal.services import names, observations

from .nouns import FINDING, OBSERVATION, QUESTION, VISIT, Noun
from .pages import Page


def test_it_tells_who_changed_what(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal, "They counted.")
    edit = noun.at(entry, "edit")
    Page(bob.get(edit)).form(edit).send(bob, **{noun.field: "They counted aloud."})
    page = Page(ann.get(noun.at(entry, "history")))
    assert page.status == 200
    words = page.words
    assert words.index("Changed by Bob Bobson") < words.index("Written by Ann Annson")
    assert " aloud" in page.inserted
    assert noun.at(entry) in page.links


def test_it_ends_in_the_words_as_they_are(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal, "They counted.")
    page = Page(ann.get(noun.at(entry, "history")))
    assert "They counted." in page.words
    assert not page.inserted, "nothing was added to what it began with"
    for noise in ("Entered for the trio", "Quotation credited", "struck-out"):
        assert noise not in page.words


def test_outsiders_find_nothing(journal: Any, sign_in: Any, noun: Noun) -> None:
    entry = noun.made(journal)
    for person in (journal.dan, journal.helen):
        assert sign_in(person).get(noun.at(entry, "history")).status_code == 404


def test_of_a_shared_finding_others_read_no_earlier_words(journal: Any, sign_in: Any) -> None:
    finding = journal.finding(journal.note(), claim="A rash first claim.")
    ann = sign_in(journal.ann)
    edit = FINDING.at(finding, "edit")
    Page(ann.get(edit)).form(edit).send(ann, claim="Counting helps.")
    journal.share(finding)
    for person in (journal.dan, journal.helen):
        client = sign_in(person)
        assert client.get(FINDING.at(finding, "history")).status_code == 404
        assert "rash" not in client.get(FINDING.at(finding)).get_data(as_text=True)


def test_agreeing_sharing_and_withdrawing_are_steps_of_it(journal: Any, ann: FlaskClient) -> None:
    finding = journal.share(journal.finding(journal.note()))
    ann.post(FINDING.at(finding, "withdraw"), data={"version": journal.fresh(finding).version})
    words = Page(ann.get(FINDING.at(finding, "history"))).words
    for step in ("Withdrawn by Ann Annson", "Shared by Ann Annson", "Cat Catson"):
        assert step in words


def test_long_histories_are_read_page_by_page(journal: Any, ann: FlaskClient) -> None:
    note = journal.note("They counted 0.")
    change(journal, note, *({"seen": f"They counted {number}."} for number in range(1, 23)))
    at = OBSERVATION.at(note, "history")
    page = Page(ann.get(at))
    assert (page.inserted[0], page.inserted[-1]) == ("22", "3")
    older = next(link for link in page.links if "?before=" in link)
    page = Page(ann.get(older))
    assert page.inserted == ["2", "1"]
    assert "They counted 0." in page.words
    assert not [link for link in page.links if "?before=" in link]
    for odd in ("", "0", "-1", "1", "nonsense", "9" * 30):
        assert ann.get(f"{at}?before={odd}").status_code == 200


def test_fifty_rewritten_versions_are_shown_in_time(journal: Any, ann: FlaskClient) -> None:
    note = journal.note("They counted.")
    long = [{"seen": prose(20_000, n), "thought": prose(20_000, n + 50)} for n in range(50)]
    change(journal, note, *long)
    at = OBSERVATION.at(note, "history")
    ann.get(at)
    began = time.process_time()
    answer = ann.get(at)
    assert time.process_time() - began < 0.8
    assert len(Page(answer).inserted) >= 20


def change(journal: Any, note: Any, *states: dict[str, Any]) -> None:
    """Save a note again and again."""
    for version, state in enumerate(states, start=1):
        values = {"seen": "They counted."} | state
        journal.inside(observations.change)(note.id, journal.ann, version, values)


def test_what_its_ids_stand_for_is_read_for_those_alone(
    app: Flask, journal: Any, ann: FlaskClient
) -> None:
    school, question = journal.primary, journal.question("What helps?")
    visit = journal.visit(people=[journal.ann, journal.bob])
    note = journal.note(
        "They counted.", question_ids=[question.id], school_id=school.id, visit_id=visit.id
    )
    other = journal.note("They *sang*.")
    finding = journal.finding(note, not_fitting=[other.id], question_id=question.id)
    journal.note("A note that nothing refers to.")
    visit_words = Page(ann.get(f"/visits/{visit.id}/history")).words
    note_words = Page(ann.get(OBSERVATION.at(note, "history"))).words
    finding_words = Page(ann.get(FINDING.at(finding, "history"))).words
    assert "Birch School" in visit_words
    assert "Ann Annson Bob Bobson" in visit_words
    for text in ("Ashby Primary School", "What helps?", "Birch School, "):
        assert text in note_words
    for text in ("What helps?", "They counted.", "They sang."):
        assert text in finding_words
    with app.app_context():
        trio = db.session.get_one(Trio, journal.home.id)
        assert names.of_states(trio, {"seen": "They counted.", "visit_id": None}) == {}
        assert set(names.of_states(trio, {"supporting": [str(other.id)]})) == {str(other.id)}


def test_what_an_id_from_elsewhere_stands_for_is_not_told(app: Flask, journal: Any) -> None:
    note = journal.note("A private note.")
    other = journal.trio(journal.dan, focus="Reading")
    with app.app_context():
        trio = db.session.get_one(Trio, other.id)
        assert names.of_states(trio, {"supporting": [str(note.id)]}) == {}


def test_in_a_closed_year_it_is_still_read(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    journal.close()
    assert ann.get(noun.at(entry, "history")).status_code == 200


def test_it_is_only_read(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    assert ann.post(noun.at(entry, "history")).status_code == 405


def test_a_move_names_both_questions_whole(journal: Any, ann: FlaskClient) -> None:
    before = journal.question("Who asks for help?")
    after = journal.question("Who asks for more?")
    note = journal.note(question_ids=[before.id])
    edit = OBSERVATION.at(note, "edit")
    Page(ann.get(edit)).form(edit).send(ann, question_ids=str(after.id))
    words = Page(ann.get(OBSERVATION.at(note, "history"))).words
    assert "from “Who asks for help?” to “Who asks for more?”" in words


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"rating": 1}, {"rating": 3}, "from “a glimpse” to “strong”"),
        (
            {"kind": Kind.PUPIL_VOICE},
            {"kind": Kind.PUPILS_WORK},
            "from “Pupil voice” to “Pupils' work”",
        ),
        ("primary", "secondary", "from “Ashby Primary School” to “Birch School”"),
    ],
)
def test_what_was_chosen_is_named_whole_before_and_after(
    journal: Any, ann: FlaskClient, before: Any, after: Any, said: str
) -> None:
    if isinstance(before, str):
        before, after = ({"school_id": getattr(journal, name).id} for name in (before, after))
    note = journal.note(**before)
    change(journal, note, after)
    assert said in Page(ann.get(OBSERVATION.at(note, "history"))).words


def test_where_a_question_stands_is_named_before_and_after(journal: Any, ann: FlaskClient) -> None:
    question = journal.question()
    edit = QUESTION.at(question, "edit")
    Page(ann.get(edit)).form(edit).send(ann, state="answered")
    words = Page(ann.get(QUESTION.at(question, "history"))).words
    assert "from “open” to “answered”" in words


def test_of_several_that_were_chosen_those_that_stay_stand_there_too(
    journal: Any, ann: FlaskClient
) -> None:
    visit = journal.visit(people=[journal.ann, journal.bob])
    edit = VISIT.at(visit, "edit")
    going = [str(journal.ann), str(journal.cat)]
    Page(ann.get(edit)).form(edit).send(ann, visitor_ids=going)
    page = Page(ann.get(VISIT.at(visit, "history")))
    assert "Who goesAnn Annson Bob Bobson Cat Catson Written by" in page.words
    assert page.inserted[0] == "Cat Catson"
