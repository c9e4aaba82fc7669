"""The journal of a trio."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..exceptions import Invalid, Stale
from ..models import Trio, TrioMembership
from ..services import bins, journals, progress, schools, trios, waiting
from ..services.journals import AskedQuestion, WeighedFinding
from ..text import excerpt, listed
from . import cards, feed, margins, observation_form
from .entries import entry_url
from .forms.trios import FilterForm, TrioForm
from .htmx import fragment, go_to, is_partial, render
from .signed_in import me, places, trio_member

bp = Blueprint("trios", __name__)

# Looking again within minutes is the same look, and costs no write.
SAME_LOOK = timedelta(minutes=5)


@bp.get("/trios/<uuid:trio_id>")
def show(trio_id: UUID) -> Response:
    """Show the journal, or by htmx an older page of it, or what a changed filter lets through."""
    member = trio_member(trio_id)
    trio = member.trio
    form = FilterForm(request.args)
    filters = feed.filters_of(form)
    form.question.data = "none" if filters.to_sort else str(filters.question_id or "")
    if older := feed.older(trio, filters):
        return older
    asked = journals.questions(trio_id)
    members = journals.members(trio_id)
    weighed = journals.findings(trio_id)
    shown = feed.sections(trio, filters, asked, members, weighed)
    if is_partial():
        return fragment("trios/_feed.html", trio=trio, **shown)
    response = render("trios/show.html", **_page(member, form, asked, members, weighed, shown))
    if member.last_looked_at is None or member.last_looked_at < dates.now() - SAME_LOOK:
        trios.look(member)
    return response


def _page(
    member: TrioMembership,
    form: FilterForm,
    asked: Sequence[AskedQuestion],
    members: Sequence[TrioMembership],
    weighed: Sequence[WeighedFinding],
    shown: dict[str, Any],
) -> dict[str, Any]:
    trio, can_edit = member.trio, access.is_open(member.trio)
    present = cards.present(members)
    known_schools = {s.id: s.name for s in schools.of_alliance(trio.alliance_id)}
    visits = journals.visits(trio.id)
    evening = places().next_evening(trio.alliance_id)
    questions = [cards.question(one, can_edit) for one in asked]
    for card in questions:
        card.url = url_for("trios.show", trio_id=trio.id, question=card.id)
        card.current = str(card.id) == form.question.data
    form.school.choices = {"": "Any school"} | {str(k): w for k, w in known_schools.items()}
    form.author.choices = {"": "Anybody"} | {str(m.user_id): m.user.name for m in members}
    # What a filter hides is there all the same.
    unsorted = waiting.to_sort([trio.id]) if shown["filtered"] or form.question.data else None
    to_sort = shown["to_sort"]["count"] if unsorted is None else unsorted.get(trio.id, 0)
    steps = progress.steps(trio, members, asked, weighed, visits, to_sort)
    sort_url = "#to-sort" if shown["to_sort"]["count"] else margins.sort_url(trio)
    return shown | {
        "trio": trio,
        "stage_note": progress.stage_note(trio, present),
        "to_sort_count": to_sort,
        "sort_url": sort_url,
        "next_step": margins.next_step(trio, steps, me().id, sort_url),
        "questions": questions,
        "all_url": url_for("trios.show", trio_id=trio.id),
        "filter_form": form,
        **observation_form.in_journal(trio, asked, visits, known_schools, shown["last_note"]),
        "next_visit": _next_visit(visits, known_schools, members),
        "missing": margins.missing(steps),
        "evening": evening
        and {"title": evening.title, "when": dates.short_day_label(evening.evening_date)},
        "members": [_member(trio, one) for one in present],
        "can_manage": can_edit,
        "can_write": can_edit,
    }


def _next_visit(
    visits: Sequence[journals.PlannedVisit],
    known_schools: dict[UUID, str],
    members: Sequence[TrioMembership],
) -> dict[str, Any] | None:
    coming = [v for v in visits if v.visit_date >= dates.today()]
    if not coming:
        return None
    visit = min(coming, key=lambda v: (v.visit_date, v.id))
    missing = []
    if visit.needs_cover:
        missing.append("no cover yet")
    if not visit.head_agreed:
        missing.append("the head has not agreed yet")
    note = " and ".join(missing)
    return {
        "id": visit.id,
        "when": dates.short_day_label(visit.visit_date),
        "where": known_schools.get(visit.host_school_id, "a closed school"),
        "people": listed([m.user.name for m in members if m.user_id in visit.people]),
        "note": note[:1].upper() + note[1:],
    }


def _member(trio: Trio, member: TrioMembership) -> dict[str, str]:
    notes = ["leads"] if member.user_id == trio.lead_id else []
    if member.away_since:
        notes.append(f"away since {dates.short_day_label(member.away_since)}")
    return {
        "name": member.user.name,
        "school": member.school.name if member.school else "No school",
        "note": ", ".join(notes),
    }


@bp.get("/trios/<uuid:trio_id>/edit")
def edit(trio_id: UUID) -> Response:
    """Open what the members may change of their trio."""
    trio = trio_member(trio_id, change=True).trio
    form = TrioForm(formdata=None, version=trio.version)
    form.fill(trio)
    return render("trios/edit.html", trio=trio, form=form)


@bp.post("/trios/<uuid:trio_id>/edit")
def update(trio_id: UUID) -> Response | BaseResponse:
    """Save what the members changed of their trio."""
    trio, form = trio_member(trio_id, change=True).trio, TrioForm()
    if not form.validate():
        return render("trios/edit.html", status=422, trio=trio, form=form)
    try:
        trios.change(trio_id, form.version.data or 0, form.values())
    except Invalid as refused:
        form.blame(refused)
        return render("trios/edit.html", status=422, trio=trio, form=form)
    except Stale:
        trio = trio_member(trio_id).trio
        if form.values() != {name: getattr(trio, name) for name in form.values()}:
            form.version.data = trio.version
            return render("trios/edit.html", status=409, trio=trio, form=form, theirs=trio)
    flash("Saved.")
    return go_to(url_for("trios.show", trio_id=trio_id))


@bp.get("/trios/<uuid:trio_id>/bin")
def bin(trio_id: UUID) -> Response:
    """Show what was deleted in the last 30 days."""
    trio = trio_member(trio_id).trio
    since = dates.bin_opens()
    return render(
        "trios/bin.html",
        trio=trio,
        deleted=[_binned(one) for one in bins.of_trio(trio_id, since)],
    )


WORDS = {
    "question": ("q", "Question"),
    "observation": ("o", "Observation"),
    "finding": ("f", "Finding"),
    "visit": ("v", "Visit"),
}


def _binned(one: bins.Binned) -> dict[str, str]:
    mark, word = WORDS[one.noun]
    return {
        "mark": mark,
        "word": word,
        "text": excerpt(one.words),
        "who": one.deleted_by,
        "when": dates.day_label(one.deleted_at),
        "until": dates.day_label(dates.last_day_in_bin(one.deleted_at)),
        "restore_url": entry_url(one.noun, one.id, "restore"),
    }
