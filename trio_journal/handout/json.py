"""The handout as JSON and back, complete; handout.schema.json says what each field means.

`read` takes what `as_data` gave. The line below a claim and the sentence of its ruler stay in the
words they had, so that a form which is made years later says what the paper says. What else
follows from other fields (labels, the index, what half of a ruler shows) is found anew.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import date, time
from pathlib import Path
from typing import Any, Final

from .. import year_groups
from ..evidence import Evidence
from .document import (
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
from .indexes import IndexLine
from .ruler import LEVELS, Ruler, YearCell

SCHEMA: Final = "trio-journal/handout/1"
SCHEMA_FILE: Final = Path(__file__).with_name("handout.schema.json")


def write(handout: Handout) -> bytes:
    """Return the handout as JSON, in UTF-8."""
    return f"{json.dumps(as_data(handout), ensure_ascii=False, indent=2)}\n".encode()


def as_data(handout: Handout) -> dict[str, Any]:
    """Return the handout as plain values, as JSON has them."""
    return {
        "schema": SCHEMA,
        "alliance": handout.alliance,
        "title": handout.title,
        "date": handout.day.isoformat(),
        "starts_at": f"{handout.starts_at:%H:%M}",
        "ends_at": f"{handout.ends_at:%H:%M}",
        "venue": handout.venue,
        "welcome": handout.welcome,
        "edition": _stamp(handout.stamp),
        "reading": _reading(handout.reading),
        "logo": _logo(handout.logo),
        "schools_lettered": handout.schools_lettered,
        "sign_in": list(handout.sign_in),
        "feedback_sheet": handout.feedback_sheet,
        "slots": [_slot(slot) for slot in handout.slots],
        "index": {
            "by_school": [_line(handout, line) for line in handout.by_school],
            "by_year_group": [_line(handout, line) for line in handout.by_year],
            "by_theme": [_line(handout, line) for line in handout.by_theme],
        },
    }


def _stamp(stamp: Stamp | None) -> dict[str, Any] | None:
    if stamp is None:
        return None
    return {"number": stamp.number, "frozen_on": stamp.frozen_on.isoformat()}


def _reading(reading: Reading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {"url": reading.url, "until": reading.until.isoformat()}


def _logo(logo: Logo | None) -> dict[str, Any] | None:
    if logo is None:
        return None
    return {
        "mimetype": logo.mimetype,
        "width": logo.width,
        "height": logo.height,
        "base64": b64encode(logo.content).decode(),
    }


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "starts_at": f"{slot.starts_at:%H:%M}",
        "ends_at": f"{slot.ends_at:%H:%M}",
        "minutes": slot.minutes,
        "label": slot.label,
        "trio": _trio(slot.trio) if slot.trio else None,
    }


def _trio(trio: TrioBlock) -> dict[str, Any]:
    return {
        "id": trio.id,
        "anchor": trio.anchor,
        "number": trio.number,
        "focus": trio.focus,
        "people": [{"name": one.name, "school": one.school} for one in trio.people],
        "contact": trio.contact,
        "asked": [
            {"text": one.text, "years": _years(one.year_from, one.year_to)} for one in trio.asked
        ],
        "did": trio.did,
        "findings": [_finding(finding) for finding in trio.findings],
    }


def _finding(finding: FindingBlock) -> dict[str, Any]:
    evidence = finding.evidence
    quotation = finding.quotation
    return {
        "id": finding.id,
        "claim": finding.claim,
        "detail": finding.detail,
        "years": _years(finding.year_from, finding.year_to),
        "evidence_line": finding.evidence_line,
        "evidence": (
            {
                "notes": evidence.notes,
                "lessons": evidence.lessons,
                "schools": evidence.schools,
                "not_fitting": evidence.not_fitting,
            }
            if evidence
            else None
        ),
        "agreement": {
            "agreed": finding.agreed,
            "of": finding.agreed_of,
            "line": finding.agreement_line,
        },
        "ruler": _ruler(finding.ruler) if finding.ruler else None,
        "quotation": ({"text": quotation.text, "credit": quotation.credit} if quotation else None),
        "for_primary": finding.for_primary,
        "for_secondary": finding.for_secondary,
        "limits": finding.limits,
        "next_step": finding.next_step,
        "audience_question": finding.audience_question,
        "entered_for_trio": finding.entered_for_trio,
        "themes": list(finding.themes),
    }


def _years(first: int | None, last: int | None) -> dict[str, str] | None:
    if first is None:
        return None
    return {
        "from": year_groups.code(first),
        "to": year_groups.code(first if last is None else last),
        "label": year_groups.range_label(first, last),
    }


def _ruler(ruler: Ruler) -> dict[str, Any]:
    return {
        "sentence": ruler.sentence,
        "cells": [
            {
                "year": year_groups.code(cell.year),
                "level": None if cell.level is None else LEVELS[cell.level],
                "classes": cell.classes,
                "rated": cell.rated,
                "few": cell.few,
            }
            for cell in ruler.cells
        ],
    }


def _line(handout: Handout, line: IndexLine) -> dict[str, Any]:
    return {"name": line.name, "trios": [handout.trio(anchor).id for anchor in line.anchors]}


# And back


def read(data: dict[str, Any]) -> Handout:
    """Return the handout that `as_data` made this of, today or in an edition of years ago.

    A field that comes after the first release is read with a default: editions are never changed.

    Raises ValueError when it is of another schema or is not what the schema says it is, KeyError
    when a field is missing.
    """
    if data["schema"] != SCHEMA:
        raise ValueError(f"{data['schema']!r} is not {SCHEMA}")
    return Handout(
        alliance=data["alliance"],
        title=data["title"],
        day=date.fromisoformat(data["date"]),
        starts_at=time.fromisoformat(data["starts_at"]),
        ends_at=time.fromisoformat(data["ends_at"]),
        venue=data["venue"],
        welcome=data["welcome"],
        slots=tuple(map(_read_slot, data["slots"])),
        stamp=_read_stamp(data["edition"]),
        reading=_read_reading(data["reading"]),
        logo=_read_logo(data["logo"]),
        schools_lettered=data["schools_lettered"],
        sign_in=tuple(data["sign_in"]),
        feedback_sheet=data["feedback_sheet"],
    )


def _read_stamp(stamp: dict[str, Any] | None) -> Stamp | None:
    return Stamp(stamp["number"], date.fromisoformat(stamp["frozen_on"])) if stamp else None


def _read_reading(reading: dict[str, Any] | None) -> Reading | None:
    return Reading(reading["url"], date.fromisoformat(reading["until"])) if reading else None


def _read_logo(logo: dict[str, Any] | None) -> Logo | None:
    if logo is None:
        return None
    return Logo(b64decode(logo["base64"]), logo["mimetype"], logo["width"], logo["height"])


def _read_slot(slot: dict[str, Any]) -> Slot:
    return Slot(
        starts_at=time.fromisoformat(slot["starts_at"]),
        ends_at=time.fromisoformat(slot["ends_at"]),
        minutes=slot["minutes"],
        label=slot["label"],
        trio=_read_trio(slot["trio"]) if slot["trio"] else None,
    )


def _read_trio(trio: dict[str, Any]) -> TrioBlock:
    return TrioBlock(
        id=trio["id"],
        anchor=trio["anchor"],
        number=trio["number"],
        focus=trio["focus"],
        people=tuple(Person(one["name"], one["school"]) for one in trio["people"]),
        contact=trio["contact"],
        asked=tuple(Asked(one["text"], **_read_years(one["years"])) for one in trio["asked"]),
        did=trio["did"],
        findings=tuple(map(_read_finding, trio["findings"])),
    )


def _read_finding(finding: dict[str, Any]) -> FindingBlock:
    evidence = finding["evidence"]
    quotation = finding["quotation"]
    return FindingBlock(
        id=finding["id"],
        claim=finding["claim"],
        detail=finding["detail"],
        **_read_years(finding["years"]),
        evidence=(
            Evidence(
                notes=evidence["notes"],
                lessons=evidence["lessons"],
                schools=evidence["schools"],
                not_fitting=evidence["not_fitting"],
            )
            if evidence
            else None
        ),
        agreed=finding["agreement"]["agreed"],
        agreed_of=finding["agreement"]["of"],
        ruler=_read_ruler(finding["ruler"]) if finding["ruler"] else None,
        quotation=Quotation(quotation["text"], quotation["credit"]) if quotation else None,
        for_primary=finding["for_primary"],
        for_secondary=finding["for_secondary"],
        limits=finding["limits"],
        next_step=finding["next_step"],
        audience_question=finding["audience_question"],
        entered_for_trio=finding["entered_for_trio"],
        # Editions that were frozen before there were themes have none.
        themes=tuple(finding.get("themes", ())),
        frozen_line=finding["evidence_line"],
    )


def _read_years(years: dict[str, str] | None) -> dict[str, int]:
    if years is None:
        return {}
    return {
        "year_from": year_groups.from_code(years["from"]),
        "year_to": year_groups.from_code(years["to"]),
    }


def _read_ruler(ruler: dict[str, Any]) -> Ruler:
    return Ruler(
        tuple(
            YearCell(
                year=year_groups.from_code(cell["year"]),
                level=None if cell["level"] is None else LEVELS.index(cell["level"]),
                classes=cell["classes"],
                rated=cell["rated"],
            )
            for cell in ruler["cells"]
        ),
        ruler["sentence"],
    )
