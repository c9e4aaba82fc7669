"""The example alliance: it loads on any day, once, and looks lived in."""

from __future__ import annotations

import json
import time as clock
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from trio_journal import access, dates, example
from trio_journal.example import loading
from trio_journal.extensions import db
from trio_journal.models import (
    Agreement,
    Entry,
    Evening,
    Finding,
    FindingState,
    Invitation,
    Observation,
    Question,
    Reply,
    Report,
    ReportKind,
    Revision,
    School,
    Trio,
    TrioMembership,
    User,
    Visit,
)
from trio_journal.services import agreements, running_order, sessions, trios, visits

ENTRIES: tuple[type[Entry], ...] = (Question, Visit, Observation, Finding)
# A Tuesday, a Saturday, a Sunday, and the first day of an academic year.
DAYS = ["2026-11-24", "2026-11-28", "2026-11-29", "2026-09-01"]


@pytest.fixture(autouse=True)
def _in_the_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """Return what makes it 9.30 on a day."""

    def set_day(day: str) -> datetime:
        moment = datetime.fromisoformat(f"{day}T09:30+00:00")

        class Still(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Still:
                return cls.fromtimestamp(moment.timestamp(), tz)

        monkeypatch.setattr(dates, "datetime", Still)
        return moment

    return set_day


def every(kind: type[Any]) -> list[Any]:
    return list(db.session.scalars(select(kind)))


def trio(number: int) -> Trio:
    return db.session.scalars(select(Trio).where(Trio.number == number)).one()


# Loading


def test_it_loads_in_a_moment_and_once() -> None:
    start = clock.process_time()
    first = example.load()
    assert clock.process_time() - start < 3
    counts = {kind: len(every(kind)) for kind in (*ENTRIES, Report, Revision, User, Trio, Evening)}
    assert example.load().id == first.id
    assert {kind: len(every(kind)) for kind in counts} == counts


def test_what_cannot_be_loaded_whole_is_not_loaded_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(loading, "_load_evening", fail)
    with pytest.raises(RuntimeError):
        example.load()
    assert every(User) == every(School) == every(Revision) == []


# What there is


@pytest.mark.parametrize("day", DAYS)
def test_it_looks_lived_in_on_any_day(on_day: Callable[[str], datetime], day: str) -> None:
    now = on_day(day)
    example.load()
    assert {t.academic_year for t in every(Trio)} == {dates.academic_year(date.fromisoformat(day))}
    for kind in ENTRIES:
        for entry in every(kind):
            assert entry.created_at <= entry.updated_at < now
            assert dates.local(entry.created_at).weekday() < 5, entry.noun
    for note in every(Observation):
        assert note.observed_at < note.created_at
        assert note.visit is None or note.visit.visit_date == dates.local(note.observed_at).date()
    for reply in every(Reply):
        assert reply.created_at <= now
    check_history(now)
    check_reports()
    check_members()
    check_agreements()
    evening = every(Evening)[0]
    assert now.date() < evening.print_by <= evening.evening_date
    assert evening.evening_date.weekday() < 5
    today = visits.on(trio(6).id, now.date(), trio(6).members[0].user_id)
    assert today is not None


def check_history(now: datetime) -> None:
    """Every version was saved after the one before it."""
    saved: dict[object, datetime] = {}
    for revision in db.session.scalars(
        select(Revision).order_by(Revision.entry_id, Revision.version)
    ):
        assert saved.get(revision.entry_id, datetime.min.replace(tzinfo=UTC)) <= revision.saved_at
        assert revision.saved_at < now
        saved[revision.entry_id] = revision.saved_at
    for kind in (*ENTRIES, Report):
        for entry in every(kind):
            assert saved[entry.id] == entry.updated_at


def check_reports() -> None:
    """One trio has handed both in, one has started."""
    found = {(one.trio.number, one.kind): one.is_handed_in for one in every(Report)}
    assert found == {
        (2, ReportKind.MID_YEAR_REVIEW): False,
        (3, ReportKind.MID_YEAR_REVIEW): True,
        (3, ReportKind.TRIO_REPORT): True,
    }
    for one in every(Report):
        assert one.created_at < (one.handed_in_at or dates.now())
        assert not (one.is_handed_in and one.still_empty)


def check_members() -> None:
    """Nobody wrote before they joined or after they left."""
    places = {(place.trio_id, place.user_id): place for place in every(TrioMembership)}
    for row in [row for kind in (*ENTRIES, Report, Reply) for row in every(kind)]:
        place = places[row.trio_id, row.author_id]
        day = dates.local(row.created_at).date()
        assert place.joined_on <= day, (row.__class__.__name__, day, place.joined_on)
        assert place.left_on is None or day < place.left_on


def check_agreements() -> None:
    """People agreed after the finding was written and before it was shared."""
    for agreement in every(Agreement):
        finding = db.session.get_one(Finding, agreement.finding_id)
        assert finding.created_at <= agreement.agreed_at
        assert finding.shared_at is None or agreement.agreed_at <= finding.shared_at


def test_twelve_schools_and_six_trios_in_different_stages(lived_in: Flask) -> None:
    assert len(every(School)) == 12
    assert {t.number: trios.standing(t) for t in every(Trio)} == {
        1: "complete",
        2: "complete",
        3: "complete",
        4: "forming",
        5: "looking for a third",
        6: "complete",
    }
    assert trio(2).exception_reason
    states = Counter(finding.state for finding in every(Finding))
    assert states == {FindingState.SHARED: 4, FindingState.AGREED: 1, FindingState.DRAFT: 4}
    check_independence_fades_after_year_3()
    check_one_waits_for_the_newcomer()
    check_one_is_agreed_by_two_of_three()


def findings_of(number: int) -> list[Finding]:
    return [one for one in every(Finding) if one.trio_id == trio(number).id]


def check_independence_fades_after_year_3() -> None:
    notes = [note for note in every(Observation) if note.trio_id == trio(3).id]
    assert len(notes) >= 30
    assert {year for n in notes for year in range(n.year_from, n.year_to + 1)} == set(range(14))
    assert any(note.year_from != note.year_to for note in notes)

    def typical(first: int, last: int) -> float:
        rated = [n.rating for n in notes if n.rating is not None and first <= n.year_to <= last]
        return sum(rated) / len(rated)

    assert typical(0, 3) > typical(4, 6) > typical(7, 13)


def check_one_is_agreed_by_two_of_three() -> None:
    members = trios.members(trio(1))
    assert [m.user.name for m in members if m.away_since] == ["Priya Nandakumar"]
    (shared,) = [f for f in findings_of(1) if f.state is FindingState.SHARED]
    assert len(shared.agreements) == 2
    assert agreements.still_to_agree(shared) == []


def check_one_waits_for_the_newcomer() -> None:
    waiting = [
        finding.claim[:10]
        for finding in findings_of(6)
        if [m.user.name for m in agreements.still_to_agree(finding)] == ["Aisha Rahman"]
    ]
    assert waiting == ["After a wa"]


def test_the_evening_has_every_trio_and_ends_on_time(lived_in: Flask) -> None:
    evening, earlier = every(Evening)
    assert earlier.evening_date < dates.today() < evening.evening_date
    order = running_order.of(evening)
    assert sorted(s.slot.trio.number for s in order.slots if s.slot.trio) == [1, 2, 3, 4, 5, 6]
    assert (order.spare, order.ends_at) == (0, time(20))
    printed = [finding for slot in order.slots for finding in slot.findings]
    assert len(printed) == 4
    assert all(finding.quotation_version for finding in printed if finding.quotation)
    assert {theme for finding in printed for theme in finding.themes} == {
        "getting unstuck", "independence", "talk", "transition", "writing",
    }  # fmt: skip


# Who can sign in


def test_nobody_can_before_it_is_loaded() -> None:
    assert example.accounts() == []


def test_everybody_can_with_the_password_that_is_told(lived_in: Flask) -> None:
    accounts = example.accounts()
    assert len(accounts) == len(every(User)) == 22
    assert sessions.sign_in(accounts[0].email, accounts[0].password)
    assert len({user.password_hash for user in every(User)}) == 1
    assert all(user.is_example for user in every(User))
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0
    check_there_is_one_of_every_role(accounts)
    check_trios_are_those_whose_journal_they_read(accounts)


def check_there_is_one_of_every_role(accounts: list[example.Account]) -> None:
    assert set(example.ROLES) == {account.role for account in accounts}
    assert accounts[0].role == "coordinator"
    by_email = {account.email.split(".")[0]: account for account in accounts}
    assert by_email["owen"].role == "coordinator in a trio"
    assert by_email["priya"].role == "trio member, away"
    assert by_email["kate"].role == "former trio member"
    assert by_email["peter"].role == "member without a trio"


def check_trios_are_those_whose_journal_they_read(accounts: list[example.Account]) -> None:
    for account in accounts:
        user = db.session.scalars(select(User).where(User.email == account.email)).one()
        reads = {t.id for t in every(Trio) if access.is_trio_member(user.id, t.id)}
        assert set(account.trios) == reads


def test_the_summary_for_scripts_is_json_and_leads_somewhere() -> None:
    summary = json.loads(json.dumps(example.summary()))
    assert len(summary["accounts"]) == 22
    assert [t["number"] for t in summary["trios"]] == [1, 2, 3, 4, 5, 6]
    assert summary["evening"] == str(every(Evening)[0].id)
    entries = summary["entries"]
    assert entries["trio"] == str(trio(3).id)
    for kind in ENTRIES:
        found = [str(entry.id) for entry in every(kind) if entry.trio_id == trio(3).id]
        assert entries[kind.noun] in found
    reader = next(a for a in summary["accounts"] if entries["trio"] in a["trios"])
    assert reader["role"] == "trio lead"


# Its calendar


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-90, 30), st.integers(-90, 30))
def test_school_days_keep_their_order(today: date, one: int, other: int) -> None:
    calendar = loading.Calendar(today, datetime.combine(today, time(9), UTC))
    first, last = sorted((one, other))
    days = [calendar.day(offset) for offset in (first, last) if offset]
    assert all(day.weekday() < 5 for day in days)
    assert days == sorted(days)
    assert all(abs(calendar.day(offset) - today - timedelta(offset)).days <= 1 for offset in (one,))
    assert calendar.day(0) == today


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-90, -2))
def test_what_has_happened_is_in_the_past(today: date, offset: int) -> None:
    now = datetime.combine(today, time(0, 30), UTC)
    assert loading.Calendar(today, now).moment(offset, time(20, 30)) < now
