"""Forming a trio, and who is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from ...models import Membership, TrioMembership
from ...text import listed
from ..filters import PHASES
from .base import ChangeForm, JournalForm, NewForm
from .fields import RecordField, line, lines, required

REASON_LIMIT = 1_000
CONTACT_LIMIT = 254


# The present places of each person in trios of the year.
Places = Mapping[UUID, Sequence[TrioMembership]]


def person_label(membership: Membership, places: Sequence[TrioMembership] = ()) -> str:
    """Return somebody with phase, school and trios, as a list to choose from has them."""
    name, school = membership.user.name, membership.school
    where = f"{name} ({PHASES[school.phase].lower()}), {school.name}" if school else name
    trios = listed([f"trio {place.trio.number}" for place in places])
    return ", ".join(
        part for part in (where, "" if school else "no school", trios and f"in {trios}") if part
    )


def _labelled(everybody: Sequence[Membership], places: Places) -> list[tuple[UUID, str]]:
    return [(one.user_id, person_label(one, places.get(one.user_id, ()))) for one in everybody]


class NewTrioForm(NewForm):
    """Forms a trio."""

    focus = line("What they look at")
    person_1 = RecordField("First", "Nobody yet")
    person_2 = RecordField("Second", "Nobody yet")
    person_3 = RecordField("Third", "Nobody yet")
    lead = RadioField(
        "Who leads it?",
        choices={"1": "The first", "2": "The second", "3": "The third", "": "Not decided yet"},
        default="",
    )
    contact = line("Contact for the handout", CONTACT_LIMIT)
    exception_reason = lines("Why this trio may be of one phase", REASON_LIMIT)

    @property
    def people(self) -> tuple[RecordField, ...]:
        """Return the three fields for people."""
        return self.person_1, self.person_2, self.person_3

    def offer(self, everybody: Sequence[Membership], places: Places) -> None:
        """Set the people to choose from."""
        for field in self.people:
            field.offer(_labelled(everybody, places))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that nobody is chosen twice, and that the lead is there."""
        well = bool(super().validate(extra_validators))
        chosen: set[UUID] = set()
        for field in self.people:
            if field.data in chosen:
                field.errors = [*field.errors, "Chosen twice. Choose somebody else."]
                well = False
            elif field.data is not None:
                chosen.add(field.data)
        if not self.lead.errors and self.lead.data and self._lead_id() is None:
            self.lead.errors = [*self.lead.errors, "Choose this person first, then who leads."]
            well = False
        return well

    def _lead_id(self) -> UUID | None:
        lead: UUID | None = self.people[int(self.lead.data) - 1].data if self.lead.data else None
        return lead

    def to_check(self) -> dict[str, Any]:
        """Return what the rules of a trio are about."""
        return {
            "focus": self.focus.data or "",
            "member_ids": [field.data for field in self.people if field.data is not None],
            "exception_reason": self.exception_reason.data or "",
        }

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        contact = self.contact.data or ""
        return self.to_check() | {"lead_id": self._lead_id(), "contact": contact}


class ExceptionForm(ChangeForm):
    """Says why a trio may be of one phase."""

    exception_reason = lines("Why this trio may be of one phase", REASON_LIMIT)


class CarryOverForm(NewForm):
    """Carries a trio into the next year."""


class NewMemberForm(JournalForm):
    """Adds somebody to a trio."""

    user_id = RecordField(
        "Who", "Choose somebody", validators=[required("Choose who joins the trio.")]
    )
    told = BooleanField("The others know this")
    exception_reason = lines("Why this trio may be of one phase", REASON_LIMIT)

    def offer(self, everybody: Sequence[Membership], places: Places) -> None:
        """Set the people to choose from."""
        self.user_id.offer(_labelled(everybody, places))

    def validate_told(self, field: BooleanField) -> None:
        """Ask that the others were told."""
        if not field.data:
            raise ValidationError("Tell the others first, then tick this.")
