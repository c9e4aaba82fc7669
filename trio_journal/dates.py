"""Dates as schools reckon them: local days in Europe/London, academic years, and how they read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")
BIN_DAYS: Final = 30


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """Return a moment as clocks in England show it."""
    return moment.astimezone(LONDON)


def today() -> date:
    """Return today's date in England."""
    return local(now()).date()


def from_local(day: date, clock: time) -> datetime:
    """Return the UTC moment of a local date and time."""
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def day_label(day: date | datetime) -> str:
    """Return "Tue 24 Nov 2026"; moments are shown by their local date."""
    return _words(local(day).date() if isinstance(day, datetime) else day)


@lru_cache(maxsize=1024)
def _words(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def short_day_label(day: date | datetime) -> str:
    """Return "Tue 24 Nov", for lines where the year is plain."""
    if isinstance(day, datetime):
        day = local(day).date()
    return f"{day:%a} {day.day} {day:%b}"


def clock_label(moment: datetime | time) -> str:
    """Return "6.20 pm" or "9 am", as invitations to an evening are written."""
    if isinstance(moment, datetime):
        moment = local(moment).time()
    hour = moment.hour % 12 or 12
    minutes = f".{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minutes} {'am' if moment.hour < 12 else 'pm'}"


def academic_year(day: date) -> int:
    """Return the calendar year in which the academic year of `day` began (1 September)."""
    return day.year if day.month >= 9 else day.year - 1


def academic_year_label(year: int) -> str:
    """Return "2026-27" for the academic year that begins in 2026."""
    return f"{year}-{(year + 1) % 100:02}"


def last_day_in_bin(deleted_at: datetime) -> date:
    """Return the last local day on which a deleted entry can be brought back."""
    return local(deleted_at).date() + timedelta(days=BIN_DAYS)


def bin_opens() -> datetime:
    """Return the moment since which deleted entries can still be brought back."""
    return from_local(today() - timedelta(days=BIN_DAYS), time())


def within_bin(deleted_at: datetime, at: datetime | None = None) -> bool:
    """Say whether a deleted entry can still be brought back: 30 local days, the last included."""
    return local(at or now()).date() <= last_day_in_bin(deleted_at)
