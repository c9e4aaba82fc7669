"""The history of every entry: each saved state, by whom and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..dates import now
from ..extensions import Model
from .base import InAlliance, UTCDateTime, in_alliance, person, within
from .people import User


class Revision(InAlliance, Model):
    """The state of an entry after one change; "before" is the revision before it.

    `noun` and `entry_id` name the entry. They are no foreign key: history outlives what it is of.
    """

    __tablename__ = "revision"
    __table_args__ = in_alliance(
        UniqueConstraint("alliance_id", "noun", "entry_id", "version"),
        within("trio_id", "trio"),
        person("person_id"),
    )

    noun: Mapped[str] = mapped_column(String(20))
    entry_id: Mapped[UUID]
    trio_id: Mapped[UUID | None]
    version: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[UUID]
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)

    person: Mapped[User] = relationship(
        primaryjoin="User.id == Revision.person_id",
        foreign_keys="Revision.person_id",
        viewonly=True,
    )
