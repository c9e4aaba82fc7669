"""The only place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from ..database import WRITES
from ..exceptions import Conflict
from ..extensions import db

_nested = "trio_nested"

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def writing() -> Iterator[Session]:
    """Run a block as one durable transaction and yield the session; commit at its end.

    What the request read before is let go, so that the block loads again what it changes.
    A block inside another joins it. Raises Conflict when two writers met on one row.
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
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_nested, None)


def once(make: Callable[P, R]) -> Callable[P, R]:
    """Let a service that makes a record begin again when the same one was made meanwhile.

    On PostgreSQL both halves of a double click can find nothing there and make it; the slower
    one then finds what the faster one made. (SQLite has its writers wait for each other.)
    """

    @wraps(make)
    def begin_again(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return make(*args, **kwargs)
        except IntegrityError:
            if db.session().info.get(_nested):
                raise
            return make(*args, **kwargs)

    return begin_again
