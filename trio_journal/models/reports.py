"""The two documents that the programme asks of each trio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Model
from .base import UTCDateTime, choice, person
from .entries import Entry, entry_table
from .people import User


class ReportKind(StrEnum):
    """Which of the two it is; the value is its part of an address."""

    MID_YEAR_REVIEW = "mid-year-review"
    TRIO_REPORT = "report"

    @property
    def called(self) -> str:
        """Return what it is called: "Mid-year review", "Trio report"."""
        return "Mid-year review" if self is ReportKind.MID_YEAR_REVIEW else "Trio report"

    @property
    def words(self) -> str:
        """Return what it is called inside a sentence."""
        return self.called.lower()

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return what is asked in it, in order."""
        return SECTIONS[self]

    @property
    def is_one_side(self) -> bool:
        """Say whether the coordinator asks for at most one side of A4."""
        return self is ReportKind.MID_YEAR_REVIEW


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: what it is called, in the form and on paper, and what helps to write it.

    `name` is what it is kept under, in revisions too, so it is never given to another part.
    """

    name: str
    label: str
    hint: str = ""
    optional: bool = False


SECTIONS: Final[Mapping[ReportKind, tuple[Section, ...]]] = {
    ReportKind.MID_YEAR_REVIEW: (
        Section("focus", "Our focus"),
        Section(
            "baseline",
            "Starting point",
            "What pupils did before: interviews, answers, examples of work.",
        ),
        Section("done", "What we have done", "Visits, lessons, talks with pupils."),
        Section(
            "first_impact",
            "What suggests an impact",
            "What is different by now, and how you know. “Too early to say” is an answer too.",
        ),
    ),
    ReportKind.TRIO_REPORT: (
        Section("aims", "What we set out to do"),
        Section("went_well", "What went well"),
        Section("differently", "What we would do differently"),
        Section("own_teaching", "Impact on our teaching"),
        Section("from_each_other", "What we learned from each other"),
        Section("on_pupils", "Impact on pupils"),
        Section(
            "shared_with",
            "Whom we shared it with, and what changed",
            "Colleagues, a staff meeting, governors, parents.",
        ),
        Section("lead_another", "Leading another trio", "Would one of you lead one, and on what?"),
        Section(
            "connected",
            "Other schools, and other training",
            "Do you feel more connected to other schools? How does this compare with other CPD?",
            optional=True,
        ),
    ),
}


class Report(Entry, Model):
    """A mid-year review or trio report; the coordinator reads it while it is handed in.

    `texts` has what is written under each section, by its name. `handed_in_as` is what stood above
    them when it was handed in: `alliance`, `focus`, and `people` with `name` and `school`. It is
    taken back, never deleted.
    """

    noun = "report"
    FIELDS = ()

    __tablename__ = "report"
    __table_args__ = entry_table(
        "report",
        UniqueConstraint("trio_id", "kind"),
        CheckConstraint(
            "(handed_in_at IS NULL) = (handed_in_by_id IS NULL)", name="handed_in_by_somebody"
        ),
        person("handed_in_by_id"),
    )

    kind: Mapped[ReportKind] = mapped_column(choice(ReportKind))
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    handed_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    handed_in_by_id: Mapped[UUID | None]
    # None as well where it was handed in before this was kept.
    handed_in_as: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    handed_in_by: Mapped[User | None] = relationship(
        primaryjoin="User.id == Report.handed_in_by_id",
        foreign_keys="Report.handed_in_by_id",
        viewonly=True,
    )

    @property
    def is_handed_in(self) -> bool:
        """Say whether the coordinator may read it."""
        return self.handed_in_at is not None

    @property
    def focus(self) -> str:
        """Return what the trio works on: once it is handed in, as it was then."""
        return str(self.handed_in_as["focus"]) if self.handed_in_as else self.trio.focus

    @property
    def still_empty(self) -> tuple[Section, ...]:
        """Return what is asked and not answered yet."""
        return tuple(
            one for one in self.kind.sections if not one.optional and not self.texts.get(one.name)
        )

    def state_to_keep(self) -> dict[str, Any]:
        """Return everything a revision keeps: its texts."""
        return {one.name: self.texts.get(one.name, "") for one in self.kind.sections}
