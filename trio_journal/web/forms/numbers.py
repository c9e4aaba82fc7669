"""Fields for numbers, days and times, whose mistakes are sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import DateField, IntegerField, TimeField
from wtforms.validators import ValidationError

# No school plans an evening outside of these, and clocks cannot be added up at the ends of time.
FIRST_YEAR, LAST_YEAR = 2000, 2100


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


class DayField(DateField):
    """A day, as date pickers send it or as it is written by hand; an empty one is None."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y"], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValidationError("There is no such day. Write it as 24/11/2026.") from None

    def pre_validate(self, form: Any) -> None:
        if isinstance(self.data, date) and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            raise ValidationError("Check the year.")


class ClockField(TimeField):
    """A time on the clock in the hall; an empty one is None."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, format=["%H:%M", "%H:%M:%S", "%H.%M"], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValidationError("There is no such time. Write it as 18:00.") from None
