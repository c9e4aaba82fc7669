"""Observations: what was seen, kept apart from what the trio makes of it."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..dates import local, now
from ..evidence import Note
from ..extensions import Model
from .alliances import School
from .base import UTCDateTime, choice, within
from .entries import YEARS_IN_ORDER, Entry, entry_table
from .visits import Visit


class Kind(StrEnum):
    """What an observation was made of."""

    LESSON = "lesson"
    PUPIL_VOICE = "pupil_voice"
    PUPILS_WORK = "pupils_work"
    STAFF_CONVERSATION = "staff_conversation"
    OTHER = "other"


class CasePupil(StrEnum):
    """Pupils followed by a letter only, for trios that turn this on."""

    A = "A"
    B = "B"
    C = "C"
    WHOLE_CLASS = "whole_class"


class Rating(IntEnum):
    """How much of the focus pupils did; an order, never a number to add up."""

    NOT_SEEN = 0
    GLIMPSE = 1
    EVIDENT = 2
    STRONG = 3


class Observation(Entry, Model):
    """A note of what was seen; one that belongs to no question yet is "to sort"."""

    noun = "observation"
    FIELDS = (
        "observed_at", "visit_id", "school_id", "year_from", "year_to", "subject", "kind",
        "seen", "thought", "case_pupil", "rating",
    )  # fmt: skip

    __tablename__ = "observation"
    __table_args__ = entry_table(
        "observation",
        CheckConstraint(YEARS_IN_ORDER, name="years"),
        CheckConstraint("rating BETWEEN 0 AND 3", name="rating"),
        within("visit_id", "visit"),
        within("school_id", "school"),
        Index("ix_observation_trio_id_observed_at_id", "trio_id", "observed_at", "id"),
    )

    observed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    visit_id: Mapped[UUID | None]
    school_id: Mapped[UUID | None]
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    subject: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[Kind] = mapped_column(choice(Kind), default=Kind.LESSON)
    seen: Mapped[str] = mapped_column(Text)
    thought: Mapped[str] = mapped_column(Text, default="")
    case_pupil: Mapped[CasePupil | None] = mapped_column(choice(CasePupil))
    rating: Mapped[int | None]

    visit: Mapped[Visit | None] = relationship(
        primaryjoin="Visit.id == Observation.visit_id",
        foreign_keys="Observation.visit_id",
        viewonly=True,
    )
    school: Mapped[School | None] = relationship(
        primaryjoin="School.id == Observation.school_id",
        foreign_keys="Observation.school_id",
        viewonly=True,
    )
    asked: Mapped[list[ObservationQuestion]] = relationship(
        primaryjoin="Observation.id == ObservationQuestion.observation_id",
        foreign_keys="ObservationQuestion.observation_id",
        order_by="ObservationQuestion.question_id",
        cascade="all, delete-orphan",
    )

    @property
    def question_ids(self) -> list[UUID]:
        """Return the questions it belongs to; none means it is still to sort."""
        return [link.question_id for link in self.asked]

    def links(self) -> dict[str, Any]:
        return {"questions": sorted(str(question_id) for question_id in self.question_ids)}

    def as_note(self) -> Note:
        """Return what counting evidence needs to know of it."""
        return Note(
            id=self.id,
            day=local(self.observed_at).date(),
            kind=self.kind,
            visit_id=self.visit_id,
            school_id=self.school_id,
            year_from=self.year_from,
            year_to=self.year_to,
        )


class ObservationQuestion(Model):
    """A question that an observation speaks to."""

    __tablename__ = "observation_question"
    __table_args__ = (
        within("observation_id", "observation"),
        within("question_id", "question"),
        Index("ix_observation_question_question_id", "question_id"),
    )

    alliance_id: Mapped[UUID]
    observation_id: Mapped[UUID] = mapped_column(primary_key=True)
    question_id: Mapped[UUID] = mapped_column(primary_key=True)
