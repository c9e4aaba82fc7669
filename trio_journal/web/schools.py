"""The alliance's schools."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, register
from ..exceptions import Invalid, Stale
from ..ids import new_id
from ..models import School
from ..services import schools
from ..text import some
from .entries import offer_undo
from .forms.schools import ImportForm, NewSchoolForm, SchoolForm
from .htmx import go_to, is_partial, render
from .signed_in import coordinated, look_at, me

bp = Blueprint("schools", __name__)


def _load(school_id: UUID) -> School:
    school = access.load_school(me().id, school_id)
    look_at(school.alliance_id)
    return school


@bp.get("/schools")
def index() -> Response:
    """List the alliance's schools."""
    everything = schools.of_alliance(coordinated(), closed=True)
    return render(
        "schools/index.html",
        schools=[school for school in everything if school.closed_on is None],
        closed=[school for school in everything if school.closed_on is not None],
    )


@bp.get("/schools/new")
def new() -> Response:
    """Ask for a school."""
    coordinated()
    return render("schools/new.html", form=NewSchoolForm(id=new_id()))


@bp.post("/schools")
def create() -> Response | BaseResponse:
    """Add a school."""
    alliance_id = coordinated()
    form = NewSchoolForm(id=new_id())
    if form.is_right(schools.mistakes(alliance_id, form.id.data, **form.to_check())):
        try:
            school = schools.add(alliance_id, form.values(), form.id.data)
        except Invalid as refused:
            form.blame(refused)
        else:
            flash(f"{school.name} is in the alliance.")
            return go_to(url_for("schools.index", _anchor=f"school-{school.id}"))
    return render("schools/new.html", status=422, form=form)


@bp.get("/schools/<uuid:school_id>")
def show(school_id: UUID) -> Response | BaseResponse:
    """Show a school's row again; as a page, the list."""
    school = _load(school_id)
    if not is_partial():
        return go_to(url_for("schools.index", _anchor=f"school-{school_id}"))
    return render("schools/index.html", "schools/_school.html", school=school)


def _edit(school: School, form: SchoolForm, status: int = 200, **more: Any) -> Response:
    return render(
        "schools/edit.html", "schools/_edit.html", status=status, school=school, form=form, **more
    )


@bp.get("/schools/<uuid:school_id>/edit")
def edit(school_id: UUID) -> Response:
    """Show a school to change."""
    school = _load(school_id)
    form = SchoolForm()
    form.fill(school)
    return _edit(school, form)


@bp.post("/schools/<uuid:school_id>/edit")
def update(school_id: UUID) -> Response | BaseResponse:
    """Save a school."""
    school = _load(school_id)
    form = SchoolForm()
    if form.is_right(schools.mistakes(school.alliance_id, school_id, **form.to_check())):
        try:
            school = schools.change(school_id, form.version.data or 0, form.values())
        except Invalid as refused:
            form.blame(refused)
        except Stale:
            school = _load(school_id)
            form.version.data = school.version
            return _edit(school, form, 409, theirs=form.theirs(school))
        else:
            if is_partial():
                return render(
                    "schools/index.html", "schools/_school.html", school=school, notice="Saved."
                )
            return go_to(url_for("schools.index", _anchor=f"school-{school_id}"))
    return _edit(_load(school_id), form, 422)


@bp.post("/schools/<uuid:school_id>/close")
def close(school_id: UUID) -> BaseResponse:
    """Take a school off the lists."""
    _load(school_id)
    school = schools.close(school_id)
    offer_undo(f"{school.name} is off the lists.", url_for("schools.reopen", school_id=school_id))
    return go_to(url_for("schools.index"))


@bp.post("/schools/<uuid:school_id>/reopen")
def reopen(school_id: UUID) -> BaseResponse:
    """Put a school back on the lists."""
    _load(school_id)
    school = schools.reopen(school_id)
    flash(f"{school.name} is on the lists again.")
    return go_to(url_for("schools.index", _anchor=f"school-{school_id}"))


@bp.get("/schools/import")
def ask_import() -> Response:
    """Ask for an extract of the national register."""
    coordinated()
    return render("schools/import.html", form=ImportForm())


@bp.post("/schools/import")
def run_import() -> Response | BaseResponse:
    """Add or update the schools of an extract, all of them or none."""
    alliance_id = coordinated()
    form = ImportForm()
    if form.validate():
        try:
            upload = form.file.data
            if not upload:
                raise Invalid("Choose a file.", {"file": ["Choose the CSV file first."]})
            extract = register.read_schools(upload.read())
            done = schools.import_register(alliance_id, extract.schools)
        except Invalid as refused:
            form.blame(refused)
        else:
            flash(_report(done, extract))
            return go_to(url_for("schools.index"))
    return render("schools/import.html", status=422, form=form)


def _report(done: schools.Imported, extract: register.RegisterExtract) -> str:
    words = [f"Added {some(done.added, 'school')}, updated {some(done.updated, 'school')}."]
    left_out = (
        (extract.closed, "closed in the register"),
        (extract.not_open_yet, "not open yet"),
        (extract.not_schools, "no schools for pupils up to Year 13"),
    )
    reasons = [f"{number} {reason}" for number, reason in left_out if number]
    if reasons:
        words.append(f"Left out: {', '.join(reasons)}.")
    return " ".join(words)
