"""On a narrow screen nothing sticks out, and no word is broken."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from trio_journal.models import Visit

from .fixtures import PHONE, Live, Open, Watch
from .pages import notice

pytestmark = pytest.mark.browser

NARROW = PHONE | {"viewport": {"width": 320, "height": 700}}


def broken(page: Page, within: str) -> list[str]:
    """Return the words of a part of the page that go on in another line."""
    found: list[str] = page.evaluate(
        """within => {
            const words = [];
            for (const part of document.querySelectorAll(within)) {
                const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
                while (walk.nextNode()) {
                    for (const { 0: word, index } of walk.currentNode.data.matchAll(/\\S+/g)) {
                        const range = document.createRange();
                        range.setStart(walk.currentNode, index);
                        range.setEnd(walk.currentNode, index + word.length);
                        const lines = [...range.getClientRects()].map((box) => Math.round(box.top));
                        if (new Set(lines).size > 1) words.push(word);
                    }
                }
            }
            return words;
        }""",
        within,
    )
    return found


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["390", "320"])
def test_the_visit_sheet(live: Live, open_page: Open, size: dict[str, object]) -> None:
    visit_id = live.all(select(Visit.id).where(Visit.trio_id == live.trio()))[0]
    page = open_page(f"/visits/{visit_id}/sheet", live.members()[0], **size)
    assert broken(page, "main") == []
    sheet = page.locator(".a4").bounding_box()
    assert sheet is not None
    assert sheet["width"] <= page.evaluate("innerWidth")
    for years in page.locator(".strip-years path").all():
        box = years.bounding_box()
        assert box is not None
        assert box["x"] >= sheet["x"] + 8
        assert box["x"] + box["width"] <= sheet["x"] + sheet["width"] - 8


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["390", "320"])
def test_that_one_is_signed_out(
    live: Live, open_page: Open, watch: Watch, size: dict[str, object]
) -> None:
    watch.expect(401)
    page = open_page(f"/trios/{live.trio()}/observations/new", live.members()[0], **size)
    page.get_by_label("What did you see?").fill("They counted.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(notice(page)).to_contain_text("You are signed out.")
    assert broken(page, "#notice") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
