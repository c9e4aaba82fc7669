"""Makes the README's pictures anew, from the example alliance: `make screenshots`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from trio_journal.example import PASSWORD

ROOT = Path(__file__).parents[2]
TO = ROOT / "docs" / "screenshots"
PORT = "8765"
URL = f"http://127.0.0.1:{PORT}"
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
LEAD, COORDINATOR = "judith.marchbank@example.org", "helen.tarling@example.org"
# Their trio is on a visit on the day the example is loaded.
VISITOR = "lucy.ambrick@example.org"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def signed_in(browser: Browser, email: str, size: dict[str, int], dark: bool = False) -> Page:
    context = browser.new_context(
        viewport=size, color_scheme="dark" if dark else "light", device_scale_factor=2
    )
    page = context.new_page()
    page.goto(f"{URL}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    return page


def shoot(page: Page, name: str) -> None:
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(200)
    page.screenshot(path=TO / f"{name}.png")


def take(browser: Browser) -> None:
    phone = signed_in(browser, LEAD, PHONE)
    phone.locator("a.big").first.click()
    phone.locator("#feed article.o").first.scroll_into_view_if_needed()
    shoot(phone, "journal-phone")
    visitor = signed_in(browser, VISITOR, PHONE)
    visitor.locator("a.big").first.click()
    visitor.get_by_role("link", name="Write", exact=True).click()
    visitor.get_by_label("What did you see?").fill(
        "A girl at the back put her hand up, took it down again, and told her neighbour."
    )
    visitor.get_by_role("checkbox", name="Year 8").check(force=True)
    shoot(visitor, "write-phone")
    dark = signed_in(browser, LEAD, PHONE, dark=True)
    dark.locator("a.big").first.click()
    dark.get_by_role("link", name="Findings").click()
    shoot(dark, "findings-phone-dark")
    laptop = signed_in(browser, LEAD, LAPTOP)
    laptop.locator("a.big").first.click()
    shoot(laptop, "journal-laptop")
    desk = signed_in(browser, COORDINATOR, LAPTOP)
    desk.goto(f"{URL}/alliance")
    shoot(desk, "board-laptop")
    desk.goto(f"{URL}/evenings")
    desk.get_by_role("link", name="What our trios have seen").first.click()
    take_handout(browser, desk, desk.url)


# Of which layout, which page, and with how many dots to the inch.
PAGES = {
    "handout-cover": ("a4", 1, 75),
    "handout-trio": ("a4", 2, 90),
    "handout-large-print": ("large-print", 4, 60),
    "handout-booklet": ("booklet", 1, 60),
    "handout-slide": ("slides", 5, 54),
}


def take_handout(browser: Browser, desk: Page, evening: str) -> None:
    """Freeze an edition, and take its pages and how it reads on a phone."""
    desk.goto(f"{evening}/editions")
    desk.get_by_role("button", name="Make the link").click()
    desk.get_by_role("button", name="Freeze edition 1").click()
    desk.get_by_role("heading", name="Edition 1", exact=True).wait_for()
    link = desk.get_attribute("a.long", "href")
    shoot(desk, "editions-laptop")
    phone = browser.new_context(viewport=PHONE, device_scale_factor=2).new_page()
    phone.goto(str(link))
    phone.locator("section.side").first.evaluate("one => one.scrollIntoView()")
    shoot(phone, "reading-phone")
    with tempfile.TemporaryDirectory() as folder:
        for name, (layout, number, dots) in PAGES.items():
            answer = desk.request.get(f"{evening}/editions/1/handout.pdf?layout={layout}")
            file = Path(folder) / f"{layout}.pdf"
            file.write_bytes(answer.body())
            page = ["-f", str(number), "-l", str(number), "-singlefile", "-r", str(dots), "-png"]
            subprocess.run(["pdftoppm", *page, str(file), str(TO / name)], check=True)


def main() -> None:
    chromium = os.environ.get("TRIO_CHROMIUM") or shutil.which("chromium")
    if not chromium or not shutil.which("pdftoppm"):
        sys.exit("This needs chromium and pdftoppm (Debian: chromium, poppler-utils).")
    TO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as instance:
        server = subprocess.Popen(
            [Path(sys.executable).with_name("trio-journal"), "serve", "--example"],
            env=os.environ | {"TRIO_INSTANCE": instance, "TRIO_PORT": PORT},
            stdout=subprocess.DEVNULL,
        )
        try:
            for _ in range(150):
                try:
                    urllib.request.urlopen(f"{URL}/health").close()
                    break
                except OSError:
                    time.sleep(0.2)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
                take(browser)
                browser.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
