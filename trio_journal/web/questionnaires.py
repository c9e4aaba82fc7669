"""The questionnaire for heads, for the coordinator: who is asked, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..exceptions import Invalid, NotFound, Stale
from ..handout import answers_csv
from ..handout.csv import harmless
from ..services import head_answers, questionnaires
from ..services.questionnaires import Row, Sender
from ..text import some
from . import downloads
from .alliance import read_year
from .forms.questionnaires import AnswerForm, AskForm
from .htmx import go_to, render
from .links import to_head
from .signed_in import coordinated, look_at, me, membership

bp = Blueprint("questionnaires", __name__)

ONE_SCHOOL = "/questionnaire/<int(fixed_digits=4):year>/<uuid:school_id>"


def _year(alliance_id: UUID) -> int:
    """Return the year of `?year=`, or the one that heads are asked about now."""
    named = request.args.get("year", type=read_year)
    if named is not None:
        return named
    return questionnaires.year_to_ask_about(questionnaires.years(alliance_id))


def _load(school_id: UUID, year: int) -> Row:
    """Return a school's row, for its coordinator."""
    school = access.load_school(me().id, school_id)
    look_at(school.alliance_id)
    return questionnaires.of_school(school, year)


def _back(row: Row, year: int) -> BaseResponse:
    return go_to(url_for("questionnaires.index", year=year, _anchor=f"school-{row.school.id}"))


# Asking


def _index(alliance_id: UUID, year: int, form: AskForm, status: int = 200) -> Response:
    rows = questionnaires.of_year(alliance_id, year)
    links = {
        row.school.id: to_head(row.questionnaire)
        for row in rows
        if row.questionnaire and row.is_open
    }
    reached = [row for row in rows if row.school.id in links]
    letters, to_merge = _letters(reached, year, links)
    return render(
        "questionnaires/index.html",
        status=status,
        year=year,
        years=questionnaires.years(alliance_id),
        rows=rows,
        links=links,
        letters=letters,
        letter_to_merge=to_merge,
        compiled=head_answers.compiled(rows),
        everybody=_for_mail_merge(reached, links),
        waiting=_for_mail_merge((row for row in reached if not row.answer), links),
        unasked=[row.school.name for row in rows if not (row.is_open or row.answer)],
        form=form,
    )


def _letters(
    reached: Iterable[Row], year: int, links: dict[UUID, str]
) -> tuple[dict[UUID, str], str]:
    """Return the letter to each school that has a link, and one that fits them all."""
    sender = Sender(me().name, membership().alliance.name, year)
    asked = [(row, row.questionnaire.open_until) for row in reached if row.questionnaire]
    letters = {
        row.school.id: questionnaires.letter(
            sender, until, row.school.name, links[row.school.id], row.focuses
        )
        for row, until in asked
        if until
    }
    # Where links end on several days, the first is true of all.
    first = min((until for _, until in asked if until), default=None)
    return letters, questionnaires.letter(sender, first) if first else ""


def _for_mail_merge(rows: Iterable[Row], links: dict[UUID, str]) -> str:
    """Return schools and links as columns of a spreadsheet, "" for none."""
    lines = [f"{harmless(row.school.name)}\t{links[row.school.id]}" for row in rows]
    return "\n".join(["School\tLink", *lines]) if lines else ""


@bp.get("/questionnaire")
def index() -> Response:
    """Show who is asked about a year, and who has answered."""
    alliance_id = coordinated()
    year = _year(alliance_id)
    rows = questionnaires.of_year(alliance_id, year)
    form = AskForm(formdata=None)
    days = [row.questionnaire.open_until for row in rows if row.questionnaire and row.is_open]
    form.open_until.data = max(filter(None, days), default=questionnaires.end_of(year))
    return _index(alliance_id, year, form)


@bp.post("/questionnaire")
def ask() -> Response | BaseResponse:
    """Make a link for every school of a year, or let those there are work until another day."""
    alliance_id = coordinated()
    year = _year(alliance_id)
    form = AskForm()
    if form.is_right(questionnaires.mistakes(form.open_until.data)):
        try:
            asked = questionnaires.ask(alliance_id, year, form.open_until.data)
        except Invalid as refused:
            form.blame(refused)
        else:
            flash(f"A link for {some(asked, 'school')}, to copy and send.")
            return go_to(url_for("questionnaires.index", year=year))
    return _index(alliance_id, year, form, 422)


@bp.post(f"{ONE_SCHOOL}/link")
def renew(year: int, school_id: UUID) -> BaseResponse:
    """Give a school a new link; the old one ends."""
    row = _load(school_id, year)
    questionnaires.renew(row.school, year)
    flash(f"{row.school.name} has a new link. One from before no longer works.")
    return _back(row, year)


@bp.post(f"{ONE_SCHOOL}/end")
def end(year: int, school_id: UUID) -> BaseResponse:
    """End a school's link."""
    row = _load(school_id, year)
    questionnaires.end(row.school, year)
    flash(f"The link of {row.school.name} no longer works. What was answered stays.")
    return _back(row, year)


@bp.get("/questionnaire/sheet")
def sheet() -> Response:
    """Show the questions to print: for one school, or for all that have not answered."""
    alliance_id = coordinated()
    year = _year(alliance_id)
    rows = questionnaires.of_year(alliance_id, year)
    school_id = request.args.get("school", type=UUID)
    chosen = [row for row in rows if row.school.id == school_id or not (school_id or row.answer)]
    if school_id and not chosen:
        raise NotFound
    return render(
        "questionnaires/sheet.html",
        year=year,
        rows=chosen,
        form=AnswerForm(formdata=None),
        return_to=me().name,
        back_url=url_for("questionnaires.index", year=year),
        back_words="Back to the questionnaire",
    )


# Answers


def _edit(row: Row, year: int, form: AnswerForm, status: int = 200, **more: Any) -> Response:
    return render("questionnaires/edit.html", status=status, row=row, year=year, form=form, **more)


@bp.get(ONE_SCHOOL)
def edit(year: int, school_id: UUID) -> Response:
    """Ask for what came on paper or by telephone, or show what was answered, to correct it."""
    row = _load(school_id, year)
    form = AnswerForm(formdata=None)
    form.fill(row.answer)
    return _edit(row, year, form)


@bp.post(ONE_SCHOOL)
def update(year: int, school_id: UUID) -> Response | BaseResponse:
    """Save what the coordinator typed in for a head."""
    row = _load(school_id, year)
    form = AnswerForm()
    if not form.is_right(head_answers.mistakes(form.to_check())):
        return _edit(row, year, form, 422)
    try:
        read = form.version.data or 0
        head_answers.enter(row.school, year, me().id, read, form.values())
    except Stale:
        row = _load(school_id, year)
        if row.answer is None:
            raise
        theirs = form.theirs(row.answer)
        form.version.data = row.answer.version
        return _edit(row, year, form, 409, theirs=theirs)
    flash(f"Saved: what {row.school.name} answers.")
    return _back(row, year)


@bp.get("/questionnaire/answers")
def answers() -> Response:
    """Show what was answered about a year, counted and by school; to read and to print."""
    alliance_id = coordinated()
    year = _year(alliance_id)
    rows = questionnaires.of_year(alliance_id, year)
    return render(
        "questionnaires/answers.html",
        year=year,
        rows=rows,
        compiled=head_answers.compiled(rows),
        back_url=url_for("questionnaires.index", year=year),
        back_words="Back to the questionnaire",
    )


@bp.get("/questionnaire/answers.csv")
def answers_table() -> Response:
    """Give what was answered about a year as a table for a spreadsheet."""
    alliance_id = coordinated()
    year = _year(alliance_id)
    rows = questionnaires.of_year(alliance_id, year)
    written = answers_csv.write(membership().alliance.name, year, rows)
    return downloads.attachment(written, "text/csv", f"heads-{dates.academic_year_label(year)}.csv")
