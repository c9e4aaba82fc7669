"""What the coordinator's page of an evening reminds of: paper, what to bring, what a trio lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from ..models import Evening, TrioMembership
from ..services import people, schools
from ..services.running_order import PlacedSlot
from . import previews
from .document import Handout
from .layout import lay_out
from .pdf import A4
from .previews import Length


@dataclass(frozen=True, slots=True)
class Everybody:
    """Who may come: an alliance's people, and the head of each of its schools."""

    people: int
    schools: int

    @property
    def copies(self) -> int:
        """Return how many copies there are to begin with."""
        return self.people + self.schools


def everybody(alliance_id: UUID) -> Everybody:
    """Return who may come to an evening of an alliance."""
    return Everybody(len(people.of_alliance(alliance_id)), len(schools.of_alliance(alliance_id)))


def lengths(to_print: Handout, workshop: Path, made_at: datetime | None = None) -> list[Length]:
    """Return how long each layout is, as far as that is known without the press.

    Of A4 it is, for that is laid out beforehand, unless a text is longer than a side.
    """
    return [
        Length(one.layout, lay_out(to_print).total)
        if one.layout.key == A4 and not one.is_known
        else one
        for one in previews.known(to_print, workshop, made_at)
    ]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to bring.

    `note` is where it comes from, or what has to be done about it first; `sheet` names a sheet that
    can be printed for it.
    """

    what: str
    note: str = ""
    sheet: str = ""


def to_bring(
    evening: Evening,
    to_print: Handout,
    copies: int | None,
    lengths: Sequence[Length],
    *,
    has_changed: bool,
) -> tuple[Thing, ...]:
    """Return what to bring; `has_changed` says that the latest edition is not what is shared."""
    which = f"edition {evening.last_edition}" if evening.last_edition else "the handout"
    first = ""
    if not evening.last_edition:
        first = "Freeze an edition before you print it."
    elif has_changed:
        first = "The handout has changed since: freeze another, or print this one as it is."
    many = "One copy" if copies == 1 else f"{copies:,} copies" if copies else "Copies"
    slides = next((one for one in lengths if not one.layout.per_side), None)
    shown = slides.layout.length(slides.pages) if slides and slides.pages else "slides"
    return (
        Thing(f"{many} of {which}", first),
        Thing("A few copies in large print, for whoever asks"),
        Thing(
            "The sign-in sheet, and pens",
            "It is in every copy; one lies by the door."
            if to_print.sign_in
            else "Print one for the door.",
            "sign-in-sheet",
        ),
        Thing(
            "Feedback sheets",
            "One is in every copy." if to_print.feedback_sheet else "Print one for each guest.",
            "feedback-sheet",
        ),
        Thing(f"A projector, and a computer with the {shown}"),
    )


def missing(placed: PlacedSlot, members: Sequence[TrioMembership], edition: int) -> Iterator[str]:
    """Yield what a trio's slot lacks, or has too much on paper."""
    if not members:
        yield "Nobody is in this trio."
    if placed.left_out and not placed.findings:
        yield "All that it shared is left out of the handout."
    elif not placed.findings and not placed.withdrawn:
        yield "No finding shared yet: the handout has lines for the night."
    for finding in placed.findings:
        if finding.entered_for_trio:
            yield f"Typed in for the trio, and not confirmed yet: {finding.claim}"
    for one in placed.withdrawn:
        yield f"{one} since edition {edition}, and on paper: {one.claim}"
