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


_COUNTED: Final = "one two three four five six seven eight nine ten eleven twelve thirteen"
_NUMBERS: Final = {
    word: year for year, name in enumerate(_COUNTED.split(), 1) for word in (name, str(year))
}
_BY_WORD: Final = (
    {name: (year,) for name, year in _NUMBERS.items()}
    | {name.lower(): years for name, years in KEY_STAGES.items()}
    | {"n": (NURSERY,), "nursery": (NURSERY,), "fs1": (NURSERY,)}
    | {"r": (RECEPTION,), "rec": (RECEPTION,), "reception": (RECEPTION,), "fs2": (RECEPTION,)}
)
_SAID: Final = (
    (re.compile(r"(?<=[0-9])to(?=[0-9])"), " to "),
    (re.compile(r"\b(?:key stages?|ks) ?(?=[1-5]\b)"), "ks"),
    (re.compile(r"\b(?:early years|foundation)(?: stage)?\b"), "eyfs"),
    (re.compile(r"\b(?:sixth|6th) form\b"), "ks5"),
)
_NO_WORD: Final = re.compile(r"[()]|\.(?!\S)")
_PART: Final = re.compile(
    r" ?(?P<join>(?P<to>[-\u2010-\u2015]|to\b)|[,;/&+](?: (?:and|or)\b)?|(?:and|or)\b)? ?"
    r"(?P<year>(?:year groups?|years?|yrs?|y)\.? ?)?"
    rf"(?P<word>{'|'.join(_BY_WORD)})\b"
    r"(?P<noun> (?:class(?:es)?|pupils|children)\b)?"
)


def from_words(text: str) -> tuple[int, int] | None:
    """Return the range that somebody wrote: "4", "R", "Years 3 to 6", "Y5/6", "KS2"; None for "".

    Raises ValueError for whatever is not made of year groups and key stages, for a number that may
    count something else ("Year 3 (2 classes)"), and for a list with gaps: "1 and 5" is not Years 1
    to 5.
    """
    said = " ".join(_NO_WORD.sub(" ", text.lower()).split())
    for pattern, word in _SAID:
        said = pattern.sub(word, said)
    parts = _parts(said.rstrip(" ,;"))
    if not text.strip():
        return None
    groups = _groups(parts)
    # Of "Year 4 (KS2)" nobody can say which of the two is meant.
    if not groups or any(one < other for one in groups for other in groups):
        raise ValueError(f"{text!r} names no year groups")
    years = set().union(*groups)
    for part, before, group in zip(parts[1:], groups, groups[1:], strict=False):
        if part["to"]:
            years |= set(range(min(before | group), max(before | group)))
    if len(years) <= max(years) - min(years):
        raise ValueError(f"{text!r} names no year groups that follow each other")
    return span(years)


def _parts(said: str) -> list[re.Match[str]]:
    """Return the parts that words are made of, [] where something else is between them."""
    found: list[re.Match[str]] = []
    at = 0
    while at < len(said):
        part = _PART.match(said, at)
        # "3-5-7" may be a range and may be a list.
        if part is None or (part["to"] and found and found[-1]["to"]):
            return []
        found.append(part)
        at = part.end()
    return found


def _groups(parts: list[re.Match[str]]) -> list[set[int]]:
    """Return the years of each part, [] where one of the numbers may be a count of something."""
    bare = [not part["year"] and part["word"] in _NUMBERS for part in parts]
    if not parts or parts[0]["join"] or (bare[0] and not all(bare)):
        return []
    # "Year 3/4 class" is one of both years. "Year 3 and 4 children" may be four.
    listed = any(alone and part["join"] != "/" for part, alone in zip(parts, bare, strict=True))
    if listed and any(part["noun"] for part in parts):
        return []
    if any(alone and not part["join"] for part, alone in zip(parts[1:], bare[1:], strict=True)):
        return []
    words: list[str] = []
    for part, alone in zip(parts, bare, strict=True):
        # "KS1 and 2" is two key stages, and no Year 2.
        stage = f"ks{part['word']}"
        is_stage = alone and words and words[-1].startswith("ks") and stage in _BY_WORD
        words.append(stage if is_stage else part["word"])
    return [set(_BY_WORD[word]) for word in words]


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
