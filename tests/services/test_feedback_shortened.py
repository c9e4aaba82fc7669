"""What was typed in is corrected; of what was sent something is only left out."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from trio_journal.exceptions import Invalid, Stale
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Evening, Feedback
from trio_journal.services import feedback

from .conftest import Journal
from .sheets import NOTHING, SAID, send, to_read


@pytest.fixture
def evening(journal: Journal) -> Evening:
    """Return an evening of which an edition can be read."""
    return to_read(journal)


def test_what_was_typed_in_is_corrected(journal: Journal, evening: Evening) -> None:
    made = feedback.enter(evening, journal.helen, journal.home.id, new_id(), SAID)
    put_right = SAID | {"note": "It costs little."}
    for _ in range(2):
        changed = feedback.correct(evening.id, made.id, 1, put_right)
        assert (changed.note, changed.version) == ("It costs little.", 2)
    with pytest.raises(Stale):
        feedback.correct(evening.id, made.id, 1, SAID)
    with pytest.raises(Invalid):
        feedback.correct(evening.id, made.id, 2, NOTHING)


def test_of_what_somebody_sent_something_is_left_out_and_kept_nowhere(
    journal: Journal, evening: Evening
) -> None:
    values = {"note": "Sam in Year 4 does it already. It costs nothing.", "who": "Sam's class"}
    made = send(evening, journal.home.id, school_id=journal.primary.id, **values)
    assert not made.is_shortened
    left = SAID | {"note": "[A pupil] does it already. It costs nothing."}
    changed = feedback.correct(evening.id, made.id, 1, left)
    assert (changed.note, changed.who, changed.school_id) == (left["note"], "", None)
    assert (changed.is_shortened, changed.version) == (True, 2)
    rows = db.session.execute(select(Feedback.__table__)).all()
    assert "Sam" not in str(rows)
    feedback.correct(evening.id, made.id, 2, left | {"year_from": None, "year_to": None})
    with pytest.raises(Stale):
        feedback.correct(evening.id, made.id, 2, left | {"note": "It costs nothing."})


@pytest.mark.parametrize(
    ("changed", "blamed"),
    [
        ({"note": "It costs a lot."}, "note"),
        ({"note": "Nothing costs it."}, "note"),
        ({"note": "It costs nothing. [That trio wasted our time.]"}, "note"),
        ({"note": "[That trio wasted our time again] costs nothing."}, "note"),
        ({"note": "It costs nothing?"}, "note"),
        ({"note": "It costs nothing. \N{THUMBS DOWN SIGN}"}, "note"),
        ({"note": "It costs 0% nothing."}, "note"),
        ({"from_when": "January [2030]"}, "from_when"),
        ({"who": "the head"}, "who"),
        ({"year_to": 6}, "years"),
        (NOTHING, "years"),
    ],
)
def test_nothing_is_put_into_somebodys_mouth(
    journal: Journal, evening: Evening, changed: dict[str, Any], blamed: str
) -> None:
    made = send(evening, journal.home.id)
    with pytest.raises(Invalid) as refused:
        feedback.correct(evening.id, made.id, 1, SAID | changed)
    assert set(refused.value.errors) == {blamed}
    with pytest.raises(Invalid) as refused:
        feedback.correct(evening.id, made.id, 1, SAID | {"school_id": journal.primary.id})
    assert set(refused.value.errors) == {"school_id"}
    assert not db.session.get_one(Feedback, made.id).is_shortened


def test_a_correction_of_what_was_typed_in_is_no_shortening(
    journal: Journal, evening: Evening
) -> None:
    made = feedback.enter(evening, journal.helen, journal.home.id, new_id(), SAID)
    assert not feedback.correct(evening.id, made.id, 1, SAID | {"note": "Mine."}).is_shortened
