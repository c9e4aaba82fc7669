"""What only script can do is not offered where there is none."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .fixtures import COORDINATOR, LAPTOP, Open


@pytest.mark.parametrize("script", [True, False])
def test_the_print_button_needs_script(open_page: Open, script: bool) -> None:
    page = open_page("/evenings", COORDINATOR, java_script_enabled=script, **LAPTOP)
    page.get_by_role("link", name="What our trios have seen").first.click()
    page.get_by_role("link", name="Handout").click()
    expect(page.get_by_role("button", name="Print on A4")).to_be_visible(visible=script)
