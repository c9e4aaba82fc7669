"""Who reads and changes what is written in a journal, and what is shared of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.services.conftest import House, Journal
from trio_journal import access
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Finding, Membership, Observation, Question, Role, Visit
from trio_journal.services import agreements, findings, replies, trio_members, trios
from trio_journal.services.transaction import writing

from .conftest import answer, ends

KINDS = (Question, Visit, Observation, Finding)


def entry_of(journal: Journal, kind: type[Any]) -> Any:
    made = {
        Question: journal.question, Visit: journal.visit, Observation: journal.note,
        Finding: journal.finding,
    }  # fmt: skip
    return made[kind]()


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_is_its_trios(journal: Journal, elsewhere: House, kind: type[Any]) -> None:
    entry = entry_of(journal, kind)
    boss = elsewhere.person("yan", role=Role.COORDINATOR)
    for person, expected in (
        (journal.ann, "ok"), (journal.bob, "ok"), (journal.dan, "NotFound"),
        (journal.helen, "NotFound"), (boss, "NotFound"),
    ):  # fmt: skip
        for change in (False, True):
            assert answer(access.load_entry, kind, person, entry.id, change=change) == expected
        found = db.session.scalars(access.visible_entries(kind, person)).all()
        assert bool(found) is (expected == "ok")


@pytest.mark.parametrize("kind", KINDS)
def test_a_deleted_entry_is_loaded_only_when_asked_for(journal: Journal, kind: type[Any]) -> None:
    entry = entry_of(journal, kind)
    with writing() as session:
        session.get_one(kind, entry.id).deleted_at = entry.created_at
    assert answer(access.load_entry, kind, journal.ann, entry.id) == "NotFound"
    assert answer(access.load_entry, kind, journal.ann, entry.id, deleted=True) == "ok"
    assert answer(access.load_entry, kind, journal.dan, entry.id, deleted=True) == "NotFound"


@pytest.mark.parametrize("kind", KINDS)
def test_an_id_of_another_noun_is_nothing(journal: Journal, kind: type[Any]) -> None:
    entry = entry_of(journal, kind)
    for other in KINDS:
        expected = "ok" if other is kind else "NotFound"
        assert answer(access.load_entry, other, journal.ann, entry.id) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_entries_of_a_closed_year_are_read(journal: Journal, kind: type[Any]) -> None:
    entry = entry_of(journal, kind)
    trios.close(journal.home.id)
    assert answer(access.load_entry, kind, journal.ann, entry.id) == "ok"
    assert answer(access.load_entry, kind, journal.ann, entry.id, change=True) == "NotAllowed"


def test_only_a_shared_finding_is_the_alliances(journal: Journal, elsewhere: House) -> None:
    finding = journal.finding(journal.note())
    stranger = elsewhere.person("zoe")

    def seen_by(person: UUID) -> str:
        listed = db.session.scalars(access.visible_findings(person)).all()
        loaded = answer(access.load_finding, person, finding.id)
        assert bool(listed) is (loaded == "ok")
        return loaded

    assert [seen_by(p) for p in (journal.ann, journal.dan, journal.helen, stranger)] == [
        "ok", "NotFound", "NotFound", "NotFound",
    ]  # fmt: skip
    journal.agree(finding)
    assert [seen_by(p) for p in (journal.dan, journal.helen)] == ["NotFound", "NotFound"]
    agreements.share(finding.id, journal.ann, finding.version)
    assert [seen_by(p) for p in (journal.ann, journal.dan, journal.helen, stranger)] == [
        "ok", "ok", "ok", "NotFound",
    ]  # fmt: skip
    for person in (journal.dan, journal.helen):
        assert answer(access.load_finding, person, finding.id, change=True) == "NotAllowed"
    agreements.withdraw(finding.id, journal.ann, finding.version)
    assert [seen_by(p) for p in (journal.ann, journal.dan, journal.helen)] == [
        "ok", "NotFound", "NotFound",
    ]  # fmt: skip


def test_a_shared_finding_that_was_deleted_is_nobodys_outside(journal: Journal) -> None:
    finding = journal.share(journal.finding(journal.note()))
    with writing() as session:
        session.get_one(Finding, finding.id).deleted_at = finding.created_at
    assert answer(access.load_finding, journal.dan, finding.id) == "NotFound"
    assert db.session.scalars(access.visible_findings(journal.dan)).all() == []


def test_a_shared_finding_of_a_closed_year_is_still_read(journal: Journal) -> None:
    finding = journal.share(journal.finding(journal.note()))
    trios.close(journal.home.id)
    assert answer(access.load_finding, journal.dan, finding.id) == "ok"
    assert answer(access.load_finding, journal.ann, finding.id, change=True) == "NotAllowed"


def test_a_former_member_reads_what_was_shared_and_no_more(journal: Journal) -> None:
    shared = journal.share(journal.finding(journal.note()))
    draft = journal.finding(journal.note("More."), claim="A draft.")
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    assert answer(access.load_finding, journal.cat, shared.id) == "ok"
    assert answer(access.load_finding, journal.cat, shared.id, change=True) == "NotAllowed"
    assert answer(access.load_finding, journal.cat, draft.id) == "NotFound"


@pytest.mark.parametrize(("days", "expected"), [(0, "NotFound"), (1, "ok")])
def test_who_leaves_the_alliance_reads_no_more_of_what_it_shares(
    journal: Journal, days: int, expected: str
) -> None:
    finding = journal.share(journal.finding(journal.note()))
    ends(Membership, journal.dan, days)
    assert answer(access.load_finding, journal.dan, finding.id) == expected
    assert bool(db.session.scalars(access.visible_findings(journal.dan)).all()) is (
        expected == "ok"
    )


def entered(journal: Journal) -> Finding:
    given = {"claim": "Talk helps."}
    return findings.enter_for_trio(journal.home, journal.helen, new_id(), given)


def test_what_was_typed_in_is_the_coordinators_until_a_member_confirms_it(
    journal: Journal, elsewhere: House
) -> None:
    finding = entered(journal)
    iris = journal.person("iris", role=Role.COORDINATOR)
    boss = elsewhere.person("yan", role=Role.COORDINATOR)
    for person, expected in (
        (journal.helen, "ok"), (iris, "ok"), (journal.ann, "NotAllowed"),
        (journal.dan, "NotAllowed"), (boss, "NotFound"),
    ):  # fmt: skip
        assert answer(access.load_entered_finding, person, finding.id) == expected
    agreements.confirm(finding.id, journal.bob, 1)
    assert answer(access.load_entered_finding, journal.helen, finding.id) == "NotAllowed"


def test_what_was_taken_back_is_put_back_by_the_same_coordinator(journal: Journal) -> None:
    finding = entered(journal)
    iris = journal.person("iris", role=Role.COORDINATOR)
    findings.take_entered_back(finding.id, journal.helen, 1)
    load = access.load_entered_finding
    assert answer(load, journal.helen, finding.id, taken_back=True) == "ok"
    assert answer(load, iris, finding.id, taken_back=True) == "NotFound"
    assert answer(load, journal.helen, finding.id) == "NotFound"


def test_what_the_trio_withdrew_is_not_the_coordinators_even_in_the_trio(journal: Journal) -> None:
    finding = entered(journal)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    trio_members.add(journal.home.id, journal.helen, journal.helen)
    agreements.withdraw(finding.id, journal.ann, 1)
    assert answer(access.load_entered_finding, journal.helen, finding.id) == "NotAllowed"


def test_a_reply_is_its_trios_and_taken_back_by_its_author(journal: Journal) -> None:
    reply = replies.create(journal.note(), journal.ann, new_id(), "Hm.")
    for person, look, change in (
        (journal.ann, "ok", "ok"), (journal.bob, "ok", "NotAllowed"),
        (journal.dan, "NotFound", "NotFound"), (journal.helen, "NotFound", "NotFound"),
    ):  # fmt: skip
        assert answer(access.load_reply, person, reply.id) == look
        assert answer(access.load_reply, person, reply.id, change=True) == change
    trios.close(journal.home.id)
    assert answer(access.load_reply, journal.ann, reply.id, change=True) == "NotAllowed"
    replies.delete(reply.id)
    assert answer(access.load_reply, journal.ann, reply.id) == "NotFound"
