"""An answer about one trio: sent by somebody in the hall, or typed in for them."""

from __future__ import annotations

from typing import Any

from wtforms import StringField
from wtforms.validators import ValidationError

from ... import year_groups
from ...models import Feedback
from .base import ChangeForm, Differing, JournalForm, NewForm
from .fields import RecordField, line, lines, required

SHORT_LIMIT = 80
TEXT_LIMIT = 2_000
NO_YEARS = (
    "Write it as 4, as 3 to 6, or as R for Reception. "
    "Whatever does not fit there, write below “Anything else”."
)


class WrittenYearsField(StringField):
    """Year groups as somebody writes them on a sheet: "4", "R", "3 to 6"; an empty one is None."""

    data: Any  # tuple[int, int] | None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        try:
            self.data = year_groups.from_words(valuelist[0] if valuelist else "")
        except ValueError:
            raise ValidationError(NO_YEARS) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return year_groups.range_label(*self.data) if self.data else ""


class FeedbackFields(JournalForm):
    """What somebody may answer about one trio."""

    school_id = RecordField("School", empty="Not said")
    years = WrittenYearsField("In Year")
    from_when = line("From", SHORT_LIMIT)
    who = line("Who", SHORT_LIMIT)
    question = lines("A question for the trio", TEXT_LIMIT)
    note = lines("Anything else", TEXT_LIMIT)

    def fill(self, feedback: Feedback) -> None:
        """Show an answer as it was typed in."""
        for name in Feedback.FIELDS:
            if name in self:
                self[name].data = getattr(feedback, name)
        if feedback.year_from is not None:
            self.years.data = (feedback.year_from, feedback.year_to)

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        first, last = self.years.data or (None, None)
        texts = {name: self[name].data or "" for name in ("from_when", "who", "question", "note")}
        return {"school_id": self.school_id.data, "year_from": first, "year_to": last} | texts

    def to_check(self) -> dict[str, Any]:
        """Return what the rules of an answer are about, also where it could not be read."""
        return self.values() | {"year_from": self.years.data or self.years.errors or None}


class SentFeedbackForm(NewForm, FeedbackFields):
    """The answer of whoever has the link to read: no cookie could prove more than it does."""

    class Meta:
        csrf = False


class EnterFeedbackForm(NewForm, FeedbackFields):
    """What a sheet of paper says of a trio, as a coordinator types it in."""

    trio_id = RecordField(
        "Trio", empty="Choose the trio", validators=[required("Choose the trio it is about.")]
    )


class CorrectFeedbackForm(ChangeForm, FeedbackFields):
    """An answer that was typed in, to correct, or one that was sent, to leave something out."""

    def theirs(self, kept: Feedback) -> list[Differing]:
        """Return what is kept of an answer where this form has something else."""
        schools: dict[Any, str] = self.school_id.offered
        mine = self.values()
        both = {
            "school_id": (schools.get(kept.school_id, ""), schools.get(mine["school_id"], "")),
            "years": (
                year_groups.range_label(kept.year_from, kept.year_to),
                year_groups.range_label(mine["year_from"], mine["year_to"]),
            ),
        } | {
            name: (getattr(kept, name), mine[name])
            for name in ("from_when", "who", "question", "note")
        }
        return [
            Differing(self[name].label.text, theirs, typed)
            for name, (theirs, typed) in both.items()
            if theirs != typed
        ]
