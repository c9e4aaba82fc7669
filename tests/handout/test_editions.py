"""Editions: frozen once, the same for years, and what changed from one to the next."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from sqlalchemy import inspect

from tests.services.conftest import Journal
from tests.services.evenings import VALUES
from trio_journal.dates import today
from trio_journal.evidence import Evidence
from trio_journal.exceptions import Conflict
from trio_journal.extensions import db
from trio_journal.handout import changes, editions, formats, markdown, pdf, press, previews
from trio_journal.handout.compiler import compile_evening
from trio_journal.handout.document import (
    Asked,
    FindingBlock,
    Handout,
    Logo,
    Person,
    Quotation,
    Reading,
    Stamp,
    TrioBlock,
)
from trio_journal.ids import new_id
from trio_journal.models import Edition, EditionFile, Evening, Finding
from trio_journal.services import agreements, evenings, findings, revisions, running_order

from .build import RULER, finding, handout, handouts, trio


@pytest.fixture
def shared(journal: Journal) -> Finding:
    return journal.share(journal.finding(journal.note(), claim="Counting helps."))


@pytest.fixture
def evening(journal: Journal, shared: Finding) -> Evening:
    return evenings.create(journal.id, journal.helen, new_id(), VALUES, [journal.home.id])


def freeze(journal: Journal, evening: Evening) -> Edition:
    return editions.freeze(evening.id, journal.helen)


def welcome(journal: Journal, evening: Evening, words: str) -> None:
    now = db.session.get_one(Evening, evening.id)
    evenings.change(evening.id, journal.helen, now.version, {"welcome": words})


def test_the_first_has_what_the_handout_says(journal: Journal, evening: Evening) -> None:
    edition = freeze(journal, evening)
    frozen = editions.handout_of(edition)
    assert edition.number == 1
    assert frozen.stamp == Stamp(1, today())
    assert frozen.footer == "What we have seen, Thu 10 Dec 2026, edition 1"
    assert frozen.trios[0].findings[0].claim == "Counting helps."


def test_freezing_is_part_of_the_history(journal: Journal, evening: Evening) -> None:
    freeze(journal, evening)
    now = db.session.get_one(Evening, evening.id)
    assert now.last_edition == 1
    assert list(revisions.of(now))[-1].action == "frozen"


def test_later_edits_leave_it_as_it_was(
    journal: Journal, evening: Evening, shared: Finding
) -> None:
    first = editions.handout_of(freeze(journal, evening))
    findings.change(shared.id, journal.ann, shared.version, {"claim": "Counting is all."})
    welcome(journal, evening, "Come in.")
    kept = editions.latest(db.session.get_one(Evening, evening.id))
    assert kept is not None
    assert editions.handout_of(kept) == first


def test_what_is_withdrawn_is_left_out_of_the_next(
    journal: Journal, evening: Evening, shared: Finding
) -> None:
    freeze(journal, evening)
    agreements.withdraw(shared.id, journal.ann, shared.version)
    now = db.session.get_one(Evening, evening.id)
    (slot,) = running_order.of(now).slots
    assert [one.claim for one in slot.withdrawn] == ["Counting helps."]
    second = freeze(journal, evening)
    assert second.number == 2
    assert editions.handout_of(second).trios[0].findings == ()
    (slot,) = running_order.of(db.session.get_one(Evening, evening.id)).slots
    assert slot.withdrawn == ()


def test_without_a_change_there_is_no_next(journal: Journal, evening: Evening) -> None:
    freeze(journal, evening)
    with pytest.raises(Conflict, match="Nothing has changed since edition 1"):
        freeze(journal, evening)
    assert len(editions.of(evening)) == 1


def test_an_empty_running_order_is_not_frozen(journal: Journal) -> None:
    evening = evenings.create(journal.id, journal.helen, new_id(), VALUES)
    with pytest.raises(Conflict, match="Add a slot"):
        freeze(journal, evening)


def test_they_are_listed_with_the_latest_first(journal: Journal, evening: Evening) -> None:
    for words in ("One.", "Two.", "Three."):
        welcome(journal, evening, words)
        freeze(journal, evening)
    db.session.expire_all()
    found = editions.of(evening)
    assert [edition.number for edition in found] == [3, 2, 1]
    assert all("content" in inspect(one).unloaded for one in found), "what they say is not read"


# Files


@pytest.mark.parametrize("name", sorted(formats.FORMATS))
def test_a_file_is_made_once_and_the_same_ever_after(
    journal: Journal, evening: Evening, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = freeze(journal, evening)
    form = formats.FORMATS[name]
    first = editions.file(edition, form, tmp_path / "press")
    assert first
    kept = db.session.get(EditionFile, (edition.id, form.name))
    assert kept is not None
    assert kept.content == first

    def made_again(*_: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(formats, "write", made_again)
    assert editions.file(edition, form, tmp_path / "press") == first


def test_what_was_set_to_count_its_pages_is_its_file(
    journal: Journal, evening: Evening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = freeze(journal, evening)
    workshop = tmp_path / "press"
    lengths = previews.count(editions.handout_of(edition), workshop, 60, edition.created_at)
    assert all(one.pages for one in lengths)

    def set_again(*_: object) -> None:
        raise AssertionError("set again")

    monkeypatch.setattr(press, "_begin", set_again)
    for layout in pdf.LAYOUTS:
        assert editions.file(edition, formats.pdf_in(layout), workshop)


def test_which_edition_it_is_is_told_without_reading_it(journal: Journal, evening: Evening) -> None:
    edition = freeze(journal, evening)
    db.session.expire_all()
    imprint = editions.imprint_of(edition)
    assert "content" in inspect(edition).unloaded
    frozen = editions.handout_of(edition)
    assert imprint == (frozen.title, frozen.day, frozen.stamp)


def test_sent_twice_it_is_frozen_once(journal: Journal, evening: Evening) -> None:
    seen = compile_evening(evening).digest
    first, second = (editions.freeze(evening.id, journal.helen, seen) for _ in range(2))
    assert first.id == second.id


def test_what_nobody_looked_at_is_not_frozen(journal: Journal, evening: Evening) -> None:
    seen = compile_evening(evening).digest
    welcome(journal, evening, "Come in.")
    with pytest.raises(Conflict, match="has changed since you opened"):
        editions.freeze(evening.id, journal.helen, seen)


def test_an_edition_of_the_first_day_is_read_for_ever() -> None:
    # This file is never made anew: a field that comes later has a default in json.read.
    content = json.loads((Path(__file__).parent / "edition-1.json").read_text("utf-8"))
    kept = editions.handout_of(Edition(content=content))
    assert kept.stamp == Stamp(1, date(2026, 12, 7))
    assert kept.trios[0].findings[0].quotation is not None
    assert len(kept.sign_in) == 12
    assert {one.themes for block in kept.trios for one in block.findings} == {()}
    assert kept.by_theme == ()


def test_it_says_of_its_counts_what_was_said_on_the_day() -> None:
    content = json.loads((Path(__file__).parent / "edition-1.json").read_text("utf-8"))
    as_now = editions.handout_of(Edition(content=content))
    first = next(slot["trio"] for slot in content["slots"] if slot["trio"])["findings"][0]
    first["evidence_line"] = "Rests on a dozen notes."
    first["ruler"]["sentence"] = "Mostly strong."
    kept = editions.handout_of(Edition(content=content))
    text = markdown.write(kept).decode()
    assert "Rests on a dozen notes." in text
    assert "Mostly strong." in text
    assert not editions.differ(replace(as_now, stamp=None), kept), "it is no other handout"


def test_two_who_ask_at_once_get_the_same_bytes(journal: Journal, evening: Evening) -> None:
    edition = freeze(journal, evening)
    assert editions._keep(edition.alliance_id, edition.id, "a4.pdf", b"first") == b"first"
    assert editions._keep(edition.alliance_id, edition.id, "a4.pdf", b"second") == b"first"


# What changed


ONE = handout(trio(finding("First.", ruler=RULER), finding("Second.")))


def said(before: object, after: object) -> dict[str, tuple[str, str]]:
    found = changes.between(before, after)  # type: ignore[arg-type]
    return {change.of: (change.before, change.after) for change in found}


def with_findings(*found: object) -> object:
    return handout(trio(*found))  # type: ignore[arg-type]


def test_nothing_has_changed_where_only_the_number_is_another() -> None:
    assert changes.between(ONE, replace(ONE, stamp=Stamp(2, date(2026, 11, 1)))) == ()


def test_what_the_invitation_says_is_compared() -> None:
    assert said(ONE, replace(ONE, venue="The hall"))["Where"] == (ONE.venue, "The hall")
    assert said(ONE, replace(ONE, welcome="Come in."))["Welcome"] == (ONE.welcome, "Come in.")


def test_a_reworded_claim_is_told_from_a_new_finding() -> None:
    reworded = with_findings(
        finding("First.", ruler=RULER),
        finding("Second, again.", id="finding Second."),
        finding("Third."),
    )
    told = said(ONE, reworded)
    assert told["Trio 1, Focus 1: claim"] == ("Second.", "Second, again.")
    assert told["Trio 1, Focus 1: new finding"] == ("", "Third.")


def test_a_finding_that_is_gone_is_named() -> None:
    told = said(ONE, with_findings(finding("Second.")))
    assert told["Trio 1, Focus 1: finding no longer in it"] == ("First.", "")


def test_themes_that_a_finding_got_since_are_named_and_nothing_else() -> None:
    told = said(
        ONE, with_findings(finding("First.", ruler=RULER, themes=("talk",)), finding("Second."))
    )
    assert told == {"Trio 1, Focus 1: themes": ("", "talk")}


def test_findings_in_another_order_are_named() -> None:
    told = said(ONE, with_findings(finding("Second."), finding("First.", ruler=RULER)))
    assert told == {
        "Trio 1, Focus 1: order of its findings": ("First.\nSecond.", "Second.\nFirst.")
    }


def test_a_trio_that_is_added_comes_with_its_findings() -> None:
    both = handout(trio(finding("First.", ruler=RULER), finding("Second.")), trio(number=2))
    assert list(said(ONE, both)) == ["Running order"]
    more = handout(*ONE.trios, trio(finding("New."), number=2))
    assert said(ONE, more)["Trio 2, Focus 2: new finding"] == ("", "New.")


def test_a_logo_and_a_link_are_changes() -> None:
    link = Reading("https://journal.example/read/x", date(2027, 3, 10))
    after = replace(ONE, logo=Logo(b"x", "image/png", 9, 9), reading=link)
    assert set(said(ONE, after)) == {"Logo", "Reading on a phone"}


# Whoever adds a field to the handout says here what another value of it is.
OTHERS: dict[type, dict[str, object]] = {
    Handout: {
        "alliance": "Other Alliance", "title": "Another", "day": date(2026, 12, 1),
        "starts_at": time(17), "ends_at": time(21), "venue": "The hall", "welcome": "Come in.",
        "slots": (), "reading": Reading("https://journal.example/read/x", date(2027, 3, 10)),
        "logo": Logo(b"x", "image/png", 9, 9), "schools_lettered": True, "sign_in": ("Ashby",),
        "feedback_sheet": True,
    },
    TrioBlock: {
        "number": 9, "focus": "Another", "people": (Person("Zoe", ""),), "contact": "zoe",
        "asked": (Asked("Why?"),), "did": "We read.", "findings": (),
    },
    FindingBlock: {
        "claim": "Another.", "detail": "Another.", "year_from": 1, "year_to": 8,
        "evidence": Evidence(1, 1, 1, 0), "agreed": 2, "agreed_of": 4, "ruler": None,
        "quotation": Quotation("Another", ""), "for_primary": "Another.",
        "for_secondary": "Another.", "limits": "Another.", "next_step": "Another.",
        "audience_question": "Another?", "entered_for_trio": True, "themes": ("another",),
    },
}  # fmt: skip
# What is no change, or one of what stands beside it: the number of an edition, addresses, and the
# words that an edition has for its counts.
NO_CHANGE = {"stamp", "id", "anchor", "frozen_line"}


def test_every_field_of_the_handout_is_compared() -> None:
    for kind, others in OTHERS.items():
        assert {one.name for one in fields(kind)} - NO_CHANGE == set(others), kind


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, others in OTHERS.items() for name in others]
)
def test_another_value_of_any_field_is_a_change(kind: type, name: str) -> None:
    other = {name: OTHERS[kind][name]}
    first = finding("First.", ruler=RULER)
    block = trio(first)
    if kind is FindingBlock:
        block = trio(replace(first, **other))  # type: ignore[arg-type]
    elif kind is TrioBlock:
        block = replace(block, **other)  # type: ignore[arg-type]
    after = handout(block)
    if kind is Handout:
        after = replace(after, **other)  # type: ignore[arg-type]
    assert changes.between(handout(trio(first)), after)


@given(handouts())
def test_nothing_has_changed_where_nothing_has(one: Handout) -> None:
    assert changes.between(one, one) == ()
