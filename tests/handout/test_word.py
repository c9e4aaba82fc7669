"""The handout for Word: the same words on the same sides as the PDF, in Word's own ways."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from trio_journal.handout import layout, press, word
from trio_journal.handout.document import Handout, Quotation

from .build import HOSTILE, RULER, by_chance, finding, handout, strings, trio
from .paper import everything, letters, plain, read, tags, typeset

MOMENT = datetime(2026, 11, 24, 18, tzinfo=UTC)
SOFFICE = shutil.which("soffice")


def opened(evening: Handout) -> Document:
    return docx.Document(io.BytesIO(typeset(evening, "docx").content))


def words(part: Any) -> str:
    return "".join(part.itertext(qn("w:t")))


def paragraphs(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the style and the words of each paragraph, those in tables in their place."""
    for one in document.element.body.iter(qn("w:p")):
        yield one.style, words(one)


def headings(document: Document) -> list[tuple[int, str]]:
    """Return the level of each heading, and its words."""
    level = {
        style.style_id: int(found[0]) + 1
        for style in document.styles
        if (found := style.element.xpath("./w:pPr/w:outlineLvl/@w:val"))
    }
    return [(level[style], text) for style, text in paragraphs(document) if style in level]


def test_every_word_is_in_it(compiled: Handout) -> None:
    all_letters = letters("".join(text for _, text in paragraphs(opened(compiled))))
    for text in strings((compiled.alliance, compiled.title, compiled.welcome, compiled.slots)):
        for line in plain(text):
            assert line in all_letters


@pytest.mark.parametrize("seed", [3, 8, 11])
def test_its_headings_are_those_of_the_pdf_in_the_same_order(seed: int) -> None:
    evening = by_chance(seed, trios=5, most_words=40 + 30 * (seed % 4))
    found = headings(opened(evening))
    pdf = typeset(evening).content
    tree = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]
    assert [f"/H{level}" for level, _ in found] == [
        name for name, _ in tags(tree) if re.fullmatch(r"/H\d", name)
    ]
    rest = everything(read(pdf))
    for _, text in found:
        _, said, rest = rest.partition(letters(text))
        assert said, text
    assert all(after <= before + 1 for (before, _), (after, _) in pairwise(found))


def test_a_side_begins_where_it_does_in_the_pdf(compiled: Handout) -> None:
    body = opened(compiled).element.body
    begun = [one for one in body.iter(qn("w:p")) if one.xpath("./w:pPr/w:pageBreakBefore")]
    assert len(begun) == layout.lay_out(compiled).total - 1
    headed = [slot.heading for slot in compiled.slots if slot.trio]
    assert [words(one) for one in begun][: len(headed)] == headed


def test_the_paper_is_a4_with_room_for_the_holes(compiled: Handout) -> None:
    (section,) = opened(compiled).sections
    for found, wanted in (
        (section.page_width, Mm(210)),
        (section.page_height, Mm(297)),
        (section.left_margin, Mm(22)),
        (section.right_margin, Mm(16)),
        (section.top_margin, Mm(15)),
        (section.bottom_margin, Mm(15)),
    ):
        assert found == pytest.approx(wanted, abs=Mm(0.1))


def test_it_says_what_it_is(compiled: Handout, tmp_path: Path) -> None:
    made = press.make(tmp_path, word.job(compiled, MOMENT))
    assert made is not None
    about = docx.Document(io.BytesIO(made.read("document.docx"))).core_properties
    assert (about.title, about.author) == (compiled.title, compiled.alliance)
    assert about.language == "en-GB"
    assert about.created == MOMENT
    (lang,) = docx.Document(io.BytesIO(made.read("document.docx"))).styles.element.xpath(
        "./w:docDefaults//w:lang/@w:val"
    )
    assert lang == "en-GB"


def test_its_look_is_in_its_styles_and_nothing_is_small(compiled: Handout) -> None:
    document = opened(compiled)
    named = {style.style_id: style for style in document.styles}
    used = {style for style, _ in paragraphs(document)}
    assert used <= set(named)
    assert {"Title", "Heading2", "Heading3", "Heading4", "Quote", "Caption"} <= used
    for style in used - {"Gap"}:
        assert named[style].font.size >= Pt(12)
    # A font that is on every PC: no other is named anywhere.
    fonts = document.styles.element.xpath(".//w:rFonts/@w:ascii")
    assert set(fonts) == {"Arial"}
    assert not document.element.xpath(".//w:rPr/w:rFonts")
    for style in document.styles:
        if style.element.xpath("./w:pPr/w:outlineLvl"):
            assert style.paragraph_format.keep_with_next


def test_a_table_says_again_what_its_columns_are_and_breaks_no_row() -> None:
    evening = handout(*(trio(finding(), number=n) for n in range(1, 61)))
    document = opened(evening)
    order = document.tables[0]
    assert words(order.rows[0]._tr) == "TimeWhatPage"
    assert order.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    rows = document.element.body.xpath(".//w:tr")
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    # Word calls a document damaged in which a cell is empty, or two tables are one.
    assert all(cell.xpath("./w:p") for cell in document.element.body.iter(qn("w:tc")))
    assert not document.element.xpath(".//w:tbl/following-sibling::*[1][self::w:tbl]")
    assert not document.element.xpath(".//w:tbl/following-sibling::*[1][self::w:sectPr]")


def test_pages_are_numbered_by_word_itself(compiled: Handout) -> None:
    (section,) = opened(compiled).sections
    foot = section.footer.paragraphs[0]._p
    fields = [one.get(qn("w:instr")).strip() for one in foot.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    total = layout.lay_out(compiled).total
    assert words(foot) == f"{compiled.footer}page 1 of {total}"


def test_a_page_that_is_named_is_found_anew_when_it_moves() -> None:
    evening = by_chance(11, trios=5, most_words=130)
    document = opened(evening)
    laid_out = layout.lay_out(evening)
    marks = document.element.xpath(".//w:bookmarkStart/@w:name")
    assert len(marks) == len(set(marks))
    found: dict[str, set[str]] = {}
    for field in document.element.body.iter(qn("w:fldSimple")):
        name = field.get(qn("w:instr")).split()[1]
        found.setdefault(name, set()).add(words(field))
    assert set(found) <= set(marks)
    wanted = {block.anchor: laid_out.page(block.anchor) for block in evening.trios}
    wanted |= {f"{anchor}-more": page for anchor, page in laid_out.more.items()}
    wanted["index"] = laid_out.index_page
    assert found == {name.replace("-", "_"): {str(page)} for name, page in wanted.items()}
    assert set(document.element.xpath(".//w:hyperlink/@w:anchor")) <= set(marks)


def test_drawings_are_pictures_with_words_and_crisp_on_paper() -> None:
    document = opened(handout(trio(finding("A.", ruler=RULER), finding("B."))))
    pictures = document.element.xpath(".//wp:inline")
    said = [one.docPr.get("descr") for one in pictures]
    # In the running order, large, and beside the second claim on both its sides.
    assert said[:3] == ["Reception to Year 9", RULER.sentence, "Reception to Year 9"]
    assert all(said)
    parts = document.part.related_parts
    for one in pictures:
        image = parts[one.graphic.graphicData.pic.blipFill.blip.embed].image
        inches = one.extent.cx / 914400
        assert image.px_width / inches == pytest.approx(300, abs=2)


def test_typed_markdown_is_words_own() -> None:
    typed = (
        "Some *lean* and **loud** words, [a page](https://example.org/a).\n\n"
        "3. three\n4. four\n\n   more of four\n   - below\n\nBetween.\n\n1. one\n\n> Said."
    )
    document = opened(handout(trio(finding("A.", detail=typed))))
    body = document.element.body

    def marked(mark: str) -> list[str]:
        return [words(run) for run in body.xpath(f".//w:p/w:r[w:rPr/w:{mark}]")]

    assert "lean" in marked("i")
    assert "loud" in marked("b")
    (link,) = body.xpath(".//w:hyperlink[@r:id]")
    assert document.part.rels[link.get(qn("r:id"))].target_ref == "https://example.org/a"
    assert "a page (https://example.org/a)." in "".join(text for _, text in paragraphs(document))

    lists = {words(one): one for one in body.iter(qn("w:p")) if one.xpath("./w:pPr/w:numPr")}
    assert set(lists) == {"three", "four", "below", "one"}
    number = {text: one.pPr.numPr.numId.val for text, one in lists.items()}
    assert number["three"] == number["four"] != number["one"]
    assert lists["below"].pPr.numPr.ilvl.val == 1
    numbering = document.part.numbering_part.element
    for text, start in (("three", "3"), ("one", "1")):
        (begins,) = numbering.xpath(
            f"./w:num[@w:numId='{number[text]}']/w:lvlOverride/w:startOverride/@w:val"
        )
        assert begins == start
    styles = {text: style for style, text in paragraphs(document)}
    assert (styles["three"], styles["below"]) == ("ListNumber", "ListBullet")
    assert (styles["more of four"], styles["Said."]) == ("ListContinue", "BlockText")


@pytest.mark.parametrize(
    "to",
    [
        "https://example.org:99999",
        "https://example.org:port",
        "https:///nowhere",
        f"https://e.org/{'a' * 3000}",
    ],
)
def test_an_address_that_would_damage_the_document_is_only_shown(to: str) -> None:
    document = opened(handout(trio(finding("A.", detail=f"[here](<{to}>)"))))
    assert not document.element.xpath(".//w:hyperlink[@r:id]")
    assert letters("here") in letters("".join(text for _, text in paragraphs(document)))


@pytest.mark.parametrize("text", [*HOSTILE, ">", "- ", "1. - a", "> > - > a", "---", "\t"])
def test_hostile_text_is_written(text: str) -> None:
    one = finding(
        text,
        detail=text,
        ruler=RULER,
        quotation=Quotation(text, text),
        for_primary=text,
        for_secondary=text,
        limits=text,
        audience_question=text,
    )
    evening = handout(trio(one, focus=text, contact=text), title=text, alliance=text, welcome=text)
    document = opened(evening)
    assert letters(text) in letters("".join(found for _, found in paragraphs(document)))
    assert all(cell.xpath("./w:p") for cell in document.element.body.iter(qn("w:tc")))


def test_letters_that_xml_cannot_hold_are_left_out() -> None:
    document = opened(handout(trio(finding("One\x00 \x0b\x1btwo\ufffe.")), title="A\x07 title"))
    found = [text for _, text in paragraphs(document)]
    assert {"One two.", "A title"} <= set(found)


def test_a_script_written_from_the_right_is() -> None:
    document = opened(handout(trio(finding("שלום עולם", detail="مرحبا"), finding("Left"))))
    turned = [words(one) for one in document.element.body.xpath(".//w:p[w:pPr/w:bidi]")]
    assert turned == ["שלום עולם", "مرحبا"]
    assert len(document.element.body.xpath(".//w:p[w:pPr/w:bidi]/w:r/w:rPr/w:rtl")) == 2


@pytest.mark.parametrize("trios", [0, 60])
def test_sixty_trios_and_none(trios: int) -> None:
    evening = handout(*(trio(finding(), number=n) for n in range(1, 1 + trios)))
    found = headings(opened(evening))
    assert [text for level, text in found if level == 1] == [evening.title]
    assert sum(text.startswith("7 pm, 10 minutes, Trio") for _, text in found) == max(trios - 4, 0)


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@pytest.mark.parametrize("seed", [3, 20])
def test_its_sides_fit_their_pages(seed: int, tmp_path: Path) -> None:
    evening = by_chance(seed, trios=5, most_words=40 + 30 * (seed % 4))
    (tmp_path / "it.docx").write_bytes(typeset(evening, "docx").content)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    subprocess.run(
        [str(SOFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path),
         str(tmp_path / "it.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert len(pypdf.PdfReader(tmp_path / "it.pdf").pages) == layout.lay_out(evening).total
