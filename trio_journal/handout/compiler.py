"""Fills the Handout from the database; the only module here that asks it.

Of observations it reads no text but the quotation that was copied into a finding: counts, kinds,
ratings and year groups are all that a handout may say of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import select

from ..continuity import Rated, seen
from ..dates import local
from ..evidence import Note, did, weigh
from ..extensions import db
from ..models import (
    Agreement,
    Alliance,
    Evening,
    Finding,
    FindingEvidence,
    Observation,
    Question,
    QuestionState,
    School,
    Trio,
)
from ..services import logos, quotations, reading_links, running_order, schools, themes, trios
from . import selection
from .document import (
    Asked,
    FindingBlock,
    Handout,
    Logo,
    Person,
    Quotation,
    Reading,
    Slot,
    TrioBlock,
)
from .ruler import Ruler, YearCell


@dataclass(slots=True)
class _Looked:
    """What may be counted of the notes behind one finding."""

    fits: list[Note] = field(default_factory=list)
    against: list[Note] = field(default_factory=list)
    ratings: dict[UUID, int] = field(default_factory=dict)

    @property
    def notes(self) -> list[Note]:
        return [*self.fits, *self.against]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was read from the database, by finding and by trio."""

    looked: Mapping[UUID, _Looked]
    agreed: Mapping[UUID, frozenset[UUID]]
    credits: Mapping[UUID, str]
    themes: Mapping[UUID, tuple[str, ...]]
    questions: Mapping[UUID, list[Question]]


def compile_evening(evening: Evening) -> Handout:
    """Return the handout of an evening as it would print now: what its coordinator chose of it."""
    whole = compile_whole(evening)
    letters = None
    if evening.schools_lettered:
        letters = selection.letters(whole, school_names(evening))
    return replace(
        selection.select(whole, evening.without, letters),
        sign_in=sign_in(evening) if evening.sign_in_sheet else (),
        feedback_sheet=evening.feedback_sheet,
    )


def sign_in(evening: Evening) -> tuple[str, ...]:
    """Return the schools that a sign-in sheet names: all that are open, by name."""
    return tuple(school.name for school in schools.of_alliance(evening.alliance_id))


def school_names(evening: Evening) -> list[str]:
    """Return the names of all the alliance's schools, those that have closed as well."""
    return [school.name for school in schools.of_alliance(evening.alliance_id, closed=True)]


def compile_whole(evening: Evening) -> Handout:
    """Return all that an evening could print, in some queries however long it is."""
    order = running_order.of(evening)
    standing = [finding for placed in order.slots for finding in placed.findings]
    trio_ids = [placed.slot.trio_id for placed in order.slots if placed.slot.trio_id]
    facts = _Facts(
        looked=_looked(finding.id for finding in standing),
        agreed=_agreed(finding.id for finding in standing),
        credits=quotations.credits([finding.id for finding in standing]),
        themes=themes.shared(evening.alliance_id, [finding.id for finding in standing]),
        questions=_questions(trio_ids),
    )
    slots = []
    for number, placed in enumerate(order.slots, start=1):
        trio = placed.slot.trio
        slots.append(
            Slot(
                starts_at=placed.starts_at,
                ends_at=placed.ends_at,
                minutes=placed.slot.minutes,
                label=placed.slot.label,
                trio=_trio(trio, f"slot-{number}", placed, facts) if trio else None,
            )
        )
    alliance = db.session.get_one(Alliance, evening.alliance_id)
    return Handout(
        alliance=alliance.name,
        title=evening.title,
        day=evening.evening_date,
        starts_at=evening.starts_at,
        ends_at=evening.ends_at,
        venue=_venue(evening),
        welcome=evening.welcome.strip(),
        slots=tuple(slots),
        reading=_reading(evening),
        logo=_logo(evening),
    )


def _reading(evening: Evening) -> Reading | None:
    link = reading_links.of(evening)
    return Reading(link.url, link.until) if link and reading_links.is_open(link) else None


def _logo(evening: Evening) -> Logo | None:
    logo = logos.of(evening.alliance_id)
    return Logo(logo.content, logo.mimetype, logo.width, logo.height) if logo else None


def _venue(evening: Evening) -> str:
    parts = [evening.venue.strip()]
    if evening.venue_school_id:
        school = db.session.get_one(School, evening.venue_school_id)
        parts.append(school.name)
        if school.town and school.town not in school.name:
            parts.append(school.town)
    return ", ".join(part for part in parts if part)


# Reading


def _looked(finding_ids: Iterable[UUID]) -> Mapping[UUID, _Looked]:
    found: dict[UUID, _Looked] = defaultdict(_Looked)
    for row in db.session.execute(
        select(
            FindingEvidence.finding_id,
            FindingEvidence.fits,
            Observation.id,
            Observation.observed_at,
            Observation.kind,
            Observation.visit_id,
            Observation.school_id,
            Observation.year_from,
            Observation.year_to,
            Observation.rating,
        )
        .join(FindingEvidence.observation)
        .where(FindingEvidence.finding_id.in_(list(finding_ids)), Observation.deleted_at.is_(None))
        .order_by(Observation.id)
    ):
        note = Note(
            id=row.id,
            day=local(row.observed_at).date(),
            kind=row.kind,
            visit_id=row.visit_id,
            school_id=row.school_id,
            year_from=row.year_from,
            year_to=row.year_to,
        )
        looked = found[row.finding_id]
        (looked.fits if row.fits else looked.against).append(note)
        if row.rating is not None:
            looked.ratings[row.id] = row.rating
    return found


def _agreed(finding_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for finding_id, user_id in db.session.execute(
        select(Agreement.finding_id, Agreement.user_id).where(
            Agreement.finding_id.in_(list(finding_ids))
        )
    ):
        found[finding_id].add(user_id)
    return {finding_id: frozenset(users) for finding_id, users in found.items()}


def _questions(trio_ids: Sequence[UUID]) -> Mapping[UUID, list[Question]]:
    found: dict[UUID, list[Question]] = defaultdict(list)
    for question in db.session.scalars(
        select(Question)
        .where(Question.trio_id.in_(trio_ids), Question.deleted_at.is_(None))
        .order_by(Question.position, Question.id)
    ):
        found[question.trio_id].append(question)
    return found


# Building


def _trio(trio: Trio, anchor: str, placed: running_order.PlacedSlot, facts: _Facts) -> TrioBlock:
    present = trios.members(trio)
    standing = placed.findings
    people = frozenset(member.user_id for member in present)
    return TrioBlock(
        id=str(trio.id),
        anchor=anchor,
        number=trio.number,
        focus=trio.focus,
        people=tuple(
            Person(member.user.name, member.school.name if member.school else "")
            for member in present
        ),
        contact=trio.contact,
        asked=_asked(standing, facts.questions.get(trio.id, [])),
        did=did(
            note
            for finding in standing
            if finding.id in facts.looked
            for note in facts.looked[finding.id].notes
        ),
        findings=tuple(
            _finding(finding, people, facts, first=place == 0)
            for place, finding in enumerate(standing)
        ),
    )


def _asked(standing: Sequence[Finding], questions: Sequence[Question]) -> tuple[Asked, ...]:
    """Return the questions that the findings answer; without one, the trio's first open one."""
    answered = {finding.question_id for finding in standing}
    chosen = [question for question in questions if question.id in answered]
    if not chosen:
        chosen = [q for q in questions if q.state is QuestionState.OPEN][:1] or list(questions[:1])
    return tuple(Asked(q.text, q.year_from, q.year_to) for q in chosen)


def _finding(
    finding: Finding, people: frozenset[UUID], facts: _Facts, *, first: bool
) -> FindingBlock:
    looked = facts.looked.get(finding.id)
    agreed = facts.agreed.get(finding.id, frozenset())
    return FindingBlock(
        id=str(finding.id),
        claim=finding.claim,
        detail=finding.detail.strip(),
        year_from=finding.year_from,
        year_to=finding.year_to,
        evidence=weigh(looked.fits, looked.against) if looked else None,
        agreed=len(agreed),
        agreed_of=len(agreed | people),
        ruler=_ruler(looked) if first and looked else None,
        quotation=(
            Quotation(finding.quotation.strip(), facts.credits.get(finding.id, ""))
            if finding.quotation
            else None
        ),
        for_primary=finding.for_primary.strip(),
        for_secondary=finding.for_secondary.strip(),
        limits=finding.limits.strip(),
        next_step=finding.next_step.strip(),
        audience_question=finding.audience_question.strip(),
        entered_for_trio=finding.entered_for_trio,
        themes=facts.themes.get(finding.id, ()),
    )


# One class is one teacher's: the hall would be reading their rating.
FEWEST_SHOWN = 2


def _ruler(looked: _Looked) -> Ruler | None:
    """Return the levels by year group, or None when there is none to show.

    A year group in which one class was rated has no level: it would be that teacher's rating.
    """
    rated = (Rated(note, looked.ratings.get(note.id)) for note in looked.notes)
    cells = []
    for one in seen(rated):
        level = one.median if len(one.ratings) >= FEWEST_SHOWN else None
        cells.append(YearCell(one.year, level, one.classes, len(one.ratings)))
    return Ruler(tuple(cells)) if any(cell.level is not None for cell in cells) else None
