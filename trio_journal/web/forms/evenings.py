"""Planning an evening, its running order, and what a trio found on the night."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import Field, HiddenField

from ...dates import academic_year_label
from ...models import Evening, EveningSlot, Finding, School, Trio
from .base import ChangeForm, JournalForm, NewForm
from .fields import RecordField, RecordsField, ThemesField, YearsField, line, lines, required, tidy
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
        self.trio_ids.offer(trio_choices(trios))


class EveningForm(EveningFields, ChangeForm):
    """Changes an evening."""


def trio_choices(trios: Sequence[Trio]) -> list[tuple[UUID, str]]:
    """Return trios to choose from; of several years, each with its own."""
    several = len({trio.academic_year for trio in trios}) > 1
    return [
        (trio.id, f"Trio {trio.number}: {trio.focus}" + (_year(trio) if several else ""))
        for trio in trios
    ]


def _year(trio: Trio) -> str:
    return f" ({academic_year_label(trio.academic_year)})"


class NewSlotForm(NewForm):
    """Adds a slot: a trio's, or anything else that takes minutes."""

    trio_id = RecordField("Trio", "No trio")
    label = line("Or something else")
    minutes = NumberField(
        "Minutes", 1, LONGEST_SLOT, default=10, validators=[required("How many minutes?")]
    )

    def offer(self, trios: Sequence[Trio]) -> None:
        """Set the trios that have no slot yet."""
        self.trio_id.offer(trio_choices(trios))


def _number(text: Any) -> Any:
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 10 else text


class SlotForm(JournalForm):
    """Changes a slot's minutes, and what happens in them when it is no trio's."""

    minutes = NumberField("Minutes", 1, LONGEST_SLOT, validators=[required("How many minutes?")])
    label = line("What happens")
    was_minutes = HiddenField(filters=[_number])
    was_label = HiddenField(filters=[tidy])

    KEPT = ("minutes", "label")

    def fill(self, slot: EveningSlot) -> None:
        """Show what a slot is."""
        for name in self.KEPT:
            self[name].data = self[f"was_{name}"].data = getattr(slot, name)

    def was_read(self) -> dict[str, Any]:
        """Return what the form said of the slot when it was opened, as far as it did."""
        return {n: self[f"was_{n}"].data for n in self.KEPT if self[f"was_{n}"].raw_data}

    def go_on_from(self, slot: EveningSlot) -> None:
        """Say beside each field what somebody has made of it meanwhile, and go on from that."""
        read = self.was_read()
        for name in self.KEPT:
            field, now = self[name], getattr(slot, name)
            if field.raw_data and now not in (field.data, read.get(name, now)):
                said = f"Somebody made this {now} meanwhile. Save again to keep yours."
                field.errors = [*field.errors, said]
            self[f"was_{name}"].data = now


class EnteredFindingFields(JournalForm):
    """What a trio found, as far as they told it: none of their notes are in it."""

    claim = lines("What do they claim?", CLAIM_LIMIT)
    years = YearsField("Which year groups is it about?")
    limits = lines("What they can't say yet")
    for_primary = lines("For primary")
    for_secondary = lines("For secondary")
    next_step = lines("Next step")
    audience_question = lines("A question for the audience")
    themes = ThemesField()

    TEXTS = ("claim", "limits", "for_primary", "for_secondary", "next_step", "audience_question")

    def validate_claim(self, field: Field) -> None:
        """Ask for a claim, together with whatever else is wrong."""
        required("Write what they claim, in one sentence.")(self, field)

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        kept: dict[str, Any] = {name: self[name].data or "" for name in self.TEXTS}
        kept["claim"] = " ".join(kept["claim"].split())
        kept["themes"] = self.themes.data or ""
        return kept | self.years.span()

    def fill(self, finding: Finding) -> None:
        """Show what was typed in."""
        for name in self.TEXTS:
            self[name].data = getattr(finding, name)
        self.years.data = YearsField.codes(finding.year_from, finding.year_to)
        self.themes.show(finding.themes)


class NewEnteredFindingForm(EnteredFindingFields, NewForm):
    """Types in what a trio found."""


class EnteredFindingForm(EnteredFindingFields, ChangeForm):
    """Corrects what was typed in."""
