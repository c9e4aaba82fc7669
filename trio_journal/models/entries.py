"""What every entry of a journal has: an author, a version, and a place in the bin."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from sqlalchemy import FromClause, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.schema import SchemaItem

from ..dates import now
from .base import InAlliance, UTCDateTime, in_alliance, person, within
from .people import User
from .trios import Trio


class Entry(InAlliance):
    """A question, visit, observation, finding or report.

    `noun` names it in URLs, revisions and templates; `FIELDS` are the columns people fill in.
    Every saved change raises `version`, changes to links included.
    """

    noun: ClassVar[str]
    FIELDS: ClassVar[tuple[str, ...]]

    if TYPE_CHECKING:
        # What every entry has from the declarative base, which this class does not inherit.
        __table__: ClassVar[FromClause]

        def __init__(self, **values: Any) -> None: ...

    trio_id: Mapped[UUID]
    author_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deleted_by_id: Mapped[UUID | None]

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        # The guard against two writers who both read the same version in the same instant.
        return {"version_id_col": cls.version, "version_id_generator": False}

    @declared_attr
    @classmethod
    def trio(cls) -> Mapped[Trio]:
        return relationship(
            primaryjoin=f"Trio.id == {cls.__name__}.trio_id",
            foreign_keys=f"{cls.__name__}.trio_id",
            viewonly=True,
        )

    @declared_attr
    @classmethod
    def author(cls) -> Mapped[User]:
        return relationship(
            primaryjoin=f"User.id == {cls.__name__}.author_id",
            foreign_keys=f"{cls.__name__}.author_id",
            viewonly=True,
        )

    def links(self) -> dict[str, Any]:
        """Return the entry's links to other rows, as JSON has them."""
        return {}

    def state_to_keep(self) -> dict[str, Any]:
        """Return everything a revision keeps, as JSON has it."""
        kept: dict[str, Any] = {name: plain(getattr(self, name)) for name in self.FIELDS}
        return kept | self.links()


def plain(value: Any) -> Any:
    """Return a column's value as JSON has it: ids as text, and moments in UTC."""
    if value is None or isinstance(value, bool | int | str):
        return value if not isinstance(value, str) else str(value)
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def entry_table(table: str, *constraints: SchemaItem) -> tuple[Any, ...]:
    """Return the table arguments of an entry."""
    return in_alliance(
        within("trio_id", "trio"),
        person("author_id"),
        person("deleted_by_id"),
        Index(f"ix_{table}_trio_id_created_at_id", "trio_id", "created_at", "id"),
        *constraints,
    )


# A comparison with NULL is neither true nor false, and a check passes unless it is false.
YEARS_IN_ORDER = (
    "(year_from IS NULL AND year_to IS NULL)"
    " OR (year_from IS NOT NULL AND year_to IS NOT NULL"
    " AND year_from BETWEEN -1 AND 13 AND year_to BETWEEN year_from AND 13)"
)
