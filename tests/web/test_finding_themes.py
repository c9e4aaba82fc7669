"""Themes on a finding's form and page: what is typed, what is suggested, who reads it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.services.evenings import VALUES
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Evening, Finding
from trio_journal.services import evenings, findings

from .nouns import FINDING
from .pages import Page
from .test_stale_saves import form_of


def themes_of(journal: Any, finding: Finding | None = None) -> list[str]:
    """Return the themes that are kept of a finding, or of the only one."""

    def read() -> list[str]:
        if finding is not None:
            return db.session.get_one(Finding, finding.id).themes
        return db.session.scalars(select(Finding)).one().themes

    kept: list[str] = journal.inside(read)()
    return kept


def suggested(answer: Any) -> list[str]:
    page = answer.get_data(as_text=True)
    return re.findall(r'<option value="([^"]*)"></option>', page)


def test_themes_are_typed_with_commas_and_stand_on_the_page(
    journal: Any, ann: FlaskClient, sign_in: Any
) -> None:
    form = Page(ann.get(FINDING.of(journal, "new"))).form(FINDING.of(journal))
    answer = form.send(ann, claim="They talk.", themes=" vocabulary,independence, ")
    assert answer.status_code == 303
    assert themes_of(journal) == ["independence", "vocabulary"]
    assert "Themesindependence, vocabulary" in Page(ann.get(answer.location)).words
    finding = journal.inside(lambda: db.session.scalars(select(Finding)).one())()
    form = form_of(ann, FINDING, finding)
    assert form.fields["themes"] == ["independence, vocabulary"]
    assert form.send(ann, themes="talk").status_code == 303
    assert "Themetalk" in Page(ann.get(FINDING.at(finding))).words
    history = Page(ann.get(FINDING.at(finding, "history"))).words
    assert "Themes" in history
    assert "independence" in history


def test_the_alliance_reads_the_themes_of_what_is_shared(journal: Any, sign_in: Any) -> None:
    finding = journal.share(journal.finding(journal.note(), themes="<b>talk</b>"))
    assert "Theme<b>talk</b>" in Page(sign_in(journal.dan).get(FINDING.at(finding))).words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("w" * 10_000, "This is 9,800 characters too long: 200 fit."),
        ("a, b, c, d", "Up to three themes fit, and these are four."),
        ("w" * 41, "is longer than 40 letters."),
        ("😀, 🎈", "“😀” has no letter in it."),
    ],
)
def test_what_is_no_theme_is_said_beside_the_field_and_kept(
    journal: Any, ann: FlaskClient, typed: str, sentence: str
) -> None:
    finding = journal.finding(themes="talk")
    for answer in (
        ann.post(FINDING.of(journal), data={"id": str(new_id()), "claim": "C.", "themes": typed}),
        form_of(ann, FINDING, finding).send(ann, themes=typed),
    ):
        page = Page(answer)
        assert page.status == 422
        assert sentence in page.words
        (form,) = [one for one in page.forms if "themes" in one.fields]
        assert form.fields["themes"] == [typed]
        assert any(one.endswith("themes-error") for one in page.ids)
    assert themes_of(journal) == ["talk"]


@pytest.mark.parametrize("typed", [",,;،", "   ", "\u202e\u202c"])
def test_commas_alone_are_no_theme(journal: Any, ann: FlaskClient, typed: str) -> None:
    answer = ann.post(FINDING.of(journal), data={"claim": "C.", "themes": typed})
    assert answer.status_code == 303
    assert themes_of(journal) == []


def test_a_stale_save_shows_both_lists_and_keeps_the_one_that_was_typed(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    finding = journal.finding(themes="talk, Vocabulary")
    form = form_of(ann, FINDING, finding)
    form_of(bob, FINDING, finding).send(bob, themes="talk, Vocabulary, reading")
    page = Page(form.send(ann, themes="TALK, independence"))
    assert page.status == 409
    assert "reading" in "".join(page.inserted)
    assert "independence" in "".join(page.inserted)
    form = page.form(FINDING.at(finding, "edit"))
    assert form.fields["themes"] == ["TALK, independence"]
    assert form.send(ann).status_code == 303
    assert themes_of(journal, finding) == ["independence", "TALK"]


def test_a_stale_save_of_what_is_no_theme_is_a_mistake_first(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    finding = journal.finding()
    form = form_of(ann, FINDING, finding)
    form_of(bob, FINDING, finding).send(bob, themes="talk")
    page = Page(form.send(ann, themes="!"))
    assert page.status == 422
    assert page.form(FINDING.at(finding, "edit")).fields["themes"] == ["!"]


def test_a_list_suggests_what_is_shared_and_what_is_the_trios_own(
    journal: Any, ann: FlaskClient, sign_in: Any
) -> None:
    assert suggested(ann.get(FINDING.of(journal, "new"))) == []
    finding = journal.share(journal.finding(journal.note(), themes="talk"))
    journal.finding(claim="Another.", themes='"ours" & more')
    for at in (FINDING.of(journal, "new"), FINDING.at(finding, "edit")):
        assert suggested(ann.get(at)) == ["&#34;ours&#34; &amp; more", "talk"]
    other = journal.trio(journal.dan, focus="Reading")
    assert suggested(sign_in(journal.dan).get(f"/trios/{other.id}/findings/new")) == ["talk"]


def test_a_coordinator_types_them_in_with_a_finding_and_corrects_them(
    journal: Any, ann: FlaskClient, sign_in: Any
) -> None:
    journal.finding(themes="not shared")
    helen = sign_in(journal.helen)
    make = journal.inside(evenings.create)
    evening: Evening = make(journal.id, journal.helen, new_id(), VALUES, [journal.home.id])
    at = f"/evenings/{evening.id}"
    url = next(link for link in Page(helen.get(at)).links if link.endswith("/finding"))
    assert "not shared" not in helen.get(url).get_data(as_text=True)
    form = Page(helen.get(url)).form("/finding")
    page = Page(form.send(helen, claim="They talk.", themes="a, b, c, d"))
    assert (page.status, page.form("/finding").fields["themes"]) == (422, ["a, b, c, d"])
    form.send(helen, claim="They talk.", themes="talk, reading")
    entered = journal.inside(lambda: db.session.scalars(
        select(Finding).where(Finding.entered_for_trio)).one())()  # fmt: skip
    edit = f"{at}/findings/{entered.id}/edit"
    form = Page(helen.get(edit)).form("/edit")
    assert form.fields["themes"] == ["reading, talk"]
    change = journal.inside(findings.correct_entered)
    change(entered.id, journal.helen, 1, {"themes": "reading"})
    page = Page(form.send(helen, themes="writing"))
    assert page.status == 409
    assert "writing" in "".join(page.inserted)
    assert page.form("/edit").send(helen).status_code == 303
    assert themes_of(journal, entered) == ["writing"]
