"""Asking heads: which schools took part, and links that can be copied again, ended and outlived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal import dates
from trio_journal.dates import academic_year, today
from trio_journal.exceptions import Invalid, NotFound
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Awareness, Questionnaire
from trio_journal.services import head_answers, questionnaires, tokens, trio_members, trios

from .conftest import House, Journal, set_back

KEY = "a key of these tests"
YEAR = academic_year(today())
SAID = {
    "aware": Awareness.ROUGHLY, "impact": None, "impact_seen": "More talk.", "again": None,
    "again_why": "", "answered_as": None,
}  # fmt: skip


def rows(house: House, year: int = YEAR) -> dict[str, questionnaires.Row]:
    return {row.school.name: row for row in questionnaires.of_year(house.id, year)}


def link(house: House, school: str = "Ashby Primary School") -> str:
    asked = rows(house)[school].questionnaire
    assert asked is not None
    return questionnaires.token(KEY, asked)


@pytest.fixture
def asked(journal: Journal) -> Journal:
    """Return the journal whose schools have all been asked, until tomorrow."""
    questionnaires.ask(journal.id, YEAR, today() + timedelta(days=1))
    return journal


# Which schools


def test_the_schools_of_the_years_trios_are_asked_each_once(journal: Journal) -> None:
    other = journal.trio(journal.dan, focus="Reading")
    found = rows(journal)
    assert list(found) == ["Ashby Primary School", "Birch School"]
    assert found["Ashby Primary School"].focuses == ("Talk",)
    assert found["Birch School"].focuses == ("Talk", other.focus)


def test_a_school_in_no_trio_is_not_asked(journal: Journal) -> None:
    cedar = journal.school("Cedar School")
    assert cedar.name not in rows(journal)
    for act in (questionnaires.renew, questionnaires.end):
        with pytest.raises(NotFound):
            act(cedar, YEAR)
    with pytest.raises(NotFound):
        head_answers.enter(cedar, YEAR, journal.helen, 0, SAID)


def test_a_year_has_its_own_schools(journal: Journal) -> None:
    trios.create(
        journal.id, new_id(), focus="Maths", member_ids=[journal.dan], lead_id=None, year=YEAR - 1
    )
    assert list(rows(journal, YEAR - 1)) == ["Birch School"]
    assert questionnaires.years(journal.id) == (YEAR, YEAR - 1)
    assert questionnaires.of_year(journal.id, YEAR - 2) == ()


def test_a_school_stays_when_its_member_leaves(asked: Journal) -> None:
    trio_members.leave(asked.home.id, asked.bob, asked.helen)
    assert "Birch School" in rows(asked)


def test_another_alliances_schools_are_not_among_them(journal: Journal, elsewhere: House) -> None:
    elsewhere.trio(elsewhere.person("zoe", elsewhere.school("Zeal School")))
    assert list(rows(elsewhere)) == ["Zeal School"]
    assert "Zeal School" not in rows(journal)
    assert questionnaires.counts(elsewhere.id, YEAR) == (0, 1)


def test_counts_are_those_of_the_rows(asked: Journal) -> None:
    assert questionnaires.counts(asked.id, YEAR) == (0, 2)
    for version, text in enumerate(("More talk.", "Much more talk.")):
        values = SAID | {"impact_seen": text}
        head_answers.enter(asked.primary, YEAR, asked.helen, version, values)
    assert questionnaires.counts(asked.id, YEAR) == (1, 2)


@pytest.mark.parametrize(
    ("day", "known", "year"),
    [
        ("2027-07-20", (2026, 2025), 2026),
        ("2027-09-20", (2027, 2026), 2026),
        ("2027-12-20", (2027, 2026), 2026),
        ("2028-01-02", (2027, 2026), 2027),
        ("2027-09-20", (2027,), 2027),
    ],
)
def test_until_christmas_one_asks_about_the_last_year(
    monkeypatch: pytest.MonkeyPatch, day: str, known: tuple[int, ...], year: int
) -> None:
    monkeypatch.setattr(dates, "today", lambda: date.fromisoformat(day))
    assert questionnaires.year_to_ask_about(known) == year


@pytest.mark.parametrize(
    ("day", "is_time", "end"),
    [
        ("2027-05-31", False, "2027-07-31"),
        ("2027-06-01", True, "2027-07-31"),
        ("2027-07-20", True, "2027-08-17"),
        ("2027-10-01", True, "2027-10-29"),
    ],
)
def test_from_june_it_is_time_and_four_weeks_are_left_to_answer(
    monkeypatch: pytest.MonkeyPatch, day: str, is_time: bool, end: str
) -> None:
    monkeypatch.setattr(dates, "today", lambda: date.fromisoformat(day))
    assert questionnaires.is_time(2026) is is_time
    assert questionnaires.end_of(2026) == date.fromisoformat(end)


# Links


@given(st.uuids(), st.integers(0, 2**32 - 1), st.text(min_size=1))
def test_a_signed_token_says_what_it_was_made_of_and_is_nobody_elses(
    record: UUID, number: int, other: str
) -> None:
    token = tokens.signed(KEY, "one", record, number)
    assert tokens.read_signed(KEY, "one", token) == (record, number)
    assert tokens.read_signed(KEY + other, "one", token) is None
    assert tokens.read_signed(KEY, "one" + other, token) is None
    assert tokens.read_signed(KEY, "one", other) is None
    # What a letter or mail program hangs on may be overlooked; it never opens anything else.
    assert tokens.read_signed(KEY, "one", token + other) in (None, (record, number))


@given(st.uuids(), st.uuids(), st.integers(0, 100), st.integers(0, 100))
def test_a_signature_is_of_one_record_and_one_number(
    one: UUID, other: UUID, first: int, second: int
) -> None:
    named = tokens.signed(KEY, "one", one, first).split(".")[0]
    signature = tokens.signed(KEY, "one", other, second).split(".")[1]
    made_up = tokens.read_signed(KEY, "one", f"{named}.{signature}")
    assert made_up == ((one, first) if (one, first) == (other, second) else None)


def test_a_link_can_be_had_again_and_is_not_in_the_database(asked: Journal) -> None:
    assert link(asked) == link(asked)
    found = questionnaires.find(KEY, link(asked))
    assert found is not None
    assert found.school.name == "Ashby Primary School"
    kept = rows(asked)["Ashby Primary School"].questionnaire
    values = [str(getattr(kept, column.name)) for column in Questionnaire.__table__.columns]
    assert not any(part in value for value in values for part in link(asked).split("."))


def test_each_school_has_a_link_of_its_own(asked: Journal) -> None:
    found = questionnaires.find(KEY, link(asked, "Birch School"))
    assert found is not None
    assert found.school.name == "Birch School"
    assert link(asked, "Birch School") != link(asked)


def test_a_link_works_on_its_last_day_and_not_after_it(asked: Journal) -> None:
    kept = rows(asked)["Ashby Primary School"].questionnaire
    set_back(kept, open_until=today())
    assert questionnaires.find(KEY, link(asked)) is not None
    set_back(kept, open_until=today() - timedelta(days=1))
    assert questionnaires.find(KEY, link(asked)) is None


def test_a_new_link_ends_the_older(asked: Journal) -> None:
    old = link(asked)
    questionnaires.renew(asked.primary, YEAR)
    assert questionnaires.find(KEY, old) is None
    assert questionnaires.find(KEY, link(asked)) is not None
    assert rows(asked)["Ashby Primary School"].questionnaire.open_until == today() + timedelta(1)  # type: ignore[union-attr]


def test_a_link_that_was_ended_stays_so_when_all_are_asked_again(asked: Journal) -> None:
    old = link(asked)
    for _ in range(2):
        questionnaires.end(asked.primary, YEAR)
    assert not rows(asked)["Ashby Primary School"].is_open
    questionnaires.ask(asked.id, YEAR, today() + timedelta(days=5))
    assert questionnaires.find(KEY, old) is None
    assert questionnaires.find(KEY, link(asked)) is not None


def test_another_last_day_keeps_the_links_that_were_passed_on(asked: Journal) -> None:
    old = link(asked)
    assert questionnaires.ask(asked.id, YEAR, today() + timedelta(days=30)) == 2
    found = questionnaires.find(KEY, old)
    assert found is not None
    assert found.open_until == today() + timedelta(days=30)


def test_a_school_that_was_not_asked_gets_a_link_for_four_weeks(journal: Journal) -> None:
    questionnaires.renew(journal.primary, YEAR)
    kept = rows(journal)["Ashby Primary School"].questionnaire
    assert kept is not None
    assert kept.open_until == today() + questionnaires.LASTS
    assert not rows(journal)["Birch School"].was_asked


@pytest.mark.parametrize("days", [-1, 367])
def test_a_last_day_is_to_come_and_within_a_year(journal: Journal, days: int) -> None:
    with pytest.raises(Invalid) as refused:
        questionnaires.ask(journal.id, YEAR, today() + timedelta(days=days))
    assert set(refused.value.errors) == {"open_until"}
    assert not any(row.was_asked for row in rows(journal).values())


def test_asking_twice_at_once_makes_one_of_each(
    journal: Journal, at_once: Callable[..., list[Any]]
) -> None:
    def ask() -> int:
        return questionnaires.ask(journal.id, YEAR, today())

    assert at_once(ask, ask) == [2, 2]
    assert len(db.session.query(Questionnaire).all()) == 2


# What is sent with it


@pytest.mark.parametrize(("years_ago", "word"), [(0, "are working"), (1, "worked")])
def test_the_letter_speaks_of_a_year_that_is_over_as_past(years_ago: int, word: str) -> None:
    sender = questionnaires.Sender("Helen Birch", "Vale", academic_year(today()) - years_ago)
    letter = questionnaires.letter(sender, today())
    assert f"teachers of your school {word} in a trio of Vale." in letter
    assert f"Did you know what they {word} on," in letter


def test_the_letter_is_short_and_says_who_reads_the_answer_and_until_when() -> None:
    sender = questionnaires.Sender("Helen Birch", "Vale Alliance", 2026)
    letter = questionnaires.letter(
        sender, date(2027, 7, 31), "Ashby", "https://x.org/q/1", ("Talk", "Maths")
    )
    assert letter.startswith("Dear headteacher of Ashby,\n\nIn 2026-27 teachers of your school ")
    assert "in trios of Vale Alliance, on “Talk” and “Maths”." in letter
    assert "\n\nhttps://x.org/q/1\n\n" in letter
    for part in ("two minutes", "Only the coordinators of Vale Alliance", "until Sat 31 Jul 2027"):
        assert part in letter
    assert letter.endswith("Thank you,\nHelen Birch")
    assert len(letter.split()) < 120
