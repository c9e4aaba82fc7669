"""The night before and the evening: an edition is frozen, and the hall reads it on its phones."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.coming import EVENING_ID
from trio_journal.extensions import db
from trio_journal.models import Finding, FindingState, User
from trio_journal.services import agreements
from trio_journal.web import downloads

from .fixtures import COORDINATOR, FOCUS, LAPTOP, PHONE, Live, Open, Watch

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing have been made before."""
    monkeypatch.setattr(downloads, "workshop", lambda: tmp_path)


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def evening(live: Live) -> str:
    """Return the evening's address."""
    return f"/evenings/{live.one(EVENING_ID)}"


def test_an_edition_is_frozen_with_its_link_and_read_by_somebody_without_an_account(
    live: Live, open_page: Open, watch: Watch, evening: str, script: bool
) -> None:
    coordinator = open_page(evening, COORDINATOR, java_script_enabled=script, **LAPTOP)
    url = make_the_link(coordinator)
    phone = open_page("about:blank", **PHONE | {"java_script_enabled": script})
    watch.expect(404)
    phone.goto(url)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nothing to read here")

    freeze(coordinator, 1)
    read(phone, url)
    assert not phone.context.cookies(), "whoever reads leaves no trace, and has none"

    claim = withdraw(live)
    phone.reload()
    expect(phone.get_by_text("Withdrawn")).to_be_visible()
    coordinator.reload()
    freeze(coordinator, 2)
    phone.reload()
    expect(phone.get_by_text(claim)).to_have_count(0)

    coordinator.get_by_text("End the link", exact=True).click()
    coordinator.get_by_role("button", name="End the link for good").click()
    expect(coordinator.get_by_text("The link is ended.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nothing to read here")


def make_the_link(page: Page) -> str:
    page.get_by_role("link", name="Handout", exact=True).click()
    page.get_by_role("link", name="Freeze an edition").click()
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("#reading a.long")
    expect(link).to_be_visible()
    return link.inner_text()


def freeze(page: Page, number: int) -> None:
    page.get_by_role("button", name=f"Freeze edition {number}").click()
    expect(page.get_by_text(f"Edition {number} is frozen. Print this one.")).to_be_visible()


def read(phone: Page, url: str) -> None:
    answer = phone.goto(url)
    assert answer
    assert answer.status == 200
    expect(phone.get_by_role("heading", level=1)).to_have_text("What our trios have seen")
    phone.get_by_role("link", name=FOCUS, exact=True).click()
    expect(phone.get_by_role("heading", name=FOCUS)).to_be_in_viewport()
    wide = phone.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], "nothing is cut off at the right"


def withdraw(live: Live) -> str:
    """Let the trio withdraw the first finding that is in the edition; return its claim."""
    with live.app.app_context():
        chosen = select(Finding).where(
            Finding.state == FindingState.SHARED, Finding.trio_id == live.trio()
        )
        finding = db.session.scalars(chosen.order_by(Finding.shared_at)).first()
        assert finding is not None
        lead = select(User.id).where(User.email == live.members()[0])
        agreements.withdraw(finding.id, db.session.scalars(lead).one(), finding.version)
        return finding.claim


def test_the_lengths_of_an_edition_come_by_themselves(open_page: Open, evening: str) -> None:
    page = open_page(f"{evening}/editions", COORDINATOR, **LAPTOP)
    freeze(page, 1)
    page.get_by_role("link", name="Read and print edition 1").click()
    expect(page.locator("#lengths")).to_contain_text("9 sides of A4.", timeout=20_000)
    expect(page.locator("#lengths")).to_contain_text("25 slides.", timeout=20_000)


def test_the_run_sheet_has_the_paper_counted_without_being_asked_again(
    open_page: Open, evening: str, script: bool
) -> None:
    page = open_page(evening, COORDINATOR, java_script_enabled=script, **PHONE)
    page.get_by_role("link", name="Run sheet").click()
    expect(page.get_by_role("row", name="A4 9 sides of A4")).to_be_visible()
    expect(page.get_by_role("row", name="Large print Not counted yet: press")).to_be_visible()
    page.get_by_label("Copies").fill("60")
    page.get_by_role("button", name="Work out the paper").click()
    for row in ("A4 9 sides of A4 300", "Large print 19 sides of A4 600", "Slides 25 slides"):
        expect(page.get_by_role("row", name=row)).to_be_visible(timeout=20_000)
    expect(page.get_by_label("Copies")).to_have_value("60")
    expect(page.get_by_text("60 copies of the handout")).to_be_visible()
