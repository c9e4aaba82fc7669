"""Nursery to Year 13, their key stages and phases, and the transition points between them.

A year-group index is an int: Nursery is -1, Reception 0 and Year n is n. In forms, URLs and
exports a year group is its code: "N", "R", "1" to "13".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

Phase = Literal["primary", "secondary"]

NURSERY: Final = -1
RECEPTION: Final = 0
LAST: Final = 13
YEAR_GROUPS: Final = tuple(range(NURSERY, LAST + 1))

KEY_STAGES: Final[dict[str, tuple[int, ...]]] = {
    "EYFS": (-1, 0),
    "KS1": (1, 2),
    "KS2": (3, 4, 5, 6),
    "KS3": (7, 8, 9),
    "KS4": (10, 11),
    "KS5": (12, 13),
}
_KEY_STAGE_OF: Final = {year: name for name, years in KEY_STAGES.items() for year in years}


def short(year: int) -> str:
    """Return the code of a year group: "N", "R" or the number. Raises ValueError outside -1..13."""
    if year not in _KEY_STAGE_OF:
        raise ValueError(f"{year} is not a year group")
    return {NURSERY: "N", RECEPTION: "R"}.get(year, str(year))


code = short
_BY_CODE: Final = {short(year): year for year in YEAR_GROUPS}


def from_code(text: str) -> int:
    """Return the index of "N", "R" or "1" to "13". Raises ValueError for anything else."""
    try:
        return _BY_CODE[text]
    except KeyError:
        raise ValueError(f"{text!r} is not a year group") from None


_TO: Final = r"-|[\u2010-\u2015]|\bto\b"
_BETWEEN: Final = rf"{_TO}|[,;/&+.()]|\b(?:and|or)\b|\s"
_SAID: Final = (
    (re.compile(r"(?<=[0-9])to(?=[0-9])"), " to "),
    (re.compile(r"\b(?:key stage|ks) ?(?=[1-5]\b)"), "ks"),
    # "KS1 and 2" is two key stages, and no Year 2.
    (re.compile(rf"(?<=ks[1-5])( ?(?:{_TO}|[/&]|\band\b)) ?(?=[1-5]\b)"), r"\1 ks"),
    (re.compile(r"\b(?:early years|foundation)(?: stage)?\b"), "eyfs"),
    (re.compile(r"\b(?:sixth|6th) form\b"), "ks5"),
    (re.compile(r"\b(?:year groups?|years?|yrs?|y)\.? ?(?=[0-9]|[rn]\b)|\byears?\b"), ""),
    (re.compile(r"\b(?:class(?:es)?|pupils|children)\b"), ""),
)
_NUMBERS: Final = "one two three four five six seven eight nine ten eleven twelve thirteen"
_RANGE, _SPLIT = re.compile(_TO), re.compile(_BETWEEN)
_BY_WORD: Final = (
    {code.lower(): (year,) for code, year in _BY_CODE.items()}
    | {name.lower(): years for name, years in KEY_STAGES.items()}
    | {"nursery": (NURSERY,), "reception": (RECEPTION,), "rec": (RECEPTION,)}
    | {"fs1": (NURSERY,), "fs2": (RECEPTION,)}
    | {word: (year,) for year, word in enumerate(_NUMBERS.split(), 1)}
)


def from_words(text: str) -> tuple[int, int] | None:
    """Return the range that somebody wrote: "4", "R", "Years 3 to 6", "Y5/6", "KS2"; None for "".

    Raises ValueError for whatever is not made of year groups and key stages, and for a list with
    gaps: "1 and 5" is not Years 1 to 5.
    """
    said = " ".join(text.lower().split())
    for pattern, word in _SAID:
        said = pattern.sub(word, said)
    words = [word for word in _SPLIT.split(said) if word]
    if (text.strip() and not words) or not set(words) <= set(_BY_WORD):
        raise ValueError(f"{text!r} names no year groups")
    years = {year for word in words for year in _BY_WORD[word]}
    found = span(years)
    if found and len(years) <= found[1] - found[0] and not _RANGE.search(said):
        raise ValueError(f"{text!r} names no year groups that follow each other")
    return found


def label(year: int) -> str:
    """Return the year group as teachers say it: "Nursery", "Reception", "Year 4"."""
    return {NURSERY: "Nursery", RECEPTION: "Reception"}.get(year, f"Year {short(year)}")


def range_label(first: int | None, last: int | None) -> str:
    """Return "Year 3", "Years 3 to 6" or "Reception to Year 3"; "" when there is none."""
    if first is None:
        return ""
    if last is None or last == first:
        return label(first)
    if first > RECEPTION:
        return f"Years {first} to {last}"
    return f"{label(first)} to {label(last)}"


def key_stage(year: int) -> str:
    """Return "EYFS" or "KS1" to "KS5"."""
    return _KEY_STAGE_OF[year]


def key_stages_label(first: int | None, last: int | None) -> str:
    """Return the key stage or stages of a range: "KS2", "KS2 and KS3", "EYFS to KS3"."""
    if first is None:
        return ""
    names = [
        name
        for name, years in KEY_STAGES.items()
        if years[-1] >= first and years[0] <= (first if last is None else last)
    ]
    return (
        names[0]
        if len(names) == 1
        else (f"{names[0]} and {names[1]}" if len(names) == 2 else f"{names[0]} to {names[-1]}")
    )


def phase(year: int) -> Phase:
    """Return "primary" up to Year 6, "secondary" from Year 7."""
    return "primary" if year <= 6 else "secondary"


def phases(first: int, last: int) -> frozenset[Phase]:
    """Return the phases that a range of year groups touches."""
    return frozenset((phase(first), phase(last)))


def span(years: Iterable[int]) -> tuple[int, int] | None:
    """Return the first and last of some year groups, or None when there are none."""
    found = sorted(years)
    return (found[0], found[-1]) if found else None
