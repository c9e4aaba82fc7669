"""The handout as Markdown (CommonMark with tables), to paste into a newsletter or a shared page.

What people typed is read as Markdown first and written anew: a code fence left open, or a tag,
would otherwise take along what comes after it. Everything else is escaped, and reads as typed.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from ..dates import clock_label
from .document import (
    SHEET_LINES,
    FindingBlock,
    Handout,
    Slot,
    TrioBlock,
    people_line,
    schools_line,
    sign_in_rows,
)
from .indexes import IndexLine
from .prose import BREAK, Block, Inline, blocks

_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>#|~&])")
# As long as a line that is written on; the backslashes keep it from being a rule.
_BLANK: Final = r"\_" * 12
# A line that would begin a list, a heading underlined, or a rule.
_BEGINS: Final = re.compile(r"^(\s*)([-+=]|\d{1,9}[.)](?=\s|$))")


def write(handout: Handout) -> bytes:
    """Return the handout as Markdown, in UTF-8: blocks parted by an empty line."""
    return ("\n\n".join(block for block in _blocks(handout) if block) + "\n").encode()


def plain(words: str) -> str:
    """Return words of one line so that Markdown shows them as they are."""
    return _begun(_MARKS.sub(r"\\\1", " ".join(words.split())))


def _begun(line: str) -> str:
    """Return a line that begins no list, heading or rule."""
    return _BEGINS.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", line)


def prose(source: str) -> str:
    """Return typed Markdown written anew; a heading in it becomes a line in bold."""
    return _written(blocks(source))


def _written(parts: Iterable[Block]) -> str:
    return "\n\n".join(_block(part) for part in parts)


def _block(part: Block) -> str:
    match part["is"]:
        case "heading":
            return f"**{_inline(part['of'], marked=False)}**"
        case "list":
            return "\n".join(
                _item(f"{number}." if part["ordered"] else "-", item)
                for number, item in enumerate(part["of"], part["start"])
            )
        case "quote":
            return textwrap.indent(_written(part["of"]), "> ", lambda _: True)
        case "code":
            code = part["text"].replace(BREAK, "")
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
            return f"{fence}\n{code}\n{fence}"
        case "rule":
            return "* * *"
    return _lines(part["of"])


def _item(mark: str, parts: Iterable[Block]) -> str:
    hanging = textwrap.indent(_written(parts), " " * (len(mark) + 1))
    return f"{mark} {hanging.lstrip(' ')}"


def _lines(parts: Iterable[Inline]) -> str:
    """Return a paragraph; emphasis that cannot be written so that it reads the same is left out."""
    parts = list(parts)
    written = _begun_lines(_inline(parts))
    same = blocks(written) == [{"is": "paragraph", "of": parts}]
    return written if same else _begun_lines(_inline(parts, marked=False))


def _begun_lines(text: str) -> str:
    return "\n".join(map(_begun, text.split("\n")))


def _inline(parts: Iterable[Inline], *, marked: bool = True) -> str:
    written = ""
    for part in parts:
        if isinstance(part, str):
            written += _MARKS.sub(r"\\\1", part.replace(BREAK, ""))
        elif part["is"] == "break":
            written += "\\\n"
        else:
            mark = {"em": "*", "strong": "**", "link": ""}[part["is"]] if marked else ""
            inner = f"{mark}{_inline(part['of'], marked=marked)}{mark}"
            written += f"[{inner}](<{part['to']}>)" if part["is"] == "link" else inner
    return written


def _blocks(handout: Handout) -> Iterator[str]:
    yield plain(handout.alliance)
    yield f"# {plain(handout.title)}"
    yield "  \n".join(part for part in (plain(handout.when), plain(handout.venue)) if part)
    stamp = str(handout.stamp or "draft").capitalize()
    link = f". {handout.reading}: <{handout.reading.url}>" if handout.reading else ""
    yield f"{stamp}{link}"
    yield prose(handout.welcome)
    if handout.slots:
        yield "## The evening"
        yield _running_order(handout)
    for slot in handout.slots:
        if slot.trio:
            yield from _trio(slot, slot.trio)
    for index in handout.indexes:
        yield f"## {index.head}"
        yield "\n".join(_index_line(handout, line) for line in index.lines)
    yield from _sheets(handout)


def _sheets(handout: Handout) -> Iterator[str]:
    """Yield what is to be filled in by hand, after it is printed."""
    if handout.feedback_sheet:
        yield "## Feedback"
        yield f"From a colleague at {_BLANK}"
        for trio in handout.trios:
            yield f"### {plain(trio.title)}"
            yield f"We will try this in Year {_BLANK} from {_BLANK} who {_BLANK}"
            yield f"A question for the trio {_BLANK}"
            yield from [_BLANK] * SHEET_LINES
    if rows := sign_in_rows(handout):
        yield "## Sign in"
        lines = (f"| {plain(name)} | | |" + "\n| | | |" * (SHEET_LINES - 1) for name in rows)
        yield "\n".join(("| School | Name | Role |", "| --- | --- | --- |", *lines))


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
    yield prose(finding.detail)
    if finding.quotation:
        credit = f"\n\n({plain(finding.quotation.credit)})" if finding.quotation.credit else ""
        quoted = prose(finding.quotation.text) + credit
        yield textwrap.indent(quoted, "> ", lambda _: True)
    yield from _labelled("For primary", finding.for_primary)
    yield from _labelled("For secondary", finding.for_secondary)
    yield from _labelled("What we can't say yet", finding.limits)
    yield from _labelled("What next", finding.next_step)
    yield from _labelled("A question for you", finding.audience_question)


def _labelled(label: str, text: str) -> Iterator[str]:
    """Yield a text under its label, on lines of its own: it may begin with a list."""
    if text.strip():
        yield f"**{label}**" if label else ""
        yield prose(text)


def _index_line(handout: Handout, line: IndexLine) -> str:
    trios = "; ".join(plain(handout.trio(anchor).title) for anchor in line.anchors)
    return f"- **{plain(line.name)}**: {trios}"
