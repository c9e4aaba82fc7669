"""/evenings/<id>/editions, and /read/<token>, where anybody reads the latest one on a phone."""

from __future__ import annotations

from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trio_journal.dates import today
from trio_journal.handout import editions
from trio_journal.models import Evening
from trio_journal.services import findings, reading_links, sessions
from trio_journal.services.transaction import writing

from .doors import SignIn
from .evenings import shared
from .pages import Page


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


@pytest.fixture
def finding(journal: Any) -> Any:
    return shared(journal, "Counting helps.")[0]


@pytest.fixture
def at(journal: Any, finding: Any, evening: Evening, at: str) -> str:
    """Return the address of an evening with something to freeze."""
    return at


def freeze(helen: FlaskClient, at: str) -> Page:
    form = Page(helen.get(f"{at}/editions")).form("/editions")
    return Page(helen.get(form.send(helen).location))


def test_a_coordinator_freezes_it_once_it_is_ready(helen: FlaskClient, at: str) -> None:
    before = Page(helen.get(f"{at}/editions"))
    assert "Freeze edition 1" in before.words
    after = freeze(helen, at)
    assert "Edition 1 is frozen. Print this one." in after.words
    assert "Nothing has changed since edition 1" in after.words
    assert f"{at}/editions/1/handout.pdf?layout=a4" in after.links


def test_a_double_click_makes_one_edition(helen: FlaskClient, at: str) -> None:
    form = Page(helen.get(f"{at}/editions")).form("/editions")
    assert [form.send(helen).status_code for _ in range(2)] == [303, 303]
    assert "Edition 2" not in Page(helen.get(f"{at}/editions")).words


def test_what_a_next_one_would_change_is_shown_before_and_after(
    helen: FlaskClient, at: str
) -> None:
    freeze(helen, at)
    Page(helen.get(f"{at}/edit")).form("/edit").send(helen, welcome="Come in.")
    page = Page(helen.get(f"{at}/editions"))
    assert "New since edition 1" in page.words
    assert "Come in." in page.inserted
    assert "What changed from edition 1" in freeze(helen, at).words
    told = Page(helen.get(f"{at}/editions/2/changes"))
    assert "Come in." in told.inserted


def test_a_withdrawn_finding_is_marked_and_left_out_of_the_next(
    journal: Any, finding: Any, helen: FlaskClient, at: str, sign_in: SignIn
) -> None:
    freeze(helen, at)
    data = {"version": str(finding.version)}
    sign_in(journal.ann).post(f"/findings/{finding.id}/withdraw", data=data)
    page = Page(helen.get(f"{at}/editions"))
    assert "Withdrawn by its trio since" in page.words
    freeze(helen, at)
    assert "Counting helps." in Page(helen.get(f"{at}/editions/1")).words
    assert "Counting helps." not in Page(helen.get(f"{at}/editions/2")).words


def test_members_read_editions_and_freeze_none(
    journal: Any, helen: FlaskClient, at: str, sign_in: SignIn
) -> None:
    dan = sign_in(journal.dan)
    page = Page(dan.get(f"{at}/editions"))
    assert "No edition yet." in page.words
    assert not [form for form in page.forms if form.action.endswith("/editions")]
    freeze(helen, at)
    assert "Counting helps." in Page(dan.get(f"{at}/editions/1")).words
    assert dan.post(f"{at}/editions").status_code == 403


@pytest.mark.parametrize("suffix", ["pdf", "md", "json", "csv"])
def test_a_link_gives_the_same_file_for_years(
    helen: FlaskClient,
    finding: Any,
    journal: Any,
    at: str,
    suffix: str,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    freeze(helen, at)
    first = helen.get(f"{at}/editions/1/handout.{suffix}")
    assert first.status_code == 200
    assert "edition-1" in first.headers["Content-Disposition"]
    data = {"version": str(finding.version)}
    sign_in(journal.ann).post(f"/findings/{finding.id}/withdraw", data=data)

    def read(_: object) -> None:
        raise AssertionError("it is sent as it is kept, and not read again")

    monkeypatch.setattr(editions, "handout_of", read)
    again = helen.get(f"{at}/editions/1/handout.{suffix}")
    assert again.get_data() == first.get_data()
    assert again.headers["Content-Disposition"] == first.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "path",
    ["/2", "/0", "/1/changes", "/2/changes", "/1/handout.exe", "/2/handout.pdf", "/2/handout.css"],
)
def test_what_is_not_there_is_not_found(helen: FlaskClient, at: str, path: str) -> None:
    freeze(helen, at)
    assert helen.get(f"{at}/editions{path}").status_code == 404


# On phones


@pytest.fixture
def anybody(app: Flask) -> FlaskClient:
    return app.test_client()


def link(helen: FlaskClient, at: str, until: str = "") -> str:
    """Make the link, and return its path."""
    form = Page(helen.get(f"{at}/editions")).form("/reading-link")
    answer = form.send(helen, **({"until": until} if until else {}))
    page = Page(helen.get(answer.location))
    return next(one for one in page.links if "/read/" in one)


def test_whoever_has_the_link_reads_the_latest_edition(
    helen: FlaskClient, at: str, anybody: FlaskClient
) -> None:
    path = link(helen, at)
    assert anybody.get(path).status_code == 404, "before the first edition"
    freeze(helen, at)
    answer = anybody.get(path)
    page = Page(answer)
    assert "Counting helps." in page.words
    assert "edition 1" in page.words
    assert "script" not in page.tags
    assert "Set-Cookie" not in answer.headers
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    Page(helen.get(f"{at}/edit")).form("/edit").send(helen, welcome="Come in.")
    assert "Come in." not in Page(anybody.get(path)).words
    freeze(helen, at)
    assert "Come in." in Page(anybody.get(path)).words


def test_it_needs_nothing_from_elsewhere(helen: FlaskClient, at: str, anybody: FlaskClient) -> None:
    path = link(helen, at)
    freeze(helen, at)
    html = anybody.get(path).get_data(as_text=True)
    assert 'src="http' not in html
    assert 'href="http' not in html


def test_the_cover_has_its_code(helen: FlaskClient, at: str) -> None:
    link(helen, at)
    freeze(helen, at)
    page = Page(helen.get(f"{at}/editions/1"))
    assert "Read on your phone until" in page.words
    assert any("/read/" in one for one in page.links)


def test_a_finding_that_was_withdrawn_since_is_marked(
    journal: Any, finding: Any, helen: FlaskClient, at: str, sign_in: SignIn, anybody: FlaskClient
) -> None:
    path = link(helen, at)
    freeze(helen, at)
    assert "has withdrawn this since" not in Page(anybody.get(path)).words
    data = {"version": str(finding.version)}
    sign_in(journal.ann).post(f"/findings/{finding.id}/withdraw", data=data)
    assert "The trio has withdrawn this since." in Page(anybody.get(path)).words


def test_a_link_that_was_ended_says_so(helen: FlaskClient, at: str, anybody: FlaskClient) -> None:
    path = link(helen, at)
    freeze(helen, at)
    Page(helen.get(f"{at}/editions")).form("/reading-link/end").send(helen)
    answer = anybody.get(path)
    assert answer.status_code == 404
    assert "This link has ended" in Page(answer).words
    assert link(helen, at) != path


def test_after_its_last_day_it_shows_nothing(
    helen: FlaskClient, at: str, anybody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link(helen, at, str(today() + timedelta(days=2)))
    freeze(helen, at)
    assert anybody.get(path).status_code == 200
    later = today() + timedelta(days=3)
    monkeypatch.setattr(reading_links, "today", lambda: later)
    assert anybody.get(path).status_code == 404
    assert (
        "Choose a later day, and the same link works again."
        in Page(helen.get(f"{at}/editions")).words
    )


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("", "Choose the last day."),
        ("soon", "There is no such day."),
        ("2020-01-01", "Choose today, or a day within the next two years."),
        ("9999-12-31", "Check the year."),
    ],
)
def test_a_day_that_cannot_be_is_shown_as_it_was_typed(
    helen: FlaskClient, at: str, until: str, sentence: str
) -> None:
    answer = helen.post(f"{at}/reading-link", data={"until": until})
    assert answer.status_code == 422
    page = Page(answer)
    assert sentence in page.words
    assert page.form("/reading-link").fields["until"] == [until]


@pytest.mark.parametrize("token", ["x", "../evenings", "%00", "é" * 300])
def test_any_other_token_is_told_alike(anybody: FlaskClient, token: str) -> None:
    assert anybody.get(f"/read/{token}").status_code == 404


def test_reading_takes_no_other_method(anybody: FlaskClient, helen: FlaskClient, at: str) -> None:
    assert anybody.post(link(helen, at)).status_code == 405


# What a review found


def test_a_withdrawn_finding_is_marked_though_its_trio_has_no_slot_any_more(
    journal: Any, finding: Any, helen: FlaskClient, at: str, sign_in: SignIn, anybody: FlaskClient
) -> None:
    path = link(helen, at)
    freeze(helen, at)
    data = {"version": str(finding.version)}
    sign_in(journal.ann).post(f"/findings/{finding.id}/withdraw", data=data)
    take_out = next(f for f in Page(helen.get(at)).forms if f.action.endswith("/delete"))
    assert take_out.send(helen).status_code == 303
    assert "The trio has withdrawn this since." in Page(anybody.get(path)).words
    assert "Withdrawn by its trio since" in Page(helen.get(f"{at}/editions")).words


def test_a_finding_that_is_shared_in_other_words_stands_in_none_of_the_old_ones(
    journal: Any, finding: Any, helen: FlaskClient, at: str, anybody: FlaskClient
) -> None:
    path = link(helen, at)
    freeze(helen, at)
    other = journal.inside(findings.change)(
        finding.id, journal.ann, finding.version, {"claim": "Counting aloud helps."}
    )
    # The trio is asked nothing about a withdrawal that is none.
    reworded = "Being reworded by its trio since edition 1: “Counting helps.”"
    assert reworded in Page(helen.get(f"{at}/handout")).words
    journal.share(other)
    assert reworded in Page(helen.get(f"{at}/handout")).words
    assert "The trio has put this in other words since." in Page(anybody.get(path)).words


def test_whoever_prints_is_told_of_a_code_that_leads_nowhere(helen: FlaskClient, at: str) -> None:
    """It is on paper: an edition keeps the link that it was frozen with."""
    pages = (f"{at}/editions", f"{at}/editions/1", f"{at}/run-sheet")
    freeze(helen, at)
    link(helen, at)
    editions_page = Page(helen.get(pages[0])).words
    assert "Its code is not on the cover of edition 1: freeze another" in editions_page
    freeze(helen, at)
    assert "Its code is on the cover." in Page(helen.get(pages[0])).words
    assert "leads nowhere" not in Page(helen.get(f"{at}/editions/2")).words
    Page(helen.get(pages[0])).form("/reading-link/end").send(helen)
    for page in (pages[0], f"{at}/editions/2", pages[2]):
        assert "leads nowhere any more" in Page(helen.get(page)).words, page
    assert "leads nowhere" not in Page(helen.get(pages[1])).words, "it never had one"


def test_whoever_prints_is_told_what_was_withdrawn(
    journal: Any, finding: Any, helen: FlaskClient, at: str, sign_in: SignIn
) -> None:
    freeze(helen, at)
    data = {"version": str(finding.version)}
    sign_in(journal.ann).post(f"/findings/{finding.id}/withdraw", data=data)
    for page in (f"{at}/handout", f"{at}/editions/1"):
        assert "Withdrawn by its trio since edition 1" in Page(helen.get(page)).words


@pytest.mark.parametrize(
    "path", ["editions/{n}", "editions/{n}/handout.pdf", "handout/pages?edition={n}"]
)
@pytest.mark.parametrize("number", ["0", "3000000000", "9" * 20, "1.5", "x"])
def test_a_number_of_any_length_is_not_found(
    helen: FlaskClient, at: str, path: str, number: str
) -> None:
    freeze(helen, at)
    assert helen.get(f"{at}/{path.format(n=number)}").status_code == 404


def test_what_changed_after_the_page_was_opened_is_not_frozen_unread(
    helen: FlaskClient, at: str
) -> None:
    form = Page(helen.get(f"{at}/editions")).form("/editions")
    Page(helen.get(f"{at}/edit")).form("/edit").send(helen, welcome="Come in.")
    answer = form.send(helen)
    assert answer.status_code == 409
    page = Page(answer)
    assert "The handout has changed since you opened this page" in page.words
    assert page.form("/editions").send(helen).status_code == 303


def test_the_key_to_a_page_is_in_no_log(
    helen: FlaskClient,
    at: str,
    anybody: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = link(helen, at)
    freeze(helen, at)

    def broken(_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(reading_links, "is_open", broken)
    with pytest.raises(RuntimeError):
        anybody.get(path)
    assert "/read/<token> failed" in caplog.text
    assert path.rsplit("/", 1)[1] not in caplog.messages[-1]


def test_a_file_is_given_while_another_writes(
    app: Flask, helen: FlaskClient, at: str, journal: Any, evening: Evening
) -> None:
    freeze(helen, at)

    def while_writing() -> Any:
        with writing() as session:
            session.get_one(Evening, evening.id, with_for_update=True)
            client = app.test_client()
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
            return Context().run(client.get, f"{at}/editions/1/handout.csv")

    token = journal.inside(sessions.start)(journal.helen)
    answer = journal.inside(while_writing)()
    assert answer.status_code == 200
    assert answer.get_data() == helen.get(f"{at}/editions/1/handout.csv").get_data()


def test_where_schools_are_letters_no_school_is_named_on_a_phone(
    helen: FlaskClient, at: str, anybody: FlaskClient
) -> None:
    path = link(helen, at)
    Page(helen.get(f"{at}/handout/edit")).form("/handout/edit").send(helen, schools_lettered="y")
    freeze(helen, at)
    html = anybody.get(path).get_data(as_text=True)
    assert "School A" in html
    # Where the evening is gives nothing away.
    assert "Ashby Primary School" not in html
    assert "<option" not in html
