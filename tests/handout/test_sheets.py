"""The sheets that can come with the handout, to fill in by pen: feedback, and who came."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.services.conftest import Journal
from trio_journal.handout import layout, pdf
from trio_journal.handout.compiler import compile_evening
from trio_journal.handout.document import OTHER_SCHOOLS, Handout
from trio_journal.handout.sides import FeedbackSide, NotesSide, SignInSide
from trio_journal.ids import new_id
from trio_journal.services import evenings, schools

from .build import by_chance, handout, handouts, trio
from .conftest import fetch, sign_in
from .paper import everything, letters, typeset
from .test_compiler import VALUES
from .test_layouts import PAPERS, POINTS, pages

SCHOOLS = tuple(f"{name} Primary School" for name in ("Ashby", "Birch", "Cold Hill"))


SHEETS = FeedbackSide | SignInSide


def with_sheets(whole: Handout) -> Handout:
    return replace(whole, sign_in=SCHOOLS, feedback_sheet=True)


def test_neither_comes_unless_it_is_asked_for() -> None:
    sides = layout.lay_out(by_chance(1)).sides
    assert not [side for side in sides if isinstance(side, SignInSide | FeedbackSide)]


@given(handouts(), st.integers(0, 90))
def test_every_trio_and_every_school_has_its_lines_once(whole: Handout, count: int) -> None:
    names = tuple(f"School {number}" for number in range(count))
    full = replace(whole, sign_in=names, feedback_sheet=True)
    sides = layout.lay_out(full).sides
    feedback = [side for side in sides if isinstance(side, FeedbackSide)]
    coming = [side for side in sides if isinstance(side, SignInSide)]
    assert [one for side in feedback for one in side.trios] == list(full.trios)
    rows = [name for side in coming for name in side.schools]
    assert rows == ([*names, OTHER_SCHOOLS] if names else [])
    assert [side.again for side in feedback] == [place > 0 for place in range(len(feedback))]


@given(handouts(), st.integers(1, 40))
def test_each_begins_on_a_leaf_of_its_own_behind_the_indexes(whole: Handout, count: int) -> None:
    """What is torn off takes nothing of the handout with it."""
    names = tuple(f"School {number}" for number in range(count))
    sides = layout.lay_out(replace(whole, sign_in=names, feedback_sheet=True)).sides
    first = [side for side in sides if isinstance(side, SHEETS) and not side.again]
    assert all(side.number is None or side.number % 2 == 1 for side in first)
    after = [side for side in sides if isinstance(side, NotesSide | FeedbackSide | SignInSide)]
    assert list(sides[len(sides) - len(after) :]) == after
    assert all(side.number % 2 == 0 for side in after if isinstance(side, NotesSide))


def test_large_print_turns_to_a_new_leaf_for_each_too() -> None:
    sheets = pages(with_sheets(by_chance(3)), "large-print")
    heads = [sheet.runs[0].text for sheet in sheets]
    assert (heads.index("Feedback") + 1) % 2 == 1
    assert (heads.index("Sign in") + 1) % 2 == 1
    for number, sheet in enumerate(sheets, start=1):
        assert sheet.foot.endswith(f"page {number} of {len(sheets)}")


@pytest.mark.parametrize(("kind", "rule"), [("large-print", 14), ("booklet", 9)])
def test_no_school_has_its_lines_on_two_pages(kind: str, rule: int) -> None:
    names = tuple(f"School {number}" for number in range(12))
    foot = PAPERS[kind].foot
    for sheet in pages(replace(handout(trio(number=1)), sign_in=names), kind):
        for run in sheet.runs:
            if run.text in names:
                assert run.y / POINTS - foot > 2.5 * rule, run.text


@pytest.mark.parametrize("kind", sorted({*pdf.LAYOUTS} - {"slides"}))
def test_they_are_in_every_layout_on_paper(kind: str) -> None:
    sheets = pages(with_sheets(by_chance(3)), kind)
    written = letters("".join(run.text for sheet in sheets for run in sheet.runs))
    for words in (*SCHOOLS, OTHER_SCHOOLS, "We will try this in Year", "A question for the trio"):
        assert letters(words) in written, words


def test_a_projector_shows_neither() -> None:
    written = everything(pages(with_sheets(by_chance(3)), "slides"))
    assert letters("A question for the trio") not in written


def test_word_has_them_in_tables_and_lines() -> None:
    whole = with_sheets(handout(trio(number=1), trio(number=2)))
    file = docx.Document(io.BytesIO(typeset(whole, "docx").content))
    said = [one.text for one in file.paragraphs]
    assert said.count("A question for the trio \t") == 2
    table = next(one for one in file.tables if one.cell(0, 1).text == "Name")
    # A school is one cell beside its lines, which alone are drawn: a gap parts names from roles.
    cells = [row.cells for row in table.rows]
    assert list(dict.fromkeys(row[0].text for row in cells)) == ["School", *SCHOOLS, OTHER_SCHOOLS]
    assert not table._tbl.xpath("./w:tblPr/w:tblBorders/*")
    styles = [[cell.paragraphs[0].style.name for cell in row] for row in cells[1:]]
    assert styles == [["School to Sign", "Line to Sign On", "Line to Sign On"]] * len(styles)
    assert len(table.rows) == 1 + 3 * (len(SCHOOLS) + 1)


# What a coordinator chooses


@pytest.fixture
def chosen(journal: Journal) -> Handout:
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES, [journal.home.id])
    sheets = {"sign_in_sheet": True, "feedback_sheet": True}
    evenings.change(evening.id, journal.helen, evening.version, sheets)
    return compile_evening(evening)


def test_the_sign_in_sheet_names_the_schools_that_are_open(
    journal: Journal, chosen: Handout
) -> None:
    assert chosen.feedback_sheet
    assert chosen.sign_in == tuple(school.name for school in schools.of_alliance(journal.id))
    assert len(chosen.sign_in) > 1


@pytest.mark.parametrize(
    ("sheet", "words"),
    [("sign-in-sheet", "Ashby Primary School"), ("feedback-sheet", "Trio 1, Talk")],
)
def test_each_can_be_printed_on_its_own(
    journal: Journal, app: Flask, sheet: str, words: str
) -> None:
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES, [journal.home.id])
    client = sign_in(app.test_client(), journal.ann)
    page = fetch(client, f"/evenings/{evening.id}/{sheet}")
    assert page.status_code == 200
    assert words in page.get_data(as_text=True)
    assert fetch(client, f"/evenings/{evening.id}/other-sheet").status_code == 404


def test_a_feedback_sheet_without_trios_says_why_it_is_empty(journal: Journal, app: Flask) -> None:
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES)
    client = sign_in(app.test_client(), journal.helen)
    page = fetch(client, f"/evenings/{evening.id}/feedback-sheet").get_data(as_text=True)
    assert "no trio has a slot" in page
