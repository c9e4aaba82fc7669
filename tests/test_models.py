"""What the tables promise: nothing reaches into another alliance, and moments are in UTC."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column as SqlColumn
from sqlalchemy import (
    ForeignKeyConstraint,
    Table,
    UniqueConstraint,
    create_engine,
    insert,
    inspect,
    select,
)
from sqlalchemy import MetaData as SqlMetaData
from sqlalchemy.exc import IntegrityError, StatementError

from trio_journal.exceptions import Conflict
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import (
    Alliance,
    Entry,
    Evening,
    Finding,
    Membership,
    Observation,
    Question,
    School,
    SchoolPhase,
    Trio,
    User,
    Visit,
)
from trio_journal.models.base import UTCDateTime
from trio_journal.services.transaction import writing

TABLES: list[Table] = list(db.metadata.sorted_tables)
# Rows of an alliance; a signed-in browser only remembers which one it looks at.
TENANTS = [t for t in TABLES if "alliance_id" in t.c and not t.c.alliance_id.nullable]
LINKS = [t for t in TENANTS if "id" not in t.c]
NAMES = {table.name for table in TENANTS}
COMMON = {"alliance", "user_account", "login_session", "invitation"}


@pytest.fixture(autouse=True)
def _in_the_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def columns(constraint: Any) -> tuple[str, ...]:
    return tuple(column.name for column in constraint.columns)


# Tenancy


def test_every_table_belongs_to_an_alliance_or_is_known_not_to() -> None:
    assert {table.name for table in TABLES} == NAMES | COMMON


@pytest.mark.parametrize("table", [t for t in TENANTS if t not in LINKS], ids=lambda t: t.name)
def test_rows_can_be_referred_to_together_with_their_alliance(table: Table) -> None:
    unique = [columns(c) for c in table.constraints if isinstance(c, UniqueConstraint)]
    assert ("alliance_id", "id") in unique


@pytest.mark.parametrize("table", TENANTS, ids=lambda t: t.name)
def test_references_between_them_carry_the_alliance(table: Table) -> None:
    for constraint in table.constraints:
        if not isinstance(constraint, ForeignKeyConstraint):
            continue
        target = constraint.referred_table.name
        if target in NAMES:
            assert columns(constraint)[0] == "alliance_id", constraint.name
            referred = [element.column.name for element in constraint.elements]
            assert referred[0] == "alliance_id", constraint.name
            assert len(referred) == 2, constraint.name
        else:
            assert target in COMMON, constraint.name


@pytest.mark.parametrize("table", TENANTS, ids=lambda t: t.name)
def test_every_id_of_another_row_is_a_reference(table: Table) -> None:
    """History outlives what it is of: only there an id may lead nowhere."""
    referring = {
        name
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        for name in columns(constraint)
    }
    loose = {c.name for c in table.c if c.name.endswith("_id")} - referring
    assert loose == ({"entry_id"} if table.name == "revision" else set())


def test_the_database_has_these_references_too() -> None:
    """What the migration made is what the models say."""
    inspector = inspect(db.engine)
    for table in TENANTS:
        made = {
            (tuple(key["constrained_columns"]), key["referred_table"])
            for key in inspector.get_foreign_keys(table.name)
        }
        said = {
            (columns(constraint), constraint.referred_table.name)
            for constraint in table.constraints
            if isinstance(constraint, ForeignKeyConstraint)
        }
        assert made == said, table.name


class House:
    """The rows of one alliance, straight into the tables."""

    def __init__(self, name: str) -> None:
        with writing() as session:
            alliance = Alliance(name=name)
            user = User(email=f"{name}@example.org", name=name)
            session.add_all([alliance, user])
            session.flush()
            self.id, self.user = alliance.id, user.id
            session.add(Membership(alliance_id=self.id, user_id=self.user))
            self.school = self.put(
                session,
                School(name=name, phase=SchoolPhase.PRIMARY, low_age=4, high_age=11),
            )
            self.trio = self.put(session, Trio(number=1, focus="Talk", academic_year=2026))
            mine = {"trio_id": self.trio, "author_id": self.user}
            self.question = self.put(session, Question(text="What?", **mine))
            self.visit = self.put(
                session,
                Visit(visit_date=date(2026, 11, 24), host_school_id=self.school, **mine),
            )
            self.observation = self.put(session, Observation(seen="That.", **mine))
            self.finding = self.put(session, Finding(claim="So.", **mine))

    def put(self, session: Any, row: Any) -> Any:
        row.alliance_id = self.id
        session.add(row)
        session.flush()
        return row.id


@pytest.fixture
def ours() -> House:
    return House("ours")


@pytest.fixture
def theirs() -> House:
    return House("theirs")


REACHES = [
    ("membership", {"user_id": "user", "school_id": "their school", "role": "member"}),
    (
        "trio_membership",
        {"trio_id": "trio", "user_id": "their user", "joined_on": date(2026, 9, 1)},
    ),
    (
        "trio_membership",
        {"trio_id": "their trio", "user_id": "user", "joined_on": date(2026, 9, 1)},
    ),
    ("observation_question", {"observation_id": "observation", "question_id": "their question"}),
    ("observation_question", {"observation_id": "their observation", "question_id": "question"}),
    ("visit_person", {"visit_id": "visit", "user_id": "their user"}),
    (
        "finding_evidence",
        {"finding_id": "finding", "observation_id": "their observation", "fits": True},
    ),
    (
        "agreement",
        {
            "finding_id": "finding",
            "user_id": "their user",
            "version": 1,
            "agreed_at": datetime(2026, 11, 24, tzinfo=UTC),
        },
    ),
    (
        "reply",
        {
            "trio_id": "trio",
            "author_id": "user",
            "observation_id": "their observation",
            "text": "Yes.",
        },
    ),
]


@pytest.mark.parametrize(("table", "row"), REACHES)
def test_the_database_refuses_a_reference_into_another_alliance(
    ours: House, theirs: House, table: str, row: dict[str, Any]
) -> None:
    values = {name: _resolve(ours, theirs, value) for name, value in row.items()}
    target = db.metadata.tables[table]
    if "id" in target.c:
        values["id"] = new_id()
    # (A place in the alliance that the person has already is the first thing found wrong there.)
    with pytest.raises((IntegrityError, Conflict)), writing() as session:
        session.execute(insert(target).values(alliance_id=ours.id, **values))


def _resolve(ours: House, theirs: House, value: Any) -> Any:
    if not isinstance(value, str) or not hasattr(ours, value.removeprefix("their ")):
        return value
    house = theirs if value.startswith("their ") else ours
    return getattr(house, value.removeprefix("their "))


@pytest.mark.parametrize("noun", ["question", "visit", "observation", "finding"])
def test_an_entry_cannot_be_moved_to_another_alliances_trio(
    ours: House, theirs: House, noun: str
) -> None:
    table = db.metadata.tables[noun]
    entry_id = getattr(ours, noun)
    for values in ({"trio_id": theirs.trio}, {"alliance_id": theirs.id}):
        with pytest.raises(IntegrityError), writing() as session:
            session.execute(table.update().where(table.c.id == entry_id).values(**values))


# What a row may say


@pytest.mark.parametrize("years", [(5, 3), (3, None), (None, 3), (-2, 3), (3, 14)])
@pytest.mark.parametrize("kind", [Question, Observation, Finding])
def test_the_database_refuses_year_groups_out_of_order(
    ours: House, kind: type[Entry], years: tuple[int | None, int | None]
) -> None:
    table = kind.__table__
    with pytest.raises(IntegrityError), writing() as session:
        session.execute(
            table.update()
            .where(table.c.id == getattr(ours, kind.noun))
            .values(year_from=years[0], year_to=years[1])
        )


def test_the_database_refuses_a_choice_that_there_is_not(ours: House) -> None:
    with pytest.raises((IntegrityError, StatementError)), writing() as session:
        session.connection().exec_driver_sql("UPDATE finding SET state = 'perhaps'")


@pytest.mark.parametrize("rating", [-1, 4])
def test_the_database_refuses_a_rating_outside_the_four(ours: House, rating: int) -> None:
    table = Observation.__table__
    with pytest.raises(IntegrityError), writing() as session:
        session.execute(table.update().values(rating=rating))


def test_a_reply_is_under_one_entry(ours: House) -> None:
    reply = db.metadata.tables["reply"]
    values = {
        "alliance_id": ours.id,
        "trio_id": ours.trio,
        "author_id": ours.user,
        "text": "Yes.",
    }
    for under in ({}, {"question_id": ours.question, "visit_id": ours.visit}):
        with pytest.raises(IntegrityError), writing() as session:
            session.execute(insert(reply).values(id=new_id(), **values, **under))


@pytest.mark.parametrize("kind", [Question, Visit, Observation, Finding, Evening, Trio])
def test_two_writers_of_one_version_cannot_both_win(kind: type[Any]) -> None:
    assert kind.__mapper__.version_id_col is kind.__table__.c.version


# Moments


def test_a_moment_without_a_time_zone_is_refused() -> None:
    kind = UTCDateTime()
    with pytest.raises(ValueError, match="time zone"):
        kind.process_bind_param(datetime(2026, 11, 24, 9), db.engine.dialect)  # noqa: DTZ001


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 7, 1, 9, 30, 0, 123456, tzinfo=UTC),
        datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=1))),
        datetime(2026, 1, 1, 0, 15, tzinfo=timezone(timedelta(hours=-11))),
    ],
)
def test_a_moment_comes_back_aware_and_in_utc(ours: House, moment: datetime) -> None:
    with writing() as session:
        session.get_one(Observation, ours.observation).observed_at = moment
    db.session.expire_all()
    kept = db.session.scalars(select(Observation.observed_at)).one()
    assert kept == moment
    assert kept.tzinfo is UTC


def test_no_moment_is_no_moment(ours: House) -> None:
    assert db.session.get_one(Finding, ours.finding).shared_at is None


def test_moments_sort_as_they_happened() -> None:
    """Also on an engine that keeps them as text."""
    engine = create_engine("sqlite://")
    table = Table("moment", SqlMetaData(), SqlColumn("at", UTCDateTime))
    table.metadata.create_all(engine)
    early = datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    late = datetime(2026, 7, 1, 9, tzinfo=UTC)
    with engine.begin() as connection:
        connection.execute(insert(table), [{"at": late}, {"at": early}])
        assert list(connection.scalars(select(table.c.at).order_by(table.c.at))) == [early, late]
        assert list(connection.scalars(select(table.c.at).where(table.c.at < late))) == [early]
    engine.dispose()
