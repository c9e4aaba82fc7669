"""What is the same for every entry: made once, changed from a known version, binned, restored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from trio_journal.dates import from_local, today
from trio_journal.exceptions import Conflict, Invalid, NotFound, Stale
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import (
    Entry,
    Finding,
    Observation,
    Question,
    Revision,
    Visit,
)
from trio_journal.services import findings, observations, questions, revisions, visits

from .conftest import Journal, set_back


@dataclass(frozen=True)
class Noun:
    """How entries of one kind are made and changed."""

    service: ModuleType
    model: type[Entry]
    field: str
    before: Any
    after: Any

    def values(self, journal: Journal) -> dict[str, Any]:
        if self.model is Visit:
            return {
                "visit_date": today(),
                "host_school_id": journal.secondary.id,
                self.field: self.before,
            }
        return {self.field: self.before}

    def made(self, journal: Journal) -> Entry:
        return self.service.create(journal.home, journal.ann, new_id(), self.values(journal))


NOUNS = [
    Noun(questions, Question, "text", "What helps?", "What gets in the way?"),
    Noun(visits, Visit, "look_for", "The quiet ones.", "Who speaks first."),
    Noun(observations, Observation, "seen", "They counted.", "They counted twice."),
    Noun(findings, Finding, "claim", "Counting helps.", "Counting twice helps."),
]


@pytest.fixture(params=NOUNS, ids=lambda noun: noun.model.noun)
def noun(request: pytest.FixtureRequest) -> Noun:
    return request.param


def count(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def history(entry: Entry) -> list[tuple[int, str]]:
    return [(revision.version, revision.action) for revision in revisions.of(entry)]


# Made once


def test_a_new_entry_is_its_authors_at_version_1(journal: Journal, noun: Noun) -> None:
    entry_id = new_id()
    entry = noun.service.create(journal.home, journal.bob, entry_id, noun.values(journal))
    assert (entry.id, entry.version, entry.author_id) == (entry_id, 1, journal.bob)
    assert (entry.trio_id, entry.alliance_id) == (journal.home.id, journal.id)
    assert getattr(entry, noun.field) == noun.before
    assert history(entry) == [(1, "created")]


def test_sending_the_same_entry_again_makes_no_second_one(journal: Journal, noun: Noun) -> None:
    entry_id, values = new_id(), noun.values(journal)
    first = noun.service.create(journal.home, journal.ann, entry_id, values)
    again = noun.service.create(journal.home, journal.ann, entry_id, values)
    assert again.id == first.id
    assert count(noun.model) == 1
    assert history(again) == [(1, "created")]


def test_sending_it_again_after_somebody_changed_it_keeps_the_change(
    journal: Journal, noun: Noun
) -> None:
    entry = noun.made(journal)
    noun.service.change(entry.id, journal.bob, 1, {noun.field: noun.after})
    again = noun.service.create(journal.home, journal.ann, entry.id, noun.values(journal))
    assert getattr(again, noun.field) == noun.after
    assert again.version == 2


def test_ones_own_id_with_other_words_is_a_conflict(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    other = noun.values(journal) | {noun.field: noun.after}
    with pytest.raises(Conflict):
        noun.service.create(journal.home, journal.ann, entry.id, other)
    db.session.refresh(entry)
    assert getattr(entry, noun.field) == noun.before


def test_an_id_of_somebody_elses_is_not_found_even_with_the_same_words(
    journal: Journal, noun: Noun
) -> None:
    entry = noun.made(journal)
    with pytest.raises(NotFound):
        noun.service.create(journal.home, journal.bob, entry.id, noun.values(journal))


def test_an_id_of_another_trio_is_not_found_even_for_its_author(
    journal: Journal, noun: Noun
) -> None:
    entry = noun.made(journal)
    other_trio = journal.trio(journal.ann, journal.dan)
    with pytest.raises(NotFound):
        noun.service.create(other_trio, journal.ann, entry.id, noun.values(journal))


def test_an_id_may_be_used_once_by_each_noun(journal: Journal) -> None:
    entry_id = new_id()
    question = questions.create(journal.home, journal.ann, entry_id, {"text": "What helps?"})
    note = observations.create(journal.home, journal.bob, entry_id, {"seen": "They counted."})
    assert history(question) == history(note) == [(1, "created")]
    assert revisions.state_at(note, 1)["seen"] == "They counted."


def test_links_are_part_of_what_was_sent(journal: Journal) -> None:
    question, other = journal.question(), journal.question("And at home?")
    entry_id = new_id()
    values = {"seen": "They counted.", "question_ids": [question.id]}
    observations.create(journal.home, journal.ann, entry_id, values)
    observations.create(journal.home, journal.ann, entry_id, values)
    with pytest.raises(Conflict):
        observations.create(
            journal.home, journal.ann, entry_id, values | {"question_ids": [other.id]}
        )


def test_what_the_server_chose_is_not_compared(journal: Journal) -> None:
    entry_id, values = new_id(), {"seen": "They counted.", "observed_at": None}
    first = observations.create(journal.home, journal.ann, entry_id, values)
    assert observations.create(journal.home, journal.ann, entry_id, values) is first


def test_an_entry_without_its_one_field_is_refused(journal: Journal, noun: Noun) -> None:
    with pytest.raises(Invalid):
        noun.service.create(journal.home, journal.ann, new_id(), {})
    assert count(noun.model) == count(Revision) == 0


def test_a_double_click_makes_one_record(
    journal: Journal, noun: Noun, at_once: Callable[..., list[Any]]
) -> None:
    entry_id, values = new_id(), noun.values(journal)

    def send() -> Any:
        return noun.service.create(journal.home, journal.ann, entry_id, values).id

    assert at_once(send, send) == [entry_id, entry_id]
    assert count(noun.model) == count(Revision) == 1


# Changed from a known version


def test_a_change_raises_the_version_and_keeps_before_and_after(
    journal: Journal, noun: Noun
) -> None:
    entry = noun.made(journal)
    noun.service.change(entry.id, journal.bob, 1, {noun.field: noun.after})
    assert (entry.version, getattr(entry, noun.field)) == (2, noun.after)
    created, changed = revisions.of(entry)
    assert (created.version, created.action, created.person_id) == (1, "created", journal.ann)
    assert (changed.version, changed.action, changed.person_id) == (2, "changed", journal.bob)
    assert created.state[noun.field] == noun.before
    assert changed.state[noun.field] == noun.after
    assert changed.saved_at >= created.saved_at


def test_the_author_stays_who_it_was(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    noun.service.change(entry.id, journal.bob, 1, {noun.field: noun.after})
    assert entry.author_id == journal.ann


def test_saving_what_it_says_already_changes_nothing(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    saved_at = entry.updated_at
    noun.service.change(entry.id, journal.bob, 1, noun.values(journal))
    assert (entry.version, entry.updated_at) == (1, saved_at)
    assert history(entry) == [(1, "created")]


def test_the_same_moment_in_another_time_zone_changes_nothing(journal: Journal) -> None:
    at = datetime(2026, 6, 9, 8, 30, tzinfo=UTC)
    note = journal.note(observed_at=at - timedelta(days=365))
    observations.change(note.id, journal.ann, 1, {"observed_at": at - timedelta(days=365)})
    london = (at - timedelta(days=365)).astimezone(ZoneInfo("Europe/London"))
    observations.change(note.id, journal.ann, 1, {"observed_at": london})
    assert note.version == 1


def test_what_is_not_sent_stays(journal: Journal) -> None:
    note = journal.note(subject="Maths")
    observations.change(note.id, journal.ann, 1, {"seen": "They counted twice."})
    assert note.subject == "Maths"


def test_a_save_from_an_older_version_is_stale(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    noun.service.change(entry.id, journal.bob, 1, {noun.field: noun.after})
    with pytest.raises(Stale) as refusal:
        noun.service.change(entry.id, journal.ann, 1, {noun.field: "Something else."})
    assert refusal.value.entry_id == entry.id
    db.session.refresh(entry)
    assert getattr(entry, noun.field) == noun.after
    assert len(history(entry)) == 2


def test_a_save_from_a_version_that_never_was_is_stale(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    with pytest.raises(Stale):
        noun.service.change(entry.id, journal.ann, 7, {noun.field: noun.after})


@pytest.mark.parametrize("first", ["ann", "bob"])
def test_two_saves_of_one_version_give_one_stale_in_either_order(
    journal: Journal, noun: Noun, first: str
) -> None:
    entry = noun.made(journal)
    texts = {"ann": "Ann's words.", "bob": "Bob's words."}
    second = "bob" if first == "ann" else "ann"
    noun.service.change(entry.id, getattr(journal, first), 1, {noun.field: texts[first]})
    with pytest.raises(Stale):
        noun.service.change(entry.id, getattr(journal, second), 1, {noun.field: texts[second]})
    db.session.refresh(entry)
    assert (entry.version, getattr(entry, noun.field)) == (2, texts[first])


def test_two_saves_in_the_same_moment_give_one_stale(
    journal: Journal, noun: Noun, at_once: Callable[..., list[Any]]
) -> None:
    entry = noun.made(journal)

    def save(person: Any, text: str) -> Callable[[], str]:
        def job() -> str:
            noun.service.change(entry.id, person, 1, {noun.field: text})
            return text

        return job

    results = at_once(save(journal.ann, "Ann's words."), save(journal.bob, "Bob's words."))
    saved = [result for result in results if isinstance(result, str)]
    assert len(saved) == 1, results
    assert [type(result) for result in results if result not in saved] == [Stale]
    db.session.refresh(entry)
    assert (entry.version, getattr(entry, noun.field)) == (2, saved[0])
    assert history(entry) == [(1, "created"), (2, "changed")]


def test_a_refused_change_leaves_nothing_behind(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    with pytest.raises(Invalid):
        noun.service.change(
            entry.id, journal.ann, 1, {noun.field: noun.after, **BROKEN[noun.model]}
        )
    db.session.refresh(entry)
    assert (entry.version, getattr(entry, noun.field)) == (1, noun.before)


BROKEN: dict[type[Entry], dict[str, Any]] = {
    Question: {"year_from": 5, "year_to": 3},
    Visit: {"host_school_id": None},
    Observation: {"year_from": 5, "year_to": 3},
    Finding: {"year_from": 5, "year_to": 3},
}


@pytest.mark.parametrize(
    ("year_from", "year_to"), [(5, 3), (None, 3), (3, None), (-2, 3), (3, 14), (99, 99)]
)
@pytest.mark.parametrize("noun_", [n for n in NOUNS if n.model is not Visit])
def test_year_groups_are_none_or_in_order(
    journal: Journal, noun_: Noun, year_from: int | None, year_to: int | None
) -> None:
    values = noun_.values(journal) | {"year_from": year_from, "year_to": year_to}
    with pytest.raises(Invalid) as refusal:
        noun_.service.create(journal.home, journal.ann, new_id(), values)
    assert refusal.value.errors["years"]


# The bin


def test_a_deleted_entry_keeps_its_words_and_who_deleted_it(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    noun.service.delete(entry.id, journal.bob, 1)
    assert entry.deleted_at is not None
    assert entry.deleted_by_id == journal.bob
    assert getattr(entry, noun.field) == noun.before
    assert history(entry) == [(1, "created"), (2, "deleted")]


def test_deleting_asks_for_the_version_that_was_read(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    noun.service.change(entry.id, journal.bob, 1, {noun.field: noun.after})
    with pytest.raises(Stale):
        noun.service.delete(entry.id, journal.ann, 1)
    db.session.refresh(entry)
    assert entry.deleted_at is None


def test_deleting_twice_is_the_same_as_once(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    noun.service.delete(entry.id, journal.ann, 1)
    noun.service.delete(entry.id, journal.bob, 1)
    assert entry.deleted_by_id == journal.ann
    assert len(history(entry)) == 2


def test_deleting_twice_in_the_same_moment_is_the_same_as_once(
    journal: Journal, noun: Noun, at_once: Callable[..., list[Any]]
) -> None:
    entry = noun.made(journal)
    key, ann = entry.id, journal.ann
    found = at_once(*[lambda: noun.service.delete(key, ann, 1).version] * 2)
    assert found == [2, 2]


def test_a_deleted_entry_cannot_be_changed(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    noun.service.delete(entry.id, journal.ann, 1)
    with pytest.raises(Conflict) as refusal:
        noun.service.change(entry.id, journal.ann, 2, {noun.field: noun.after})
    assert not isinstance(refusal.value, Stale)
    assert "bin" in refusal.value.message


def test_restoring_brings_it_back_as_it_was(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    noun.service.delete(entry.id, journal.ann, 1)
    noun.service.restore(entry.id, journal.bob)
    assert entry.deleted_at is None
    assert entry.deleted_by_id is None
    assert getattr(entry, noun.field) == noun.before
    assert history(entry) == [(1, "created"), (2, "deleted"), (3, "restored")]


def test_restoring_twice_is_the_same_as_once(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    noun.service.delete(entry.id, journal.ann, 1)
    noun.service.restore(entry.id, journal.ann)
    noun.service.restore(entry.id, journal.ann)
    assert len(history(entry)) == 3


def test_the_bin_keeps_an_entry_to_the_end_of_the_thirtieth_local_day(
    journal: Journal, noun: Noun
) -> None:
    entry = noun.made(journal)
    noun.service.delete(entry.id, journal.ann, 1)
    set_back(entry, deleted_at=from_local(today() - timedelta(days=30), time(0, 1)))
    noun.service.restore(entry.id, journal.ann)
    assert entry.deleted_at is None


def test_after_thirty_local_days_it_cannot_be_brought_back(journal: Journal, noun: Noun) -> None:
    entry = noun.made(journal)
    noun.service.delete(entry.id, journal.ann, 1)
    set_back(entry, deleted_at=from_local(today() - timedelta(days=31), time(23, 59)))
    with pytest.raises(Conflict, match="30 days"):
        noun.service.restore(entry.id, journal.ann)


def test_what_is_not_there_is_not_found(journal: Journal, noun: Noun) -> None:
    for act in (
        lambda: noun.service.change(new_id(), journal.ann, 1, {}),
        lambda: noun.service.delete(new_id(), journal.ann, 1),
        lambda: noun.service.restore(new_id(), journal.ann),
    ):
        with pytest.raises(NotFound):
            act()
