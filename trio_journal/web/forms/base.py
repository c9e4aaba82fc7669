"""What the forms of all entries share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_wtf import FlaskForm
from wtforms.widgets import TextArea

from ...exceptions import Invalid
from .fields import IdField, VersionField

TYPED = {"date", "email", "number", "search", "text", "time", "url"}


@dataclass(frozen=True, slots=True)
class Differing:
    """A field of a stale save: what is kept by now, and what this form has."""

    label: str
    kept: str
    typed: str


class JournalForm(FlaskForm):
    """A form whose mistakes can also come from a service."""

    @property
    def is_typed_in(self) -> bool:
        """Say whether anything was typed; what was chosen or carried does not count."""
        fields = [
            field
            for field in self
            if isinstance(field.widget, TextArea)
            or getattr(field.widget, "input_type", "") in TYPED
        ]
        return any(str(text).strip() for field in fields for text in field.raw_data or ())

    def is_right(self, mistakes: Mapping[str, Sequence[str]]) -> bool:
        """Validate, and show beside what cannot be read what a service's rules say of the rest.

        All of them at once: each round more is another page that somebody waits for.
        """
        self.validate()
        fresh = {n: texts for n, texts in mistakes.items() if n not in self or not self[n].errors}
        if fresh:
            self.blame(Invalid("", fresh))
        return not self.errors

    def blame(self, error: Invalid) -> None:
        """Show a service's refusal beside the fields it is about, else above the form."""
        unplaced = [] if error.errors else [error.message]
        for name, sentences in error.errors.items():
            if name in self:
                self[name].errors = [*self[name].errors, *sentences]
            else:
                unplaced.extend(sentences)
        self.form_errors.extend(unplaced)


class NewForm(JournalForm):
    """A form that makes a record, and carries the id it will have."""

    id = IdField()


class ChangeForm(JournalForm):
    """A form that changes a record, and carries the version it started from."""

    version = VersionField()
