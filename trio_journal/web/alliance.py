"""The alliance: the coordinator's board; for members its trios and what they share."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .. import access
from ..exceptions import NotFound
from ..services import board, evenings, feedback, findings, questionnaires, sessions
from .htmx import go_to, render
from .links import absolute
from .signed_in import me, membership, places

bp = Blueprint("alliance", __name__)


@bp.get("/alliance")
def show() -> Response:
    """Show an academic year of the alliance: this one, or that of `?year=`."""
    here = membership()
    coordinating = access.coordinates(here)
    found = board.of_year(here.alliance_id, request.args.get("year", type=read_year))
    evening = places().next_evening(here.alliance_id)
    reminders: dict[UUID, str] = {}
    if coordinating:
        reminders = {
            row.trio.id: board.reminder(row, evening, absolute("trios.show", trio_id=row.trio.id))
            for row in found.rows
        }
    return render(
        "alliance/show.html",
        board=found,
        evening=evening,
        reminders=reminders,
        is_coordinator=coordinating,
        own={member.trio_id for member in places().trio_members},
        not_placed=board.not_in(evening, found.rows) if evening else (),
        shared=findings.shared(here.alliance_id, found.year),
        evenings=evenings.of_alliance(here.alliance_id),
        to_pass_on=feedback.waiting(here.alliance_id) if coordinating else (),
        heads=questionnaires.counts(here.alliance_id, found.year) if coordinating else (0, 0),
        time_to_ask=questionnaires.is_time(found.year),
    )


def read_year(text: str) -> int:
    """Read a year of the switch; anything else is this year."""
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and text.startswith("20")):
        raise ValueError
    return int(text)


@bp.post("/alliance/switch")
def switch() -> BaseResponse:
    """Look at another of the person's alliances, and go home there."""
    try:
        chosen = UUID(request.form.get("alliance_id", ""))
    except ValueError:
        raise NotFound from None
    access.load_membership(me().id, chosen)
    sessions.switch_alliance(current_user.token, chosen)
    return go_to(url_for("home.show"))
