"""Adding and changing schools, and importing them from the national register."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import SelectField

from ...models import School, SchoolPhase
from ..filters import PHASES
from .base import ChangeForm, Differing, JournalForm, NewForm
from .fields import line, required
from .numbers import NumberField

# As the register has them: a college has students of any age.
YOUNGEST, OLDEST = 0, 99


class SchoolFields(JournalForm):
    """What is known of a school."""

    name = line("Name")
    town = line("Town or village")
    phase = SelectField("Phase", choices={phase.value: word for phase, word in PHASES.items()})
    low_age = NumberField(
        "Youngest pupils, in years", YOUNGEST, OLDEST,
        validators=[required("Write the age of the youngest pupils.")],
    )  # fmt: skip
    high_age = NumberField(
        "Oldest pupils, in years", YOUNGEST, OLDEST,
        validators=[required("Write the age of the oldest pupils.")],
    )  # fmt: skip
    urn = NumberField("URN", 1, 9_999_999)

    def fill(self, school: School) -> None:
        """Show what is known of a school."""
        for name in ("name", "town", "low_age", "high_age", "urn"):
            self[name].data = getattr(school, name)
        self.phase.data = school.phase.value

    def to_check(self) -> dict[str, Any]:
        """Return what the rules of a school are about, as far as it could be read."""
        return {
            "name": self.name.data,
            "low_age": self.low_age.data,
            "high_age": self.high_age.data,
            "urn": self.urn.data if self.urn.in_range else None,
        }

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        kept = {name: self[name].data for name in ("low_age", "high_age", "urn")}
        return kept | {
            "name": self.name.data or "",
            "town": self.town.data or "",
            "phase": SchoolPhase(self.phase.data),
        }


class SchoolForm(SchoolFields, ChangeForm):
    """Changes a school."""

    def fill(self, school: School) -> None:
        """Show what is known of a school, at its version."""
        super().fill(school)
        self.version.data = school.version

    def theirs(self, school: School) -> list[Differing]:
        """Return what is kept of a school where this form has something else."""

        def said(name: str, value: Any) -> str:
            return PHASES[value] if name == "phase" else str("" if value is None else value)

        return [
            Differing(self[name].label.text, said(name, kept), said(name, mine))
            for name, mine in self.values().items()
            if (kept := getattr(school, name)) != mine
        ]


class NewSchoolForm(SchoolFields, NewForm):
    """Adds a school."""


class ImportForm(JournalForm):
    """Takes an extract of the national register."""

    file = FileField("File")
