"""The index by theme, from ten findings on, in every format beside the other two."""

from __future__ import annotations

import io
import json as reader
import re
from dataclasses import replace

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from flask import Flask
from flask.testing import FlaskClient

from tests.services.conftest import Journal
from tests.services.evenings import VALUES
from trio_journal.handout import csv, json, layout, markdown, selection
from trio_journal.handout.compiler import compile_evening
from trio_journal.handout.letters import missing
from trio_journal.handout.sides import Continued, IndexSide
from trio_journal.ids import new_id
from trio_journal.services import evenings, findings
from trio_journal.web import handouts

from .build import finding, handout, ten_findings, trio
from .conftest import fetch, sign_in
from .paper import letters, typeset
from .test_formats import rows

TEN = ten_findings()
WHO = "Trio 1, Focus 1; Trio 2, Focus 2; Trio 3, Focus 3"
AT = layout.lay_out(TEN)
PLACES = "; ".join(f"{one.title}, page {AT.page(one.anchor)}" for one in TEN.trios[:3])


def test_a_compiled_finding_has_the_themes_that_it_has_by_then(journal: Journal) -> None:
    shared = journal.share(journal.finding(journal.note(), themes="vocabulary, Talk"))
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES, [journal.home.id])
    (block,) = compile_evening(evening).trios
    assert block.findings[0].themes == ("Talk", "vocabulary")
    findings.change(shared.id, journal.ann, shared.version, {"themes": ""})
    (block,) = compile_evening(evening).trios
    assert block.findings[0].themes == ()


def test_a_theme_prints_as_the_first_shared_finding_spells_it(journal: Journal) -> None:
    journal.finding(claim="A draft.", themes="TALK")
    for place, themes in enumerate(("Talk", "reading, talk")):
        made = journal.finding(journal.note(), claim=f"Claim {place}.", themes=themes)
        journal.share(made)
    assert made.themes == ["reading", "talk"]
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES, [journal.home.id])
    (block,) = compile_evening(evening).trios
    assert [one.themes for one in block.findings] == [("Talk",), ("reading", "Talk")]


def test_it_stands_behind_the_others_and_counts_what_is_continued() -> None:
    assert any(isinstance(side, Continued) for side in AT.sides)
    parts = [part for side in AT.sides if isinstance(side, IndexSide) for part in side.parts]
    assert [part.head for part in parts] == [
        "Find your school",
        "Find your year group",
        "Find a theme",
    ]
    assert parts[-1].lines == TEN.by_theme


def test_what_is_left_out_of_the_findings_takes_no_theme_along() -> None:
    called = selection.letters(TEN, [])
    assert selection.select(TEN, selection.FIELDS, called).by_theme == TEN.by_theme


def test_a_school_that_a_theme_names_is_told_to_the_coordinator() -> None:
    whole = handout(trio(finding(themes=("reading at Birch",))))
    assert selection.still_named(whole, ["Birch School"]) == ["Birch School"]


def test_markdown_has_it() -> None:
    lines = markdown.write(TEN).decode().split("## Find a theme\n\n")[1].splitlines()
    assert lines == [f"- **{theme}**: {WHO}" for theme in ("independence", "talk", "Vocabulary")]


def test_json_has_it_and_the_themes_of_each_finding() -> None:
    data = reader.loads(json.write(TEN))
    assert data["index"]["by_theme"][2] == {
        "name": "Vocabulary",
        "trios": ["trio 1", "trio 2", "trio 3"],
    }
    assert data["slots"][1]["trio"]["findings"][1]["themes"] == ["independence", "Vocabulary"]
    nine = json.as_data(handout(*TEN.trios[:3]))
    assert nine["index"]["by_theme"] == []
    assert json.read(data) == TEN


def test_csv_has_the_themes_of_each_finding() -> None:
    cells = [row["themes"] for row in rows(csv.write(TEN))]
    assert cells[:3] == [
        "independence",
        "independence; Vocabulary",
        "independence; Vocabulary; talk",
    ]
    assert cells[-1] == ""
    (row,) = rows(csv.write(handout(trio(finding(themes=("=1+1",))))))
    assert row["themes"] == "=1+1"


@pytest.fixture
def shown(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the page of the handout as a coordinator's browser gets it."""
    monkeypatch.setattr(handouts.compiler, "compile_evening", lambda _: TEN)
    with app.app_context():
        built = Journal()
        evening = evenings.create(built.id, built.helen, new_id(), VALUES, [built.home.id])
        reader = sign_in(client, built.helen)
        return fetch(reader, f"/evenings/{evening.id}/handout").get_data(as_text=True)


def test_the_page_has_it_with_links(shown: str) -> None:
    assert shown.count('id="find-a-theme"') == 1
    index = shown.split('id="find-a-theme"')[1]
    assert index.count('<th scope="row">') == 3
    assert '<th scope="row">Vocabulary</th><td><a href="#slot-1">Trio 1, Focus 1</a>' in index
    assert '<a href="#find-your-school">' in shown


def letters_of(written: bytes) -> str:
    """Return the letters of a PDF, the pages in the order in which they are on the sheets."""
    pages = pypdf.PdfReader(io.BytesIO(written)).pages
    return letters("".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("name", ["a4", "large-print", "booklet"])
def test_the_pdf_has_it_and_names_its_pages(name: str) -> None:
    made = typeset(TEN, name)
    said = letters_of(made.content)
    assert letters("Find your school, your year group and a theme on page") in said
    index = said.rpartition("Findatheme")[2]
    if name == "a4":
        assert f"Vocabulary{letters(PLACES)}" in index
    assert len(re.findall(r"(?:;?Trio\d,Focus\d,page\d+){3}", index)) == 3


def test_word_has_it_with_its_pages() -> None:
    body = docx.Document(io.BytesIO(typeset(TEN, "docx").content)).element.body
    said = "\n".join("".join(one.itertext(qn("w:t"))) for one in body.iter(qn("w:p")))
    index = said.split("Find a theme\n")[1].split("\n")
    assert index[:6:2] == ["independence", "talk", "Vocabulary"]
    assert letters(index[1]) == letters(PLACES)


def test_a_letter_that_no_typeface_has_is_named_where_it_prints() -> None:
    (first, *others) = TEN.trios
    strange = replace(first.findings[0], themes=("Year 7 😀",))
    block = replace(first, findings=(strange, *first.findings[1:]))
    (boxed,) = missing(handout(block, *others))
    assert boxed.places == ("the index by theme",)
    assert missing(handout(block)) == ()
