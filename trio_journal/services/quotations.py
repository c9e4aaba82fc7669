"""What a finding quotes from a note: word for word, and credited no nearer than the trio chose."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, select

from .. import year_groups
from ..exceptions import Conflict, Invalid
from ..extensions import db
from ..models import Credit, Finding, Kind, Observation, Revision, School

CREDIT_WARNING = (
    "Naming the school can tell colleagues whose lesson it was. "
    "Tick the box if the three of you have decided to."
)


def check(finding: Finding, *, is_new: bool) -> None:
    """Check that the words stand in a note of the evidence; without words there is no source.

    Words that were there before need not be in the note as it is today: `pin` looks at that, when
    somebody agrees. Raises Invalid.
    """
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
    if is_new and not _is_in_its_note(finding):
        raise Invalid(
            "Check the quotation.",
            {"quotation": ["Copy the words exactly as they stand in the note."]},
        )


def pin(finding: Finding) -> None:
    """Keep which version of its note a quotation comes from: what is agreed on stays as it was.

    Raises Conflict when the words no longer stand in the note, or it is in the bin.
    """
    if not finding.quotation or finding.quotation_version is not None:
        return
    if not _is_in_its_note(finding):
        raise Conflict(
            "The note that the quotation comes from has changed or was deleted since. "
            "Choose the quotation again, then agree."
        )
    note = db.session.get_one(Observation, finding.quotation_observation_id)
    finding.quotation_version = note.version


def unpin(finding: Finding) -> None:
    """Let the note be read anew: nobody has agreed to its words any more."""
    finding.quotation_version = None


def _is_in_its_note(finding: Finding) -> bool:
    note = db.session.get(Observation, finding.quotation_observation_id)
    if note is None or note.deleted_at is not None:
        return False
    return _words(finding.quotation) in _words(note.seen)


def _words(text: str) -> str:
    return " ".join(text.split())


def names_school(finding: Finding) -> bool:
    """Say whether a finding's quotation is credited to the school it comes from."""
    return bool(finding.quotation) and finding.quotation_credit is Credit.SCHOOL


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


def credits(finding_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return whom the quotations of some findings are credited to, by finding.

    What is agreed on stays as it was: the note is read at the version that was quoted.
    """
    quoted = db.session.execute(
        select(Finding.id, Finding.quotation_credit, Revision.state)
        .join(Observation, Observation.id == Finding.quotation_observation_id)
        .join(
            Revision,
            and_(
                Revision.alliance_id == Finding.alliance_id,
                Revision.noun == Observation.noun,
                Revision.entry_id == Observation.id,
                Revision.version == func.coalesce(Finding.quotation_version, Observation.version),
            ),
        )
        .where(Finding.id.in_(finding_ids), Finding.quotation != "")
    ).all()
    school_ids = {UUID(state["school_id"]) for _, _, state in quoted if state["school_id"]}
    schools = {
        str(school_id): name
        for school_id, name in db.session.execute(
            select(School.id, School.name).where(School.id.in_(school_ids))
        )
    }
    return {
        finding_id: credited(
            credit,
            Kind(state["kind"]),
            state["year_from"],
            state["year_to"],
            schools.get(state["school_id"], ""),
        )
        for finding_id, credit, state in quoted
    }
