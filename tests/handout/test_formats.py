"""JSON and CSV: complete, and harmless whatever people type."""

from __future__ import annotations

import csv as table
import io
import json as reader

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trio_journal.handout import csv, json
from trio_journal.handout.document import Handout

from .build import HOSTILE, RULER, finding, handout, handouts, strings, trio

EVENING = handout(
    trio(finding("First.", ruler=RULER, agreed=2), finding("Second.", evidence=None), number=1),
    trio(number=2),
    trio(finding("Typed in.", entered_for_trio=True, evidence=None), number=3),
)


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [value]


def original(cell: str) -> str:
    """Take off the apostrophe, as docs/handout-formats.md tells readers to."""
    return cell[1:] if cell.startswith("'") and csv.harmless(cell[1:]) == cell else cell


def rows(written: bytes) -> list[dict[str, str]]:
    text = written.decode("utf-8-sig")
    read = list(table.DictReader(io.StringIO(text, newline="")))
    return [{name: original(cell) for name, cell in row.items()} for row in read]


def test_json_names_its_schema_and_says_years_and_levels_in_codes_and_words() -> None:
    data = reader.loads(json.write(EVENING))
    assert data["schema"] == "trio-journal/handout/1"
    assert (data["date"], data["starts_at"], data["ends_at"]) == ("2026-11-24", "18:00", "20:00")
    welcome, first, second, third = data["slots"]
    assert (welcome["label"], welcome["trio"]) == ("Welcome", None)
    found = first["trio"]["findings"][0]
    assert found["years"] == {"from": "R", "to": "9", "label": "Reception to Year 9"}
    assert found["evidence"] == {"notes": 11, "lessons": 7, "schools": 5, "not_fitting": 2}
    assert found["agreement"] == {"agreed": 2, "of": 3, "line": "agreed by two of three"}
    assert found["ruler"]["cells"][0] == {
        "year": "R",
        "level": "strong",
        "classes": 3,
        "rated": 3,
        "few": False,
    }
    assert found["ruler"]["cells"][4]["level"] is None
    assert first["trio"]["findings"][1]["ruler"] is None
    assert second["trio"]["findings"] == []
    assert third["trio"]["findings"][0]["entered_for_trio"] is True
    assert data["index"]["by_school"][0] == {
        "name": "Ashby Primary School",
        "trios": ["trio 1", "trio 2", "trio 3"],
    }


def test_csv_has_a_row_for_each_finding_in_order() -> None:
    found = rows(csv.write(EVENING))
    assert [(row["trio"], row["place"], row["claim"]) for row in found] == [
        ("1", "1", "First."),
        ("1", "2", "Second."),
        ("3", "1", "Typed in."),
    ]
    assert (
        found[0]
        | {
            "year_from": "R",
            "year_to": "9",
            "notes": "11",
            "agreed": "2",
            "entered_for_trio": "no",
            "people": "Ann Annson, Ashby Primary School; Bob Bobson, Birch School; "
            "Cat Catson, Ashby Primary School",
            "schools": "Ashby Primary School; Birch School",
        }
        == found[0]
    )
    assert (found[1]["notes"], found[2]["entered_for_trio"]) == ("", "yes")
    assert set(found[0]) == set(csv.COLUMNS)


def test_excel_is_told_that_it_is_utf_8() -> None:
    assert csv.write(EVENING).startswith(b"\xef\xbb\xbfalliance,evening,")


@given(handouts())
@settings(max_examples=30, deadline=None)
def test_json_holds_every_text_as_it_was_typed(evening: Handout) -> None:
    found = leaves(reader.loads(json.write(evening)))
    assert set(strings(tuple(evening.slots))) <= set(found)
    assert {evening.alliance, evening.title, evening.welcome} <= set(found)


@given(handouts())
@settings(max_examples=50, deadline=None)
def test_json_read_back_is_the_same_handout(evening: Handout) -> None:
    assert json.read(reader.loads(json.write(evening))) == evening


def test_json_of_another_schema_is_not_read() -> None:
    with pytest.raises(ValueError, match="'trio-journal/handout/2' is not"):
        json.read(json.as_data(EVENING) | {"schema": "trio-journal/handout/2"})


@given(handouts())
@settings(max_examples=30, deadline=None)
def test_csv_holds_every_text_of_every_finding_and_no_formula(evening: Handout) -> None:
    written = csv.write(evening)
    text = written.decode("utf-8-sig")
    for row in table.reader(io.StringIO(text, newline="")):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)
        assert not any(cell.startswith(("\t", "\r", "\n")) for cell in row)
    found = rows(written)
    blocks = [(block, one) for block in evening.trios for one in block.findings]
    assert len(found) == len(blocks)
    for row, (block, one) in zip(found, blocks, strict=True):
        cells = set(row.values())
        assert set(strings(one)) <= cells
        assert {block.focus, block.contact, block.did} <= cells


@given(st.text() | st.sampled_from(HOSTILE))
def test_a_cell_made_harmless_gives_the_text_back(cell: str) -> None:
    assert original(csv.harmless(cell)) == cell


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t1", "\r1", " =1", "'=1", "''+1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert csv.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["\n1", "＝1", "＋1", "－1", "＠a"])  # noqa: RUF001
def test_nor_what_some_of_them_read_as_that(cell: str) -> None:
    assert csv.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Year 3", "'Tis", "1-2", "a=b", "'quoted'"])
def test_ordinary_text_stays_as_it_is(cell: str) -> None:
    assert csv.harmless(cell) == cell
