"""POST /findings/<id>/{agree,take-back,share,withdraw,confirm}: from a draft to the evening."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.ids import new_id
from trio_journal.services import agreements, findings, trio_members

from .conftest import HTMX, on_page
from .nouns import FINDING, OBSERVATION
from .pages import Form, Page


def buttons(client: FlaskClient, finding: Any) -> dict[str, Form]:
    """Return the steps that a finding's page offers, the plain "Agree" first."""
    page = Page(client.get(FINDING.at(finding)))
    found: dict[str, Form] = {}
    for form in page.forms:
        step = form.action.rpartition("/")[2]
        if step in ("agree", "take-back", "share", "withdraw", "confirm"):
            found.setdefault("agree and share" if form.buttons else step, form)
    return found


def entered(journal: Any, claim: str = "Counting helps.") -> Any:
    """Return a finding that the coordinator typed in for the trio."""
    enter = journal.inside(findings.enter_for_trio)
    return enter(journal.home, journal.helen, new_id(), {"claim": claim})


def test_all_three_agree_each_in_their_own_name_and_then_it_is_shared(
    journal: Any, sign_in: Any
) -> None:
    finding = journal.finding(journal.note())
    clients = [sign_in(person) for person in (journal.ann, journal.bob, journal.cat)]
    for number, client in enumerate(clients, 1):
        assert set(buttons(client, finding)) == {"agree", "agree and share"}
        assert journal.fresh(finding).state == "draft"
        answer = buttons(client, finding)["agree"].send(client)
        assert answer.status_code == 303
        page = Page(client.get(answer.location))
        assert ("Everyone has agreed" in page.words) is (number == 3)
    ann = clients[0]
    assert journal.fresh(finding).state == "agreed"
    page = Page(ann.get(FINDING.at(finding)))
    assert page.words.count("agreed on ") == 3
    assert set(buttons(ann, finding)) == {"share", "take-back"}
    assert buttons(ann, finding)["share"].send(ann).status_code == 303
    assert journal.fresh(finding).state == "shared"
    assert set(buttons(ann, finding)) == {"withdraw"}
    assert buttons(ann, finding)["withdraw"].send(ann).status_code == 303
    assert journal.fresh(finding).state == "withdrawn"
    assert buttons(ann, finding)["share"].send(ann).status_code == 303
    assert journal.fresh(finding).state == "shared"


def test_agree_and_share_when_everyone_has_is_one_button(journal: Any, sign_in: Any) -> None:
    finding = journal.finding(journal.note())
    for person in (journal.ann, journal.bob, journal.cat):
        client = sign_in(person)
        which = "agree and share" if person == journal.ann else "agree"
        form = buttons(client, finding)[which]
        form.send(client, **({"share": "1"} if person == journal.ann else {}))
    assert journal.fresh(finding).state == "shared"


def test_agreeing_twice_counts_once(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding(journal.note())
    for _ in range(3):
        ann.post(FINDING.at(finding, "agree"), data={"version": 1})
    assert journal.fresh(finding).state == "draft"
    assert "agreed by one of three" in Page(ann.get(FINDING.at(finding))).words


def test_by_htmx_the_card_comes_back(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding(journal.note())
    answer = ann.post(FINDING.at(finding, "agree"), data={"version": 1}, headers=HTMX)
    assert answer.status_code == 200
    page = Page(answer)
    assert not page.is_whole
    assert page.ids.count(f"finding-{finding.id}") == 1
    assert "You have agreed." in page.words
    assert FINDING.at(finding, "agree") not in [form.action for form in page.forms]


def test_an_agreement_given_by_mistake_is_taken_back_by_one_tap(
    journal: Any, ann: FlaskClient
) -> None:
    finding = journal.finding(journal.note())
    buttons(ann, finding)["agree"].send(ann)
    page = Page(ann.get(FINDING.at(finding)))
    assert "You have agreed." in page.words
    undo = next(form for form in page.forms if "take-back?" in form.action)
    assert undo.send(ann).status_code == 303
    assert set(buttons(ann, finding)) == {"agree", "agree and share"}


def test_it_can_be_taken_back_later_but_not_once_it_is_shared(
    journal: Any, ann: FlaskClient
) -> None:
    finding = journal.agree(journal.finding(journal.note()))
    form = buttons(ann, finding)["take-back"]
    journal.inside(agreements.share)(finding.id, journal.bob, journal.fresh(finding).version)
    shared = journal.fresh(finding)
    assert "take-back" not in buttons(ann, finding)
    answer = form.send(ann, version=str(shared.version))
    assert answer.status_code == 409
    assert "This has been shared." in Page(answer).words
    assert journal.fresh(finding).state == "shared"


def test_an_agreement_that_has_shared_it_has_no_undo(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding(journal.note())
    journal.agree(finding, journal.bob, journal.cat)
    form = buttons(ann, finding)["agree and share"]
    page = Page(ann.get(form.send(ann, share="1").location))
    assert "Everyone has agreed: it is shared with the alliance." in page.words
    assert [form.action for form in page.forms if "/take-back" in form.action] == []


def test_nobody_agrees_to_a_claim_that_rests_on_nothing(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding()
    assert buttons(ann, finding) == {}
    assert "needs at least one observation" in Page(ann.get(FINDING.at(finding))).words
    answer = ann.post(FINDING.at(finding, "agree"), data={"version": 1})
    assert answer.status_code == 409
    assert "rests on at least one note" in Page(answer).words


def test_nor_to_one_whose_notes_are_in_the_bin(journal: Any, ann: FlaskClient) -> None:
    note = journal.note()
    finding = journal.finding(note)
    ann.post(OBSERVATION.at(note, "delete"), data={"version": 1})
    assert buttons(ann, finding) == {}
    words = Page(ann.get(FINDING.at(finding))).words
    assert "No notes chosen yet" in words
    assert "needs at least one observation" in words


def test_one_note_that_does_not_fit_is_no_evidence(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding(not_fitting=[journal.note().id])
    answer = ann.post(FINDING.at(finding, "agree"), data={"version": 1})
    assert answer.status_code == 409


def test_silence_is_no_agreement(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding(journal.note())
    journal.agree(finding, journal.ann, journal.bob)
    answer = ann.post(FINDING.at(finding, "share"), data={"version": 1})
    assert answer.status_code == 409
    assert "Cat Catson still has to agree" in Page(answer).words
    assert journal.fresh(finding).state == "draft"


def test_two_of_three_while_one_is_away_and_never_one(journal: Any, sign_in: Any) -> None:
    away = journal.inside(trio_members.set_away)
    away(journal.home.id, journal.cat, journal.helen, away=True)
    finding = journal.finding(journal.note())
    journal.agree(finding, journal.ann)
    ann = sign_in(journal.ann)
    assert ann.post(FINDING.at(finding, "share"), data={"version": 1}).status_code == 409
    journal.agree(finding, journal.bob)
    words = Page(ann.get(FINDING.at(finding))).words
    assert "Finding: Agreed by two of three (Cat Catson is away)," in words
    assert "Cat Catson is away since" in words
    away(journal.home.id, journal.bob, journal.helen, away=True)
    alone = journal.finding(journal.note("Another."), claim="So do pegs.")
    journal.agree(alone, journal.ann)
    assert journal.fresh(alone).state == "draft"
    words = Page(ann.get(FINDING.at(alone))).words
    assert "At least two of you have to agree, and the others are away." in words


def test_of_two_both_agree(journal: Any, sign_in: Any) -> None:
    journal.inside(trio_members.leave)(journal.home.id, journal.cat, journal.helen)
    finding = journal.finding(journal.note())
    for person in (journal.ann, journal.bob):
        journal.agree(finding, person)
    assert "agreed by both" in Page(sign_in(journal.ann).get(FINDING.at(finding))).words.lower()


def test_who_is_left_alone_is_told_that_the_trio_needs_somebody(journal: Any, sign_in: Any) -> None:
    finding = journal.finding(journal.note())
    journal.agree(finding, journal.ann)
    for person in (journal.bob, journal.cat):
        journal.inside(trio_members.leave)(journal.home.id, person, journal.helen)
    words = Page(sign_in(journal.ann).get(FINDING.at(finding))).words
    assert "At least two of you have to agree, so the trio needs another member first." in words
    assert "agreed by its only member" in words


def test_who_is_away_may_still_agree(journal: Any, sign_in: Any) -> None:
    away = journal.inside(trio_members.set_away)
    away(journal.home.id, journal.cat, journal.helen, away=True)
    finding = journal.finding(journal.note())
    cat = sign_in(journal.cat)
    assert cat.post(FINDING.at(finding, "agree"), data={"version": 1}).status_code == 303


def test_a_leavers_agreement_stands_in_their_name(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding(journal.note())
    journal.agree(finding, journal.cat)
    journal.part(journal.cat)
    journal.agree(finding, journal.ann, journal.bob)
    page = Page(ann.get(FINDING.at(finding)))
    assert "Cat Catson agreed on" in page.words
    assert journal.fresh(finding).state == "agreed"


def test_a_newcomer_must_agree_before_it_is_shared_again(journal: Any, sign_in: Any) -> None:
    finding = journal.share(journal.finding(journal.note()))
    journal.part(journal.cat)
    journal.inside(trio_members.add)(journal.home.id, journal.dan, journal.helen)
    ann, dan = sign_in(journal.ann), sign_in(journal.dan)
    ann.post(FINDING.at(finding, "withdraw"), data={"version": journal.fresh(finding).version})
    version = journal.fresh(finding).version
    answer = ann.post(FINDING.at(finding, "share"), data={"version": version})
    assert answer.status_code == 409
    assert "Dan Danson still has to agree" in Page(answer).words
    assert "agree" in buttons(dan, finding), "a newcomer can agree to what was withdrawn"
    buttons(dan, finding)["agree"].send(dan)
    version = journal.fresh(finding).version
    assert ann.post(FINDING.at(finding, "share"), data={"version": version}).status_code == 303


@pytest.mark.parametrize("step", ["agree", "share", "withdraw", "confirm"])
def test_steps_are_the_trios(journal: Any, sign_in: Any, step: str) -> None:
    finding = journal.finding(journal.note())
    journal.part(journal.cat)
    for person in (journal.dan, journal.helen, journal.cat):
        answer = sign_in(person).post(FINDING.at(finding, step), data={"version": 1})
        assert answer.status_code == 404
    assert sign_in(journal.ann).get(FINDING.at(finding, step)).status_code == 405
    journal.inside(trio_members.add)(journal.home.id, journal.cat, journal.helen)
    journal.share(finding)
    version = journal.fresh(finding).version
    for person in (journal.dan, journal.helen):
        answer = sign_in(person).post(FINDING.at(finding, step), data={"version": version})
        assert answer.status_code == 403
    assert journal.fresh(finding).state == "shared"


@pytest.mark.parametrize("step", ["agree", "share", "withdraw", "confirm"])
def test_a_closed_year_takes_no_step(journal: Any, ann: FlaskClient, step: str) -> None:
    finding = journal.finding(journal.note())
    journal.close()
    assert buttons(ann, finding) == {}
    answer = ann.post(FINDING.at(finding, step), data={"version": 1})
    assert answer.status_code == 403


def test_only_what_is_shared_is_withdrawn(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding(journal.note())
    assert ann.post(FINDING.at(finding, "withdraw"), data={"version": 1}).status_code == 409


@pytest.mark.parametrize("script", [True, False])
def test_what_was_withdrawn_is_shared_again_by_one_tap(
    journal: Any, ann: FlaskClient, script: bool
) -> None:
    finding = journal.share(journal.finding(journal.note()))
    withdraw = buttons(ann, finding)["withdraw"]
    headers = on_page(f"/trios/{journal.home.id}/findings") if script else {}
    answer = ann.post(withdraw.action, data=withdraw.data(), headers=headers)
    page = Page(answer if script else ann.get(answer.location))
    assert "Withdrawn. Only your trio sees it now." in page.words
    undo = next(form for form in page.forms if "/share?version=" in form.action)
    assert undo.send(ann).status_code == 303
    assert journal.fresh(finding).state == "shared"


def test_that_is_not_offered_while_somebody_still_has_to_agree(
    journal: Any, ann: FlaskClient
) -> None:
    finding = journal.share(journal.finding(journal.note()))
    journal.part(journal.cat)
    journal.inside(trio_members.add)(journal.home.id, journal.dan, journal.helen)
    page = Page(ann.get(buttons(ann, finding)["withdraw"].send(ann).location))
    assert "Withdrawn." in page.words
    assert not [form for form in page.forms if "/share" in form.action]


def test_the_journals_next_step_follows_an_agreement(journal: Any, ann: FlaskClient) -> None:
    finding = journal.finding(journal.note())
    journal.agree(finding, journal.bob, journal.cat)
    at, headers = FINDING.at(finding, "agree"), on_page(f"/trios/{journal.home.id}")
    page = Page(ann.post(at, data={"version": 1}, headers=headers))
    missing = page.partial("#missing") or ""
    assert "A finding is agreed and can be shared." in missing
    assert "still has to agree" not in missing


def test_a_quotation_is_copied_with_its_version(journal: Any, ann: FlaskClient) -> None:
    note = journal.note("They counted aloud.")
    finding = journal.finding(note, quotation="counted aloud", quotation_observation_id=note.id)
    journal.agree(finding)
    assert journal.fresh(finding).quotation_version == 1
    edit = f"/observations/{note.id}/edit"
    Page(ann.get(edit)).form(edit).send(ann, seen="They whispered.")
    kept = journal.fresh(finding)
    assert (kept.quotation, kept.quotation_version) == ("counted aloud", 1)


def test_what_the_coordinator_typed_in_one_member_confirms(journal: Any, sign_in: Any) -> None:
    finding = entered(journal)
    cat, dan = sign_in(journal.cat), sign_in(journal.dan)
    assert "entered for the trio" in Page(dan.get(FINDING.at(finding))).words
    assert buttons(dan, finding) == {}
    assert "confirm" in buttons(cat, finding)
    assert "agree" not in buttons(cat, finding)
    assert cat.post(FINDING.at(finding, "agree"), data={"version": 1}).status_code == 409
    assert buttons(cat, finding)["confirm"].send(cat).status_code == 303
    assert journal.fresh(finding).entered_for_trio is False
    assert "entered for the trio" not in Page(dan.get(FINDING.at(finding))).words


def test_the_coordinator_confirms_nothing(journal: Any, sign_in: Any) -> None:
    finding = entered(journal)
    answer = sign_in(journal.helen).post(FINDING.at(finding, "confirm"), data={"version": 1})
    assert answer.status_code == 403
    assert journal.fresh(finding).entered_for_trio is True


# The list


def test_what_waits_for_me_is_first(journal: Any, ann: FlaskClient) -> None:
    waiting = journal.finding(journal.note(), claim="This one waits.")
    newer = journal.finding(journal.note("More."), claim="This one does not.")
    journal.agree(newer, journal.ann)
    page = Page(ann.get(f"/trios/{journal.home.id}/findings"))
    assert page.words.index("This one waits.") < page.words.index("This one does not.")
    assert FINDING.at(waiting) in page.links


def test_the_list_is_the_trios(journal: Any, sign_in: Any) -> None:
    at = f"/trios/{journal.home.id}/findings"
    assert sign_in(journal.dan).get(at).status_code == 404
    assert sign_in(journal.helen).get(at).status_code == 403
    ann = sign_in(journal.ann)
    assert ann.get(at).status_code == 200
    journal.close()
    page = Page(ann.get(at))
    assert page.status == 200
    assert f"{at}/new" not in page.links
