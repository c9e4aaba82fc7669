"""What the handout takes from the database, and what it leaves there."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.handout.build import strings
from tests.services.conftest import Journal, set_back
from trio_journal.dates import now, today
from trio_journal.evidence import Evidence
from trio_journal.extensions import db
from trio_journal.handout.compiler import compile_evening
from trio_journal.handout.document import (
    Asked,
    FindingBlock,
    Handout,
    Person,
    Quotation,
    TrioBlock,
)
from trio_journal.ids import new_id
from trio_journal.models import Credit, Evening, Finding, Kind, QuestionState, SchoolPhase
from trio_journal.services import (
    agreements,
    evening_slots,
    evenings,
    findings,
    running_order,
    trio_members,
)

VALUES: dict[str, Any] = {
    "title": "What we have seen",
    "evening_date": date(2026, 12, 10),
    "starts_at": time(18),
    "ends_at": time(19),
    "welcome": "  Welcome. ",
}


@pytest.fixture
def evening(journal: Journal) -> Evening:
    return evenings.create(journal.id, journal.helen, new_id(), VALUES, [journal.home.id])


def compiled(evening: Evening) -> Handout:
    db.session.expire_all()
    return compile_evening(evening)


def block(evening: Evening) -> TrioBlock:
    (trio,) = compiled(evening).trios
    return trio


def only(evening: Evening) -> FindingBlock:
    (finding,) = block(evening).findings
    return finding


def shared(journal: Journal, *ratings: int | None, **values: Any) -> Finding:
    """Share a finding on one lesson of Year 3 for each rating."""
    notes = [
        journal.note(
            year_from=3, year_to=3, rating=rating, observed_at=now() - timedelta(days=place)
        )
        for place, rating in enumerate(ratings)
    ]
    return journal.share(journal.finding(*notes, **values))


def cells(evening: Evening) -> dict[int, tuple[int | None, int, int]]:
    ruler = only(evening).ruler
    assert ruler is not None
    return {cell.year: (cell.level, cell.classes, cell.rated) for cell in ruler.cells}


# The evening


def test_the_evening_says_when_and_where(journal: Journal, evening: Evening) -> None:
    values = {"venue": "Hall", "venue_school_id": journal.secondary.id}
    evenings.change(evening.id, journal.helen, evening.version, values)
    evening_slots.add(evening.id, journal.helen, trio_id=None, label="Tea", minutes=15)
    found = compiled(evening)
    assert (found.alliance, found.title) == ("Vale Alliance", "What we have seen")
    assert found.when == "Thu 10 Dec 2026, 6 pm to 7 pm"
    assert found.venue == "Hall, Birch School"
    assert found.welcome == "Welcome."
    assert [(slot.starts_at, slot.minutes, slot.name) for slot in found.slots] == [
        (time(18), 10, "Trio 1, Talk"),
        (time(18, 10), 15, "Tea"),
    ]
    assert found.slots[1].trio is None


def test_the_towns_name_follows_a_school_that_does_not_have_it(
    journal: Journal, evening: Evening
) -> None:
    set_back(journal.secondary, town="Osmer")
    values = {"venue_school_id": journal.secondary.id}
    evenings.change(evening.id, journal.helen, evening.version, values)
    assert compiled(evening).venue == "Birch School, Osmer"
    set_back(journal.secondary, town="Birch")
    assert compiled(evening).venue == "Birch School"


def test_people_who_left_are_not_named_and_the_lead_comes_first(
    journal: Journal, evening: Evening
) -> None:
    set_back(journal.home, lead_id=journal.cat, contact="cat@example.org")
    trio_members.leave(journal.home.id, journal.bob, journal.helen)
    found = block(evening)
    assert found.people == (
        Person("Cat Catson", "Ashby Primary School"),
        Person("Ann Annson", "Ashby Primary School"),
    )
    assert found.schools == ("Ashby Primary School",)
    assert found.contact == "cat@example.org"


# Which findings


def test_only_shared_findings_are_there_in_the_coordinators_order(
    journal: Journal, evening: Evening
) -> None:
    first = shared(journal, 3, claim="First.")
    second = shared(journal, 3, claim="Second.")
    third = shared(journal, 3, claim="Third.")
    journal.finding(journal.note(), claim="A draft.")
    journal.agree(journal.finding(journal.note(), claim="Agreed only."))
    running_order.move_finding(evening.id, journal.helen, second.id, -1)
    running_order.leave_out(evening.id, journal.helen, third.id, out=True)
    assert [f.claim for f in block(evening).findings] == ["Second.", "First."]
    assert first.id != second.id


def test_a_trio_without_a_finding_has_its_people_and_its_first_open_question(
    journal: Journal, evening: Evening
) -> None:
    journal.question("Parked?", state=QuestionState.PARKED)
    set_back(journal.question("Deleted?"), deleted_at=now())
    journal.question("Open?", year_from=1, year_to=3)
    journal.question("Later?")
    found = block(evening)
    assert found.findings == ()
    assert found.asked == (Asked("Open?", 1, 3),)
    assert len(found.people) == 3
    assert found.did == ""


def test_a_trio_with_findings_says_the_questions_that_they_answer(
    journal: Journal, evening: Evening
) -> None:
    journal.question("Not this one?")
    asked = journal.question("This one?")
    shared(journal, 3, question_id=asked.id)
    assert [one.text for one in block(evening).asked] == ["This one?"]


def test_a_trio_that_has_only_parked_questions_still_says_what_it_asked(
    journal: Journal, evening: Evening
) -> None:
    journal.question("Parked?", state=QuestionState.PARKED)
    assert [one.text for one in block(evening).asked] == ["Parked?"]


def test_a_finding_that_was_withdrawn_is_not_there(journal: Journal, evening: Evening) -> None:
    gone = shared(journal, 3)
    agreements.withdraw(gone.id, journal.ann, gone.version)
    assert block(evening).findings == ()


def test_what_the_coordinator_entered_is_marked_until_a_member_confirms_it(
    journal: Journal, evening: Evening
) -> None:
    entered = findings.enter_for_trio(journal.home, journal.helen, new_id(), {"claim": "Told me."})
    found = only(evening)
    assert (found.entered_for_trio, found.evidence, found.ruler) == (True, None, None)
    assert found.evidence_line == "Entered for the trio, which has not confirmed it yet."
    agreements.confirm(entered.id, journal.bob, entered.version)
    assert only(evening).evidence_line == ""


# What a finding says


def test_a_finding_has_all_its_texts_and_its_counts(journal: Journal, evening: Evening) -> None:
    texts = {
        "claim": "Counting helps.",
        "detail": "In detail.",
        "limits": "Two schools only.",
        "for_primary": "Count.",
        "for_secondary": "Count too.",
        "next_step": "Count again.",
        "audience_question": "Do you count?",
    }
    fits = journal.note(school_id=journal.primary.id, year_from=3, year_to=3)
    against = journal.note(school_id=journal.secondary.id, year_from=8, year_to=8)
    journal.share(journal.finding(fits, not_fitting=[against.id], year_from=3, year_to=8, **texts))
    found = only(evening)
    assert {name: getattr(found, name) for name in texts} == texts
    assert (found.year_from, found.year_to) == (3, 8)
    assert found.evidence == Evidence(notes=2, lessons=2, schools=2, not_fitting=1)
    assert found.evidence_line == "2 notes, 2 lessons, 2 schools; 1 does not fit."
    assert block(evening).did == "We looked at 2 lessons in 2 schools, from Year 3 to Year 8."


def test_agreed_by_two_of_three_when_one_is_away(journal: Journal, evening: Evening) -> None:
    trio_members.set_away(journal.home.id, journal.cat, journal.ann, away=True)
    finding = journal.finding(journal.note())
    journal.agree(finding, journal.ann, journal.bob)
    agreements.share(finding.id, journal.ann, finding.version)
    assert only(evening).agreement_line == "agreed by two of three"


def test_a_leavers_agreement_still_counts(journal: Journal, evening: Evening) -> None:
    shared(journal, 3)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    assert (only(evening).agreed, only(evening).agreed_of) == (3, 3)
    assert only(evening).agreement_line == ""


def test_deleted_observations_do_not_count(journal: Journal, evening: Evening) -> None:
    *kept, gone = (journal.note(rating=rating, year_from=3, year_to=3) for rating in (1, 1, 3))
    journal.share(journal.finding(*kept, gone))
    assert only(evening).evidence == Evidence(3, 3, 0, 0)
    set_back(gone, deleted_at=now())
    assert only(evening).evidence == Evidence(2, 2, 0, 0)
    assert cells(evening) == {3: (1, 2, 2)}


@pytest.mark.parametrize(
    ("kind", "years", "credit", "words"),
    [
        (Kind.LESSON, (3, 3), Credit.KEY_STAGE, "a KS2 lesson"),
        (Kind.LESSON, (0, 0), Credit.KEY_STAGE, "an EYFS lesson"),
        (Kind.LESSON, (2, 3), Credit.KEY_STAGE, "a KS1 and KS2 lesson"),
        (Kind.LESSON, (None, None), Credit.KEY_STAGE, "a lesson"),
        (Kind.PUPIL_VOICE, (7, 7), Credit.KEY_STAGE, "pupil voice, KS3"),
        (Kind.PUPILS_WORK, (None, None), Credit.KEY_STAGE, "pupils' work"),
        (Kind.STAFF_CONVERSATION, (3, 3), Credit.KEY_STAGE, "a conversation with staff, KS2"),
        (Kind.OTHER, (None, None), Credit.KEY_STAGE, ""),
        (Kind.LESSON, (3, 3), Credit.SCHOOL, "a KS2 lesson, Ashby Primary School"),
        (Kind.OTHER, (None, None), Credit.SCHOOL, "Ashby Primary School"),
        (Kind.LESSON, (3, 3), Credit.NONE, ""),
    ],
)
def test_a_quotation_is_credited_as_the_trio_chose(
    journal: Journal,
    evening: Evening,
    kind: Kind,
    years: tuple[int | None, int | None],
    credit: Credit,
    words: str,
) -> None:
    note = journal.note(
        "They counted aloud, all of them.",
        kind=kind,
        year_from=years[0],
        year_to=years[1],
        school_id=journal.primary.id,
    )
    journal.share(
        journal.finding(
            note,
            quotation="counted aloud",
            quotation_observation_id=note.id,
            quotation_credit=credit,
            credit_confirmed=True,
        )
    )
    assert only(evening).quotation == Quotation("counted aloud", words)


def test_what_we_did_names_the_kinds_of_evidence(journal: Journal, evening: Evening) -> None:
    kinds = (Kind.LESSON, Kind.PUPIL_VOICE, Kind.PUPILS_WORK, Kind.STAFF_CONVERSATION)
    notes = [journal.note(kind=kind, year_from=4, year_to=4) for kind in kinds[:2]]
    journal.share(journal.finding(*notes))
    assert block(evening).did == "We looked at 1 lesson, Year 4, and talked with pupils."
    journal.share(journal.finding(*(journal.note(kind=kind) for kind in kinds)))
    assert block(evening).did == (
        "We looked at 2 lessons, Year 4, talked with pupils, read pupils' work "
        "and talked with staff."
    )


def test_a_conversation_alone_is_a_note(journal: Journal, evening: Evening) -> None:
    journal.share(journal.finding(journal.note(kind=Kind.STAFF_CONVERSATION)))
    assert block(evening).did == "We looked at 1 note and talked with staff."


# The ruler


@pytest.mark.parametrize(
    ("ratings", "level"),
    [((3, 3), 3), ((0, 3), 0), ((1, 2), 1), ((0, 1, 3), 1), ((3, 3, 0, 0), 0), ((None, 2, 2), 2)],
)
def test_a_level_is_the_lower_median_of_the_lessons(
    journal: Journal, evening: Evening, ratings: tuple[int | None, ...], level: int
) -> None:
    shared_with_school = [
        journal.note(
            school_id=journal.primary.id,
            year_from=3,
            year_to=3,
            rating=rating,
            observed_at=now() - timedelta(days=place),
        )
        for place, rating in enumerate(ratings)
    ]
    journal.share(journal.finding(*shared_with_school))
    rated = sum(rating is not None for rating in ratings)
    assert cells(evening) == {3: (level, len(ratings), rated)}


def test_two_who_sat_in_one_lesson_rate_one_lesson(journal: Journal, evening: Evening) -> None:
    visit = journal.visit()
    seen = {"visit_id": visit.id, "year_from": 3, "year_to": 3}
    notes = [journal.note(rating=rating, **seen) for rating in (3, 1, 2)]
    other = journal.note(rating=3, year_from=3, year_to=3)
    journal.share(journal.finding(*notes, other))
    assert cells(evening) == {3: (2, 2, 2)}


def test_a_mixed_age_class_is_in_each_of_its_years_and_what_does_not_fit_counts(
    journal: Journal, evening: Evening
) -> None:
    mixed = [journal.note(rating=2, year_from=3, year_to=4) for _ in range(2)]
    against = journal.note(rating=0, year_from=4, year_to=4)
    journal.share(journal.finding(*mixed, not_fitting=[against.id]))
    assert cells(evening) == {3: (2, 2, 2), 4: (2, 3, 3)}


def test_fewer_than_three_rated_lessons_are_too_few(journal: Journal, evening: Evening) -> None:
    shared(journal, 2, 2, None)
    ruler = only(evening).ruler
    assert ruler is not None
    assert [(cell.classes, cell.rated, cell.few) for cell in ruler.cells] == [(3, 2, True)]


def test_only_the_first_finding_has_a_ruler_and_only_if_something_was_rated(
    journal: Journal, evening: Evening
) -> None:
    shared(journal, None, claim="Not rated.")
    shared(journal, 3, claim="Second.")
    assert [finding.ruler for finding in block(evening).findings] == [None, None]


def test_talks_with_staff_have_no_level(journal: Journal, evening: Evening) -> None:
    talk = journal.note(kind=Kind.STAFF_CONVERSATION, rating=0, year_from=3, year_to=3)
    lessons = [journal.note(rating=3, year_from=3, year_to=3) for _ in range(2)]
    journal.share(journal.finding(talk, *lessons))
    assert cells(evening) == {3: (3, 2, 2)}


def test_what_pupils_said_and_wrote_has_the_level_of_its_class(
    journal: Journal, evening: Evening
) -> None:
    five: dict[str, Any] = {"year_from": 5, "year_to": 5}
    said = journal.note(kind=Kind.PUPIL_VOICE, rating=2, **five)
    wrote = journal.note(kind=Kind.PUPILS_WORK, rating=3, **five)
    journal.share(journal.finding(said, wrote))
    assert cells(evening) == {5: (2, 2, 2)}


def test_one_rated_lesson_has_no_level_for_it_would_be_one_teachers(
    journal: Journal, evening: Evening
) -> None:
    pair = [journal.note(rating=3, year_from=3, year_to=3) for _ in range(2)]
    alone = journal.note(rating=0, year_from=5, year_to=5)
    unrated = journal.note(year_from=5, year_to=5)
    journal.share(journal.finding(*pair, alone, unrated))
    assert cells(evening) == {3: (3, 2, 2), 5: (None, 2, 1)}


def test_single_lessons_alone_have_no_ruler(journal: Journal, evening: Evening) -> None:
    journal.share(journal.finding(journal.note(rating=3, year_from=3, year_to=3)))
    assert only(evening).ruler is None


# What it leaves out, and what it costs


def test_nothing_of_the_journal_is_in_it_but_what_was_shared(
    journal: Journal, evening: Evening
) -> None:
    set_back(journal.primary, urn=900999)
    set_back(journal.home, case_pupils=True)
    dan = journal.person("eve", journal.school("Away School", SchoolPhase.MIDDLE))
    note = journal.note(
        "Seen words, quoted words, private words.",
        thought="Thought words.",
        subject="Subject words",
        case_pupil="A",
        school_id=journal.school("Host School").id,
        year_from=3,
        year_to=3,
        rating=3,
    )
    journal.visit(look_for="Look words.", end_of_day="End words.")
    journal.question("Another question?", why_it_matters="Why words.", starting_point="Start.")
    journal.finding(note, claim="Draft words.")
    journal.share(journal.finding(note, quotation="quoted words", quotation_observation_id=note.id))
    text = "\n".join(strings(compiled(evening).slots))
    assert "quoted words" in text
    for private in (
        "Seen words", "private words", "Thought", "Subject", "Look words", "End words", "Why",
        "Start.", "Draft", "Host School", "900999", "Eve Eveson", "Away School", "Helen",
        str(today().year), str(note.id), str(dan),
    ):  # fmt: skip
        assert private not in text


def test_a_longer_evening_takes_no_more_queries(
    journal: Journal, evening: Evening, queries: list[str]
) -> None:
    def cost() -> int:
        db.session.expire_all()
        fresh = db.session.get_one(Evening, evening.id)
        queries.clear()
        compile_evening(fresh)
        return len(queries)

    shared(journal, 3, claim="One.")
    few = cost()
    for name in ("fay", "gus", "hal"):
        person: UUID = journal.person(name, journal.primary)
        trio = journal.trio(person, journal.dan, focus=name)
        evening_slots.add(evening.id, journal.helen, trio_id=trio.id, label="", minutes=10)
        findings.enter_for_trio(trio, journal.helen, new_id(), {"claim": f"{name} told me."})
    for number in range(4):
        shared(journal, 1, 2, claim=f"Claim {number}.")
    assert cost() <= few <= 15
