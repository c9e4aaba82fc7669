"""The handout over HTTP: who gets it, and that nothing unshared is in any of its forms."""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.coming import EVENING
from tests.handout.build import strings
from tests.services.conftest import House, Journal
from trio_journal.extensions import db
from trio_journal.handout import editions, press
from trio_journal.handout.compiler import compile_evening
from trio_journal.ids import new_id
from trio_journal.models import (
    Evening,
    Finding,
    FindingState,
    Observation,
    Reply,
    School,
    TrioMembership,
    User,
    Visit,
)
from trio_journal.services import evening_slots, evenings, findings, running_order
from trio_journal.web import downloads

from .conftest import fetch, sign_in
from .paper import read
from .test_compiler import VALUES

FORMS = ("", ".json", ".csv", ".css", ".md", ".pdf", ".docx")
PREVIEWS = ("/layouts", "/pages", "/pages/1.png")


@dataclass
class Evenings:
    """The example alliance's evening, and somebody of it signed in."""

    evening: Evening
    client: FlaskClient

    def get(self, form: str = "") -> str:
        response = fetch(self.client, f"/evenings/{self.evening.id}/handout{form}")
        assert response.status_code == 200
        if form == ".pdf":
            return "".join(sheet.text for sheet in read(response.get_data()))
        if form == ".docx":
            body = docx.Document(io.BytesIO(response.get_data())).element.body
            return "".join(body.itertext())
        return response.get_data(as_text=True)


@pytest.fixture
def shown(lived_in: Flask) -> Iterator[Evenings]:
    with lived_in.app_context():
        reader = db.session.scalars(
            select(User).where(User.email == "peter.winnold@example.org")
        ).one()
        evening = db.session.scalars(EVENING).one()
        yield Evenings(evening, sign_in(lived_in.test_client(), reader.id))


def words(html: str) -> str:
    """Return what a page says, as one line."""
    text = re.sub(r"</?(?:em|strong|code|b)>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_the_page_says_everything_that_the_handout_holds(shown: Evenings) -> None:
    page = words(shown.get())
    handout = compile_evening(shown.evening)
    for text in strings((handout.alliance, handout.title, handout.venue, handout.slots)):
        # Emphasis is shown as such, and marks of Markdown are not words.
        for line in re.sub(r"[*_]", "", text).splitlines():
            assert " ".join(line.split()) in page


def test_nothing_unshared_is_in_any_form(shown: Evenings) -> None:
    shared = [
        finding
        for finding in db.session.scalars(select(Finding))
        if finding.state is FindingState.SHARED
    ]
    assert shared
    quoted = " ".join(finding.quotation for finding in shared)
    private = [
        text
        for finding in db.session.scalars(select(Finding))
        if finding.state is not FindingState.SHARED
        for text in (finding.claim, finding.detail, finding.limits)
    ]
    for note in db.session.scalars(select(Observation)):
        sentences = re.split(r"(?<=[.!?'])\s+", f"{note.seen} {note.thought}")
        private += [text for text in sentences if len(text) > 25 and text.strip("'") not in quoted]
    for visit in db.session.scalars(select(Visit)):
        private += [visit.look_for, visit.end_of_day]
    private += list(db.session.scalars(select(Reply.text)))
    private += [str(urn) for urn in db.session.scalars(select(School.urn))]
    # Who left is not named, and nobody but the trios' own people.
    present = {
        member.user_id
        for member in db.session.scalars(select(TrioMembership))
        if member.left_on is None
    }
    private += [user.name for user in db.session.scalars(select(User)) if user.id not in present]
    for form in FORMS:
        text = shown.get(form)
        if not form:
            text = text.split("<main", 1)[1]
        said = words(text.replace("\\n", " ").replace('\\"', '"').replace('""', '"'))
        for one in private:
            for line in one.splitlines():
                assert not line.strip() or " ".join(line.split()) not in said


@pytest.fixture
def small(journal: Journal, app: Flask) -> Evenings:
    """Return the evening of one trio with one finding, and a member of that trio signed in."""
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES, [journal.home.id])
    journal.share(journal.finding(journal.note(year_from=3, year_to=3, rating=3)))
    return Evenings(evening, sign_in(app.test_client(), journal.ann))


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        (".json", "application/json"),
        (".csv", "text/csv; charset=utf-8"),
        (".md", "text/markdown; charset=utf-8"),
    ],
)
def test_files_have_a_name_and_a_kind(small: Evenings, form: str, kind: str) -> None:
    response = fetch(small.client, f"/evenings/{small.evening.id}/handout{form}")
    assert response.headers["Content-Type"] == kind
    name = f'attachment; filename="handout-2026-12-10-draft{form}"'
    assert response.headers["Content-Disposition"] == name


def test_a_coordinator_is_told_to_freeze_it_before_it_is_printed(
    small: Evenings, journal: Journal, app: Flask
) -> None:
    assert "Freeze an edition" not in words(small.get())
    theirs = Evenings(small.evening, sign_in(app.test_client(), journal.helen))
    assert "This is a draft" in words(theirs.get())
    editions.freeze(small.evening.id, journal.helen)
    for reader in (theirs, small):
        assert "What goes to print is edition 1" in words(reader.get())


def test_the_page_has_no_style_or_script_of_its_own(small: Evenings) -> None:
    page = small.get()
    assert "style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "data-print" in page


@pytest.mark.parametrize("form", [*FORMS, *PREVIEWS])
def test_it_belongs_to_the_alliance(journal: Journal, app: Flask, form: str) -> None:
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES, [journal.home.id])
    path = f"/evenings/{evening.id}/handout{form}"
    stranger = fetch(app.test_client(), path)
    assert stranger.status_code == 303
    elsewhere = House("Elsewhere Alliance")
    other = sign_in(app.test_client(), elsewhere.person("zoe"))
    assert fetch(other, path).status_code == 404
    for person in (journal.dan, journal.ann, journal.helen):
        assert fetch(sign_in(app.test_client(), person), path).status_code == 200
    ann = sign_in(app.test_client(), journal.ann)
    assert fetch(ann, f"/evenings/{new_id()}/handout{form}").status_code == 404


def test_no_title_can_leave_the_string_it_stands_in(journal: Journal, app: Flask) -> None:
    title = '"} body { display: none } /* \\ </style> é 😀'
    values = VALUES | {"title": title}
    evening = evenings.create(journal.id, journal.helen, new_id(), values)
    response = fetch(sign_in(app.test_client(), journal.ann), f"/evenings/{evening.id}/handout.css")
    sheet = response.get_data(as_text=True)
    assert response.mimetype == "text/css"
    match = re.fullmatch(r'@page \{ @bottom-left \{ content: "((?:\\[0-9a-f]{6})*)" \} \}\n', sheet)
    assert match
    letters = re.findall(r"\\([0-9a-f]{6})", match[1])
    footer = "".join(chr(int(letter, 16)) for letter in letters)
    assert footer == f"{title}, Thu 10 Dec 2026, draft"


@pytest.mark.parametrize(
    ("form", "mimetype", "begins"),
    [
        ("pdf", "application/pdf", b"%PDF-"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    ],
)
def test_a_document_has_a_name_to_keep_it_under(
    journal: Journal, app: Flask, form: str, mimetype: str, begins: bytes
) -> None:
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES)
    client = sign_in(app.test_client(), journal.ann)
    response = fetch(client, f"/evenings/{evening.id}/handout.{form}")
    assert response.mimetype == mimetype
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="handout-2026-12-10-draft.{form}"'
    )
    assert response.get_data().startswith(begins)
    page = fetch(client, f"/evenings/{evening.id}/handout").get_data(as_text=True)
    layout = "?layout=a4" if form == "pdf" else ""
    assert f'href="/evenings/{evening.id}/handout.{form}{layout}"' in page


def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Put another typesetter in place of typst."""
    shutil.copy(press._TOOLS / "run.py", tmp_path)
    (tmp_path / "typeset.py").write_text(f"def make(job, folder):\n    {line}\n")
    monkeypatch.setattr(press, "_TOOLS", tmp_path)
    # What it makes is never taken for what typst makes of the same words.
    monkeypatch.setattr(press, "_tools", lambda: line)


def test_a_typesetter_that_fails_leaves_the_browsers_print(
    journal: Journal, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tool(tmp_path, monkeypatch, "raise SystemExit(1)")
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES)
    client = sign_in(app.test_client(), journal.ann)
    response = fetch(client, f"/evenings/{evening.id}/handout.pdf")
    assert response.status_code == 503
    assert "print it from your browser instead" in words(response.get_data(as_text=True))


def test_a_long_handout_is_not_waited_for_but_comes_by_itself(
    journal: Journal, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    line = "import time; time.sleep(.6); (folder / 'document.pdf').write_bytes(b'%PDF-'); return {}"
    tool(tmp_path, monkeypatch, line)
    monkeypatch.setattr(downloads, "WAIT", 0.1)
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES)
    client = sign_in(app.test_client(), journal.ann)
    response = fetch(client, f"/evenings/{evening.id}/handout.pdf")
    assert (response.status_code, response.headers["Refresh"]) == (202, "2")
    assert "The download starts by itself" in words(response.get_data(as_text=True))
    until = time.monotonic() + 20
    while response.status_code == 202 and time.monotonic() < until:
        response = fetch(client, f"/evenings/{evening.id}/handout.pdf")
    assert response.get_data() == b"%PDF-"


def test_an_evening_without_slots_is_a_cover(journal: Journal, app: Flask) -> None:
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES)
    page = fetch(sign_in(app.test_client(), journal.helen), f"/evenings/{evening.id}/handout")
    text = words(page.get_data(as_text=True))
    assert "What we have seen" in text
    assert "1 side of A4" in text
    assert "This is a draft" not in text


def test_a_trio_that_shares_nothing_has_lines_for_its_findings_on_the_night(
    journal: Journal, app: Flask
) -> None:
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES, [journal.home.id])
    reader = Evenings(evening, sign_in(app.test_client(), journal.ann))
    assert "Findings on the night" in words(reader.get())
    journal.share(journal.finding(journal.note()))
    assert "Findings on the night" not in words(reader.get())


def test_markup_in_a_finding_is_text(journal: Journal, app: Flask) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES, [journal.home.id])
    journal.share(journal.finding(journal.note(), claim=evil, detail=evil, for_primary=evil))
    page = fetch(sign_in(app.test_client(), journal.ann), f"/evenings/{evening.id}/handout")
    html = page.get_data(as_text=True)
    assert "<script>alert" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


def test_a_running_order_that_is_too_long_is_told_to_the_coordinator_on_the_screen(
    small: Evenings, journal: Journal, app: Flask
) -> None:
    theirs = Evenings(small.evening, sign_in(app.test_client(), journal.helen))
    assert "longer than the evening" not in theirs.get()
    for minutes in (55, 1):
        evening_slots.add(
            small.evening.id, journal.helen, trio_id=None, label="Talk", minutes=minutes
        )
    page = theirs.get()
    assert "The running order is 6 minutes longer than the evening, which ends at" in words(page)
    assert f"/evenings/{small.evening.id}#order" in page
    warning = page.split("longer than the evening")[0]
    assert warning.rindex("screen-only") > warning.rindex("<main"), "not on paper"
    assert "longer than the evening" not in small.get(), "members cannot mend it"


def test_a_trio_longer_than_its_side_is_told_to_the_coordinator_on_the_screen(
    small: Evenings, journal: Journal, app: Flask
) -> None:
    theirs = Evenings(small.evening, sign_in(app.test_client(), journal.helen))
    assert "longer than its side" not in theirs.get()
    values = {"claim": "Too long.", "limits": "We cannot say much of this yet. " * 150}
    second = findings.enter_for_trio(journal.home, journal.helen, new_id(), values)
    assert "longer than its side" not in theirs.get(), "it has no place there"
    running_order.move_finding(small.evening.id, journal.helen, second.id, -1)
    page = theirs.get()
    said = re.search(
        r"Trio 1, .+ , is (\d+) lines longer than its side; the rest stands on page (\d)\.",
        words(page),
    )
    assert said
    assert int(said[1]) > 10
    for way_out in ("#order", "/handout/edit"):
        assert f'href="/evenings/{small.evening.id}{way_out}"' in page.split("longer than its")[1]
    warning = page.split("longer than its side")[0]
    assert warning.rindex("screen-only") > warning.rindex("<main"), "not on paper"
    assert "longer than its side" not in small.get(), "members cannot mend it"
    editions.freeze(small.evening.id, journal.helen)
    frozen = theirs.client.get(f"/evenings/{small.evening.id}/editions/1").get_data(as_text=True)
    assert "longer than its side" not in frozen, "an edition stays as it is"
