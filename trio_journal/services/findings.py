"""Findings: claim, agree, share, withdraw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from .. import access, dates, evidence, year_groups
from ..exceptions import Conflict, Invalid, NotAllowed
from ..extensions import db
from ..models import (
    Agreement,
    Credit,
    Finding,
    FindingEvidence,
    FindingState,
    Kind,
    Observation,
    Question,
    Trio,
    TrioMembership,
)
from . import entries, revisions
from .entries import Values
from .transaction import writing

FEWEST_AGREEMENTS = 2
# What only steps on the way change: no text that anybody agrees to.
STEPS = ("state", "entered_for_trio")
OPEN_STATES = (FindingState.DRAFT, FindingState.AGREED)
CREDIT_WARNING = (
    "Naming the school can tell colleagues whose lesson it was. "
    "Tick the box if the three of you have decided to."
)


def of_trio(trio_id: UUID) -> Sequence[Finding]:
    """Return a trio's findings with agreements and evidence, newest first."""
    return db.session.scalars(
        select(Finding)
        .where(Finding.trio_id == trio_id, Finding.deleted_at.is_(None))
        .options(
            joinedload(Finding.author),
            joinedload(Finding.question),
            joinedload(Finding.quotation_observation),
            selectinload(Finding.agreements).joinedload(Agreement.user),
            selectinload(Finding.evidence).joinedload(FindingEvidence.observation),
        )
        .order_by(Finding.created_at.desc(), Finding.id.desc())
    ).all()


def weigh(finding: Finding) -> evidence.Evidence:
    """Return the counts behind a claim; deleted notes no longer count."""
    links = [link for link in finding.evidence if link.observation.deleted_at is None]
    return evidence.weigh(
        (link.observation.as_note() for link in links if link.fits),
        (link.observation.as_note() for link in links if not link.fits),
    )


def present_members(trio_id: UUID) -> list[TrioMembership]:
    """Return who has to agree: members who have not left and are not away."""
    return list(
        db.session.scalars(
            select(TrioMembership)
            .where(
                TrioMembership.trio_id == trio_id,
                access.trio_membership_present(),
                TrioMembership.away_since.is_(None),
            )
            .options(joinedload(TrioMembership.user))
            .order_by(TrioMembership.joined_on, TrioMembership.created_at, TrioMembership.id)
        )
    )


def still_to_agree(finding: Finding) -> list[TrioMembership]:
    """Return the present members whose agreement is missing."""
    agreed = {agreement.user_id for agreement in finding.agreements}
    return [m for m in present_members(finding.trio_id) if m.user_id not in agreed]


def set_evidence(finding: Finding, supporting: Iterable[UUID], not_fitting: Iterable[UUID]) -> None:
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
    # No form offers a note that is in the bin: it keeps its place for when it is brought back.
    finding.evidence = [
        link
        for key, link in present.items()
        if key in wanted or link.observation.deleted_at is not None
    ] + [
        FindingEvidence(alliance_id=finding.alliance_id, observation_id=key, fits=wanted[key])
        for key in sorted(new)
    ]


def _fill(finding: Finding, values: Values) -> None:
    was_quoted = (finding.quotation, finding.quotation_observation_id)
    named_school = _names_school(finding)
    editable = tuple(n for n in Finding.FIELDS if n not in STEPS)
    asked = finding.question
    entries.set_fields(finding, values, editable)
    if finding.question_id is None and asked is not None and asked.deleted_at is not None:
        finding.question_id = asked.id
    entries.require(finding, "claim", "Write what you claim, in one sentence.")
    entries.check_years(finding.year_from, finding.year_to)
    if finding.question_id is not None:
        question = db.session.get(Question, finding.question_id)
        if question is None or question.trio_id != finding.trio_id:
            raise Invalid(
                "Check the question.", {"question_id": ["Choose one of the trio's questions."]}
            )
    if "supporting" in values or "not_fitting" in values:
        set_evidence(
            finding,
            values.get("supporting", finding.supporting_ids),
            values.get("not_fitting", finding.not_fitting_ids),
        )
    if (finding.quotation, finding.quotation_observation_id) != was_quoted:
        _check_quotation(finding)
    if _names_school(finding) and not named_school and not values.get("credit_confirmed"):
        raise Invalid(
            "Check how the quotation is credited.", {"quotation_credit": [CREDIT_WARNING]}
        )


def _names_school(finding: Finding) -> bool:
    return bool(finding.quotation) and finding.quotation_credit is Credit.SCHOOL


def _check_quotation(finding: Finding) -> None:
    if not finding.quotation:
        finding.quotation = ""
        finding.quotation_observation_id = None
        finding.quotation_version = None
        return
    if finding.quotation_observation_id not in set(
        finding.supporting_ids + finding.not_fitting_ids
    ):
        raise Invalid(
            "Check the quotation.",
            {"quotation_observation_id": ["Choose which of the notes above the words come from."]},
        )
    if not _quotes(finding):
        raise Invalid(
            "Check the quotation.",
            {"quotation": ["Copy the words exactly as they stand in the note."]},
        )


def _quotes(finding: Finding) -> bool:
    note = db.session.get(Observation, finding.quotation_observation_id)
    return note is not None and _words(finding.quotation) in _words(note.seen)


def _words(text: str) -> str:
    return " ".join(text.split())


def create(trio: Trio, author_id: UUID, entry_id: UUID, values: dict[str, Any]) -> Finding:
    """Draft a finding. Raises Invalid, Conflict or NotFound."""
    return entries.create(Finding, trio, author_id, entry_id, values, _fill)


def enter_for_trio(
    trio: Trio, coordinator_id: UUID, entry_id: UUID, values: dict[str, Any]
) -> Finding:
    """Type in, as coordinator, what a trio found; printed with a mark until a member confirms.

    It carries no evidence from the journal, which the coordinator never sees.
    """

    def fill(finding: Finding, given: Values) -> None:
        _fill(finding, given)
        finding.state = FindingState.SHARED
        finding.shared_at = dates.now()
        finding.entered_for_trio = True

    kept = {k: v for k, v in values.items() if k not in ("supporting", "not_fitting", "quotation")}
    return entries.create(Finding, trio, coordinator_id, entry_id, kept, fill)


def change(entry_id: UUID, person_id: UUID, version: int, values: dict[str, Any]) -> Finding:
    """Save a finding read at `version`; what was agreed on reopens when it changes.

    Changing the claim, its limits, year groups, quotation or evidence takes the finding back to
    draft and clears the agreements, also of one that a coordinator typed in. Raises Stale,
    Conflict, Invalid or NotFound.
    """

    def fill(finding: Finding, given: Values) -> None:
        before = _agreed_on(finding)
        _fill(finding, given)
        if _agreed_on(finding) != before:
            _reopen(finding)

    return entries.change(Finding, entry_id, person_id, version, values, fill)


def _agreed_on(finding: Finding) -> tuple[object, ...]:
    fields = tuple(getattr(finding, name) for name in Finding.AGREED_ON)
    return (*fields, finding.links())


def _reopen(finding: Finding) -> None:
    if finding.state is FindingState.SHARED:
        # What went round in print is no longer what the trio says.
        finding.withdrawn_at = dates.now()
    # What the coordinator typed in is, once changed, the trio's own draft, to be agreed like any.
    finding.entered_for_trio = False
    finding.state = FindingState.DRAFT
    finding.agreements = []
    finding.share_when_agreed = False
    finding.quotation_version = None


def agree(finding_id: UUID, person_id: UUID, version: int, *, share: bool = False) -> Finding:
    """Agree, in one's own name, to the version one read; with `share`, share when all have.

    Agreeing again says that one has read what changed since. Raises Stale, Conflict or
    NotAllowed.
    """
    with writing():
        finding = entries.load_for_change(Finding, finding_id, version)
        if not access.is_trio_member(person_id, finding.trio_id):
            raise NotAllowed("Only members of the trio can agree to its findings.")
        _check_ready(finding)
        known = {agreement.user_id: agreement for agreement in finding.agreements}
        if person_id in known:
            known[person_id].version = version
        else:
            finding.agreements.append(
                Agreement(
                    alliance_id=finding.alliance_id,
                    user_id=person_id,
                    agreed_at=dates.now(),
                    version=version,
                )
            )
        if share and finding.state in OPEN_STATES:
            finding.share_when_agreed = True
        db.session.flush()
        settle(finding, person_id)
        return finding


def _rests_on_notes(finding: Finding) -> bool:
    # Locked, so that no note goes to the bin in the instant in which the finding is agreed.
    notes = db.session.scalars(
        select(Observation)
        .where(Observation.id.in_(finding.supporting_ids))
        .order_by(Observation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return any(note.deleted_at is None for note in notes)


def _check_ready(finding: Finding) -> None:
    if finding.entered_for_trio:
        raise Conflict("The coordinator typed this in for you. Confirm it, or change it first.")
    if not _rests_on_notes(finding):
        raise Conflict("A finding rests on at least one note. Choose one, then agree.")
    if finding.quotation and finding.quotation_version is None:
        if not _quotes(finding):
            raise Conflict(
                "The note that the quotation comes from has changed since. "
                "Choose the quotation again, then agree."
            )
        note = db.session.get_one(Observation, finding.quotation_observation_id)
        finding.quotation_version = note.version


def settle(finding: Finding, person_id: UUID) -> None:
    """Set whether a finding counts as agreed, from who is in the trio and who has agreed.

    Shared and withdrawn findings stay so. Call inside a transaction.
    """
    if finding.state not in OPEN_STATES or finding.entered_for_trio:
        return
    complete = (
        len(finding.agreements) >= FEWEST_AGREEMENTS
        and not still_to_agree(finding)
        # A note of a draft can be deleted after some have agreed.
        and _rests_on_notes(finding)
    )
    if complete and finding.share_when_agreed:
        _share(finding, person_id)
    elif complete and finding.state is FindingState.DRAFT:
        finding.state = FindingState.AGREED
        _keep(finding, person_id, "agreed")
    elif not complete and finding.state is FindingState.AGREED:
        finding.state = FindingState.DRAFT
        _keep(finding, person_id, "reopened")


def _keep(finding: Finding, person_id: UUID, action: str) -> None:
    # A step on the way changes no word: who agreed to the version before agreed to this one.
    read = finding.version
    entries.keep(finding, person_id, action)
    for agreement in finding.agreements:
        if agreement.version == read:
            agreement.version = finding.version


def settle_trio(trio_id: UUID, person_id: UUID) -> None:
    """Settle all of a trio's open findings after somebody came, left, or was marked away."""
    for finding in db.session.scalars(
        select(Finding).where(
            Finding.trio_id == trio_id,
            Finding.deleted_at.is_(None),
            Finding.state.in_(OPEN_STATES),
        )
    ):
        settle(finding, person_id)


def _share(finding: Finding, person_id: UUID) -> None:
    finding.state = FindingState.SHARED
    finding.shared_at = dates.now()
    finding.withdrawn_at = None
    finding.share_when_agreed = False
    _keep(finding, person_id, "shared")


def share(finding_id: UUID, person_id: UUID, version: int) -> Finding:
    """Share an agreed finding, or one that was withdrawn, with the whole alliance.

    Raises Stale, or Conflict while somebody still has to agree.
    """
    with writing():
        finding = entries.load_for_change(Finding, finding_id, version)
        if finding.state is FindingState.SHARED:
            return finding
        missing = still_to_agree(finding)
        if missing or len(finding.agreements) < FEWEST_AGREEMENTS:
            names = " and ".join(member.user.name for member in missing) or "Another member"
            verb = "have" if len(missing) > 1 else "has"
            raise Conflict(f"{names} still {verb} to agree before this can be shared.")
        _check_ready(finding)
        _share(finding, person_id)
        return finding


def withdraw(finding_id: UUID, person_id: UUID, version: int) -> Finding:
    """Take a shared finding back from the alliance. Raises Stale, or Conflict if not shared."""
    with writing():
        finding = entries.load_for_change(Finding, finding_id, version)
        if finding.state is FindingState.WITHDRAWN:
            return finding
        if finding.state is not FindingState.SHARED:
            raise Conflict("This finding is not shared, so there is nothing to withdraw.")
        finding.state = FindingState.WITHDRAWN
        finding.withdrawn_at = dates.now()
        _keep(finding, person_id, "withdrawn")
        return finding


def confirm(finding_id: UUID, person_id: UUID, version: int) -> Finding:
    """Confirm, as a member, what the coordinator typed in for the trio. Raises Stale."""
    with writing():
        finding = entries.load_for_change(Finding, finding_id, version)
        if not access.is_trio_member(person_id, finding.trio_id):
            raise NotAllowed("A member of the trio has to confirm it.")
        if finding.entered_for_trio:
            finding.entered_for_trio = False
            entries.keep(finding, person_id, "confirmed")
        return finding


def _refuse_shared(finding: Finding) -> None:
    if finding.state is FindingState.SHARED:
        raise Conflict("This finding is shared. Withdraw it first, then delete it.")


def delete(entry_id: UUID, person_id: UUID, version: int) -> Finding:
    """Put a finding in the bin. Raises Stale, or Conflict while it is shared."""
    return entries.delete(Finding, entry_id, person_id, version, _refuse_shared)


def restore(entry_id: UUID, person_id: UUID) -> Finding:
    """Bring a finding back within 30 days. Raises Conflict after that."""
    with writing():
        finding = entries.restore(Finding, entry_id, person_id)
        settle(finding, person_id)
        return finding


def state_agreed(finding: Finding, agreement: Agreement) -> dict[str, Any]:
    """Return what the finding said when somebody agreed to it last."""
    return revisions.state_at(finding, agreement.version) or {}


def changes_since(finding: Finding, agreement: Agreement) -> dict[str, tuple[Any, Any]]:
    """Return what changed since somebody agreed: each field's value then and now."""
    then = state_agreed(finding, agreement)
    current = finding.state_to_keep()
    return {
        name: (then[name], value)
        for name, value in current.items()
        if name in then and name not in STEPS and then[name] != value
    }


_CREDITED: Final = {
    Kind.LESSON: "{article} {stages} lesson",
    Kind.PUPIL_VOICE: "pupil voice, {stages}",
    Kind.PUPILS_WORK: "pupils' work, {stages}",
    Kind.STAFF_CONVERSATION: "a conversation with staff, {stages}",
    Kind.OTHER: "{stages}",
}


def credited(
    credit: Credit, kind: Kind, year_from: int | None, year_to: int | None, school: str
) -> str:
    """Return whom words from a note are credited to: "a KS2 lesson", "" for nobody.

    The school is named only where the trio chose to.
    """
    if credit is Credit.NONE:
        return ""
    stages = year_groups.key_stages_label(year_from, year_to)
    article = "an" if stages.startswith("E") else "a"
    said = " ".join(_CREDITED[kind].format(article=article, stages=stages).split()).strip(", ")
    named = school if credit is Credit.SCHOOL else ""
    return ", ".join(part for part in (said, named) if part)


def credit(finding: Finding) -> str:
    """Return whom a finding's quotation is credited to, "" without one."""
    note = finding.quotation_observation
    if note is None or not finding.quotation:
        return ""
    school = note.school.name if note.school else ""
    return credited(finding.quotation_credit, note.kind, note.year_from, note.year_to, school)
