"""What of a handout prints, as chosen: fields left out, schools called by letters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from string import ascii_uppercase
from typing import Any, Final

from .document import FindingBlock, Handout, Person, Quotation, TrioBlock

# What can be left out, and what it is called.
FIELDS: Final[Mapping[str, str]] = {
    "strip": "The large ruler, with what was seen in each year group",
    "evidence": "What a claim rests on",
    "detail": "The detail of a finding",
    "quotation": "The quotation",
    "implications": "For primary, for secondary",
    "limits": "What we can't say yet",
    "next_step": "What next",
    "audience_question": "The question for discussion",
    "asked": "We asked",
    "did": "What we did",
    "names": "The names of the three",
    "contact": "How to reach them",
}
# What schools are called beside their own name.
_KINDS: Final = frozenset(
    {
        "academy", "and", "catholic", "ce", "church", "college", "community", "england", "first",
        "form", "free", "grammar", "high", "infant", "infants", "junior", "juniors", "lower",
        "middle", "nursery", "of", "primary", "rc", "school", "secondary", "sixth", "the", "upper",
    }
)  # fmt: skip
# What a finding has in place of what is left out.
_EMPTY: Final[Mapping[str, Mapping[str, Any]]] = {
    "strip": {"ruler": None},
    "evidence": {"evidence": None},
    "detail": {"detail": ""},
    "quotation": {"quotation": None},
    "implications": {"for_primary": "", "for_secondary": ""},
    "limits": {"limits": ""},
    "next_step": {"next_step": ""},
    "audience_question": {"audience_question": ""},
}


def select(
    handout: Handout, without: Collection[str], letters: Mapping[str, str] | None = None
) -> Handout:
    """Return a handout without some of FIELDS; with `letters` schools are called by those.

    Marks of honesty stay: "agreed by two of three", "entered for the trio".
    """
    slots = tuple(
        replace(slot, trio=_trio(slot.trio, without, letters or {})) if slot.trio else slot
        for slot in handout.slots
    )
    return replace(handout, slots=slots, schools_lettered=letters is not None)


def _trio(trio: TrioBlock, without: Collection[str], letters: Mapping[str, str]) -> TrioBlock:
    people = tuple(
        Person("" if "names" in without else one.name, letters.get(one.school, one.school))
        for one in trio.people
    )
    return replace(
        trio,
        people=tuple(dict.fromkeys(one for one in people if one.name or one.school)),
        contact="" if "contact" in without else trio.contact,
        asked=() if "asked" in without else trio.asked,
        did="" if "did" in without else trio.did,
        findings=tuple(_finding(finding, without, letters) for finding in trio.findings),
    )


def _finding(
    finding: FindingBlock, without: Collection[str], letters: Mapping[str, str]
) -> FindingBlock:
    quotation = finding.quotation
    if quotation and letters:
        quotation = Quotation(quotation.text, _lettered(quotation.credit, letters))
    kept = replace(finding, quotation=quotation)
    for name, empty in _EMPTY.items():
        if name in without:
            kept = replace(kept, **empty)
    return kept


def _lettered(credit: str, letters: Mapping[str, str]) -> str:
    """Return a credit with the school at its end called by its letter: "a KS2 lesson, School C"."""
    for name in sorted(letters, key=len, reverse=True):
        if credit == name or credit.endswith(f", {name}"):
            return credit.removesuffix(name) + letters[name]
    return credit


# Letters


def letters(handout: Handout, schools: Collection[str]) -> dict[str, str]:
    """Return School A, School B for the schools of a handout, in the order in which it names them.

    `schools` are the names of all the schools of the alliance: a quotation may credit any.
    """
    credits = [
        finding.quotation.credit
        for trio in handout.trios
        for finding in trio.findings
        if finding.quotation
    ]
    credited = (
        name
        for credit in credits
        for name in schools
        if credit == name or credit.endswith(f", {name}")
    )
    of_people = (school for trio in handout.trios for school in trio.schools)
    named = dict.fromkeys((*of_people, *credited))
    return {name: f"School {_letter(place)}" for place, name in enumerate(named)}


def _letter(place: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    rest, last = divmod(place, len(ascii_uppercase))
    return (_letter(rest - 1) if rest else "") + ascii_uppercase[last]


def still_named(handout: Handout, schools: Collection[str]) -> list[str]:
    """Return the schools whose names stand in what people wrote, which no choice can change.

    That the evening is at one of them gives nothing away.
    """
    lettered = select(handout, (), letters(handout, schools))
    said = "\n".join([handout.title, handout.welcome, *_typed(lettered.slots)])
    return [
        school
        for school in schools
        if re.search(_whole(school), said, re.IGNORECASE) or re.search(_whole(_own(school)), said)
    ]


def _whole(name: str) -> str:
    """Return what finds a name as words of its own."""
    return rf"(?<!\w){re.escape(name)}(?!\w)"


def _own(school: str) -> str:
    """Return what people call a school: "Kelsbrook" of "Kelsbrook Church of England School"."""
    own = " ".join(word for word in school.split() if word.strip(",.()").casefold() not in _KINDS)
    # What is left has to stand in one piece, as people write it.
    return own if own and own in school else school


def _typed(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _typed(one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _typed(getattr(value, one.name))
