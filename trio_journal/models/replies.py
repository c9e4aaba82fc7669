"""A few lines under an entry, inside the trio."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Model
from .base import InAlliance, UTCDateTime, in_alliance, person, within
from .people import User


class Reply(InAlliance, Model):
    """What a member answers to a question, visit, observation or finding."""

    __tablename__ = "reply"
    __table_args__ = in_alliance(
        CheckConstraint(
            "(CASE WHEN question_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN observation_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN finding_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_entry",
        ),
        within("trio_id", "trio"),
        person("author_id"),
        within("question_id", "question"),
        within("visit_id", "visit"),
        within("observation_id", "observation"),
        within("finding_id", "finding"),
        Index("ix_reply_trio_id_created_at", "trio_id", "created_at"),
    )

    trio_id: Mapped[UUID]
    author_id: Mapped[UUID]
    question_id: Mapped[UUID | None] = mapped_column(index=True)
    visit_id: Mapped[UUID | None] = mapped_column(index=True)
    observation_id: Mapped[UUID | None] = mapped_column(index=True)
    finding_id: Mapped[UUID | None] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    author: Mapped[User] = relationship(
        primaryjoin="User.id == Reply.author_id", foreign_keys="Reply.author_id", viewonly=True
    )
