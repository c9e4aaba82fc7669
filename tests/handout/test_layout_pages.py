"""The layouts over HTTP: their pages as they will print, and how much paper they take."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.coming import EVENING
from trio_journal.exceptions import Unavailable
from trio_journal.extensions import db
from trio_journal.handout import press, previews
from trio_journal.handout.compiler import compile_evening
from trio_journal.handout.pdf import LAYOUTS
from trio_journal.handout.press import Made
from trio_journal.models import Evening, User
from trio_journal.services import evenings
from trio_journal.web import downloads

from .build import finding, handout, trio
from .conftest import fetch, sign_in
from .paper import TALL, WIDE, WORKSHOP, read

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Reader:
    """Somebody who looks at the handout of the example's evening."""

    def __init__(self, client: FlaskClient, evening: Evening) -> None:
        self.client = client
        self.evening = evening
        self.base = f"/evenings/{evening.id}/handout"

    def get(self, at: str) -> TestResponse:
        return fetch(self.client, self.base + at)

    def words(self, at: str) -> str:
        return words(self.get(at).get_data(as_text=True))


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def reader(lived_in: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.setattr(downloads, "WAIT", 30)
    with lived_in.app_context():
        yield someone(lived_in, "peter.winnold@example.org")


def someone(app: Flask, email: str) -> Reader:
    user = db.session.scalars(select(User).where(User.email == email)).one()
    evening = db.session.scalars(EVENING).one()
    return Reader(sign_in(app.test_client(), user.id), evening)


# The PDF in a layout


@pytest.mark.parametrize(
    ("layout", "size"),
    [
        ("a4", (WIDE, TALL)),
        ("large-print", (WIDE, TALL)),
        ("booklet", (TALL, WIDE)),
        ("slides", (960, 540)),
    ],
)
def test_each_layout_is_a_pdf(reader: Reader, layout: str, size: tuple[float, float]) -> None:
    response = reader.get(f".pdf?layout={layout}")
    assert response.status_code == 200
    assert read(response.get_data(), size)
    named = "" if layout == "a4" else f"-{layout}"
    assert f'{named}.pdf"' in response.headers["Content-Disposition"]


@pytest.mark.parametrize("at", [".pdf", "/pages", "/pages/1.png"])
def test_there_is_no_other_layout(reader: Reader, at: str) -> None:
    response = reader.get(f"{at}?layout=poster")
    assert response.status_code == 404
    assert "A4, Large print, Booklet and Slides" in response.get_data(as_text=True)


# Pages to look at


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_page_is_shown_with_what_is_on_it(reader: Reader, layout: str) -> None:
    page = reader.get(f"/pages?layout={layout}").get_data(as_text=True)
    sources = re.findall(r'<img src="([^"]+)" alt="([^"]+)" width="(\d+)" height="(\d+)"', page)
    word = "Slide" if layout == "slides" else "Side"
    assert sources
    for number, (source, alt, wide, high) in enumerate(sources, start=1):
        assert alt.startswith(f"{word} {number} of {len(sources)}: ")
        response = fetch(reader.client, unescape(source))
        assert response.mimetype == "image/png"
        picture = Image.open(io.BytesIO(response.get_data()))
        assert picture.size == pytest.approx((int(wide), int(high)), abs=1)
    assert "Independent learning" in " ".join(alt for _, alt, _, _ in sources)
    beyond = reader.get(f"/pages/{len(sources) + 1}.png?layout={layout}")
    assert beyond.status_code == 404
    assert reader.get(f"/pages/0.png?layout={layout}").status_code == 404


def test_a_sheet_of_the_booklet_says_which_pages_it_has(reader: Reader) -> None:
    page = reader.get("/pages?layout=booklet").get_data(as_text=True)
    assert 'alt="Side 1 of 8: page 16, Find your year group, and page 1, Cover"' in page
    assert "turned on the short edge" in page


def test_black_and_white_is_a_link_away_and_back(reader: Reader) -> None:
    page = reader.get("/pages?layout=slides").get_data(as_text=True)
    assert "h-grey" not in page
    assert "/pages?layout=slides&amp;colour=grey" in page
    grey = reader.get("/pages?layout=slides&colour=grey").get_data(as_text=True)
    assert "h-grey" in grey
    assert "In colour" in grey


def test_pages_that_take_long_come_by_themselves(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "pictures", lambda *_: None)
    response = reader.get("/pages")
    assert (response.status_code, response.headers["Refresh"]) == (202, "2")
    assert "Its pages appear here by themselves" in words(response.get_data(as_text=True))
    assert reader.get("/pages/1.png").status_code == 503


def test_hundreds_of_pages_are_left_to_the_pdf(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Made(Path(), {"pages": 541, "pictures": []})
    monkeypatch.setattr(previews, "pictures", lambda *_: made)
    said = reader.words("/pages?layout=large-print")
    assert "541 sides of A4" in said
    assert "Open the PDF to look at them" in said


def test_nobody_is_kept_waiting_for_hundreds_of_pictures() -> None:
    evening = handout(*(trio(finding(), number=n) for n in range(1, 210)))
    made = previews.pictures(evening, "a4", WORKSHOP, 60)
    assert made is not None
    assert made.facts["pages"] > 200
    assert made.facts["pictures"] == []
    assert not list(made.folder.glob("*.png"))


# How long, and how much paper


def test_each_layout_says_how_long_it_is(reader: Reader) -> None:
    assert "9 sides of A4." in reader.words("/layouts")
    said = reader.words("")
    for length in ("9 sides of A4.", "19 sides of A4.", "16 pages of A5.", "25 slides."):
        assert length in said, "once counted, the handout's own page says it as well"


def test_the_handouts_page_makes_nothing_by_itself(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(downloads, "workshop", lambda: tmp_path / "press")
    page = reader.get("").get_data(as_text=True)
    assert page.count("Not counted yet.") == 4
    assert not (tmp_path / "press").exists()
    assert re.search(r'data-hx-get="[^"]+/handout/layouts" data-hx-trigger="load"', page)


def test_copies_are_worked_out(reader: Reader) -> None:
    said = reader.words("/layouts?copies=60")
    assert "60 copies: 300 sheets of A4, printed on both sides." in said
    assert "60 copies: 240 sheets of A4, printed on both sides." in said, "the booklet"
    assert said.count("copies:") == 3, "slides take no paper"
    assert "1 copy: 5 sheets of A4" in reader.words("/layouts?copies=1")


@pytest.mark.parametrize("copies", ["0", "-1", "2001", "many", "1e3", "6.5"])
def test_what_is_no_number_of_copies_is_said_and_kept(reader: Reader, copies: str) -> None:
    response = reader.get(f"/layouts?copies={copies}")
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Write a whole number from 1 to 2,000." in page
    assert f'value="{copies}"' in page
    assert "copies:" not in words(page)


def test_what_is_not_counted_yet_is_asked_for_again(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(downloads, "workshop", lambda: tmp_path / "press")
    monkeypatch.setattr(downloads, "WAIT", 0)
    response = reader.get("/layouts?copies=60")
    assert response.headers["Refresh"] == "2"
    page = response.get_data(as_text=True)
    assert "/handout/layouts?copies=60" in page
    monkeypatch.setattr(downloads, "WAIT", 30)
    counted = reader.client.get(f"{reader.base}/layouts?copies=60", headers=HTMX)
    assert "Refresh" not in counted.headers
    text = counted.get_data(as_text=True)
    assert text.lstrip().startswith('<ul class="h-layouts" id="lengths">')
    assert "300 sheets" in text


def test_a_layout_that_cannot_be_made_is_told_and_the_others_counted(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = press.make

    def failing(workshop: Path, job: press.Job, seconds: float) -> Made | None:
        if job.template == "slides.typ":
            raise Unavailable("No.")
        return make(workshop, job, seconds)

    monkeypatch.setattr(previews, "make", failing)
    response = reader.get("/layouts")
    assert "Refresh" not in response.headers
    said = words(response.get_data(as_text=True))
    assert said.count("It could not be made.") == 1
    assert "16 pages of A5." in said


# Letters without a typeface


def test_a_coordinator_is_told_which_letters_print_as_boxes(reader: Reader, app: Flask) -> None:
    helen = someone(app, "helen.tarling@example.org")
    assert "no typeface" not in helen.words("")
    values = {name: getattr(helen.evening, name) for name in Evening.FIELDS}
    coordinator = db.session.scalars(
        select(User.id).where(User.email == "helen.tarling@example.org")
    ).one()
    evenings.change(
        helen.evening.id, coordinator, helen.evening.version, values | {"welcome": "Welcome 🎉"}
    )
    assert compile_evening(helen.evening).welcome == "Welcome 🎉"
    for at in ("", "/layouts"):
        said = helen.words(at)
        assert "have no typeface, and print as boxes in the PDFs: 🎉 (the welcome)" in said
        assert "no typeface" not in reader.words(at), "members cannot change it"


@pytest.mark.parametrize("at", [".pdf?layout=slides", "/pages", "/pages/1.png", "/layouts"])
def test_it_is_read_and_never_sent(reader: Reader, at: str) -> None:
    assert reader.client.post(reader.base + at).status_code == 405
