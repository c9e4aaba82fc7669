"""axe-core finds no violation of WCAG 2.2 AA in any state, light and dark, from 320 to 1280 pixels.

The states are those of `states.py`; after them come those that only script or the browser makes.
A state's answer is put before the browser as the server gave it, headers and all; a fragment goes
through htmx into the page that it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.fixtures import COORDINATOR, LAPTOP, PATIENCE, PHONE, Live, Open, Watch

from .states import STATES, Recorder, Shown

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent.parent / "vendor/axe-core-4.14.1/axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HEIGHTS = {320: 640, 390: 844, 1280: 800}
# What depends on colours; everything else is the same in the dark.
OF_COLOUR = ["color-contrast", "link-in-text-block"]


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return what axe-core finds wrong, each with the element and the reason."""
    found: list[str] = page.evaluate(
        """async ({tags, rules}) => {
            // What is scrolled half under the bar at the top would count as a target too small.
            scrollTo(0, 0);
            const result = await axe.run(document, {
                runOnly: rules ? {type: "rule", values: rules} : {type: "tag", values: tags},
                resultTypes: ["violations"],
                elementRef: false,
                preload: false,
            });
            return result.violations.flatMap(({id, nodes}) =>
                nodes.map(node => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
        }""",
        {"tags": TAGS, "rules": rules},
    )
    return found


def overflowing(page: Page) -> list[str]:
    """Return what makes the page wider than its window."""
    wide: list[str] = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll("body *")]
                .filter(el => el.getBoundingClientRect().right > width + 1)
                .map(el => el.outerHTML.slice(0, 120)).slice(0, 5);
        }"""
    )
    return wide


# Pages look alike at 320 and at 390, but for what depends on the room there is. They are in an
# order in which each differs from the one before in one thing only: every change costs a moment.
RUNS: dict[tuple[int, str], list[str] | None] = {
    (320, "light"): None,
    (320, "dark"): OF_COLOUR,
    (1280, "dark"): OF_COLOUR,
    (1280, "light"): None,
    (390, "light"): [*OF_COLOUR, "target-size", "scrollable-region-focusable"],
}


def check(page: Page) -> None:
    """Check what a page shows now, at every width, light and dark."""
    page.evaluate(AXE)
    wrong: list[str] = []
    now: tuple[int, str] = (0, "light")
    try:
        for (width, scheme), rules in RUNS.items():
            if width != now[0]:
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            if scheme != now[1]:
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            now = width, scheme
            wrong += [f"{width} {scheme} {one}" for one in violations(page, rules)]
            if (width, scheme) == (320, "light"):
                wrong += [f"{width}: wider than the window: {one}" for one in overflowing(page)]
    finally:
        if now[1] != "light":  # as the next page is to find it
            page.emulate_media(color_scheme="light")
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def shared_page(_browser: Browser, _live: Live) -> Iterator[tuple[Page, Watch]]:
    """Return one page for all states that need no steps of their own in the browser."""
    watch = Watch(_live.url)
    context = _browser.new_context(
        base_url=_live.url, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    watch.over(context)
    # The answers are recorded, but for a style sheet of the handout's own.
    context.add_cookies([{**_live.cookie(COORDINATOR), "url": _live.url}])  # type: ignore[list-item]
    yield context.new_page(), watch
    context.close()


def open_shown(page: Page, shown: Shown, home: str) -> None:
    """Put a recorded answer before the browser, as a page of the journal."""

    def answer(route: Route) -> None:
        route.fulfill(status=shown.status, headers=shown.headers, body=shown.html)

    address = f"{home}/shown"
    page.route(address, answer, times=1)
    page.goto(address)


def arrive(page: Page, shown: Shown) -> None:
    """Let htmx put a recorded fragment into its place."""
    place = page.locator(shown.state.into).first
    place.evaluate(
        "(target, [text, swap]) => htmx.swap({text, target, swap, sourceElement: target})",
        [shown.html, shown.state.swap],
    )
    page.locator(".htmx-added, .htmx-swapping").first.wait_for(state="detached")


@pytest.mark.parametrize("name", STATES)
def test_state(recorder: Recorder, shared_page: tuple[Page, Watch], name: str) -> None:
    page, watch = shared_page
    shown = recorder.show(name)
    watch.problems.clear()
    watch.expected = {str(shown.status)} if shown.status >= 400 else set()
    page.set_viewport_size({"width": 390, "height": 844})
    open_shown(page, shown.page or shown, recorder.live.url)
    if shown.page:
        arrive(page, shown)
    check(page)
    assert not watch.problems


# States that only the browser makes


Steps = Callable[[Page, Live], None]
BY_STEPS: dict[str, tuple[str, Steps]] = {}


def by_steps(name: str, path: str = "") -> Callable[[Steps], Steps]:
    """Add a state that somebody reaches by some steps, from the journal or another page."""

    def add(steps: Steps) -> Steps:
        BY_STEPS[name] = path, steps
        return steps

    return add


@by_steps("the menu, open")
def _(page: Page, live: Live) -> None:
    page.get_by_text("Menu", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


@by_steps("filters and questions, open")
def _(page: Page, live: Live) -> None:
    page.get_by_text("Filters", exact=True).click()
    page.locator("summary", has_text="Questions").click()
    page.locator(".filters").get_by_label("Year 5").check()


@by_steps("the writing page with its context open and a range of years", "/observations/new")
def _(page: Page, live: Live) -> None:
    page.locator("summary", has_text="Where?").click()
    page.get_by_label("Year 3", exact=True).check()
    page.get_by_label("Year 4", exact=True).check()
    page.get_by_label("What did you see?").focus()


@by_steps("a finding with everything open", "/findings/new")
def _(page: Page, live: Live) -> None:
    page.locator("main details").evaluate_all("all => all.forEach((each) => (each.open = true))")
    page.get_by_label("Supports it").first.check()


@by_steps("offline at saving, with Try again", "/observations/new")
def _(page: Page, live: Live) -> None:
    page.get_by_label("What did you see?").fill("Nobody waited.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.context.set_offline(False)


@by_steps("cancelled, with the words to bring back")
def _(page: Page, live: Live) -> None:
    page.locator("#feed article.o").get_by_role("link", name="Edit").first.click()
    page.locator("textarea:focus").fill("Nobody waited.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Bring my words back")).to_be_visible()


@by_steps("with the skip link in sight")
def _(page: Page, live: Live) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()


@pytest.mark.parametrize("name", BY_STEPS)
def test_state_by_steps(live: Live, watch: Watch, open_page: Open, name: str) -> None:
    path, steps = BY_STEPS[name]
    watch.expect("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    page = open_page(f"/trios/{live.trio()}{path}", live.members()[0], **PHONE)
    steps(page, live)
    check(page)


def test_words_are_not_lost_when_text_is_twice_as_large(live: Live, open_page: Open) -> None:
    """WCAG 1.4.4: at 200 % a laptop has 640 pixels for the page."""
    options: dict[str, Any] = LAPTOP | {"viewport": {"width": 640, "height": 400}}
    page = open_page(f"/trios/{live.trio()}", live.members()[0], **options)
    assert overflowing(page) == []
