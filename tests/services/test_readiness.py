"""How far a trio is and what it lacks, from facts alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from trio_journal.services import readiness
from trio_journal.services.readiness import ComingVisit, Facts, Stage

DAY = date(2026, 11, 24)
THREE = ("Ann", "Bob", "Cat")


def said(facts: Facts) -> list[str]:
    return [one.text for one in readiness.missing(facts, DAY)]


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        (Facts(present=("Ann", "Bob")), Stage.FORMING),
        (Facts(present=THREE), Stage.ASKING),
        (Facts(present=("Ann", "Bob"), away=("Cat",)), Stage.ASKING),
        (Facts(present=("Ann", "Bob"), lost_somebody=True), Stage.ASKING),
        (Facts(present=("Ann", "Bob"), questions=1), Stage.ASKED),
        (Facts(present=THREE, questions=1, last_observed=DAY), Stage.OBSERVING),
        (Facts(present=THREE, questions=1, pending=1), Stage.AGREEING),
        (Facts(present=THREE, questions=1, agreed=1), Stage.AGREEING),
        (Facts(present=THREE, questions=1, last_observed=DAY, withdrawn=1), Stage.OBSERVING),
        (Facts(present=THREE, questions=1, pending=1, shared=1), Stage.SHARED),
        (Facts(present=THREE, shared=1, closed=True), Stage.CLOSED),
    ],
)
def test_stages(facts: Facts, stage: Stage) -> None:
    assert readiness.stage(facts) is stage


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (Facts(present=(), formed_on=DAY), ["Nobody is in it yet", "No question yet"]),
        (
            Facts(present=("Ann", "Bob"), formed_on=DAY),
            ["Two of three members so far", "No question yet"],
        ),
        (
            Facts(present=("Ann", "Bob"), lost_somebody=True, formed_on=DAY),
            ["Looking for a third member", "No question yet"],
        ),
        (
            Facts(present=("Ann",), lost_somebody=True, formed_on=DAY),
            ["One of three members so far", "No question yet"],
        ),
        (
            Facts(present=("Ann", "Bob"), away=("Cat",), formed_on=DAY),
            ["Cat is away", "No question yet"],
        ),
        (
            Facts(present=THREE, formed_on=DAY - timedelta(days=31)),
            ["No question yet", "Nothing observed yet"],
        ),
        (Facts(present=THREE, questions=1), ["Nothing observed yet"]),
        (
            Facts(present=THREE, questions=1, last_observed=DAY - timedelta(days=30)),
            ["No finding yet"],
        ),
        (
            Facts(present=THREE, questions=1, last_observed=DAY - timedelta(days=31)),
            ["Nothing observed since Sat 24 Oct", "No finding yet"],
        ),
        (Facts(present=THREE, questions=1, shared=1), []),
        (Facts(present=(), closed=True), []),
    ],
)
def test_people_questions_and_observing(facts: Facts, missing: list[str]) -> None:
    assert said(facts) == missing


def test_visits() -> None:
    visit = ComingVisit(date(2026, 12, 3), needs_cover=True, needs_head=True)
    fine = ComingVisit(date(2026, 12, 4), needs_cover=False, needs_head=False)
    assert said(Facts(present=THREE, questions=1, shared=1, visits=(visit, fine))) == [
        "No cover yet for the visit on Thu 3 Dec",
        "The host's head has not agreed to the visit on Thu 3 Dec",
    ]


@pytest.mark.parametrize(
    ("counts", "missing"),
    [
        (
            {"pending": 1, "to_agree": (("Cat", 1),)},
            ["Cat still has to agree one finding"],
        ),
        (
            {"pending": 2, "to_agree": (("Bob", 2), ("Cat", 1))},
            ["Bob still has to agree two findings", "Cat still has to agree one finding"],
        ),
        ({"pending": 1, "untouched": 1}, ["One draft finding waits to be agreed"]),
        ({"pending": 12, "untouched": 12}, ["12 draft findings wait to be agreed"]),
        ({"agreed": 1}, ["One finding is agreed, but not shared yet"]),
        ({"agreed": 2}, ["Two findings are agreed, but not shared yet"]),
        ({"withdrawn": 1}, ["Nothing is shared: what was shared has been withdrawn"]),
        (
            {"shared": 1, "entered": 1},
            ["One finding was typed in for the trio: one of them has to confirm"],
        ),
    ],
)
def test_findings(counts: dict[str, Any], missing: list[str]) -> None:
    assert said(Facts(present=THREE, questions=1, last_observed=DAY, **counts)) == missing
