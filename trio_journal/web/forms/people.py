"""Adding and changing people."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, RadioField

from ...models import Membership, Role, School
from .base import ChangeForm, JournalForm, NewForm
from .fields import RecordField, line, tidy

ROLES = {
    Role.MEMBER.value: "Member: writes in their trio's journal, and reads what is shared",
    Role.COORDINATOR.value: "Coordinator: forms trios, adds people, plans the evening",
}


class PersonFields(JournalForm):
    """A person's name, role and school."""

    name = line("Name")
    school_id = RecordField("School", "No school")
    role = RadioField("Role", choices=ROLES, default=Role.MEMBER.value)

    def offer(self, schools: list[School]) -> None:
        """Set the schools to choose from."""
        self.school_id.offer([(school.id, school.name) for school in schools])

    def fill(self, membership: Membership) -> None:
        """Show what is known of somebody."""
        self.name.data = membership.user.name
        self.school_id.data = membership.school_id
        self.role.data = membership.role.value

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        return {
            "name": self.name.data or "",
            "school_id": self.school_id.data,
            "role": Role(self.role.data or Role.MEMBER.value),
        }


class PersonForm(PersonFields, ChangeForm):
    """Changes a person's name, role and school."""

    def fill(self, membership: Membership) -> None:
        """Show what is known of somebody, at the version of their membership."""
        super().fill(membership)
        self.version.data = membership.version

    def theirs(self, membership: Membership) -> dict[str, str]:
        """Return by label what is kept of somebody where this form has something else."""
        school = membership.school.name if membership.school else "No school"
        kept = {
            "name": (membership.user.name, membership.user.name),
            "school_id": (membership.school_id, school),
            "role": (membership.role, ROLES[membership.role.value].split(":")[0]),
        }
        mine = self.values()
        return {
            self[name].label.text: words
            for name, (value, words) in kept.items()
            if value != mine[name]
        }


class NewPersonForm(PersonFields, NewForm):
    """Adds a person; the id is that of their place in the alliance."""

    email = EmailField("E-mail address", filters=[tidy])

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        return super().values() | {"email": self.email.data or ""}
