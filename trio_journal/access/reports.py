"""Who may see and change a trio's mid-year review and its report."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from ..extensions import db
from ..models import Report, ReportKind
from .alliances import is_coordinated
from .trios import is_my_trio, load_trio_member


def visible_reports(user_id: UUID) -> Select[Report]:
    """Select the reports somebody may read: their trios', and as coordinator those handed in."""
    columns = Report.__table__.c
    return select(Report).where(
        or_(
            is_my_trio(columns.trio_id, user_id),
            and_(columns.handed_in_at.is_not(None), is_coordinated(columns.alliance_id, user_id)),
        )
    )


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
