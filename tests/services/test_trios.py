"""Trios: three from two phases, or a reason; carried from year to year."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text, update

from trio_journal.database import BUSY_SECONDS, WRITES
from trio_journal.dates import academic_year, today
from trio_journal.exceptions import Conflict, Invalid, NotFound, Stale
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import QuestionState, SchoolPhase, Trio, TrioMembership
from trio_journal.services import questions, trio_members, trios

from .conftest import House, Journal


def names(trio: Trio) -> tuple[str, set[str]]:
    """Return who is named first, and the others."""
    first, *others = [member.user.name for member in trios.members(trio)]
    return first, set(others)


# Forming


def test_a_trio_is_three_from_at_least_two_phases(journal: Journal) -> None:
    assert names(journal.home) == ("Ann Annson", {"Bob Bobson", "Cat Catson"})
    assert trios.standing(journal.home) == "complete"
    assert journal.home.academic_year == academic_year(today())
    assert journal.home.exception_reason == ""


def test_trios_are_numbered_within_their_year(journal: Journal) -> None:
    second = journal.trio(journal.dan)
    next_year = journal.trio(journal.dan, year=academic_year(today()) + 1)
    assert (journal.home.number, second.number, next_year.number) == (1, 2, 1)


def test_a_trio_of_one_phase_needs_a_reason_which_is_kept(journal: Journal) -> None:
    eve = journal.person("eve", journal.primary)
    with pytest.raises(Invalid) as refusal:
        journal.trio(journal.ann, journal.cat, eve)
    assert refusal.value.errors["exception_reason"]
    reason = "All three teach mixed-age classes."
    trio = journal.trio(journal.ann, journal.cat, eve, exception_reason=f" {reason} ")
    assert trio.exception_reason == reason


def test_a_refused_trio_is_not_there(journal: Journal) -> None:
    eve = journal.person("eve", journal.primary)
    with pytest.raises(Invalid):
        journal.trio(journal.ann, journal.cat, eve)
    assert [trio.id for trio in trios.of_alliance(journal.id)] == [journal.home.id]


@pytest.mark.parametrize("phase", [SchoolPhase.MIDDLE, SchoolPhase.ALL_THROUGH])
def test_one_school_of_both_phases_makes_it_cross_phase(
    journal: Journal, phase: SchoolPhase
) -> None:
    eve = journal.person("eve", journal.school("Osmer School", phase))
    assert trios.standing(journal.trio(journal.ann, journal.cat, eve)) == "complete"


def test_fewer_than_three_is_forming_and_needs_no_reason(journal: Journal) -> None:
    eve = journal.person("eve", journal.primary)
    for members in ((), (journal.ann,), (journal.ann, eve)):
        assert trios.standing(journal.trio(*members)) == "forming"


def test_never_more_than_three(journal: Journal) -> None:
    with pytest.raises(Invalid) as refusal:
        journal.trio(journal.ann, journal.bob, journal.cat, journal.dan)
    assert refusal.value.errors["member_ids"]


def test_a_person_named_twice_is_one_member(journal: Journal) -> None:
    trio = journal.trio(journal.ann, journal.bob, journal.ann)
    assert names(trio) == ("Ann Annson", {"Bob Bobson"})


def test_the_lead_is_one_of_the_members(journal: Journal) -> None:
    with pytest.raises(Invalid) as refusal:
        trios.create(
            journal.id, new_id(), focus="Talk", member_ids=[journal.ann], lead_id=journal.bob
        )
    assert refusal.value.errors["lead_id"]


def test_a_trio_has_a_focus(journal: Journal) -> None:
    with pytest.raises(Invalid) as refusal:
        journal.trio(journal.ann, focus="  ")
    assert refusal.value.errors["focus"]


def test_only_people_of_the_alliance_are_in_its_trios(journal: Journal, elsewhere: House) -> None:
    stranger = elsewhere.person("zoe")
    with pytest.raises(NotFound):
        journal.trio(journal.ann, stranger)


def test_sending_the_form_twice_makes_one_trio(journal: Journal, elsewhere: House) -> None:
    values = {"focus": "Talk", "member_ids": [journal.ann], "lead_id": None}
    trio_id = new_id()
    trios.create(journal.id, trio_id, **values)
    assert trios.create(journal.id, trio_id, **values).id == trio_id
    assert len(trios.of_alliance(journal.id)) == 2
    with pytest.raises(NotFound):
        trios.create(elsewhere.id, trio_id, focus="Talk", member_ids=[], lead_id=None)


@pytest.mark.parametrize("changed", ["focus", "member_ids", "lead_id", "contact"])
def test_a_trio_sent_again_with_other_words_is_refused(journal: Journal, changed: str) -> None:
    values = {"focus": "Talk", "member_ids": [journal.ann], "lead_id": None, "contact": ""}
    others = {
        "focus": "Maths", "member_ids": [journal.dan], "lead_id": journal.ann, "contact": "a@b.uk",
    }  # fmt: skip
    trio_id = new_id()
    trios.create(journal.id, trio_id, **values)
    with pytest.raises(Conflict, match="saved already, with other words"):
        trios.create(journal.id, trio_id, **values | {changed: others[changed]})


# Standing


def test_when_a_member_has_left_it_looks_for_a_third(journal: Journal) -> None:
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    (home,) = trios.of_alliance(journal.id)
    assert names(home) == ("Ann Annson", {"Bob Bobson"})
    assert trios.standing(home) == "looking for a third"


def test_the_lead_is_named_first(journal: Journal) -> None:
    trio_members.lead(journal.home.id, journal.cat)
    assert names(journal.home) == ("Cat Catson", {"Ann Annson", "Bob Bobson"})


# Changing


def test_the_trio_changes_focus_contact_and_case_pupils(journal: Journal) -> None:
    values = {"focus": "Writing", "contact": "talk@example.org", "case_pupils": True}
    trio = trios.change(journal.home.id, 1, values)
    assert (trio.focus, trio.contact, trio.case_pupils) == tuple(values.values())
    assert trio.version == 2


def test_a_stale_change_is_refused(journal: Journal) -> None:
    trios.change(journal.home.id, 1, {"focus": "Writing"})
    with pytest.raises(Stale):
        trios.change(journal.home.id, 1, {"focus": "Reading"})


def test_a_focus_cannot_be_emptied(journal: Journal) -> None:
    with pytest.raises(Invalid):
        trios.change(journal.home.id, 1, {"focus": " "})


# The end of the year


def test_a_year_is_closed_and_can_be_opened_again(journal: Journal) -> None:
    assert trios.close(journal.home.id).closed_on == today()
    assert trios.reopen(journal.home.id).closed_on is None


def test_nobody_joins_a_closed_trio(journal: Journal) -> None:
    trio = journal.trio(journal.ann)
    trios.close(trio.id)
    with pytest.raises(Conflict):
        trio_members.add(trio.id, journal.dan, journal.helen)


def test_a_trio_is_carried_into_the_next_year_with_its_open_questions(journal: Journal) -> None:
    journal.question("Open?", starting_point="24 of 30.", year_from=2, year_to=4)
    journal.question("By cat?", by=journal.cat)
    journal.question("Answered?", state=QuestionState.ANSWERED)
    journal.question("Parked?", state=QuestionState.PARKED)
    gone = journal.question("Gone?")
    questions.delete(gone.id, journal.ann, 1)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    trios.change(journal.home.id, 1, {"case_pupils": True})

    carried = trios.carry_over(journal.home.id, new_id(), journal.helen)

    assert carried.academic_year == journal.home.academic_year + 1
    assert carried.continues_id == journal.home.id
    assert (carried.focus, carried.case_pupils, carried.lead_id) == ("Talk", True, journal.ann)
    assert names(carried) == ("Ann Annson", {"Bob Bobson"})
    kept = questions.of_trio(carried.id)
    assert [question.text for question in kept] == ["Open?", "By cat?"]
    assert (kept[0].starting_point, kept[0].year_from, kept[0].version) == ("24 of 30.", 2, 1)
    # Whoever asked has left: a question needs an author who reads it.
    assert [question.author_id for question in kept] == [journal.ann, journal.ann]


def test_a_trio_of_one_phase_is_carried_over_with_its_reason(journal: Journal) -> None:
    eve = journal.person("eve", journal.primary)
    reason = "All teach mixed-age classes."
    trio = journal.trio(journal.ann, journal.cat, eve, exception_reason=reason)
    assert trios.carry_over(trio.id, new_id(), journal.helen).exception_reason == reason


def test_the_old_year_is_closed_and_keeps_its_journal(journal: Journal) -> None:
    journal.question("Open?")
    note = journal.note()
    trios.carry_over(journal.home.id, new_id(), journal.helen)
    assert journal.home.closed_on == today()
    assert [question.text for question in questions.of_trio(journal.home.id)] == ["Open?"]
    assert note.trio_id == journal.home.id


def test_a_trio_is_carried_over_once(journal: Journal) -> None:
    journal.question("Open?")
    carried_id = new_id()
    trios.carry_over(journal.home.id, carried_id, journal.helen)
    again = trios.carry_over(journal.home.id, carried_id, journal.helen)
    assert again.id == carried_id
    assert len(questions.of_trio(carried_id)) == 1
    with pytest.raises(Conflict):
        trios.carry_over(journal.home.id, new_id(), journal.helen)


def test_trios_are_listed_by_year(journal: Journal) -> None:
    carried = trios.carry_over(journal.home.id, new_id(), journal.helen)
    assert [t.id for t in trios.of_alliance(journal.id)] == [journal.home.id]
    following = trios.of_alliance(journal.id, journal.home.academic_year + 1)
    assert [t.id for t in following] == [carried.id]


def test_looking_at_the_journal_is_remembered(journal: Journal) -> None:
    member = trios.members(journal.home)[0]
    assert member.last_looked_at is None
    trios.look(member)
    db.session.refresh(member)
    assert member.last_looked_at is not None


def test_looking_waits_for_nobody_who_writes(journal: Journal) -> None:
    member = trios.members(journal.home)[0]
    mine = TrioMembership.id == member.id
    with db.engine.connect().execution_options(**{WRITES: True}) as other, other.begin():
        other.execute(update(TrioMembership).where(mine).values(away_since=None))
        begun = time.monotonic()
        trios.look(member)
        assert time.monotonic() - begun < 2
    db.session.refresh(member)
    assert member.last_looked_at is None
    # Other writers wait for their turn as before.
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA busy_timeout")).scalar() == BUSY_SECONDS * 1000


def test_a_double_click_carries_a_trio_over_once(
    journal: Journal, at_once: Callable[..., list[Any]]
) -> None:
    carried_id = new_id()
    carry = partial(trios.carry_over, journal.home.id, carried_id, journal.helen)
    assert [one.id for one in at_once(carry, carry)] == [carried_id] * 2
    other = journal.trio(journal.dan, focus="Other")
    done = at_once(*(partial(trios.carry_over, other.id, new_id(), journal.helen) for _ in "ab"))
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "Trio"]


def test_the_reason_for_an_exception_is_not_saved_over_a_newer_one(journal: Journal) -> None:
    trios.allow(journal.home.id, 1, "A pyramid.")
    with pytest.raises(Stale):
        trios.allow(journal.home.id, 1, "Something else.")
    assert trios.allow(journal.home.id, 1, "A pyramid.").version == 2, "sent twice"
    assert trios.allow(journal.home.id, 2, "Something else.").version == 3
