"""Where somebody belongs."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import UUID

from tests.services.conftest import House, Journal
from trio_journal import access
from trio_journal.dates import today
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Membership
from trio_journal.services import evenings, trios
from trio_journal.services.transaction import writing


def test_places_are_present_ones_with_the_open_year_first(
    journal: Journal, elsewhere: House
) -> None:
    old = journal.trio(journal.ann, journal.bob, journal.dan, focus="Older")
    trios.close(old.id)
    with writing() as session:
        session.add(Membership(alliance_id=elsewhere.id, user_id=journal.ann))
    places = access.places(journal.ann)
    assert [m.alliance.name for m in places.memberships] == ["Elsewhere Alliance", "Vale Alliance"]
    assert [m.trio.focus for m in places.trio_members] == ["Talk", "Older"]
    assert [m.trio.focus for m in db.session.scalars(access.trio_memberships(journal.ann))] == [
        "Talk", "Older",
    ]  # fmt: skip
    assert access.places(new_id()) == access.Places((), (), ())


def test_the_next_evening_is_the_nearest_of_the_alliance(
    journal: Journal, elsewhere: House
) -> None:
    def plan(house: House, person: UUID, days: int, hour: int = 18) -> UUID:
        values = {
            "title": "An evening",
            "evening_date": today() + timedelta(days=days),
            "starts_at": time(hour),
            "ends_at": time(21),
        }
        return evenings.create(house.id, person, new_id(), values).id

    def coming() -> UUID | None:
        found = access.places(journal.ann).next_evening(journal.id)
        return found and found.id

    assert coming() is None
    plan(journal, journal.helen, -1)
    plan(elsewhere, elsewhere.person("zoe"), 1)
    assert coming() is None
    assert plan(journal, journal.helen, 20) == coming()
    plan(journal, journal.helen, 0, hour=19)
    assert plan(journal, journal.helen, 0, hour=16) == coming()
