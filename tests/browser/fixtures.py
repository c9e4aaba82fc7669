"""The journal in a real browser: a live server, signed-in people, and what must never happen.

Every test starts from the example alliance as it was loaded: its database is a prepared file that
is copied before each test. Every page is watched: an error in the console or of a script, a
violation of the content security policy, a request to another host, or an answer that the test
did not say it expects, fails the test.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)
from sqlalchemy import select
from werkzeug.serving import make_server

from trio_journal import create_app, example
from trio_journal.extensions import db
from trio_journal.models import Trio, TrioMembership, User
from trio_journal.services import sessions

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PATIENCE = 15_000  # milliseconds; the machine may be busy with other things

# Whom the tests sign in as: the trio of three heads, and the coordinator.
FOCUS = "Independent learning"
COORDINATOR = "helen.tarling@example.org"


class _Log(logging.Handler):
    """Keeps what the server writes down when it fails."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(self.format(record))


class _Counting:
    """Counts the requests that are being answered, so that the next test can wait for the last."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._under_way = 0
        self._changed = threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with self._changed:
            self._under_way += 1
        try:
            return self._app(environ, start_response)
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def wait(self) -> None:
        """Wait until nothing is being answered."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._under_way == 0, timeout=30)


class Live:
    """The journal, served on a free port of this machine, on a database of the tests' own."""

    def __init__(self, folder: Path) -> None:
        self.app: Flask = create_app(
            {
                "TESTING": True,
                "INSTANCE": str(folder),
                "SECRET_KEY": "tests in a browser only, and long enough to be real",
            }
        )
        # A mistake is answered as it would be to users, and written to the log.
        self.app.config["TESTING"] = False
        self._handler = _Log()
        self.app.logger.addHandler(self._handler)
        self.log = self._handler.kept
        logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
        with self.app.app_context():
            upgrade()
            example.load()
            self._tokens = {
                user.email: sessions.start(user.id) for user in db.session.scalars(select(User))
            }
            db.session.remove()
            self._engine = db.engine
            self._engine.dispose()
        self._file = Path(str(self._engine.url.database))
        self._prepared = self._file.read_bytes()
        self._requests = _Counting(self.app)
        self._server = make_server("127.0.0.1", 0, self._requests, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.app.logger.removeHandler(self._handler)
        self._engine.dispose()

    def make_fresh(self) -> None:
        """Put the database back as it was after the example was loaded."""
        self._requests.wait()
        self.log.clear()
        self._engine.dispose()
        for suffix in ("-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        self._file.write_bytes(self._prepared)

    def cookie(self, email: str) -> dict[str, str]:
        """Return the cookie of somebody who signed in before the test."""
        signing = self.app.session_interface.get_signing_serializer(self.app)
        value = str(signing.dumps({"_user_id": self._tokens[email]}))
        return {"name": self.app.config["SESSION_COOKIE_NAME"], "value": value}

    def sign_out(self, email: str) -> None:
        """End somebody's session, as a browser elsewhere or the passing of a term does."""
        with self.app.app_context():
            sessions.sign_out(self._tokens[email])

    def one(self, statement: Any) -> Any:
        """Return the one value that a statement finds in the database."""
        with self.app.app_context():
            return db.session.scalars(statement).one()

    def all(self, statement: Any) -> list[Any]:
        """Return the values that a statement finds in the database."""
        with self.app.app_context():
            return list(db.session.scalars(statement).unique())

    def trio(self, focus: str = FOCUS) -> UUID:
        """Return the id of a trio."""
        found: UUID = self.one(select(Trio.id).where(Trio.focus == focus))
        return found

    def members(self, focus: str = FOCUS) -> list[str]:
        """Return the addresses of a trio's members, its lead first."""
        with self.app.app_context():
            found = db.session.execute(
                select(User.email, User.id, Trio.lead_id)
                .join(TrioMembership, TrioMembership.user_id == User.id)
                .join(Trio, Trio.id == TrioMembership.trio_id)
                .where(Trio.focus == focus, TrioMembership.left_on.is_(None))
                .order_by(User.email)
            ).all()
        found = sorted(found, key=lambda row: row.id != row.lead_id)
        return [row.email for row in found]


@dataclass
class Watch:
    """Collects what may not happen in a page."""

    home: str
    problems: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)

    def expect(self, *what: int | str) -> None:
        """Say which failing answers, or words of an error, belong to the test."""
        self.expected |= set(map(str, what))

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a browser context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        status = re.search(r"responded with a status of (\d+)", message.text)
        if status and status[1] in self.expected:
            return
        if any(words in message.text for words in self.expected if not words.isdecimal()):
            return
        self.problems.append(f"console: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self.problems.append(f"another host: {request.url}")


@pytest.fixture(scope="session")
def _browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _live(instance: Path) -> Iterator[Live]:
    live = Live(instance / "live")
    yield live
    live.stop()


@pytest.fixture
def live(_live: Live) -> Live:
    """Return the served journal with the example alliance, as if it had just been loaded."""
    _live.make_fresh()
    return _live


@pytest.fixture
def watch(live: Live) -> Iterator[Watch]:
    """Return what watches the pages of a test; it fails the test at its end."""
    watch = Watch(live.url)
    yield watch
    assert not watch.problems, "\n".join([*watch.problems, *live.log])


Open = Callable[..., Page]


@pytest.fixture
def open_page(_browser: Browser, live: Live, watch: Watch) -> Iterator[Open]:
    """Return what opens a page: `open_page("/", "tom@...", **PHONE)`, as nobody without a name."""
    contexts: list[BrowserContext] = []

    def open_one(path: str = "/", who: str = "", **options: Any) -> Page:
        context = _browser.new_context(
            **{
                "base_url": live.url,
                "locale": "en-GB",
                "timezone_id": "Europe/London",
                "reduced_motion": "reduce",
                **(options or LAPTOP),
            }
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        if who:
            context.add_cookies([{**live.cookie(who), "url": live.url}])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
