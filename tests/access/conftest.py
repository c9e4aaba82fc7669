"""Who may see and change what, asked of the rules themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from tests.services.conftest import House, Journal
from trio_journal.dates import today
from trio_journal.exceptions import JournalError
from trio_journal.models import TrioMembership
from trio_journal.services.transaction import writing


@pytest.fixture(autouse=True)
def _in_the_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def journal(filled: Callable[[Callable[[], Journal]], Journal], _in_the_app: None) -> Journal:
    return filled(Journal).here()


@pytest.fixture
def elsewhere(_in_the_app: None) -> House:
    return House("Elsewhere Alliance")


def answer(load: Callable[..., Any], *args: Any, **values: Any) -> str:
    """Return "ok", or the name of the refusal."""
    try:
        load(*args, **values)
    except JournalError as refusal:
        return type(refusal).__name__
    return "ok"


def ends(model: Any, user_id: UUID, days: int) -> None:
    """Let somebody's memberships end so many days from today."""
    values = {"left_on": today() + timedelta(days=days)}
    if model is TrioMembership:
        values["joined_on"] = today() - timedelta(days=9)
    with writing() as session:
        session.execute(update(model).where(model.user_id == user_id).values(values))
