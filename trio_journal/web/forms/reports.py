"""The forms of a trio's reports: a text for each of their sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wtforms import BooleanField

from ...models import ReportKind
from .base import ChangeForm
from .fields import IdField, lines


class ReportForm(ChangeForm):
    """What a report says; while it is not saved yet its version is 0, and `id` is what it gets.

    `take_back` comes from who was told that it was handed in meanwhile.
    """

    KIND: ReportKind

    id = IdField()
    take_back = BooleanField()

    def fill(self, texts: Mapping[str, str]) -> None:
        """Show what a report says, or begins with."""
        for section in self.KIND.sections:
            self[section.name].data = texts.get(section.name, "")

    def values(self) -> dict[str, str]:
        """Return what was typed, as the service takes it."""
        return {section.name: self[section.name].data or "" for section in self.KIND.sections}


FORMS: Final[Mapping[ReportKind, type[ReportForm]]] = {
    kind: type(
        f"{kind.name.title()}Form",
        (ReportForm,),
        {"KIND": kind} | {section.name: lines(section.label) for section in kind.sections},
    )
    for kind in ReportKind
}
