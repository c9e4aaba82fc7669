"""Visits to each other's schools."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Text, and_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Model
from .alliances import School
from .base import person, within
from .entries import Entry, entry_table


class Visit(Entry, Model):
    """A day in somebody else's school."""

    noun = "visit"
    FIELDS = (
        "visit_date", "host_school_id", "inset_day", "cover_arranged", "head_agreed",
        "head_agreed_on", "look_for", "end_of_day",
    )  # fmt: skip

    __tablename__ = "visit"
    __table_args__ = entry_table("visit", within("host_school_id", "school"))

    visit_date: Mapped[date]
    host_school_id: Mapped[UUID]
    inset_day: Mapped[bool] = mapped_column(default=False)
    cover_arranged: Mapped[bool] = mapped_column(default=False)
    head_agreed: Mapped[bool] = mapped_column(default=False)
    head_agreed_on: Mapped[date | None]
    look_for: Mapped[str] = mapped_column(Text, default="")
    end_of_day: Mapped[str] = mapped_column(Text, default="")

    host_school: Mapped[School] = relationship(
        primaryjoin="School.id == Visit.host_school_id",
        foreign_keys="Visit.host_school_id",
        viewonly=True,
    )
    visitors: Mapped[list[VisitPerson]] = relationship(
        primaryjoin="Visit.id == VisitPerson.visit_id",
        foreign_keys="VisitPerson.visit_id",
        order_by="VisitPerson.user_id",
        cascade="all, delete-orphan",
    )

    @hybrid_property
    def needs_cover(self) -> bool:
        """Say whether the visitors' classes still need somebody: on an INSET day they have none."""
        return not (self.cover_arranged or self.inset_day)

    @needs_cover.inplace.expression
    @classmethod
    def _needs_cover(cls) -> ColumnElement[bool]:
        return and_(cls.cover_arranged.is_(False), cls.inset_day.is_(False))

    def links(self) -> dict[str, Any]:
        return {"people": sorted(str(visitor.user_id) for visitor in self.visitors)}


class VisitPerson(Model):
    """Somebody who goes on a visit."""

    __tablename__ = "visit_person"
    __table_args__ = (
        ForeignKeyConstraint(["alliance_id", "visit_id"], ["visit.alliance_id", "visit.id"]),
        person("user_id"),
    )

    alliance_id: Mapped[UUID]
    visit_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
