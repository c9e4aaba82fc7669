"""People, how they sign in, and what they are in an alliance."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Model
from .alliances import Alliance, School
from .base import Identified, InAlliance, UTCDateTime, choice, in_alliance, within


class User(Identified, Model):
    """A person with an account; `email` is kept in lower case, and is their name for signing in."""

    __tablename__ = "user_account"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    is_example: Mapped[bool] = mapped_column(default=False)


class LoginSession(Identified, Model):
    """One signed-in browser; only the hash of its token is kept."""

    __tablename__ = "login_session"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    alliance_id: Mapped[UUID | None] = mapped_column(ForeignKey("alliance.id"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()


class Invitation(Identified, Model):
    """A single-use link with which a person sets their own password."""

    __tablename__ = "invitation"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()


class Role(StrEnum):
    """What somebody is in an alliance."""

    MEMBER = "member"
    COORDINATOR = "coordinator"


class Membership(InAlliance, Model):
    """A person's place in an alliance; it stays when they leave, so that their name does."""

    __tablename__ = "membership"
    __table_args__ = in_alliance(
        UniqueConstraint("alliance_id", "user_id"),
        Index("ix_membership_user_id", "user_id"),
        within("school_id", "school"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[Role] = mapped_column(choice(Role), default=Role.MEMBER)
    school_id: Mapped[UUID | None]
    left_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    alliance: Mapped[Alliance] = relationship()
    user: Mapped[User] = relationship()
    school: Mapped[School | None] = relationship(
        primaryjoin="Membership.school_id == School.id",
        foreign_keys="Membership.school_id",
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}
