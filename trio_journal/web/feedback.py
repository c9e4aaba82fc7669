"""What was said of trios at an evening: for the coordinator first, and for each trio then."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access
from ..exceptions import Invalid, NotFound, Stale
from ..handout import feedback_csv
from ..ids import new_id
from ..models import Evening, Feedback
from ..services import feedback, schools
from ..text import capitalised, some
from . import downloads
from .entries import offer_undo
from .forms.feedback import CorrectFeedbackForm, EnterFeedbackForm, FeedbackFields
from .htmx import go_to, render
from .signed_in import load_evening, look_at, me, membership, trio_member

bp = Blueprint("feedback", __name__)

# Of what was typed in last, so that a slip is seen while the sheet is still in the hand.
LAST = 3
LAST_OF_A_SHEET = "That was the last trio, so here is a new sheet. It begins with the school."


def _back(evening_id: UUID, anchor: str = "") -> BaseResponse:
    return go_to(url_for("feedback.index", evening_id=evening_id, _anchor=anchor or None))


def _load(evening_id: UUID, feedback_id: UUID) -> Feedback:
    """Return an answer, for its coordinator."""
    found = access.load_feedback(me().id, evening_id, feedback_id)
    look_at(found.alliance_id)
    return found


@bp.get("/evenings/<uuid:evening_id>/feedback")
def index(evening_id: UUID) -> Response:
    """Show all that was said at an evening by trio, what is new first."""
    evening = load_evening(evening_id, change=True)
    return render(
        "feedback/index.html",
        evening=evening,
        trios=feedback.of_evening(evening),
        counts=feedback.counts(evening),
    )


@bp.get("/evenings/<uuid:evening_id>/feedback.csv")
def table(evening_id: UUID) -> Response:
    """Give what was said at an evening as a table for a spreadsheet."""
    evening = load_evening(evening_id, change=True)
    rows = feedback.of_evening(evening)
    written = feedback_csv.write(membership().alliance.name, evening, rows)
    return downloads.attachment(
        written, "text/csv", f"feedback-{evening.evening_date.isoformat()}.csv"
    )


# Typed in from paper


def _offer_schools(form: FeedbackFields, evening: Evening, kept: Feedback | None = None) -> None:
    if kept and kept.entered_by_id is None:
        there = [kept.school] if kept.school else []
    else:
        there = list(schools.to_choose(evening.alliance_id, kept.school if kept else None))
    form.school_id.offer([(school.id, school.name) for school in there])


def _new(evening: Evening, form: EnterFeedbackForm, status: int = 200, **more: Any) -> Response:
    return render(
        "feedback/new.html",
        status=status,
        evening=evening,
        form=form,
        last=feedback.last_entered(evening, LAST),
        **more,
    )


def _offer(form: EnterFeedbackForm, evening: Evening) -> None:
    _offer_schools(form, evening)
    named = [(trio.id, f"{trio.number}: {trio.focus}") for trio in feedback.trios(evening)]
    form.trio_id.offer(named)


@bp.get("/evenings/<uuid:evening_id>/feedback/new")
def new(evening_id: UUID) -> Response:
    """Ask for a new sheet of paper, or with `?trio=` and `?school=` go on with one."""
    evening = load_evening(evening_id, change=True)
    form = EnterFeedbackForm(formdata=None, id=new_id())
    _offer(form, evening)
    trio_id = request.args.get("trio", type=UUID)
    goes_on = trio_id in form.trio_id.offered
    form.trio_id.data = trio_id if goes_on else next(iter(form.trio_id.offered), None)
    school_id = request.args.get("school", type=UUID)
    if school_id in form.school_id.offered:
        form.school_id.data = school_id
    focus = "years" if goes_on or not form.school_id.offered else "school_id"
    return _new(evening, form, focus=focus)


@bp.post("/evenings/<uuid:evening_id>/feedback/new")
def create(evening_id: UUID) -> Response | BaseResponse:
    """Keep what was typed in about a trio, and ask about the next one; empty, only go on."""
    evening = load_evening(evening_id, change=True)
    form = EnterFeedbackForm()
    _offer(form, evening)
    if form.is_right({}):
        if feedback.mistakes(form.to_check()):
            return _go_on(evening_id, form, "Nothing to save about that one.")
        try:
            feedback.enter(
                evening, me().id, form.trio_id.data, form.id.data or new_id(), form.values()
            )
        except Invalid as refused:
            form.blame(refused)
        else:
            return _go_on(evening_id, form, "Saved.")
    return _new(load_evening(evening_id, change=True), form, 422)


def _go_on(evening_id: UUID, form: EnterFeedbackForm, said: str) -> BaseResponse:
    """Ask about the next trio of the same sheet of paper; after the last one, for a new sheet."""
    order = list(form.trio_id.offered)
    later = order[order.index(form.trio_id.data) + 1 :]
    if not later:
        flash(f"{said} {LAST_OF_A_SHEET}")
        return go_to(url_for("feedback.new", evening_id=evening_id))
    flash(f"{said} Next on the same sheet: trio {form.trio_id.offered[later[0]]}.")
    return go_to(
        url_for("feedback.new", evening_id=evening_id, trio=later[0], school=form.school_id.data)
    )


def _edit(kept: Feedback, form: CorrectFeedbackForm, status: int = 200, **more: Any) -> Response:
    return render("feedback/edit.html", status=status, feedback=kept, form=form, **more)


@bp.get("/evenings/<uuid:evening_id>/feedback/<uuid:feedback_id>/edit")
def edit(evening_id: UUID, feedback_id: UUID) -> Response:
    """Show an answer, to correct what was typed in, or to leave out some of what was sent."""
    kept = _load(evening_id, feedback_id)
    form = CorrectFeedbackForm(formdata=None, version=kept.version)
    _offer_schools(form, kept.evening, kept)
    form.fill(kept)
    return _edit(kept, form)


@bp.post("/evenings/<uuid:evening_id>/feedback/<uuid:feedback_id>/edit")
def update(evening_id: UUID, feedback_id: UUID) -> Response | BaseResponse:
    """Save a correction, or what is left."""
    kept = _load(evening_id, feedback_id)
    form = CorrectFeedbackForm()
    _offer_schools(form, kept.evening, kept)
    if not form.is_right(feedback.mistakes(form.to_check(), kept)):
        return _edit(kept, form, 422)
    try:
        feedback.correct(evening_id, feedback_id, form.version.data or 0, form.values())
    except Stale:
        kept = _load(evening_id, feedback_id)
        _offer_schools(form, kept.evening, kept)
        theirs = form.theirs(kept)
        form.version.data = kept.version
        return _edit(kept, form, 409, theirs=theirs)
    except Invalid as refused:
        form.blame(refused)
        return _edit(_load(evening_id, feedback_id), form, 422)
    flash("Saved.")
    return _back(evening_id, f"feedback-{feedback_id}")


# Passed on, or put away


def _chosen() -> list[UUID]:
    """Return what a button's form is about: what its page showed, and nothing that came since."""
    try:
        return [UUID(one) for one in request.form.getlist("feedback_id")]
    except ValueError:
        raise NotFound from None


@bp.post("/evenings/<uuid:evening_id>/feedback/pass-on")
def pass_on(evening_id: UUID) -> BaseResponse:
    """Let the trio read what is chosen."""
    load_evening(evening_id, change=True)
    passed_on = feedback.pass_on(evening_id, _chosen())
    if not passed_on:
        flash("That was passed on, or put away, already.")
        return _back(evening_id)
    flash(f"Passed on: {passed_on[0].trio.focus} can read it now.")
    return _back(evening_id, f"trio-{passed_on[0].trio_id}")


@bp.post("/evenings/<uuid:evening_id>/feedback/<uuid:feedback_id>/take-back")
def take_back(evening_id: UUID, feedback_id: UUID) -> BaseResponse:
    """Keep from the trio again what was passed on."""
    _load(evening_id, feedback_id)
    kept = feedback.take_back(evening_id, feedback_id)
    flash("Taken back: the trio no longer sees it. Somebody there may have read it already.")
    return _back(evening_id, f"trio-{kept.trio_id}")


@bp.post("/evenings/<uuid:evening_id>/feedback/put-away")
def put_away(evening_id: UUID) -> BaseResponse:
    """Put what is chosen out of sight; it can be brought back."""
    load_evening(evening_id, change=True)
    gone = feedback.put_away(evening_id, _chosen())
    if len(gone) == 1:
        undo = url_for("feedback.bring_back", evening_id=evening_id, feedback_id=gone[0].id)
        offer_undo("Put away. Nobody reads it but coordinators.", undo)
    elif gone:
        flash(f"{capitalised(some(len(gone), 'answer'))} put away, at the end of the trio.")
    return _back(evening_id, f"trio-{gone[0].trio_id}" if gone else "")


@bp.post("/evenings/<uuid:evening_id>/feedback/<uuid:feedback_id>/bring-back")
def bring_back(evening_id: UUID, feedback_id: UUID) -> BaseResponse:
    """Bring back what was put away."""
    _load(evening_id, feedback_id)
    feedback.bring_back(evening_id, feedback_id)
    flash("Back in its place.")
    return _back(evening_id, f"feedback-{feedback_id}")


# For the trio


@bp.get("/trios/<uuid:trio_id>/feedback")
def of_trio(trio_id: UUID) -> Response:
    """Show a trio what was passed on to it."""
    trio = trio_member(trio_id).trio
    return render("feedback/of_trio.html", trio=trio, said=feedback.of_trio(trio.id))
