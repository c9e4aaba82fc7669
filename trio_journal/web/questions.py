"""Research questions."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access
from ..exceptions import Invalid, Stale
from ..ids import new_id
from ..models import Question
from ..services import questions
from . import cards, entries
from .forms.entries import NewQuestionForm, QuestionForm
from .htmx import go_to, render, stay_at, wants_card
from .signed_in import me, trio_member

bp = Blueprint("questions", __name__)


@bp.get("/trios/<uuid:trio_id>/questions/new")
def new(trio_id: UUID) -> Response:
    """Ask for a question."""
    member = trio_member(trio_id, change=True)
    return render(
        "questions/new.html",
        "questions/_form.html",
        trio=member.trio,
        question=None,
        form=NewQuestionForm(formdata=None, id=new_id()),
    )


@bp.post("/trios/<uuid:trio_id>/questions")
def create(trio_id: UUID) -> Response | BaseResponse:
    """Keep a question."""
    trio, form = trio_member(trio_id, change=True).trio, NewQuestionForm()
    if form.validate():
        try:
            made = questions.create(trio, me().id, form.id.data or new_id(), form.values())
        except Invalid as refused:
            form.blame(refused)
        else:
            flash("In the journal.")
            return go_to(url_for("trios.show", trio_id=trio_id, question=made.id))
    return render(
        "questions/new.html", "questions/_form.html", 422, trio=trio, question=None, form=form
    )


@bp.get("/questions/<uuid:question_id>")
def show(question_id: UUID) -> Response:
    """Show a question and its replies."""
    question = access.load_question(me().id, question_id)
    return _show(question)


def _show(question: Question, notice: str = "") -> Response:
    order = [one.id for one in questions.of_trio(question.trio_id)]
    at = order.index(question.id)
    return render(
        "questions/show.html",
        "questions/_question.html",
        trio=question.trio,
        question=cards.question_of(question, access.is_open(question.trio)),
        question_can_move={
            "up": access.is_open(question.trio) and at > 0,
            "down": access.is_open(question.trio) and at < len(order) - 1,
        },
        journal_url=url_for("trios.show", trio_id=question.trio_id, question=question.id),
        notice=notice,
        **entries.reply_context(question),
    )


@bp.get("/questions/<uuid:question_id>/edit")
def edit(question_id: UUID) -> Response:
    """Open a question for changing."""
    question = access.load_question(me().id, question_id, change=True)
    form = QuestionForm(formdata=None, version=question.version)
    form.fill(question)
    return _form(question, form)


def _form(question: Question, form: QuestionForm, status: int = 200, **more: object) -> Response:
    return render(
        "questions/edit.html",
        "questions/_form.html",
        status,
        trio=question.trio,
        question=question,
        form=form,
        **more,
    )


@bp.post("/questions/<uuid:question_id>/edit")
def update(question_id: UUID) -> Response | BaseResponse:
    """Save a question."""
    question, form = access.load_question(me().id, question_id, change=True), QuestionForm()
    if not form.validate():
        return _form(question, form, 422)
    try:
        questions.change(question_id, me().id, form.version.data or 0, form.values())
    except Invalid as refused:
        form.blame(refused)
        return _form(access.load_question(me().id, question_id), form, 422)
    except Stale:
        question = access.load_question(me().id, question_id)
        both = entries.two_texts(question, form.values(), form.version, entries.url_of(question))
        if not both.fields:
            return saved(question_id)
        return _form(question, form, 409, conflict=both)
    return saved(question_id)


def saved(question_id: UUID) -> Response | BaseResponse:
    """Answer a saved question: by htmx its card, else its page."""
    url = url_for("questions.show", question_id=question_id)
    if wants_card(url):
        return _show(access.load_question(me().id, question_id), "Saved.")
    flash("Saved.")
    return stay_at(url)


@bp.post("/questions/<uuid:question_id>/move")
def move(question_id: UUID) -> BaseResponse:
    """Move a question up or down in the trio's order."""
    question = access.load_question(me().id, question_id, change=True)
    questions.move(question, -1 if request.form.get("way") == "up" else 1)
    return go_to(url_for("questions.show", question_id=question_id))


@bp.get("/questions/<uuid:question_id>/delete")
def confirm_delete(question_id: UUID) -> Response:
    """Ask before deleting."""
    question = access.load_question(me().id, question_id, change=True)
    return entries.delete_page(
        question, question.text, "Its notes stay; those of no other question wait in “To sort”."
    )


@bp.post("/questions/<uuid:question_id>/delete")
def delete(question_id: UUID) -> BaseResponse:
    """Put a question in the bin."""
    access.load_entry(Question, me().id, question_id, change=True, deleted=True)
    return entries.deleted(questions.delete(question_id, me().id, entries.posted_version()))


@bp.get("/questions/<uuid:question_id>/history")
def history(question_id: UUID) -> Response:
    """Show a question's earlier versions."""
    question = access.load_question(me().id, question_id)
    return entries.history_page(question, question.text, question.trio)


@bp.post("/questions/<uuid:question_id>/restore")
def restore(question_id: UUID) -> BaseResponse:
    """Bring a question back from the bin."""
    return entries.restored(Question, question_id, questions.restore)
