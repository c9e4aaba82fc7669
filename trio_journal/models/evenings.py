"""The evening session, its running order, and the findings chosen for it."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Model
from .alliances import School
from .base import InAlliance, in_alliance, person, within
from .findings import Finding
from .trios import Trio


class Evening(InAlliance, Model):
    """An evening session; `starts_at` and `ends_at` are times on the clock in the hall.

    `PRINT` are the columns that say what of it prints: `without` names what is left out (see
    handout/selection.py), `schools_lettered` calls schools School A, B, C. `last_edition` is the
    number of the latest edition, 0 before the first.
    """

    __tablename__ = "evening"
    __table_args__ = in_alliance(
        within("venue_school_id", "school"),
        person("author_id"),
        CheckConstraint("starts_at < ends_at", name="times"),
    )

    noun = "evening"
    FIELDS = (
        "title", "evening_date", "starts_at", "ends_at", "print_by", "venue_school_id", "venue",
        "welcome",
    )  # fmt: skip
    PRINT = ("without", "schools_lettered", "sign_in_sheet", "feedback_sheet")

    author_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(120))
    evening_date: Mapped[date]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    print_by: Mapped[date | None]
    venue_school_id: Mapped[UUID | None]
    venue: Mapped[str] = mapped_column(String(120), default="")
    welcome: Mapped[str] = mapped_column(Text, default="")
    last_edition: Mapped[int] = mapped_column(default=0)
    without: Mapped[list[str]] = mapped_column(JSON, default=list)
    schools_lettered: Mapped[bool] = mapped_column(default=False)
    sign_in_sheet: Mapped[bool] = mapped_column(default=False)
    feedback_sheet: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}

    venue_school: Mapped[School | None] = relationship(
        primaryjoin="School.id == Evening.venue_school_id",
        foreign_keys="Evening.venue_school_id",
        viewonly=True,
    )
    slots: Mapped[list[EveningSlot]] = relationship(
        primaryjoin="Evening.id == EveningSlot.evening_id",
        foreign_keys="EveningSlot.evening_id",
        order_by="EveningSlot.position, EveningSlot.id",
        cascade="all, delete-orphan",
    )


class EveningSlot(InAlliance, Model):
    """A trio's minutes in the running order, or those of the welcome or the discussion."""

    __tablename__ = "evening_slot"
    __table_args__ = in_alliance(
        UniqueConstraint("alliance_id", "evening_id", "trio_id"),
        CheckConstraint("minutes BETWEEN 1 AND 240", name="minutes"),
        within("evening_id", "evening"),
        within("trio_id", "trio"),
    )

    evening_id: Mapped[UUID]
    trio_id: Mapped[UUID | None]
    label: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[int]
    minutes: Mapped[int]

    trio: Mapped[Trio | None] = relationship(
        primaryjoin="Trio.id == EveningSlot.trio_id",
        foreign_keys="EveningSlot.trio_id",
        viewonly=True,
    )
    choices: Mapped[list[EveningFinding]] = relationship(
        primaryjoin="EveningSlot.id == EveningFinding.slot_id",
        foreign_keys="EveningFinding.slot_id",
        order_by="EveningFinding.position, EveningFinding.finding_id",
        cascade="all, delete-orphan",
    )


class EveningFinding(Model):
    """The coordinator's choice about one finding of a slot: its place, or that it is left out.

    A shared finding without a row here stands after those that have one.
    """

    __tablename__ = "evening_finding"
    __table_args__ = (within("slot_id", "evening_slot"), within("finding_id", "finding"))

    alliance_id: Mapped[UUID]
    slot_id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int]
    left_out: Mapped[bool] = mapped_column(default=False)

    finding: Mapped[Finding] = relationship(
        primaryjoin="Finding.id == EveningFinding.finding_id",
        foreign_keys="EveningFinding.finding_id",
        viewonly=True,
    )
