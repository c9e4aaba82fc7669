"""What stands after what on paper, alike in the browser, the PDF and Word."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape

import docx
import pytest
from docx.oxml.ns import qn
from flask import Flask
from sqlalchemy import select

from tests.coming import EVENING
from trio_journal.extensions import db
from trio_journal.handout.document import Handout, Quotation, Reading
from trio_journal.models import User
from trio_journal.web import handouts

from .build import finding, handout, trio
from .conftest import fetch, sign_in
from .paper import everything, letters, read, typeset

Words = Callable[[Handout], str]
LINK = Reading("https://journal.example.org/read/abc", date(2026, 12, 24))


def in_pdf(evening: Handout) -> str:
    return everything(read(typeset(evening).content))


def in_word(evening: Handout) -> str:
    body = docx.Document(io.BytesIO(typeset(evening, "docx").content)).element.body
    return letters("".join(body.itertext(qn("w:t"))))


@pytest.fixture
def in_the_browser(lived_in: Flask, monkeypatch: pytest.MonkeyPatch) -> Words:
    def read_it(evening: Handout) -> str:
        monkeypatch.setattr(handouts.compiler, "compile_evening", lambda _: evening)
        with lived_in.app_context():
            email = User.email == "peter.winnold@example.org"
            client = sign_in(
                lived_in.test_client(), db.session.scalars(select(User.id).where(email)).one()
            )
            shown = db.session.scalars(EVENING).one().id
            page = fetch(client, f"/evenings/{shown}/handout").get_data(as_text=True)
        return letters(unescape(re.sub(r"<[^>]+>", "", page)))

    return read_it


def in_order(said: str, *texts: str) -> bool:
    """Say whether the texts stand in this order."""
    return re.search(".*".join(re.escape(letters(text)) for text in texts), said) is not None


def check_everywhere(in_the_browser: Words, evening: Handout, *texts: str) -> None:
    for form in (in_the_browser, in_pdf, in_word):
        assert in_order(form(evening), *texts), form


def test_the_first_finding_is_complete_before_the_second_begins(in_the_browser: Words) -> None:
    quoted = Quotation("Said of the first.", "a KS2 lesson")
    first = finding("The first claim.", quotation=quoted)
    evening = handout(trio(first, finding("The second claim."), finding("The third claim.")))
    check_everywhere(
        in_the_browser,
        evening,
        *("The first claim.", first.evidence_line, first.detail, "Said of the first."),
        *(first.for_primary, first.for_secondary),
        *("What we can't say yet", first.limits, "What next", first.next_step),
        *("The second claim.", "The third claim.", "We asked", "What we did"),
        *(first.audience_question, "In my school"),
    )


def test_where_to_find_a_school_stands_above_the_words_of_the_code(in_the_browser: Words) -> None:
    evening = handout(trio(finding()), reading=LINK)
    check_everywhere(in_the_browser, evening, "Find your school", str(LINK), "Trio 1")
