"""Asking heads, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from wtforms import RadioField
from wtforms.validators import Optional

from ...models import Again, AnsweredAs, Awareness, HeadAnswer, Impact
from ...services.head_answers import AGAIN, ANSWERED_AS, AWARE, IMPACT
from .base import ChangeForm, Differing, JournalForm
from .fields import lines
from .numbers import DayField

TEXT_LIMIT = 4_000


def _choose(label: str, words: Mapping[Any, str]) -> RadioField:
    """Return a choice that may be left open."""
    return RadioField(
        label, [Optional()], choices={str(value): word for value, word in words.items()}
    )


_CHOSEN: dict[str, tuple[type[StrEnum], Mapping[Any, str]]] = {
    "aware": (Awareness, AWARE),
    "impact": (Impact, IMPACT),
    "again": (Again, AGAIN),
    "answered_as": (AnsweredAs, ANSWERED_AS),
}


class AskForm(JournalForm):
    """How long the links work."""

    open_until = DayField("Heads can answer up to and on")


class AnswerForm(ChangeForm):
    """What a head answers, or a coordinator types in for them."""

    aware = _choose("Did you know what they worked on?", AWARE)
    impact = _choose("Have you seen an impact in your school?", IMPACT)
    impact_seen = lines("What have you seen?", TEXT_LIMIT)
    again = _choose("Would your school take part again?", AGAIN)
    again_why = lines("Why, or why not?", TEXT_LIMIT)
    answered_as = _choose("Who answers?", ANSWERED_AS)

    def fill(self, answer: HeadAnswer | None) -> None:
        """Show what was answered, at its version; without an answer nothing, at version 0."""
        self.version.data = answer.version if answer else 0
        if answer is None:
            return
        for name in HeadAnswer.FIELDS:
            self[name].data = getattr(answer, name)

    def values(self) -> dict[str, Any]:
        """Return what was chosen and typed, as the service takes it."""
        chosen = {
            name: kind(self[name].data) if self[name].data else None
            for name, (kind, _) in _CHOSEN.items()
        }
        return chosen | {name: self[name].data or "" for name in ("impact_seen", "again_why")}

    def to_check(self) -> dict[str, Any]:
        """Return what the rules of an answer are about, also where it could not be read."""
        return {name: self[name].data for name in HeadAnswer.FIELDS}

    def theirs(self, kept: HeadAnswer) -> list[Differing]:
        """Return what is kept of an answer where this form has something else."""

        def said(name: str, value: Any) -> str:
            return _CHOSEN[name][1][value] if value and name in _CHOSEN else str(value or "")

        return [
            Differing(self[name].label.text, said(name, theirs), said(name, mine))
            for name, mine in self.values().items()
            if (theirs := getattr(kept, name)) != mine
        ]


class HeadAnswerForm(AnswerForm):
    """The same for a head, whose link is all that lets them in: no cookie could prove more."""

    class Meta:
        csrf = False
