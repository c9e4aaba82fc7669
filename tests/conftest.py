"""Fixtures for every test: an app on a fresh database, and a client of it.

The database is SQLite, or PostgreSQL where TRIO_TEST_DATABASE_URL names a server. It is migrated
once for each process of the test run and made fresh before each test, which costs milliseconds.
What many tests start from, as the example alliance, is made once as well, and its file is copied.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy import Engine, create_engine, make_url, text

from trio_journal import create_app, example
from trio_journal.extensions import db

# How long one example takes says how busy the machine is, and nothing about the journal.
settings.register_profile("journal", deadline=None, max_examples=50)
settings.load_profile("journal")

# The journal in a real browser, for browser/ and accessibility/.
pytest_plugins = ["tests.browser.fixtures"]

POSTGRESQL = os.environ.get("TRIO_TEST_DATABASE_URL", "")
CHROMIUM = os.environ.get("TRIO_CHROMIUM") or shutil.which("chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests where there is no browser, with a line that says what to do."""
    if CHROMIUM:
        return
    reason = "no Chromium here: install one, or name it in TRIO_CHROMIUM"
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the Chromium that browser tests start."""
    assert CHROMIUM, "mark the test with @pytest.mark.browser"
    return CHROMIUM


@pytest.fixture(scope="session")
def instance() -> Iterator[Path]:
    """Return the instance folder of this process, in memory where the machine has such a place."""
    memory = "/dev/shm"
    folder = tempfile.mkdtemp(prefix="trio-", dir=memory if os.access(memory, os.W_OK) else None)
    yield Path(folder)
    shutil.rmtree(folder)


class Browser(FlaskClient):
    """A browser without script; like today's, it says that a page of this site sent a request.

    A test of what another site sends says so itself, in the header `Sec-Fetch-Site`.
    """

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"


@pytest.fixture(scope="session")
def _application(instance: Path, worker_id: str) -> Iterator[tuple[Flask, _Database]]:
    """Return this process's app, and its database."""
    database = _postgresql_database(worker_id) if POSTGRESQL else ""
    app = create_app(
        {
            "TESTING": True,
            "INSTANCE": str(instance),
            "DATABASE_URL": database,
            "SECRET_KEY": "tests only, and long enough to be real",
            "SERVER_NAME": None,
            "WTF_CSRF_ENABLED": False,
        }
    )
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
        engine = db.engine
        engine.dispose()
    yield app, (_Tables(app, engine) if POSTGRESQL else _File(app, engine))
    engine.dispose()


@pytest.fixture
def app(_application: tuple[Flask, _Database]) -> Flask:
    """Return the app with an empty database; it is shared, so change its config by monkeypatch."""
    application, database = _application
    database.empty()
    return application


@pytest.fixture
def filled(app: Flask, _application: tuple[Flask, _Database]) -> Callable[[Callable[[], Any]], Any]:
    """Return what makes something in the empty database, as if just now: `filled(example.load)`."""
    return _application[1].fill


@pytest.fixture
def lived_in(app: Flask, filled: Callable[[Callable[[], Any]], Any]) -> Flask:
    """Return the app with the example alliance."""
    filled(example.load)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser without script that nobody has signed in to."""
    return app.test_client()


def _postgresql_database(worker_id: str) -> str:
    """Make a database for this process of the test run, and return its address."""
    server = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    name = f"trio_{worker_id}"
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)


class _Database(Protocol):
    """A database: as the migrations leave it, or with something made in it."""

    def empty(self) -> None:
        """Put it back as it was after the migrations."""

    def fill(self, make: Callable[[], Any]) -> Any:
        """Let something be made in it, which is empty, and return what was made, here or before."""


class _File:
    """SQLite's file: what is in it is made once, and the file is copied from then on."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self._app, self._engine = app, engine
        self._path = Path(str(engine.url.database))
        self._empty = self._path.read_bytes()
        self._made: dict[Callable[[], Any], tuple[Any, bytes]] = {}

    def empty(self) -> None:
        self._put(self._empty)

    def fill(self, make: Callable[[], Any]) -> Any:
        if make in self._made:
            self._put(self._made[make][1])
        else:
            self._engine.dispose()
            assert self._path.read_bytes() == self._empty, "made on top of something else"
            with self._app.app_context():
                made = make()
            self._engine.dispose()
            self._made[make] = made, self._path.read_bytes()
        return self._made[make][0]

    def _put(self, content: bytes) -> None:
        self._engine.dispose()
        for suffix in ("-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        self._path.write_bytes(content)


class _Tables:
    """PostgreSQL's tables: they are emptied, and filled anew each time."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self._app, self._engine = app, engine
        self._names = ", ".join(table.name for table in db.metadata.sorted_tables)

    def empty(self) -> None:
        with self._engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {self._names}"))

    def fill(self, make: Callable[[], Any]) -> Any:
        with self._app.app_context():
            return make()
