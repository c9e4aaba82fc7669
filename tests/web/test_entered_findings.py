"""What a coordinator types in for a trio: entered, corrected and taken back from an evening."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Evening, Finding, Role
from trio_journal.services import evenings, people, trios

from .doors import SignIn
from .evenings import DAY, claims, enter, slots
from .pages import Page


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


def test_who_has_no_shared_finding_yet_and_typing_one_in_for_them(
    journal: Any, helen: FlaskClient, evening: Evening, at: str, sign_in: SignIn
) -> None:
    page = Page(helen.get(at))
    assert "1 of 1 trios has no finding in the handout." in page.words
    assert "No shared finding yet." in page.words
    url = next(link for link in page.links if link.endswith("/finding"))
    form = Page(helen.get(url)).form("/finding")
    data = {"claim": "They talk\r\nfirst.", "years": ["R", "2"], "limits": "Two lessons only."}
    answers = [form.send(helen, **data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    finding = journal.inside(lambda: db.session.scalars(select(Finding)).one())()
    assert (finding.claim, finding.year_from, finding.year_to) == ("They talk first.", 0, 2)
    assert finding.entered_for_trio
    words = Page(helen.get(at)).words
    assert "They talk first. entered for the trio" in words
    assert "no shared finding" not in words.lower()
    assert "no finding in the handout" not in words


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"claim": ""}, "Write what they claim"),
        ({"claim": "", "years": ["14"]}, "Write what they claim"),
        ({"claim": "c" * 301}, "too long: 300 fit"),
        ({"years": ["14"]}, "Choose from Nursery to Year 13."),
        ({"id": "damaged"}, "This form is damaged"),
    ],
)
def test_a_mistake_in_a_finding_keeps_what_was_typed(
    journal: Any,
    helen: FlaskClient,
    evening: Evening,
    at: str,
    changed: dict[str, Any],
    sentence: str,
) -> None:
    url = f"{at}/slots/{slots(journal, evening)[1].id}/finding"
    data = {"id": str(new_id()), "claim": "They talk.", "next_step": "Ask again."} | changed
    page = Page(helen.post(url, data=data))
    assert page.status == 422
    assert sentence in page.words
    form = page.form("/finding")
    assert form.fields["claim"] == [data["claim"]]
    assert form.fields["next_step"] == ["Ask again."]
    assert not claims(journal, evening)


def test_nothing_is_typed_in_for_a_closed_year_and_what_was_typed_is_kept(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    url = f"{at}/slots/{slots(journal, evening)[1].id}/finding"
    form = Page(helen.get(url)).form("/finding")
    journal.close()
    page = Page(form.send(helen, claim="They talk first, and write only after that."))
    assert page.status == 409
    assert "year is closed. Open the year again" in page.words
    assert "They talk first, and write only after that." in page.words
    assert helen.get(url).status_code == 409
    assert url not in Page(helen.get(at)).links
    journal.inside(trios.reopen)(journal.home.id)
    assert page.form("/finding").send(helen).status_code == 303


def corrections(page: Page) -> list[str]:
    return [link for link in page.links if "/findings/" in link and link.endswith("/edit")]


def test_what_was_typed_in_is_corrected_from_its_slot(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    entered = enter(journal, journal.home, "They tlak.")
    (url,) = corrections(Page(helen.get(at)))
    page = Page(helen.get(url))
    assert "evidence" not in page.html, "no notes are offered to a coordinator"
    form = page.form("/edit")
    assert form.fields["claim"] == ["They tlak."]
    refused = Page(form.send(helen, claim="", next_step="Ask."))
    assert refused.status == 422
    assert refused.form("/edit").fields["next_step"] == ["Ask."]
    assert form.send(helen, claim="They talk.").location == f"{at}#finding-{entered.id}"
    assert "They talk. entered for the trio" in Page(helen.get(at)).words


def test_a_correction_of_something_newer_shows_both(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    enter(journal, journal.home, "They tlak.")
    (url,) = corrections(Page(helen.get(at)))
    form = Page(helen.get(url)).form("/edit")
    form.send(helen, claim="They talk.")
    page = Page(form.send(helen, claim="They whisper."))
    assert page.status == 409
    assert "They talk." in page.words
    assert page.form("/edit").fields["claim"] == ["They whisper."]
    assert page.form("/edit").send(helen).status_code == 303
    assert claims(journal, evening) == ["They whisper."]


def test_what_was_typed_in_is_taken_back_with_an_undo(
    journal: Any, helen: FlaskClient, evening: Evening, at: str, sign_in: SignIn
) -> None:
    entered = enter(journal, journal.home)
    (url,) = corrections(Page(helen.get(at)))
    taken = Page(helen.get(url)).form("/delete").send(helen)
    page = Page(helen.get(taken.location))
    assert claims(journal, evening) == []
    assert "It helps." in Page(sign_in(journal.ann).get(f"/trios/{journal.home.id}/bin")).words
    for _ in range(2):
        assert page.form("/restore").send(helen).status_code == 303
    assert claims(journal, evening) == ["It helps."]
    assert journal.fresh(entered).entered_for_trio


def test_what_the_trio_confirmed_is_its_own(
    journal: Any, helen: FlaskClient, evening: Evening, at: str, sign_in: SignIn
) -> None:
    entered = enter(journal, journal.home)
    (url,) = corrections(Page(helen.get(at)))
    form = Page(helen.get(url)).form("/edit")
    ann = sign_in(journal.ann)
    assert ann.post(f"/findings/{entered.id}/confirm", data={"version": "1"}).status_code == 303
    assert corrections(Page(helen.get(at))) == []
    page = Page(form.send(helen, claim="Something that I would rather have them say."))
    assert page.status == 403
    assert "The trio has made this finding its own." in page.words
    assert "Something that I would rather have them say." in page.words
    assert claims(journal, evening) == ["It helps."]


def test_a_closed_year_is_corrected_only_once_it_is_open_again(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    enter(journal, journal.home)
    (url,) = corrections(Page(helen.get(at)))
    journal.close()
    assert corrections(Page(helen.get(at))) == []
    refused = Page(helen.get(url))
    assert (refused.status, "year is closed" in refused.words) == (403, True)


def test_a_finding_is_corrected_from_an_evening_of_its_alliance(
    journal: Any, elsewhere: Any, helen: FlaskClient, evening: Evening
) -> None:
    email = f"helen@{journal.id.hex}.example.org"
    elsewhere.inside(people.add)(elsewhere.id, name="H", email=email, role=Role.COORDINATOR)
    foreign = elsewhere.inside(evenings.create)(
        elsewhere.id, journal.helen, new_id(), {
            "title": "There", "evening_date": DAY, "starts_at": time(18), "ends_at": time(19),
        }
    )  # fmt: skip
    entered = enter(journal, journal.home)
    assert helen.get(f"/evenings/{foreign.id}/findings/{entered.id}/edit").status_code == 404


def test_only_a_trios_slot_takes_a_finding(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    url = f"{at}/slots/{slots(journal, evening)[0].id}/finding"
    assert helen.get(url).status_code == 404
    assert helen.post(url, data={"claim": "x"}).status_code == 404
