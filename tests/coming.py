"""The evening of the example that most tests look at: the one to come, not the one that is over."""

from __future__ import annotations

from sqlalchemy import select

from trio_journal.models import Evening

EVENING = select(Evening).order_by(Evening.evening_date.desc()).limit(1)
EVENING_ID = EVENING.with_only_columns(Evening.id)
