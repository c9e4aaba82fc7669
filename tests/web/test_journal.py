"""GET /trios/<id>: the journal, its filters, its older pages, its one next step."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from trio_journal.dates import now, today
from trio_journal.ids import new_id
from trio_journal.services import observations

from .conftest import HTMX
from .nouns import OBSERVATION, QUESTION
from .pages import Page

NOTE = re.compile(r'id="observation-([0-9a-f-]{36})"')


def at(journal: Any, query: str = "") -> str:
    return f"/trios/{journal.home.id}{query and '?' + query}"


def notes_in(html: str) -> list[str]:
    return NOTE.findall(html)


def many(journal: Any, number: int, **values: Any) -> list[str]:
    """Write notes a minute apart, the newest last, some in the same minute as others."""
    start = now() - timedelta(days=30)

    def write() -> list[str]:
        return [
            str(
                observations.create(
                    journal.home,
                    journal.ann,
                    new_id(),
                    {"seen": f"Note {i}.", "observed_at": start + timedelta(minutes=i // 3)}
                    | values,
                ).id
            )
            for i in range(number)
        ]

    return journal.inside(write)()


def walk(client: FlaskClient, page: Page, headers: dict[str, str]) -> list[list[str]]:
    """Follow every "Older entries", and return the notes of each page."""
    found = [notes_in(page.html)]
    todo = [link for link in page.links if "before=" in link]
    while todo:
        answer = client.get(todo.pop(), headers=headers)
        assert answer.status_code == 200
        page = Page(answer)
        found.append(notes_in(page.html))
        todo += [link for link in page.links if "before=" in link]
        assert len(found) < 40
    return found


# The page


def test_it_shows_questions_and_under_each_its_entries(journal: Any, bob: FlaskClient) -> None:
    first = journal.question("What helps?", year_from=3, year_to=4)
    second = journal.question("What hinders?")
    journal.note("It was quiet.", question_ids=[first.id], rating=3, year_from=3, year_to=3)
    journal.note("It was loud.", question_ids=[second.id])
    journal.finding(journal.note("Unsorted."), claim="Quiet helps.", question_id=first.id)
    words = Page(bob.get(at(journal))).words
    feed = words[words.index("Question: What helps?") :]
    assert feed.index("Quiet helps.") < feed.index("It was quiet.")
    assert feed.index("It was quiet.") < feed.index("What hinders?") < feed.index("It was loud.")
    assert "Years 3 to 4" in words
    assert "strong" in words
    assert "To sort 1" in words


def test_an_empty_journal_says_how_to_begin(journal: Any, ann: FlaskClient) -> None:
    page = Page(ann.get(at(journal)))
    assert "The journal is empty so far." in page.words
    assert f"/trios/{journal.home.id}/questions/new" in page.links


def test_no_id_is_there_twice(journal: Any, ann: FlaskClient) -> None:
    one, two = journal.question("One?"), journal.question("Two?")
    journal.note("Both.", question_ids=[one.id, two.id])
    journal.note("Unsorted.")
    journal.finding(journal.note("Two.", question_ids=[two.id]))
    journal.visit()
    ids = Page(ann.get(at(journal))).ids
    assert sorted(ids) == sorted(set(ids))


def test_a_note_of_two_questions_stands_under_the_first(journal: Any, ann: FlaskClient) -> None:
    one, two = journal.question("One?"), journal.question("Two?")
    note = journal.note("Both.", question_ids=[two.id, one.id])
    answer = ann.get(at(journal))
    assert notes_in(answer.get_data(as_text=True)) == [str(note.id)]
    page = Page(answer)
    assert "One of its notes stands under another question here." in page.words
    assert "Nothing under this question yet" not in page.words, "it has a note"
    together = f"{at(journal)}?question={two.id}"
    assert together in page.links
    assert "under another question" not in Page(ann.get(together)).words
    assert "under another question" not in Page(ann.get(at(journal) + "?year=3")).words


def test_the_first_is_that_of_the_trios_order(journal: Any, ann: FlaskClient) -> None:
    one, two = journal.question("One?"), journal.question("Two?")
    journal.note("Both.", question_ids=[one.id, two.id])
    ann.post(QUESTION.at(two, "move"), data={"way": "up"})
    words = Page(ann.get(at(journal))).words
    places = [words.rindex(text) for text in ("Two?", "Both.", "One?")]
    assert places == sorted(places)


def test_the_trios_own_and_nobody_elses(journal: Any, sign_in: Any) -> None:
    assert sign_in(journal.dan).get(at(journal)).status_code == 404
    answer = sign_in(journal.helen).get(at(journal))
    assert answer.status_code == 403
    assert "belongs to its members" in Page(answer).words
    ann = sign_in(journal.ann)
    assert ann.post(at(journal)).status_code == 405
    assert ann.get(f"/trios/{new_id()}").status_code == 404
    assert ann.get("/trios/1").status_code == 404


def test_a_coordinator_in_a_trio_sees_it_as_a_member(journal: Any, sign_in: Any) -> None:
    trio = journal.trio(journal.helen, journal.ann, journal.dan, focus="Reading")
    helen = sign_in(journal.helen)
    assert helen.get(f"/trios/{trio.id}").status_code == 200
    assert helen.get(at(journal)).status_code == 403


def test_who_leaves_loses_it_that_day(journal: Any, sign_in: Any) -> None:
    cat = sign_in(journal.cat)
    note = journal.note("Cat saw this.", by=journal.cat)
    journal.part(journal.cat)
    assert cat.get(at(journal)).status_code == 404
    page = Page(sign_in(journal.ann).get(at(journal)))
    assert "Cat saw this." in page.words
    assert f"/observations/{note.id}" in page.links
    assert "Looking for a third member." in page.words


def test_a_closed_year_is_read_and_not_changed(journal: Any, ann: FlaskClient) -> None:
    note = journal.note()
    journal.close()
    page = Page(ann.get(at(journal)))
    assert page.status == 200
    assert "They counted." in page.words
    assert "This year is closed" in page.words
    posts = [form.action for form in page.forms if form.method == "POST"]
    assert posts == ["/sign-out"]
    assert OBSERVATION.at(note, "edit") not in page.links
    assert not [link for link in page.links if link.endswith("/new")]
    refused = [link for link in set(page.links) if link.startswith("/") and "#" not in link]
    assert {ann.get(link).status_code for link in refused} <= {200, 303}


# Filters


@pytest.fixture
def filtered(journal: Any) -> dict[str, Any]:
    question = journal.question("What helps?")
    journal.note("Quiet.", question_ids=[question.id], year_from=3, year_to=4)
    journal.note("Loud.", school_id=journal.secondary.id, year_from=9, year_to=9)
    journal.note("Drawn.", by=journal.bob, kind="pupils_work")
    return {
        f"question={question.id}": ["Quiet."],
        "question=none": ["Loud.", "Drawn."],
        "year=3": ["Quiet."],
        "year=4": ["Quiet."],
        "year=5": [],
        "year=9": ["Loud."],
        f"school={journal.secondary.id}": ["Loud."],
        f"author={journal.bob}": ["Drawn."],
        "kind=pupils_work": ["Drawn."],
        f"question={question.id}&year=9": [],
        f"author={journal.ann}&year=9&kind=lesson": ["Loud."],
    }


def test_filters_let_through_what_they_name(
    journal: Any, ann: FlaskClient, filtered: dict[str, Any]
) -> None:
    for query, expected in filtered.items():
        for headers in ({}, HTMX):
            answer = ann.get(at(journal, query), headers=headers)
            assert answer.status_code == 200
            page = Page(answer)
            assert page.is_whole is (headers == {})
            found = [text for text in ("Quiet.", "Loud.", "Drawn.") if text in page.words]
            assert sorted(found) == sorted(expected), (query, headers)
            assert len(notes_in(page.html)) == len(expected), (query, headers)


def test_what_a_filter_cannot_read_it_ignores(
    journal: Any, ann: FlaskClient, filtered: dict[str, Any]
) -> None:
    strange = ("x", "", "\x00", "-1", "99", "' OR 1=1", "9" * 5_000, "\udce9", "%", "[]")
    for name in ("question", "year", "school", "author", "kind", "before"):
        for value in strange:
            query = f"{name}={quote(value, errors='replace')}"
            for headers in ({}, HTMX):
                assert ann.get(at(journal, query), headers=headers).status_code == 200, query


def test_ids_from_elsewhere_let_nothing_through(
    journal: Any, ann: FlaskClient, elsewhere: Any, filtered: dict[str, Any]
) -> None:
    for name in ("question", "school", "author"):
        for id_ in (elsewhere.school("Far School").id, new_id()):
            answer = ann.get(at(journal, f"{name}={id_}"))
            assert answer.status_code == 200
            assert notes_in(answer.get_data(as_text=True)) == []


def test_a_question_of_another_trio_is_not_shown_by_its_id(
    journal: Any, ann: FlaskClient, sign_in: Any
) -> None:
    other = journal.trio(journal.dan, focus="Reading")
    answer = sign_in(journal.dan).post(
        f"/trios/{other.id}/questions", data={"text": "A question of theirs?"}
    )
    question_id = answer.location.rpartition("=")[2]
    assert "of theirs" not in ann.get(at(journal, f"question={question_id}")).get_data(as_text=True)


def test_the_filters_stay_chosen(journal: Any, ann: FlaskClient, filtered: dict[str, Any]) -> None:
    page = Page(ann.get(at(journal, f"year=3&school={journal.primary.id}&kind=lesson")))
    form = next(form for form in page.forms if form.method == "GET")
    assert form.fields["year"] == ["3"]
    assert form.fields["school"] == [str(journal.primary.id)]
    assert form.fields["kind"] == ["lesson"]
    assert "3 on" in page.words


def test_a_filter_does_not_change_what_is_missing(journal: Any, ann: FlaskClient) -> None:
    question = journal.question()
    journal.note("Unsorted, and in no year group.")
    whole = Page(ann.get(at(journal))).words
    assert "1 note waits to be sorted." in whole
    for query in (f"question={question.id}", "year=3", f"author={journal.bob}"):
        words = Page(ann.get(at(journal, query))).words
        assert "Nothing has been observed yet." not in words, query
        assert "1 note waits to be sorted." in words, query


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("year=3", "Showing only what the filters let through."),
        ("year=5", "Nothing passes the filters."),
        ("", "Showing everything."),
    ],
)
def test_by_htmx_what_is_shown_is_said_once_where_it_is_heard(
    journal: Any, ann: FlaskClient, filtered: dict[str, Any], query: str, said: str
) -> None:
    page = Page(ann.get(at(journal, query), headers=HTMX))
    assert (page.partial("#shown") or "").startswith(said)
    assert page.html.count(said) == 1
    if query:
        whole = Page(ann.get(at(journal, query)))
        assert whole.html.count(said) == 1
        assert "shown" in whole.ids


# Older entries


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_older_pages_show_every_note_once(
    journal: Any, ann: FlaskClient, headers: dict[str, str]
) -> None:
    question = journal.question()
    ids = many(journal, 120, question_ids=[question.id])
    pages = walk(ann, Page(ann.get(at(journal))), headers)
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [note for page in pages for note in page] == ids[::-1]


@pytest.mark.parametrize("number", [50, 100])
def test_a_full_last_page_offers_no_empty_one(journal: Any, ann: FlaskClient, number: int) -> None:
    question = journal.question()
    many(journal, number, question_ids=[question.id])
    pages = walk(ann, Page(ann.get(at(journal))), HTMX)
    assert [len(page) for page in pages] == [50] * (number // 50)


def test_a_note_in_the_bin_is_on_no_page(journal: Any, ann: FlaskClient) -> None:
    question = journal.question()
    ids = many(journal, 60, question_ids=[question.id])
    for gone in (ids[5], ids[-5]):
        ann.post(OBSERVATION.at(gone, "delete"), data={"version": 1})
    pages = walk(ann, Page(ann.get(at(journal))), HTMX)
    assert {note for page in pages for note in page} == set(ids) - {ids[5], ids[-5]}


def test_an_older_fragment_holds_entries_alone(journal: Any, ann: FlaskClient) -> None:
    question = journal.question()
    many(journal, 60, question_ids=[question.id])
    older = next(link for link in Page(ann.get(at(journal))).links if "before=" in link)
    page = Page(ann.get(older, headers=HTMX))
    assert not page.is_whole
    assert len(notes_in(page.html)) == 10
    assert f"question-{question.id}" not in page.ids


def test_a_note_written_meanwhile_moves_no_page(journal: Any, ann: FlaskClient) -> None:
    question = journal.question()
    ids = many(journal, 60, question_ids=[question.id])
    page = Page(ann.get(at(journal)))
    journal.note("Written meanwhile.", question_ids=[question.id])
    pages = walk(ann, page, HTMX)
    assert [note for page in pages for note in page] == ids[::-1]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_notes_of_two_questions_are_not_shown_again_on_older_pages(
    journal: Any, ann: FlaskClient, headers: dict[str, str]
) -> None:
    one, two = journal.question("One?"), journal.question("Two?")
    both = many(journal, 40, question_ids=[one.id, two.id])
    second = many(journal, 60, question_ids=[two.id])
    pages = walk(ann, Page(ann.get(at(journal))), headers)
    shown = [note for page in pages for note in page]
    assert sorted(shown) == sorted(both + second)


def test_older_pages_keep_the_filter(journal: Any, ann: FlaskClient) -> None:
    question = journal.question()
    thirds = many(journal, 60, question_ids=[question.id], year_from=3, year_to=3)
    many(journal, 30, question_ids=[question.id], year_from=4, year_to=4)
    pages = walk(ann, Page(ann.get(at(journal, "year=3"))), HTMX)
    assert sorted(note for page in pages for note in page) == sorted(thirds)


def test_all_that_is_to_sort_is_reached(journal: Any, ann: FlaskClient) -> None:
    journal.question()
    ids = many(journal, 70)
    page = Page(ann.get(at(journal)))
    assert "To sort 70" in page.words
    assert len(notes_in(page.html)) == 10
    link = next(link for link in page.links if link.endswith("question=none"))
    pages = walk(ann, Page(ann.get(link)), HTMX)
    assert sorted(note for page in pages for note in page) == sorted(ids)


def test_a_cursor_that_was_made_up_shows_a_page(journal: Any, ann: FlaskClient) -> None:
    question = journal.question()
    journal.note(question_ids=[question.id])
    some = new_id()
    for cursor in (
        f"0_{some}", f"-1_{some}", f"{10**30}_{some}", f"1e3_{some}", f"inf_{some}", f"nan_{some}",
        "1_1", "_", f"_{some}", f"{-(10**17)}_{some}", f"253402300800000000_{some}",
        f"{'9' * 4_400}_{some}",
    ):  # fmt: skip
        for headers in ({}, HTMX):
            query = f"question={question.id}&before={cursor}"
            assert ann.get(at(journal, query), headers=headers).status_code == 200, cursor


# The next step


def test_the_next_step_is_what_waits_for_this_reader(journal: Any, sign_in: Any) -> None:
    ann, bob = sign_in(journal.ann), sign_in(journal.bob)
    assert "There is no research question yet." in Page(ann.get(at(journal))).words
    question = journal.question()
    assert "Nothing has been observed yet." in Page(ann.get(at(journal))).words
    note = journal.note(question_ids=[question.id])
    assert "There is no finding yet." in Page(ann.get(at(journal))).words
    finding = journal.finding(note)
    journal.agree(finding, journal.ann)
    page = Page(ann.get(at(journal)))
    assert "Bob still has to agree one finding. See it" in page.words
    assert "You still have to agree one finding." in Page(bob.get(at(journal))).words
    journal.agree(finding, journal.bob, journal.cat)
    assert "A finding is agreed and can be shared." in Page(ann.get(at(journal))).words
    journal.inside(lambda: None)()
    form = next(
        form
        for form in Page(ann.get(f"/findings/{finding.id}")).forms
        if form.action.endswith("/share")
    )
    form.send(ann)
    assert "Nothing is waiting for you here." in Page(ann.get(at(journal))).words


def test_a_visit_without_cover_is_a_step(journal: Any, ann: FlaskClient) -> None:
    journal.question()
    journal.visit(visit_date=today() + timedelta(days=3))
    page = Page(ann.get(at(journal)))
    assert "Cover is not arranged for the visit on" in page.words
    assert "No cover yet and the head has not agreed yet" in page.words


def test_on_an_inset_day_cover_is_no_step(journal: Any, ann: FlaskClient) -> None:
    journal.question()
    journal.visit(visit_date=today() + timedelta(days=3), inset_day=True)
    words = Page(ann.get(at(journal))).words
    assert "The head has not agreed yet" in words
    assert "cover" not in words.lower()


# The writing box beside the journal


def test_the_box_beside_the_journal_saves_and_is_empty_again(
    journal: Any, ann: FlaskClient
) -> None:
    question = journal.question()
    form = next(
        form for form in Page(ann.get(at(journal))).forms if form.action.endswith("place=journal")
    )
    assert form.fields["question_ids"] == [str(question.id)]
    answer = ann.post(form.action, data=form.data(seen="They counted."), headers=HTMX)
    assert answer.status_code == 200
    page = Page(answer)
    assert not page.is_whole
    assert "They counted." in page.words
    assert "In the journal." in page.words
    again = page.form("place=journal")
    assert again.fields["seen"] == [""]
    assert again.fields["question_ids"] == [str(question.id)]
    assert again.fields["id"] != form.fields["id"]


def test_without_script_the_box_leads_back_to_the_journal(journal: Any, ann: FlaskClient) -> None:
    form = next(
        form for form in Page(ann.get(at(journal))).forms if form.action.endswith("place=journal")
    )
    answer = form.send(ann, seen="They counted.")
    assert (answer.status_code, answer.location) == (303, at(journal))
    assert "To sort 1" in Page(ann.get(answer.location)).words


def test_a_mistake_in_the_box_keeps_the_text(journal: Any, ann: FlaskClient) -> None:
    form = next(
        form for form in Page(ann.get(at(journal))).forms if form.action.endswith("place=journal")
    )
    typed = "x" * 20_001
    for headers in ({}, HTMX):
        answer = ann.post(form.action, data=form.data(seen=typed), headers=headers)
        assert answer.status_code == 422
        page = Page(answer)
        assert page.is_whole is (headers == {})
        found = [form for form in page.forms if "observations" in form.action]
        assert found[0].fields["seen"] == [typed]


def test_the_box_is_at_the_school_of_todays_visit(journal: Any, ann: FlaskClient) -> None:
    visit = journal.visit()
    form = next(
        form for form in Page(ann.get(at(journal))).forms if form.action.endswith("place=journal")
    )
    assert UUID(form.fields["visit_id"][0]) == visit.id
    assert UUID(form.fields["school_id"][0]) == journal.secondary.id


def test_of_two_visits_today_it_is_at_that_on_which_one_goes(
    journal: Any, ann: FlaskClient
) -> None:
    journal.visit(people=[journal.bob])
    mine = journal.visit(people=[journal.ann], host_school_id=journal.primary.id)
    form = next(
        form for form in Page(ann.get(at(journal))).forms if form.action.endswith("place=journal")
    )
    assert UUID(form.fields["visit_id"][0]) == mine.id
