"""Findings: what a trio claims, what it rests on, and who has agreed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Model
from .base import UTCDateTime, choice, person, within
from .entries import YEARS_IN_ORDER, Entry, entry_table
from .observations import Observation
from .people import User
from .questions import Question
from .themes import FindingTheme


class FindingState(StrEnum):
    """Where a finding stands on its way to the evening."""

    DRAFT = "draft"
    AGREED = "agreed"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"


class Credit(StrEnum):
    """How a quotation is credited; anything nearer than the key stage is the trio's choice."""

    KEY_STAGE = "key_stage"
    SCHOOL = "school"
    NONE = "none"


class Finding(Entry, Model):
    """One claim, with its evidence and its limits.

    `quotation` is a copy, and `quotation_version` the version of the observation it came from.
    `entered_for_trio` marks what a coordinator typed in until a member confirms it.
    """

    noun = "finding"
    FIELDS = (
        "claim", "detail", "question_id", "year_from", "year_to", "limits", "for_primary",
        "for_secondary", "next_step", "audience_question", "quotation",
        "quotation_observation_id", "quotation_credit", "state", "entered_for_trio",
    )  # fmt: skip
    # A change to any of these, or to the evidence, means that nobody has agreed to it yet. Themes
    # are no part of what is claimed: they are for finding it again.
    AGREED_ON = (
        "claim", "limits", "year_from", "year_to", "quotation", "quotation_observation_id",
        "quotation_credit",
    )  # fmt: skip

    __tablename__ = "finding"
    __table_args__ = entry_table(
        "finding",
        CheckConstraint(YEARS_IN_ORDER, name="years"),
        within("question_id", "question"),
        within("quotation_observation_id", "observation"),
    )

    claim: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str] = mapped_column(Text, default="")
    question_id: Mapped[UUID | None]
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    limits: Mapped[str] = mapped_column(Text, default="")
    for_primary: Mapped[str] = mapped_column(Text, default="")
    for_secondary: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(Text, default="")
    audience_question: Mapped[str] = mapped_column(Text, default="")
    quotation: Mapped[str] = mapped_column(Text, default="")
    quotation_observation_id: Mapped[UUID | None]
    quotation_version: Mapped[int | None]
    quotation_credit: Mapped[Credit] = mapped_column(choice(Credit), default=Credit.KEY_STAGE)
    state: Mapped[FindingState] = mapped_column(choice(FindingState), default=FindingState.DRAFT)
    share_when_agreed: Mapped[bool] = mapped_column(default=False)
    entered_for_trio: Mapped[bool] = mapped_column(default=False)
    shared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    question: Mapped[Question | None] = relationship(
        primaryjoin="Question.id == Finding.question_id",
        foreign_keys="Finding.question_id",
        viewonly=True,
    )
    evidence: Mapped[list[FindingEvidence]] = relationship(
        primaryjoin="Finding.id == FindingEvidence.finding_id",
        foreign_keys="FindingEvidence.finding_id",
        order_by="FindingEvidence.observation_id",
        cascade="all, delete-orphan",
    )
    theme_links: Mapped[list[FindingTheme]] = relationship(
        primaryjoin="Finding.id == FindingTheme.finding_id",
        foreign_keys="FindingTheme.finding_id",
        cascade="all, delete-orphan",
    )
    agreements: Mapped[list[Agreement]] = relationship(
        primaryjoin="Finding.id == Agreement.finding_id",
        foreign_keys="Agreement.finding_id",
        order_by="Agreement.agreed_at, Agreement.user_id",
        cascade="all, delete-orphan",
    )

    @property
    def supporting_ids(self) -> list[UUID]:
        """Return the observations that the claim rests on."""
        return [link.observation_id for link in self.evidence if link.fits]

    @property
    def not_fitting_ids(self) -> list[UUID]:
        """Return the observations that do not fit the claim."""
        return [link.observation_id for link in self.evidence if not link.fits]

    @property
    def themes(self) -> list[str]:
        """Return its themes as it spells them, in the order of the alphabet."""
        links = sorted(self.theme_links, key=lambda link: link.theme.name_key)
        return [link.name for link in links]

    def state_to_keep(self) -> dict[str, Any]:
        # By name: history says what it said, whatever becomes of the theme.
        return super().state_to_keep() | {"themes": self.themes}

    def links(self) -> dict[str, Any]:
        return {
            "supporting": sorted(map(str, self.supporting_ids)),
            "not_fitting": sorted(map(str, self.not_fitting_ids)),
        }


class FindingEvidence(Model):
    """An observation that a finding rests on, or that does not fit it."""

    __tablename__ = "finding_evidence"
    __table_args__ = (
        within("finding_id", "finding"),
        within("observation_id", "observation"),
        Index("ix_finding_evidence_observation_id", "observation_id"),
    )

    alliance_id: Mapped[UUID]
    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    observation_id: Mapped[UUID] = mapped_column(primary_key=True)
    fits: Mapped[bool]

    observation: Mapped[Observation] = relationship(
        primaryjoin="Observation.id == FindingEvidence.observation_id",
        foreign_keys="FindingEvidence.observation_id",
        viewonly=True,
    )


class Agreement(Model):
    """A member's agreement, in their own name, to the version of a finding that they read."""

    __tablename__ = "agreement"
    __table_args__ = (within("finding_id", "finding"), person("user_id"))

    alliance_id: Mapped[UUID]
    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    agreed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int]

    user: Mapped[User] = relationship(
        primaryjoin="User.id == Agreement.user_id", foreign_keys="Agreement.user_id", viewonly=True
    )
