"""Research questions."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model
from .base import choice
from .entries import YEARS_IN_ORDER, Entry, entry_table


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    PARKED = "parked"


class Question(Entry, Model):
    """What a trio wants to know, where it starts from, and what would count as an answer."""

    noun = "question"
    FIELDS = (
        "text", "why_it_matters", "starting_point", "would_count", "year_from", "year_to",
        "state",
    )  # fmt: skip

    __tablename__ = "question"
    __table_args__ = entry_table("question", CheckConstraint(YEARS_IN_ORDER, name="years"))

    text: Mapped[str] = mapped_column(Text)
    why_it_matters: Mapped[str] = mapped_column(Text, default="")
    starting_point: Mapped[str] = mapped_column(Text, default="")
    would_count: Mapped[str] = mapped_column(Text, default="")
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    state: Mapped[QuestionState] = mapped_column(choice(QuestionState), default=QuestionState.OPEN)
    position: Mapped[int] = mapped_column(default=0)
