"""What is said of a trio at an evening session: on a sheet of paper, or on the page to read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .. import year_groups
from ..extensions import Model
from .alliances import School
from .base import InAlliance, UTCDateTime, in_alliance, person, within
from .entries import YEARS_IN_ORDER
from .evenings import Evening
from .people import User
from .trios import Trio


class Feedback(InAlliance, Model):
    """One answer about one trio. It is about all that the trio showed, as the sheet of paper is.

    `year_from`, `year_to`, `from_when` and `who`, a role, say where a school will try it.
    `entered_by_id` is the coordinator who typed it in; what was sent from the page to read has
    none, and a version above the first where a coordinator left something of it out. The trio
    reads it from `passed_on_at`, and nobody but coordinators what was put away.
    """

    __tablename__ = "feedback"
    __table_args__ = in_alliance(
        CheckConstraint(YEARS_IN_ORDER, name="years"),
        within("evening_id", "evening"),
        within("trio_id", "trio"),
        within("school_id", "school"),
        person("entered_by_id"),
        Index("ix_feedback_evening_id_created_at_id", "evening_id", "created_at", "id"),
        Index("ix_feedback_trio_id", "trio_id"),
    )

    FIELDS = ("school_id", "year_from", "year_to", "from_when", "who", "question", "note")

    evening_id: Mapped[UUID]
    trio_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    from_when: Mapped[str] = mapped_column(String(80), default="")
    who: Mapped[str] = mapped_column(String(80), default="")
    question: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    entered_by_id: Mapped[UUID | None]
    passed_on_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    put_away_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}

    evening: Mapped[Evening] = relationship(
        primaryjoin="Evening.id == Feedback.evening_id",
        foreign_keys="Feedback.evening_id",
        viewonly=True,
    )
    trio: Mapped[Trio] = relationship(
        primaryjoin="Trio.id == Feedback.trio_id", foreign_keys="Feedback.trio_id", viewonly=True
    )
    school: Mapped[School | None] = relationship(
        primaryjoin="School.id == Feedback.school_id",
        foreign_keys="Feedback.school_id",
        viewonly=True,
    )
    entered_by: Mapped[User | None] = relationship(
        primaryjoin="User.id == Feedback.entered_by_id",
        foreign_keys="Feedback.entered_by_id",
        viewonly=True,
    )

    @property
    def is_new(self) -> bool:
        """Say whether the coordinator has neither passed it on nor put it away."""
        return self.passed_on_at is None and self.put_away_at is None

    @property
    def is_shortened(self) -> bool:
        """Say whether a coordinator left out some of what was sent; nothing keeps that."""
        return self.entered_by_id is None and self.version > 1

    @property
    def will_try(self) -> str:
        """Return "In Year 4, from January: the class teachers", "" when nothing is to be tried."""
        years = year_groups.range_label(self.year_from, self.year_to)
        when = self.from_when.removeprefix("from ").removeprefix("From ")
        where = ", ".join([f"in {years}"] * bool(years) + [f"from {when}"] * bool(when))
        said = ": ".join(part for part in (where, self.who) if part)
        return said[:1].upper() + said[1:]
