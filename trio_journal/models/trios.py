"""Trios and who is in them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Model
from .alliances import School
from .base import InAlliance, UTCDateTime, in_alliance, person, within
from .people import User


class Trio(InAlliance, Model):
    """Three teachers and the focus they chose.

    `academic_year` is the calendar year in which the academic year begins; `exception_reason`
    is why a coordinator allowed a trio that is not cross-phase.
    """

    __tablename__ = "trio"
    __table_args__ = in_alliance(
        UniqueConstraint("alliance_id", "academic_year", "number"),
        person("lead_id"),
        within("continues_id", "trio"),
    )

    number: Mapped[int]
    focus: Mapped[str] = mapped_column(String(120))
    academic_year: Mapped[int]
    lead_id: Mapped[UUID | None]
    contact: Mapped[str] = mapped_column(String(254), default="")
    case_pupils: Mapped[bool] = mapped_column(default=False)
    exception_reason: Mapped[str] = mapped_column(Text, default="")
    continues_id: Mapped[UUID | None]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    members: Mapped[list[TrioMembership]] = relationship(
        primaryjoin="Trio.id == TrioMembership.trio_id",
        foreign_keys="TrioMembership.trio_id",
        order_by="TrioMembership.joined_on, TrioMembership.created_at, TrioMembership.id",
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}


class TrioMembership(InAlliance, Model):
    """Somebody's time in a trio: from `joined_on` up to, not including, `left_on`.

    `away_since` is set while the lead or the coordinator counts them as away.
    """

    __tablename__ = "trio_membership"
    __table_args__ = in_alliance(
        UniqueConstraint("alliance_id", "trio_id", "user_id"),
        Index("ix_trio_membership_user_id", "user_id"),
        CheckConstraint("left_on IS NULL OR joined_on <= left_on", name="dates"),
        within("trio_id", "trio"),
        person("user_id"),
        within("school_id", "school"),
    )

    trio_id: Mapped[UUID]
    user_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    away_since: Mapped[date | None]
    last_looked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    trio: Mapped[Trio] = relationship(
        primaryjoin="Trio.id == TrioMembership.trio_id",
        foreign_keys="TrioMembership.trio_id",
        viewonly=True,
    )
    user: Mapped[User] = relationship(
        primaryjoin="User.id == TrioMembership.user_id",
        foreign_keys="TrioMembership.user_id",
        viewonly=True,
    )
    school: Mapped[School | None] = relationship(
        primaryjoin="School.id == TrioMembership.school_id",
        foreign_keys="TrioMembership.school_id",
        viewonly=True,
    )
