"""Every route of the app's own URL map, as page and fragment, with every role.

A route that `world.CASES` does not know fails: whoever adds one says there who may use it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from trio_journal.services import sessions

from .conftest import HTMX
from .world import CASES, ROLES, SECRET, World, close

PUBLIC = {
    "static", "health.show", "home.show", "sessions.new", "sessions.create", "invitations.show",
    "invitations.accept", "reading.show", "handouts.show_schema",
    "heads.show", "heads.answer", "heads.thanks",
    "reading.ask", "reading.send", "reading.thanks",
}  # fmt: skip
# Whose secret words a page may show: those in the trio.
INSIDE = {"trio", "away", "both", "closed"}


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint)


def methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def test_every_route_is_known(app: Flask) -> None:
    there = {rule.endpoint for rule in rules(app)}
    assert there - set(CASES) == set(), "say in world.CASES who may use them"
    assert set(CASES) - there == set(), "these are gone"


def test_every_route_answers_one_method(app: Flask) -> None:
    for rule in rules(app):
        assert methods(rule) in ({"GET"}, {"POST"}), rule


def test_a_route_is_public_only_on_purpose(app: Flask) -> None:
    views = app.view_functions
    assert {name for name in CASES if getattr(views[name], "public", False)} == PUBLIC - {"static"}
    for endpoint, cases in CASES.items():
        for case in cases:
            assert (case.status("stranger") in (401, 303)) or endpoint in PUBLIC, endpoint


@pytest.fixture
def world(app: Flask) -> World:
    """Return the alliance; build in it inside an app context, and send requests outside."""
    with app.app_context():
        built = World()
    return built


def client_of(app: Flask, world: World, role: str) -> FlaskClient:
    client = app.test_client()
    person = world.who(role)
    if person is not None:
        token = sessions.start(person)
        with client.session_transaction() as session:
            session["_user_id"] = token
    return client


@dataclass
class Walk:
    """One role's way through all routes."""

    app: Flask
    world: World
    role: str
    client: FlaskClient | None = None
    wrong: list[str] = field(default_factory=list)

    def visit(self, endpoint: str, number: int, method: str, headers: dict[str, str]) -> None:
        """Send one request, of something made for it, and note what is not as the table says."""
        case = CASES[endpoint][number]
        status = case.status(self.role)
        expected = expected_by_htmx(status, method) if headers else {status}
        with self.app.app_context():
            if self.role == "closed":
                close(self.world, closed=False)
            at, form = case.at(self.world), case.form(self.world)
            if self.role == "closed" and endpoint not in AWAY:
                close(self.world, closed=True)
            if self.client is None or endpoint in SIGNING:
                self.client = client_of(self.app, self.world, self.role)
            before = self.world.rows() if status >= 400 else None
        url = self.app.url_map.bind("localhost").build(endpoint, at)
        with self.client.open(url, method=method, data=form or None, headers=headers) as answer:
            status, body = answer.status_code, answer.get_data().decode(errors="replace")
        if endpoint in SIGNING:
            self.client = None
        name = f"{endpoint}[{number}]{' by htmx' if headers else ''}"
        if status not in expected:
            self.wrong.append(f"{name}: {status}, not {expected}")
        if before is not None:
            with self.app.app_context():
                if self.world.rows() != before:
                    self.wrong.append(f"{name}: refused, and yet it wrote something")
        if status >= 400 and SECRET in body and self.role not in INSIDE:
            self.wrong.append(f"{name}: the refusal tells a secret")
        if headers and status < 400 and "<html" in body and endpoint in FRAGMENTS:
            self.wrong.append(f"{name}: a whole page for htmx")


# These change who is signed in.
SIGNING = {"sessions.create", "sessions.delete", "invitations.accept"}
# In a closed year the answer is 409: nothing to mark any more.
AWAY = {"trio_members.away", "trio_members.back"}


def expected_by_htmx(status: int, method: str) -> set[int]:
    """Return how htmx is answered: never by a redirect that would put a page into a fragment."""
    if status == 303 and method == "GET":
        return {200, 303, 401}
    return {200} if status == 303 else {status}


@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_this_role_as_the_table_says(
    app: Flask, world: World, role: str
) -> None:
    walk = Walk(app, world, role)
    for rule in rules(app):
        method = methods(rule).pop()
        for number in range(len(CASES[rule.endpoint])):
            for headers in ({}, HTMX):
                walk.visit(rule.endpoint, number, method, headers)
    assert walk.wrong == []


# Addresses that htmx asks for a part of; the others are opened as pages only.
FRAGMENTS = {
    "questions.show", "questions.edit", "questions.new", "questions.update",
    "visits.show", "visits.edit", "visits.new", "visits.update",
    "observations.show", "observations.edit", "observations.new", "observations.create",
    "observations.update", "observations.sort", "observations.saved",
    "findings.show", "findings.edit", "findings.new", "findings.update", "findings.agree",
    "findings.share", "findings.take_back", "findings.withdraw", "findings.confirm", "trios.show",
    "replies.create_on_question", "replies.create_on_visit", "replies.create_on_observation",
    "replies.create_on_finding", "people.show", "people.edit", "people.update", "schools.show",
    "schools.edit", "schools.update", "trio_members.away", "trio_members.back",
    "trio_members.lead", "running_order.add_slot", "running_order.update_slot",
    "running_order.move_slot", "running_order.delete_slot", "running_order.restore_slot",
    "running_order.move_finding", "running_order.leave_out", "running_order.put_back",
    "evenings.show", "reports.edit", "reports.update",
}  # fmt: skip
