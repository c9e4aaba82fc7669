"""The journal that is measured: 50 notes of about 300 characters, and all that stands around them.

The words are the example alliance's, each sentence used once: a page of copies would compress
better than a real one does. Used by `benchmarks/pages.py` and by `tests/test_budgets.py`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

from trio_journal import dates, example
from trio_journal.ids import new_id
from trio_journal.models import Kind, Rating, Role, SchoolPhase
from trio_journal.services import (
    agreements,
    alliances,
    evening_slots,
    evenings,
    findings,
    observations,
    people,
    questions,
    replies,
    schools,
    sessions,
    trios,
    visits,
)

NOTES = 50
TO_SORT = 4
LENGTH = 300

FIELDS = (
    "seen", "thought", "detail", "limits", "for_primary", "for_secondary", "why_it_matters",
    "starting_point", "would_count", "look_for", "end_of_day", "text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """What was made: the journal, one note of it, an empty journal to save into, and its reader."""

    trio_id: UUID
    note_id: UUID
    writing_trio_id: UUID
    token: str


def _sentences(table: Any) -> Iterator[str]:
    """Yield the sentences of everything somebody wrote in the example, in its order."""
    for value in table.values() if isinstance(table, dict) else table:
        if isinstance(value, dict | list):
            yield from _sentences(value)
    if isinstance(table, dict):
        for name in FIELDS:
            yield from re.split(r"(?<=[.!?])\s+", " ".join(table.get(name, "").split()))


def texts() -> Iterator[str]:
    """Yield texts of about 300 characters, no sentence twice."""
    source = tomllib.loads(files(example).joinpath("alliance.toml").read_text("utf-8"))
    parts: list[str] = []
    for sentence in dict.fromkeys(_sentences(source)):
        parts.append(sentence)
        if len(text := " ".join(parts).strip()) > LENGTH - 40:
            yield text
            parts.clear()


def make() -> Sample:
    """Make the sample in the app's database, which must be empty, and sign its reader in."""
    alliance = alliances.create("Rivermead Schools Alliance")
    places = [
        schools.add(alliance.id, {"urn": None, "name": name, "town": "Rivermead"} | kind).id
        for name, kind in (
            ("Marshfield Primary School", _phase(SchoolPhase.PRIMARY, 4, 11)),
            ("Oak Lane Infant School", _phase(SchoolPhase.PRIMARY, 4, 7)),
            ("Rivermead School", _phase(SchoolPhase.SECONDARY, 11, 18)),
        )
    ]
    members = [
        people.add(
            alliance.id,
            name=name,
            email=f"person{place}@rivermead.example",
            role=Role.MEMBER,
            school_id=places[place],
        )[0].user_id
        for place, name in enumerate(("Aisha Ahmed", "Tom Ellis", "Jo Penrose"))
    ]
    journal, other = (
        trios.create(alliance.id, new_id(), focus=focus, member_ids=chosen, lead_id=members[0])
        for focus, chosen in (("Independent learning", members), ("Talk", members[:2]))
    )
    note_id = _fill(journal, members, places, texts())
    _plan_evening(alliance.id, members[0], places[2], journal.id)
    return Sample(journal.id, note_id, other.id, sessions.start(members[0]))


def _phase(phase: SchoolPhase, low: int, high: int) -> dict[str, object]:
    return {"phase": phase, "low_age": low, "high_age": high}


def _fill(trio: Any, members: list[UUID], places: list[UUID], words: Iterator[str]) -> UUID:
    """Write the journal, and return the note that is opened: one with replies, on a visit."""
    asked = [
        questions.create(
            trio,
            members[place],
            new_id(),
            {"text": text, "why_it_matters": next(words), "year_from": 0, "year_to": 3 + place},
        ).id
        for place, text in enumerate(
            (
                "Which habits of independent learning do pupils keep from Year 2 to Year 7?",
                "What do teachers say that lets pupils begin without asking?",
                "When do pupils choose the harder task themselves?",
            )
        )
    ]
    planned = [
        visits.create(
            trio,
            members[0],
            new_id(),
            {
                "visit_date": dates.today() + timedelta(days=days),
                "host_school_id": place,
                "people": members[1:],
                "look_for": next(words),
            },
        ).id
        for days, place in zip((-40, -20, 7), places, strict=True)
    ]
    notes = [
        observations.create(
            trio, members[place % 3], new_id(), note(place, asked, planned, places, next(words))
        )
        for place in range(NOTES)
    ]
    for place in range(3):
        finding = findings.create(
            trio,
            members[place],
            new_id(),
            {
                "claim": next(words)[:200],
                "question_id": asked[place],
                "year_from": 0,
                "year_to": 7,
                "supporting": [note.id for note in notes[4 + place : 34 : 4]],
                "not_fitting": [note.id for note in notes[35 + place : 50 : 6]],
            },
        )
        agreements.agree(finding.id, members[1], finding.version)
    for place in range(8):
        replies.create(notes[5 + place % 4], members[place % 3], new_id(), next(words))
    return notes[5].id


def note(
    place: int, asked: list[UUID], planned: list[UUID], places: list[UUID], seen: str
) -> dict[str, Any]:
    moment = dates.from_local(dates.today(), time(9)) - timedelta(days=1 + place, minutes=place * 7)
    return {
        "seen": seen,
        "thought": seen.rsplit(". ", 1)[-1] if place % 5 == 0 else "",
        "observed_at": moment,
        "visit_id": planned[place % 2] if place % 3 else None,
        "school_id": places[place % 3],
        "year_from": place % 14,
        "year_to": place % 14 if place % 4 else min(place % 14 + 1, 13),
        "subject": ("Maths", "Writing", "Science", "")[place % 4],
        "kind": list(Kind)[place % 5] if place % 3 == 0 else Kind.LESSON,
        "rating": Rating(place % 4) if place % 5 else None,
        "question_ids": [] if place < TO_SORT else [asked[place % len(asked)]],
    }


def _plan_evening(alliance_id: UUID, person_id: UUID, venue_id: UUID, trio_id: UUID) -> None:
    evening = evenings.create(
        alliance_id,
        person_id,
        new_id(),
        {
            "title": "What pupils can do by themselves",
            "evening_date": dates.today() + timedelta(days=30),
            "starts_at": time(18),
            "ends_at": time(20),
            "venue_school_id": venue_id,
        },
    )
    evening_slots.add(evening.id, person_id, trio_id=trio_id, label="", minutes=20)
