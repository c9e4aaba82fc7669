"""Agreeing on a finding, sharing it with the alliance, and taking it back.

Everybody who is in the trio and not away agrees in their own name, to the words as they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import joinedload

from .. import access, dates
from ..exceptions import Conflict, NotAllowed
from ..extensions import db
from ..models import (
    Agreement,
    Finding,
    FindingEvidence,
    FindingState,
    Observation,
    Trio,
    TrioMembership,
)
from . import entries, quotations, revisions
from .transaction import writing

FEWEST_AGREEMENTS = 2
OPEN_STATES = (FindingState.DRAFT, FindingState.AGREED)


# What can be agreed on, and by whom


def can_be_agreed(state: FindingState, *, entered_for_trio: bool, supported: bool) -> bool:
    """Say whether a finding is on its way to be shared, and rests on something to agree about."""
    return state in OPEN_STATES and supported and not entered_for_trio


def rests_on_notes() -> ColumnElement[bool]:
    """Match findings that rest on a note, without which nobody can agree."""
    return exists().where(
        FindingEvidence.finding_id == Finding.id,
        FindingEvidence.fits.is_(True),
        Observation.id == FindingEvidence.observation_id,
        Observation.deleted_at.is_(None),
    )


def still_to_agree(finding: Finding) -> list[TrioMembership]:
    """Return the members whose agreement is missing; those who are away need not agree."""
    agreed = {agreement.user_id for agreement in finding.agreements}
    present = db.session.scalars(
        select(TrioMembership)
        .where(
            TrioMembership.trio_id == finding.trio_id,
            access.trio_membership_present(),
            TrioMembership.away_since.is_(None),
        )
        .options(joinedload(TrioMembership.user))
        .order_by(TrioMembership.joined_on, TrioMembership.created_at, TrioMembership.id)
    )
    return [member for member in present if member.user_id not in agreed]


def state_agreed(finding: Finding, agreement: Agreement) -> dict[str, Any]:
    """Return what the finding said when somebody agreed to it last."""
    return revisions.state_at(finding, agreement.version) or {}


# What reopens it


def agreed_on(finding: Finding) -> tuple[object, ...]:
    """Return what an agreement is to: when this changes, everybody agrees anew."""
    fields = tuple(getattr(finding, name) for name in Finding.AGREED_ON)
    return (*fields, finding.links())


def reopen(finding: Finding) -> None:
    """Take a finding back to draft and clear its agreements. Call inside a transaction."""
    if finding.state is FindingState.SHARED:
        # What went round in print is no longer what the trio says.
        finding.withdrawn_at = dates.now()
    # What the coordinator typed in is, once changed, the trio's own draft, to be agreed like any.
    finding.entered_for_trio = False
    finding.state = FindingState.DRAFT
    finding.agreements = []
    finding.share_when_agreed = False
    quotations.unpin(finding)


def naming(observation_id: UUID) -> list[Finding]:
    """Return the findings that rest on a note or quote it: those of the bin only if agreed to."""
    return list(db.session.scalars(_naming(observation_id)))


def _naming(observation_id: UUID) -> Select[Finding]:
    evidence = exists().where(
        FindingEvidence.finding_id == Finding.id, FindingEvidence.observation_id == observation_id
    )
    agreement = exists().where(Agreement.finding_id == Finding.id)
    return (
        select(Finding)
        .where(
            or_(evidence, Finding.quotation_observation_id == observation_id),
            or_(agreement, Finding.deleted_at.is_(None)),
        )
        .order_by(Finding.id)
    )


def _locked(chosen: Select[Finding]) -> Sequence[Finding]:
    fresh = chosen.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(fresh).all()


def lock_naming(observation_id: UUID) -> None:
    """Lock the findings that name a note. Whoever locks both takes the findings first."""
    _locked(_naming(observation_id))


def take_evidence_away(observation_id: UUID, person_id: UUID) -> None:
    """Let nobody agree to a finding as it was before one of its notes went to the bin.

    Who had agreed is asked anew; who has it open reads it again first.
    """
    # Looked for again: somebody may have chosen the note before it was locked.
    for finding in _locked(_naming(observation_id)):
        agreed = bool(finding.agreements)
        if agreed:
            reopen(finding)
        entries.keep(finding, person_id, "reopened" if agreed else "note_deleted")


def give_evidence_back(observation_id: UUID, person_id: UUID) -> None:
    """Let a note from the bin be evidence again, but not of what was agreed without it.

    Who has a draft open that gets it back reads it again first.
    """
    for finding in _locked(_naming(observation_id)):
        if not finding.agreements:
            entries.keep(finding, person_id, "note_restored")
            continue
        finding.evidence = [
            link for link in finding.evidence if link.observation_id != observation_id
        ]
        _keep(finding, person_id, "changed")


# Agreeing


def agree(finding_id: UUID, person_id: UUID, version: int, *, share: bool = False) -> Finding:
    """Agree, in one's own name, to the version one read; with `share`, share when all have.

    Agreeing again says that one has read what changed since; to the same words, it is the same
    as once. Raises Stale, Conflict or NotAllowed.
    """
    with writing():
        finding = entries.lock(Finding, finding_id)
        if not access.is_trio_member(person_id, finding.trio_id):
            raise NotAllowed("Only members of the trio can agree to its findings.")
        known = {agreement.user_id: agreement for agreement in finding.agreements}
        if _is_done(finding, known.get(person_id), share=share):
            return finding
        entries.check_version(finding, version)
        _check_ready(finding)
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


def take_back(finding_id: UUID, person_id: UUID, version: int) -> Finding:
    """Take one's agreement back before the finding is shared; twice is the same as once.

    The wish to share it when everyone has agreed goes with it: somebody shares it then.
    Raises Stale, or Conflict when it is shared, or was.
    """
    with writing():
        finding = entries.lock(Finding, finding_id)
        mine = [one for one in finding.agreements if one.user_id == person_id]
        if not mine:
            return finding
        entries.check_version(finding, version)
        if finding.state not in OPEN_STATES:
            raise Conflict("This has been shared. Withdraw it, or change what is not right in it.")
        finding.agreements.remove(mine[0])
        finding.share_when_agreed = False
        if not finding.agreements:
            quotations.unpin(finding)
        db.session.flush()
        settle(finding, person_id)
        return finding


def _is_done(finding: Finding, agreement: Agreement | None, *, share: bool) -> bool:
    asked_to_share = finding.share_when_agreed or finding.state not in OPEN_STATES
    return (
        agreement is not None
        and agreement.version == finding.version
        and finding.deleted_at is None
        and (asked_to_share or not share)
    )


def _still_rests_on_notes(finding: Finding) -> bool:
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
    if not _still_rests_on_notes(finding):
        raise Conflict("A finding rests on at least one note. Choose one, then agree.")
    quotations.pin(finding)


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
        and _still_rests_on_notes(finding)
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
    """Settle all of a trio's open findings after somebody came, left, or was marked away.

    A trio whose year is closed shares nothing more.
    """
    if db.session.get_one(Trio, trio_id).closed_on is not None:
        return
    # Locked, so that an agreement given in this instant is seen here, or sees who is away.
    for finding in _locked(
        select(Finding)
        .where(
            Finding.trio_id == trio_id,
            Finding.deleted_at.is_(None),
            Finding.state.in_(OPEN_STATES),
        )
        .order_by(Finding.id)
    ):
        settle(finding, person_id)


# Sharing


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
        finding = entries.lock(Finding, finding_id)
        if finding.state is FindingState.SHARED and finding.deleted_at is None:
            return finding
        entries.check_version(finding, version)
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
        finding = entries.lock(Finding, finding_id)
        if finding.state is FindingState.WITHDRAWN and finding.deleted_at is None:
            return finding
        entries.check_version(finding, version)
        if finding.state is not FindingState.SHARED:
            raise Conflict("This finding is not shared, so there is nothing to withdraw.")
        finding.state = FindingState.WITHDRAWN
        finding.withdrawn_at = dates.now()
        # A trio that withdraws what was typed in for it has made it its own.
        finding.entered_for_trio = False
        _keep(finding, person_id, "withdrawn")
        return finding


def confirm(finding_id: UUID, person_id: UUID, version: int) -> Finding:
    """Confirm, as a member, what the coordinator typed in for the trio; twice is the same as once.

    It is the word of one for all, on no notes: no agreement. Raises Stale, NotAllowed or Conflict.
    """
    with writing():
        finding = entries.lock(Finding, finding_id)
        if not access.is_trio_member(person_id, finding.trio_id):
            raise NotAllowed("A member of the trio has to confirm it.")
        if not finding.entered_for_trio and finding.deleted_at is None:
            return finding
        entries.check_version(finding, version)
        finding.entered_for_trio = False
        entries.keep(finding, person_id, "confirmed")
        return finding
