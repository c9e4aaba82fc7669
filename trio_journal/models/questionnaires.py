"""What heads are asked after a year of trios, and what they answer."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Model
from .alliances import Alliance, School
from .base import InAlliance, choice, in_alliance, person, within
from .people import User


class Awareness(StrEnum):
    """How much a head knew of what the trio worked on."""

    IN_DETAIL = "in_detail"
    ROUGHLY = "roughly"
    NO = "no"


class Impact(StrEnum):
    """How much a head saw of it in their own school."""

    CLEAR = "clear"
    A_LITTLE = "a_little"
    NONE_YET = "none_yet"


class Again(StrEnum):
    """Whether the school would take part again."""

    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


class AnsweredAs(StrEnum):
    """Who answers, by what they are in the school; nobody is asked for a name."""

    HEAD = "head"
    DEPUTY = "deputy"
    OTHER = "other"


class Questionnaire(InAlliance, Model):
    """The questions to one school about one academic year, as far as they were put to it.

    `link_number` counts its links. Only the last one works, up to and on the day `open_until`;
    without that day none does.
    """

    __tablename__ = "questionnaire"
    __table_args__ = in_alliance(
        UniqueConstraint("alliance_id", "school_id", "academic_year"),
        within("school_id", "school"),
    )

    school_id: Mapped[UUID]
    academic_year: Mapped[int]
    link_number: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[date | None]

    alliance: Mapped[Alliance] = relationship()
    school: Mapped[School] = relationship(
        primaryjoin="School.id == Questionnaire.school_id",
        foreign_keys="Questionnaire.school_id",
        viewonly=True,
    )


class HeadAnswer(InAlliance, Model):
    """A school's answer as it was saved once: the latest counts, the earlier ones stay.

    `entered_by_id` is the coordinator who typed in what came on paper or by telephone.
    """

    __tablename__ = "head_answer"
    __table_args__ = in_alliance(
        UniqueConstraint("alliance_id", "questionnaire_id", "version"),
        within("questionnaire_id", "questionnaire"),
        person("entered_by_id"),
    )

    FIELDS = ("aware", "impact", "impact_seen", "again", "again_why", "answered_as")

    questionnaire_id: Mapped[UUID]
    version: Mapped[int]
    aware: Mapped[Awareness | None] = mapped_column(choice(Awareness))
    impact: Mapped[Impact | None] = mapped_column(choice(Impact))
    impact_seen: Mapped[str] = mapped_column(Text, default="")
    again: Mapped[Again | None] = mapped_column(choice(Again))
    again_why: Mapped[str] = mapped_column(Text, default="")
    answered_as: Mapped[AnsweredAs | None] = mapped_column(choice(AnsweredAs))
    entered_by_id: Mapped[UUID | None]

    entered_by: Mapped[User | None] = relationship(
        primaryjoin="User.id == HeadAnswer.entered_by_id",
        foreign_keys="HeadAnswer.entered_by_id",
        viewonly=True,
    )
