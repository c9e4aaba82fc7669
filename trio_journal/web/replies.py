"""Replies under an entry, inside the trio."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access
from ..exceptions import Invalid
from ..ids import new_id
from ..models import Entry, Finding, Observation, Question, Reply, Visit
from ..services import replies
from . import entries
from .forms.entries import ReplyForm
from .htmx import fragment, go_to, is_partial, render
from .signed_in import me

bp = Blueprint("replies", __name__)


def _create(kind: type[Entry], entry_id: UUID) -> Response | BaseResponse:
    entry = access.load_entry(kind, me().id, entry_id, change=True)
    form = ReplyForm()
    if form.validate():
        try:
            replies.create(entry, me().id, form.id.data or new_id(), form.text.data or "")
        except Invalid as refused:
            form.blame(refused)
        else:
            if is_partial():
                return fragment("_replies.html", **entries.reply_context(entry))
            return go_to(entries.url_of(entry) + "#replies")
    context = entries.reply_context(entry, form)
    return render("replies/new.html", "_replies.html", 422, trio=entry.trio, **context)


@bp.post("/questions/<uuid:question_id>/replies")
def create_on_question(question_id: UUID) -> Response | BaseResponse:
    """Reply to a question."""
    return _create(Question, question_id)


@bp.post("/visits/<uuid:visit_id>/replies")
def create_on_visit(visit_id: UUID) -> Response | BaseResponse:
    """Reply to a visit."""
    return _create(Visit, visit_id)


@bp.post("/observations/<uuid:observation_id>/replies")
def create_on_observation(observation_id: UUID) -> Response | BaseResponse:
    """Reply to a note."""
    return _create(Observation, observation_id)


@bp.post("/findings/<uuid:finding_id>/replies")
def create_on_finding(finding_id: UUID) -> Response | BaseResponse:
    """Reply to a finding."""
    return _create(Finding, finding_id)


@bp.get("/replies/<uuid:reply_id>")
def show(reply_id: UUID) -> BaseResponse:
    """Go to the entry that a reply stands under."""
    return go_to(_place(access.load_reply(me().id, reply_id)))


def _place(reply: Reply) -> str:
    """Return where a reply is read; under an entry in the bin, where that is brought back."""
    entry = replies.entry_of(reply)
    if entry.deleted_at is not None:
        return url_for("trios.bin", trio_id=entry.trio_id)
    return entries.url_of(entry) + "#replies"


@bp.post("/replies/<uuid:reply_id>/delete")
def delete(reply_id: UUID) -> BaseResponse:
    """Take one's own reply back; a button on the next page brings it back."""
    reply = access.load_reply(me().id, reply_id, change=True)
    place = _place(reply)
    replies.delete(reply_id)
    entries.offer_undo("Your reply is deleted.", url_for("replies.restore", reply_id=reply_id))
    return go_to(place)


@bp.post("/replies/<uuid:reply_id>/restore")
def restore(reply_id: UUID) -> BaseResponse:
    """Put one's own reply back that one took back."""
    reply = access.load_reply(me().id, reply_id, change=True, deleted=True)
    entry = replies.entry_of(reply)
    replies.restore(reply_id)
    if entry.deleted_at is None:
        flash("Your reply is back.")
    else:
        flash(
            f"Your reply is back, but the {entry.noun} it answers was deleted meanwhile. "
            f"Bring the {entry.noun} back to read both."
        )
    return go_to(_place(reply))
