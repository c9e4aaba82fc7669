"""Nothing that was typed is ever lost: not to a mistake, a colleague, a dead wifi or our own."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from itsdangerous import TimestampSigner
from playwright.sync_api import Dialog, Locator, Page, Request, expect
from sqlalchemy import func, select

from trio_journal.extensions import db
from trio_journal.models import Finding, Observation, Question, User
from trio_journal.services import observations

from .fixtures import LAPTOP, PHONE, Live, Open, Watch
from .pages import said, sign_in, staying

pytestmark = pytest.mark.browser

WORDS = "Half of them had begun before the bell."
MORE = "And the rest followed within a minute."
TOO_LONG = "x" * 20_001


def one_note(live: Live) -> UUID:
    """Return the id of a note of the trio, the newest one."""
    found: UUID = live.all(
        select(Observation.id)
        .where(Observation.trio_id == live.trio())
        .order_by(Observation.observed_at.desc(), Observation.id)
        .limit(1)
    )[0]
    return found


def note_text(live: Live, note_id: UUID) -> str:
    found: str = live.one(select(Observation.seen).where(Observation.id == note_id))
    return found


def notes_saying(live: Live, words: str) -> int:
    return len(live.all(select(Observation.id).where(Observation.seen == words)))


def change_elsewhere(live: Live, note_id: UUID, **values: Any) -> None:
    """Save a note as a colleague does meanwhile."""
    with live.app.app_context():
        colleague = db.session.scalars(select(User.id).where(User.email == live.members()[1])).one()
        version = db.session.scalars(
            select(Observation.version).where(Observation.id == note_id)
        ).one()
        observations.change(note_id, colleague, version, values)


@pytest.fixture
def editing(live: Live, open_page: Open) -> tuple[Page, Locator, UUID]:
    """Return the journal with a note open for changing: the page, the note's text, its id."""
    note_id = one_note(live)
    page = open_page(f"/observations/{note_id}", live.members()[0], **LAPTOP)
    page.locator(f"#observation-{note_id}").get_by_role("link", name="Edit").click()
    text = page.get_by_label("What did you see?")
    expect(text).to_be_focused()
    return page, text, note_id


Failing = Callable[[str, Callable[..., Any]], None]


@pytest.fixture
def serve_by(live: Live) -> Iterator[Failing]:
    """Return what serves an endpoint by something else, until the test is over."""
    views = live.app.view_functions
    kept: dict[str, Any] = {}

    def serve(endpoint: str, view: Callable[..., Any]) -> None:
        kept.setdefault(endpoint, views[endpoint])
        views[endpoint] = view

    yield serve
    views.update(kept)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).filter(visible=True).first.click()


# A mistake: 422


def test_a_note_that_is_too_long_stays_as_typed(
    live: Live, watch: Watch, editing: tuple[Page, Locator, UUID]
) -> None:
    page, text, note_id = editing
    watch.expect(422)
    before = note_text(live, note_id)
    with staying(page):
        text.fill(TOO_LONG)
        page.get_by_label("What do you make of it?").fill(MORE)
        save(page)
        expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("20,000")
    expect(text).to_have_value(TOO_LONG)
    expect(text).to_have_attribute("aria-invalid", "true")
    expect(text).to_have_accessible_description(
        re.compile(r"Error: This is \d+ characters? too long: 20,000 fit\. Nothing was cut off\.")
    )
    expect(page.get_by_label("What do you make of it?")).to_have_value(MORE)
    assert note_text(live, note_id) == before
    # The summary leads to the field.
    page.get_by_role("alert").get_by_role("link").click()
    expect(text).to_be_focused()
    text.fill(WORDS)
    save(page)
    said(page, "Saved.")
    assert note_text(live, note_id) == WORDS


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize(
    ("path", "label", "typed", "other"),
    [
        ("observations", "What did you see?", TOO_LONG, "Subject"),
        ("questions", "What do you want to find out?", "", "Why it matters"),
        ("findings", "What have you found, in one sentence?", "x" * 301, "What we can't say yet"),
        ("visits", "Date", "", "What to look for"),
    ],
)
def test_a_form_with_a_mistake_keeps_everything(
    live: Live,
    watch: Watch,
    open_page: Open,
    script: bool,
    path: str,
    label: str,
    typed: str,
    other: str,
) -> None:
    watch.expect(422)
    page = open_page(
        f"/trios/{live.trio()}/{path}/new", live.members()[0],
        **PHONE | {"java_script_enabled": script},
    )  # fmt: skip
    for summary in page.locator("main summary").all():
        summary.click()
    page.get_by_label(label).fill(typed)
    page.get_by_label(other).fill(WORDS)
    if path != "visits":
        page.get_by_label("Year 6", exact=True).check()
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Everything you typed is still here.")
    expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label(label)).to_have_value(typed)
    expect(page.get_by_label(other)).to_have_value(WORDS)
    if path != "visits":
        expect(page.get_by_label("Year 6", exact=True)).to_be_checked()


def test_a_reply_that_is_too_long_stays(live: Live, watch: Watch, open_page: Open) -> None:
    watch.expect(422)
    page = open_page(f"/observations/{one_note(live)}", live.members()[0])
    with staying(page):
        page.get_by_label("Write a reply").fill("y" * 2_001)
        page.get_by_role("button", name="Reply").click()
        expect(page.get_by_label("Write a reply")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Write a reply")).to_have_value("y" * 2_001)


# A colleague saved first: 409


@pytest.fixture
def conflict(
    live: Live, watch: Watch, editing: tuple[Page, Locator, UUID]
) -> tuple[Page, Locator, UUID]:
    """Return the form after a save that came second."""
    page, text, note_id = editing
    watch.expect(409)
    change_elsewhere(live, note_id, seen="Half of them had begun. The bell was late.")
    with staying(page):
        text.fill(WORDS)
        save(page)
        expect(page.get_by_role("alert")).to_be_focused()
    both = page.get_by_role("alert")
    expect(both).to_contain_text("saved this while you were writing")
    expect(both.locator(".sides").first).to_contain_text("The bell was late.")
    expect(both.locator(".sides").first).to_contain_text(WORDS)
    assert both.locator("ins").count() >= 2
    expect(text).to_have_value(WORDS)
    return page, text, note_id


def test_after_a_conflict_theirs_can_be_kept(
    live: Live, conflict: tuple[Page, Locator, UUID]
) -> None:
    page, _, note_id = conflict
    page.get_by_role("link", name="Keep theirs").click()
    expect(page.locator(f"#observation-{note_id}")).to_contain_text("The bell was late.")
    assert note_text(live, note_id) == "Half of them had begun. The bell was late."


def test_after_a_conflict_mine_can_be_kept(
    live: Live, conflict: tuple[Page, Locator, UUID]
) -> None:
    page, _, note_id = conflict
    page.get_by_role("button", name="Keep mine", exact=True).click()
    said(page, "Saved.")
    assert note_text(live, note_id) == WORDS


def test_after_a_conflict_both_can_be_made_one(
    live: Live, conflict: tuple[Page, Locator, UUID]
) -> None:
    page, text, note_id = conflict
    text.fill(WORDS + " The bell was late.")
    page.get_by_role("button", name="Keep mine, as it stands here").click()
    said(page, "Saved.")
    assert note_text(live, note_id) == WORDS + " The bell was late."


def test_a_second_conflict_is_shown_too(live: Live, conflict: tuple[Page, Locator, UUID]) -> None:
    page, text, note_id = conflict
    change_elsewhere(live, note_id, seen="A third wording.")
    page.get_by_role("button", name="Keep mine", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("A third wording.")
    expect(text).to_have_value(WORDS)
    assert note_text(live, note_id) == "A third wording."


# Signed out meanwhile: 401


def test_signed_out_at_saving_the_text_stays_and_saves_after_signing_in_in_another_tab(
    live: Live, watch: Watch, editing: tuple[Page, Locator, UUID]
) -> None:
    page, text, note_id = editing
    watch.expect(401)
    live.sign_out(live.members()[0])
    with staying(page):
        text.fill(WORDS)
        save(page)
        said(page, "You are signed out. Your text is still here.")
        expect(text).to_have_value(WORDS)
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Sign in in a new tab").click()
        sign_in(opened.value, live.members()[0])
        opened.value.close()
        expect(text).to_have_value(WORDS)
        page.get_by_role("button", name="Then save again").click()
        said(page, "Saved.")
    assert note_text(live, note_id) == WORDS


def test_signed_out_at_saving_the_save_button_works_as_well(
    live: Live, watch: Watch, open_page: Open
) -> None:
    """The same on the writing page, in a browser that has lost its cookies."""
    # 400 is the answer to a token of the session before, which the page renews by itself.
    watch.expect(401, 400)
    page = open_page(f"/trios/{live.trio()}/observations/new", live.members()[0], **PHONE)
    page.context.clear_cookies()
    page.get_by_label("What did you see?").fill(WORDS)
    save(page)
    said(page, "You are signed out.")
    sign_in(page.context.new_page(), live.members()[0])
    answers: list[int] = []
    page.on("response", lambda response: answers.append(response.status))
    save(page)
    expect(page.get_by_role("heading", name="In the journal")).to_be_visible()
    assert answers[:2] == [400, 200]
    assert notes_saying(live, WORDS) == 1


def test_signed_out_by_another_tab(live: Live, watch: Watch, open_page: Open) -> None:
    watch.expect(401)
    page = open_page(f"/trios/{live.trio()}", live.members()[0])
    other = page.context.new_page()
    other.goto("/")
    other.get_by_text("Menu", exact=True).click()
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_label("Password")).to_be_visible()
    page.get_by_label("What did you see?").fill(WORDS)
    save(page)
    said(page, "You are signed out.")
    sign_in(other, live.members()[0])
    save(page)
    said(page, "In the journal.")
    assert notes_saying(live, WORDS) == 1


def test_signed_out_at_saving_without_script(live: Live, watch: Watch, open_page: Open) -> None:
    watch.expect(401)
    page = open_page(
        f"/trios/{live.trio()}/observations/new", live.members()[0],
        **PHONE | {"java_script_enabled": False},
    )  # fmt: skip
    page.get_by_label("What did you see?").fill(WORDS + "\n" + MORE)
    page.context.clear_cookies()
    save(page)
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    kept = page.get_by_label("What did you see?")
    expect(kept).to_have_value(WORDS + "\n" + MORE)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    sign_in(opened.value, live.members()[0])
    page.get_by_role("button", name="Save again").click()
    expect(page.get_by_role("heading", name="In the journal")).to_be_visible()
    assert notes_saying(live, WORDS + "\n" + MORE) == 1


# No connection, and mistakes of our own


def test_offline_at_saving(live: Live, watch: Watch, editing: tuple[Page, Locator, UUID]) -> None:
    page, text, note_id = editing
    watch.expect("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    with staying(page):
        text.fill(WORDS)
        page.context.set_offline(True)
        save(page)
        said(page, "Not saved: this device seems to be offline. Your text is still here.")
        expect(text).to_have_value(WORDS)
        text.press("End")
        page.keyboard.insert_text(" " + MORE)
        page.context.set_offline(False)
        page.get_by_role("button", name="Try again").click()
        said(page, "Saved.")
    assert note_text(live, note_id) == f"{WORDS} {MORE}"


def test_offline_at_saving_a_new_note_makes_one_record_in_the_end(
    live: Live, watch: Watch, open_page: Open
) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "ERR_FAILED")
    page = open_page(f"/trios/{live.trio()}/observations/new", live.members()[0], **PHONE)
    page.get_by_label("What did you see?").fill(WORDS)

    # The worst of it: the save arrives, and its answer does not.
    def lose_the_answer(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/observations", lose_the_answer, times=1)
    save(page)
    said(page, "Not saved: this device seems to be offline.")
    assert notes_saying(live, WORDS) == 1
    save(page)
    expect(page.get_by_role("heading", name="In the journal")).to_be_visible()
    assert notes_saying(live, WORDS) == 1


def test_a_failing_server_leaves_the_form_alone(
    live: Live, watch: Watch, serve_by: Failing, editing: tuple[Page, Locator, UUID]
) -> None:
    page, text, note_id = editing
    watch.expect(500)
    working = live.app.view_functions["observations.update"]

    def fail(**_: Any) -> None:
        raise RuntimeError("the disk is full")

    serve_by("observations.update", fail)
    with staying(page):
        text.fill(WORDS)
        save(page)
        said(page, "Not saved: something went wrong on our side. Your text is still here.")
        expect(text).to_have_value(WORDS)
        serve_by("observations.update", working)
        page.get_by_role("button", name="Try again").click()
        said(page, "Saved.")
    assert note_text(live, note_id) == WORDS
    assert "the disk is full" in live.log[0]


@pytest.mark.parametrize(
    ("endpoint", "button"), [("trios.show", "Older entries"), ("observations.edit", "Edit")]
)
def test_a_failing_server_leaves_the_page_alone(
    live: Live, watch: Watch, open_page: Open, serve_by: Failing, endpoint: str, button: str
) -> None:
    watch.expect(500)
    page = open_page(f"/trios/{live.trio()}", live.members()[0])
    before = page.get_by_role("article").count()

    def fail(**_: Any) -> None:
        raise RuntimeError

    serve_by(endpoint, fail)
    with staying(page):
        cards = page.locator("#feed .sheet").first.locator("> div")
        cards.get_by_role("link", name=button, exact=True).last.click()
        said(page, "That did not work: something went wrong on our side.")
    assert page.get_by_role("article").count() == before


# Impatience


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_double_click_makes_one_record(
    live: Live, watch: Watch, open_page: Open, script: bool
) -> None:
    page = open_page(
        f"/trios/{live.trio()}/observations/new", live.members()[0],
        **LAPTOP | {"java_script_enabled": script},
    )  # fmt: skip
    page.get_by_label("What did you see?").fill(WORDS)
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_role("heading", name="In the journal")).to_be_visible()
    assert notes_saying(live, WORDS) == 1


@pytest.mark.parametrize(
    ("path", "label", "model"),
    [
        ("questions/new", "What do you want to find out?", Question),
        ("findings/new", "What have you found, in one sentence?", Finding),
    ],
)
def test_a_double_click_makes_one_question_or_finding(
    live: Live, open_page: Open, path: str, label: str, model: Any
) -> None:
    def count() -> int:
        found: int = live.one(select(func.count()).select_from(model))
        return found

    before = count()
    page = open_page(f"/trios/{live.trio()}/{path}", live.members()[0])
    page.get_by_label(label).fill(WORDS)
    page.get_by_role("button", name="Save").dblclick()
    said(page, "In the journal")
    assert count() == before + 1


class Slow:
    """Serves an endpoint only once it is told to."""

    def __init__(self, live: Live, serve_by: Failing, endpoint: str) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()
        view = live.app.view_functions[endpoint]

        def slow_view(**arguments: Any) -> Any:
            self.asked.set()
            assert self.go_on.wait(20)
            return view(**arguments)

        serve_by(endpoint, slow_view)


@contextmanager
def slowly(live: Live, serve_by: Failing, endpoint: str) -> Iterator[Slow]:
    slow = Slow(live, serve_by, endpoint)
    try:
        yield slow
    finally:
        slow.go_on.set()


def test_a_save_while_another_is_under_way_is_dropped(
    live: Live, serve_by: Failing, editing: tuple[Page, Locator, UUID]
) -> None:
    page, text, note_id = editing
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    with slowly(live, serve_by, "observations.update") as slow:
        text.fill(WORDS)
        for _ in range(3):
            text.press("Control+Enter")
        save(page)
        slow.go_on.set()
        said(page, "Saved.")
    page.wait_for_load_state("networkidle")
    assert len(sent) == 1
    assert note_text(live, note_id) == WORDS


def test_what_is_typed_while_a_note_is_being_saved_begins_the_next(
    live: Live, serve_by: Failing, open_page: Open
) -> None:
    """The wifi is slow, and the next class has begun: the answer may not sweep it away."""
    page = open_page(f"/trios/{live.trio()}", live.members()[0])
    text = page.get_by_label("What did you see?")
    with slowly(live, serve_by, "observations.create") as slow, staying(page):
        text.fill(WORDS)
        text.press("Control+Enter")
        assert slow.asked.wait(10)
        page.keyboard.type(" " + MORE)
        slow.go_on.set()
        said(page, "In the journal.")
        expect(text).to_have_value(MORE)
        expect(text).to_be_focused()
        page.keyboard.type(" Really.")
        text.press("Control+Enter")
        expect(text).to_have_value("")
    assert notes_saying(live, WORDS) == 1
    assert notes_saying(live, f"{MORE} Really.") == 1


def test_what_is_typed_while_a_change_is_being_saved_can_be_brought_back(
    live: Live, serve_by: Failing, editing: tuple[Page, Locator, UUID]
) -> None:
    page, text, note_id = editing
    with slowly(live, serve_by, "observations.update") as slow, staying(page):
        text.fill(WORDS)
        text.press("Control+Enter")
        assert slow.asked.wait(10)
        page.keyboard.type(" " + MORE)
        slow.go_on.set()
        said(page, "Saved, but for what you typed meanwhile.")
        page.get_by_role("button", name="Bring my words back").click()
        expect(text).to_have_value(f"{WORDS} {MORE}")
        save(page)
        said(page, "Saved.")
    assert note_text(live, note_id) == f"{WORDS} {MORE}"


def test_what_is_typed_while_a_mistake_is_on_its_way_back_stays(
    live: Live, watch: Watch, serve_by: Failing, editing: tuple[Page, Locator, UUID]
) -> None:
    page, text, _ = editing
    watch.expect(422)
    with slowly(live, serve_by, "observations.update") as slow:
        text.fill(TOO_LONG)
        text.press("Control+Enter")
        assert slow.asked.wait(10)
        page.keyboard.type("yz")
        slow.go_on.set()
        expect(page.get_by_role("alert")).to_be_visible()
    expect(text).to_have_value(TOO_LONG + "yz")


def test_no_swap_elsewhere_replaces_the_field_that_has_the_focus(
    live: Live, open_page: Open
) -> None:
    """A note is open for changing while others are moved, opened and loaded around it."""
    page = open_page(f"/trios/{live.trio()}", live.members()[0])
    note_id = one_note(live)
    card = page.locator(f"#observation-{note_id}").first
    card.get_by_role("link", name="Edit").click()
    text = card.get_by_label("What did you see?")
    text.fill(WORDS)
    mark = text.evaluate("el => { el.marked = true; el.setSelectionRange(4, 4); }")
    assert mark is None

    for link in ("Older entries", "Edit"):
        # By script, because a click would move the focus.
        page.evaluate(
            """([name, own]) => {
                const links = [...document.querySelectorAll("#feed a")];
                links.findLast(a => a.textContent === name && !a.closest("#" + own)).click();
            }""",
            [link, f"observation-{note_id}"],
        )
        page.wait_for_load_state("networkidle")
        assert text.evaluate("el => el.marked && document.activeElement === el"), link
        expect(text).to_have_value(WORDS)
        assert text.evaluate("el => el.selectionStart") == 4


def test_a_reply_that_was_begun_is_still_there_after_the_entry_was_saved(
    live: Live, editing: tuple[Page, Locator, UUID]
) -> None:
    """An entry's own page is shown anew after a save: in its place, and not the fields in it."""
    page, text, note_id = editing
    reply = page.get_by_label("Write a reply")
    with staying(page):
        reply.fill(MORE)
        text.fill(WORDS)
        text.press("Control+Enter")
        said(page, "Saved.")
        expect(page.locator(f"#observation-{note_id}")).to_contain_text(WORDS)
        expect(reply).to_have_value(MORE)
        reply.press("Control+Enter")
        expect(page.locator("#replies .reply").last).to_contain_text(MORE)


def test_leaving_a_page_with_words_that_are_not_saved_asks_first(
    live: Live, open_page: Open
) -> None:
    page = open_page(f"/trios/{live.trio()}/questions/new", live.members()[0])
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("What do you want to find out?").press_sequentially(WORDS)
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Journal", exact=True).click()
    assert asked == ["beforeunload"]
    expect(page.get_by_label("What do you want to find out?")).to_have_value(WORDS)
    # A save is no leaving.
    save(page)
    said(page, "In the journal")
    assert asked == ["beforeunload"]


def test_filters_do_not_sweep_away_a_note_that_is_open(live: Live, open_page: Open) -> None:
    page = open_page(f"/trios/{live.trio()}", live.members()[0])
    note_id = one_note(live)
    page.locator(f"#observation-{note_id}").get_by_role("link", name="Edit").click()
    text = page.locator(f"#observation-{note_id}").get_by_label("What did you see?")
    text.fill(WORDS)
    page.locator(".filters").get_by_label("Written by").select_option(index=2)
    page.locator(".filters").get_by_role("button", name="Show").click()
    said(page, "Not yet: something you wrote here is not saved.")
    page.get_by_role("button", name="Show it").click()
    expect(text).to_be_focused()
    expect(text).to_have_value(WORDS)
    page.keyboard.press("Control+Enter")
    said(page, "Saved.")
    page.locator(".filters").get_by_role("button", name="Show").click()
    expect(page.get_by_text("Showing only what the filters let through.")).to_be_visible()


def test_escape_gives_the_words_back(live: Live, editing: tuple[Page, Locator, UUID]) -> None:
    page, text, _ = editing
    text.fill(WORDS)
    page.get_by_label("What do you make of it?").fill(MORE)
    with staying(page):
        page.keyboard.press("Escape")
        said(page, "Cancelled.")
        page.get_by_role("button", name="Bring my words back").click()
        expect(text).to_have_value(WORDS)
        expect(page.get_by_label("What do you make of it?")).to_have_value(MORE)
        save(page)
        said(page, "Saved.")


def test_escape_on_a_page_of_its_own_leaves_it_only_when_nothing_was_typed(
    live: Live, open_page: Open
) -> None:
    page = open_page(f"/trios/{live.trio()}/questions/new", live.members()[0])
    text = page.get_by_label("What do you want to find out?")
    text.fill(WORDS)
    text.press("Escape")
    expect(text).to_have_value(WORDS)
    text.fill("")
    text.press("Escape")
    expect(page).to_have_url(f"{live.url}/trios/{live.trio()}")


@pytest.mark.parametrize("script", [True, False])
def test_a_form_of_two_hours_ago_saves(
    live: Live, open_page: Open, monkeypatch: pytest.MonkeyPatch, script: bool
) -> None:
    note_id = one_note(live)
    with monkeypatch.context() as then:
        # The form's token says when it was signed; the server is in this process.
        then.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) - 2 * 3600 - 300)
        page = open_page(
            f"/observations/{note_id}/edit", live.members()[0], java_script_enabled=script
        )
    page.get_by_label("What did you see?").fill(WORDS)
    answers: list[int] = []
    page.on("response", lambda answer: answers.append(answer.status))
    save(page)
    expect(page.locator(f"#observation-{note_id}")).to_contain_text(WORDS)
    assert note_text(live, note_id) == WORDS
    assert 400 not in answers, "refused first, and only saved because the script asked again"


def test_a_saved_note_is_there_when_the_page_is_loaded_again(open_page: Open) -> None:
    page = open_page("/", "judith.marchbank@example.org", **LAPTOP)
    page.locator("a.big").first.click()
    page.get_by_role("link", name="Write", exact=True).click()
    page.get_by_label("What did you see?").fill("Two of them waited, and one did not.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="In the journal")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="In the journal")).to_be_visible()
    expect(page.get_by_text("Two of them waited")).to_be_visible()
