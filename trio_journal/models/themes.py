"""Themes: the alliance's own short list of words by which findings are found again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Model
from .base import InAlliance, in_alliance, within

LONGEST_THEME = 40


class Theme(InAlliance, Model):
    """A word or two that findings have in common.

    `name_key` is the same however the name is written, and is there once in an alliance.
    """

    __tablename__ = "theme"
    __table_args__ = in_alliance(UniqueConstraint("alliance_id", "name_key"))

    name_key: Mapped[str] = mapped_column(Text)


class FindingTheme(Model):
    """A theme of a finding, and its name as this finding spells it."""

    __tablename__ = "finding_theme"
    __table_args__ = (
        within("finding_id", "finding"),
        within("theme_id", "theme"),
        Index("ix_finding_theme_theme_id", "theme_id"),
    )

    alliance_id: Mapped[UUID]
    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    theme_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_THEME))

    theme: Mapped[Theme] = relationship(
        primaryjoin="Theme.id == FindingTheme.theme_id",
        foreign_keys="FindingTheme.theme_id",
        lazy="joined",
        innerjoin=True,
    )
