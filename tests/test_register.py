"""The parser of the national register's extract: what it takes, and what it refuses and how."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_journal.exceptions import Invalid
from trio_journal.register import (
    NEEDED,
    RegisterExtract,
    RegisterSchool,
    phase_of_ages,
    read_schools,
)

EXTRACT = Path(__file__).parent / "data" / "gias_extract.csv"
HEADING = [
    "URN",
    "EstablishmentName",
    "TypeOfEstablishment (name)",
    "EstablishmentStatus (name)",
    "PhaseOfEducation (name)",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "Town",
]
ROW = {
    "URN": "900001",
    "EstablishmentName": "Thornbeck Primary School",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "Town": "Thornbeck",
}
SCHOOL = RegisterSchool(900001, "Thornbeck Primary School", "Thornbeck", "primary", 4, 11)


def written(*rows: dict[str, str], delimiter: str = ",", heading: list[str] = HEADING) -> str:
    """Return a file with these changes to a good row, one row each."""
    out = StringIO(newline="")
    writer = csv.DictWriter(out, heading, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(ROW | row for row in rows)
    return out.getvalue()


def read(*rows: dict[str, str]) -> RegisterExtract:
    return read_schools(written(*rows).encode())


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read_schools(data)
    assert caught.value.errors == {"file": [caught.value.message]}
    return caught.value.message


def test_the_real_extract() -> None:
    extract = read_schools(EXTRACT.read_bytes())
    assert (extract.closed, extract.not_open_yet, extract.not_schools) == (3, 0, 7)
    assert {s.urn: (s.phase, s.low_age, s.high_age) for s in extract.schools} == {
        100000: ("primary", 3, 11),
        100001: ("all_through", 7, 18),
        100002: ("all_through", 4, 13),
        100003: ("secondary", 10, 18),
        100005: ("primary", 3, 5),
        100006: ("secondary", 14, 16),
        100007: ("primary", 5, 11),
        100008: ("primary", 3, 11),
        105135: ("secondary", 11, 16),
    }


def test_rows_of_another_years_form_keep_their_town() -> None:
    """The extract's last rows have 135 cells under a heading of 120: their address has moved."""
    assert {school.town for school in read_schools(EXTRACT.read_bytes()).schools} == {"London"}


def test_a_longer_row_without_a_postcode_has_no_town() -> None:
    data = written({}).replace("Thornbeck\r\n", "Thornbeck,more,and more\r\n")
    assert read_schools(data.encode()).schools[0].town == ""


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_as_downloaded_and_as_excel_saves_it(encoding: str, delimiter: str) -> None:
    name = "St Zoë’s CofE Primary School"
    data = written({"EstablishmentName": name}, delimiter=delimiter).encode(encoding)
    assert read_schools(data).schools[0].name == name


def test_columns_in_any_order_and_others_between() -> None:
    heading = ["Other", *reversed(HEADING), "Last"]
    data = written({"Other": "1", "Last": "2"}, heading=heading)
    assert read_schools(data.encode()).schools == [SCHOOL]


def test_columns_that_are_not_needed_may_be_missing() -> None:
    data = written({}, heading=list(NEEDED))
    assert read_schools(data.encode()).schools[0].town == ""


@pytest.mark.parametrize(
    ("register", "ours"),
    [
        ("Nursery", "primary"),
        ("Primary", "primary"),
        ("Middle deemed primary", "middle"),
        ("Middle deemed secondary", "middle"),
        ("Secondary", "secondary"),
        ("16 plus", "16_plus"),
        ("All-through", "all_through"),
        ("All through", "all_through"),
    ],
)
def test_phases(register: str, ours: str) -> None:
    assert read({"PhaseOfEducation (name)": register}).schools[0].phase == ours


@pytest.mark.parametrize(
    ("low", "high", "phase"),
    [
        (2, 11, "primary"),
        (3, 5, "primary"),
        (4, 12, "primary"),
        (8, 12, "middle"),
        (9, 13, "middle"),
        (10, 14, "middle"),
        (10, 18, "secondary"),
        (11, 16, "secondary"),
        (14, 16, "secondary"),
        (3, 13, "all_through"),
        (7, 18, "all_through"),
        (2, 19, "all_through"),
        (16, 25, "16_plus"),
    ],
)
def test_not_applicable_is_placed_by_ages(low: int, high: int, phase: str) -> None:
    assert phase_of_ages(low, high) == phase
    ages = {"StatutoryLowAge": str(low), "StatutoryHighAge": str(high)}
    school = read({"PhaseOfEducation (name)": "Not applicable"} | ages).schools[0]
    assert (school.phase, school.low_age, school.high_age) == (phase, low, high)


@pytest.mark.parametrize(
    ("phase", "low", "high", "expected"),
    [
        ("Primary", "", "", (4, 11)),
        ("Secondary", "13", "", (13, 18)),
        ("Secondary", "", "16", (11, 16)),
        ("Nursery", "", "3", (3, 3)),
        ("16 plus", "", "", (16, 19)),
    ],
)
def test_missing_ages_are_the_usual_ones(
    phase: str, low: str, high: str, expected: tuple[int, int]
) -> None:
    ages = {"StatutoryLowAge": low, "StatutoryHighAge": high}
    school = read({"PhaseOfEducation (name)": phase} | ages).schools[0]
    assert (school.low_age, school.high_age) == expected


def test_what_is_left_out_is_counted() -> None:
    extract = read(
        {},
        {"EstablishmentStatus (name)": "Closed", "PhaseOfEducation (name)": "anything"},
        {"EstablishmentStatus (name)": "Proposed to open"},
        {"URN": "900002", "EstablishmentStatus (name)": "Open, but proposed to close"},
        {"TypeOfEstablishment (name)": "Children's centre"},
        {"PhaseOfEducation (name)": "16 plus", "StatutoryLowAge": "19", "StatutoryHighAge": "99"},
        {"PhaseOfEducation (name)": "Not applicable", "StatutoryLowAge": ""},
    )
    assert [school.urn for school in extract.schools] == [900001, 900002]
    assert (extract.closed, extract.not_open_yet, extract.not_schools) == (1, 1, 3)


def test_empty_lines_count_as_rows() -> None:
    data = written({}, {"URN": "no"}).replace("Thornbeck\r\n", "Thornbeck\r\n\r\n,,,,,,,\r\n", 1)
    assert refused(data.encode()).startswith("Row 5, column URN")


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("URN", "", "there is no number."),
        ("URN", "abc", "“abc” is not a whole number."),
        ("URN", "१२३", "“१२३” is not a whole number."),
        ("URN", "0", "0 is not from 1 to 9999999."),
        ("URN", "9" * 5000, f"“{'9' * 40}…” is not a whole number."),
        ("EstablishmentName", " ", "there is no name."),
        ("EstablishmentName", "x" * 121, "the name is longer than 120 characters."),
        ("EstablishmentStatus (name)", "Maybe", "“Maybe” is not known."),
        ("PhaseOfEducation (name)", "Tertiary", "“Tertiary” is not known."),
        ("StatutoryLowAge", "four", "“four” is not a whole number."),
        ("StatutoryHighAge", "100", "100 is not from 0 to 99."),
        ("StatutoryHighAge", "3", "3 is less than the lowest age, 4."),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_read(column: str, cell: str, message: str) -> None:
    data = written({}, {"URN": "900002", column: cell}).encode()
    assert refused(data) == f"Row 3, column {column}: {message}"


def test_a_number_twice() -> None:
    assert refused(written({}, {}).encode()) == (
        "Row 3, column URN: 900001 is there a second time."
    )


@pytest.mark.parametrize("column", NEEDED)
def test_a_missing_column_is_named(column: str) -> None:
    data = written({}, heading=[name for name in HEADING if name != column])
    assert refused(data.encode()).startswith(f"Row 1: there is no column {column}.")


def test_a_file_that_breaks_off() -> None:
    data = written({}, {"URN": "900002"})
    assert refused(data[: data.rindex("4,11")].encode()) == (
        "Row 3, column StatutoryHighAge: the row ends before it. Is the file complete?"
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"PK\x03\x04\x14\x00", written({}).encode("utf-16"), EXTRACT.read_bytes()[5:]],
    ids=["empty", "blank", "a workbook", "another encoding", "no heading"],
)
def test_another_kind_of_file(data: bytes) -> None:
    assert "Row 1: there is no column URN" in refused(data)


def test_bytes_that_are_no_text() -> None:
    data = written({}, {}).encode().replace(b"Thornbeck\r\n", b"Thorn\x81\r\n", 1)
    assert refused(data) == "Row 2: this is not text. Is the file a CSV file?"


def test_a_character_that_is_no_text() -> None:
    data = written({}, {}).replace("900001,", "900001,\0", 1)
    assert refused(data.encode()) == "Row 2, column 2: this is not text."


def test_a_quote_that_is_never_closed() -> None:
    data = written({}) + '900002,"' + "x" * 200_000
    assert refused(data.encode()) == "Row 3: this is not a row of a CSV file."


@given(st.binary(max_size=300))
def test_random_bytes_raise_nothing_but_invalid(data: bytes) -> None:
    for candidate in (data, written({}).encode() + data):
        try:
            read_schools(candidate)
        except Invalid as refusal:
            assert refusal.message.startswith("Row ")


@given(st.lists(st.text(max_size=12), min_size=len(HEADING), max_size=len(HEADING)))
def test_any_cells_are_read_or_refused_by_name(cells: list[str]) -> None:
    data = written(dict(zip(HEADING, cells, strict=True))).encode("utf-8", "replace")
    try:
        extract = read_schools(data)
    except Invalid as refusal:
        assert refusal.message.startswith("Row 2")
    else:
        assert all(school.low_age <= school.high_age for school in extract.schools)


@given(low=st.integers(0, 99), high=st.integers(0, 99))
def test_every_age_range_has_a_place(low: int, high: int) -> None:
    low, high = sorted((low, high))
    assert phase_of_ages(low, high) in {"primary", "middle", "secondary", "all_through", "16_plus"}
