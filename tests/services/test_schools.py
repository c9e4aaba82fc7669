"""Schools: by hand and from the register."""

from __future__ import annotations

from typing import Any

import pytest

from trio_journal.dates import today
from trio_journal.exceptions import Conflict, Invalid, NotFound, Stale
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import School, SchoolPhase
from trio_journal.register import RegisterSchool
from trio_journal.services import schools

from .conftest import House, Journal


def values(**others: Any) -> dict[str, Any]:
    return {
        "urn": 900001,
        "name": "Cross School",
        "town": "Cross",
        "phase": SchoolPhase.SECONDARY,
        "low_age": 11,
        "high_age": 16,
    } | others


def names(house: House, **which: bool) -> list[str]:
    return [school.name for school in schools.of_alliance(house.id, **which)]


def test_a_school_is_added_and_listed_by_name(journal: Journal) -> None:
    school = schools.add(journal.id, values())
    assert (school.urn, school.town, school.phases) == (900001, "Cross", {"secondary"})
    assert names(journal) == ["Ashby Primary School", "Birch School", "Cross School"]


def test_sending_the_form_twice_makes_one_school(journal: Journal, elsewhere: House) -> None:
    school_id = new_id()
    schools.add(journal.id, values(), school_id)
    assert schools.add(journal.id, values(), school_id).id == school_id
    assert names(journal).count("Cross School") == 1
    with pytest.raises(NotFound):
        schools.add(elsewhere.id, values(), school_id)


def test_a_school_sent_again_with_other_words_is_refused(journal: Journal) -> None:
    school_id = new_id()
    schools.add(journal.id, values(), school_id)
    with pytest.raises(Conflict, match="saved already, with other words"):
        schools.add(journal.id, values(town="Tarrow"), school_id)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"name": None}, "name"), ({"low_age": 17}, "high_age")],
)
def test_a_school_has_a_name_and_ages_in_order(
    journal: Journal, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        schools.add(journal.id, values(**wrong))
    assert refusal.value.errors[field]
    school = schools.add(journal.id, values())
    with pytest.raises(Invalid):
        schools.change(school.id, school.version, wrong)
    db.session.refresh(school)
    assert (school.name, school.low_age) == ("Cross School", 11)


def test_a_number_of_the_register_is_used_once_in_an_alliance(
    journal: Journal, elsewhere: House
) -> None:
    school = schools.add(journal.id, values())
    with pytest.raises(Invalid) as refusal:
        schools.add(journal.id, values(name="Other School"))
    assert refusal.value.errors["urn"] == ["Cross School has this number already."]
    with pytest.raises(Invalid):
        schools.change(journal.primary.id, 1, {"urn": 900001})
    schools.change(school.id, 1, {"urn": 900001, "town": "Tarrow"})
    schools.add(elsewhere.id, values())
    schools.add(journal.id, values(urn=None, name="No number"))
    schools.add(journal.id, values(urn=None, name="No number either"))


def test_a_closed_school_is_off_the_list_until_it_opens_again(journal: Journal) -> None:
    assert schools.close(journal.primary.id).closed_on == today()
    assert names(journal) == ["Birch School"]
    assert names(journal, closed=True) == ["Ashby Primary School", "Birch School"]
    schools.reopen(journal.primary.id)
    assert names(journal) == ["Ashby Primary School", "Birch School"]


def row(urn: int, name: str = "Cross School", phase: str = "secondary") -> RegisterSchool:
    return RegisterSchool(urn=urn, name=name, town="Cross", phase=phase, low_age=11, high_age=16)


def test_an_import_adds_new_schools_and_updates_known_ones(
    journal: Journal, elsewhere: House
) -> None:
    schools.change(journal.primary.id, 1, {"urn": 900001})
    schools.add(elsewhere.id, values(urn=900002))
    done = schools.import_register(
        journal.id, [row(900001, "Ashby Junior School", "primary"), row(900002, phase="16_plus")]
    )
    assert (done.added, done.updated) == (1, 1)
    assert names(journal) == ["Ashby Junior School", "Birch School", "Cross School"]
    assert journal.primary.phase is SchoolPhase.PRIMARY
    assert names(elsewhere) == ["Cross School"]


def test_an_import_adds_all_or_nothing(journal: Journal) -> None:
    with pytest.raises(ValueError, match="nursery school"):
        schools.import_register(journal.id, [row(900001), row(900002, phase="nursery school")])
    assert "Cross School" not in names(journal)


@pytest.mark.parametrize(
    ("phase", "taught"),
    [
        (SchoolPhase.PRIMARY, {"primary"}),
        (SchoolPhase.SECONDARY, {"secondary"}),
        (SchoolPhase.SIXTEEN_PLUS, {"secondary"}),
        (SchoolPhase.MIDDLE, {"primary", "secondary"}),
        (SchoolPhase.ALL_THROUGH, {"primary", "secondary"}),
    ],
)
def test_what_a_school_teaches_follows_its_phase(phase: SchoolPhase, taught: set[str]) -> None:
    assert School(phase=phase).phases == taught


def test_a_school_is_not_saved_over_a_newer_one(journal: Journal) -> None:
    school_id = journal.primary.id
    assert schools.change(school_id, 1, {"town": "Tarrow"}).version == 2
    with pytest.raises(Stale):
        schools.change(school_id, 1, {"town": "Cross"})
    assert schools.change(school_id, 1, {"town": "Tarrow"}).version == 2, "sent twice"
    assert schools.change(school_id, 2, {"town": "Cross"}).version == 3


def test_an_import_is_news_where_it_changed_something(journal: Journal) -> None:
    schools.import_register(journal.id, [row(900001), row(900002, "Dale School")])
    schools.import_register(journal.id, [row(900001), row(900002, "Dale High School")])
    found = {school.name: school.version for school in schools.of_alliance(journal.id)}
    assert (found["Cross School"], found["Dale High School"]) == (1, 2)
