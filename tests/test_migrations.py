"""Migrations: from nothing to what the models say, and never a row lost on the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade

from trio_journal import PACKAGE, create_app
from trio_journal.extensions import db
from trio_journal.ids import new_id

from .conftest import POSTGRESQL

TABLES: list[sa.Table] = list(db.metadata.sorted_tables)
# A reply stands under one entry.
LEFT_EMPTY = {("reply", "visit_id"), ("reply", "observation_id"), ("reply", "finding_id")}
sqlite_only = pytest.mark.skipif(bool(POSTGRESQL), reason="these are SQLite's own pitfalls")


def value_for(column: sa.Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, sa.Uuid):
        return new_id()
    if isinstance(kind, sa.Enum):
        return kind.enums[0]
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.Integer):
        return 1
    if isinstance(kind, sa.LargeBinary):
        return b"\x00\xff"
    if isinstance(kind, sa.JSON):
        return {"text": "é"}
    if isinstance(kind, sa.Date):
        return date(2026, 11, 24)
    if isinstance(kind, sa.Time):
        return time(20) if column.name.startswith("end") else time(18, 20)
    if isinstance(kind, sa.String):
        return f"{column.table.name} {column.name}"[: kind.length or 80]
    return datetime(2026, 11, 24, 18, 20, 1, 2, tzinfo=UTC)


def fill_every_table(connection: sa.Connection) -> None:
    """Put a row into each table, with every column filled and every reference pointing at one."""
    rows: dict[str, dict[str, Any]] = {}
    for table in TABLES:
        row = {
            column.name: value_for(column)
            for column in table.columns
            if (table.name, column.name) not in LEFT_EMPTY
        }
        for constraint in table.foreign_key_constraints:
            other = constraint.referred_table.name
            for element in constraint.elements:
                name = element.parent.name
                if (table.name, name) in LEFT_EMPTY or element.column.name == "alliance_id":
                    continue
                row[name] = None if other == table.name else rows[other][element.column.name]
        if "alliance_id" in row:
            row["alliance_id"] = rows["alliance"]["id"]
        connection.execute(table.insert(), row)
        rows[table.name] = row


def dump(engine: sa.Engine) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table))]
            for table in TABLES
        }


# What the migrations arrive at


def drift(connection: sa.Connection) -> list[Any]:
    """Return what autogenerate would change to bring a database to what the models say."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, db.metadata))


def test_from_nothing_they_arrive_at_what_the_models_say(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert drift(connection) == []


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        ("CREATE TABLE left_over (id INTEGER PRIMARY KEY)", "remove_table"),
        ("DROP TABLE reply", "add_table"),
        ("ALTER TABLE trio ADD COLUMN left_over INTEGER", "remove_column"),
    ],
)
def test_a_table_or_column_that_only_one_of_them_has_is_noticed(
    app: Flask, change: str, noticed: str
) -> None:
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(sa.text(change))
        assert noticed in {kind for kind, *_ in drift(connection)}
        connection.rollback()


def test_checks_and_names_are_those_of_the_models(app: Flask) -> None:
    with app.app_context():
        there = sa.inspect(db.engine)
        for table in TABLES:
            checks = {one["name"] for one in there.get_check_constraints(table.name)}
            expected = {
                constraint.name
                for constraint in table.constraints
                if isinstance(constraint, sa.CheckConstraint)
            }
            assert checks == expected, table.name
            uniques = {one["name"] for one in there.get_unique_constraints(table.name)}
            assert uniques == {
                constraint.name
                for constraint in table.constraints
                if isinstance(constraint, sa.UniqueConstraint)
            }, table.name


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory(str(PACKAGE / "migrations"))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_a_migration_knows_nothing_of_the_app_of_today() -> None:
    for path in (PACKAGE / "migrations" / "versions").glob("*.py"):
        assert "trio_journal" not in path.read_text(), path.name


# Rows that are there


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Flask, Path]]:
    """Return an app whose own database has a row in every table, and its migrations to add to."""
    folder = tmp_path / "migrations"
    shutil.copytree(PACKAGE / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    app = create_app(
        {
            "TESTING": True,
            "INSTANCE": str(tmp_path),
            "SECRET_KEY": "tests only, and long enough to be real",
        }
    )
    with app.app_context():
        upgrade(directory=str(folder))
        with db.engine.begin() as connection:
            fill_every_table(connection)
        yield app, folder
        db.engine.dispose()


@pytest.fixture
def migrate(house: tuple[Flask, Path]) -> Callable[[str], None]:
    """Return what runs one more migration, given the lines of it."""
    _, folder = house

    def run(body: str) -> None:
        lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
        head = ScriptDirectory(str(PACKAGE / "migrations")).get_current_head()
        (folder / "versions" / "9999_one_more.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            f"revision = '9999'\ndown_revision = {head!r}\n"
            f"def upgrade():\n{lines}"
        )
        upgrade(directory=str(folder))

    return run


def version_of(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


ANEW = """with op.batch_alter_table('{table}', recreate='always') as batch:
    batch.add_column(sa.Column('one_more', sa.String(10)))"""


@sqlite_only
def test_the_row_of_every_table_is_really_there(house: Any) -> None:
    assert {name: len(rows) for name, rows in dump(db.engine).items()} == {
        table.name: 1 for table in TABLES
    }


@sqlite_only
def test_running_them_again_changes_nothing(house: tuple[Flask, Path]) -> None:
    before = dump(db.engine)
    upgrade(directory=str(house[1]))
    assert dump(db.engine) == before


@sqlite_only
def test_tables_made_anew_keep_every_row_of_every_table(
    house: Any, migrate: Callable[[str], None]
) -> None:
    before = dump(db.engine)
    migrate("\n".join(ANEW.format(table=table.name) for table in TABLES))
    assert version_of(db.engine) == "9999"
    assert dump(db.engine) == before
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("PRAGMA foreign_keys")) == 1
        assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []


LOSSES = {
    "rows": "op.execute('DELETE FROM reply')",
    "one row of a parent": "op.execute('DELETE FROM membership')",
    "rows that others refer to": (
        "op.execute('DELETE FROM agreement')\nop.execute('DELETE FROM finding')"
    ),
    "a reference": 'op.execute("UPDATE observation SET school_id = lower(hex(randomblob(16)))")',
    "rows on the way to a new table": (
        "op.execute('CREATE TABLE new AS SELECT * FROM revision WHERE 0')\n"
        "op.drop_table('revision')\n"
        "op.rename_table('new', 'revision')"
    ),
}


@sqlite_only
@pytest.mark.parametrize("body", LOSSES.values(), ids=LOSSES)
def test_a_migration_that_loses_something_is_undone(
    house: Any, migrate: Callable[[str], None], caplog: pytest.LogCaptureFixture, body: str
) -> None:
    before, head = dump(db.engine), version_of(db.engine)
    with pytest.raises(SystemExit):
        migrate(body)
    assert "The migration was undone" in caplog.text
    assert dump(db.engine) == before
    assert version_of(db.engine) == head


@sqlite_only
def test_a_trigger_that_a_new_table_lost_is_noticed(
    house: Any, migrate: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    with db.engine.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE TRIGGER kept AFTER UPDATE ON observation BEGIN"
                " UPDATE trio SET version = version; END"
            )
        )
    with pytest.raises(SystemExit):
        migrate(ANEW.format(table="observation"))
    assert "lost triggers {'kept'}" in caplog.text
    with db.engine.connect() as connection:
        found = connection.scalars(
            sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all()
    assert found == ["kept"]


@sqlite_only
def test_a_migration_that_stops_halfway_leaves_nothing_behind(
    house: Any, migrate: Callable[[str], None]
) -> None:
    before, head = dump(db.engine), version_of(db.engine)
    with pytest.raises(sa.exc.OperationalError):
        migrate(
            "op.add_column('trio', sa.Column('half', sa.Integer()))\nop.execute('no such thing')"
        )
    assert dump(db.engine) == before
    assert version_of(db.engine) == head
    assert "half" not in {one["name"] for one in sa.inspect(db.engine).get_columns("trio")}
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("PRAGMA foreign_keys")) == 1
