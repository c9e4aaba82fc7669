"""What the forms of all entries share."""

from __future__ import annotations

from flask_wtf import FlaskForm

from ...exceptions import Invalid
from .fields import IdField, VersionField


class JournalForm(FlaskForm):
    """A form whose mistakes can also come from a service."""

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
