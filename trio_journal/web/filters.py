"""How templates say dates, year groups, kinds and ratings."""

from __future__ import annotations

from typing import Any

from flask import Flask
from markupsafe import Markup

from .. import dates, text, year_groups
from ..handout import pictures
from ..models import CasePupil, Kind, SchoolPhase
from ..services.head_answers import AGAIN, ANSWERED_AS, AWARE, IMPACT, NOT_SAID

KINDS = {
    Kind.LESSON: "Lesson",
    Kind.PUPIL_VOICE: "Pupil voice",
    Kind.PUPILS_WORK: "Pupils' work",
    Kind.STAFF_CONVERSATION: "Staff conversation",
    Kind.OTHER: "Other",
}
HEADS = {"aware": AWARE, "impact": IMPACT, "again": AGAIN, "answered_as": ANSWERED_AS}
RATINGS = ("not seen", "a glimpse", "evident", "strong")
CASES = {
    CasePupil.A: "Pupil A",
    CasePupil.B: "Pupil B",
    CasePupil.C: "Pupil C",
    CasePupil.WHOLE_CLASS: "Whole class",
}
PHASES = {
    SchoolPhase.PRIMARY: "Primary",
    SchoolPhase.MIDDLE: "Middle",
    SchoolPhase.SECONDARY: "Secondary",
    SchoolPhase.ALL_THROUGH: "All-through",
    SchoolPhase.SIXTEEN_PLUS: "16 plus",
}


def rating_label(rating: int | None) -> str:
    """Return a rating in words, "" for none."""
    return "" if rating is None else RATINGS[rating]


def chosen_label(answer: Any, name: str) -> str:
    """Return what a head chose for one of the questions, in words."""
    words: Any = HEADS[name]
    return str(words.get(getattr(answer, name), NOT_SAID))


def years_label(it: Any) -> str:
    """Return the year groups of anything that has `year_from` and `year_to`."""
    return year_groups.range_label(it.year_from, it.year_to)


def drawn_code(url: str) -> Markup:
    """Return an address as a code for phones; the drawing has nothing in it that was typed."""
    return Markup(pictures.code(url))  # noqa: S704


def set_up(app: Flask) -> None:
    """Register the filters."""
    # Jinja looks up names in a chain of two dicts, in Python: 0.4 ms of the journal page. One is
    # enough, for nothing is added after the start.
    app.jinja_env.make_globals = lambda d: {**app.jinja_env.globals, **(d or {})}  # type: ignore[method-assign]
    app.jinja_env.filters.update(
        day=dates.day_label,
        short_day=dates.short_day_label,
        clock=dates.clock_label,
        years=years_label,
        kind=lambda kind: KINDS[kind],
        rating=rating_label,
        case=lambda case: CASES[case] if case else "",
        phase=lambda phase: PHASES[phase],
        markdown=text.to_html,
        qr=drawn_code,
        picture=lambda logo: pictures.data_uri(logo.mimetype, logo.content),
        excerpt=text.excerpt,
        chosen=chosen_label,
        academic_year=dates.academic_year_label,
    )
