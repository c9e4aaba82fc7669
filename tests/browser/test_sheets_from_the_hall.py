"""Sheets of paper after an evening: typed in trio by trio, with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from trio_journal.models import Evening, Feedback

from .fixtures import COORDINATOR, LAPTOP, Live, Open
from .pages import notice

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_a_sheet_is_typed_in_without_a_mouse(open_page: Open, live: Live, script: bool) -> None:
    evening_id = live.one(select(Evening.id).where(Evening.title == "An early look, over tea"))
    before = set(live.all(select(Feedback.id)))
    page = open_page(
        f"/evenings/{evening_id}/feedback/new",
        COORDINATOR,
        java_script_enabled=script,
        **LAPTOP,
    )
    trio, school, years = (page.locator(f"#{name}") for name in ("trio_id", "school_id", "years"))
    order = [one.get_attribute("value") for one in trio.locator("option").all()][1:]
    expect(school).to_be_focused()
    page.keyboard.type("Haz")
    at = school.input_value()
    page.keyboard.press("Tab")
    # The sheet leaves the first trio empty: one key.
    page.keyboard.press("Enter")
    for place, typed in enumerate(order[1:], 1):
        expect(trio).to_have_value(typed or "")
        expect(school).to_have_value(at)
        expect(years).to_be_focused()
        page.keyboard.type("5/6")
        page.keyboard.press("Tab")
        page.keyboard.type(f"Easter {place}")
        page.keyboard.press("Enter")
        expect(notice(page)).to_contain_text("Saved.")
        expect(page.locator(".said li").first).to_contain_text(f"Easter {place}")
    expect(school).to_be_focused()
    expect(school).to_have_value("")
    expect(trio).to_have_value(order[0] or "")
    assert len(set(live.all(select(Feedback.id))) - before) == len(order) - 1
