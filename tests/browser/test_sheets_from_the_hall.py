"""Sheets of paper after an evening: typed in one after the other, with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from trio_journal.models import Evening, Feedback

from .fixtures import COORDINATOR, LAPTOP, Live, Open
from .pages import notice

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_a_pile_is_typed_in_without_a_mouse(open_page: Open, live: Live, script: bool) -> None:
    evening_id = live.one(select(Evening.id).where(Evening.title == "An early look, over tea"))
    before = len(live.all(select(Feedback.id)))
    page = open_page(
        f"/evenings/{evening_id}/feedback/new",
        COORDINATOR,
        java_script_enabled=script,
        **LAPTOP,
    )
    page.get_by_label("Trio", exact=True).focus()
    page.keyboard.type("3: Ind")
    page.keyboard.press("Tab")
    for school, years in (("Haz", "5/6"), ("Osm", "7")):
        expect(page.locator("#school_id")).to_be_focused()
        page.keyboard.type(school)
        page.keyboard.press("Tab")
        page.keyboard.type(years)
        page.keyboard.press("Tab")
        page.keyboard.type("Easter")
        page.keyboard.press("Enter")
        expect(notice(page)).to_contain_text("Saved.")
        expect(page.locator(".said li").first).to_contain_text(school)
    assert page.get_by_label("Trio", exact=True).input_value() == str(live.trio())
    assert len(live.all(select(Feedback.id))) == before + 2
