"""What the hall said of the example's trios, on sheets of paper and from phones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from .. import year_groups
from ..extensions import db
from ..ids import new_id
from ..models import Evening
from ..services import feedback

Table = dict[str, Any]
TEXTS = ("from_when", "who", "question", "note")


def load(
    evening: Evening,
    rows: Iterable[Table],
    ids: Mapping[str, UUID],
    moment: Callable[[int, time], datetime],
) -> None:
    """Keep what was said at an evening, and date it back."""
    for row in rows:
        years = year_groups.from_words(row.get("years", ""))
        first, last = years or (None, None)
        values = {name: row.get(name, "").strip() for name in TEXTS}
        values |= {"school_id": ids.get(row.get("school", "")), "year_from": first, "year_to": last}
        by_id = evening.author_id
        answer = feedback.enter(evening, by_id, ids[row["trio"]], new_id(), values)
        db.session.flush()
        if not row.get("typed_in"):
            # From a phone: this evening had no edition that could be read there.
            answer.entered_by_id = None
        if row.get("shortened"):
            answer.version += 1
        answer.created_at = moment(row["day"], row["time"])
        if "passed_on_day" in row:
            answer.passed_on_at = moment(row["passed_on_day"], time(16, 5))
        if "put_away_day" in row:
            answer.put_away_at = moment(row["put_away_day"], time(8, 20))
        db.session.flush()
