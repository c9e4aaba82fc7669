"""Writing an observation in a classroom, on a phone, with a thumb.

A phone of 390 x 844 whose keyboard takes 336 leaves 508. Browsers do one of two things then, and
both are tried. On Android the page becomes 508 high, because its viewport meta asks for
`interactive-widget=resizes-content`. On an iPhone the page stays 844 high and the keyboard lies
over its lower part: what matters must be in the upper 508 without any scrolling.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from trio_journal.dates import local, now, today
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Observation, Question, School, Trio, User, Visit
from trio_journal.services import observations, visits

from .fixtures import PHONE, Live, Open
from .pages import focused, go

pytestmark = pytest.mark.browser

WIDTH, HEIGHT, KEYBOARD = 390, 844, 336
LEFT = HEIGHT - KEYBOARD
SEEN = "Four of them fetched the balance scales without asking."
# What somebody dictates in the car park.
LONG = "They went to the wall first, then to a friend, and only then to the teacher. " * 30


class Thumb:
    """Counts the taps of a journey."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.tap()
        self.taps += 1


def keyboard_up(page: Page, overlays: bool) -> None:
    if not overlays:
        page.set_viewport_size({"width": WIDTH, "height": LEFT})


def in_sight(target: Locator) -> None:
    """Assert that all of something is in the part of the page that the keyboard leaves."""
    expect(target).to_be_visible()
    box = target.bounding_box()
    assert box is not None
    assert box["y"] >= 0, f"above the page: {box}"
    assert box["y"] + box["height"] <= LEFT, f"below what the keyboard leaves: {box}"
    # Nothing lies over it, so that a tap in its middle gets there.
    assert target.evaluate(
        """el => {
            const box = el.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return el.contains(top) || top.contains(el);
        }"""
    ), "something lies over it"


def scrolled(page: Page) -> float:
    distance: float = page.evaluate("window.scrollY + window.visualViewport.offsetTop")
    return distance


@pytest.mark.parametrize("overlays", [False, True], ids=["android", "iphone"])
def test_save_text_and_context_are_in_sight_and_it_takes_two_taps(
    live: Live, open_page: Open, overlays: bool
) -> None:
    page = open_page(f"/trios/{live.trio()}", live.members()[0], **PHONE)
    thumb = Thumb()
    thumb.tap(page.get_by_role("link", name="Write", exact=True))
    text, save = page.get_by_label("What did you see?"), page.get_by_role("button", name="Save")
    expect(text).to_be_focused()
    keyboard_up(page, overlays)

    for one in (save, text, page.locator("summary", has_text="Where?")):
        in_sight(one)
    assert scrolled(page) == 0
    # The bar of tabs would take a tenth of what is left.
    expect(page.get_by_role("navigation")).to_have_count(0)

    page.keyboard.insert_text(SEEN)
    expect(text).to_have_value(SEEN)
    in_sight(save)
    thumb.tap(save)
    expect(page.get_by_role("heading", name="In the journal")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text(SEEN)
    assert thumb.taps <= 3


@pytest.mark.parametrize("overlays", [False, True], ids=["android", "iphone"])
def test_save_stays_in_sight_however_long_the_text_gets(
    live: Live, open_page: Open, overlays: bool
) -> None:
    page = open_page(f"/trios/{live.trio()}/observations/new", live.members()[0], **PHONE)
    keyboard_up(page, overlays)
    text, save = page.get_by_label("What did you see?"), page.get_by_role("button", name="Save")
    text.press_sequentially("a")
    page.keyboard.insert_text(LONG)
    for one in (save, text):
        in_sight(one)
    # The line that is being written is the last one, and the box has followed it.
    assert text.evaluate("el => el.scrollTop + el.clientHeight >= el.scrollHeight - 16")


def test_save_stays_in_sight_when_the_page_is_scrolled(live: Live, open_page: Open) -> None:
    page = open_page(f"/trios/{live.trio()}/observations/new", live.members()[0], **PHONE)
    keyboard_up(page, overlays=False)
    page.locator("summary", has_text="Where?").tap()
    page.get_by_label("Year 13", exact=True).scroll_into_view_if_needed()
    assert scrolled(page) > 0
    in_sight(page.get_by_role("button", name="Save"))


def test_the_bar_of_tabs_makes_room_while_a_text_is_written(live: Live, open_page: Open) -> None:
    """Beside the writing page, notes are edited in the journal."""
    page = open_page(f"/trios/{live.trio()}", live.members()[0], **PHONE)
    bar = page.get_by_role("navigation", name="Trio")
    expect(bar).to_be_visible()
    page.get_by_role("article").filter(has_text="Observation:").get_by_role(
        "link", name="Edit"
    ).first.tap()
    expect(page.locator("textarea:focus")).to_have_count(1)
    expect(bar).to_be_hidden()


@pytest.fixture
def visit_today(live: Live) -> Visit:
    """Return a visit of the trio that is today."""
    with live.app.app_context():
        trio = db.session.scalars(select(Trio).where(Trio.id == live.trio())).one()
        lead = db.session.scalars(select(User).where(User.email == live.members()[0])).one()
        host = db.session.scalars(select(School).where(School.name.startswith("Hazelcott"))).one()
        values = {"visit_date": today(), "host_school_id": host.id, "people": [lead.id]}
        return visits.create(trio, lead.id, new_id(), values)


def test_todays_visit_is_the_context(live: Live, open_page: Open, visit_today: Visit) -> None:
    page = open_page(f"/trios/{live.trio()}/observations/new", live.members()[0], **PHONE)
    expect(page.locator("[data-context]")).to_contain_text("Hazelcott")


def test_next_class_keeps_date_school_visit_and_question(
    live: Live, open_page: Open, visit_today: Visit
) -> None:
    page = open_page(f"/trios/{live.trio()}", live.members()[0], **PHONE)
    go(page, "Write")
    page.locator("summary", has_text="Hazelcott").tap()
    page.locator("[name=question_ids]").nth(1).check()
    page.get_by_label("When", exact=True).fill(f"{today() - timedelta(days=3)}T10:20")
    page.get_by_label("Subject").fill("Science")
    page.get_by_label("Year 4", exact=True).tap()
    page.get_by_label("What did you see?").fill(SEEN)
    context = page.locator("[data-context]").inner_text()
    page.get_by_role("button", name="Save").tap()
    page.get_by_role("button", name="Evident").tap()
    expect(page.get_by_role("button", name="Evident")).to_have_attribute("aria-pressed", "true")

    page.get_by_role("link", name="Next class").tap()
    text = page.get_by_label("What did you see?")
    expect(text).to_be_focused()
    expect(text).to_have_value("")
    expect(page.locator("[data-context]")).to_have_text(context)
    assert page.locator("[name=years]:checked").count() == 0
    expect(page.get_by_label("Subject")).to_have_value("")
    page.keyboard.insert_text("And in the next class nobody did.")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_role("heading", name="In the journal")).to_be_visible()

    first, second = live.all(
        select(Observation)
        .where(Observation.created_at > now() - timedelta(minutes=5))
        .order_by(Observation.created_at.desc())
        .limit(2)
    )[::-1]
    assert second.seen.startswith("And in the next")
    assert (second.visit_id, second.school_id) == (first.visit_id, first.school_id)
    assert first.visit_id == visit_today.id
    assert local(first.observed_at).date() == today() - timedelta(days=3)
    assert local(second.observed_at).date() == local(first.observed_at).date()
    with live.app.app_context():
        asked = [db.session.get_one(Observation, note.id).question_ids for note in (first, second)]
    assert asked[0] == asked[1]
    assert len(asked[0]) == 1
    assert (first.year_from, first.rating) == (4, 2)
    assert (second.year_from, second.rating, second.subject) == (None, None, "")


def test_a_note_from_today_gives_the_context_of_the_next(live: Live, open_page: Open) -> None:
    with live.app.app_context():
        trio = db.session.scalars(select(Trio).where(Trio.id == live.trio())).one()
        lead = db.session.scalars(select(User).where(User.email == live.members()[0])).one()
        host = db.session.scalars(select(School).where(School.name.startswith("Kelsbrook I"))).one()
        asked = db.session.scalars(
            select(Question.id).where(Question.trio_id == trio.id).limit(1)
        ).one()
        observations.create(
            trio,
            lead.id,
            new_id(),
            {"seen": "An hour ago.", "school_id": host.id, "question_ids": [asked],
             "observed_at": now() - timedelta(hours=1)},
        )  # fmt: skip
    page = open_page(f"/trios/{live.trio()}/observations/new", live.members()[0], **PHONE)
    expect(page.locator("[data-context]")).to_contain_text("Kelsbrook Infant School")
    assert focused(page).startswith("textarea")
