"""Who may see and change what.

For each noun one scoped select (`visible_...`), which an outsider's row is not in, and small named
predicates. A `load_...` function does both at once: an outsider gets NotFound, somebody who may
look but not touch gets NotAllowed.

Private entries (questions, visits, observations, findings that are not shared, and reports that are
not handed in) belong to the trio's present members alone: no coordinator, and nobody who has left,
gets them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from .dates import today
from .exceptions import NotAllowed, NotFound
from .extensions import db
from .models import (
    Alliance,
    Entry,
    Evening,
    Feedback,
    Finding,
    FindingState,
    Membership,
    Observation,
    Question,
    Reply,
    Report,
    ReportKind,
    Role,
    School,
    Trio,
    TrioMembership,
    Visit,
)

EntryT = TypeVar("EntryT", bound=Entry)

CLOSED = "This trio's year is closed, so its journal can be read but not changed."
CLOSED_TO_COORDINATORS = (
    "This trio's year is closed. Open the year again, on the page of its members, "
    "then save this once more."
)
THE_TRIOS_OWN = "The trio has made this finding its own. From now on only its members change it."
COORDINATORS_ONLY = "Only a coordinator of the alliance can do that."
PRIVATE_JOURNAL = (
    "A trio's journal belongs to its members. You see what they share, "
    "and on the alliance page how they are getting on."
)


# What every request asks is built once and run with parameters: building a statement in SQLAlchemy
# takes several times as long as running it. TODAY is asked for when a statement runs.
Person = UUID | BindParameter[UUID]
TODAY = bindparam("today", callable_=lambda: today(), type_=Date())
USER_ID: BindParameter[UUID] = bindparam("user_id", type_=Uuid())


# Predicates


def is_present(membership: Membership) -> bool:
    """Say whether somebody is still in the alliance."""
    return membership.left_on is None or membership.left_on > today()


def coordinates(membership: Membership) -> bool:
    """Say whether somebody coordinates the alliance."""
    return is_present(membership) and membership.role is Role.COORDINATOR


def in_trio(member: TrioMembership) -> bool:
    """Say whether somebody is in the trio today; the day they leave they are not."""
    return member.left_on is None or member.left_on > today()


def leads(user_id: UUID, trio: Trio) -> bool:
    """Say whether somebody leads the trio."""
    return trio.lead_id == user_id


def is_open(trio: Trio) -> bool:
    """Say whether the trio's year is still open for changes."""
    return trio.closed_on is None


# Scoped conditions and selects


def membership_present() -> ColumnElement[bool]:
    """Match memberships of an alliance that have not ended."""
    return or_(Membership.left_on.is_(None), Membership.left_on > TODAY)


def trio_membership_present() -> ColumnElement[bool]:
    """Match memberships of a trio that have not ended."""
    return or_(TrioMembership.left_on.is_(None), TrioMembership.left_on > TODAY)


def memberships(user_id: Person) -> Select[Membership]:
    """Select somebody's present memberships of alliances."""
    return select(Membership).where(Membership.user_id == user_id, membership_present())


def trio_memberships(user_id: UUID) -> Select[TrioMembership]:
    """Select somebody's present memberships of trios, each with its trio.

    A membership counts only while its person is in the alliance as well.
    """
    return (
        select(TrioMembership)
        .join(TrioMembership.trio)
        .join(
            Membership,
            and_(
                Membership.alliance_id == TrioMembership.alliance_id,
                Membership.user_id == TrioMembership.user_id,
            ),
        )
        .where(TrioMembership.user_id == user_id, trio_membership_present(), membership_present())
        .options(contains_eager(TrioMembership.trio))
        .order_by(Trio.closed_on.is_not(None), Trio.academic_year.desc(), Trio.number)
    )


def _is_my_trio(trio_id: ColumnElement[UUID], user_id: Person) -> ColumnElement[bool]:
    return exists().where(
        TrioMembership.trio_id == trio_id,
        TrioMembership.user_id == user_id,
        trio_membership_present(),
        Membership.alliance_id == TrioMembership.alliance_id,
        Membership.user_id == user_id,
        membership_present(),
    )


def _is_my_alliance(alliance_id: ColumnElement[UUID], user_id: UUID) -> ColumnElement[bool]:
    return exists().where(
        Membership.alliance_id == alliance_id, Membership.user_id == user_id, membership_present()
    )


def _coordinated(alliance_id: ColumnElement[UUID], user_id: UUID) -> ColumnElement[bool]:
    return exists().where(
        Membership.alliance_id == alliance_id,
        Membership.user_id == user_id,
        Membership.role == Role.COORDINATOR,
        membership_present(),
    )


def visible_entries(kind: type[EntryT], user_id: Person) -> Select[EntryT]:
    """Select the entries of one kind that somebody may read as a member of their trio."""
    return select(kind).where(_is_my_trio(kind.__table__.c.trio_id, user_id))


def visible_findings(user_id: UUID) -> Select[Finding]:
    """Select the findings somebody may read: their trios', and those their alliances share."""
    return select(Finding).where(
        or_(
            _is_my_trio(Finding.__table__.c.trio_id, user_id),
            and_(
                Finding.state == FindingState.SHARED,
                Finding.deleted_at.is_(None),
                _is_my_alliance(Finding.__table__.c.alliance_id, user_id),
            ),
        )
    )


def visible_reports(user_id: UUID) -> Select[Report]:
    """Select the reports somebody may read: their trios', and as coordinator those handed in."""
    columns = Report.__table__.c
    return select(Report).where(
        or_(
            _is_my_trio(columns.trio_id, user_id),
            and_(columns.handed_in_at.is_not(None), _coordinated(columns.alliance_id, user_id)),
        )
    )


@dataclass(frozen=True, slots=True)
class Places:
    """Where somebody belongs: their present memberships, with alliances, of trios with trios."""

    memberships: tuple[Membership, ...]
    trio_members: tuple[TrioMembership, ...]
    evenings: tuple[Evening, ...]

    def next_evening(self, alliance_id: UUID) -> Evening | None:
        """Return an alliance's next evening session, today's included."""
        return next((e for e in self.evenings if e.alliance_id == alliance_id), None)


@cache
def _places() -> Select[*tuple[Any, ...]]:
    member = aliased(TrioMembership)
    coming = aliased(Evening)
    nearest = (
        select(coming.id)
        .where(coming.alliance_id == Membership.alliance_id, coming.evening_date >= TODAY)
        .order_by(coming.evening_date, coming.starts_at, coming.id)
        .limit(1)
        .correlate(Membership)
        .scalar_subquery()
    )
    return (
        memberships(USER_ID)
        .add_columns(member, Evening)
        .select_from(Membership)
        .join(Membership.alliance)
        .outerjoin(Evening, Evening.id == nearest)
        .outerjoin(
            member,
            and_(
                member.alliance_id == Membership.alliance_id,
                member.user_id == USER_ID,
                or_(member.left_on.is_(None), member.left_on > TODAY),
            ),
        )
        .outerjoin(Trio, Trio.id == member.trio_id)
        .options(contains_eager(Membership.alliance), contains_eager(member.trio))
        .order_by(
            Alliance.name, Trio.closed_on.is_not(None), Trio.academic_year.desc(), Trio.number
        )
    )


def places(user_id: UUID) -> Places:
    """Return all of somebody's present memberships, and their next evenings, in one query."""
    rows = db.session.execute(_places(), {"user_id": user_id}).all()
    return Places(
        tuple(dict.fromkeys(membership for membership, _, _ in rows)),
        tuple(trio_member for _, trio_member, _ in rows if trio_member is not None),
        tuple(dict.fromkeys(evening for _, _, evening in rows if evening is not None)),
    )


# Loading


def load_membership(user_id: UUID, alliance_id: UUID) -> Membership:
    """Return somebody's present membership of an alliance, or raise NotFound."""
    found = db.session.scalar(
        memberships(user_id)
        .where(Membership.alliance_id == alliance_id)
        .options(joinedload(Membership.alliance))
    )
    if found is None:
        raise NotFound
    return found


def load_coordinator(user_id: UUID, alliance_id: UUID) -> Membership:
    """Return a coordinator's membership; NotFound for outsiders, NotAllowed for members."""
    membership = load_membership(user_id, alliance_id)
    if not coordinates(membership):
        raise NotAllowed(COORDINATORS_ONLY)
    return membership


def load_trio_member(
    user_id: UUID,
    trio_id: UUID,
    *,
    change: bool = False,
    among: Sequence[TrioMembership] | None = None,
) -> TrioMembership:
    """Return somebody's membership of a trio, its trio loaded.

    `among` are all their present memberships, where the request has them already. NotFound for
    outsiders and former members; NotAllowed for the alliance's coordinators, who know that the
    trio is there, and for changes to a trio whose year is closed.
    """
    if among is None:
        found = trio_memberships(user_id).where(TrioMembership.trio_id == trio_id)
        member = db.session.scalar(found)
    else:
        member = next((m for m in among if m.trio_id == trio_id), None)
    if member is None:
        if db.session.scalar(
            select(Trio.id).where(
                Trio.id == trio_id, _coordinated(Trio.__table__.c.alliance_id, user_id)
            )
        ):
            raise NotAllowed(PRIVATE_JOURNAL)
        raise NotFound
    if change and not is_open(member.trio):
        raise NotAllowed(CLOSED)
    return member


def load_trio(user_id: UUID, trio_id: UUID, *, change: bool = False) -> tuple[Trio, bool]:
    """Return a trio for those who may see or change who is in it, and whether they coordinate.

    Its members and the alliance's coordinators may look; changes are the coordinators'.
    Raises NotFound or NotAllowed.
    """
    trio = db.session.get(Trio, trio_id)
    if trio is None:
        raise NotFound
    coordinating = bool(
        db.session.scalar(
            select(_coordinated(Trio.__table__.c.alliance_id, user_id)).where(Trio.id == trio_id)
        )
    )
    if coordinating:
        return trio, True
    load_trio_member(user_id, trio_id)
    if change:
        raise NotAllowed(COORDINATORS_ONLY)
    return trio, False


def load_away_marker(user_id: UUID, trio_id: UUID) -> Trio:
    """Return a trio for somebody who may say that a member is away: its lead or a coordinator."""
    trio, coordinating = load_trio(user_id, trio_id)
    if not coordinating and not leads(user_id, trio):
        raise NotAllowed("The trio's lead or the coordinator marks somebody as away.")
    return trio


@cache
def _entry(kind: type[Any]) -> Select[Any]:
    return (
        visible_entries(kind, USER_ID)
        .where(kind.__table__.c.id == bindparam("entry_id"))
        .options(joinedload(kind.trio), joinedload(kind.author))
    )


def load_entry(
    kind: type[EntryT],
    user_id: UUID,
    entry_id: UUID,
    *,
    change: bool = False,
    deleted: bool = False,
) -> EntryT:
    """Return an entry of the person's own trio, deleted ones only when asked for.

    Raises NotFound for everybody else, NotAllowed for changes when the trio's year is closed.
    """
    chosen: Any = kind  # mypy takes a generic class for something that has no hash
    entry: EntryT | None = db.session.scalar(
        _entry(chosen), {"user_id": user_id, "entry_id": entry_id}
    )
    if entry is None or (entry.deleted_at is not None and not deleted):
        raise NotFound
    if change and not is_open(entry.trio):
        raise NotAllowed(CLOSED)
    return entry


def load_question(user_id: UUID, entry_id: UUID, *, change: bool = False) -> Question:
    """Return a question of the person's trio; see `load_entry`."""
    return load_entry(Question, user_id, entry_id, change=change)


def load_visit(user_id: UUID, entry_id: UUID, *, change: bool = False) -> Visit:
    """Return a visit of the person's trio; see `load_entry`."""
    return load_entry(Visit, user_id, entry_id, change=change)


def load_observation(user_id: UUID, entry_id: UUID, *, change: bool = False) -> Observation:
    """Return an observation of the person's trio; see `load_entry`."""
    return load_entry(Observation, user_id, entry_id, change=change)


def load_finding(user_id: UUID, entry_id: UUID, *, change: bool = False) -> Finding:
    """Return a finding that the person may read, or change as a member of its trio.

    Raises NotFound for outsiders and unshared findings, NotAllowed for changes by readers.
    """
    finding = db.session.scalar(
        visible_findings(user_id)
        .where(Finding.id == entry_id)
        .options(joinedload(Finding.trio), joinedload(Finding.author))
    )
    if finding is None or finding.deleted_at is not None:
        raise NotFound
    if change:
        if not is_trio_member(user_id, finding.trio_id):
            raise NotAllowed("You can read this finding. Only its trio can change it.")
        if not is_open(finding.trio):
            raise NotAllowed(CLOSED)
    return finding


def load_entered_finding(user_id: UUID, entry_id: UUID, *, taken_back: bool = False) -> Finding:
    """Return what was typed in for a trio, for a coordinator to correct until a member confirms it.

    With `taken_back` also one that this coordinator took back. Raises NotFound for outsiders and
    for what is not shared, NotAllowed for members, for the trio's own, and in a closed year.
    """
    finding = db.session.get(Finding, entry_id) if taken_back else None
    if finding is None or finding.deleted_by_id != user_id or not finding.entered_for_trio:
        finding = load_finding(user_id, entry_id)
    load_coordinator(user_id, finding.alliance_id)
    is_shared = finding.state is FindingState.SHARED or finding.deleted_at is not None
    if not (finding.entered_for_trio and is_shared):
        raise NotAllowed(THE_TRIOS_OWN)
    if not is_open(finding.trio):
        raise NotAllowed(CLOSED_TO_COORDINATORS)
    return finding


def is_trio_member(user_id: UUID, trio_id: UUID) -> bool:
    """Say whether somebody is a present member of a trio."""
    return bool(
        db.session.scalar(
            select(Trio.id).where(Trio.id == trio_id, _is_my_trio(Trio.__table__.c.id, user_id))
        )
    )


def load_reply(
    user_id: UUID, reply_id: UUID, *, change: bool = False, deleted: bool = False
) -> Reply:
    """Return a reply in the person's own trio, one that was taken back only when asked for.

    Only its author may take it back, or bring it back.
    """
    reply = db.session.scalar(
        select(Reply).where(Reply.id == reply_id, _is_my_trio(Reply.__table__.c.trio_id, user_id))
    )
    if reply is None or (reply.deleted_at is not None and not deleted):
        raise NotFound
    if change and reply.author_id != user_id:
        raise NotAllowed("Only the person who wrote a reply can take it back.")
    if change and not is_open(db.session.get_one(Trio, reply.trio_id)):
        raise NotAllowed(CLOSED)
    return reply


def load_report(
    user_id: UUID, trio_id: UUID, kind: ReportKind, *, change: bool = False
) -> Report | None:
    """Return a trio's report for those who may read or change it; None to the trio without one.

    Before it is handed in it is NotAllowed to coordinators, as changing it always is. Everybody
    else outside the trio gets NotFound.
    """
    found = db.session.scalar(
        visible_reports(user_id)
        .where(Report.trio_id == trio_id, Report.kind == kind)
        .options(joinedload(Report.trio), joinedload(Report.handed_in_by))
    )
    if found is None or change:
        load_trio_member(user_id, trio_id, change=change)
    return found


def load_school(user_id: UUID, school_id: UUID) -> School:
    """Return a school for a coordinator to change; NotAllowed for members."""
    school = db.session.get(School, school_id)
    if school is None:
        raise NotFound
    load_coordinator(user_id, school.alliance_id)
    return school


def load_person(user_id: UUID, membership_id: UUID) -> Membership:
    """Return somebody's membership of an alliance for its coordinator to change."""
    membership = db.session.get(Membership, membership_id, options=[joinedload(Membership.user)])
    if membership is None:
        raise NotFound
    load_coordinator(user_id, membership.alliance_id)
    return membership


def load_feedback(user_id: UUID, evening_id: UUID, feedback_id: UUID) -> Feedback:
    """Return what was said at an evening, for its coordinator; NotAllowed for members."""
    evening = load_evening(user_id, evening_id, change=True)
    feedback = db.session.scalar(
        select(Feedback)
        .where(Feedback.id == feedback_id, Feedback.evening_id == evening.id)
        .options(joinedload(Feedback.trio, innerjoin=True), joinedload(Feedback.school))
    )
    if feedback is None:
        raise NotFound
    return feedback


def load_evening(user_id: UUID, evening_id: UUID, *, change: bool = False) -> Evening:
    """Return an evening session: members may read it, coordinators change it."""
    evening = db.session.get(Evening, evening_id)
    if evening is None:
        raise NotFound
    membership = load_membership(user_id, evening.alliance_id)
    if change and not coordinates(membership):
        raise NotAllowed(COORDINATORS_ONLY)
    return evening
