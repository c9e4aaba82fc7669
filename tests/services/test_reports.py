"""Reports: begun from the journal, saved by anybody of the trio, handed in and taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal.exceptions import Conflict, Invalid, NotFound, Stale
from trio_journal.extensions import db
from trio_journal.handout.report import compile_report
from trio_journal.ids import new_id
from trio_journal.models import QuestionState, Report, ReportKind, Trio
from trio_journal.services import (
    agreements,
    observations,
    reports,
    revisions,
    trio_members,
    trios,
)

from .conftest import Journal, set_back

REVIEW, REPORT = ReportKind.MID_YEAR_REVIEW, ReportKind.TRIO_REPORT
WHOLE = {section.name: f"About {section.name}." for section in REVIEW.sections}


def saved(journal: Journal, kind: ReportKind = REVIEW, **texts: str) -> Report:
    return reports.create(journal.home, kind, journal.ann, new_id(), texts or WHOLE)


def handed_in(journal: Journal) -> Report:
    report = saved(journal)
    return reports.hand_in(report.id, journal.ann, report.version, 0)


# Beginning one


def test_a_review_begins_with_what_the_journal_has(journal: Journal) -> None:
    asked = journal.question("What helps?", starting_point="They wait for the teacher.")
    journal.question("Is it the room?")
    at = {"visit_id": journal.visit().id, "question_ids": [asked.id]}
    note = journal.note(year_from=3, year_to=3, **at)
    journal.note(year_from=6, year_to=6, kind="pupil_voice", **at)
    journal.finding(note, claim="A list on the wall helps.")
    journal.finding(claim="The room does not matter.")
    assert reports.begin(journal.home, REVIEW) == {
        "focus": "Talk\n\nWhat helps?\n\nIs it the room?",
        "baseline": "They wait for the teacher.",
        "done": "We looked at 1 lesson in 1 school, from Year 3 to Year 6, and talked with pupils.",
        "first_impact": (
            "- A list on the wall helps. (1 note, 1 lesson, 1 school) (not agreed yet)\n"
            "- The room does not matter. (not agreed yet)"
        ),
    }


def test_a_report_begins_with_the_aims_and_the_claims(journal: Journal) -> None:
    journal.question("What helps?")
    journal.finding(claim="A list on the wall helps.")
    assert reports.begin(journal.home, REPORT) == {
        "aims": "Talk\n\nWhat helps?",
        "on_pupils": "- A list on the wall helps. (not agreed yet)",
    }


def test_what_all_have_agreed_needs_no_such_word(journal: Journal) -> None:
    journal.share(journal.finding(journal.note(), claim="A list on the wall helps."))
    begun = reports.begin(journal.home, REPORT)
    assert begun["on_pupils"].startswith("- A list on the wall helps. (1 note")
    assert "not agreed" not in begun["on_pupils"]


@pytest.mark.parametrize("kind", ReportKind)
def test_it_begins_with_texts_that_it_asks_for(journal: Journal, kind: ReportKind) -> None:
    assert set(reports.begin(journal.home, kind)) <= {section.name for section in kind.sections}


def test_an_empty_journal_gives_the_focus_alone(journal: Journal) -> None:
    begun = reports.begin(journal.home, REVIEW)
    assert {name: text for name, text in begun.items() if text} == {"focus": "Talk"}


def test_what_is_parked_withdrawn_or_in_the_bin_is_left_out(journal: Journal) -> None:
    journal.question("Open?")
    journal.question("Parked?", state=QuestionState.PARKED)
    note = journal.note("They counted.")
    shared = journal.share(journal.finding(note, claim="Withdrawn."))
    agreements.withdraw(shared.id, journal.ann, shared.version)
    observations.delete(journal.note("Gone.").id, journal.ann, 1)
    begun = reports.begin(journal.home, REVIEW)
    assert begun["focus"] == "Talk\n\nOpen?"
    assert begun["done"] == "We looked at 1 lesson."
    assert begun["first_impact"] == ""


def test_a_trio_that_parked_everything_still_has_its_question(journal: Journal) -> None:
    journal.question("Parked?", state=QuestionState.PARKED)
    assert reports.begin(journal.home, REVIEW)["focus"] == "Talk\n\nParked?"


def test_it_begins_with_nothing_of_another_trio(journal: Journal) -> None:
    journal.question("Ours?")
    journal.finding(journal.note())
    other = journal.trio(journal.dan, focus="Reading")
    begun = reports.begin(other, REVIEW)
    assert {name: text for name, text in begun.items() if text} == {"focus": "Reading"}


def test_beginning_keeps_nothing(journal: Journal) -> None:
    reports.begin(journal.home, REVIEW)
    assert db.session.query(Report).count() == 0


# Saving it


def test_the_first_save_keeps_the_texts_and_a_revision(journal: Journal) -> None:
    report = saved(journal, focus="  What helps? ", other="not asked")
    assert report.texts == {
        "focus": "What helps?", "baseline": "", "done": "", "first_impact": "",
    }  # fmt: skip
    assert (report.author_id, report.version, report.is_handed_in) == (journal.ann, 1, False)
    assert [(one.action, one.state["focus"]) for one in revisions.of(report)] == [
        ("created", "What helps?")
    ]


def test_a_trio_has_one_of_each_kind(journal: Journal) -> None:
    first = saved(journal)
    assert saved(journal, REPORT, aims="To see.").id != first.id
    with pytest.raises(Stale) as refused:
        reports.create(journal.home, REVIEW, journal.bob, new_id(), {"focus": "Bob's."})
    assert refused.value.entry_id == first.id


def test_two_who_begin_in_the_same_moment_make_one(
    journal: Journal, at_once: Callable[..., list[Any]]
) -> None:
    make = partial(reports.create, journal.home, REVIEW)
    results = at_once(
        partial(make, journal.ann, new_id(), {"focus": "Ann's."}),
        partial(make, journal.bob, new_id(), {"focus": "Bob's."}),
    )
    assert sorted(type(one).__name__ for one in results) == ["Report", "Stale"]


def test_a_resend_is_the_same_report(journal: Journal) -> None:
    report_id = new_id()
    make = partial(reports.create, journal.home, REVIEW)
    first = make(journal.ann, report_id, WHOLE)
    assert make(journal.ann, report_id, WHOLE).id == first.id
    with pytest.raises(Conflict):
        make(journal.ann, report_id, WHOLE | {"focus": "Other words."})
    with pytest.raises(NotFound):
        make(journal.bob, report_id, WHOLE)
    assert len(revisions.of(first)) == 1


@pytest.mark.parametrize("texts", [{}, {"focus": " \n"}])
def test_nothing_at_all_is_not_saved(journal: Journal, texts: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        reports.create(journal.home, REVIEW, journal.ann, new_id(), texts)
    assert list(refused.value.errors) == ["focus"]


def test_another_member_goes_on_writing(journal: Journal) -> None:
    report = saved(journal, focus="Ann's.")
    changed = reports.change(report.id, journal.bob, 1, {"focus": "Ann's.", "done": "Bob's."})
    assert (changed.version, changed.texts["done"]) == (2, "Bob's.")
    assert [one.person_id for one in revisions.of(changed)] == [journal.ann, journal.bob]


def test_saving_what_it_says_already_changes_nothing(journal: Journal) -> None:
    report = saved(journal)
    assert reports.change(report.id, journal.bob, 1, WHOLE).version == 1


def test_a_stale_save_is_refused(journal: Journal) -> None:
    report = saved(journal)
    reports.change(report.id, journal.bob, 1, WHOLE | {"done": "Bob's."})
    with pytest.raises(Stale):
        reports.change(report.id, journal.ann, 1, WHOLE | {"done": "Ann's."})
    assert report.texts["done"] == "Bob's."


# Handing it in


def test_handing_in_says_who_and_when_and_is_in_the_history(journal: Journal) -> None:
    report = saved(journal)
    done = reports.hand_in(report.id, journal.bob, 1, 0)
    assert done.is_handed_in
    assert (done.handed_in_by_id, done.version) == (journal.bob, 2)
    assert [one.action for one in revisions.of(done)] == ["created", "handed_in"]


def test_handing_in_twice_is_the_same_as_once(journal: Journal) -> None:
    report = handed_in(journal)
    at = report.handed_in_at
    again = reports.hand_in(report.id, journal.bob, 1, 0)
    assert (again.version, again.handed_in_at, again.handed_in_by_id) == (2, at, journal.ann)


def test_what_is_handed_in_is_what_was_read(journal: Journal) -> None:
    report = saved(journal)
    reports.change(report.id, journal.bob, 1, WHOLE | {"done": "Bob's."})
    with pytest.raises(Stale):
        reports.hand_in(report.id, journal.ann, 1, 0)
    assert not report.is_handed_in


def test_each_part_needs_a_line_before_it_is_handed_in(journal: Journal) -> None:
    report = saved(journal, focus="What helps?", done="Two visits.")
    with pytest.raises(Invalid) as refused:
        reports.hand_in(report.id, journal.ann, 1, 0)
    assert "“Starting point” and “What suggests an impact”" in refused.value.message
    assert not report.is_handed_in


def test_what_is_optional_may_stay_empty(journal: Journal) -> None:
    asked = {one.name: "A line." for one in REPORT.sections if not one.optional}
    report = saved(journal, REPORT, **asked)
    assert reports.hand_in(report.id, journal.ann, 1, 0).is_handed_in
    assert "connected" not in asked


def test_a_review_longer_than_a_side_is_refused_with_how_much(journal: Journal) -> None:
    report = saved(journal)
    with pytest.raises(Invalid) as refused:
        reports.hand_in(report.id, journal.ann, 1, 7)
    assert "about seven lines too long" in refused.value.message
    assert (report.version, report.is_handed_in) == (1, False)


@given(st.sampled_from(ReportKind), st.integers(0, 500), st.sets(st.integers(0, 8)))
def test_only_what_is_missing_or_too_long_keeps_it(
    kind: ReportKind, over: int, empty: set[int]
) -> None:
    texts = {
        one.name: "" if place in empty else "A line." for place, one in enumerate(kind.sections)
    }
    missing = [one for one in kind.sections if not one.optional and not texts[one.name]]
    why = reports.what_keeps_it(Report(kind=kind, texts=texts), over)
    assert bool(why) == (bool(missing) or (kind is REVIEW and over > 0))
    assert all(one.label in why for one in missing)


def test_what_is_handed_in_is_not_changed(journal: Journal) -> None:
    report = handed_in(journal)
    with pytest.raises(Stale):
        reports.change(report.id, journal.bob, 2, WHOLE | {"done": "More."})
    assert report.texts == WHOLE
    assert reports.change(report.id, journal.bob, 2, WHOLE).version == 2, "the same words"


def test_whoever_was_told_saves_and_takes_it_back_in_one(journal: Journal) -> None:
    report = handed_in(journal)
    changed = reports.change(report.id, journal.bob, 2, WHOLE | {"done": "More."}, take_back=True)
    assert (changed.texts["done"], changed.is_handed_in) == ("More.", False)
    assert changed.handed_in_by_id is None


def test_taking_back_makes_it_the_trios_alone(journal: Journal) -> None:
    report = handed_in(journal)
    back = reports.take_back(report.id, journal.cat)
    assert (back.is_handed_in, back.handed_in_by_id, back.version) == (False, None, 3)
    assert reports.take_back(report.id, journal.ann).version == 3, "twice is the same as once"
    assert [one.action for one in revisions.of(back)] == ["created", "handed_in", "taken_back"]
    assert reports.hand_in(report.id, journal.ann, 3, 0).is_handed_in


def test_handed_in_it_keeps_who_they_were_and_their_focus(journal: Journal) -> None:
    report = handed_in(journal)
    before = compile_report(report)
    trio_members.leave(journal.home.id, journal.cat, journal.helen)
    trio_members.add(journal.home.id, journal.dan, journal.helen)
    trio = db.session.get_one(Trio, journal.home.id)
    trios.change(trio.id, trio.version, {"focus": "Listening"})
    now = db.session.get_one(Report, report.id)
    assert compile_report(now) == before
    assert now.focus == "Talk"
    reports.take_back(report.id, journal.ann)
    after = compile_report(db.session.get_one(Report, report.id))
    assert after.title == "Mid-year review: Listening"
    assert "Dan Danson" in {one.name for one in after.people}


def test_one_that_was_handed_in_before_that_was_kept_shows_them_as_they_are(
    journal: Journal,
) -> None:
    report = handed_in(journal)
    set_back(report, handed_in_as=None)
    db.session.expire_all()
    now = db.session.get_one(Report, report.id)
    assert now.focus == "Talk"
    names = [one.name for one in compile_report(now).people]
    assert names == ["Ann Annson", "Bob Bobson", "Cat Catson"]
