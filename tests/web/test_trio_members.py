"""/trios/<id>/members: who is in a trio, and who says so."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.ids import new_id
from trio_journal.services import trio_members, trios

from .conftest import HTMX
from .doors import SignIn, knock, stranger_in
from .pages import Page


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


@pytest.fixture
def at(journal: Any) -> str:
    """Return the address of the trio's members."""
    return f"/trios/{journal.home.id}/members"


def leave(journal: Any, person: Any) -> None:
    journal.inside(trio_members.leave)(journal.home.id, person, journal.helen)


def present(journal: Any) -> set[Any]:
    everybody = journal.inside(trio_members.of_trio)(journal.home.id)
    return {one.user_id for one in everybody if one.left_on is None}


def away(journal: Any) -> set[Any]:
    everybody = journal.inside(trio_members.of_trio)(journal.home.id)
    return {one.user_id for one in everybody if one.away_since is not None}


def test_members_see_who_is_in_it_and_may_change_nothing(
    journal: Any, sign_in: SignIn, at: str
) -> None:
    leave(journal, journal.cat)
    page = Page(sign_in(journal.bob).get(at))
    for words in ("Ann Annson leads", "Bob Bobson", "Birch School", "Were in it before"):
        assert words in page.words
    assert [form.action for form in page.forms if "members" in form.action] == []
    assert f"/trios/{journal.home.id}" in page.links


def test_the_coordinator_manages_but_is_not_shown_the_way_to_the_journal(
    journal: Any, helen: FlaskClient, at: str
) -> None:
    page = Page(helen.get(at))
    assert f"{at}/{journal.ann}/leave" in page.links
    assert f"/trios/{journal.home.id}/observations/new" not in page.links


def test_somebody_joins_once_the_others_were_told(
    journal: Any, helen: FlaskClient, at: str
) -> None:
    leave(journal, journal.bob)
    page = Page(helen.get(at))
    assert "reads the journal from its start" in page.words
    assert "Tell Ann and Cat so before" in page.words
    form = page.form("/members")
    refused = form.send(helen, user_id=str(journal.dan))
    assert refused.status_code == 422
    again = Page(refused).form("/members")
    assert "Tell the others first" in Page(refused).words
    assert again.fields["user_id"] == [str(journal.dan)]
    assert journal.dan not in present(journal)
    assert again.send(helen, told="y").status_code == 303
    assert present(journal) == {journal.ann, journal.cat, journal.dan}


def test_a_newcomer_reopens_agreement(journal: Any, helen: FlaskClient, at: str) -> None:
    leave(journal, journal.bob)
    finding = journal.agree(journal.finding(journal.note()), journal.ann, journal.cat)
    assert journal.fresh(finding).state == "agreed"
    helen.post(at, data={"user_id": str(journal.dan), "told": "y"})
    assert journal.fresh(finding).state == "draft"


def test_a_trio_of_one_phase_needs_a_reason(journal: Any, helen: FlaskClient, at: str) -> None:
    leave(journal, journal.bob)
    eve = journal.person("eve", journal.primary)
    data = {"user_id": str(eve), "told": "y"}
    untold = Page(helen.post(at, data={"user_id": str(eve)}))
    for sentence in ("Tell the others first", "All of these members teach in one phase"):
        assert sentence in untold.words, "both at once"
    answer = helen.post(at, data=data)
    assert answer.status_code == 422
    page = Page(answer)
    assert "All of these members teach in one phase" in page.words
    form = page.form("/members")
    assert form.fields["told"] == ["y"]
    assert form.send(helen, exception_reason="Nobody else was free.").status_code == 303
    assert "Allowed as an exception: Nobody else was free." in Page(helen.get(at)).words


@pytest.mark.parametrize("who", ["", "nonsense", "stranger"])
def test_only_people_of_the_alliance_can_be_added(
    journal: Any, elsewhere: Any, helen: FlaskClient, at: str, who: str
) -> None:
    leave(journal, journal.bob)
    chosen = {"stranger": str(elsewhere.person("zoe"))}.get(who, who)
    answer = helen.post(at, data={"user_id": chosen, "told": "y"})
    assert answer.status_code == 422
    assert present(journal) == {journal.ann, journal.cat}


def test_a_double_click_adds_once(journal: Any, helen: FlaskClient, at: str) -> None:
    leave(journal, journal.bob)
    form = Page(helen.get(at)).form("/members")
    for _ in range(2):
        answer = form.send(helen, user_id=str(journal.dan), told="y")
        assert (answer.status_code, answer.location) == (303, at)
    assert present(journal) == {journal.ann, journal.cat, journal.dan}
    assert "Dan Danson is in the trio." in Page(helen.get(at)).words


def test_a_reason_that_somebody_gave_meanwhile_is_kept_and_so_is_what_was_typed(
    journal: Any, helen: FlaskClient, at: str
) -> None:
    leave(journal, journal.bob)
    eve = journal.person("eve", journal.primary)
    form = Page(helen.post(at, data={"user_id": str(eve), "told": "y"})).form("/members")
    theirs = Page(helen.get(f"/trios/{journal.home.id}/exception")).form("/exception")
    theirs.send(helen, exception_reason="Agreed with both heads.")
    page = Page(form.send(helen, exception_reason="Nobody else was free."))
    assert page.status == 422
    assert "This trio has another reason by now" in page.words
    assert "Allowed as an exception: Agreed with both heads." in page.words
    again = page.form("/members")
    assert again.fields["exception_reason"] == ["Nobody else was free."]
    assert eve not in present(journal)
    assert again.send(helen, exception_reason="").status_code == 303
    assert journal.fresh(journal.home).exception_reason == "Agreed with both heads."
    assert eve in present(journal)


def test_a_reason_is_not_dropped_when_they_are_in_the_trio_already(
    journal: Any, helen: FlaskClient
) -> None:
    trio = journal.trio(journal.ann, journal.cat, exception_reason="A pyramid.")
    data = {"user_id": str(journal.ann), "told": "y", "exception_reason": "Mine."}
    page = Page(helen.post(f"/trios/{trio.id}/members", data=data))
    assert page.status == 422
    assert "This trio has another reason by now" in page.words
    assert "Choose one from the list." not in page.words
    assert page.form("/members").fields["user_id"] == [str(journal.ann)]


def test_a_full_trio_takes_nobody(journal: Any, helen: FlaskClient, at: str) -> None:
    assert not [form for form in Page(helen.get(at)).forms if form.action.endswith("/members")]
    answer = helen.post(at, data={"user_id": str(journal.dan), "told": "y"})
    assert answer.status_code == 422
    assert "at most three" in Page(answer).words


def test_leaving_asks_and_then_closes_the_journal_to_them(
    journal: Any, helen: FlaskClient, sign_in: SignIn, at: str
) -> None:
    bob = sign_in(journal.bob)
    asked = Page(helen.get(f"{at}/{journal.bob}/leave"))
    assert "mark them as away instead" in asked.words
    assert bob.get(at).status_code == 200
    assert asked.form("/leave").send(helen).status_code == 303
    assert present(journal) == {journal.ann, journal.cat}
    assert bob.get(at).status_code == 404
    assert helen.post(f"{at}/{journal.bob}/leave").status_code == 404


@pytest.mark.parametrize("who", ["ann", "helen"])
def test_lead_and_coordinator_mark_somebody_away_and_back(
    journal: Any, sign_in: SignIn, at: str, who: str
) -> None:
    client = sign_in(getattr(journal, who))
    form = Page(client.get(at)).form(f"{journal.cat}/away")
    assert form.send(client).status_code == 303
    assert away(journal) == {journal.cat}
    page = Page(client.get(at))
    assert "away since" in page.words
    assert page.form(f"{journal.cat}/back").send(client).status_code == 303
    assert away(journal) == set()


def test_other_members_mark_nobody_away(journal: Any, sign_in: SignIn, at: str) -> None:
    bob = sign_in(journal.bob)
    for verb in ("away", "back"):
        assert bob.post(f"{at}/{journal.cat}/{verb}").status_code == 403
    assert away(journal) == set()


def test_htmx_gets_the_list_with_the_focus_where_it_was(
    journal: Any, helen: FlaskClient, at: str
) -> None:
    answer = helen.post(f"{at}/{journal.cat}/away", headers=HTMX)
    page = Page(answer)
    assert (page.status, page.is_whole, page.ids[0]) == (200, False, "members")
    focused = page.html.split(" autofocus")[0].rsplit("<", 1)[1]
    assert f"back-{journal.cat}" in focused
    assert "Cat Catson is away." in page.words
    page = Page(helen.post(f"{at}/{journal.cat}/lead", headers=HTMX))
    assert "Cat Catson leads" in page.words


def test_the_lead_changes(journal: Any, helen: FlaskClient, at: str) -> None:
    assert Page(helen.get(at)).form(f"{journal.bob}/lead").send(helen).status_code == 303
    assert journal.fresh(journal.home).lead_id == journal.bob
    assert helen.post(f"{at}/{journal.dan}/lead").status_code == 404


def test_a_closed_year_changes_no_more(journal: Any, helen: FlaskClient, at: str) -> None:
    journal.inside(trios.close)(journal.home.id)
    page = Page(helen.get(at))
    assert not [form for form in page.forms if "members" in form.action]
    for verb in ("away", "back", "lead", "leave"):
        answer = helen.post(f"{at}/{journal.cat}/{verb}")
        assert answer.status_code == 409
        assert "year is closed" in Page(answer).words
    assert helen.post(at, data={"user_id": str(journal.dan), "told": "y"}).status_code == 409


DOORS = [
    ("GET", "/trios/{trio}/members", 200),
    ("POST", "/trios/{trio}/members", 403),
    ("GET", "/trios/{trio}/members/{cat}/leave", 403),
    ("POST", "/trios/{trio}/members/{cat}/leave", 403),
    ("POST", "/trios/{trio}/members/{cat}/away", 403),
    ("POST", "/trios/{trio}/members/{cat}/back", 403),
    ("POST", "/trios/{trio}/members/{cat}/lead", 403),
]


@pytest.mark.parametrize(("method", "path", "member"), DOORS)
def test_who_gets_in(
    journal: Any, elsewhere: Any, sign_in: SignIn, method: str, path: str, member: int
) -> None:
    url = path.format(trio=journal.home.id, cat=journal.cat)
    assert knock(sign_in(journal.bob), method, url) == member
    assert knock(sign_in(journal.dan), method, url) == 404
    assert knock(sign_in(stranger_in(elsewhere)), method, url) == 404
    assert knock(sign_in(journal.helen), "DELETE", url) == 405
    nowhere = path.format(trio=new_id(), cat=journal.cat)
    assert knock(sign_in(journal.helen), method, nowhere) == 404
