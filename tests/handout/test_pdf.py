"""The handout as PDF: every word is there, in its place, tagged so that it can be read aloud."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

from trio_journal.handout import layout, pdf, press
from trio_journal.handout.document import Handout, Person, Quotation
from trio_journal.handout.sides import IndexSide

from .build import HOSTILE, RULER, by_chance, finding, handout, strings, trio
from .paper import WORKSHOP, check, everything, letters, plain, read, tags, typeset

MOMENT = datetime(2026, 11, 24, 18, tzinfo=UTC)


def reader(evening: Handout) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(typeset(evening).content))


def test_every_word_is_in_its_place(compiled: Handout) -> None:
    written = typeset(compiled)
    assert written.facts["accessible"]
    sheets = read(written.content)
    check(sheets, compiled, compiled.footer)
    all_letters = everything(sheets)
    for text in strings((compiled.alliance, compiled.title, compiled.welcome, compiled.slots)):
        for line in plain(text):
            assert line in all_letters


def test_each_trio_has_one_side(compiled: Handout) -> None:
    sheets = read(typeset(compiled).content)
    laid_out = layout.lay_out(compiled)
    assert len(sheets) == laid_out.total
    for slot in compiled.slots:
        if slot.trio:
            sheet = sheets[(laid_out.page(slot.trio.anchor) or 0) - 1]
            assert letters(sheet.body).startswith(letters(slot.heading))
            assert letters(slot.trio.contact) in letters(sheet.body)


def test_it_is_tagged_and_says_so(compiled: Handout) -> None:
    read_back = reader(compiled)
    root = read_back.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read_back.metadata is not None
    assert read_back.metadata.title == compiled.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_a_screen_reader_finds_its_way(compiled: Handout) -> None:
    found = tags(reader(compiled).trailer["/Root"]["/StructTreeRoot"])
    names = [name for name, _ in found]
    assert names.count("/H1") == 1
    heads = [int(name[2]) for name in names if name.startswith("/H") and name[2:].isdigit()]
    assert heads[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(heads))
    assert {"/Table", "/TH", "/TD", "/L" if "/L" in names else "/P"} <= set(names)
    rulers = [one.ruler.sentence for t in compiled.trios for one in t.findings[:1] if one.ruler]
    assert [alt for name, alt in found if name == "/Figure"] == rulers
    assert "Strong in Reception and Year 1" in rulers[0]


def test_the_same_words_make_the_same_bytes(compiled: Handout, tmp_path: Path) -> None:
    job = pdf.job(compiled, MOMENT)
    first, again = (press.make(tmp_path / name, job) for name in ("first", "again"))
    assert first is not None
    assert again is not None
    assert first.read("document.pdf") == again.read("document.pdf")


@pytest.mark.parametrize("seed", [3, 8, 11, 20, 31, 47])
def test_pages_are_where_the_estimate_says(seed: int) -> None:
    evening = by_chance(seed, trios=5, most_words=40 + 30 * (seed % 4))
    sheets = read(typeset(evening).content)
    check(sheets, evening)
    all_letters = everything(sheets)
    for block in evening.trios:
        for one in block.findings:
            assert letters(one.claim) in all_letters


def test_sixty_trios_and_none() -> None:
    for evening in (handout(*(trio(finding(), number=n) for n in range(1, 61))), handout()):
        check(read(typeset(evening).content), evening)


def test_what_people_typed_is_never_markup() -> None:
    typed = "#panic() $x$ @slot-1 <slot-1> *a* _b_ `c` #set page(width: 1cm) \\ [d] // e /* f */ ~"
    evening = handout(trio(finding(typed, detail=typed), focus=typed), title=typed, welcome=typed)
    written = everything(read(typeset(evening).content))
    assert letters(typed) in written, "a claim and a title have no marks"
    assert letters("#panic() $x$ @slot-1 <slot-1> a b c #set page(width: 1cm)") in written


def test_a_word_longer_than_a_line_stays_on_the_paper() -> None:
    words = {"detail": "x" * 5000, "limits": "y" * 300, "for_primary": "z" * 200}
    evening = handout(trio(finding("W" * 290, ruler=RULER, **words), focus="F" * 120))
    sheets = read(typeset(evening).content)
    text = everything(sheets)
    # The longest goes on over the foot of a page.
    assert text.count("x") >= 5000
    for letter, count in (("y", 300), ("z", 200), ("W", 290)):
        assert letter * count in text
    for sheet in sheets:
        for run in sheet.runs:
            assert run.x <= 595 - 45


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed(text: str) -> None:
    one = finding("A claim.", detail=text, quotation=Quotation(text or "a", "a KS2 lesson"))
    written = typeset(handout(trio(one), welcome=text))
    assert read(written.content)


def test_a_letter_that_no_typeface_has_does_not_stop_the_print() -> None:
    written = typeset(handout(trio(finding("Well done 🎉 👍"))))
    assert not written.facts["accessible"]
    sheets = read(written.content)
    assert "Well done" in sheets[1].text
    root = pypdf.PdfReader(io.BytesIO(written.content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"], "it is tagged all the same"


def test_a_mark_that_no_pdf_may_have_does_not_stop_it_either() -> None:
    typed = "A\ufeff byte-order mark\x07 and a bell\x1b."
    written = typeset(handout(trio(finding(typed, detail=typed)), title=typed, welcome=typed))
    assert written.facts["accessible"]
    assert letters("A byte-order mark and a bell.") in everything(read(written.content))


def test_the_foot_counts_the_pages_itself_where_the_estimate_was_wrong() -> None:
    evening = handout(trio(finding("One.")))
    job = pdf.job(evening)
    made = press.make(WORKSHOP, replace(job, of="wrong", write=lambda: {**job.write(), "pages": 9}))
    assert made is not None
    sheets = read(made.read("document.pdf"))
    assert len(sheets) == made.facts["pages"] < 9
    assert sheets[0].foot.endswith(f"page 1 of {len(sheets)}")


@pytest.mark.parametrize(
    "words", ["- One\n- Two\n- Three", "One.\n\nTwo.", "> One", "# One", "1. One\n\n    More"]
)
def test_a_quotation_of_several_blocks_stays_on_the_side_it_was_reckoned_for(words: str) -> None:
    # As much as the side holds: a line more would be on another.
    for much in range(20, 44):
        first = finding(
            "One.", quotation=Quotation(words, "a KS2 lesson"), limits="Word. " * much * 9
        )
        evening = handout(trio(first, finding("Two."), finding("Three.")))
        assert typeset(evening).facts["pages"] == layout.lay_out(evening).total, much


def test_a_hundred_pages_are_reckoned_with_as_well() -> None:
    evening = handout(
        *(
            trio(finding("One."), number=number, people=(Person("Ann", f"School {number % 30}"),))
            for number in range(1, 131)
        )
    )
    whole = layout.lay_out(evening)
    # The one line by year group names 130 trios, which is more than a side holds.
    (first, second) = [side for side in whole.sides if isinstance(side, IndexSide)][-2:]
    lines = (*first.parts[-1].lines, *second.parts[-1].lines)
    assert [line.name for line in lines] == [
        "Reception to Year 9",
        "Reception to Year 9, continued",
    ]
    assert typeset(evening).facts["pages"] == whole.total
