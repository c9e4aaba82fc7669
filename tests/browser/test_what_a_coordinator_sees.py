"""What a coordinator's pages look like where only a browser can tell."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .fixtures import COORDINATOR, LAPTOP, PHONE, Open, Watch
from .pages import notice

pytestmark = pytest.mark.browser

NO_CLIPBOARD = """Object.defineProperty(navigator, "clipboard", {
    value: { writeText: () => Promise.reject(new Error("not allowed")) },
})"""


def add(page: Page, email: str) -> None:
    """Add somebody, and stay at the page with their link."""
    page.goto("/people/new")
    page.get_by_label("Name", exact=True).fill("Nia Brook")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="A link for Nia Brook")).to_be_visible()


def test_a_reminder_that_cannot_be_copied_is_there_to_select(open_page: Open) -> None:
    page = open_page("/alliance", COORDINATOR, **LAPTOP)
    page.evaluate(NO_CLIPBOARD)
    button = page.locator("[data-copy]").first
    reminder = str(button.get_attribute("data-copy"))
    button.click()
    expect(notice(page)).to_contain_text("did not let the page copy")
    text = page.locator(".reminder[open] p")
    assert text.inner_text().splitlines() == reminder.splitlines()


def test_a_reminder_can_be_read_without_script(open_page: Open) -> None:
    page = open_page("/alliance", COORDINATOR, java_script_enabled=False, **LAPTOP)
    page.locator("[data-copy]").first.click()
    expect(page.locator(".reminder[open] p")).to_contain_text("Your journal: http")


@pytest.mark.parametrize(
    ("email", "rows"),
    [("nia.brook@saint-bartholomews-church-of-england.example.org", 2), ("nia@example.org", 1)],
)
def test_a_long_address_is_broken_before_its_at(open_page: Open, email: str, rows: int) -> None:
    page = open_page("/people/new", COORDINATOR, **PHONE)
    add(page, email)
    page.goto("/people")
    address = page.locator(".address", has_text="nia")
    assert address.inner_text() == email, "copied, it is in one piece"
    tops = address.locator("span").evaluate_all("all => all.map(e => e.getBoundingClientRect().y)")
    assert len(set(tops)) == rows
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_of_a_link_can_be_loaded_again(open_page: Open) -> None:
    page = open_page("/people/new", COORDINATOR, **LAPTOP)
    add(page, "nia.brook@example.org")
    link = page.get_by_label("Link, shown only now").input_value()
    page.reload()
    expect(page.get_by_text("A link was made on")).to_be_visible()
    assert link.rpartition("/")[2] not in page.content()
    page.go_back()
    page.go_forward()
    expect(page.get_by_text("A link was made on")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="Welcome to")).to_be_visible()


def test_a_field_with_a_mistake_has_an_edge_in_the_colour_of_mistakes(
    open_page: Open, watch: Watch
) -> None:
    watch.expect(422)
    page = open_page("/people/new", COORDINATOR, **LAPTOP)
    page.get_by_role("button", name="Add").click()
    page.wait_for_load_state()  # before that it may have no style yet
    edge, mistake = page.locator("#name").evaluate(
        """field => [getComputedStyle(field).borderTopColor,
            getComputedStyle(document.querySelector("#name-error")).color]"""
    )
    assert edge == mistake
