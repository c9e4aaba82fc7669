"""What the example's heads answered, by their links and on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from ..dates import academic_year
from ..extensions import db
from ..models import Again, AnsweredAs, Awareness, Impact, School
from ..services import head_answers, questionnaires

Table = dict[str, Any]
CHOSEN = {"aware": Awareness, "impact": Impact, "again": Again, "answered_as": AnsweredAs}
# Links are signed and read here only: those of the screen are signed with the journal's own key.
KEY = "the example's"


def load(
    alliance_id: UUID,
    source: Table,
    ids: Mapping[str, UUID],
    today: date,
    moment: Callable[[int, time], datetime],
) -> None:
    """Ask about this year, and let those answer who have."""
    year = academic_year(today)
    questionnaires.ask(alliance_id, year, today + timedelta(days=source["open_for_days"]))
    db.session.flush()
    for row in source["answers"]:
        school = db.session.get_one(School, ids[row["school"]])
        values = {name: kind(row[name]) for name, kind in CHOSEN.items()}
        values |= {name: row.get(name, "").strip() for name in ("impact_seen", "again_why")}
        if "typed_in_by" in row:
            answer = head_answers.enter(school, year, ids[row["typed_in_by"]], 0, values)
        else:
            token = questionnaires.token(KEY, questionnaires.begun(school, year))
            answer = head_answers.answer_by_link(KEY, token, 0, values)
        answer.created_at = moment(row["day"], row["time"])
        db.session.flush()
