"""Who may see and change what, asked of the rules themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from trio_journal import access
from trio_journal.dates import today
from trio_journal.exceptions import JournalError, NotAllowed, NotFound
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import (
    Finding,
    Membership,
    Observation,
    Question,
    ReportKind,
    Role,
    TrioMembership,
    Visit,
)
from trio_journal.services import (
    agreements,
    evenings,
    findings,
    people,
    replies,
    reports,
    trio_members,
    trios,
)
from trio_journal.services.transaction import writing

from .services.conftest import House, Journal

KINDS = (Question, Visit, Observation, Finding)


@pytest.fixture(autouse=True)
def _in_the_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def journal(_in_the_app: None) -> Journal:
    return Journal()


@pytest.fixture
def elsewhere(_in_the_app: None) -> House:
    return House("Elsewhere Alliance")


def answer(load: Callable[..., Any], *args: Any, **values: Any) -> str:
    """Return "ok", or the name of the refusal."""
    try:
        load(*args, **values)
    except JournalError as refusal:
        return type(refusal).__name__
    return "ok"


def ends(model: Any, user_id: UUID, days: int) -> None:
    """Let somebody's memberships end so many days from today."""
    values = {"left_on": today() + timedelta(days=days)}
    if model is TrioMembership:
        values["joined_on"] = today() - timedelta(days=9)
    with writing() as session:
        session.execute(update(model).where(model.user_id == user_id).values(values))


# Trios


def test_a_trio_is_opened_by_its_members_alone(journal: Journal, elsewhere: House) -> None:
    stranger = elsewhere.person("zoe")
    boss = elsewhere.person("yan", role=Role.COORDINATOR)
    for person, expected in (
        (journal.ann, "ok"), (journal.bob, "ok"), (journal.cat, "ok"), (journal.dan, "NotFound"),
        (journal.helen, "NotAllowed"), (stranger, "NotFound"), (boss, "NotFound"),
        (new_id(), "NotFound"),
    ):  # fmt: skip
        assert answer(access.load_trio_member, person, journal.home.id) == expected
        mine = access.places(person).trio_members
        again = answer(access.load_trio_member, person, journal.home.id, among=mine)
        assert again == expected, "it is the same from what a request has loaded already"


def test_no_trio_is_found_by_an_id_that_is_none(journal: Journal) -> None:
    for person in (journal.ann, journal.helen):
        assert answer(access.load_trio_member, person, new_id()) == "NotFound"
        assert answer(access.load_trio, person, new_id()) == "NotFound"


@pytest.mark.parametrize("model", [TrioMembership, Membership])
@pytest.mark.parametrize(("days", "expected"), [(-1, "NotFound"), (0, "NotFound"), (1, "ok")])
def test_the_day_somebody_leaves_they_are_out(
    journal: Journal, model: Any, days: int, expected: str
) -> None:
    note = journal.note(by=journal.cat)
    ends(model, journal.cat, days)
    assert answer(access.load_trio_member, journal.cat, journal.home.id) == expected
    assert answer(access.load_observation, journal.cat, note.id) == expected
    assert access.is_trio_member(journal.cat, journal.home.id) is (expected == "ok")
    assert bool(access.places(journal.cat).trio_members) is (expected == "ok")


def test_a_trio_of_another_alliance_gives_no_place_in_this_one(
    journal: Journal, elsewhere: House
) -> None:
    # ann joins the other alliance, and its trio, and leaves that alliance again.
    school = elsewhere.school("Far School")
    with writing() as session:
        session.add(Membership(alliance_id=elsewhere.id, user_id=journal.ann, school_id=school.id))
    trio = elsewhere.trio(journal.ann)
    assert answer(access.load_trio_member, journal.ann, trio.id) == "ok"
    people.leave(elsewhere.id, journal.ann, elsewhere.person("yan", role=Role.COORDINATOR))
    assert answer(access.load_trio_member, journal.ann, trio.id) == "NotFound"
    assert answer(access.load_trio_member, journal.ann, journal.home.id) == "ok"


def test_a_closed_year_is_read_and_not_changed(journal: Journal) -> None:
    trios.close(journal.home.id)
    assert answer(access.load_trio_member, journal.ann, journal.home.id) == "ok"
    assert answer(access.load_trio_member, journal.ann, journal.home.id, change=True) == (
        "NotAllowed"
    )
    trios.reopen(journal.home.id)
    assert answer(access.load_trio_member, journal.ann, journal.home.id, change=True) == "ok"


def test_who_is_in_a_trio_its_members_read_and_coordinators_change(
    journal: Journal, elsewhere: House
) -> None:
    boss = elsewhere.person("yan", role=Role.COORDINATOR)
    for person, look, change in (
        (journal.ann, "ok", "NotAllowed"),
        (journal.dan, "NotFound", "NotFound"),
        (journal.helen, "ok", "ok"),
        (boss, "NotFound", "NotFound"),
    ):
        assert answer(access.load_trio, person, journal.home.id) == look
        assert answer(access.load_trio, person, journal.home.id, change=True) == change


def test_the_lead_and_coordinators_mark_somebody_away(journal: Journal) -> None:
    for person, expected in (
        (journal.ann, "ok"), (journal.helen, "ok"), (journal.bob, "NotAllowed"),
        (journal.dan, "NotFound"),
    ):  # fmt: skip
        assert answer(access.load_away_marker, person, journal.home.id) == expected


def test_a_lead_who_left_marks_nobody(journal: Journal) -> None:
    trio_members.leave(journal.home.id, journal.ann, journal.helen)
    assert answer(access.load_away_marker, journal.ann, journal.home.id) == "NotFound"


def test_who_is_away_is_still_in_it(journal: Journal) -> None:
    trio_members.set_away(journal.home.id, journal.cat, journal.helen, away=True)
    assert answer(access.load_trio_member, journal.cat, journal.home.id, change=True) == "ok"


# Entries


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


# Findings


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


# What a coordinator typed in


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


# Replies


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


# The alliance


def test_an_alliance_is_its_members_and_changed_by_coordinators(
    journal: Journal, elsewhere: House
) -> None:
    boss = elsewhere.person("yan", role=Role.COORDINATOR)
    for person, look, change in (
        (journal.ann, "ok", "NotAllowed"), (journal.helen, "ok", "ok"),
        (boss, "NotFound", "NotFound"),
    ):  # fmt: skip
        assert answer(access.load_membership, person, journal.id) == look
        assert answer(access.load_coordinator, person, journal.id) == change
        assert answer(access.load_school, person, journal.primary.id) == change
        assert answer(access.load_person, person, journal.place(journal.dan).id) == change
    assert answer(access.load_school, journal.helen, new_id()) == "NotFound"
    for key in (elsewhere.place(boss).id, new_id()):
        assert answer(access.load_person, journal.helen, key) == "NotFound"


@pytest.mark.parametrize(("days", "expected"), [(0, "NotFound"), (1, "ok")])
def test_a_coordinator_who_leaves_coordinates_no_more(
    journal: Journal, days: int, expected: str
) -> None:
    journal.person("iris", role=Role.COORDINATOR)
    ends(Membership, journal.helen, days)
    assert answer(access.load_coordinator, journal.helen, journal.id) == expected
    assert answer(access.load_trio, journal.helen, journal.home.id) == expected
    refusal = "NotAllowed" if expected == "ok" else "NotFound"
    assert answer(access.load_trio_member, journal.helen, journal.home.id) == refusal


def test_places_are_present_ones_with_the_open_year_first(
    journal: Journal, elsewhere: House
) -> None:
    old = journal.trio(journal.ann, journal.bob, journal.dan, focus="Older")
    trios.close(old.id)
    with writing() as session:
        session.add(Membership(alliance_id=elsewhere.id, user_id=journal.ann))
    places = access.places(journal.ann)
    assert [m.alliance.name for m in places.memberships] == ["Elsewhere Alliance", "Vale Alliance"]
    assert [m.trio.focus for m in places.trio_members] == ["Talk", "Older"]
    assert [m.trio.focus for m in db.session.scalars(access.trio_memberships(journal.ann))] == [
        "Talk", "Older",
    ]  # fmt: skip
    assert access.places(new_id()) == access.Places((), (), ())


def test_the_next_evening_is_the_nearest_of_the_alliance(
    journal: Journal, elsewhere: House
) -> None:
    def plan(house: House, person: UUID, days: int, hour: int = 18) -> UUID:
        values = {
            "title": "An evening",
            "evening_date": today() + timedelta(days=days),
            "starts_at": time(hour),
            "ends_at": time(21),
        }
        return evenings.create(house.id, person, new_id(), values).id

    def coming() -> UUID | None:
        found = access.places(journal.ann).next_evening(journal.id)
        return found and found.id

    assert coming() is None
    plan(journal, journal.helen, -1)
    plan(elsewhere, elsewhere.person("zoe"), 1)
    assert coming() is None
    assert plan(journal, journal.helen, 20) == coming()
    plan(journal, journal.helen, 0, hour=19)
    assert plan(journal, journal.helen, 0, hour=16) == coming()


def test_refusals_say_why(journal: Journal) -> None:
    with pytest.raises(NotAllowed, match="belongs to its members"):
        access.load_trio_member(journal.helen, journal.home.id)
    with pytest.raises(NotAllowed, match="Only a coordinator"):
        access.load_coordinator(journal.ann, journal.id)
    with pytest.raises(NotFound, match="nothing here for you"):
        access.load_trio_member(journal.dan, journal.home.id)


# Reports


def test_a_draft_report_is_read_by_its_trio_and_handed_in_by_the_coordinator_too(
    journal: Journal, elsewhere: House
) -> None:
    boss = elsewhere.person("yan", role=Role.COORDINATOR)
    kind = ReportKind.MID_YEAR_REVIEW

    def answers() -> list[str]:
        people = (journal.ann, journal.bob, journal.helen, journal.dan, boss, new_id())
        return [answer(access.load_report, one, journal.home.id, kind) for one in people]

    draft = ["ok", "ok", "NotAllowed", "NotFound", "NotFound", "NotFound"]
    assert answers() == draft
    assert access.load_report(journal.ann, journal.home.id, kind) is None
    texts = {part.name: "A line." for part in kind.sections}
    report = reports.create(journal.home, kind, journal.ann, new_id(), texts)
    assert access.load_report(journal.bob, journal.home.id, kind) is report
    assert answers() == draft
    reports.hand_in(report.id, journal.ann, 1, 0)
    assert answers() == ["ok", "ok", "ok", "NotFound", "NotFound", "NotFound"]
    other = answer(access.load_report, journal.helen, journal.home.id, ReportKind.TRIO_REPORT)
    assert other == "NotAllowed", "the other one is not handed in"
    reports.take_back(report.id, journal.ann)
    assert answers() == draft


def test_a_report_is_changed_by_its_trio_while_the_year_is_open(journal: Journal) -> None:
    kind = ReportKind.TRIO_REPORT
    texts = {part.name: "A line." for part in kind.sections}
    report = reports.create(journal.home, kind, journal.ann, new_id(), texts)
    reports.hand_in(report.id, journal.ann, 1, 0)

    def answers() -> list[str]:
        people = (journal.ann, journal.helen, journal.dan)
        return [
            answer(access.load_report, one, journal.home.id, kind, change=True) for one in people
        ]

    assert answers() == ["ok", "NotAllowed", "NotFound"]
    trios.close(journal.home.id)
    assert answers() == ["NotAllowed", "NotAllowed", "NotFound"]
    assert answer(access.load_report, journal.ann, journal.home.id, kind) == "ok"
