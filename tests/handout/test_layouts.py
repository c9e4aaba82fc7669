"""The other layouts: large print, the booklet and slides, read back from their PDFs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal.handout import pdf
from trio_journal.handout.document import Handout, Quotation
from trio_journal.handout.formats import pdf_in
from trio_journal.handout.typesetting.typeset import order

from .build import HOSTILE, RULER, by_chance, finding, handout, strings, trio
from .paper import POINTS, TALL, WIDE, Run, Sheet, letters, plain, read, tags, typeset

OTHERS = ("large-print", "booklet", "slides")
# Headings that words must follow on the same page.
LABELS = ("For primary", "For secondary", "What we can't say yet", "What next", "We asked")


@dataclass(frozen=True)
class Paper:
    """The pages of a layout: their size, where words may stand, and how small these may be."""

    size: tuple[float, float]
    top: float
    foot: float
    left: float
    right: float
    least: float
    least_foot: float


PAPERS = {
    "large-print": Paper((WIDE, TALL), 18, 24, 20, 20, 18, 18),
    "booklet": Paper((WIDE / 2**0.5, TALL / 2**0.5), 12, 17, 13, 13, 11, 11),
    "slides": Paper((960, 540), 28.5, 18.3, 16.9, 16.9, 24, 18),
}


def pages(evening: Handout, layout: str) -> list[Sheet]:
    """Return the pages as they are read: those of a booklet from the halves of its sheets."""
    written = typeset(evening, layout)
    if layout != "booklet":
        return read(written.content, PAPERS[layout].size if layout in PAPERS else (WIDE, TALL))
    sheets = read(written.content, (TALL, WIDE))
    assert len(sheets) * 2 == written.facts["pages"]
    found: dict[int, Sheet] = {}
    for sheet, sides in zip(sheets, order(len(sheets) * 2), strict=True):
        found |= zip(sides, halves(sheet), strict=True)
    return [found[number] for number in sorted(found)]


def halves(sheet: Sheet) -> Iterator[Sheet]:
    """Yield the two pages of a sheet, the left one first: each ends with its foot."""
    runs: list[Run] = []
    for run, after in zip(sheet.runs, [*sheet.runs[1:], None], strict=True):
        runs.append(run)
        if is_foot(run) and (after is None or not is_foot(after)):
            yield Sheet("", runs)
            runs = []


def is_foot(run: Run) -> bool:
    return run.y < PAPERS["booklet"].foot * POINTS - 1


def body(sheet: Sheet, paper: Paper) -> list[Run]:
    """Return what stands between the head and the foot of a page."""
    high = paper.size[1] - paper.top * POINTS
    return [run for run in sheet.runs if paper.foot * POINTS - 1 <= run.y <= high]


def said(sheets: list[Sheet], layout: str) -> str:
    """Return all letters of all pages, heads and feet left out."""
    return letters("".join(run.text for sheet in sheets for run in body(sheet, PAPERS[layout])))


def check(sheets: list[Sheet], layout: str) -> None:
    """Check what holds for every page of a layout: nothing too small, nothing off the page."""
    paper = PAPERS[layout]
    for number, sheet in enumerate(sheets, start=1):
        foot = [run for run in sheet.runs if run.y < paper.foot * POINTS - 1]
        inside = body(sheet, paper)
        assert letters("".join(run.text for run in foot)).endswith(f"{number}of{len(sheets)}")
        assert inside, number
        assert min(run.size for run in inside) >= paper.least - 0.02
        assert min(run.size for run in foot) >= paper.least_foot - 0.02
        for run in sheet.runs:
            assert paper.left * POINTS - 2 <= run.x <= paper.size[0] - paper.right * POINTS + 2
            assert 8 <= run.y <= paper.size[1] - 8


def test_the_first_half_read_is_the_left_one() -> None:
    written = typeset(handout(trio(finding())), "booklet")
    for page in pypdf.PdfReader(io.BytesIO(written.content)).pages:
        drawn = re.findall(rb"q 1 0 0 1 ([\d.]+) 0 cm\s*/x\d+ Do", page.get_contents().get_data())
        left, right = map(float, drawn)
        assert 0 < left < 2 < TALL / 2 < right < TALL / 2 + 2, "as large as they were set"


def texts(evening: Handout, layout: str) -> Iterator[str]:
    """Yield every line that a layout must say."""
    if layout != "slides":
        yield from strings((evening.alliance, evening.title, evening.welcome, evening.slots))
        return
    yield from (evening.title, evening.when, evening.venue)
    for slot in evening.slots:
        yield slot.label
        if slot.trio:
            yield from strings((slot.trio.focus, slot.trio.people, slot.trio.asked))
            yield from strings((slot.trio.did, slot.trio.findings))


@pytest.mark.parametrize("layout", OTHERS)
def test_every_word_is_there(compiled: Handout, layout: str) -> None:
    sheets = pages(compiled, layout)
    check(sheets, layout)
    all_letters = said(sheets, layout)
    for text in texts(compiled, layout):
        for line in plain(text):
            assert line in all_letters


@pytest.mark.parametrize("layout", ["large-print", "slides"])
def test_a_screen_reader_finds_its_way(compiled: Handout, layout: str) -> None:
    written = typeset(compiled, layout)
    assert written.facts["accessible"]
    reader = pypdf.PdfReader(io.BytesIO(written.content))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == compiled.title
    found = tags(root["/StructTreeRoot"])
    heads = [int(name[2]) for name, _ in found if name.startswith("/H") and name[2:].isdigit()]
    assert heads[0] == 1
    assert heads.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(heads))
    spoken = " ".join(alt for name, alt in found if name == "/Figure")
    assert "trong in Reception and Year 1" in spoken
    assert all(alt for name, alt in found if name == "/Figure")


def test_large_print_has_no_slanted_letters() -> None:
    words = "It *leans* and _leans_, **and** `so` on."
    written = typeset(handout(trio(finding(detail=words)), welcome=words), "large-print")
    faces = {
        str(font["/BaseFont"])
        for page in pypdf.PdfReader(io.BytesIO(written.content)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("SemiBold" in face for face in faces)
    assert not [face for face in faces if "Italic" in face]


@pytest.mark.parametrize("layout", ["large-print", "booklet"])
def test_contents_and_indexes_name_the_page(compiled: Handout, layout: str) -> None:
    sheets = pages(compiled, layout)
    all_letters = said(sheets, layout)
    for block in compiled.trios:
        titles = letters(block.title)
        (page,) = (
            number
            for number, sheet in enumerate(sheets, start=1)
            if re.match(rf"[\d.]+[ap]m,\d+minutes{re.escape(titles)}", said([sheet], layout))
        )
        assert f"{titles},page{page}" in all_letters, "the index by school"
        assert re.search(rf"{re.escape(titles)}.*?[^\d]{page}[^\d]", all_letters), "the contents"


@pytest.mark.parametrize("seed", [3, 8, 11])
@pytest.mark.parametrize("layout", OTHERS)
def test_any_evening_has_room(seed: int, layout: str) -> None:
    evening = by_chance(seed, trios=4, most_words=40 + 40 * (seed % 4))
    sheets = pages(evening, layout)
    check(sheets, layout)
    all_letters = said(sheets, layout)
    for block in evening.trios:
        for one in block.findings:
            assert letters(one.claim) in all_letters
    for sheet in sheets:
        last = said([sheet], layout)
        heads = [*LABELS, *(one.claim for block in evening.trios for one in block.findings)]
        assert not [head for head in heads if last.endswith(letters(head))]


@pytest.mark.parametrize("layout", OTHERS)
def test_sixty_trios_and_none(layout: str) -> None:
    for evening in (handout(*(trio(finding(), number=n) for n in range(1, 61))), handout()):
        check(pages(evening, layout), layout)


@pytest.mark.parametrize("layout", OTHERS)
def test_words_longer_than_a_page_go_on(layout: str) -> None:
    one = finding(
        "W" * 290, detail="x" * 5000, limits="y" * 300, for_primary="z" * 200, ruler=RULER
    )
    evening = handout(trio(one, focus="F" * 120), welcome="Welcome all. " * 3000)
    sheets = pages(evening, layout)
    check(sheets, layout)
    text = said(sheets, layout)
    for letter, count in (("x", 5000), ("y", 300), ("z", 200), ("W", 290)):
        assert letter * count in text
    assert text.count("Welcomeall.") == (0 if layout == "slides" else 3000)


@pytest.mark.parametrize("layout", OTHERS)
def test_hostile_text_is_set(layout: str) -> None:
    trios = [
        trio(
            finding(text, detail=text, quotation=Quotation(text, text), ruler=RULER),
            focus=text,
            number=number,
        )
        for number, text in enumerate(HOSTILE, start=1)
    ]
    evening = handout(*trios, title=HOSTILE[9], welcome="\n\n".join(HOSTILE))
    sheets = pages(evening, layout)
    check(sheets, layout)
    text = said(sheets, layout)
    for typed in ("=1+1", "<script>alert(1)</script>", "x" * 5000, "bold and code", "a,b;c"):
        assert letters(typed) in text


@pytest.mark.parametrize("layout", [pdf.A4, *OTHERS])
def test_what_runs_from_the_right_is_set_from_the_right(layout: str) -> None:
    one = finding("שלום עולם", detail="مرحبا بكم في المدرسة", quotation=None)
    sheets = read(typeset(handout(trio(one)), layout).content, _size(layout))
    runs = [run for sheet in sheets for run in sheet.runs]
    first, second = (next(run for run in runs if word in run.text) for word in ("שלום", "עולם"))
    wide = PAPERS.get(layout, PAPERS["large-print"]).size[0]
    assert wide / 2 < second.x < first.x < wide


def _size(layout: str) -> tuple[float, float]:
    return (TALL, WIDE) if layout == "booklet" else PAPERS.get(layout, PAPERS["large-print"]).size


def test_a_slide_has_one_finding_and_its_question_another(compiled: Handout) -> None:
    sheets = pages(compiled, "slides")
    claims = [letters(one.claim) for block in compiled.trios for one in block.findings]
    on = [said([sheet], "slides") for sheet in sheets]
    for text in on:
        assert sum(claim in text for claim in claims) <= 1
    for block in compiled.trios:
        for one in block.findings:
            assert letters(one.audience_question) in on, "it stands alone"


def test_what_each_page_holds_is_known(compiled: Handout) -> None:
    facts = typeset(compiled, "large-print").facts
    assert facts["pages"] == len(facts["sides"])
    assert facts["sides"][0] == "Cover"
    assert {block.title for block in compiled.trios} <= set(facts["sides"])
    assert typeset(compiled).facts["pages"] == 9


# Paper


@given(st.integers(1, 200))
def test_a_folded_booklet_reads_in_order(sheets: int) -> None:
    count = sheets * 4
    sides = order(count)
    assert sorted(page for side in sides for page in side) == list(range(1, count + 1))
    assert all(left + right == count + 1 for left, right in sides)
    for outer, inner in zip(sides[::2], sides[1::2], strict=True):
        # Behind each page of a sheet is the one that follows it.
        assert inner == (outer[1] + 1, outer[0] - 1)


def test_eight_pages_are_printed_as_every_stapler_knows() -> None:
    assert order(8) == [(8, 1), (2, 7), (6, 3), (4, 5)]


def test_a_booklet_is_filled_up_with_pages_for_notes() -> None:
    lengths = set()
    for count in range(5):
        evening = handout(*(trio(finding(), number=n) for n in range(1, count + 1)))
        facts = typeset(evening, "booklet").facts
        assert facts["pages"] % 4 == 0
        assert facts["sides"].count("Notes") < 4
        lengths.add(facts["sides"].count("Notes"))
        if evening.by_school:
            assert facts["sides"][-1].startswith("Find your")
    assert len(lengths) > 1


@pytest.mark.parametrize(
    ("layout", "count", "copies", "sheets"),
    [
        ("a4", 9, 60, 300),
        ("a4", 1, 1, 1),
        ("large-print", 19, 4, 40),
        ("booklet", 16, 60, 240),
        ("slides", 25, 60, 0),
    ],
)
def test_how_much_paper_copies_take(layout: str, count: int, copies: int, sheets: int) -> None:
    assert pdf.LAYOUTS[layout].sheets(count, copies) == sheets


@given(st.sampled_from(sorted(pdf.LAYOUTS)), st.integers(1, 400), st.integers(1, 999))
def test_copies_do_not_share_a_sheet(layout: str, count: int, copies: int) -> None:
    one = pdf.LAYOUTS[layout]
    assert one.sheets(count, copies) == one.sheets(count) * copies
    assert one.sides(count) <= 2 * one.sheets(count) <= one.sides(count) + 1


def test_a_file_is_called_by_its_layout() -> None:
    names = [pdf_in(layout).file_name(handout().day, None) for layout in pdf.LAYOUTS]
    assert names == [
        "handout-2026-11-24-draft.pdf",
        "handout-2026-11-24-draft-large-print.pdf",
        "handout-2026-11-24-draft-booklet.pdf",
        "handout-2026-11-24-draft-slides.pdf",
    ]
