"""/read/<token>/feedback: anybody with the link says something of a trio, without an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trio_journal.dates import today
from trio_journal.ids import new_id
from trio_journal.models import Evening
from trio_journal.services import feedback, reading_links

from .conftest import HTMX
from .doors import knock
from .hall import LONG, SAID, TYPED, freeze, kept
from .pages import Page


@pytest.fixture
def page_to_read(journal: Any, evening: Evening) -> str:
    """Return the address at which anybody reads the evening's edition."""
    freeze(journal, evening)
    link = journal.inside(reading_links.put)(
        evening.id, journal.helen, today(), lambda token: f"http://localhost/read/{token}"
    )
    return f"/read/{link.token}"


@pytest.fixture
def at(journal: Any, page_to_read: str) -> str:
    """Return the address of the trio's sheet."""
    return f"{page_to_read}/feedback/{journal.home.id}"


def test_anybody_says_something_below_what_a_trio_found(
    client: FlaskClient, journal: Any, evening: Evening, page_to_read: str, at: str
) -> None:
    page = Page(client.get(page_to_read))
    assert "Seen by the coordinator, then by the trio." in page.words
    assert "No names of pupils or colleagues." in page.words
    answer = page.form(at).send(client, **TYPED, school_id=str(journal.primary.id))
    assert (answer.status_code, answer.location) == (303, f"{at}/thanks")
    (one,) = kept(journal)
    assert (one.evening_id, one.trio_id, one.school_id) == (
        evening.id, journal.home.id, journal.primary.id,
    )  # fmt: skip
    assert (one.year_from, one.year_to, one.from_when, one.who) == (3, 4, "January", "the tutors")
    assert (one.question, one.note) == ("Why?", LONG)
    assert (one.entered_by_id, one.is_new) == (None, True)


def test_thanks_lead_back_to_where_the_trio_stands(
    client: FlaskClient, page_to_read: str, at: str
) -> None:
    page = Page(client.get(f"{at}/thanks"))
    assert "Thank you" in page.words
    (back,) = [one for one in page.links if one.startswith(page_to_read)]
    assert back.partition("#")[2] in Page(client.get(page_to_read)).ids


def test_it_needs_no_cookie_no_token_no_script_and_no_header(
    app: Flask, journal: Any, page_to_read: str, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    strict = app.test_client(use_cookies=False)
    del strict.environ_base["HTTP_SEC_FETCH_SITE"]
    answers = [strict.get(page_to_read), strict.get(at), strict.post(at, data=TYPED)]
    answers += [strict.get(f"{at}/thanks"), strict.post(at, data={"years": "cats"})]
    assert [one.status_code for one in answers] == [200, 200, 303, 200, 422]
    for one in answers:
        assert "Set-Cookie" not in one.headers
        assert "script" not in Page(one).tags
        assert "csrf" not in one.text
    assert len(kept(journal)) == 1


def test_no_search_engine_and_no_other_site_learns_the_address(
    client: FlaskClient, at: str
) -> None:
    for answer in (client.get(at), client.get(f"{at}/thanks"), client.post(at, data={})):
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


def test_each_form_makes_a_sheet_of_its_own(
    client: FlaskClient, journal: Any, page_to_read: str, at: str
) -> None:
    forms = [Page(client.get(page_to_read)).form(at) for _ in range(2)]
    for form in forms:
        assert form.send(client, question="Why?").status_code == 303
    assert len(kept(journal)) == 2


def test_a_double_click_is_one_sheet(
    client: FlaskClient, journal: Any, page_to_read: str, at: str
) -> None:
    form = Page(client.get(page_to_read)).form(at)
    assert [form.send(client, **TYPED).status_code for _ in range(2)] == [303, 303]
    assert len(kept(journal)) == 1


def test_sent_again_with_other_words_it_can_be_added(
    client: FlaskClient, journal: Any, page_to_read: str, at: str
) -> None:
    form = Page(client.get(page_to_read)).form(at)
    form.send(client, **TYPED)
    page = Page(form.send(client, **TYPED | {"question": "How long?"}))
    assert page.status == 409
    assert "You sent this once already, with other words." in page.words
    assert page.form(at).fields["question"] == ["How long?"]
    assert page.form(at).send(client).status_code == 303
    assert [one.question for one in kept(journal)] == ["Why?", "How long?"]


def test_sent_again_after_a_name_was_left_out_the_name_does_not_come_back(
    client: FlaskClient, journal: Any, page_to_read: str, at: str
) -> None:
    form = Page(client.get(page_to_read)).form(at)
    form.send(client, **TYPED | {"note": "Sam does it already."})
    (one,) = kept(journal)
    left = SAID | {"note": "[A pupil] does it already."}
    journal.inside(feedback.correct)(one.evening_id, one.id, 1, left)
    answer = form.send(client, **TYPED | {"note": "Sam does it already."})
    assert (answer.status_code, answer.location) == (303, f"{at}/thanks")
    assert [one.note for one in kept(journal)] == ["[A pupil] does it already."]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Nothing is written yet. One line is enough."),
        ({"who": " \n"}, "Nothing is written yet. One line is enough."),
        ({"years": "cats"}, "Write it as 4, as 3 to 6, or as R for Reception."),
        ({"years": "14", "note": LONG}, "Write it as 4, as 3 to 6, or as R for Reception."),
        ({"from_when": "x" * 81}, "1 character too long: 80 fit"),
        ({"who": "x" * 82}, "2 characters too long: 80 fit"),
        ({"question": "x" * 2_001}, "1 character too long: 2,000 fit"),
        ({"note": "x" * 2_001}, "1 character too long: 2,000 fit"),
        ({"note": LONG, "school_id": "nonsense"}, "Choose one from the list."),
        ({"note": LONG, "school_id": str(new_id())}, "Choose one from the list."),
        ({"note": LONG, "id": "nonsense"}, "This form is damaged."),
    ],
)
def test_a_mistake_sends_nothing_and_keeps_what_was_typed(
    client: FlaskClient, journal: Any, at: str, changed: dict[str, str], sentence: str
) -> None:
    page = Page(client.post(at, data=changed))
    assert page.status == 422
    assert sentence in page.words
    for name in ("years", "from_when", "who", "question", "note"):
        assert page.form(at).fields[name] == [changed.get(name, "").strip()]
    assert kept(journal) == []


def test_a_school_of_another_alliance_is_not_on_the_list(
    client: FlaskClient, journal: Any, elsewhere: Any, at: str
) -> None:
    zeal = elsewhere.school("Zeal School")
    assert "Zeal School" not in client.get(at).text
    assert client.post(at, data={"note": LONG, "school_id": str(zeal.id)}).status_code == 422
    assert kept(journal) == []


def test_a_flood_waits_with_its_text_still_there(
    client: FlaskClient, journal: Any, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "OFTEN_OF_A_TRIO", 2)
    for _ in range(2):
        assert client.post(at, data=TYPED).status_code == 303
    page = Page(client.post(at, data=TYPED))
    assert page.status == 429
    assert "Leave this page open" in page.words
    assert page.form(at).fields["note"] == [LONG]
    assert len(kept(journal)) == 2


def test_more_than_a_megabyte_is_refused(client: FlaskClient, journal: Any, at: str) -> None:
    assert client.post(at, data={"note": "x" * 1_000_001}).status_code == 413
    assert kept(journal) == []


def gone(client: FlaskClient, at: str) -> None:
    answers = [client.get(at), client.get(f"{at}/thanks"), client.post(at, data=TYPED)]
    for answer in answers:
        assert answer.status_code == 404
        assert "This link has ended" in Page(answer).words


def test_a_link_that_was_ended_takes_nothing(
    client: FlaskClient, journal: Any, evening: Evening, at: str
) -> None:
    journal.inside(reading_links.end)(evening.id)
    gone(client, at)
    assert kept(journal) == []


def test_nor_does_one_whose_last_day_is_over(
    client: FlaskClient, journal: Any, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = today() + timedelta(days=1)
    monkeypatch.setattr(reading_links, "today", lambda: later)
    gone(client, at)
    assert kept(journal) == []


def test_a_trio_that_is_not_in_the_edition_is_not_there(
    client: FlaskClient, journal: Any, elsewhere: Any, page_to_read: str
) -> None:
    for trio in (journal.trio(focus="Later"), elsewhere.trio(focus="Far")):
        gone(client, f"{page_to_read}/feedback/{trio.id}")
    gone(client, f"{page_to_read}/feedback/{new_id()}")
    gone(client, f"/read/nonsense/feedback/{journal.home.id}")
    assert kept(journal) == []


def test_nothing_that_was_said_is_on_the_page_to_read(
    client: FlaskClient, page_to_read: str, at: str
) -> None:
    client.post(at, data=TYPED)
    for url in (page_to_read, at, f"{at}/thanks"):
        assert LONG not in client.get(url).text


def test_whoever_is_signed_in_sends_as_anybody(ann: FlaskClient, journal: Any, at: str) -> None:
    assert Page(ann.get(at)).form(at).send(ann, **TYPED).status_code == 303
    assert [one.entered_by_id for one in kept(journal)] == [None]


def test_by_htmx_it_is_the_whole_page(client: FlaskClient, at: str) -> None:
    assert Page(client.get(at, headers=HTMX)).is_whole


def test_other_methods_are_refused(client: FlaskClient, at: str) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        assert knock(client, method, at) == 405
    assert knock(client, "POST", f"{at}/thanks") == 405
