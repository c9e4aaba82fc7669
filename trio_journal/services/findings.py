"""Findings: what a trio claims, and the notes it rests on.

Who has to agree to it, and what is shared, is in `agreements.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from .. import access, dates, evidence
from ..exceptions import Conflict, Invalid
from ..extensions import db
from ..models import Agreement, Finding, FindingEvidence, FindingState, Observation, Question, Trio
from . import agreements, entries, quotations, themes
from .entries import Values
from .transaction import once, writing

# What only steps on the way change: no form sets it.
STEPS = ("state", "entered_for_trio")
EDITABLE = tuple(name for name in Finding.FIELDS if name not in STEPS)


def shared(alliance_id: UUID, year: int) -> Sequence[Finding]:
    """Return what the trios of an academic year share, by trio, the first shared first."""
    return db.session.scalars(
        select(Finding)
        .join(Finding.trio)
        .where(
            Finding.alliance_id == alliance_id,
            Finding.state == FindingState.SHARED,
            Finding.deleted_at.is_(None),
            Trio.academic_year == year,
        )
        .options(joinedload(Finding.trio))
        .order_by(Trio.number, Finding.shared_at, Finding.id)
    ).all()


def load_evidence(finding: Finding) -> None:
    """Load a finding's notes with their schools, and who agreed, in few queries however many."""
    notes = selectinload(Finding.evidence).joinedload(FindingEvidence.observation)
    db.session.scalars(
        select(Finding)
        .where(Finding.id == finding.id)
        .options(
            notes.joinedload(Observation.school),
            selectinload(Finding.agreements).joinedload(Agreement.user),
        )
        .execution_options(populate_existing=True)
    ).one()


def weigh(finding: Finding) -> evidence.Evidence:
    """Return the counts behind a claim; deleted notes no longer count."""
    links = [link for link in finding.evidence if link.observation.deleted_at is None]
    return evidence.weigh(
        (link.observation.as_note() for link in links if link.fits),
        (link.observation.as_note() for link in links if not link.fits),
    )


def _set_evidence(
    finding: Finding, supporting: Iterable[UUID], not_fitting: Iterable[UUID]
) -> None:
    """Set what a claim rests on and what does not fit; raises Invalid for a stranger's note."""
    wanted = dict.fromkeys(not_fitting, False) | dict.fromkeys(supporting, True)
    present = {link.observation_id: link for link in finding.evidence}
    new = set(wanted) - set(present)
    if new:
        known = set(
            db.session.scalars(
                select(Observation.id).where(
                    Observation.id.in_(new),
                    Observation.trio_id == finding.trio_id,
                    Observation.deleted_at.is_(None),
                )
            )
        )
        if known != new:
            raise Invalid("Check the notes.", {"evidence": ["Choose from the trio's own notes."]})
    for observation_id, link in present.items():
        if observation_id in wanted and link.fits != wanted[observation_id]:
            link.fits = wanted[observation_id]
    finding.evidence = [link for key, link in present.items() if key in wanted] + [
        FindingEvidence(alliance_id=finding.alliance_id, observation_id=key, fits=wanted[key])
        for key in sorted(new)
    ]


def whole(finding: Finding, values: Values) -> dict[str, Any]:
    """Return what a save comes to: what is in the bin stays as it is, for no form offers it.

    Themes come as words. Raises Invalid where they are none.
    """
    kept = dict(values)
    if "supporting" in values or "not_fitting" in values:
        fits = dict.fromkeys(values.get("not_fitting", finding.not_fitting_ids), False)
        fits |= dict.fromkeys(values.get("supporting", finding.supporting_ids), True)
        for link in finding.evidence:
            if link.observation.deleted_at is not None:
                fits.setdefault(link.observation_id, link.fits)
        kept["supporting"] = [key for key, supports in fits.items() if supports]
        kept["not_fitting"] = [key for key, supports in fits.items() if not supports]
    asked = finding.question
    if "question_id" in values and asked is not None and asked.deleted_at is not None:
        kept["question_id"] = values["question_id"] or asked.id
    if finding.quotation and values.get("quotation") == finding.quotation:
        source = db.session.get_one(Observation, finding.quotation_observation_id)
        if source.deleted_at is not None:
            kept["quotation_observation_id"] = values.get("quotation_observation_id") or source.id
    if "themes" in values:
        kept["themes"] = sorted(themes.from_words(values["themes"]), key=themes.key)
    return kept


def _fill(finding: Finding, values: Values) -> None:
    values = whole(finding, values)
    was_quoted = (finding.quotation, finding.quotation_observation_id)
    named_school = quotations.names_school(finding)
    entries.set_fields(finding, values, EDITABLE)
    entries.require(finding, "claim", "Write what you claim, in one sentence.")
    entries.check_years(finding.year_from, finding.year_to)
    _check_question(finding)
    if "themes" in values:
        themes.put(finding, values["themes"])
    if "supporting" in values or "not_fitting" in values:
        _set_evidence(
            finding,
            values.get("supporting", finding.supporting_ids),
            values.get("not_fitting", finding.not_fitting_ids),
        )
    is_new = (finding.quotation, finding.quotation_observation_id) != was_quoted
    quotations.check(finding, is_new=is_new)
    if quotations.names_school(finding) and not named_school and not values.get("credit_confirmed"):
        raise Invalid(
            "Check how the quotation is credited.",
            {"quotation_credit": [quotations.CREDIT_WARNING]},
        )


def _check_question(finding: Finding) -> None:
    if finding.question_id is None:
        return
    question = db.session.get(Question, finding.question_id)
    if question is None or question.trio_id != finding.trio_id:
        raise Invalid(
            "Check the question.", {"question_id": ["Choose one of the trio's questions."]}
        )


def _compared(state: Values) -> Values:
    """Return a state in which a theme is the same however it is spelled."""
    if "themes" not in state:
        return state
    return {**state, "themes": [themes.key(name) for name in state["themes"]]}


def create(trio: Trio, author_id: UUID, entry_id: UUID, values: dict[str, Any]) -> Finding:
    """Draft a finding. Raises Invalid, Conflict or NotFound."""
    return entries.create(Finding, trio, author_id, entry_id, values, _fill, _compared)


def enter_for_trio(
    trio: Trio, coordinator_id: UUID, entry_id: UUID, values: dict[str, Any]
) -> Finding:
    """Type in, as coordinator, what a trio found; printed with a mark until a member confirms.

    It carries no evidence from the journal, which the coordinator never sees. Raises Conflict
    when the trio's year is closed: nobody could confirm it, or take it back.
    """

    def fill(finding: Finding, given: Values) -> None:
        if not access.is_open(trio):
            raise Conflict(access.CLOSED_TO_COORDINATORS)
        _fill(finding, given)
        finding.state = FindingState.SHARED
        finding.shared_at = dates.now()
        finding.entered_for_trio = True

    return entries.create(Finding, trio, coordinator_id, entry_id, _told(values), fill, _compared)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    private = ("supporting", "not_fitting", "quotation")
    return {name: value for name, value in values.items() if name not in private}


def _check_entered(finding: Finding) -> None:
    if not finding.entered_for_trio or finding.state is not FindingState.SHARED:
        raise Conflict(access.THE_TRIOS_OWN)


@once
def correct_entered(
    entry_id: UUID, coordinator_id: UUID, version: int, values: dict[str, Any]
) -> Finding:
    """Correct, as coordinator, what was typed in: it stays shared, and marked.

    Raises Stale, Invalid, or Conflict once the trio has made it its own.
    """

    def fill(finding: Finding, given: Values) -> None:
        _check_entered(finding)
        _fill(finding, given)

    return entries.change(Finding, entry_id, coordinator_id, version, _told(values), fill)


def take_entered_back(entry_id: UUID, coordinator_id: UUID, version: int) -> Finding:
    """Withdraw, as coordinator, what was typed in, and put it in the trio's bin. Raises as above.

    Both at once: withdrawn alone it would be the trio's, with nothing they could do about it.
    """

    def release(finding: Finding) -> None:
        _check_entered(finding)
        finding.state = FindingState.WITHDRAWN
        finding.withdrawn_at = dates.now()

    return entries.delete(Finding, entry_id, coordinator_id, version, release)


def put_entered_back(entry_id: UUID, coordinator_id: UUID) -> Finding:
    """Share again what this coordinator took back. Raises Conflict when somebody else did."""

    def rejoin(finding: Finding) -> None:
        if finding.deleted_by_id != coordinator_id:
            raise Conflict(access.THE_TRIOS_OWN)
        finding.state = FindingState.SHARED
        finding.withdrawn_at = None

    with writing():
        if not entries.lock(Finding, entry_id).entered_for_trio:
            raise Conflict(access.THE_TRIOS_OWN)
        return entries.restore(Finding, entry_id, coordinator_id, rejoin)


@once
def change(entry_id: UUID, person_id: UUID, version: int, values: dict[str, Any]) -> Finding:
    """Save a finding read at `version`; what was agreed on reopens when it changes.

    Changing the claim, its limits, year groups, quotation or evidence takes the finding back to
    draft and clears the agreements, also of one that a coordinator typed in. Raises Stale,
    Conflict, Invalid or NotFound.
    """

    def fill(finding: Finding, given: Values) -> None:
        before = agreements.agreed_on(finding)
        _fill(finding, given)
        if agreements.agreed_on(finding) != before:
            agreements.reopen(finding)

    return entries.change(Finding, entry_id, person_id, version, values, fill)


def _refuse_shared(finding: Finding) -> None:
    if finding.state is FindingState.SHARED:
        raise Conflict("This finding is shared. Withdraw it first, then delete it.")


def delete(entry_id: UUID, person_id: UUID, version: int) -> Finding:
    """Put a finding in the bin. Raises Stale, or Conflict while it is shared."""
    return entries.delete(Finding, entry_id, person_id, version, _refuse_shared)


def restore(entry_id: UUID, person_id: UUID) -> Finding:
    """Bring a finding back within 30 days. Raises NotFound, or Conflict after that.

    What a coordinator had typed in and taken back is from then on the trio's own draft.
    """

    def rejoin(finding: Finding) -> None:
        if finding.entered_for_trio:
            agreements.reopen(finding)

    with writing():
        finding = entries.restore(Finding, entry_id, person_id, rejoin)
        agreements.settle(finding, person_id)
        return finding
