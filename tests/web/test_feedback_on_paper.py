"""/evenings/<id>/feedback/new: sheets of paper are typed in, trio by trio."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.ids import new_id
from trio_journal.models import Evening
from trio_journal.services import evening_slots, feedback

from .doors import SignIn
from .hall import LONG, TYPED, kept
from .pages import Page


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


@pytest.fixture
def here(at: str) -> str:
    """Return the address of what was said at the evening."""
    return f"{at}/feedback"


@pytest.fixture
def order(journal: Any, evening: Evening) -> list[str]:
    """Return the ids of the evening's two trios in its order, as a printed sheet has them."""
    reading = journal.trio(journal.dan, focus="Reading")
    journal.inside(evening_slots.add)(
        evening.id, journal.helen, trio_id=reading.id, label="", minutes=10
    )
    return [str(trio.id) for trio in journal.inside(feedback.trios)(evening)]


AT_SCHOOL = 'name="school_id" autofocus=""'
AT_YEARS = re.compile(r'<input id="years"[^>]* autofocus=""')


def test_a_sheet_begins_with_the_school_and_its_first_trio(
    helen: FlaskClient, here: str, order: list[str]
) -> None:
    page = Page(helen.get(f"{here}/new"))
    fields = page.form("/new").fields
    assert (fields["trio_id"], fields["school_id"]) == ([order[0]], [""])
    assert AT_SCHOOL in page.html
    assert not AT_YEARS.search(page.html)


def test_it_goes_on_with_the_next_trio_of_the_same_school(
    helen: FlaskClient, journal: Any, here: str, order: list[str]
) -> None:
    first, second, *_ = order
    school = str(journal.secondary.id)
    answer = Page(helen.get(f"{here}/new")).form("/new").send(helen, **TYPED, school_id=school)
    assert answer.location == f"{here}/new?trio={second}&school={school}"
    page = Page(helen.get(answer.location))
    assert "Saved. Next on the same sheet: trio 2: Reading." in page.words
    assert LONG in page.words, "what was typed in last, to see a slip"
    form = page.form("/new")
    assert (form.fields["trio_id"], form.fields["school_id"]) == ([second], [school])
    assert form.fields["note"] == [""]
    assert AT_YEARS.search(page.html)
    assert AT_SCHOOL not in page.html
    form.send(helen, years="KS2")
    one, two = kept(journal)
    assert [str(said.trio_id) for said in (one, two)] == [first, second]
    assert {said.school_id for said in (one, two)} == {journal.secondary.id}
    assert (one.entered_by_id, two.year_from, two.year_to) == (journal.helen, 3, 6)


def test_after_the_last_trio_a_new_sheet_begins(
    helen: FlaskClient, journal: Any, here: str, order: list[str]
) -> None:
    at = f"{here}/new?trio={order[-1]}&school={journal.secondary.id}"
    answer = Page(helen.get(at)).form("/new").send(helen, **TYPED)
    assert answer.location == f"{here}/new"
    page = Page(helen.get(answer.location))
    assert "Saved. That was the last trio, so here is a new sheet." in page.words
    assert AT_SCHOOL in page.html


def test_a_trio_that_the_sheet_leaves_empty_is_saved_as_nothing(
    helen: FlaskClient, journal: Any, here: str, order: list[str]
) -> None:
    school = str(journal.primary.id)
    answer = Page(helen.get(f"{here}/new")).form("/new").send(helen, school_id=school)
    assert answer.location == f"{here}/new?trio={order[1]}&school={school}"
    assert "Nothing to save about that one. Next" in Page(helen.get(answer.location)).words
    assert kept(journal) == []


def test_the_way_out_says_where_it_leads(helen: FlaskClient, here: str) -> None:
    page = Page(helen.get(f"{here}/new"))
    assert here in page.links
    assert "Back to the feedback" in page.words
    assert "Done" not in page.words


def test_a_double_click_types_in_one(helen: FlaskClient, journal: Any, here: str) -> None:
    form = Page(helen.get(f"{here}/new?trio={journal.home.id}")).form("/new")
    assert [form.send(helen, **TYPED).status_code for _ in range(2)] == [303, 303]
    assert len(kept(journal)) == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"trio_id": ""}, "Choose the trio it is about."),
        ({"trio_id": str(new_id())}, "Choose one from the list."),
        ({"trio_id": "x"}, "Choose one from the list."),
        ({"years": "4 cats"}, "Write it as 4, as 3 to 6, or as R for Reception."),
        ({"note": "x" * 2_001}, "1 character too long"),
    ],
)
def test_a_mistake_types_in_nothing_and_keeps_what_was_typed(
    helen: FlaskClient, journal: Any, here: str, changed: dict[str, str], sentence: str
) -> None:
    typed = TYPED | {"trio_id": str(journal.home.id)} | changed
    page = Page(helen.post(f"{here}/new", data=typed))
    assert page.status == 422
    assert sentence in page.words
    for name in TYPED:
        assert page.form("/new").fields[name] == [typed[name]]
    assert kept(journal) == []


def test_a_trio_of_another_evening_is_not_on_the_list(
    helen: FlaskClient, journal: Any, here: str
) -> None:
    other = journal.trio(focus="Somewhere else")
    page = Page(helen.get(f"{here}/new?trio={other.id}"))
    assert "Somewhere else" not in page.words
    answer = page.form("/new").send(helen, **TYPED, trio_id=str(other.id))
    assert answer.status_code == 422
