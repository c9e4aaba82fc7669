"""A small alliance, made through the services: a trio of three, and a coordinator."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from copy import copy
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import inspect, select, update
from werkzeug.security import generate_password_hash

from trio_journal.dates import today
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import (
    Agreement,
    Alliance,
    Entry,
    Finding,
    Membership,
    Observation,
    Question,
    Role,
    School,
    SchoolPhase,
    Trio,
    Visit,
)
from trio_journal.services import (
    agreements,
    alliances,
    findings,
    invitations,
    observations,
    people,
    questions,
    schools,
    sessions,
    trios,
    visits,
)
from trio_journal.services.transaction import writing

PHASES = {
    SchoolPhase.PRIMARY: (4, 11),
    SchoolPhase.MIDDLE: (9, 13),
    SchoolPhase.SECONDARY: (11, 18),
    SchoolPhase.ALL_THROUGH: (4, 18),
}


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in no time: how slow it is on purpose is not what these tests are about."""
    for service in (invitations, sessions):
        monkeypatch.setattr(
            service,
            "generate_password_hash",
            partial(generate_password_hash, method="pbkdf2:sha256:1"),
        )


@pytest.fixture(autouse=True)
def _in_the_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


class House:
    """An alliance with what a test needs of it; people, schools and trios are made by name."""

    def __init__(self, name: str) -> None:
        self.alliance: Alliance = alliances.create(name)
        self.id = self.alliance.id

    def school(self, name: str, phase: SchoolPhase = SchoolPhase.PRIMARY) -> School:
        low, high = PHASES[phase]
        values = {"name": name, "town": "", "phase": phase, "low_age": low, "high_age": high}
        return schools.add(self.id, values | {"urn": None})

    def person(self, name: str, school: School | None = None, role: Role = Role.MEMBER) -> UUID:
        membership, _ = people.add(
            self.id,
            name=f"{name.title()} {name.title()}son",
            email=f"{name}@{self.id.hex}.example.org",
            role=role,
            school_id=school.id if school else None,
        )
        return membership.user_id

    def place(self, person: UUID) -> Membership:
        """Return somebody's place in the alliance."""
        return db.session.scalars(
            select(Membership).where(
                Membership.alliance_id == self.id, Membership.user_id == person
            )
        ).one()

    def trio(self, *members: UUID, focus: str = "Talk", **details: Any) -> Trio:
        return trios.create(
            self.id,
            new_id(),
            focus=focus,
            member_ids=members,
            lead_id=members[0] if members else None,
            **details,
        )


class Journal(House):
    """The trio of ann (primary, its lead), bob (secondary) and cat (primary).

    dan (secondary) is in no trio, and helen coordinates. Entries are ann's unless `by` says
    otherwise.
    """

    def __init__(self) -> None:
        super().__init__("Vale Alliance")
        self.primary = self.school("Ashby Primary School")
        self.secondary = self.school("Birch School", SchoolPhase.SECONDARY)
        self.helen = self.person("helen", self.secondary, Role.COORDINATOR)
        self.ann = self.person("ann", self.primary)
        self.bob = self.person("bob", self.secondary)
        self.cat = self.person("cat", self.primary)
        self.dan = self.person("dan", self.secondary)
        self.home = self.trio(self.ann, self.bob, self.cat)

    def here(self) -> Journal:
        """Return it with its rows as they are in the session of this context."""
        again = copy(self)
        for name in ("alliance", "primary", "secondary", "home"):
            row = getattr(self, name)
            setattr(again, name, db.session.get_one(type(row), inspect(row).identity))
        return again

    def question(
        self, text: str = "What helps?", by: UUID | None = None, **values: Any
    ) -> Question:
        return questions.create(self.home, by or self.ann, new_id(), {"text": text} | values)

    def visit(self, by: UUID | None = None, **values: Any) -> Visit:
        values = {"visit_date": today(), "host_school_id": self.secondary.id} | values
        return visits.create(self.home, by or self.ann, new_id(), values)

    def note(
        self, seen: str = "They counted.", by: UUID | None = None, **values: Any
    ) -> Observation:
        return observations.create(self.home, by or self.ann, new_id(), {"seen": seen} | values)

    def finding(
        self, *notes: Observation, claim: str = "Counting helps.", **values: Any
    ) -> Finding:
        values = {"claim": claim, "supporting": [note.id for note in notes]} | values
        return findings.create(self.home, self.ann, new_id(), values)

    def agree(self, finding: Finding, *people: UUID) -> Finding:
        """Have people agree, all three unless they are named, to the version there is."""
        for person in people or (self.ann, self.bob, self.cat):
            agreements.agree(finding.id, person, finding.version)
        return finding

    def share(self, finding: Finding) -> Finding:
        """Have all three agree, and share."""
        self.agree(finding)
        return agreements.share(finding.id, self.ann, finding.version)


@pytest.fixture
def journal(filled: Callable[[Callable[[], Journal]], Journal]) -> Journal:
    """Return a trio's journal in which nothing is written yet."""
    return filled(Journal).here()


@pytest.fixture
def elsewhere() -> House:
    """Return another alliance."""
    return House("Elsewhere Alliance")


@pytest.fixture
def at_once(app: Flask) -> Callable[..., list[Any]]:
    """Return what does several jobs in the same moment, each in a request of its own.

    Each job's result is what it returned, or the exception it raised.
    """

    def run(*jobs: Callable[[], Any]) -> list[Any]:
        results: list[Any] = [None] * len(jobs)
        start = threading.Barrier(len(jobs))

        def work(place: int, job: Callable[[], Any]) -> None:
            with app.app_context():
                try:
                    # As a request does, which reads who is signed in before it writes.
                    db.session.scalar(select(Alliance.id).limit(1))
                    start.wait(10)
                    results[place] = job()
                except Exception as error:
                    results[place] = error

        threads = [threading.Thread(target=work, args=pair) for pair in enumerate(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        db.session.rollback()
        return results

    return run


def set_back(row: Entry | Any, **values: Any) -> None:
    """Set a row's columns as if time had passed."""
    with writing() as session:
        session.execute(update(type(row)).where(type(row).id == row.id).values(**values))


def agreed(finding: Finding) -> set[UUID]:
    """Return who has agreed to a finding, as the database has it."""
    return set(
        db.session.scalars(select(Agreement.user_id).where(Agreement.finding_id == finding.id))
    )


def quoted(journal: Journal, note: Observation) -> Finding:
    """Return a finding that quotes a note, and has every field that an agreement is to."""
    return journal.finding(
        note,
        journal.note("They drew it."),
        year_from=2,
        year_to=4,
        limits="Two schools.",
        quotation="it is twice as long",
        quotation_observation_id=note.id,
    )


@pytest.fixture
def note(journal: Journal) -> Observation:
    return journal.note("One said 'it is twice as long, look'. He was right.")


@pytest.fixture
def draft(journal: Journal, note: Observation) -> Finding:
    return journal.finding(note)
