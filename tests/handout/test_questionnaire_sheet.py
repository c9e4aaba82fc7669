"""The questions to a head on paper: one side for each school, with room to write."""

from __future__ import annotations

import io

import pypdf
import pytest

from tests.browser.fixtures import COORDINATOR, Live, Open
from trio_journal.extensions import db
from trio_journal.models import School, Trio


@pytest.mark.browser
@pytest.mark.parametrize("long", [False, True])
def test_it_is_one_side_for_each_school(live: Live, open_page: Open, long: bool) -> None:
    if long:
        with live.app.app_context():
            for school in db.session.query(School):
                school.name = f"{school.name} and the Federation of Small Schools"[:120]
            for trio in db.session.query(Trio):
                trio.focus = f"{trio.focus}, and what becomes of it from one year to the next "[
                    :120
                ]
            db.session.commit()
    page = open_page("/questionnaire/sheet", COORDINATOR)
    schools = page.locator("article").count()
    sides = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert schools == 3
    assert len(sides) == schools
    for side in sides:
        text = " ".join(side.extract_text().split())
        assert "1. Did you know" in text
        assert "Please give it back to Helen Tarling" in text
