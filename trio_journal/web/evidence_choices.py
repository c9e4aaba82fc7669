"""The notes that a finding can rest on, as its form offers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request

from .. import dates, year_groups
from ..exceptions import Invalid
from ..models import Observation, Question
from ..text import excerpt
from .filters import KINDS

USES = {"supports": True, "against": False}
# So much of a note is shown to quote from; longer ones open whole.
SHOWN = 400
# So many notes are not worth putting away.
FEW = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A note to choose: `use` is "supports", "against" or "", `whole` is "" where `text` is all."""

    id: UUID
    name: str
    text: str
    whole: str
    facts: str
    use: str


@dataclass(frozen=True, slots=True)
class Group:
    """Notes to choose from under one heading; `open` where a writer is likely to want them."""

    title: str
    notes: Sequence[Choice]
    open: bool


def chosen() -> dict[UUID, bool]:
    """Return the notes that the form says support the claim (True) or do not fit it."""
    found: dict[UUID, bool] = {}
    for name, value in request.form.items():
        prefix, _, key = name.partition("-")
        if prefix == "evidence" and value in USES:
            try:
                found[UUID(key)] = USES[value]
            except ValueError:
                raise Invalid("Choose the notes from the list.") from None
    return found


def facts(note: Observation) -> str:
    """Return where and when a note is from, in one line."""
    parts = [
        year_groups.range_label(note.year_from, note.year_to),
        "" if note.kind == "lesson" else KINDS[note.kind],
        note.school.name if note.school else "",
        dates.short_day_label(note.observed_at),
    ]
    return ", ".join(part for part in parts if part)


def groups(
    notes: Sequence[Observation],
    asked: Sequence[Question],
    question_id: UUID | None,
    used: Mapping[UUID, bool],
) -> list[Group]:
    """Return a trio's notes, each once: those used, those of the finding's question, the others.

    A note of several questions stands under the finding's own, or else under its first.
    """
    order = sorted(asked, key=lambda question: question.id != question_id)
    rest = [note for note in notes if note.id not in used]
    mine = [_choice(note, used) for note in notes if note.id in used]
    found = [Group("Used here", mine, open=len(mine) <= FEW)]
    for question in order:
        of_it = [note for note in rest if question.id in note.question_ids]
        rest = [note for note in rest if question.id not in note.question_ids]
        wanted = question.id == question_id or len(notes) <= FEW
        found.append(Group(question.text, [_choice(n, used) for n in of_it], open=wanted))
    others = [_choice(note, used) for note in rest]
    found.append(Group("To sort", others, open=not asked or len(notes) <= FEW))
    return [group for group in found if group.notes]


def _choice(note: Observation, used: Mapping[UUID, bool]) -> Choice:
    fits = used.get(note.id)
    return Choice(
        id=note.id,
        name=excerpt(note.seen),
        text=_to_quote(note.seen),
        whole=note.seen if len(note.seen) > SHOWN else "",
        facts=facts(note),
        use="" if fits is None else "supports" if fits else "against",
    )


def _to_quote(seen: str) -> str:
    """Return a note as it was typed, marks and all, for a quotation has to match it exactly."""
    if len(seen) <= SHOWN:
        return seen
    return seen[:SHOWN].rsplit(None, 1)[0] + "…"
