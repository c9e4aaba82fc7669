"""The only place that commits."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from ..database import BUSY_SECONDS, WRITES
from ..exceptions import Conflict
from ..extensions import db

_nested = "trio_nested"
_log = logging.getLogger(__name__)

BRIEFLY = 0.1  # seconds

# Two writers met. A missing value, a broken rule or a reference into another alliance is none of
# these: that is our own mistake, and is to be heard of.
_MET = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    "23505",  # PostgreSQL: unique, or a primary key
    "40001",  # not serializable
    "40P01",  # a deadlock, of which PostgreSQL undoes one side
}

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def writing() -> Iterator[Session]:
    """Run a block as one durable transaction and yield the session; commit at its end.

    What the request read before is let go, so that the block loads again what it changes.
    A block inside another joins it. Raises Conflict when two writers met.
    """
    session = db.session()
    if session.info.get(_nested):
        yield session
        return
    session.rollback()
    session.info[_nested] = True
    try:
        session.connection(execution_options={WRITES: True})
        yield session
        session.commit()
    except StaleDataError:
        session.rollback()
        raise Conflict(
            "Somebody saved this in the same moment. Open it again, and save once more."
        ) from None
    except OperationalError as error:
        session.rollback()
        if "locked" in str(error.orig):
            raise Conflict("The journal is busy. Your text is still here: save again.") from error
        if _met(error):
            raise _collision(error) from error
        raise
    except IntegrityError as error:
        session.rollback()
        if _met(error):
            raise _collision(error) from error
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_nested, None)


class Collision(Conflict):
    """Two writers met in the database itself: one of them did not see what the other made."""


def _collision(error: DBAPIError) -> Collision:
    # Begun again it mostly goes well. If it does not, the log tells a mistake of ours from a race.
    said = str(error.orig).partition("\n")[0]  # the next lines have what was typed
    _log.warning("Two writers met, or a rule of the tables was broken: %s", said)
    return Collision("Somebody saved in the same moment. Look at what it says now, then try again.")


def _met(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None) or getattr(error.orig, "sqlstate", None)
    return code in _MET


@contextmanager
def when_free() -> Iterator[Connection]:
    """Run a block as a transaction that waits only briefly for its turn, and yield its connection.

    For what may as well not be written. Raises OperationalError when another is writing.
    """
    db.session.rollback()
    with db.engine.connect() as connection:
        # Before the transaction, which on SQLite waits at its beginning.
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            driver.execute(f"PRAGMA busy_timeout = {int(BRIEFLY * 1000)}")
        try:
            with connection.execution_options(**{WRITES: True}).begin():
                if not isinstance(driver, sqlite3.Connection):
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(BRIEFLY * 1000)}")
                yield connection
        finally:
            if isinstance(driver, sqlite3.Connection):
                driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def once(make: Callable[P, R]) -> Callable[P, R]:
    """Let a service that makes a record begin again when the same one was made meanwhile.

    On PostgreSQL both halves of a double click can find nothing there and make it; the slower
    one then finds what the faster one made. (SQLite has its writers wait for each other.)
    """

    @wraps(make)
    def begin_again(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return make(*args, **kwargs)
        except Collision:
            return make(*args, **kwargs)

    return begin_again
