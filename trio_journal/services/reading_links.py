"""The link at which anybody reads an evening's latest edition, without an account."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from ..dates import today
from ..exceptions import Invalid
from ..extensions import db
from ..models import Evening, ReadingLink
from .transaction import once, writing

LASTS: Final = timedelta(days=90)
LONGEST: Final = timedelta(days=2 * 366)


def of(evening: Evening) -> ReadingLink | None:
    """Return an evening's link, ended by its date or not, None without one."""
    return db.session.get(ReadingLink, evening.id)


def is_open(link: ReadingLink) -> bool:
    """Say whether a link still shows the edition."""
    return link.until >= today()


def leads(evening: Evening, address: str) -> bool:
    """Say whether an address, as it is printed on a cover, leads to the evening's edition."""
    link = of(evening)
    return link is not None and is_open(link) and link.url == address


def find(token: str) -> tuple[ReadingLink, Evening] | None:
    """Return an open link and its evening, None for any other token."""
    if "\0" in token:
        return None  # PostgreSQL has no such text
    link = db.session.scalar(select(ReadingLink).where(ReadingLink.token == token))
    if link is None or not is_open(link):
        return None
    return link, db.session.get_one(Evening, link.evening_id)


def usual_end(evening: Evening) -> date:
    """Return the day up to which a link is offered: three months from the evening or from now."""
    return max(evening.evening_date, today()) + LASTS


@once
def put(
    evening_id: UUID, person_id: UUID, until: date, address: Callable[[str], str]
) -> ReadingLink:
    """Make an evening's link, or let the one it has last until another day.

    `address` gives the whole address of a token. The address stays as long as the link does: it is
    on paper. Raises Invalid.
    """
    if not today() <= until <= today() + LONGEST:
        raise Invalid(
            "Check the last day.",
            {"until": ["Choose today, or a day within the next two years."]},
        )
    with writing() as session:
        evening = session.get_one(Evening, evening_id, with_for_update=True)
        link = of(evening)
        if link is None:
            token = secrets.token_urlsafe(16)
            link = ReadingLink(
                alliance_id=evening.alliance_id,
                evening_id=evening.id,
                author_id=person_id,
                token=token,
                url=address(token),
            )
            session.add(link)
        link.until = until
        return link


def end(evening_id: UUID) -> None:
    """End an evening's link at once and for good: a next one has another address."""
    with writing() as session:
        link = session.get(ReadingLink, evening_id)
        if link is not None:
            session.delete(link)
