"""What all tables share: moments in UTC, and keys that cannot reach into another alliance."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from ..dates import now
from ..ids import new_id


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; refuses a naive one and never returns one.

    SQLite has no time zones: there the moment is kept without one and read back as UTC.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(kind: type[StrEnum]) -> Enum:
    """Return a column type for a StrEnum: its values as text, checked by the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=20,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Identified:
    """A row with a UUIDv7 key, made by whoever makes the record."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class InAlliance(Identified):
    """A row that belongs to one alliance and can only refer to rows of the same one."""

    alliance_id: Mapped[UUID] = mapped_column(ForeignKey("alliance.id"))


def in_alliance(*constraints: SchemaItem) -> tuple[Any, ...]:
    """Return the table arguments of an alliance's table: its tenancy key and what else it has."""
    return (UniqueConstraint("alliance_id", "id"), *constraints)


def within(column: str, table: str, target: str = "id") -> ForeignKeyConstraint:
    """Return a foreign key to a row of the same alliance."""
    return ForeignKeyConstraint(
        ["alliance_id", column], [f"{table}.alliance_id", f"{table}.{target}"]
    )


def person(column: str) -> ForeignKeyConstraint:
    """Return a foreign key to somebody who is, or was, a member of the same alliance."""
    return within(column, "membership", "user_id")
