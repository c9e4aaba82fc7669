"""The latest edition on a phone, for anybody who has its link: no account, no cookie, no script.

What somebody says of a trio there is proved by the link alone, as the page is read. A token
against forged forms would stand for a cookie that lets somebody in, and there is none.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from ..exceptions import Conflict, Invalid, NotFound, SavedAlready, TooOften
from ..extensions import csrf
from ..handout import document, editions, strip
from ..handout.document import Handout, TrioBlock
from ..ids import new_id
from ..models import Evening, ReadingLink
from ..services import feedback, reading_links, running_order, schools
from .forms.feedback import SentFeedbackForm
from .htmx import go_to
from .signed_in import public

bp = Blueprint("reading", __name__)


def _find(token: str) -> tuple[ReadingLink, Evening, Handout]:
    """Return what a link opens. Raises NotFound."""
    found = reading_links.find(token)
    edition = editions.latest(found[1]) if found else None
    if found is None or edition is None:
        raise NotFound
    return *found, editions.handout_of(edition)


def _find_trio(token: str, trio_id: UUID) -> tuple[Evening, Handout, TrioBlock]:
    """Return a trio of the edition that a link opens. Raises NotFound."""
    _, evening, handout = _find(token)
    for trio in handout.trios:
        if trio.id == str(trio_id):
            return evening, handout, trio
    raise NotFound


def _page(template: str, status: int = 200, **shown: Any) -> Response:
    response = make_response(render_template(template, **shown), status)
    # The address is the key: no search engine lists it, and no other site is told it.
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.errorhandler(NotFound)
def gone(_: NotFound) -> Response:
    """Say what to do about a link that shows nothing."""
    return _page("reading/gone.html", 404)


def _offer(form: SentFeedbackForm, evening: Evening, *, lettered: bool) -> SentFeedbackForm:
    """Offer the schools to choose from, none where the handout calls them by letters."""
    there = () if lettered else schools.of_alliance(evening.alliance_id)
    form.school_id.offer([(one.id, one.name) for one in there])
    return form


@bp.get("/read/<token>")
@public
def show(token: str) -> Response:
    """Show the latest edition of an evening's handout."""
    link, evening, handout = _find(token)
    return _page(
        "reading/show.html",
        handout=handout,
        token=token,
        until=link.until,
        drawings={
            finding.id: strip.draw(finding.ruler)
            for trio in handout.trios
            for finding in trio.findings
            if finding.ruler
        },
        withdrawn={str(one.id): one for one in running_order.withdrawn(evening)},
        people_line=document.people_line,
        schools_line=document.schools_line,
        form=_offer(SentFeedbackForm(formdata=None), evening, lettered=handout.schools_lettered),
        new_id=new_id,
    )


def _ask(token: str, trio: TrioBlock, form: SentFeedbackForm, status: int = 200) -> Response:
    form.id.data = form.id.data or new_id()
    return _page("reading/feedback.html", status, token=token, trio=trio, form=form)


@bp.get("/read/<token>/feedback/<uuid:trio_id>")
@public
def ask(token: str, trio_id: UUID) -> Response:
    """Ask for one trio's sheet alone: where a refused one is corrected, or opened again."""
    evening, handout, trio = _find_trio(token, trio_id)
    form = SentFeedbackForm(formdata=None)
    _offer(form, evening, lettered=handout.schools_lettered)
    return _ask(token, trio, form)


@bp.post("/read/<token>/feedback/<uuid:trio_id>")
@csrf.exempt
@public
def send(token: str, trio_id: UUID) -> Response | BaseResponse:
    """Keep what somebody says of a trio, and say thank you."""
    evening, handout, trio = _find_trio(token, trio_id)
    form = _offer(SentFeedbackForm(), evening, lettered=handout.schools_lettered)
    if not form.is_right(feedback.mistakes(form.to_check())):
        return _ask(token, trio, form, 422)
    try:
        feedback.send(evening, trio_id, form.id.data or new_id(), form.values())
    except Invalid as refused:
        form.blame(refused)
        return _ask(token, trio, form, 429 if isinstance(refused, TooOften) else 422)
    except Conflict as refused:
        sentence = refused.message
        if isinstance(refused, SavedAlready):
            form.id.data = new_id()
            sentence = "You sent this once already, with other words. Send it to add this as well."
        form.form_errors.append(sentence)
        return _ask(token, trio, form, 409)
    return go_to(url_for("reading.thanks", token=token, trio_id=trio_id))


@bp.get("/read/<token>/feedback/<uuid:trio_id>/thanks")
@public
def thanks(token: str, trio_id: UUID) -> Response:
    """Say thank you, with the way back to where the trio stands."""
    *_, trio = _find_trio(token, trio_id)
    return _page("reading/thanks.html", token=token, trio=trio)
