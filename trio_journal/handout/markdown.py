"""The handout as Markdown (CommonMark with tables), to paste into a newsletter or a shared page.

What may hold Markdown goes in as it was typed; everything else is escaped, so that it reads as it
was typed too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..dates import clock_label
from .document import FindingBlock, Handout, IndexLine, Slot, TrioBlock, people_line, schools_line

_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>#|~&])")
# A line that would begin a list, a heading underlined, or a rule.
_BEGINS: Final = re.compile(r"^(\s*)([-+=]|\d{1,9}[.)](?=\s|$))")


def write(handout: Handout) -> bytes:
    """Return the handout as Markdown, in UTF-8: blocks parted by an empty line."""
    return ("\n\n".join(block for block in _blocks(handout) if block) + "\n").encode()


def plain(words: str) -> str:
    """Return words of one line so that Markdown shows them as they are."""
    escaped = _MARKS.sub(r"\\\1", " ".join(words.split()))
    return _BEGINS.sub(lambda found: f"{found[1]}{_escaped(found[2])}", escaped)


def _escaped(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}"


def _blocks(handout: Handout) -> Iterator[str]:
    yield plain(handout.alliance)
    yield f"# {plain(handout.title)}"
    yield "  \n".join(part for part in (plain(handout.when), plain(handout.venue)) if part)
    yield handout.welcome.strip()
    if handout.slots:
        yield "## The evening"
        yield _running_order(handout)
    for slot in handout.slots:
        if slot.trio:
            yield from _trio(slot, slot.trio)
    for head, lines in (
        ("Find your school", handout.by_school),
        ("Find your year group", handout.by_years),
    ):
        if lines:
            yield f"## {head}"
            yield "\n".join(_index_line(handout, line) for line in lines)
    yield handout.reading_line
    yield plain(handout.stamp_line)


def _running_order(handout: Handout) -> str:
    rows = ["| Time | What | Who |", "| --- | --- | --- |"]
    for slot in handout.slots:
        schools = schools_line(slot.trio) if slot.trio else ""
        rows.append(f"| {clock_label(slot.starts_at)} | {plain(slot.name)} | {plain(schools)} |")
    return "\n".join(rows)


def _trio(slot: Slot, trio: TrioBlock) -> Iterator[str]:
    yield f"## {plain(slot.heading)}"
    if not trio.findings:
        yield "### Findings on the night"
    for finding in trio.findings:
        yield from _finding(finding)
    for place, asked in enumerate(trio.asked):
        yield from _labelled("We asked" if place == 0 else "", asked.text)
    yield from _labelled("What we did", trio.did)
    yield plain(people_line(trio))


def _finding(finding: FindingBlock) -> Iterator[str]:
    yield f"### {plain(finding.claim)}"
    facts = ". ".join(part for part in (finding.years, finding.evidence_line) if part)
    yield plain(facts)
    if finding.ruler:
        yield plain(finding.ruler.sentence)
    yield finding.detail.strip()
    if finding.quotation:
        credit = f"\n\n({plain(finding.quotation.credit)})" if finding.quotation.credit else ""
        yield "\n".join(f"> {line}" for line in f"{finding.quotation.text}{credit}".splitlines())
    yield from _labelled("For primary", finding.for_primary)
    yield from _labelled("For secondary", finding.for_secondary)
    yield from _labelled("What we can't say yet", finding.limits)
    yield from _labelled("What next", finding.next_step)
    yield from _labelled("A question for you", finding.audience_question)


def _labelled(label: str, text: str) -> Iterator[str]:
    """Yield a text under its label, on lines of its own: it may begin with a list."""
    if text.strip():
        yield f"**{label}**" if label else ""
        yield text.strip()


def _index_line(handout: Handout, line: IndexLine) -> str:
    trios = "; ".join(plain(handout.trio(anchor).title) for anchor in line.anchors)
    return f"- **{plain(line.name)}**: {trios}"
