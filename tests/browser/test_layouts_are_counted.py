"""The lengths of a handout's layouts come by themselves, and disturb nobody who types meanwhile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.coming import EVENING_ID
from trio_journal.web import downloads

from .fixtures import COORDINATOR, LAPTOP, Live, Open

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing have been made before."""
    monkeypatch.setattr(downloads, "workshop", lambda: tmp_path)


def test_they_come_while_somebody_types(live: Live, open_page: Open) -> None:
    path = f"/evenings/{live.one(EVENING_ID)}/handout"
    page = open_page(path, COORDINATOR, **LAPTOP)
    copies = page.get_by_label("Copies")
    copies.fill("60")
    lengths = page.locator("#lengths")
    for length in ("9 sides of A4.", "19 sides of A4.", "16 pages of A5.", "25 slides."):
        expect(lengths).to_contain_text(length, timeout=60_000)
    expect(copies).to_be_focused()
    expect(copies).to_have_value("60")
    copies.press("Enter")
    expect(page.locator("#lengths")).to_contain_text("60 copies: 300 sheets of A4")


def test_without_script_a_form_counts_them(live: Live, open_page: Open) -> None:
    path = f"/evenings/{live.one(EVENING_ID)}/handout"
    page = open_page(path, COORDINATOR, java_script_enabled=False, **LAPTOP)
    expect(page.locator("#lengths")).to_contain_text("Not counted yet.")
    page.get_by_label("Copies").fill("4")
    page.get_by_role("button", name="Work out the paper").click()
    expect(page.locator("#lengths")).to_contain_text("4 copies: 40 sheets", timeout=60_000)
    page.get_by_role("link", name=re.compile("pages.*Booklet")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Booklet, as it will print", timeout=60_000
    )
    expect(page.get_by_role("img")).to_have_count(8)
