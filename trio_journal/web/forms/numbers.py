"""Fields for numbers, days and times, whose mistakes are sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import DateField, DateTimeLocalField, IntegerField, TimeField
from wtforms.validators import ValidationError

from ...dates import today

# A year outside of these was mistyped: "26" for 2026, or 2062.
FIRST_YEAR, YEARS_AHEAD = 2000, 2


def _check_year(day: date | None) -> None:
    if day is not None and not FIRST_YEAR <= day.year <= today().year + YEARS_AHEAD:
        raise ValidationError("Check the year.")


class NumberField(IntegerField):
    """A whole number between two others; an empty one is None."""

    def __init__(self, label: str, least: int, most: int, **more: Any) -> None:
        super().__init__(label, **more)
        self.least = least
        self.most = most

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            self.data = None
            return
        try:
            self.data = int(typed)
        except ValueError:
            self.data = None
            raise ValidationError(self._sentence()) from None

    @property
    def in_range(self) -> bool:
        """Say whether there is a number, and it is not out of range."""
        return self.data is not None and self.least <= self.data <= self.most

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not self.in_range:
            raise ValidationError(self._sentence())

    def _sentence(self) -> str:
        return f"Write a whole number from {self.least:,} to {self.most:,}."


class _Written:
    """A field that is written in one of some ways, or empty; `mistake` says how it is written."""

    data: Any
    mistake: str

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)  # type: ignore[misc]
        except ValueError:
            self.data = None
            raise ValidationError(self.mistake) from None


class DayField(_Written, DateField):
    """A day, as date pickers send it or as it is written by hand; an empty one is None."""

    mistake = "There is no such day. Write it as 24/11/2026."

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y"], **more)

    def pre_validate(self, form: Any) -> None:
        _check_year(self.data)


class MomentField(_Written, DateTimeLocalField):
    """A day and a time in England, as pickers send them; an empty one is None."""

    mistake = "There is no such day or time. Write it as 2026-11-24T09:30."

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **more)

    def pre_validate(self, form: Any) -> None:
        _check_year(self.data)


class ClockField(_Written, TimeField):
    """A time on the clock in the hall; an empty one is None."""

    mistake = "There is no such time. Write it as 18:00."

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, format=["%H:%M", "%H:%M:%S", "%H.%M"], **more)
