"""The coordinator's board: what it says of whom, reminders, and how much it costs to know."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from sqlalchemy import event

from tests.services.conftest import House, Journal, set_back
from trio_journal.dates import academic_year, now, short_day_label, today
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import ReportKind
from trio_journal.services import (
    agreements,
    board,
    evening_slots,
    evenings,
    findings,
    journals,
    observations,
    progress,
    questions,
    reports,
    trio_members,
    trios,
    visits,
)
from trio_journal.services.readiness import Stage


def only_row(journal: Journal) -> board.Row:
    (row,) = board.of_year(journal.id).rows
    return row


def test_a_trios_year_on_the_board(journal: Journal) -> None:
    row = only_row(journal)
    assert (row.stage, row.last_activity, row.year_from) == (Stage.ASKING, None, None)
    journal.question(year_from=0, year_to=3)
    journal.question(year_from=5, year_to=6)
    row = only_row(journal)
    assert (row.stage, row.year_from, row.year_to) == (Stage.ASKED, 0, 6)
    assert row.last_activity == today()
    note = journal.note()
    finding = journal.finding(note)
    assert [str(one) for one in only_row(journal).missing] == [
        "One draft finding waits to be agreed"
    ]
    journal.agree(finding, journal.ann, journal.bob)
    assert [str(one) for one in only_row(journal).missing] == ["Cat still has to agree one finding"]
    agreements.agree(finding.id, journal.cat, finding.version)
    assert only_row(journal).facts.agreed == 1
    agreements.share(finding.id, journal.ann, finding.version)
    row = only_row(journal)
    assert (row.stage, row.missing, row.standing) == (Stage.SHARED, (), "One finding shared")


def test_a_draft_that_rests_on_nothing_waits_for_nobody(journal: Journal) -> None:
    journal.question()
    note = journal.note()
    bare = journal.finding(claim="It is so.")
    row = only_row(journal)
    assert (row.missing, row.stage) == ((), Stage.AGREEING)
    findings.change(
        bare.id, journal.ann, bare.version, {"claim": "It is so.", "supporting": [note.id]}
    )
    assert "waits to be agreed" in str(only_row(journal).missing[0])
    observations.delete(note.id, journal.ann, note.version)
    assert [one for one in only_row(journal).missing if "agreed" in str(one)] == []


def test_the_board_and_the_trios_own_page_ask_for_the_same_agreements(journal: Journal) -> None:
    journal.question()
    note = journal.note()
    journal.finding(claim="It rests on nothing.")
    journal.agree(journal.finding(note), journal.ann, journal.bob)
    enter = findings.enter_for_trio
    enter(journal.home, journal.helen, new_id(), {"claim": "Typed in."})
    own = progress.steps(
        journal.home, trios.members(journal.home), journals.questions(journal.home.id),
        journals.findings(journal.home.id), [], 0,
    )  # fmt: skip
    assert [step.text for step in own if step.kind == "agree"] == [
        "Cat still has to agree one finding."
    ]
    assert only_row(journal).facts.to_agree == (("Cat", 1),)
    assert only_row(journal).facts.untouched == 0


def test_who_is_away_agrees_to_nothing(journal: Journal) -> None:
    journal.question()
    finding = journal.finding(journal.note())
    journal.agree(finding, journal.ann)
    trio_members.set_away(journal.home.id, journal.cat, journal.ann, away=True)
    assert [str(one) for one in only_row(journal).missing] == [
        "Cat is away", "Bob still has to agree one finding",
    ]  # fmt: skip


def test_what_is_in_the_bin_does_not_count(journal: Journal) -> None:
    question = journal.question()
    note = journal.note()
    finding = journal.finding(note)
    findings.delete(finding.id, journal.ann, finding.version)
    observations.delete(note.id, journal.ann, note.version)
    questions.delete(question.id, journal.ann, question.version)
    row = only_row(journal)
    assert row.stage is Stage.ASKING
    assert (row.facts.questions, row.facts.last_observed, row.facts.pending) == (0, None, 0)


def test_nothing_observed_in_a_month(journal: Journal) -> None:
    journal.question()
    note = journal.note()
    set_back(note, observed_at=now() - timedelta(days=40))
    day = short_day_label(now() - timedelta(days=40))
    assert f"Nothing observed since {day}" in [str(one) for one in only_row(journal).missing]


def test_coming_visits_need_cover_unless_it_is_an_inset_day(journal: Journal) -> None:
    day = today() + timedelta(days=3)
    journal.visit(visit_date=day, head_agreed=True)
    journal.visit(visit_date=day, head_agreed=True, inset_day=True)
    journal.visit(visit_date=day, head_agreed=True, cover_arranged=True)
    past = journal.visit(visit_date=today() - timedelta(days=1))
    gone = journal.visit(visit_date=day)
    visits.delete(gone.id, journal.ann, gone.version)
    assert past.cover_arranged is False
    found = [str(one) for one in only_row(journal).missing if "visit" in str(one)]
    assert found == [f"No cover yet for the visit on {short_day_label(day)}"]


def test_coming_visits_need_the_word_of_the_hosts_head(journal: Journal) -> None:
    day = today() + timedelta(days=3)
    journal.visit(visit_date=day, cover_arranged=True)
    journal.visit(visit_date=day, cover_arranged=True, head_agreed_on=today())
    found = [str(one) for one in only_row(journal).missing if "visit" in str(one)]
    assert found == [f"The host's head has not agreed to the visit on {short_day_label(day)}"]


def test_typed_in_for_the_trio_waits_for_one_of_them(journal: Journal) -> None:
    journal.question()
    finding = findings.enter_for_trio(journal.home, journal.helen, new_id(), {"claim": "It is so."})
    row = only_row(journal)
    assert (row.standing, row.missing[-1].remind) == ("One finding typed in", True)
    assert "typed in for the trio" in str(row.missing[-1])
    agreements.confirm(finding.id, journal.ann, finding.version)
    row = only_row(journal)
    assert (row.standing, row.missing) == ("One finding shared", ())


def test_the_reminder_is_to_those_present_about_what_they_can_do(journal: Journal) -> None:
    journal.question()
    trio_members.set_away(journal.home.id, journal.cat, journal.ann, away=True)
    evening = plan(journal)
    text = board.reminder(only_row(journal), evening, "https://journal.example/trios/1")
    assert text.splitlines() == [
        "Hello Ann and Bob,",
        f"could you look at “Talk” before the evening on {short_day_label(evening.evening_date)}? "
        "Still open:",
        "- Nothing observed yet",
        "Your journal: https://journal.example/trios/1",
        "Thank you.",
    ]
    assert "“Talk” soon?" in board.reminder(only_row(journal), None, "")
    trios.close(journal.home.id)
    assert board.reminder(only_row(journal), evening, "") == ""


def plan(journal: House, days: int = 10) -> Any:
    values = {
        "title": f"In {days} days",
        "evening_date": today() + timedelta(days=days),
        "starts_at": time(18),
        "ends_at": time(20),
    }
    author = journal.helen if isinstance(journal, Journal) else journal.person("boss")
    return evenings.create(journal.id, author, new_id(), values)


def test_trios_without_a_slot_are_named_unless_closed(journal: Journal) -> None:
    evening, other = plan(journal), journal.trio(focus="Reading")
    closed = journal.trio(focus="Closed")
    trios.close(closed.id)
    evening_slots.add(evening.id, journal.helen, trio_id=other.id, label="", minutes=5)
    found = board.of_year(journal.id)
    assert [trio.focus for trio in board.not_in(evening, found.rows)] == ["Talk"]


def test_years_and_alliances_are_kept_apart(journal: Journal, elsewhere: House) -> None:
    year = academic_year(today())
    old = journal.trio(focus="Earlier", year=year - 2)
    elsewhere.trio(focus="Elsewhere")
    found = board.of_year(journal.id)
    assert (found.year, found.years) == (year, (year, year - 2))
    assert [row.trio for row in found.rows] == [journal.home]
    assert [row.trio for row in board.of_year(journal.id, year - 2).rows] == [old]
    assert board.of_year(journal.id, year - 1).rows == ()


def test_it_says_how_far_the_reports_are_and_nothing_of_them(journal: Journal) -> None:
    def standing() -> list[str]:
        return [one.standing for one in only_row(journal).reports]

    assert standing() == ["not handed in yet", "not handed in yet"]
    texts = {part.name: "A line." for part in ReportKind.MID_YEAR_REVIEW.sections}
    draft = reports.create(journal.home, ReportKind.MID_YEAR_REVIEW, journal.ann, new_id(), texts)
    assert standing() == ["started", "not handed in yet"]
    assert only_row(journal).last_activity == today()
    reports.hand_in(draft.id, journal.ann, 1, 0)
    on = f"handed in on {short_day_label(today())}"
    assert standing() == [on, "not handed in yet"]
    reports.take_back(draft.id, journal.ann)
    assert standing() == ["started", "not handed in yet"]


def test_it_costs_as_many_queries_for_eight_trios_as_for_one(journal: Journal) -> None:
    def cost() -> int:
        db.session.rollback()
        db.session.expunge_all()
        sent: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
            if statement.startswith("SELECT"):
                sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            for row in board.of_year(journal.id).rows:
                assert row.members or row.missing
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(sent)

    journal.question()
    journal.share(journal.finding(journal.note()))
    one = cost()
    journal = journal.here()
    for number in range(7):
        journal.trio(
            journal.person(f"p{number}", journal.primary),
            journal.person(f"q{number}", journal.secondary),
            focus=f"Focus {number}",
        )
    assert cost() == one <= 10
