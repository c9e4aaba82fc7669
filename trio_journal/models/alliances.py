"""The alliance and its schools."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model
from ..year_groups import Phase
from .base import Identified, InAlliance, choice, in_alliance


class Alliance(Identified, Model):
    """20 to 40 schools that share what their trios find."""

    __tablename__ = "alliance"

    name: Mapped[str] = mapped_column(String(120), unique=True)


class SchoolPhase(StrEnum):
    """A school's phase, as the national register has it."""

    PRIMARY = "primary"
    MIDDLE = "middle"
    SECONDARY = "secondary"
    ALL_THROUGH = "all_through"
    SIXTEEN_PLUS = "16_plus"


_TAUGHT: dict[SchoolPhase, frozenset[Phase]] = {
    SchoolPhase.PRIMARY: frozenset({"primary"}),
    SchoolPhase.MIDDLE: frozenset({"primary", "secondary"}),
    SchoolPhase.SECONDARY: frozenset({"secondary"}),
    SchoolPhase.ALL_THROUGH: frozenset({"primary", "secondary"}),
    SchoolPhase.SIXTEEN_PLUS: frozenset({"secondary"}),
}


class School(InAlliance, Model):
    """A school of the alliance; `urn` is its number in the national register, ages are in years."""

    __tablename__ = "school"
    __table_args__ = in_alliance(
        UniqueConstraint("alliance_id", "urn"),
        CheckConstraint("low_age <= high_age", name="ages"),
    )

    urn: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(120))
    town: Mapped[str] = mapped_column(String(120), default="")
    phase: Mapped[SchoolPhase] = mapped_column(choice(SchoolPhase))
    low_age: Mapped[int]
    high_age: Mapped[int]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}

    @property
    def phases(self) -> frozenset[Phase]:
        """Return the phases taught: a middle or all-through school has both."""
        return _TAUGHT[self.phase]
