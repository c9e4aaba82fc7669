"""Planning an evening, its running order, and what a trio found on the night."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Field, HiddenField

from ...models import Evening, EveningSlot, School, Trio
from .base import ChangeForm, JournalForm, NewForm
from .fields import RecordField, RecordsField, YearsField, line, lines, required, tidy
from .numbers import ClockField, DayField, NumberField

CLAIM_LIMIT = 300
WELCOME_LIMIT = 2_000
LONGEST_SLOT = 240


class EveningFields(JournalForm):
    """What an invitation to an evening says."""

    title = line("Title")
    evening_date = DayField("Date", validators=[required("Choose the day.")])
    starts_at = ClockField("From", validators=[required("Choose when it starts.")])
    ends_at = ClockField("To", validators=[required("Choose when it ends.")])
    print_by = DayField("To be printed by")
    venue_school_id = RecordField("School", "Somewhere else")
    venue = line("Room, or another place")
    welcome = lines("Words of welcome", WELCOME_LIMIT)

    def offer_schools(self, schools: Sequence[School]) -> None:
        """Set the schools to choose from."""
        self.venue_school_id.offer([(school.id, school.name) for school in schools])

    def fill(self, evening: Evening) -> None:
        """Show what is planned."""
        for name in Evening.FIELDS:
            self[name].data = getattr(evening, name)

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        kept: dict[str, Any] = {name: self[name].data for name in Evening.FIELDS}
        return kept | {name: kept[name] or "" for name in ("title", "venue", "welcome")}


class NewEveningForm(EveningFields, NewForm):
    """Plans an evening, with a slot for each trio that is ticked."""

    trio_ids = RecordsField("Which trios?")

    def offer_trios(self, trios: Sequence[Trio]) -> None:
        """Set the trios to choose from."""
        self.trio_ids.offer([(trio.id, trio_label(trio)) for trio in trios])


class EveningForm(EveningFields, ChangeForm):
    """Changes an evening."""


def trio_label(trio: Trio) -> str:
    """Return a trio as a list to choose from has it."""
    return f"Trio {trio.number}: {trio.focus}"


class NewSlotForm(NewForm):
    """Adds a slot: a trio's, or anything else that takes minutes."""

    trio_id = RecordField("Trio", "No trio")
    label = line("Or something else")
    minutes = NumberField(
        "Minutes", 1, LONGEST_SLOT, default=10, validators=[required("How many minutes?")]
    )

    def offer(self, trios: Sequence[Trio]) -> None:
        """Set the trios that have no slot yet."""
        self.trio_id.offer([(trio.id, trio_label(trio)) for trio in trios])


class SlotForm(JournalForm):
    """Changes a slot's minutes, and what happens in them when it is no trio's."""

    minutes = NumberField("Minutes", 1, LONGEST_SLOT, validators=[required("How many minutes?")])
    label = line("What happens")
    # What the person read. The evening's version would make a form stale for each slot moved.
    was_minutes = HiddenField()
    was_label = HiddenField(filters=[tidy])

    def fill(self, slot: EveningSlot) -> None:
        """Show what a slot is."""
        self.minutes.data, self.label.data = slot.minutes, slot.label
        self.read(slot)

    def read(self, slot: EveningSlot) -> None:
        """Go on from what is kept of a slot."""
        self.was_minutes.data, self.was_label.data = str(slot.minutes), slot.label

    def is_stale(self, slot: EveningSlot) -> bool:
        """Say whether somebody changed the slot since it was read, and say so beside the fields.

        Not when this form has the same in it, nor about a field that it does not have.
        """
        kept = {"minutes": str(slot.minutes), "label": slot.label}
        for name, now in kept.items():
            field, was = self[name], self[f"was_{name}"]
            if field.raw_data and was.raw_data and now not in (was.data, str(field.data)):
                said = f"Somebody made this {now} meanwhile. Save again to keep yours."
                field.errors = [*field.errors, said]
        return bool(self.minutes.errors or self.label.errors)


class EnteredFindingForm(NewForm):
    """Types in what a trio found."""

    claim = lines("What do they claim?", CLAIM_LIMIT)
    years = YearsField("Which year groups is it about?")
    limits = lines("What they can't say yet")
    for_primary = lines("For primary")
    for_secondary = lines("For secondary")
    next_step = lines("Next step")
    audience_question = lines("A question for the audience")

    TEXTS = ("claim", "limits", "for_primary", "for_secondary", "next_step", "audience_question")

    def validate_claim(self, field: Field) -> None:
        """Ask for a claim, together with whatever else is wrong."""
        required("Write what they claim, in one sentence.")(self, field)

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        kept: dict[str, Any] = {name: self[name].data or "" for name in self.TEXTS}
        kept["claim"] = " ".join(kept["claim"].split())
        return kept | self.years.span()
