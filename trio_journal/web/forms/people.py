"""Adding and changing people."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, RadioField

from ...models import Membership, Role, School
from .base import ChangeForm, Differing, JournalForm, NewForm
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
    """Changes a person's name, role and school, and their address while it is not theirs yet."""

    email = EmailField("E-mail address", filters=[tidy])

    @property
    def typed_email(self) -> str | None:
        """Return the address that was sent, None when the form showed it as text only."""
        return self.email.data or "" if self.email.raw_data else None

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        return super().values() | {"email": self.typed_email}

    def fill(self, membership: Membership) -> None:
        """Show what is known of somebody, at the version of their membership."""
        super().fill(membership)
        self.email.data = membership.user.email
        self.version.data = membership.version

    def theirs(self, membership: Membership) -> list[Differing]:
        """Return what is kept of somebody where this form has something else."""
        user = membership.user
        schools = {None: self.school_id.empty} | self.school_id.offered
        kept_and_typed = {
            "name": (user.name, self.name.data or ""),
            "email": (user.email, user.email if self.typed_email is None else self.typed_email),
            "school_id": (
                membership.school.name if membership.school else self.school_id.empty,
                schools[self.school_id.data],
            ),
            "role": (_short(membership.role.value), _short(self.role.data)),
        }
        return [
            Differing(self[name].label.text, kept, typed)
            for name, (kept, typed) in kept_and_typed.items()
            if kept != typed
        ]


def _short(role: str) -> str:
    return ROLES[role].split(":")[0]


class NewPersonForm(PersonFields, NewForm):
    """Adds a person; the id is that of their place in the alliance."""

    email = EmailField("E-mail address", filters=[tidy])

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        return super().values() | {"email": self.email.data or ""}

    def to_check(self) -> dict[str, Any]:
        """Return what the rules of somebody new are about, as far as it could be read."""
        return {
            "name": self.name.data or "",
            "email": self.email.data or "",
            "role": Role(self.role.data) if self.role.data in ROLES else None,
            "school_id": self.school_id.data,
        }
