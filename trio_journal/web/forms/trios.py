"""The forms of a trio: what its members may change, and what a reader filters its journal by."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectField, StringField

from ... import year_groups
from ...models import Kind, Trio
from ..filters import KINDS
from .base import ChangeForm
from .fields import line, required


class TrioForm(ChangeForm):
    """What the members of a trio change themselves."""

    focus = line("Focus")
    contact = line("Contact printed on the handout", 254)
    case_pupils = BooleanField("Follow case pupils A, B and C in the notes")

    def validate_focus(self, field: Field) -> None:
        """Ask for a focus, together with whatever else is wrong."""
        required("Write what you look at.")(self, field)

    def fill(self, trio: Trio) -> None:
        """Show what is set."""
        self.focus.data = trio.focus
        self.contact.data = trio.contact
        self.case_pupils.data = trio.case_pupils

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        return {
            "focus": self.focus.data or "",
            "contact": self.contact.data or "",
            "case_pupils": self.case_pupils.data,
        }


class FilterForm(FlaskForm):
    """What of a journal to show; it comes by GET, and what it cannot read it ignores."""

    class Meta:
        csrf = False

    question = StringField("Question")
    year = SelectField(
        "Year group",
        choices={"": "Any"}
        | {year_groups.code(y): year_groups.label(y) for y in year_groups.YEAR_GROUPS},
    )
    school = SelectField("School", choices={"": "Any school"})
    author = SelectField("Written by", choices={"": "Anybody"})
    kind = SelectField(
        "Kind", choices={"": "Any kind"} | {kind.value: words for kind, words in KINDS.items()}
    )

    def chosen_kind(self) -> Kind | None:
        """Return the kind to show, None for all."""
        return Kind(self.kind.data) if self.kind.data in set(Kind) else None

    def chosen_year(self) -> int | None:
        """Return the year-group index to show, None for all."""
        try:
            return year_groups.from_code(self.year.data or "")
        except ValueError:
            return None
