"""Every private word of a trio, looked for in every answer that others get.

Private are questions, visits, observations, drafts, replies, earlier versions and the bin. Two
kinds of words leave the trio on purpose: those of a shared finding, and, where one is shared or
printed, the question it answers ("We asked").
"""

from __future__ import annotations

import gzip
import io
import zipfile

import pypdf
import pytest
from flask import Flask

from trio_journal.models import ReportKind

from .conftest import HTMX
from .test_role_walk import client_of, methods, rules
from .world import ASKED, CASES, HALL_SAID, HALL_TOLD, HEAD_SAID, LEFT_OUT, ROLES, SECRET, World

OUTSIDE = ("stranger", "member", "former", "coordinator", "other")
PRINTS_THE_QUESTION = {
    "findings.show", "handouts.show", "handouts.download", "editions.index",
    "editions.show", "editions.download", "reading.show",
}  # fmt: skip


def words_of(mimetype: str, body: bytes) -> str:
    """Return what can be read in an answer; the words of a PDF and of a Word file are packed."""
    if mimetype.endswith(".wordprocessingml.document"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
    if mimetype != "application/pdf":
        return body.decode(errors="replace")
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context():
        built = World()
        built.entered()
        built.answered()
        built.typed_in()
        built.put_away()
        built.told()
        built.shortened()
    return built


def test_the_secret_is_in_every_private_field(app: Flask, world: World) -> None:
    """Whoever adds a text field says here whether it is private."""
    public = {
        "Question": set(), "Visit": set(), "Observation": set(),
        # What the alliance reads of a shared finding is not private; of a draft all is.
        "Finding": {"audience_question", "quotation"},
        "Reply": set(),
    }  # fmt: skip
    with app.app_context():
        made = [world.ask(), world.plan(), world.write(), world.claim(), world.reply()]
        for entry in made:
            for column in entry.__table__.columns:
                value = getattr(entry, column.name)
                if not isinstance(value, str) or hasattr(column.type, "enums"):
                    continue
                if column.name in public[type(entry).__name__]:
                    continue
                assert SECRET in value, f"{type(entry).__name__}.{column.name}"


def test_the_secret_is_in_every_part_of_a_draft_report(app: Flask, world: World) -> None:
    with app.app_context():
        for kind in ReportKind:
            texts = world.report(world.home, kind.value).texts
            assert set(texts) == {part.name for part in kind.sections}
            assert all(SECRET in text for text in texts.values())


@pytest.mark.parametrize("role", OUTSIDE)
def test_nobody_outside_the_trio_reads_a_private_word(app: Flask, world: World, role: str) -> None:
    told: list[str] = []
    with app.app_context():
        client = client_of(app, world, role)
    for rule in rules(app):
        if methods(rule) != {"GET"}:
            continue
        for number, case in enumerate(CASES[rule.endpoint]):
            with app.app_context():
                at = case.at(world)
            url = app.url_map.bind("localhost").build(rule.endpoint, at)
            for headers in ({}, HTMX, {"Accept-Encoding": "gzip"}):
                with client.get(url, headers=headers) as answer:
                    body = answer.get_data()
                    if answer.content_encoding == "gzip":
                        body = gzip.decompress(body)
                    text = words_of(answer.mimetype, body) + str(answer.headers)
                name = f"{rule.endpoint}[{number}] {headers}"
                if SECRET in text:
                    told.append(f"{name}: {text[text.index(SECRET) - 80 :][:160]}")
                if ASKED in text and rule.endpoint not in PRINTS_THE_QUESTION:
                    told.append(f"{name}: the question")
    assert told == []


# Where words that are for a few are read, by whom.
COORDINATORS = {"coordinator", "both"}
READ_AT = {
    HEAD_SAID: (
        COORDINATORS,
        {"questionnaires.answers", "questionnaires.answers_table", "questionnaires.edit"},
    ),
    HALL_SAID: (
        COORDINATORS,
        {"feedback.index", "feedback.table", "feedback.new", "feedback.edit"},
    ),
    HALL_TOLD: (COORDINATORS, {"feedback.index", "feedback.table", "feedback.edit"}),
    LEFT_OUT: (set(), set()),
}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_for_coordinators_or_passed_on_is_read_by_nobody_else(
    app: Flask, world: World, role: str
) -> None:
    with app.app_context():
        client = client_of(app, world, role)
    told: dict[str, set[str]] = {word: set() for word in READ_AT}
    for rule in rules(app):
        if methods(rule) != {"GET"}:
            continue
        for case in CASES[rule.endpoint]:
            with app.app_context():
                at = case.at(world)
            url = app.url_map.bind("localhost").build(rule.endpoint, at)
            with client.get(url) as answer:
                text = words_of(answer.mimetype, answer.get_data()) + str(answer.headers)
            for word in READ_AT:
                if word in text:
                    told[word].add(rule.endpoint)
    expected = {word: at if role in people else set() for word, (people, at) in READ_AT.items()}
    if role in ("trio", "away", "both", "closed"):
        expected[HALL_TOLD] = expected[HALL_TOLD] | {"feedback.of_trio"}
    assert told == expected


def test_what_the_hall_said_has_its_word_in_every_text(app: Flask, world: World) -> None:
    with app.app_context():
        for sheet in (world.sent(), world.typed_in()):
            texts = [
                getattr(sheet, column.name)
                for column in sheet.__table__.columns
                if isinstance(getattr(sheet, column.name), str)
            ]
            assert len(texts) == 4
            assert all(HALL_SAID in text for text in texts)


def test_the_walk_would_find_it(app: Flask, world: World) -> None:
    with app.app_context():
        client = client_of(app, world, "trio")
    found = set()
    for rule in rules(app):
        if methods(rule) == {"GET"}:
            for case in CASES[rule.endpoint]:
                with app.app_context():
                    at = case.at(world)
                url = app.url_map.bind("localhost").build(rule.endpoint, at)
                with client.get(url) as answer:
                    if SECRET in words_of(answer.mimetype, answer.get_data()):
                        found.add(rule.endpoint)
    assert {
        "home.show", "trios.show", "trios.bin", "questions.show", "questions.edit",
        "questions.history", "visits.show", "visits.sheet", "observations.show",
        "observations.edit", "observations.history", "observations.saved", "findings.index",
        "findings.show", "findings.edit", "findings.history", "findings.new", "reports.show",
        "reports.edit", "reports.history", "reports.download",
    } <= found  # fmt: skip


def test_the_coordinators_board_names_no_private_word_but_the_stage(
    app: Flask, world: World
) -> None:
    with app.app_context():
        client = client_of(app, world, "coordinator")
    text = client.get("/alliance").get_data(as_text=True)
    assert "Shared for the evening." in text
    assert SECRET not in text
    assert ASKED not in text
