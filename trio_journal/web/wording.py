"""How entries read in histories and beside each other: labels and values in teachers' words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .. import dates, year_groups
from ..differences import PAGE_STEPS, Effort, Words, compare, sides
from ..models import CasePupil, Kind, Revision
from ..models.reports import SECTIONS
from .filters import CASES, KINDS, RATINGS

LABELS: dict[str, str] = {
    "text": "Question",
    "why_it_matters": "Why it matters",
    "starting_point": "Starting point",
    "would_count": "What would count as an answer?",
    "state": "Where it stands",
    "visit_date": "Date",
    "host_school_id": "School",
    "inset_day": "INSET day",
    "people": "Who goes",
    "cover_arranged": "Cover arranged",
    "head_agreed": "Head has agreed",
    "head_agreed_on": "Agreed on",
    "look_for": "What to look for",
    "end_of_day": "What we said at the end of the day",
    "seen": "What did you see?",
    "thought": "What do you make of it?",
    "years": "Year group",
    "rating": "Rating",
    "observed_at": "When",
    "school_id": "School",
    "visit_id": "Visit",
    "questions": "Question",
    "subject": "Subject",
    "kind": "What it was",
    "case_pupil": "Case pupil",
    "claim": "Claim",
    "detail": "More about it",
    "question_id": "Question",
    "limits": "What we can't say yet",
    "for_primary": "For primary",
    "for_secondary": "For secondary",
    "next_step": "Next step",
    "audience_question": "A question for the audience",
    "quotation": "Quotation",
    "quotation_observation_id": "Quoted from",
    "quotation_credit": "Quotation credited to",
    "supporting": "Rests on",
    "not_fitting": "Does not fit",
    "themes": "Themes",
    "entered_for_trio": "Entered for the trio",
    **{one.name: one.label for sections in SECTIONS.values() for one in sections},
}

ACTIONS: dict[str, str] = {
    "created": "Written",
    "changed": "Changed",
    "deleted": "Deleted",
    "restored": "Brought back",
    "agreed": "Agreed by all who have to, last",
    "reopened": "Agreement reopened",
    "shared": "Shared",
    "withdrawn": "Withdrawn",
    "confirmed": "Confirmed",
    "note_deleted": "One of its notes deleted",
    "note_restored": "One of its notes brought back",
    "printed": "Printed",
    "frozen": "Frozen",
    "handed_in": "Handed in",
    "taken_back": "Taken back",
}

# What is chosen, not written: there a change of a word is another thing, so it is named whole.
_CHOSEN = frozenset({
    "host_school_id", "school_id", "visit_id", "question_id", "quotation_observation_id",
    "questions", "people", "supporting", "not_fitting", "themes",
    "rating", "kind", "case_pupil", "quotation_credit", "state",
})  # fmt: skip

NO = "no"
_CREDITS = {"key_stage": "the key stage", "school": "the school", "none": "nobody"}
Names = Mapping[str, str]


def described(state: Mapping[str, Any], names: Names) -> dict[str, str]:
    """Return an entry's state as labels and words; ids become what they stand for."""
    found: dict[str, str] = {}
    if "year_from" in state:
        found["years"] = year_groups.range_label(state["year_from"], state["year_to"])
    for name, value in state.items():
        if name in LABELS:
            found[name] = _words(name, value, names)
    return {name: found[name] for name in LABELS if name in found}


def _words(name: str, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else NO
    if name == "themes":
        return "\n".join(value)
    if isinstance(value, list | tuple):
        return "\n".join(sorted(names.get(str(one), "a deleted entry") for one in value))
    if name.endswith("_id"):
        return names.get(str(value), "a deleted entry")
    if name == "rating":
        return RATINGS[int(value)]
    if name == "kind":
        return KINDS[Kind(value)]
    if name == "case_pupil":
        return CASES[CasePupil(value)]
    if name == "quotation_credit":
        return _CREDITS[str(value)]
    if name == "observed_at":
        moment = datetime.fromisoformat(str(value))
        return f"{dates.day_label(moment)}, {dates.clock_label(moment)}"
    if name in ("visit_date", "head_agreed_on"):
        return dates.day_label(date.fromisoformat(str(value)))
    return str(value)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of an entry before and after, as one text with what differs marked."""

    label: str
    words: Words


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One line of an entry's history."""

    when: str
    who: str
    what: str
    changes: tuple[FieldChange, ...]


def changes(
    before: Mapping[str, str], after: Mapping[str, str], effort: Effort | None = None
) -> tuple[FieldChange, ...]:
    """Return the fields that differ between two described states."""
    effort = effort or Effort(PAGE_STEPS)
    return tuple(
        FieldChange(
            LABELS[name],
            _from_to(before.get(name, ""), words)
            if name in _CHOSEN
            else compare(before.get(name, ""), words, effort),
        )
        for name, words in after.items()
        if before.get(name, "") != words
    )


def _from_to(before: str, after: str) -> Words:
    """Return what was chosen before and after: each name whole, what stayed only once."""
    old, new = before.splitlines(), after.splitlines()
    gone = [name for name in old if name not in new]
    came = [name for name in new if name not in old]
    if len(gone) == len(old) == len(came) == len(new) == 1:
        return [
            ("same", "from “"),
            ("removed", gone[0]),
            ("same", "” to “"),
            ("added", came[0]),
            ("same", "”"),
        ]
    lines: Words = [("same", name) for name in old if name in new]
    lines += [("removed", name) for name in gone]
    lines += [("added", name) for name in came]
    # Each on a line of its own; a list needs no other mark.
    found = [part for line in lines for part in (("same", "\n"), line)]
    return found[1:]  # type: ignore[return-value]


def _written(state: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """Return what an entry began with, but for ticks that nobody set."""
    return tuple(
        FieldChange(LABELS[name], [("same", words)])
        for name, words in state.items()
        if words and words != NO and not (name == "quotation_credit" and not state.get("quotation"))
    )


def history(
    revisions: Sequence[Revision], names: Names, previous: Revision | None = None
) -> list[RevisionLine]:
    """Return a part of an entry's history, newest first, that begins after `previous`.

    Without one it begins with the entry, and its last line shows all that was written, unmarked.
    """
    states = [described(revision.state, names) for revision in revisions]
    befores = [described(previous.state, names) if previous else {}, *states]
    effort = Effort(PAGE_STEPS)
    found: list[RevisionLine] = []
    # The newest first, so that it is the oldest ones that are shown whole when there are too many.
    for revision, before, after in list(zip(revisions, befores, states, strict=False))[::-1]:
        found.append(
            RevisionLine(
                when=f"{dates.day_label(revision.saved_at)}, "
                f"{dates.clock_label(revision.saved_at)}",
                who=revision.person.name,
                what=ACTIONS.get(revision.action, revision.action.capitalize()),
                changes=changes(before, after, effort) if before else _written(after),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Side:
    """A field as two people saved it; what only one of them has is marked "added"."""

    label: str
    mine: Words
    theirs: Words


@dataclass(frozen=True, slots=True)
class TwoTexts:
    """What a stale save shows: who saved meanwhile, and each field that differs."""

    who: str
    when: str
    theirs_url: str
    fields: tuple[Side, ...]


def two_texts(
    mine: Mapping[str, str], theirs: Mapping[str, str], who: str, when: str, theirs_url: str
) -> TwoTexts:
    """Put two described states beside each other."""
    effort = Effort(PAGE_STEPS)
    fields = tuple(
        Side(LABELS[name], *sides(words, theirs.get(name, ""), effort))
        for name, words in mine.items()
        if words != theirs.get(name, "")
    )
    return TwoTexts(who, when, theirs_url, fields)
