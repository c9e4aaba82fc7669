"""What was frozen of an evening's handout, and how it is read by people without an account."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..dates import now
from ..extensions import Model
from .base import InAlliance, UTCDateTime, in_alliance, person, within
from .people import User


class Edition(InAlliance, Model):
    """A handout as it was frozen; `content` is its JSON, which docs/handout-formats.md describes.

    An edition is never changed.
    """

    __tablename__ = "edition"
    __table_args__ = in_alliance(
        UniqueConstraint("alliance_id", "evening_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        within("evening_id", "evening"),
        person("author_id"),
    )

    evening_id: Mapped[UUID]
    number: Mapped[int]
    author_id: Mapped[UUID]
    content: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)

    author: Mapped[User] = relationship(
        primaryjoin="User.id == Edition.author_id",
        foreign_keys="Edition.author_id",
        viewonly=True,
    )


class EditionFile(Model):
    """One form of an edition, made once: the same link gives the same bytes for years."""

    __tablename__ = "edition_file"
    __table_args__ = (within("edition_id", "edition"),)

    alliance_id: Mapped[UUID]
    edition_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class ReadingLink(Model):
    """The address at which anybody reads an evening's latest edition, up to and on a day.

    It holds its token as it is, unlike others: it is printed in every edition, for the whole hall.
    """

    __tablename__ = "reading_link"
    __table_args__ = (within("evening_id", "evening"), person("author_id"))

    alliance_id: Mapped[UUID]
    evening_id: Mapped[UUID] = mapped_column(primary_key=True)
    author_id: Mapped[UUID]
    token: Mapped[str] = mapped_column(String(64), unique=True)
    url: Mapped[str] = mapped_column(String(400))
    until: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class AllianceLogo(Model):
    """An alliance's logo on its handouts; `width` and `height` in pixels."""

    __tablename__ = "alliance_logo"
    __table_args__ = (person("author_id"),)

    alliance_id: Mapped[UUID] = mapped_column(primary_key=True)
    author_id: Mapped[UUID]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    mimetype: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
