"""The whole of the journal in one go, on a phone, with script and without.

A teacher's first note is sorted, edited and becomes the evidence of a finding; the three agree it
and share it; the coordinator finds it in the evening's running order, and it is in the handout.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .fixtures import COORDINATOR, FOCUS, PHONE, Live, Open
from .pages import entry, go, said, sign_in, staying

pytestmark = pytest.mark.browser

SEEN = "Two of them checked each other's answers before anybody had asked."
ADDED = " Then they went on to the next page."
CLAIM = "Where pupils check each other's work, they carry on without the teacher."


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_first_note_to_printed_evening(live: Live, open_page: Open, script: bool) -> None:
    phone = PHONE | {"java_script_enabled": script}
    three = live.members()
    teacher = open_page("/sign-in", **phone)
    sign_in(teacher, three[0])

    teacher.get_by_role("link", name=FOCUS, exact=True).first.click()
    write_with_one_field(teacher)
    sort(teacher, script)
    edit_in_place(teacher, script)
    finding = make_finding(teacher)

    for number, email in enumerate(three):
        colleague = teacher
        if number:
            colleague = open_page("/sign-in", **phone)
            sign_in(colleague, email)
        colleague.goto(finding)
        agree(colleague, script, last=number == 2)
    share(teacher, finding, script)

    coordinator = open_page("/sign-in", **phone)
    sign_in(coordinator, COORDINATOR)
    put_first_in_its_slot(coordinator, script)
    open_the_handout(coordinator)


def write_with_one_field(page: Page) -> None:
    go(page, "Write")
    page.get_by_label("What did you see?").fill(SEEN)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="In the journal")).to_be_visible()
    expect(entry(page, SEEN)).to_be_visible()
    page.get_by_role("link", name="To the journal").click()


def sort(page: Page, script: bool) -> None:
    note = page.get_by_role("region", name="To sort").get_by_role("article").filter(has_text=SEEN)
    with staying(page, script):
        note.get_by_label("Belongs to the question").select_option(index=1)
        note.get_by_role("button", name="Move").click()
        said(page, "Moved")
    expect(note).to_have_count(0)


def edit_in_place(page: Page, script: bool) -> None:
    go(page, "Journal")
    with staying(page, script):
        entry(page, SEEN).get_by_role("link", name="Edit").click()
        field = page.get_by_label("What did you see?").filter(visible=True)
        expect(field).to_have_value(SEEN)
        field.fill(SEEN + ADDED)
        page.get_by_role("button", name="Save", exact=True).filter(visible=True).click()
        said(page, "Saved.")
        expect(entry(page, SEEN + ADDED)).to_be_visible()


def make_finding(page: Page) -> str:
    go(page, "Findings")
    page.get_by_role("link", name="Write a finding").click()
    page.get_by_label("What have you found, in one sentence?").fill(CLAIM)
    evidence = page.get_by_role("group", name="What it rests on, and what doesn't fit")
    # The trio has many notes; those of its first question are put away under it.
    evidence.locator("summary").first.click()
    evidence.get_by_role("group", name=SEEN).get_by_label("Supports it").check()
    evidence.get_by_label("Supports it").nth(1).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(entry(page, CLAIM)).to_contain_text("2 notes")
    return page.url


def agree(page: Page, script: bool, last: bool) -> None:
    with staying(page, script):
        entry(page, CLAIM).get_by_role("button", name="Agree", exact=True).click()
        said(page, "Everyone has agreed. It can be shared now." if last else "You have agreed.")


def share(page: Page, finding: str, script: bool) -> None:
    page.goto(finding)
    with staying(page, script):
        page.get_by_role("button", name="Share with the alliance").click()
        said(page, "Shared with the alliance.")
    expect(entry(page, CLAIM)).to_contain_text("Shared on")


def put_first_in_its_slot(page: Page, script: bool) -> None:
    page.get_by_role("link", name="What our trios have seen").first.click()
    slot = page.locator(".order > li").filter(has=page.get_by_role("heading", name=FOCUS))
    claims = slot.locator(".claims > li")
    # It appeared by itself, after those that were shared before.
    expect(claims.last).to_contain_text(CLAIM)
    before = claims.count()
    with staying(page, script):
        for place in reversed(range(1, before)):
            claims.nth(place).get_by_role("button", name="Move this finding up").click()
            expect(claims.nth(place - 1)).to_contain_text(CLAIM)
    expect(claims).to_have_count(before)


def open_the_handout(page: Page) -> None:
    page.get_by_role("link", name="Handout").first.click()
    expect(page).to_have_url(re.compile(r"/handout$"))
    # First in the running order of its slot is first, and largest, on the trio's side.
    heading = page.get_by_role("heading", name=CLAIM)
    expect(heading).to_be_visible()
    others = page.locator(".h-trio").filter(has=heading).get_by_role("heading", level=3)
    expect(others.first).to_have_text(CLAIM)
    sizes = others.evaluate_all("all => all.map(el => parseFloat(getComputedStyle(el).fontSize))")
    assert sizes[0] == max(sizes)
