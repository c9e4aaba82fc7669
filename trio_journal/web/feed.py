"""What of a journal is shown: its filters, its sections by question, its older pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import Row

from .. import access, dates, year_groups
from ..models import Trio, TrioMembership
from ..services import journals, note_lists
from ..services.journals import AskedQuestion, WeighedFinding
from ..services.note_lists import Cursor, Filters, Section
from ..services.observations import CONTEXT_LASTS
from ..text import capitalised, excerpt, number
from . import cards
from .forms.trios import FilterForm
from .htmx import fragment, is_partial
from .signed_in import me


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _cursor(text: str | None) -> Cursor | None:
    """Read where the page before ended; anything else begins at the newest."""
    moment, _, key = (text or "").partition("_")
    try:
        return Cursor(datetime.fromtimestamp(int(moment) / 1e6, UTC), UUID(key))
    except (ValueError, OverflowError, OSError):
        return None


def _before(cursor: Cursor) -> str:
    microseconds = round(cursor.observed_at.timestamp() * 1e6)
    return f"{microseconds}_{cursor.id}"


def filters_of(form: FilterForm) -> Filters:
    """Return the filters that an address asks for, as far as they can be read."""
    question_id = _uuid(form.question.data) if form.question.data != "none" else None
    return Filters(
        question_id=question_id,
        under_id=question_id if request.args.get("under") else None,
        year=form.chosen_year(),
        school_id=_uuid(form.school.data),
        author_id=_uuid(form.author.data),
        kind=form.chosen_kind(),
        to_sort=form.question.data == "none",
    )


def _url(trio: Trio, filters: Filters, **changed: Any) -> str:
    """Return the journal's address with the filters that were understood.

    A page never says again what an address said: the length of a compressed page would tell
    whoever made that address how well it guessed at the words around it.
    """
    kept: dict[str, Any] = {
        "question": "none" if filters.to_sort else filters.question_id,
        "year": None if filters.year is None else year_groups.code(filters.year),
        "school": filters.school_id,
        "author": filters.author_id,
        "kind": filters.kind and filters.kind.value,
        "under": filters.under_id and 1,
    }
    return url_for("trios.show", trio_id=trio.id, **kept | changed)


def older(trio: Trio, filters: Filters) -> Response | None:
    """Answer htmx with the page of notes that `?before=` asks for; None where it asks for none."""
    cursor = _cursor(request.args.get("before"))
    if not (is_partial() and cursor):
        return None
    section = note_lists.page(trio.id, filters, cursor)
    can_edit = access.is_open(trio)
    sorting = filters.to_sort and can_edit
    return fragment(
        "trios/_entries.html",
        entries=[cards.note(row, can_edit) for row in section.notes],
        sorting=sorting,
        sort_choices=_sort_choices(journals.questions(trio.id)) if sorting else (),
        older_url=_url(trio, filters, before=_before(section.older)) if section.older else None,
    )


def _sort_choices(asked: Sequence[AskedQuestion]) -> list[tuple[UUID, str]]:
    return [(one.question.id, excerpt(one.question.text, 60)) for one in asked]


def sections(
    trio: Trio,
    filters: Filters,
    asked: Sequence[AskedQuestion],
    members: Sequence[TrioMembership],
    weighed: Sequence[WeighedFinding],
) -> dict[str, Any]:
    """Return what the sheet of entries needs (trios/_feed.html), and the reader's last note."""
    can_edit = access.is_open(trio)
    questions = {one.question.id: cards.question(one, can_edit) for one in asked}
    found, unsorted = note_lists.sections(
        trio.id, filters, list(questions), _cursor(request.args.get("before"))
    )
    filtered = bool(filters.active or filters.to_sort)
    claims = {} if filtered else _claims(weighed, questions, cards.present(members), can_edit)
    shown, to_sort = [], []
    for section in found:
        notes = [cards.note(row, can_edit) for row in section.notes]
        key = section.question_id
        if key is None and filters.question_id is None and not filters.to_sort:
            to_sort = notes
            notes = []
        entries: list[Any] = [*claims.get(key, []), *notes]
        if key is None and not entries:
            continue
        if filters.active and not entries:
            continue
        question = questions.get(key) if key else None
        shown.append(
            {
                "question": question,
                "entries": entries,
                "elsewhere": _elsewhere(question, section, filters),
                "all_url": _url(trio, filters, question=key) if key else "",
                "older_url": _older_url(trio, filters, key, section.older) if notes else None,
            }
        )
    return {
        "sections": shown,
        "to_sort": {
            "count": unsorted,
            "entries": to_sort[: note_lists.TO_SORT_SHOWN],
            "url": _url(trio, filters, question="none"),
        },
        "sort_choices": _sort_choices(asked),
        "sorts": filters.to_sort and can_edit,
        "filtered": filtered,
        "active_filters": filters.active,
        "filter_line": _filter_line(filtered, bool(shown or unsorted)),
        "clear_url": url_for("trios.show", trio_id=trio.id),
        "last_note": _last_note(found),
    }


def _claims(
    weighed: Sequence[WeighedFinding],
    questions: Collection[UUID],
    present: Collection[TrioMembership],
    can_edit: bool,
) -> dict[UUID | None, list[cards.FindingCard]]:
    """Return the cards of findings by question; None has those of no question that is there."""
    found: dict[UUID | None, list[cards.FindingCard]] = {}
    for one in weighed:
        key = one.finding.question_id if one.finding.question_id in questions else None
        found.setdefault(key, []).append(cards.finding(one, present, me().id, can_edit))
    return found


def _elsewhere(question: cards.QuestionCard | None, section: Section, filters: Filters) -> str:
    """Return, as a sentence, how many of a question's notes stand under another one here."""
    if question is None or section.total is None or filters.active:
        return ""
    count = question.observations - section.total
    if count <= 0:
        return ""
    verb = "stands" if count == 1 else "stand"
    return f"{capitalised(number(count))} of its notes {verb} under another question here."


def _filter_line(filtered: bool, anything: bool) -> str:
    """Return what the filters let through, for the region that announces it."""
    if filtered:
        return (
            "Showing only what the filters let through."
            if anything
            else "Nothing passes the filters."
        )
    # Only who has just taken the filters away needs to hear of it.
    return "Showing everything." if is_partial() else ""


def _older_url(
    trio: Trio, filters: Filters, question_id: UUID | None, older: Cursor | None
) -> str | None:
    if older is None:
        return None
    place: dict[str, Any] = {"question": question_id or "none", "before": _before(older)}
    if question_id and filters.question_id is None:
        place["under"] = 1
    return _url(trio, filters, **place)


def _last_note(found: Sequence[Section]) -> Row[Any] | None:
    """Return the reader's last note of the last 12 hours among those on the page."""
    since, mine = dates.now() - CONTEXT_LASTS, me().id
    fresh = [
        note
        for section in found
        for note in section.notes
        if note.author_id == mine and note.created_at > since
    ]
    return max(fresh, key=lambda note: (note.created_at, note.id), default=None)
