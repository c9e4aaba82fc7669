"""A report as PDF, measured against one side of A4, and for Word: every word in its place."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import docx
import pypdf
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.services.conftest import Journal
from trio_journal.extensions import db
from trio_journal.handout import press, report_files
from trio_journal.handout.document import Person
from trio_journal.handout.report import Document, Part, compile_report
from trio_journal.ids import new_id
from trio_journal.models import Report, ReportKind
from trio_journal.services import reports, trio_members

from .build import HOSTILE
from .paper import EDGE, LEFT, RIGHT, TALL, WIDE, WORKSHOP, Sheet, everything, letters, plain, read
from .test_pdf import tags

LINE = "They went to the wall first, then to a friend."
PLAIN = Document(
    title="Mid-year review: Talk",
    alliance="Vale Alliance",
    trio="Trio 3",
    year="2026-27",
    people=(Person("Ann Annson", "Ashby Primary School"), Person("Bob Bobson", "")),
    parts=(Part("Our focus", "What *helps*?"), Part("Starting point", "- One\n- Two")),
    standing="Draft, not handed in",
)


def made(document: Document) -> press.Made:
    found = press.make(WORKSHOP, report_files.pdf_job(document))
    assert found is not None
    return found


def pages(document: Document) -> list[Sheet]:
    return read(made(document).read("document.pdf"))


def of_lines(count: int) -> Document:
    """Return a review of one part with so many lines, each a paragraph's own."""
    return replace(PLAIN, parts=(Part("Our focus", "\n".join([LINE] * count)),))


# What it says


def test_a_report_says_whose_it_is_and_all_that_is_written(journal: Journal) -> None:
    texts = {"focus": "What *helps*?", "done": "Two visits."}
    report = reports.create(journal.home, ReportKind.MID_YEAR_REVIEW, journal.ann, new_id(), texts)
    document = compile_report(report)
    assert document.title == "Mid-year review: Talk"
    assert document.head == f"Vale Alliance, Trio 1, {document.year}"
    assert document.parts == (
        Part("Our focus", "What *helps*?"), Part("What we have done", "Two visits."),
    )  # fmt: skip
    assert [person.name for person in document.people] == ["Ann Annson", "Bob Bobson", "Cat Catson"]
    assert document.footer == "Trio 1. Draft, not handed in"


def test_whoever_has_left_is_not_on_it_and_the_lead_comes_first(journal: Journal) -> None:
    trio_members.lead(journal.home.id, journal.cat)
    trio_members.leave(journal.home.id, journal.ann, journal.helen)
    report = reports.create(
        journal.home, ReportKind.TRIO_REPORT, journal.bob, new_id(), {"aims": "To see."}
    )
    people = compile_report(report).people
    assert [person.name for person in people] == ["Cat Catson", "Bob Bobson"]


def test_every_word_is_on_paper() -> None:
    sheets = pages(PLAIN)
    (sheet,) = sheets
    written = everything(sheets)
    for text in (PLAIN.head, PLAIN.title, "Ann Annson, Ashby Primary School; Bob Bobson"):
        assert letters(text) in written
    for part in PLAIN.parts:
        assert letters(part.heading) in written
        assert all(line in written for line in plain(part.text))
    assert sheet.foot == "Trio 3. Draft, not handed in page 1 of 1"
    for run in sheet.runs:
        assert run.size >= 11.98
        assert LEFT - 1 <= run.x <= WIDE - RIGHT + 1
        assert EDGE / 3 <= run.y <= TALL - EDGE


def test_it_is_tagged_and_says_so() -> None:
    found = made(PLAIN)
    assert found.facts["accessible"]
    reader = pypdf.PdfReader(io.BytesIO(found.read("document.pdf")))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    names = [name for name, _ in tags(root["/StructTreeRoot"]) if name.startswith("/H")]
    assert names == ["/H1", "/H2", "/H2"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed(text: str) -> None:
    hostile = replace(PLAIN, title=text or "x", parts=(Part("Our focus", text),))
    assert pages(hostile)


def test_what_people_typed_is_never_markup() -> None:
    typed = "#panic() $x$ @a <a> #set page(width: 1cm) \\ [d] // e /* f */ ~"
    written = everything(pages(replace(PLAIN, title=typed, parts=(Part("Our focus", typed),))))
    assert letters(typed) in written


# How long it is


def test_what_fits_is_nothing_over() -> None:
    assert made(of_lines(1)).facts["lines_over"] == 0
    assert made(replace(PLAIN, parts=())).facts["lines_over"] == 0


def test_each_line_more_is_one_line_more_over() -> None:
    fits = next(count for count in range(30, 60) if made(of_lines(count)).facts["lines_over"])
    for more in (0, 1, 5, 40, 90):
        facts = made(of_lines(fits + more)).facts
        # No line of a paragraph stands alone on a page: it takes another one along.
        assert facts["lines_over"] in (more + 1, more + 2)
        assert facts["pages"] == len(pages(of_lines(fits + more)))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6))
@settings(max_examples=10)
def test_it_is_over_just_where_there_is_a_second_page(sizes: list[int]) -> None:
    parts = tuple(Part(f"Part {place}", f"{LINE} " * size) for place, size in enumerate(sizes))
    document = replace(PLAIN, parts=parts)
    facts = made(document).facts
    assert (facts["lines_over"] > 0) == (len(pages(document)) > 1)


def test_handing_it_in_makes_it_no_longer() -> None:
    """What was measured is the draft; only the line at the foot differs."""
    for count in (30, 45, 60):
        draft = of_lines(count)
        done = replace(draft, standing="Handed in on Tue 24 Nov 2026")
        assert made(draft).facts == made(done).facts


def test_the_examples_are_on_one_side_each(lived_in: Flask) -> None:
    with lived_in.app_context():
        for report in db.session.scalars(select(Report)):
            assert made(compile_report(report)).facts == {
                "accessible": True, "pages": 1, "lines_over": 0,
            }  # fmt: skip


# For Word


def opened(document: Document) -> Any:
    found = press.make(WORKSHOP, report_files.word_job(document))
    assert found is not None
    return docx.Document(io.BytesIO(found.read("document.docx")))


def test_a_report_for_word_has_its_words_in_order_under_real_headings() -> None:
    file = opened(PLAIN)
    said = [(one.style.name, one.text) for one in file.paragraphs]
    assert said == [
        ("Above a Title", "Vale Alliance, Trio 3, 2026-27"),
        ("Report Title", "Mid-year review: Talk"),
        ("Facts", "Ann Annson, Ashby Primary School; Bob Bobson"),
        ("Part of a Report", "Our focus"),
        ("Body Text", "What helps?"),
        ("Part of a Report", "Starting point"),
        ("List Bullet", "One"),
        ("List Bullet", "Two"),
    ]
    (section,) = file.sections
    assert section.footer.paragraphs[0].text.startswith("Trio 3. Draft, not handed in\tpage ")
    assert round(section.page_width.mm) == 210
    assert (file.core_properties.title, file.core_properties.language) == (PLAIN.title, "en-GB")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_for_word(text: str) -> None:
    file = opened(replace(PLAIN, parts=(Part("Our focus", text),)))
    written = letters("".join(one.text for one in file.paragraphs))
    assert all(letters(line) in written for line in plain(text))
