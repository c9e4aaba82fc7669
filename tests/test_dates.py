"""Dates as schools reckon and write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trio_journal import dates

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
# Clocks go forward and back at one in the morning: nothing is planned then.
SCHOOL_DAY = st.times(time(6), time(22))
MOMENTS = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001
    datetime(2100, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def test_now_is_aware_and_in_utc() -> None:
    assert dates.now().tzinfo is UTC
    assert dates.today() == dates.local(dates.now()).date()


@pytest.mark.parametrize(
    ("moment", "day", "clock"),
    [
        (datetime(2026, 11, 24, 18, 20, tzinfo=UTC), date(2026, 11, 24), time(18, 20)),
        (datetime(2026, 6, 30, 18, 20, tzinfo=UTC), date(2026, 6, 30), time(19, 20)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1), time(0, 30)),
    ],
)
def test_moments_are_shown_by_clocks_in_england(moment: datetime, day: date, clock: time) -> None:
    shown = dates.local(moment)
    assert (shown.date(), shown.time()) == (day, clock)
    assert dates.from_local(day, clock) == moment


@given(DAYS, SCHOOL_DAY)
def test_a_local_time_comes_back_as_it_was(day: date, clock: time) -> None:
    moment = dates.from_local(day, clock)
    assert moment.tzinfo is UTC
    shown = dates.local(moment)
    assert (shown.date(), shown.time()) == (day, clock)


@given(MOMENTS)
@example(datetime(2000, 10, 29, 0, 0, tzinfo=UTC))
def test_showing_a_moment_never_moves_it(moment: datetime) -> None:
    # Not compared as they are: Python calls a time of the hour that comes twice unlike any other.
    assert dates.local(moment).astimezone(UTC) == moment


@pytest.mark.parametrize(
    ("day", "label", "short"),
    [
        (date(2026, 11, 24), "Tue 24 Nov 2026", "Tue 24 Nov"),
        (date(2026, 2, 3), "Tue 3 Feb 2026", "Tue 3 Feb"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Wed 1 Jul 2026", "Wed 1 Jul"),
    ],
)
def test_dates_as_teachers_write_them(day: date, label: str, short: str) -> None:
    assert dates.day_label(day) == label
    assert dates.short_day_label(day) == short


@pytest.mark.parametrize(
    ("moment", "label"),
    [
        (time(18, 20), "6.20 pm"),
        (time(9), "9 am"),
        (time(12), "12 pm"),
        (time(0, 5), "12.05 am"),
        (time(13, 0), "1 pm"),
        (datetime(2026, 6, 30, 17, 0, tzinfo=UTC), "6 pm"),
    ],
)
def test_times_as_invitations_write_them(moment: time | datetime, label: str) -> None:
    assert dates.clock_label(moment) == label


@pytest.mark.parametrize(
    ("day", "year", "label"),
    [
        (date(2026, 8, 31), 2025, "2025-26"),
        (date(2026, 9, 1), 2026, "2026-27"),
        (date(2027, 1, 15), 2026, "2026-27"),
        (date(2099, 12, 1), 2099, "2099-00"),
    ],
)
def test_the_academic_year_begins_in_september(day: date, year: int, label: str) -> None:
    assert dates.academic_year(day) == year
    assert dates.academic_year_label(year) == label


@given(DAYS)
def test_every_day_is_in_the_year_that_began_before_it(day: date) -> None:
    year = dates.academic_year(day)
    assert date(year, 9, 1) <= day <= date(year + 1, 8, 31)


# The bin


@pytest.mark.parametrize(
    ("deleted", "at", "within"),
    [
        # The same local day thirty days on, to its last minute.
        ((2026, 11, 1, 9, 0), (2026, 12, 1, 23, 59), True),
        ((2026, 11, 1, 9, 0), (2026, 12, 2, 0, 0), False),
        # Deleted just before midnight by the clock in England, where it is summer.
        ((2026, 6, 30, 22, 30), (2026, 7, 30, 22, 59), True),
        ((2026, 6, 30, 22, 30), (2026, 7, 30, 23, 0), False),
        # Over the change of the clocks.
        ((2026, 10, 10, 22, 30), (2026, 11, 9, 23, 59), True),
        ((2026, 10, 10, 22, 30), (2026, 11, 10, 0, 0), False),
    ],
)
def test_thirty_days_follow_local_dates(
    deleted: tuple[int, ...], at: tuple[int, ...], within: bool
) -> None:
    def moment(parts: tuple[int, ...]) -> datetime:
        year, month, day, hour, minute = parts
        return datetime(year, month, day, hour, minute, tzinfo=UTC)

    assert dates.within_bin(moment(deleted), moment(at)) is within


@given(MOMENTS, st.integers(0, 60))
def test_the_bin_keeps_for_thirty_local_days_and_not_one_more(
    deleted_at: datetime, days: int
) -> None:
    day = dates.local(deleted_at).date() + timedelta(days=days)
    assert dates.within_bin(deleted_at, dates.from_local(day, time(12))) is (days <= 30)
