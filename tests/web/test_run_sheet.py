"""/evenings/<id>/run-sheet: what a coordinator prints the night before, and has in the hall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.services.conftest import House
from trio_journal.dates import today
from trio_journal.handout import editions, pdf, previews
from trio_journal.handout.previews import Length
from trio_journal.models import Evening, ReadingLink, Role
from trio_journal.services import (
    agreements,
    evening_slots,
    evenings,
    reading_links,
    running_order,
    trio_members,
    trios,
)
from trio_journal.services.transaction import writing
from trio_journal.web import downloads

from .doors import SignIn
from .evenings import enter, shared, slots
from .pages import Page

PAGES = {"a4": 9, "large-print": 19, "booklet": 16, "slides": 25}


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


@pytest.fixture
def path(at: str) -> str:
    """Return the address of the run sheet."""
    return f"{at}/run-sheet"


@pytest.fixture(autouse=True)
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing have been counted before."""
    monkeypatch.setattr(downloads, "workshop", lambda: tmp_path)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the press have counted, as tests/handout/test_layouts.py has it do."""
    lengths = [Length(layout, PAGES[key]) for key, layout in pdf.LAYOUTS.items()]
    monkeypatch.setattr(previews, "count", lambda *_: lengths)
    monkeypatch.setattr(previews, "known", lambda *_: lengths)


@pytest.fixture
def freeze(journal: Any, evening: Evening) -> Callable[[], None]:
    """Return what freezes the next edition."""
    return lambda: journal.inside(editions.freeze)(evening.id, journal.helen)


# Who speaks when


def test_it_says_who_speaks_when_for_how_long_and_where(helen: FlaskClient, path: str) -> None:
    words = Page(helen.get(path)).words
    assert "What we saw Tue 2 Mar 2027, 6 pm to 7 pm. Birch School" in words
    assert "6 pm Welcome (5 min) 6.05 pm Trio 1, Talk (10 min)" in words
    assert "6.15 pm Discussion (20 min) 6.35 pm 25 minutes to spare until 7 pm." in words


def test_a_trios_people_stand_there_with_school_and_address(
    journal: Any, helen: FlaskClient, path: str
) -> None:
    journal.inside(trio_members.set_away)(journal.home.id, journal.cat, journal.helen, away=True)
    page = Page(helen.get(path))
    here = f"{journal.id.hex}.example.org"
    assert f"Ann Annson (lead), Ashby Primary School, ann@{here}" in page.words
    assert f"Cat Catson (away), Ashby Primary School, cat@{here}" in page.words
    assert f'href="mailto:ann@{here}"' in page.html


def test_a_contact_is_said_where_it_is_not_a_members_own_address(
    journal: Any, helen: FlaskClient, path: str
) -> None:
    def reach(contact: str) -> str:
        journal.set_back(journal.home, contact=contact)
        return Page(helen.get(path)).words

    assert "Contact: 01632 960123" in reach("01632 960123")
    assert "Contact:" not in reach(f"Ann@{journal.id.hex}.example.org")
    assert "Contact:" not in reach("")


def test_who_has_left_is_not_on_it(journal: Any, helen: FlaskClient, path: str) -> None:
    journal.inside(trio_members.leave)(journal.home.id, journal.bob, journal.helen)
    words = Page(helen.get(path)).words
    assert "Bob Bobson" not in words
    assert "Ann Annson" in words


def test_a_trio_without_anybody_is_named_and_said_to_be_empty(
    journal: Any, helen: FlaskClient, evening: Evening, path: str
) -> None:
    empty = journal.inside(trios.create)(
        journal.id, journal.helen, focus="Nobody's focus", member_ids=[], lead_id=None
    )
    journal.inside(evening_slots.add)(
        evening.id, journal.helen, trio_id=empty.id, label="", minutes=5
    )
    words = Page(helen.get(path)).words
    assert "Nobody's focus (5 min) Nobody is in this trio. No finding shared yet" in words


def test_an_evening_without_slots_says_so(
    journal: Any, helen: FlaskClient, evening: Evening, at: str, path: str
) -> None:
    for slot in slots(journal, evening):
        journal.inside(evening_slots.delete)(evening.id, journal.helen, slot.id)
    page = Page(helen.get(path))
    assert page.status == 200
    assert "Nothing is in the running order yet." in page.words
    assert f'href="{at}#order"' in page.html


def test_a_running_order_that_is_too_long_is_said(
    journal: Any, helen: FlaskClient, evening: Evening, path: str
) -> None:
    journal.inside(evening_slots.add)(
        evening.id, journal.helen, trio_id=None, label="Talk", minutes=26
    )
    assert "1 minute too long: the evening ends at 7 pm." in Page(helen.get(path)).words


# What is missing


def test_a_trio_that_has_shared_nothing_is_told_from_one_that_has(
    journal: Any, helen: FlaskClient, evening: Evening, path: str
) -> None:
    assert "No finding shared yet" in Page(helen.get(path)).words
    (first,) = shared(journal, "It helps.")
    assert "No finding shared yet" not in Page(helen.get(path)).words
    journal.inside(running_order.leave_out)(evening.id, journal.helen, first.id, out=True)
    assert "All that it shared is left out of the handout." in Page(helen.get(path)).words


def test_what_nobody_has_confirmed_and_what_was_withdrawn_since_is_said(
    journal: Any, helen: FlaskClient, freeze: Callable[[], None], path: str
) -> None:
    (first,) = shared(journal, "It helps.")
    freeze()
    journal.inside(agreements.withdraw)(first.id, journal.ann, journal.fresh(first).version)
    enter(journal, journal.home, "It helps a little.")
    words = Page(helen.get(path)).words
    assert "Withdrawn since edition 1, and on paper: It helps." in words
    assert "Typed in for the trio, and not confirmed yet: It helps a little." in words
    assert "No finding shared yet" not in words


# Copies and paper


@pytest.mark.usefixtures("counted")
def test_so_many_copies_take_so_much_paper_in_each_layout(helen: FlaskClient, path: str) -> None:
    page = Page(helen.get(f"{path}?copies=60"))
    assert "Sheets for 60 copies" in page.words
    assert "A4 9 sides of A4 300 Large print 19 sides of A4 600" in page.words
    assert "Booklet 16 pages of A5 240 Slides 25 slides" in page.words
    assert page.form("/run-sheet").fields["copies"] == ["60"]
    assert "60 copies of the handout" in page.words
    assert "Refresh" not in helen.get(f"{path}?copies=60").headers


def test_until_the_press_has_counted_it_says_so_and_asks_again(
    helen: FlaskClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "WAIT", 0)
    waiting = helen.get(f"{path}?copies=60")
    assert "Not counted yet, and shown as soon as it is." in Page(waiting).words
    assert waiting.headers["Refresh"] == "2"


def test_it_begins_with_a_copy_for_everybody_and_waits_for_nothing_in_the_hall(
    helen: FlaskClient, path: str, tmp_path: Path
) -> None:
    answer = helen.get(path)
    page = Page(answer)
    # Helen, the trio, and dan; Ashby and Birch.
    assert page.form("/run-sheet").fields["copies"] == ["7"]
    assert "7: one for each person in the alliance (5), and one for the head of" in page.words
    assert "7 copies of the handout." in page.words
    assert "Sheets for 7 copies A4 3 sides of A4 14 Large print Not counted yet" in page.words
    assert "Refresh" not in answer.headers
    assert list(tmp_path.iterdir()) == [], "the press has made nothing"


@pytest.mark.usefixtures("counted")
def test_what_is_counted_already_is_shown_at_once(helen: FlaskClient, path: str) -> None:
    for empty in ("", "?copies="):
        page = Page(helen.get(path + empty))
        assert "A4 9 sides of A4 35 Large print 19 sides of A4 70" in page.words
        assert page.form("/run-sheet").fields["copies"] == ["7"]


@pytest.mark.parametrize("copies", ["sixty", "0", "2001", "-1", "9" * 5000])
def test_copies_that_are_no_number_come_back_as_they_were_typed(
    helen: FlaskClient, path: str, copies: str
) -> None:
    page = Page(helen.get(f"{path}?copies={copies}"))
    assert page.status == 422
    assert "Write a whole number from 1 to 2,000." in page.words
    assert page.form("/run-sheet").fields["copies"] == [copies]
    assert "Ann Annson" in page.words


@pytest.mark.usefixtures("counted")
def test_the_latest_edition_is_named_and_whether_it_is_what_the_handout_says(
    journal: Any, helen: FlaskClient, evening: Evening, freeze: Callable[[], None], path: str
) -> None:
    words = Page(helen.get(path)).words
    assert "No edition is frozen yet" in words
    assert "7 copies of the handout. Freeze an edition before you print it." in words
    freeze()
    words = Page(helen.get(f"{path}?copies=1")).words
    assert "The latest edition is 1, frozen on " in words
    assert "One copy of edition 1 A few copies in large print" in words
    kept = journal.fresh(evening)
    journal.inside(evenings.change)(evening.id, journal.helen, kept.version, {"welcome": "Come."})
    words = Page(helen.get(path)).words
    assert "The handout has changed since." in words
    assert "7 copies of edition 1. The handout has changed since: freeze another" in words


# What to bring


@pytest.mark.usefixtures("counted")
def test_what_to_bring_follows_from_what_prints(
    journal: Any, helen: FlaskClient, evening: Evening, path: str
) -> None:
    words = Page(helen.get(path)).words
    assert "The sign-in sheet, and pens. Print one for the door." in words
    assert "Feedback sheets. Print one for each guest." in words
    assert "A projector, and a computer with the 25 slides" in words
    values = {"sign_in_sheet": True, "feedback_sheet": True}
    journal.inside(evenings.change)(evening.id, journal.helen, evening.version, values)
    words = Page(helen.get(path)).words
    assert "The sign-in sheet, and pens. It is in every copy; one lies by the door." in words
    assert "Feedback sheets. One is in every copy." in words


def test_the_link_for_phones_is_there_with_its_code_while_it_is_open(
    journal: Any, helen: FlaskClient, evening: Evening, path: str
) -> None:
    assert "On people's phones" not in Page(helen.get(path)).words

    def put() -> Any:
        return reading_links.put(
            evening.id, journal.helen, today(), lambda token: f"https://journal.example/{token}"
        )

    link = journal.inside(put)()
    page = Page(helen.get(path))
    assert link.url in page.words
    assert "It shows nothing before the first edition." in page.words
    assert "<svg" in page.html.split('class="code"')[1]

    def end() -> None:
        with writing() as session:
            session.get_one(ReadingLink, evening.id).until = today() - timedelta(days=1)

    journal.inside(end)()
    page = Page(helen.get(path))
    assert "The link ended on" in page.words
    assert link.url not in page.html


# Who gets it


def test_it_is_the_coordinators_alone(
    journal: Any, sign_in: SignIn, at: str, path: str, helen: FlaskClient
) -> None:
    assert f'href="{path}"' in Page(helen.get(at)).html
    for member in (journal.ann, journal.dan):
        assert sign_in(member).get(path).status_code == 403
        assert f'href="{path}"' not in Page(sign_in(member).get(at)).html
    stranger = journal.inside(lambda: House("Elsewhere").person("zoe", role=Role.COORDINATOR))()
    assert sign_in(stranger).get(path).status_code == 404
    assert helen.post(path).status_code == 405
