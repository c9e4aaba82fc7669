"""Reads an extract of the national register of schools ("GIAS"), as downloaded or saved by Excel.

Pure: bytes in, schools out, or `Invalid` with the row and the column as a spreadsheet shows them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Literal

from .exceptions import Invalid

Phase = Literal["primary", "middle", "secondary", "all_through", "16_plus"]

URN = "URN"
NAME = "EstablishmentName"
TYPE = "TypeOfEstablishment (name)"
STATUS = "EstablishmentStatus (name)"
PHASE = "PhaseOfEducation (name)"
LOW_AGE = "StatutoryLowAge"
HIGH_AGE = "StatutoryHighAge"
TOWN = "Town"
NEEDED = (URN, NAME, STATUS, PHASE, LOW_AGE, HIGH_AGE)

LONGEST_NAME = 120

_PHASES: dict[str, Phase | None] = {
    "nursery": "primary",
    "primary": "primary",
    "middle deemed primary": "middle",
    "middle deemed secondary": "middle",
    "secondary": "secondary",
    "16 plus": "16_plus",
    "all through": "all_through",
    "all-through": "all_through",
    "not applicable": None,
    "": None,
}
# Where a row leaves the ages out although it gives a phase: those that such schools mostly have.
_USUAL_AGES: dict[Phase, tuple[int, int]] = {
    "primary": (4, 11),
    "middle": (9, 13),
    "secondary": (11, 18),
    "all_through": (4, 18),
    "16_plus": (16, 19),
}
_STATUSES = {"open", "open, but proposed to close", "closed", "proposed to open"}
# In the register, but nobody up to Year 13 is taught there as in a school.
_OTHER_TYPES = {
    "children's centre",
    "children's centre linked site",
    "early year setting",
    "higher education institutions",
    "institution funded by other government department",
    "miscellaneous",
}
_ADULT = 18
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}")


@dataclass(frozen=True)
class RegisterSchool:
    """A school that is open, as the register has it."""

    urn: int
    name: str
    town: str
    phase: Phase
    low_age: int
    high_age: int


@dataclass(frozen=True)
class RegisterExtract:
    """What an extract holds: its open schools, and how many rows were left out and why."""

    schools: list[RegisterSchool]
    closed: int
    not_open_yet: int
    not_schools: int


def read_schools(data: bytes) -> RegisterExtract:
    """Return the open schools of an extract; one wrong cell refuses the whole file."""
    schools: dict[int, RegisterSchool] = {}
    left_out = {"closed": 0, "proposed to open": 0, "not a school": 0}
    for row in _rows(_decode(data)):
        status = row.one_of(STATUS, _STATUSES)
        if status in left_out:
            left_out[status] += 1
            continue
        school = _school(row)
        if school is None:
            left_out["not a school"] += 1
        elif school.urn in schools:
            raise row.wrong(URN, f"{school.urn} is there a second time")
        else:
            schools[school.urn] = school
    return RegisterExtract(
        schools=list(schools.values()),
        closed=left_out["closed"],
        not_open_yet=left_out["proposed to open"],
        not_schools=left_out["not a school"],
    )


def _school(row: _Row) -> RegisterSchool | None:
    urn = row.number(URN, 1, 9_999_999)
    name = row.text(NAME)
    if urn is None:
        raise row.wrong(URN, "there is no number")
    if not name:
        raise row.wrong(NAME, "there is no name")
    if len(name) > LONGEST_NAME:
        raise row.wrong(NAME, f"the name is longer than {LONGEST_NAME} characters")
    low, high = row.number(LOW_AGE, 0, 99), row.number(HIGH_AGE, 0, 99)
    if low is not None and high is not None and low > high:
        raise row.wrong(HIGH_AGE, f"{high} is less than the lowest age, {low}")
    phase = _PHASES[row.one_of(PHASE, _PHASES)]
    if row.text(TYPE).lower() in _OTHER_TYPES or (low is not None and low >= _ADULT):
        return None
    if phase is None:
        if low is None or high is None:
            return None
        phase = phase_of_ages(low, high)
    usual_low, usual_high = _USUAL_AGES[phase]
    if low is None:
        low = usual_low if high is None else min(usual_low, high)
    if high is None:
        high = max(usual_high, low)
    return RegisterSchool(urn, name, row.town(), phase, low, high)


def phase_of_ages(low: int, high: int) -> Phase:
    """Place a school by its ages: the year group of one phase alone at its edge is not a phase.

    A school from 10 to 18 is a secondary one that begins a year early; one from 4 to 13 is both.
    """
    if low >= 16:
        return "16_plus"
    if 8 <= low < 11 < high <= 14:
        return "middle"
    if high <= 12:
        return "primary"
    if low >= 10:
        return "secondary"
    return "all_through"


@dataclass(frozen=True)
class _Row:
    """One row of the file, which knows its number for what it refuses."""

    number_in_file: int
    cells: list[str]
    columns: Mapping[str, int]
    width_of_heading: int

    def text(self, column: str) -> str:
        place = self.columns.get(column)
        return "" if place is None else " ".join(self.cells[place].split())

    def number(self, column: str, least: int, most: int) -> int | None:
        text = self.text(column)
        if not text:
            return None
        # isdecimal alone would let other scripts' digits through.
        if not (text.isascii() and text.isdecimal() and len(text) <= 7):
            raise self.wrong(column, f"{_shown(text)} is not a whole number")
        if not least <= int(text) <= most:
            raise self.wrong(column, f"{text} is not from {least} to {most}")
        return int(text)

    def one_of(self, column: str, known: Mapping[str, object] | set[str]) -> str:
        text = self.text(column).lower()
        if text not in known:
            raise self.wrong(column, f"{_shown(self.text(column))} is not known")
        return text

    def town(self) -> str:
        """Return the town, also from a row of another year's form, whose columns have moved.

        Extracts glued together from several downloads have such rows, longer than their heading;
        in every form the postcode comes two columns after the town.
        """
        if len(self.cells) == self.width_of_heading:
            return self.text(TOWN)[:LONGEST_NAME]
        places = [i for i, cell in enumerate(self.cells) if _POSTCODE.fullmatch(cell.strip())]
        return " ".join(self.cells[places[0] - 2].split())[:LONGEST_NAME] if places else ""

    def wrong(self, column: str, what: str) -> Invalid:
        return _invalid(f"Row {self.number_in_file}, column {column}: {what}.")


def _rows(text: str) -> Iterator[_Row]:
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    records = _records(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    names = [name.strip() for name in next(records, (1, []))[1]]
    for name in NEEDED:
        if name not in names:
            raise _invalid(
                f"Row 1: there is no column {name}. Is this an extract of the national register, "
                "saved as CSV?"
            )
    columns = {name: place for place, name in reversed(list(enumerate(names)))}
    for number, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(names):
            raise _invalid(
                f"Row {number}, column {names[len(cells)]}: the row ends before it. "
                "Is the file complete?"
            )
        for place, cell in enumerate(cells):
            if "\0" in cell:  # which PostgreSQL would not keep
                raise _invalid(f"Row {number}, column {place + 1}: this is not text.")
        yield _Row(number, cells, columns, len(names))


def _records(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _invalid(f"Row {number}: this is not a row of a CSV file.") from None


def _decode(data: bytes) -> str:
    """Return the text: UTF-8 where it is that (Excel's copy), else Windows-1252 (the download)."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise _invalid(f"Row {row}: this is not text. Is the file a CSV file?") from None


def _shown(text: str) -> str:
    return f"\u201c{text[:40]}\u2026\u201d" if len(text) > 40 else f"\u201c{text}\u201d"


def _invalid(message: str) -> Invalid:
    return Invalid(message, {"file": [message]})
