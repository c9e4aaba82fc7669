"""The coordinator's board: the trios of a year, each with how far it is and what is missing.

What a trio wrote is never read here: not a question's words, not a note, not a claim. What the
facts mean is in `readiness.py`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select, union_all

from ..dates import academic_year, local, short_day_label, today
from ..extensions import db
from ..models import (
    Agreement,
    Evening,
    EveningSlot,
    Finding,
    FindingState,
    Observation,
    Question,
    Report,
    ReportKind,
    Trio,
    TrioMembership,
    Visit,
)
from ..text import capitalised, first_names, listed, some
from ..year_groups import span
from . import agreements, trios
from .agreements import OPEN_STATES, rests_on_notes
from .readiness import ComingVisit, Facts, Missing, Stage, missing, stage


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One of a trio's two reports: whether it is started, and when it was handed in."""

    kind: ReportKind
    is_started: bool = False
    handed_in_on: date | None = None

    @property
    def standing(self) -> str:
        """Return where it stands, in words."""
        if self.handed_in_on is not None:
            return f"handed in on {short_day_label(self.handed_in_on)}"
        return "started" if self.is_started else "not handed in yet"


@dataclass(frozen=True, slots=True)
class Row:
    """A trio on the board; `year_from` to `year_to` is what its questions are about."""

    trio: Trio
    members: tuple[TrioMembership, ...]
    facts: Facts
    stage: Stage
    missing: tuple[Missing, ...]
    last_activity: date | None
    year_from: int | None
    year_to: int | None
    reports: tuple[ReportLine, ...]

    @property
    def standing(self) -> str:
        """Return how far the trio is, in words: "Observing", "Two findings shared"."""
        if self.stage is not Stage.SHARED:
            return self.stage.value
        # What the coordinator typed in is not yet the trio's own word.
        own = self.facts.shared - self.facts.entered
        return f"{capitalised(some(own or self.facts.shared, 'finding'))} " + (
            "shared" if own else "typed in"
        )

    @property
    def to_remind(self) -> tuple[Missing, ...]:
        """Return what the trio can do something about."""
        return tuple(one for one in self.missing if one.remind)


@dataclass(frozen=True, slots=True)
class Board:
    """The alliance's trios of one academic year."""

    year: int
    years: tuple[int, ...]
    rows: tuple[Row, ...]


def reminder(row: Row, evening: Evening | None, link: str) -> str:
    """Return a short, friendly message to a trio about what is missing, "" when nothing is."""
    if not row.to_remind:
        return ""
    hello = f"Hello {listed(row.facts.present)}," if row.facts.present else "Hello,"
    when = f"before the evening on {short_day_label(evening.evening_date)}" if evening else "soon"
    return "\n".join(
        (
            hello,
            f"could you look at “{row.trio.focus}” {when}? Still open:",
            *(f"- {one}" for one in row.to_remind),
            f"Your journal: {link}",
            "Thank you.",
        )
    )


# Where the facts come from: a fixed number of queries, however many trios there are


def of_year(alliance_id: UUID, year: int | None = None) -> Board:
    """Return the board of an academic year, of this one unless another is named."""
    this_year = academic_year(today())
    chosen = this_year if year is None else year
    found = trios.of_alliance(alliance_id, chosen)
    return Board(
        year=chosen,
        years=_years(alliance_id, this_year),
        rows=_rows(found),
    )


def _years(alliance_id: UUID, this_year: int) -> tuple[int, ...]:
    known = db.session.scalars(
        select(Trio.academic_year).where(Trio.alliance_id == alliance_id).distinct()
    )
    return tuple(sorted({*known, this_year}, reverse=True))


def not_in(evening: Evening, rows: Iterable[Row]) -> tuple[Trio, ...]:
    """Return the open trios that have no slot in an evening's running order."""
    placed = set(
        db.session.scalars(select(EveningSlot.trio_id).where(EveningSlot.evening_id == evening.id))
    )
    return tuple(row.trio for row in rows if row.trio.id not in placed and not row.facts.closed)


def _rows(found: Sequence[Trio]) -> tuple[Row, ...]:
    """Return the board's rows of trios whose members are loaded."""
    ids = [trio.id for trio in found]
    questions = _questions(ids)
    observed = _last_observed(ids)
    visits = _coming_visits(ids)
    findings = _findings(ids)
    activity = _last_activity(ids)
    reports = _reports(ids)
    day = today()
    rows = []
    for trio in found:
        members = tuple(trios.members(trio))
        years = questions.get(trio.id, [])
        seen = observed.get(trio.id)
        facts = _facts(
            trio,
            members,
            findings.get(trio.id, []),
            questions=len(years),
            last_observed=local(seen).date() if seen else None,
            visits=tuple(visits.get(trio.id, ())),
        )
        last = activity.get(trio.id)
        about = span(year for pair in years for year in pair if year is not None)
        rows.append(
            Row(
                trio=trio,
                members=members,
                facts=facts,
                stage=stage(facts),
                missing=missing(facts, day),
                last_activity=local(last).date() if last else None,
                year_from=about and about[0],
                year_to=about and about[1],
                reports=tuple(
                    reports.get((trio.id, kind), ReportLine(kind)) for kind in ReportKind
                ),
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _FindingFacts:
    """A finding without its words."""

    state: FindingState
    entered: bool
    supported: bool
    agreed_by: frozenset[UUID]

    @property
    def can_be_agreed(self) -> bool:
        """Say whether anybody can agree to it, by the rule of the trio's own page."""
        return agreements.can_be_agreed(
            self.state, entered_for_trio=self.entered, supported=self.supported
        )


def _facts(
    trio: Trio,
    members: Sequence[TrioMembership],
    findings: Sequence[_FindingFacts],
    *,
    questions: int,
    last_observed: date | None,
    visits: tuple[ComingVisit, ...],
) -> Facts:
    called = dict(
        zip(
            (member.user_id for member in members),
            first_names([member.user.name for member in members]),
            strict=True,
        )
    )
    present = [m.user_id for m in members if m.away_since is None]
    states = Counter(f.state for f in findings)
    open_ = [f for f in findings if f.can_be_agreed]
    to_agree = Counter(
        user_id
        for finding in open_
        if finding.agreed_by
        for user_id in present
        if user_id not in finding.agreed_by
    )
    return Facts(
        present=tuple(called[user_id] for user_id in present),
        away=tuple(called[m.user_id] for m in members if m.away_since is not None),
        lost_somebody=len(trio.members) > len(members),
        closed=trio.closed_on is not None,
        formed_on=local(trio.created_at).date(),
        questions=questions,
        last_observed=last_observed,
        visits=visits,
        to_agree=tuple(
            (called[user_id], to_agree[user_id]) for user_id in present if to_agree[user_id]
        ),
        untouched=sum(not finding.agreed_by for finding in open_),
        pending=states[FindingState.DRAFT],
        agreed=states[FindingState.AGREED],
        shared=states[FindingState.SHARED],
        withdrawn=states[FindingState.WITHDRAWN],
        entered=sum(f.entered and f.state is FindingState.SHARED for f in findings),
    )


def _questions(ids: Sequence[UUID]) -> dict[UUID, list[tuple[int | None, int | None]]]:
    found: dict[UUID, list[tuple[int | None, int | None]]] = defaultdict(list)
    for trio_id, first, last in db.session.execute(
        select(Question.trio_id, Question.year_from, Question.year_to).where(
            Question.trio_id.in_(ids), Question.deleted_at.is_(None)
        )
    ):
        found[trio_id].append((first, last))
    return found


def _last_observed(ids: Sequence[UUID]) -> dict[UUID, datetime]:
    rows = db.session.execute(
        select(Observation.trio_id, func.max(Observation.observed_at))
        .where(Observation.trio_id.in_(ids), Observation.deleted_at.is_(None))
        .group_by(Observation.trio_id)
    )
    return {row.trio_id: row[1] for row in rows}


def _coming_visits(ids: Sequence[UUID]) -> dict[UUID, list[ComingVisit]]:
    found: dict[UUID, list[ComingVisit]] = defaultdict(list)
    for trio_id, day, needs_cover, agreed in db.session.execute(
        select(
            Visit.trio_id,
            Visit.visit_date,
            Visit.needs_cover,
            Visit.head_agreed,
        )
        .where(Visit.trio_id.in_(ids), Visit.deleted_at.is_(None), Visit.visit_date >= today())
        .order_by(Visit.visit_date, Visit.id)
    ):
        found[trio_id].append(ComingVisit(day, needs_cover, not agreed))
    return found


def _findings(ids: Sequence[UUID]) -> dict[UUID, list[_FindingFacts]]:
    agreed: dict[UUID, set[UUID]] = defaultdict(set)
    for finding_id, user_id in db.session.execute(
        select(Agreement.finding_id, Agreement.user_id)
        .join(Finding, Finding.id == Agreement.finding_id)
        .where(Finding.trio_id.in_(ids), Finding.state.in_(OPEN_STATES))
    ):
        agreed[finding_id].add(user_id)
    found: dict[UUID, list[_FindingFacts]] = defaultdict(list)
    for finding_id, trio_id, state, entered, supported in db.session.execute(
        select(
            Finding.id,
            Finding.trio_id,
            Finding.state,
            Finding.entered_for_trio,
            rests_on_notes(),
        )
        .where(Finding.trio_id.in_(ids), Finding.deleted_at.is_(None))
        .order_by(Finding.created_at, Finding.id)
    ):
        agreed_by = frozenset(agreed[finding_id])
        found[trio_id].append(_FindingFacts(state, entered, supported, agreed_by))
    return found


def _reports(ids: Sequence[UUID]) -> dict[tuple[UUID, ReportKind], ReportLine]:
    rows = db.session.execute(
        select(Report.trio_id, Report.kind, Report.handed_in_at).where(Report.trio_id.in_(ids))
    )
    return {
        (trio_id, kind): ReportLine(kind, True, local(at).date() if at else None)
        for trio_id, kind, at in rows
    }


def _last_activity(ids: Sequence[UUID]) -> dict[UUID, datetime]:
    saved = union_all(
        *(
            select(kind.__table__.c.trio_id, kind.__table__.c.updated_at).where(
                kind.__table__.c.trio_id.in_(ids)
            )
            for kind in (Question, Visit, Observation, Finding, Report)
        )
    ).subquery()
    rows = db.session.execute(
        select(saved.c.trio_id, func.max(saved.c.updated_at)).group_by(saved.c.trio_id)
    )
    return {row.trio_id: row[1] for row in rows}
