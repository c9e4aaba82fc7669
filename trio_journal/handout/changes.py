"""What changed from one edition of a handout to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .. import year_groups
from .document import FindingBlock, Handout, Slot, TrioBlock, people_line


@dataclass(frozen=True, slots=True)
class Change:
    """A change: what of, and what it said before and after; "" where it was not there."""

    of: str
    before: str = ""
    after: str = ""


_TEXTS: Final = (
    ("claim", "Claim"),
    ("years", "Year groups"),
    ("detail", "Detail"),
    ("evidence_line", "Evidence"),
    ("for_primary", "For primary"),
    ("for_secondary", "For secondary"),
    ("limits", "What we can't say yet"),
    ("next_step", "What next"),
    ("audience_question", "Question for discussion"),
)


def between(before: Handout, after: Handout) -> tuple[Change, ...]:
    """Return what changed, in the order of the later handout; its number is no change."""
    return tuple(_between(before, after))


def _between(before: Handout, after: Handout) -> Iterator[Change]:
    yield from _texts(
        ("Alliance", before.alliance, after.alliance),
        ("Title", before.title, after.title),
        ("When", before.when, after.when),
        ("Where", before.venue, after.venue),
        ("Welcome", before.welcome, after.welcome),
        ("Reading on a phone", _reading(before), _reading(after)),
        ("Schools", _schools(before), _schools(after)),
        ("Feedback sheet", _feedback(before), _feedback(after)),
        ("Sign-in sheet", "\n".join(before.sign_in), "\n".join(after.sign_in)),
    )
    if before.logo != after.logo:
        yield Change("Logo", *("a logo" if one.logo else "" for one in (before, after)))
    yield from _running_order(before.slots, after.slots)
    were = {trio.id: trio for trio in before.trios}
    for trio in after.trios:
        if trio.id in were:
            yield from _trio(were[trio.id], trio)
        else:
            yield from (_finding_as_whole(trio, finding, new=True) for finding in trio.findings)


def _reading(handout: Handout) -> str:
    return f"{handout.reading}, {handout.reading.url}" if handout.reading else ""


def _schools(handout: Handout) -> str:
    return "by letters" if handout.schools_lettered else "by name"


def _feedback(handout: Handout) -> str:
    return "comes with it" if handout.feedback_sheet else ""


def _texts(*texts: tuple[str, str, str]) -> Iterator[Change]:
    yield from (Change(of, was, now) for of, was, now in texts if was != now)


def _running_order(before: Sequence[Slot], after: Sequence[Slot]) -> Iterator[Change]:
    was, now = ("\n".join(_row(slot) for slot in slots) for slots in (before, after))
    yield from _texts(("Running order", was, now))


def _row(slot: Slot) -> str:
    return f"{slot.heading}."


def _trio(before: TrioBlock, after: TrioBlock) -> Iterator[Change]:
    yield from _texts(
        (f"{after.title}: people", people_line(before), people_line(after)),
        (f"{after.title}: we asked", _asked(before), _asked(after)),
        (f"{after.title}: what we did", before.did, after.did),
    )
    were = {finding.id: finding for finding in before.findings}
    are = {finding.id: finding for finding in after.findings}
    for finding_id, finding in were.items():
        if finding_id not in are:
            yield _finding_as_whole(after, finding, new=False)
    for finding_id, finding in are.items():
        if finding_id in were:
            yield from _finding(after, were[finding_id], finding)
        else:
            yield _finding_as_whole(after, finding, new=True)
    stayed = were.keys() & are.keys()
    if [one for one in were if one in stayed] != [one for one in are if one in stayed]:
        yield Change(
            f"{after.title}: order of its findings",
            _claims(were[one] for one in were if one in stayed),
            _claims(are[one] for one in are if one in stayed),
        )


def _asked(trio: TrioBlock) -> str:
    return "\n".join(
        f"{asked.text} ({years})" if years else asked.text
        for asked in trio.asked
        for years in [year_groups.range_label(asked.year_from, asked.year_to)]
    )


def _claims(findings: Iterable[FindingBlock]) -> str:
    return "\n".join(finding.claim for finding in findings)


def _finding_as_whole(trio: TrioBlock, finding: FindingBlock, *, new: bool) -> Change:
    if new:
        return Change(f"{trio.title}: new finding", after=finding.claim)
    return Change(f"{trio.title}: finding no longer in it", before=finding.claim)


def _finding(trio: TrioBlock, before: FindingBlock, after: FindingBlock) -> Iterator[Change]:
    where = f"{trio.title}: "
    yield from _texts(
        *(
            (f"{where}{label.lower()}", getattr(before, name), getattr(after, name))
            for name, label in _TEXTS
        ),
        (f"{where}themes", ", ".join(before.themes), ", ".join(after.themes)),
        (f"{where}quotation", _quoted(before), _quoted(after)),
        (f"{where}what the ruler shows", _ruler(before), _ruler(after)),
    )


def _quoted(finding: FindingBlock) -> str:
    quoted = finding.quotation
    if quoted is None:
        return ""
    return f"“{quoted.text}”" + (f" ({quoted.credit})" if quoted.credit else "")


def _ruler(finding: FindingBlock) -> str:
    if finding.ruler is None:
        return ""
    classes = "; ".join(
        f"{year_groups.label(cell.year)} {cell.classes}, {cell.rated} rated"
        for cell in finding.ruler.cells
    )
    return f"{finding.ruler.sentence} Classes: {classes}."
