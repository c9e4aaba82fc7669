"""Evidence is counted in lessons: notes of one visit to one class are one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal.evidence import (
    LESSON,
    OF_NO_CLASS,
    Evidence,
    Note,
    class_key,
    did,
    lessons,
    weigh,
)
from trio_journal.ids import new_id
from trio_journal.models import Kind

DAY = date(2026, 11, 24)
VISIT, SCHOOL = new_id(), new_id()
IDS = [UUID(int=number) for number in range(4)]


def note(**values: object) -> Note:
    given_: dict[str, object] = {"id": new_id(), "day": DAY, "kind": "lesson"}
    return Note(**(given_ | values))  # type: ignore[arg-type]


NOTES = st.builds(
    Note,
    id=st.uuids(),
    day=st.sampled_from([DAY, date(2026, 11, 25)]),
    kind=st.sampled_from([str(kind) for kind in Kind]),
    visit_id=st.none() | st.sampled_from(IDS[:2]),
    school_id=st.none() | st.sampled_from(IDS[2:]),
    year_from=st.sampled_from([None, 3, 4]),
    year_to=st.sampled_from([None, 4]),
)
SOME = st.lists(NOTES, max_size=12)


# Examples


def test_notes_of_one_class_on_one_visit_are_one_lesson() -> None:
    same = {"visit_id": VISIT, "school_id": SCHOOL, "year_from": 3, "year_to": 4}
    assert weigh([note(**same), note(**same), note(**same)]) == Evidence(3, 1, 1, 0)


def test_another_class_or_another_visit_is_another_lesson() -> None:
    one = note(visit_id=VISIT, year_from=3, year_to=4)
    assert len(lessons([one, note(visit_id=VISIT, year_from=3, year_to=3)])) == 2
    assert len(lessons([one, note(visit_id=new_id(), year_from=3, year_to=4)])) == 2


def test_without_a_visit_a_day_in_a_school_stands_in_for_it() -> None:
    same = {"school_id": SCHOOL, "year_from": 2, "year_to": 2}
    assert len(lessons([note(**same), note(**same)])) == 1
    assert len(lessons([note(**same), note(**same, day=date(2026, 11, 25))])) == 2
    assert len(lessons([note(**same), note(**(same | {"school_id": new_id()}))])) == 2


def test_a_note_with_neither_is_a_lesson_of_its_own() -> None:
    assert len(lessons([note(year_from=2), note(year_from=2)])) == 2


@pytest.mark.parametrize(
    ("kind", "counted"),
    [
        ("lesson", 1),
        ("pupil_voice", 0),
        ("pupils_work", 0),
        ("staff_conversation", 0),
        ("other", 0),
    ],
)
def test_only_a_lesson_that_somebody_sat_in_is_one(kind: str, counted: int) -> None:
    weighed = weigh([note(kind=kind, visit_id=VISIT, school_id=SCHOOL)])
    assert (weighed.notes, weighed.lessons, weighed.schools) == (1, counted, 1)
    assert {str(k) for k in Kind} >= OF_NO_CLASS
    assert LESSON in {str(k) for k in Kind}


def test_what_a_class_said_belongs_to_its_lesson() -> None:
    same = {"visit_id": VISIT, "year_from": 3, "year_to": 3}
    both = [note(**same), note(**same, kind="pupil_voice")]
    assert (weigh(both).notes, weigh(both).lessons) == (2, 1)


def test_notes_that_do_not_fit_were_looked_at_as_well() -> None:
    fits, against = note(visit_id=VISIT), note(visit_id=new_id(), school_id=SCHOOL)
    assert weigh([fits], [against]) == Evidence(2, 2, 1, 1)


@pytest.mark.parametrize(
    ("evidence", "line"),
    [
        (Evidence(11, 7, 5, 0), "11 notes, 7 lessons, 5 schools"),
        (Evidence(1, 1, 1, 0), "1 note, 1 lesson, 1 school"),
        (Evidence(3, 0, 0, 0), "3 notes"),
        (Evidence(4, 2, 1, 1), "4 notes, 2 lessons, 1 school; 1 does not fit"),
        (Evidence(4, 2, 1, 2), "4 notes, 2 lessons, 1 school; 2 do not fit"),
        (Evidence(0, 0, 0, 0), "0 notes"),
    ],
)
def test_the_evidence_line(evidence: Evidence, line: str) -> None:
    assert str(evidence) == line


# Properties


@given(SOME, SOME)
def test_there_are_never_more_lessons_or_schools_than_notes(
    supporting: list[Note], against: list[Note]
) -> None:
    weighed = weigh(supporting, against)
    assert 0 <= weighed.lessons <= weighed.notes
    assert 0 <= weighed.schools <= weighed.notes
    assert 0 <= weighed.not_fitting <= weighed.notes
    assert weighed.notes <= len(supporting) + len(against)


@given(SOME, SOME, st.randoms())
def test_order_and_repetition_do_not_matter(
    supporting: list[Note], against: list[Note], random: object
) -> None:
    shuffled = [*supporting, *supporting]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert weigh(shuffled, reversed(against)) == weigh(supporting, against)


@given(SOME, NOTES)
def test_one_more_note_adds_at_most_one_of_each(notes: list[Note], extra: Note) -> None:
    before, after = weigh(notes), weigh([*notes, extra])
    for name in ("notes", "lessons", "schools"):
        assert getattr(after, name) - getattr(before, name) in (0, 1)


@given(NOTES.filter(lambda one: one.visit_id is not None or one.school_id is not None))
def test_a_second_note_of_the_same_class_adds_no_lesson(one: Note) -> None:
    assert class_key(replace(one, id=new_id())) == class_key(one)


@given(SOME, SOME)
def test_sides_change_only_what_does_not_fit(supporting: list[Note], against: list[Note]) -> None:
    there, back = weigh(supporting, against), weigh(against, supporting)
    assert (there.notes, there.lessons, there.schools) == (back.notes, back.lessons, back.schools)


# In a sentence


def test_what_was_looked_at_is_counted_once() -> None:
    one = note(visit_id=VISIT, school_id=SCHOOL, year_from=0, year_to=0)
    other = note(visit_id=VISIT, school_id=SCHOOL, year_from=6, year_to=6)
    assert did([one, one, other]) == (
        "We looked at 2 lessons in 1 school, from Reception to Year 6."
    )


@given(SOME)
def test_the_sentence_says_what_the_counts_say(notes: list[Note]) -> None:
    said, counts = did(notes), weigh(notes)
    assert bool(said) == bool(notes)
    if notes:
        assert said.startswith("We looked at ")
        assert said.endswith(".")
        number, noun = (counts.lessons, "lesson") if counts.lessons else (counts.notes, "note")
        assert f"{number} {noun}" in said
        assert (f"{counts.schools} school" in said) == bool(counts.schools)
