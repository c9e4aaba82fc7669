"""Steps that several journeys take, in the words of the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from trio_journal.example import PASSWORD


def sign_in(page: Page, email: str) -> None:
    """Sign in as a person does."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    # Members come home to their trios, coordinators to the board; strangers have no menu.
    expect(page.get_by_text("Menu", exact=True)).to_be_visible()


def go(page: Page, tab: str) -> None:
    """Go to Journal, Write, Findings or Visits by the bar."""
    page.get_by_role("navigation", name="Trio").get_by_role("link", name=tab, exact=True).click()
    page.wait_for_load_state()


def entry(page: Page, words: str) -> Locator:
    """Return the card of an entry that says something."""
    return page.get_by_role("article").filter(has_text=words)


@contextmanager
def staying(page: Page, script: bool = True) -> Iterator[None]:
    """Assert that what happens inside loads no page; without script it does, and may."""
    if script:
        page.evaluate("window.here = true")
    yield
    if script:
        assert page.evaluate("window.here"), "a page was loaded"


def notice(page: Page) -> Locator:
    """Return the live region; the year ruler's `output` is another of that role."""
    return page.locator("#notice[role=status]")


def said(page: Page, words: str) -> None:
    """Assert that the live region says something."""
    expect(notice(page)).to_contain_text(words)


def focused(page: Page) -> str:
    """Return what has the focus: its tag, id and words; "body" is nothing."""
    found: str = page.evaluate(
        """() => {
            const at = document.activeElement;
            if (!at || at === document.body) return "body";
            const words = at.ariaLabel || at.labels?.[0]?.innerText || at.innerText;
            return [at.localName, at.id && "#" + at.id, words].filter(Boolean).join(" ");
        }"""
    )
    return re.sub(r"\s+", " ", found).strip()
