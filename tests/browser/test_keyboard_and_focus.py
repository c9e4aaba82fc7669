"""Everything by keyboard, and the focus always somewhere.

Whatever is swapped in takes the focus when the one who had it is gone: to the body it would be
lost, and with it the place of everybody who does not use a mouse.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from tests.coming import EVENING_ID
from trio_journal.models import Finding, FindingState, Observation, Question, Visit

from .fixtures import COORDINATOR, LAPTOP, PHONE, Live, Open
from .pages import focused, notice, said, staying

pytestmark = pytest.mark.browser

WORDS = "They set out the equipment before anybody came in."


@pytest.fixture
def journal(live: Live, open_page: Open) -> Page:
    """Return the journal on a laptop, as the trio's lead has it."""
    return open_page(f"/trios/{live.trio()}", live.members()[0], **LAPTOP)


def first_note(page: Page) -> Locator:
    """Return the first note's card; it stays the same one while it is changed."""
    card = page.locator("#feed article.o").first
    return page.locator(f"[id='{card.get_attribute('id')}']")


def press(page: Page, keys: str, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press(keys)


def shown(page: Page) -> bool:
    """Tell whether what has the focus can be seen in full, and nothing sticky lies over it."""
    seen: bool = page.evaluate(
        """() => {
            const at = document.activeElement;
            const box = at.getBoundingClientRect();
            const x = box.x + Math.min(box.width / 2, 20), y = box.y + Math.min(box.height / 2, 20);
            const top = document.elementFromPoint(x, y);
            return Boolean(top) && (at.contains(top) || top.contains(at));
        }"""
    )
    return seen


# Editing in place


def test_edit_cancel_and_save_by_keyboard(journal: Page) -> None:
    card = first_note(journal)
    edit = card.get_by_role("link", name="Edit")
    with staying(journal):
        edit.focus()
        press(journal, "Enter")
        text = card.get_by_label("What did you see?")
        expect(text).to_be_focused()

        press(journal, "Escape")
        expect(edit).to_be_focused()

        press(journal, "Enter")
        expect(text).to_be_focused()
        text.fill(WORDS)
        press(journal, "Control+Enter")
        said(journal, "Saved.")
        expect(edit).to_be_focused()
        expect(card).to_contain_text(WORDS)

        # By the buttons it is the same.
        press(journal, "Enter")
        expect(text).to_be_focused()
        card.get_by_role("link", name="Cancel").press("Enter")
        expect(edit).to_be_focused()
        press(journal, "Enter")
        expect(text).to_be_focused()
        card.get_by_role("button", name="Save").press("Enter")
        said(journal, "Saved.")
        expect(edit).to_be_focused()


def test_tab_goes_through_a_form_in_the_order_it_is_read(journal: Page) -> None:
    card = first_note(journal)
    card.get_by_role("link", name="Edit").click()
    expect(card.get_by_label("What did you see?")).to_be_focused()
    names = []
    for _ in range(25):
        press(journal, "Tab")
        names.append(focused(journal))
        assert names[-1] != "body"
        if "Save" in names[-1]:
            break
    years = [name for name in names if name.startswith("input Year") or "Reception" in name]
    assert len(years) == 14
    thought = next(i for i, name in enumerate(names) if "What do you make of it?" in name)
    assert names.index(years[-1]) < thought < len(names) - 1
    press(journal, "Tab")
    assert "Cancel" in focused(journal)
    press(journal, "Shift+Tab")
    assert "Save" in focused(journal)


@pytest.mark.parametrize("noun", ["question", "finding", "visit"])
def test_every_entry_is_edited_in_place(live: Live, open_page: Open, noun: str) -> None:
    model = {"question": Question, "finding": Finding, "visit": Visit}[noun]
    entry_id = live.all(select(model.id).where(model.trio_id == live.trio()))[0]
    page = open_page(f"/{noun}s/{entry_id}", live.members()[0])
    card = page.locator(f"#{noun}-{entry_id}")
    edit = card.get_by_role("link", name="Edit")
    with staying(page):
        edit.focus()
        press(page, "Enter")
        expect(card.locator("textarea, input").locator(":scope:focus")).to_have_count(1)
        press(page, "Escape")
        expect(edit).to_be_focused()
        press(page, "Enter")
        expect(card.locator("textarea, input").locator(":scope:focus")).to_have_count(1)
        press(page, "Control+Enter")
        said(page, "Saved.")
        expect(edit).to_be_focused()


# The focus after each swap


def test_after_older_entries_the_first_of_them_has_the_focus(journal: Page) -> None:
    older = journal.get_by_role("link", name="Older entries").first
    last = older.evaluate("link => link.previousElementSibling.id")
    with staying(journal):
        older.press("Enter")
        expect(journal.locator(f"[id='{last}'] + article")).to_be_visible()
    expect(journal.locator(f"[id='{last}'] + article").locator(":focus")).to_have_count(1)
    assert shown(journal)


def test_after_sorting(live: Live, journal: Page) -> None:
    box = journal.get_by_label("What did you see?")
    box.fill(WORDS)
    box.press("Control+Enter")
    said(journal, "In the journal.")
    journal.reload()
    note = journal.get_by_role("region", name="To sort").get_by_role("article").first
    with staying(journal):
        note.get_by_label("Belongs to the question").select_option(index=1)
        note.get_by_role("button", name="Move").press("Enter")
        said(journal, "Moved.")
    expect(journal.locator(":focus")).to_have_accessible_name(re.compile("Open the note"))


def test_what_is_said_of_the_notes_follows_each_move_until_none_is_left(journal: Page) -> None:
    box = journal.get_by_label("What did you see?")
    for words in (WORDS, f"{WORDS} Again."):
        box.fill(words)
        box.press("Control+Enter")
        expect(box).to_have_value("")
    bar = journal.get_by_role("banner").get_by_role("link", name=re.compile("To sort"))
    expect(bar).to_have_accessible_name(re.compile(r"To sort\s+2"))
    journal.reload()
    to_sort = journal.get_by_role("region", name="To sort")
    counts = journal.locator("[data-counts]")
    noted = [int(words.split()[0]) for words in counts.all_inner_texts()]
    with staying(journal):
        for left in ("1", "none left"):
            note = to_sort.get_by_role("article").filter(has=journal.get_by_role("button")).first
            note.get_by_label("Belongs to the question").select_option(index=1)
            note.get_by_role("button", name="Move").press("Enter")
            expect(to_sort.get_by_role("heading")).to_have_text(f"To sort {left}")
    expect(bar).to_have_count(0)
    now = [int(words.split()[0]) for words in counts.all_inner_texts()]
    # The question's count stands beside the journal and at the head of its part of it.
    assert sorted(new - old for new, old in zip(now, noted, strict=True)) == [0] * (
        len(now) - 2
    ) + [2, 2]


def test_after_agreeing_sharing_and_withdrawing(live: Live, open_page: Open) -> None:
    lead = live.members()[0]
    finding_id = live.one(
        select(Finding.id).where(
            Finding.trio_id == live.trio(), Finding.state == FindingState.DRAFT
        )
    )
    page = open_page(f"/trios/{live.trio()}/findings", lead)
    card = page.locator(f"#finding-{finding_id}")
    with staying(page):
        card.get_by_role("button", name="Agree", exact=True).press("Enter")
        said(page, "Everyone has agreed. It can be shared now.")
        expect(card.locator(":scope:focus, :focus")).to_have_count(1)
        card.get_by_role("button", name="Share with the alliance").press("Enter")
        said(page, "Shared with the alliance.")
        expect(card.locator(":scope:focus, :focus")).to_have_count(1)
        card.get_by_role("button", name="Withdraw from sharing").press("Enter")
        said(page, "Withdrawn.")
        expect(card.locator(":scope:focus, :focus")).to_have_count(1)
        page.locator("#notice").get_by_role("button", name="Undo").press("Enter")
        said(page, "Shared with the alliance.")
        expect(card.locator(":scope:focus, :focus")).to_have_count(1)


def test_after_a_reply(live: Live, open_page: Open) -> None:
    note_id = live.all(select(Observation.id).where(Observation.trio_id == live.trio()))[0]
    page = open_page(f"/observations/{note_id}", live.members()[0])
    reply = page.get_by_label("Write a reply")
    with staying(page):
        reply.fill(WORDS)
        reply.press("Control+Enter")
        expect(page.locator("#replies .reply").last).to_contain_text(WORDS)
        expect(reply).to_be_focused()
        expect(reply).to_have_value("")


def test_after_a_note_was_written_it_is_heard_and_seen_once(live: Live, open_page: Open) -> None:
    page = open_page(f"/trios/{live.trio()}/observations/new", live.members()[0], **PHONE)
    page.get_by_label("What did you see?").fill(WORDS)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="Next class")).to_be_focused()
    said(page, "In the journal.")
    expect(page.get_by_role("heading", name="In the journal")).to_be_visible()
    box = notice(page).bounding_box()
    assert box is not None
    assert box["height"] == 0, "the heading says it to whoever can see it"


def test_after_a_rating_and_a_thought(live: Live, open_page: Open) -> None:
    page = open_page(f"/trios/{live.trio()}/observations/new", live.members()[0], **PHONE)
    page.get_by_label("What did you see?").fill(WORDS)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="Next class")).to_be_focused()
    with staying(page):
        page.get_by_role("button", name="Strong").press("Enter")
        expect(page.get_by_role("button", name="Strong")).to_have_attribute("aria-pressed", "true")
        expect(page.locator(":focus")).to_have_count(1)
        page.get_by_label("What do you make of it?").fill("Habit.")
        page.get_by_role("button", name="Save this too").press("Enter")
        said(page, "Saved.")
        expect(page.locator(":focus")).to_have_count(1)


def test_after_a_filter(journal: Page) -> None:
    filters, shown = journal.locator(".filters"), journal.locator("#shown[role=status]")
    expect(shown).to_be_empty()
    region = shown.element_handle()
    with staying(journal):
        filters.get_by_label("Written by").select_option(index=1)
        filters.get_by_role("button", name="Show").press("Enter")
        expect(journal.get_by_text("Showing only what the filters let through.")).to_be_visible()
        filters.get_by_label("Kind").select_option(label="Staff conversation")
        filters.get_by_role("button", name="Show").press("Enter")
        expect(journal.get_by_text("Nothing passes the filters.")).to_be_visible()
        expect(journal.locator("#feed article")).to_have_count(0)
    expect(journal.locator(":focus")).to_have_accessible_name("Show")
    # The same element: one that arrives together with its words is not announced.
    assert region.evaluate("el => el.isConnected && el.textContent.includes('Nothing')")


@pytest.fixture
def order(live: Live, open_page: Open) -> Page:
    """Return the evening's running order, as its coordinator has it."""
    evening_id = live.one(EVENING_ID)
    return open_page(f"/evenings/{evening_id}", COORDINATOR)


def test_the_running_order_is_arranged_by_keyboard(order: Page) -> None:
    headings = order.locator(".order h3")
    before = headings.all_inner_texts()
    down = order.get_by_role("button", name=f"Move {before[1]} down")
    up = order.get_by_role("button", name=f"Move {before[1]} up")
    with staying(order):
        down.focus()
        press(order, "Enter")
        said(order, f"{before[1]} is now at ")
        expect(headings.nth(2)).to_have_text(before[1])
        expect(down).to_be_focused()
        press(order, "Enter")
        expect(headings.nth(3)).to_have_text(before[1])
        expect(down).to_be_focused()
        assert shown(order)
        # At the top it goes no further, and keeps the focus.
        up.focus()
        for place in (2, 1, 0, 0):
            press(order, "Enter")
            expect(headings.nth(place)).to_have_text(before[1])
            expect(up).to_be_focused()


def test_after_minutes_taking_out_and_undo(order: Page) -> None:
    before = order.locator(".order h3").all_inner_texts()
    slots = order.locator(".order > li:not(.end)")
    with staying(order):
        minutes = order.get_by_label(f"Minutes for {before[1]}")
        minutes.fill("25")
        press(order, "Enter")
        expect(order.locator(".order > li.end")).to_contain_text("minutes")
        expect(minutes).to_have_value("25")
        expect(minutes).to_be_focused()

        order.get_by_role("button", name=f"Take out {before[1]}").press("Enter")
        expect(slots).to_have_count(len(before) - 1)
        expect(order.locator(":focus")).to_have_count(1)
        order.locator("#notice").get_by_role("button", name="Undo").press("Enter")
        expect(slots).to_have_count(len(before))
        expect(order.locator(":focus")).to_have_count(1)
        expect(order.locator(".order h3")).to_have_text(before)


def test_after_leaving_a_finding_out_and_putting_it_back(order: Page) -> None:
    with staying(order):
        order.get_by_role("button", name="Leave out").first.press("Enter")
        said(order, "Left out of the handout.")
        expect(order.locator(":focus")).to_have_accessible_name(re.compile("Put back"))
        press(order, "Enter")
        said(order, "Back in the handout.")
        expect(order.locator(":focus")).to_have_accessible_name(re.compile("Leave out"))


@pytest.mark.parametrize("path", ["/people", "/schools"])
def test_rows_of_a_table_are_edited_in_place(live: Live, open_page: Open, path: str) -> None:
    page = open_page(path, COORDINATOR)
    row = page.locator("tbody tr").nth(1)
    row = page.locator(f"[id='{row.get_attribute('id')}']")
    edit = row.get_by_role("link", name="Edit")
    with staying(page):
        edit.focus()
        press(page, "Enter")
        expect(row.get_by_label("Name")).to_be_focused()
        press(page, "Escape")
        expect(edit).to_be_focused()
        press(page, "Enter")
        expect(row.get_by_label("Name")).to_be_focused()
        press(page, "Control+Enter")
        said(page, "Saved.")
        expect(edit).to_be_focused()


def test_after_somebody_is_away_and_back(live: Live, open_page: Open) -> None:
    page = open_page(f"/trios/{live.trio()}/members", COORDINATOR)
    with staying(page):
        page.locator("button[id^=away-]").first.press("Enter")
        said(page, "is away.")
        expect(page.locator(":focus")).to_have_id(re.compile("^back-"))
        press(page, "Enter")
        said(page, "is back")
        expect(page.locator(":focus")).to_have_id(re.compile("^away-"))


# Writing


def test_several_classes_are_typed_up_without_the_mouse(live: Live, journal: Page) -> None:
    """A laptop on the evening after a visit: words, Tab to the years, save, and the next one."""
    box = journal.get_by_label("What did you see?")
    box.focus()
    steps = {"Year 1": 2, "Year 4": 5, "Year 9": 10}
    with staying(journal):
        for year, right in steps.items():
            expect(box).to_be_focused()
            journal.keyboard.type(f"{WORDS} That was {year}.")
            press(journal, "Tab")
            press(journal, "ArrowRight", right)
            press(journal, "Space")
            assert year in focused(journal)
            press(journal, "Control+Enter")
            written = journal.locator("#just-written").get_by_role("article")
            expect(written.filter(has_text=f"That was {year}.")).to_be_visible()
            expect(box).to_have_value("")
    expect(box).to_be_focused()
    assert journal.locator("[name=years]:checked").count() == 0
    saved = live.all(select(Observation).where(Observation.seen.startswith(WORDS)))
    assert sorted(note.year_from for note in saved) == [1, 4, 9]


def test_what_was_just_written_is_rated_while_the_next_is_begun(live: Live, journal: Page) -> None:
    box = journal.get_by_label("What did you see?")
    card = journal.locator("#just-written").get_by_role("article").first
    with staying(journal):
        box.fill(WORDS)
        press(journal, "Control+Enter")
        expect(card).to_contain_text(WORDS)
        expect(box).to_be_focused()
        card.get_by_role("button", name="Evident").click()
        expect(card.get_by_role("button", name="Evident")).to_have_attribute("aria-pressed", "true")
        card.locator("summary").press("Enter")
        card.get_by_label("What do you make of it?").fill("Habit.")
        press(journal, "Control+Enter")
        said(journal, "Saved.")
        expect(card.get_by_role("link", name="Edit")).to_be_focused()
        box.fill("The next class.")
        press(journal, "Control+Enter")
        expect(card).to_contain_text("The next class.")
        expect(box).to_be_focused()
    note = live.one(select(Observation).where(Observation.seen == WORDS))
    assert (note.rating, note.thought) == (2, "Habit.")
    # One card at a time asks; what is older is changed by "Edit".
    expect(journal.get_by_role("button", name="Evident")).to_have_count(1)


def test_a_thought_begun_on_a_card_is_not_hidden_by_the_next(journal: Page) -> None:
    box = journal.get_by_label("What did you see?")
    box.fill(WORDS)
    press(journal, "Control+Enter")
    card = journal.locator("#just-written").get_by_role("article").filter(has_text=WORDS)
    card.locator("summary").click()
    card.get_by_label("What do you make of it?").fill("Habit.")
    box.fill("The next class.")
    press(journal, "Control+Enter")
    expect(journal.locator("#just-written").get_by_role("article")).to_have_count(2)
    expect(card.get_by_label("What do you make of it?")).to_have_value("Habit.")
    expect(card.get_by_label("What do you make of it?")).to_be_visible()


def test_the_line_of_context_asks_for_the_question(journal: Page) -> None:
    line = journal.locator("#write [data-context]")
    expect(line).to_have_text("Where? Which question? (optional)")
    line.click()
    journal.locator("#write-school_id").select_option(index=3)
    expect(line).to_have_text(re.compile(r"\. Which question\?$"))
    journal.locator("#write [name=question_ids]").first.check()
    expect(line).not_to_contain_text("Which question?")


def test_a_new_finding_shows_which_question_it_answers_and_suggests_themes(
    live: Live, open_page: Open
) -> None:
    page = open_page(f"/trios/{live.trio()}/findings/new", live.members()[0], **PHONE)
    expect(page.get_by_label("Answers the question")).to_be_visible()
    page.get_by_label("Themes").press_sequentially("talk; reading، i")
    offered = page.locator("datalist option:not([disabled])")
    values = offered.evaluate_all("options => options.map((option) => option.value)")
    assert "talk; reading، independence" in values
    assert not any(value.endswith(" talk") for value in values)


def test_context_is_kept_from_one_class_to_the_next(live: Live, journal: Page) -> None:
    box = journal.get_by_label("What did you see?")
    journal.locator("summary", has_text="Where?").press("Enter")
    journal.locator("#write-school_id").select_option(index=3)
    box.fill(WORDS)
    press(journal, "Control+Enter")
    said(journal, "In the journal.")
    expect(box).to_have_value("")
    box.fill(f"{WORDS} And again.")
    press(journal, "Control+Enter")
    expect(journal.locator("#just-written").get_by_role("article")).to_have_count(2)
    first, second = live.all(select(Observation).where(Observation.seen.startswith(WORDS)))
    assert first.school_id == second.school_id
    assert first.school_id is not None


# The year ruler


def test_the_year_ruler_by_keyboard(journal: Page) -> None:
    ruler = journal.locator("#write-years")
    journal.get_by_label("What did you see?").focus()
    press(journal, "Tab")
    assert "Nursery" in focused(journal)
    press(journal, "ArrowLeft")
    assert "Nursery" in focused(journal)
    press(journal, "ArrowRight", 4)
    press(journal, "Space")
    chosen = ruler.locator("input:checked")
    expect(chosen).to_have_count(1)
    # What is chosen is said in words, in a region that announces itself.
    said_range = ruler.get_by_role("status")
    expect(said_range).to_have_text("Year 3")
    press(journal, "ArrowRight")
    press(journal, "Space")
    expect(chosen).to_have_count(2)
    expect(said_range).to_have_text("Years 3 to 4")
    press(journal, "End")
    press(journal, "ArrowRight", 3)
    press(journal, "Space")
    expect(said_range).to_have_text("Year 7")


def taps(page: Page, *years: str) -> str:
    for year in years:
        page.locator("main").get_by_label(year, exact=True).tap()
    return page.locator("[data-ruler] output").first.inner_text()


def test_a_second_tap_on_a_neighbour_makes_a_range(live: Live, open_page: Open) -> None:
    page = open_page(f"/trios/{live.trio()}/observations/new", live.members()[0], **PHONE)
    assert taps(page, "Year 3") == "Year 3"
    assert taps(page, "Year 4") == "Years 3 to 4"
    assert taps(page, "Year 5") == "Years 3 to 5"
    # A tap on an end takes it off, one in the middle stands alone, one far away begins anew.
    assert taps(page, "Year 5") == "Years 3 to 4"
    assert taps(page, "Year 5", "Year 4") == "Year 4"
    assert taps(page, "Year 9") == "Year 9"
    assert taps(page, "Year 9") == ""
    assert taps(page, "Reception", "Year 1") == "Reception to Year 1"


def test_a_question_stretches_from_the_first_tap_to_the_last(live: Live, open_page: Open) -> None:
    page = open_page(f"/trios/{live.trio()}/questions/new", live.members()[0], **PHONE)
    assert taps(page, "Reception", "Year 13") == "Reception to Year 13"


# What is announced, and what else keys do


def test_the_live_region_is_there_from_the_first_load(journal: Page) -> None:
    region = journal.locator("#notice")
    expect(region).to_have_role("status")
    expect(region).to_be_empty()
    handle = region.element_handle()
    card = first_note(journal)
    card.get_by_role("link", name="Edit").click()
    expect(card.get_by_label("What did you see?")).to_be_focused()
    press(journal, "Control+Enter")
    said(journal, "Saved.")
    # The same element: one that arrives together with its words is not announced.
    assert handle.evaluate("el => el.isConnected && el.textContent.includes('Saved.')")


def test_the_menu_opens_and_closes_by_keyboard(journal: Page) -> None:
    menu = journal.locator("details.menu")
    menu.locator("summary").focus()
    press(journal, "Enter")
    expect(menu.get_by_role("link", name="Home")).to_be_visible()
    press(journal, "Tab")
    assert "Home" in focused(journal)
    press(journal, "Escape")
    expect(menu.get_by_role("link", name="Home")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_the_skip_link_goes_past_the_bar(journal: Page) -> None:
    press(journal, "Tab")
    assert "Skip to the page" in focused(journal)
    assert shown(journal)
    press(journal, "Enter")
    press(journal, "Tab")
    assert journal.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_focus_is_always_in_sight(journal: Page) -> None:
    """Nothing that sticks to an edge of the window lies over what has the focus."""
    for _ in range(60):
        press(journal, "Tab")
        assert focused(journal) != "body"
        assert shown(journal), focused(journal)
