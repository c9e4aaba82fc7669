"""Handouts made by hand, and by chance from hostile text."""

from __future__ import annotations

import random
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, time
from typing import Any

from hypothesis import strategies as st

from trio_journal.evidence import Evidence
from trio_journal.handout.document import (
    Asked,
    FindingBlock,
    Handout,
    Logo,
    Person,
    Quotation,
    Reading,
    Slot,
    Stamp,
    TrioBlock,
)
from trio_journal.handout.ruler import Ruler, YearCell

RULER = Ruler(
    (
        YearCell(0, 3, 3, 3),
        YearCell(1, 3, 4, 3),
        YearCell(2, 2, 2, 2),
        YearCell(4, 1, 3, 3),
        YearCell(7, None, 1, 0),
        YearCell(9, 0, 3, 3),
    )
)

# A navy square with a white sail, and two bars.
LOGO = Logo(
    b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAADAAAAAgAQMAAABuGmlfAAAABlBMVEX///8kR4+ouXoxAAAAUElEQVR42n2P"
        "sQ3AMAzDGC8dc3J7mk/xCT4giDo18RB0EmhZENQENAyAk3QZPPUorzSj0shNKC8VL8ehIeYqSsNV43D3/D4F"
        "vnMTYlH72fAC6qMY6VRUtGMAAAAASUVORK5CYII="
    ),
    "image/png",
    48,
    32,
)


def finding(claim: str = "Counting helps.", **values: Any) -> FindingBlock:
    full: dict[str, Any] = {
        "id": f"finding {claim}",
        "claim": claim,
        "detail": f"The detail of {claim}",
        "year_from": 0,
        "year_to": 9,
        "evidence": Evidence(notes=11, lessons=7, schools=5, not_fitting=2),
        "agreed": 3,
        "agreed_of": 3,
        "quotation": Quotation(f"Somebody said {claim}", "a KS2 lesson"),
        "for_primary": f"For primary {claim}",
        "for_secondary": f"For secondary {claim}",
        "limits": f"The limits of {claim}",
        "next_step": f"The next step after {claim}",
        "audience_question": f"The question about {claim}",
    }
    return FindingBlock(**full | values)


def trio(*findings: FindingBlock, number: int = 1, **values: Any) -> TrioBlock:
    full: dict[str, Any] = {
        "id": f"trio {number}",
        "anchor": f"slot-{number}",
        "number": number,
        "focus": f"Focus {number}",
        "people": (
            Person("Ann Annson", "Ashby Primary School"),
            Person("Bob Bobson", "Birch School"),
            Person("Cat Catson", "Ashby Primary School"),
        ),
        "contact": "ann@example.org",
        "asked": (Asked("What helps?", 0, 9),),
        "did": "We looked at 7 lessons in 5 schools.",
        "findings": findings,
    }
    return TrioBlock(**full | values)


def handout(*trios: TrioBlock, **values: Any) -> Handout:
    slots = [
        Slot(time(18), time(18, 10), 10, "Welcome", None),
        *(
            Slot(time(18, 10 * n), time(18, 10 * n + 10), 10, "", one)
            for n, one in zip(range(1, 1 + len(trios)), trios, strict=True)
            if n < 5
        ),
        *(Slot(time(19), time(19, 10), 10, "", one) for one in trios[4:]),
    ]
    full: dict[str, Any] = {
        "alliance": "Vale Alliance",
        "title": "What we have seen",
        "day": date(2026, 11, 24),
        "starts_at": time(18),
        "ends_at": time(20),
        "venue": "Ashby Primary School",
        "welcome": "Welcome to the evening.",
        "slots": tuple(slots),
    }
    return Handout(**full | values)


THEMES = ("independence", "Vocabulary", "talk")


def ten_findings(**values: Any) -> Handout:
    """Return an evening with findings enough to look for them by theme.

    The third of each trio stands on a side of its own; the last trio's findings have no theme.
    """
    shared = (3, 3, 3, 1)
    return handout(
        *(
            trio(
                *(
                    finding(f"Claim {number}.{place}.", themes=THEMES[: place + 1] * (number < 4))
                    for place in range(count)
                ),
                number=number,
            )
            for number, count in enumerate(shared, start=1)
        ),
        **values,
    )


# By chance

# Words that break layouts, formats or spreadsheets, among ordinary ones.
HOSTILE = (
    "=1+1", "+44", "-2", "@SUM(A1)", "\tTab", "\rReturn", "'=quoted", "''@twice", '"quotes"',
    "<script>alert(1)</script>", "x" * 5000, "שלום עולם", "مرحبا", "学校", "😀 👩‍🏫", "e\u0301",
    "**bold** *and* `code`", "line\nline\n\nparagraph", "- a\n- list", "\\", "a,b;c", "\u202eRTL",
)  # fmt: skip
words = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80))
years = st.integers(-1, 13)
# As the database has them: both or neither.
spans = st.just((None, None)) | st.tuples(years, years).map(sorted)


@st.composite
def findings(draw: st.DrawFn, first: bool = False) -> FindingBlock:
    year_from, year_to = draw(spans)
    looked = draw(st.lists(years, unique=True, min_size=1, max_size=15)) if first else []
    return FindingBlock(
        id="finding",
        claim=draw(words),
        detail=draw(words),
        year_from=year_from,
        year_to=year_to,
        evidence=draw(st.none() | st.builds(Evidence, *[st.integers(0, 30)] * 4)),
        agreed=draw(st.integers(0, 3)),
        agreed_of=3,
        ruler=(
            Ruler(
                tuple(
                    YearCell(y, draw(st.none() | st.integers(0, 3)), 1, 1) for y in sorted(looked)
                )
            )
            if first
            else None
        ),
        quotation=draw(st.none() | st.builds(Quotation, words, words)),
        for_primary=draw(words),
        for_secondary=draw(words),
        limits=draw(words),
        next_step=draw(words),
        audience_question=draw(words),
        entered_for_trio=draw(st.booleans()),
        themes=tuple(draw(st.lists(words, max_size=3, unique=True))),
    )


@st.composite
def handouts(draw: st.DrawFn) -> Handout:
    blocks = [
        trio(
            *(draw(findings(first=place == 0)) for place in range(draw(st.integers(0, 4)))),
            number=number,
            focus=draw(words),
            people=(Person(draw(words), draw(words)),),
            contact=draw(words),
            asked=(Asked(draw(words), *draw(spans)),),
            did=draw(words),
        )
        for number in range(1, 1 + draw(st.integers(0, 3)))
    ]
    days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
    link = st.builds(Reading, st.just("https://journal.example/read/x"), days)
    return handout(
        *blocks,
        title=draw(words),
        welcome=draw(words),
        alliance=draw(words),
        stamp=draw(st.none() | st.builds(Stamp, st.integers(1, 99), days)),
        reading=draw(st.none() | link),
        logo=draw(st.sampled_from([None, LOGO])),
        schools_lettered=draw(st.booleans()),
        sign_in=tuple(draw(st.lists(words, max_size=12))),
        feedback_sheet=draw(st.booleans()),
    )


_ORDINARY = (
    "the", "of", "pupils", "Reception", "learning", "independent", "when", "stuck", "teacher",
    "asked", "wrote", "whispering", "Year", "three", "glimpse", "evidence", "homework",
    "fractions", "I", "to", "in", "it", "was", "and", "because", "however,", "schools.",
)  # fmt: skip


def by_chance(seed: int, trios: int = 6, most_words: int = 60) -> Handout:
    """Return a handout of ordinary words in texts of any length, the same for the same seed."""
    chance = random.Random(seed)

    def some(fewest: int, most: int) -> str:
        return " ".join(chance.choice(_ORDINARY) for _ in range(chance.randint(fewest, most)))

    def text() -> str:
        if chance.random() < 0.25:
            return ""
        written = some(3, most_words)
        if chance.random() < 0.2:
            written += f"\n\n- {some(3, 20)}\n- **{some(3, 20)}**\n\n{some(3, 20)}"
        return written

    def one(first: bool) -> FindingBlock:
        looked = sorted(chance.sample(range(-1, 14), chance.randint(1, 15)))
        cells = tuple(YearCell(year, chance.choice((None, 0, 1, 2, 3)), 2, 2) for year in looked)
        claim = some(5, 40)[:300]
        return finding(
            claim,
            themes=tuple(sorted(set(claim.split()))[-2:]),
            detail=text(),
            quotation=Quotation(some(4, most_words), "a KS2 lesson"),
            for_primary=text(),
            for_secondary=text(),
            limits=text(),
            next_step=text(),
            audience_question=text(),
            ruler=Ruler(cells) if first and chance.random() < 0.8 else None,
            agreed=chance.randint(1, 3),
        )

    return handout(
        *(
            trio(
                *(one(first=place == 0) for place in range(chance.choice((0, 1, 1, 1, 2, 3, 5)))),
                number=number,
                focus=some(2, 8),
                asked=tuple(Asked(some(5, 30), 1, 9) for _ in range(chance.randint(0, 2))),
            )
            for number in range(1, 1 + trios)
        ),
        title=f"Evening {seed}",
        welcome=some(1, chance.choice((50, 90, 700))),
    )


def strings(part: Any) -> Iterator[str]:
    """Yield every text that a part of the document holds, ids and anchors aside.

    Themes are for an index, which few handouts have.
    """
    if isinstance(part, str):
        if part:
            yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from strings(one)
    elif is_dataclass(part):
        for field in fields(part):
            if field.name not in ("id", "anchor", "themes"):
                yield from strings(getattr(part, field.name))
