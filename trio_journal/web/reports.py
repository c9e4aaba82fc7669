"""The two reports of a trio: written in its journal, handed in to the coordinator."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..exceptions import Invalid, NotFound, Stale, Unavailable
from ..handout import press, report_files
from ..handout.report import compile_report
from ..ids import new_id
from ..models import Report, ReportKind, Trio
from ..models.reports import Section
from ..services import reports, revisions
from ..text import to_html
from . import downloads, entries
from .forms.reports import FORMS, ReportForm
from .htmx import go_to, render
from .signed_in import look_at, me, places, trio_member

bp = Blueprint("reports", __name__)

AT: Final = '/trios/<uuid:trio_id>/<any("mid-year-review", report):kind>'

NOT_MADE: Final = (
    "This could not be made just now. Try again in a minute, or print the page it is of."
)
NOT_MEASURED: Final = (
    "Whether this is on one side of A4 could not be measured just now, so it is not handed in yet. "
    "Try again in a minute."
)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A report that somebody may read, None while it is not begun; `inside` is its own trio."""

    kind: ReportKind
    trio: Trio
    report: Report | None
    inside: bool

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return url_for("reports.show", trio_id=self.trio.id, kind=self.kind.value)

    @property
    def begun(self) -> Report:
        """Return the report. Raises NotFound while it is not begun."""
        if self.report is None:
            raise NotFound
        return self.report


def _open(trio_id: UUID, kind: str, *, change: bool = False) -> _Opened:
    chosen = ReportKind(kind)
    report = access.load_report(me().id, trio_id, chosen, change=change)
    trio = report.trio if report else trio_member(trio_id).trio
    look_at(trio.alliance_id)
    inside = any(member.trio_id == trio_id for member in places().trio_members)
    return _Opened(chosen, trio, report, inside)


@bp.get(AT)
def show(trio_id: UUID, kind: str) -> Response:
    """Show a report: to its trio, and to the coordinator while it is handed in."""
    return _show(_open(trio_id, kind))


def _show(opened: _Opened, status: int = 200, refused: str = "") -> Response:
    report, can_change = opened.report, opened.inside and access.is_open(opened.trio)
    return render(
        "reports/show.html",
        status=status,
        trio=opened.trio if opened.inside else None,
        subject=opened.trio,
        kind=opened.kind,
        report=report,
        refused=refused,
        can_change=can_change,
        **(_written(report, measured=can_change and not refused) if report else {}),
    )


def _written(report: Report, *, measured: bool) -> dict[str, Any]:
    """Return what a report says; of a draft also what is empty, who saved it, how long it is."""
    if report.is_handed_in:
        return {"parts": _parts(report)}
    last = revisions.last(report)
    day, clock = dates.day_label(last.saved_at), dates.clock_label(last.saved_at)
    return {
        "parts": _parts(report, report.still_empty),
        "saved": f"{last.person.name}, {day}, {clock}",
        **(_length(report) if measured and report.kind.is_one_side else {}),
    }


def _parts(report: Report, empty: Collection[Section] = ()) -> list[tuple[str, Markup]]:
    return [
        (one.label, to_html(report.texts.get(one.name, "")))
        for one in report.kind.sections
        if report.texts.get(one.name) or one in empty
    ]


def _length(report: Report) -> dict[str, Any]:
    """Return whether a report is on one side, in words; nothing where that is not known."""
    try:
        over = _lines_over(report)
    except Unavailable:
        return {}
    fits = "It is on one side of A4."
    return {"length": reports.too_long(over) if over else fits, "is_too_long": over > 0}


def _lines_over(report: Report) -> int:
    """Return by how many lines a report is longer than it may be. Raises Unavailable."""
    if not report.kind.is_one_side:
        return 0
    return int(_made(report, report_files.FORMS["pdf"], NOT_MEASURED).facts["lines_over"])


def _made(report: Report, form: report_files.Form, sorry: str) -> press.Made:
    try:
        made = press.make(downloads.workshop(), form.job(compile_report(report)), downloads.WAIT)
    except Unavailable:
        made = None
    if made is None:
        raise Unavailable(sorry)
    return made


@bp.get(AT + ".<any(pdf, docx):suffix>")
def download(trio_id: UUID, kind: str, suffix: str) -> Response:
    """Give a report as a PDF, or for Word, on A4."""
    opened = _open(trio_id, kind)
    form = report_files.FORMS[suffix]
    made = _made(opened.begun, form, NOT_MADE)
    called = f"{opened.kind.value}-trio-{opened.trio.number}.{suffix}"
    return downloads.attachment(made.read(form.made), form.mimetype, called)


@bp.get(AT + "/history")
def history(trio_id: UUID, kind: str) -> Response:
    """Show a report's earlier versions, to its trio alone."""
    trio_member(trio_id)
    opened = _open(trio_id, kind)
    return entries.history_page(opened.begun, opened.kind.called, opened.trio, opened.url)


# Writing it


@bp.get(AT + "/edit")
def edit(trio_id: UUID, kind: str) -> Response | BaseResponse:
    """Open a report for writing; a new one begins with what the journal has."""
    opened = _open(trio_id, kind, change=True)
    if opened.report and opened.report.is_handed_in:
        flash("It is handed in. Take it back to change it.")
        return go_to(opened.url)
    form = FORMS[opened.kind](formdata=None, id=new_id(), version=0)
    if opened.report:
        form.version.data = opened.report.version
        form.fill(opened.report.texts)
    else:
        form.fill(reports.begin(opened.trio, opened.kind))
    return _form(opened, form)


def _form(opened: _Opened, form: ReportForm, status: int = 200, **more: object) -> Response:
    return render(
        "reports/edit.html",
        "reports/_form.html",
        status,
        trio=opened.trio,
        kind=opened.kind,
        form=form,
        **more,
    )


@bp.post(AT + "/edit")
def update(trio_id: UUID, kind: str) -> Response | BaseResponse:
    """Save a report, for the first time or again."""
    opened, form = _open(trio_id, kind, change=True), FORMS[ReportKind(kind)]()
    if not form.validate():
        return _form(opened, form, 422)
    try:
        _save(opened, form)
    except Invalid as refused:
        form.blame(refused)
        return _form(_open(trio_id, kind), form, 422)
    except Stale:
        opened = _open(trio_id, kind)
        both = entries.two_texts(opened.begun, form.values(), form.version, opened.url)
        if both.fields:
            return _form(opened, form, 409, conflict=both, handed_in=opened.begun.is_handed_in)
    flash("Saved.")
    return go_to(opened.url)


def _save(opened: _Opened, form: ReportForm) -> None:
    if not form.version.data:
        made_id = form.id.data or new_id()
        reports.create(opened.trio, opened.kind, me().id, made_id, form.values())
        return
    reports.change(
        opened.begun.id,
        me().id,
        form.version.data,
        form.values(),
        take_back=form.take_back.data,
    )


# Handing it in


@bp.post(AT + "/hand-in")
def hand_in(trio_id: UUID, kind: str) -> Response | BaseResponse:
    """Let the coordinator read a report."""
    opened = _open(trio_id, kind, change=True)
    report, version = opened.begun, entries.posted_version()
    try:
        reports.hand_in(report.id, me().id, version, _lines_over(report))
    except Invalid as refused:
        return _show(_open(trio_id, kind), 422, refused.message)
    flash("Handed in. Your coordinator can read it now.")
    return go_to(opened.url)


@bp.post(AT + "/take-back")
def take_back(trio_id: UUID, kind: str) -> BaseResponse:
    """Make a report the trio's alone again."""
    opened = _open(trio_id, kind, change=True)
    reports.take_back(opened.begun.id, me().id)
    flash("Taken back. Only your trio reads it now.")
    return go_to(opened.url)
