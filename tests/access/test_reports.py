"""Who reads and changes a trio's review and report."""

from __future__ import annotations

from tests.services.conftest import House, Journal
from trio_journal import access
from trio_journal.ids import new_id
from trio_journal.models import ReportKind, Role
from trio_journal.services import reports, trios

from .conftest import answer


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
