"""What of a handout prints, and how an edition is read on phones."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectMultipleField

from ...handout.selection import FIELDS
from ...models import Evening
from .base import ChangeForm, Differing, JournalForm
from .fields import required
from .numbers import DayField, NumberField

MOST_COPIES = 2_000


class ReadingLinkForm(JournalForm):
    """Until when anybody with the link reads the handout."""

    until = DayField("Until", validators=[required("Choose the last day.")])


class PrintForm(ChangeForm):
    """What of a handout prints: ticked is what does."""

    fields_printed = SelectMultipleField("Print of each trio", choices=dict(FIELDS))
    schools_lettered = BooleanField("Call the schools School A, School B, School C")
    sign_in_sheet = BooleanField("A sign-in sheet, by school")
    feedback_sheet = BooleanField("A feedback sheet")

    def fill(self, evening: Evening) -> None:
        """Show what prints."""
        self.version.data = evening.version
        self.fields_printed.data = [name for name in FIELDS if name not in evening.without]
        for name in ("schools_lettered", "sign_in_sheet", "feedback_sheet"):
            self[name].data = getattr(evening, name)

    def values(self) -> dict[str, Any]:
        """Return what was ticked, as the service takes it."""
        printed = self.fields_printed.data or []
        return {
            "without": [name for name in FIELDS if name not in printed],
            "schools_lettered": self.schools_lettered.data,
            "sign_in_sheet": self.sign_in_sheet.data,
            "feedback_sheet": self.feedback_sheet.data,
        }

    def theirs(self, evening: Evening) -> list[Differing]:
        """Return what is kept of these where this form has something else."""
        labels = {"without": "Left out"} | {
            name: self[name].label.text for name in Evening.PRINT if name in self
        }
        return [
            Differing(labels[name], _said(getattr(evening, name)), _said(typed))
            for name, typed in self.values().items()
            if getattr(evening, name) != typed
        ]


def _said(value: list[str] | bool) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "\n".join(FIELDS[name] for name in value) or "Nothing"


class CopiesForm(JournalForm):
    """How many copies of a handout are wanted; it comes by GET."""

    class Meta:
        csrf = False

    copies = NumberField("Copies", 1, MOST_COPIES)
