"""The sheet to take on a visit, on paper: two full sides, however long its heading is."""

from __future__ import annotations

import io

import pypdf
import pytest
from sqlalchemy import select

from tests.browser.fixtures import Live, Open
from trio_journal.extensions import db
from trio_journal.handout.visit_sheet import fronts
from trio_journal.models import Visit

LOOK = "Start, carry on, check. Sit where a child would sit, and do not help. "


@pytest.mark.parametrize(("times", "strips"), [(0, 3), (6, 2), (30, 1), (80, 0)])
def test_the_longer_the_heading_the_fewer_classes_stand_below_it(times: int, strips: int) -> None:
    assert fronts("Trio 3, Independence: Ann and Bob", [], LOOK * times) == strips


@pytest.mark.parametrize(("questions", "strips"), [(0, 3), (5, 2), (16, 1), (30, 0)])
def test_the_questions_are_part_of_the_heading(questions: int, strips: int) -> None:
    asked = ["How do pupils start when nobody tells them to?"] * questions
    assert fronts("Trio 3, Independence: Ann and Bob", asked, "") == strips


@pytest.mark.browser
@pytest.mark.parametrize(("times", "strips"), [(0, 2), (1, 2), (20, 1), (28, 0)])
def test_it_is_two_sides_and_four_classes_stand_on_the_second(
    live: Live, open_page: Open, times: int, strips: int
) -> None:
    with live.app.app_context():
        visit = db.session.scalars(select(Visit).where(Visit.trio_id == live.trio())).first()
        assert visit is not None
        visit_id, visit.look_for = visit.id, LOOK * times
        db.session.commit()
    page = open_page(f"/visits/{visit_id}/sheet", live.members()[0])
    pdf = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    classes = [side.extract_text().count("Subject") for side in pdf.pages]
    assert classes == [strips, 4]
