"""The right start for whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..models import TrioMembership
from ..services import evenings, passed_on, trios, waiting
from ..text import excerpt, listed
from .entries import entry_url
from .htmx import render
from .signed_in import me, membership, places, public

bp = Blueprint("home", __name__)

MARKS = {
    "question": ("q", "Question"),
    "observation": ("o", "Observation"),
    "finding": ("f", "Finding"),
    "visit": ("v", "Visit"),
    "reply": ("r", "Reply"),
    "feedback": ("r", "Feedback"),
}
# How far ahead a visit needs cover, and for how long afterwards its last word is asked for.
NEAR = timedelta(days=14)
# What was said at the end of a visit is remembered for so long; then writing it down is overdue.
FRESH = timedelta(days=1)


@bp.get("/")
@public
def show() -> Response | BaseResponse:
    """Show what waits for the person and what is new; strangers sign in.

    A coordinator who is in no trio starts from the board.
    """
    if not current_user.is_authenticated:
        return redirect(url_for("sessions.new"), code=303)
    here = membership() if places().memberships else None
    mine = [m for m in places().trio_members if here and m.alliance_id == here.alliance_id]
    if here and not mine and access.coordinates(here):
        return redirect(url_for("alliance.show"), code=303)
    open_trios = [m for m in mine if access.is_open(m.trio)]
    heard = passed_on.lately([m.trio_id for m in mine]) if mine else []
    return render(
        "home/show.html",
        first_name=me().name.split()[0],
        waiting=_waiting([m for m in open_trios if m.away_since is None]),
        fresh=_fresh(open_trios),
        trios=[
            _trio(m) | {"heard": [one for one in heard if one.trio_id == m.trio_id]} for m in mine
        ],
        evenings=_evenings(here.alliance_id) if here else [],
        is_coordinator=bool(here and access.coordinates(here)),
    )


def _waiting(mine: list[TrioMembership]) -> list[dict[str, Any]]:
    """Return what the person has to do: agree, confirm, sort, and what their visits lack."""
    ids = [m.trio_id for m in mine]
    by_id = {m.trio_id: m.trio for m in mine}
    evening = places().next_evening(mine[0].alliance_id) if mine else None
    print_by = evening.print_by if evening else None
    late = print_by is not None and print_by < dates.today()
    found: list[dict[str, Any]] = []
    for finding in waiting.findings(me().id, ids):
        found.append(
            {
                "text": f"{'Confirm' if finding.entered_for_trio else 'Agree'}: {finding.claim}",
                "url": url_for("findings.show", finding_id=finding.id),
                "label": "Read it",
                "late": late,
            }
        )
    for trio_id, count in waiting.to_sort(ids).items():
        words = "1 note" if count == 1 else f"{count} notes"
        found.append(
            {
                "text": f"{words} to sort in {by_id[trio_id].focus}",
                "url": url_for("trios.show", trio_id=trio_id) + "#to-sort",
                "label": "Sort",
                "late": False,
            }
        )
    return found + _visits(ids)


def _visits(trio_ids: list[UUID]) -> list[dict[str, Any]]:
    """Return the person's past visits without a last word, and coming ones that lack cover."""
    found = []
    today = dates.today()
    for visit in waiting.visits(me().id, trio_ids, today - NEAR, today + NEAR):
        day = dates.short_day_label(visit.visit_date)
        if visit.visit_date < today and not visit.end_of_day:
            text = f"Write down what you said at the end of the day in {visit.school} on {day}"
            view, label, late = "edit", "Write it", visit.visit_date < today - FRESH
        elif visit.visit_date >= today and visit.needs_cover:
            text, view, label = f"Arrange cover for the visit on {day}", "show", "See the visit"
            late = visit.visit_date == today
        else:
            continue
        found.append(
            {
                "text": text,
                "url": entry_url("visit", visit.id, view),
                "label": label,
                "late": late,
            }
        )
    return found


def _fresh(mine: list[TrioMembership]) -> list[dict[str, Any]]:
    by_id = {m.trio_id: m.trio for m in mine}
    return [
        {
            "mark": MARKS[one.noun][0],
            "word": MARKS[one.noun][1],
            "text": excerpt(one.words) or MARKS[one.noun][1],
            "url": _url(one),
            "who": one.author,
            "when": dates.short_day_label(one.at),
            "trio": by_id[one.trio_id].focus if len(by_id) > 1 else "",
        }
        for one in waiting.news(me().id, mine)
    ]


def _url(one: waiting.News) -> str:
    if one.noun == "reply":
        return url_for("replies.show", reply_id=one.id)
    if one.noun == "feedback":
        return url_for("feedback.of_trio", trio_id=one.trio_id, _anchor=f"evening-{one.id}")
    return entry_url(one.noun, one.id)


def _trio(member: TrioMembership) -> dict[str, Any]:
    trio = member.trio
    present = trios.members(trio)
    standing = "closed" if not access.is_open(trio) else trios.standing(trio)
    away = [m.user.name.split()[0] for m in present if m.away_since]
    notes = [] if standing == "complete" else [standing.capitalize()]
    if away:
        notes.append(f"{listed(away)} {'is' if len(away) == 1 else 'are'} away")
    return {
        "id": trio.id,
        "number": trio.number,
        "focus": trio.focus,
        "people": listed([m.user.name for m in present]),
        "note": ", ".join(notes),
        "is_open": access.is_open(trio),
    }


def _evenings(alliance_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "title": one.title,
            "when": f"{dates.day_label(one.evening_date)}, {dates.clock_label(one.starts_at)}",
            "where": one.venue_school.name if one.venue_school else one.venue,
        }
        for one in evenings.coming_and_past(alliance_id)[0]
    ]
