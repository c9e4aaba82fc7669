"""How migrations run: on SQLite with foreign keys off, and checked before they are kept."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from trio_journal.extensions import db
from trio_journal.models.base import UTCDateTime


def _row_counts(connection: Connection) -> dict[str, int]:
    tables = connection.scalars(
        text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    ).all()
    return {
        table: connection.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0 for table in tables
    }


def _triggers(connection: Connection) -> set[str]:
    return set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))


def _check(connection: Connection, rows: dict[str, int], triggers: set[str]) -> None:
    """Raise RuntimeError when a migration broke a reference, or lost rows or a trigger."""
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    after = _row_counts(connection)
    kept = {table: after[table] for table in rows if table in after}
    kept.pop("alembic_version", None)
    before = {table: count for table, count in rows.items() if table in kept}
    lost = triggers - _triggers(connection)
    if broken or kept != before or lost:
        raise RuntimeError(
            f"The migration was undone: broken references {broken}, rows before {before} "
            f"and after {kept}, lost triggers {lost}."
        )


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own type as what it is in the database: a migration may not import the app."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Run the migrations that a database lacks, in one transaction."""
    engine = db.engine
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            # Changing a table on SQLite means making it anew; with foreign keys on, dropping the
            # old one empties the tables that refer to it. Off they go, outside a transaction.
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            rows = _row_counts(connection) if sqlite else {}
            triggers = _triggers(connection) if sqlite else set()
            context.configure(
                connection=connection,
                target_metadata=db.metadata,
                transactional_ddl=False,
                render_item=_render,
                **current_app.extensions["migrate"].configure_args,
            )
            context.run_migrations()
            if sqlite:
                _check(connection, rows, triggers)
            connection.commit()
        finally:
            connection.rollback()
            if sqlite:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")
                connection.exec_driver_sql("BEGIN")


run()
