"""The schema of the JSON: what the journal writes keeps to it, and what is wrong does not."""

from __future__ import annotations

import json as reader
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from trio_journal.handout import json
from trio_journal.handout.document import Handout

from .build import RULER, finding, handout, handouts, ten_findings, trio

SCHEMA: dict[str, Any] = reader.loads(json.SCHEMA_FILE.read_text("utf-8"))
DOCS = Path(__file__).parents[2] / "docs" / "handout-formats.md"
# Fields that came after the first release.
LATER = {"themes", "by_theme"}
EVENING = handout(trio(finding("First.", ruler=RULER), finding("Second.", evidence=None)), trio())


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema within a schema that describes an object."""
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            yield node
        for one in node.values():
            yield from parts(one)
    elif isinstance(node, list):
        for one in node:
            yield from parts(one)


def strict() -> Draft202012Validator:
    """Return the schema without its promise that fields may be added: the journal adds none."""
    schema = reader.loads(reader.dumps(SCHEMA))
    for part in parts(schema):
        part["additionalProperties"] = False
    return Draft202012Validator(schema)


def test_it_is_a_schema_and_says_of_every_field_what_it_is_in_a_sentence() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for part in parts(SCHEMA):
        # Every field is always there, but for those of which older files know nothing.
        assert part["required"] == [name for name in part["properties"] if name not in LATER]
        for name, field in part["properties"].items():
            assert re.fullmatch(r"[A-Z][^\n]*\.", field["description"]), name


def test_the_example_keeps_to_it(compiled: Handout) -> None:
    strict().validate(reader.loads(json.write(compiled)))


def test_so_does_an_edition_of_the_first_day() -> None:
    content = reader.loads(Path(__file__).with_name("edition-1.json").read_text("utf-8"))
    assert "by_theme" not in content["index"]
    Draft202012Validator(SCHEMA).validate(content)


def test_an_evening_with_an_index_by_theme_keeps_to_it() -> None:
    strict().validate(reader.loads(json.write(ten_findings())))


@given(handouts())
@settings(max_examples=50, deadline=None)
def test_every_handout_keeps_to_it(evening: Handout) -> None:
    strict().validate(reader.loads(json.write(evening)))


def first(data: dict[str, Any]) -> dict[str, Any]:
    """Return the first finding of a handout."""
    found: dict[str, Any] = data["slots"][1]["trio"]["findings"][0]
    return found


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.update(schema="trio-journal/handout/2"),
        lambda data: data.update(date="24 November 2026"),
        lambda data: data.update(starts_at="6 pm"),
        lambda data: data.update(welcome=None),
        lambda data: data.pop("index"),
        lambda data: data["slots"][0].update(trio={}),
        lambda data: data["slots"][0].update(minutes=-1),
        lambda data: data["index"]["by_school"][0].update(trios=[]),
        lambda data: first(data).pop("claim"),
        lambda data: first(data)["years"].update({"to": "14"}),
        lambda data: first(data)["evidence"].update(notes="11"),
        lambda data: first(data)["agreement"].pop("line"),
        lambda data: first(data)["ruler"]["cells"][0].update(level="very strong"),
        lambda data: first(data).update(quotation="Somebody said it."),
    ],
)
def test_what_is_wrong_is_refused(spoil: Callable[[dict[str, Any]], object]) -> None:
    data = json.as_data(EVENING)
    assert Draft202012Validator(SCHEMA).is_valid(data)
    spoil(data)
    assert not Draft202012Validator(SCHEMA).is_valid(data)


def test_a_reader_of_today_takes_a_field_of_tomorrow() -> None:
    data = json.as_data(EVENING)
    first(data)["new"] = "A new field may come."
    assert Draft202012Validator(SCHEMA).is_valid(data)
    assert not strict().is_valid(data)


def test_the_tables_of_the_documentation_name_the_same_fields() -> None:
    section = DOCS.read_text("utf-8").split("## JSON")[1].split("\n## ")[0]
    tables = re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE)
    of = SCHEMA["$defs"]
    for table, described in zip(tables, (SCHEMA, of["trio"], of["finding"]), strict=True):
        rows = [row.split("|")[1] for row in table.splitlines()[2:]]
        named = {re.split(r"[.\[]", name)[0] for row in rows for name in re.findall("`(.*?)`", row)}
        assert named - {""} == set(described["properties"]) - {"schema"}
    said = set(re.findall(r"\w+", " ".join(re.findall("`(.*?)`", section))))
    assert {name for part in parts(SCHEMA) for name in part["properties"]} <= said


def test_a_program_that_checks_a_file_needs_no_account(client: FlaskClient) -> None:
    answer = client.get("/handout.schema.json")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.get_json() == SCHEMA
    assert client.post("/handout.schema.json").status_code in (400, 405)
