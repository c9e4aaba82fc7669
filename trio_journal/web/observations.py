"""Observations: writing them down, sorting and changing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..exceptions import Invalid, Stale
from ..ids import new_id
from ..models import Observation, Question, Trio
from ..services import agreements, observations, questions
from ..text import excerpt, listed
from . import cards, entries, margins, observation_form
from .filters import RATINGS
from .forms.entries import NewObservationForm, ObservationForm, rating_of
from .htmx import fragment, go_to, is_partial, render, stay_at, wants_card
from .signed_in import me, trio_member

bp = Blueprint("observations", __name__)

IN_JOURNAL = "In the journal."
OFFERED = ("rating", "thought")


@bp.get("/trios/<uuid:trio_id>/observations/new")
def new(trio_id: UUID) -> Response:
    """Open the writing page."""
    trio = trio_member(trio_id, change=True).trio
    context = (
        observation_form.after(trio, request.args.get("after", ""))
        or observation_form.on_visit(trio, request.args.get("visit", ""))
        or observations.context_for(trio_id, me().id)
    )
    form = observation_form.blank(trio, context)
    return render(
        "observations/new.html",
        "observations/_new.html",
        trio=trio,
        form=form,
        context_line=observation_form.context_line(form),
    )


@bp.post("/trios/<uuid:trio_id>/observations")
def create(trio_id: UUID) -> Response | BaseResponse:
    """Keep a note; `?place=journal` is the writing box beside the journal."""
    trio, form = trio_member(trio_id, change=True).trio, NewObservationForm()
    observation_form.offer(form, trio)
    if form.validate():
        try:
            note = observations.create(trio, me().id, form.id.data or new_id(), form.values())
        except Invalid as refused:
            form.blame(refused)
        else:
            return _created(trio, note)
    box = request.args.get("place") == "journal" and is_partial()
    return render(
        "observations/new.html",
        "observations/_write.html" if box else "observations/_new.html",
        422,
        trio=trio,
        form=form,
        write_form=form,
        context_line=observation_form.context_line(form),
    )


def _created(trio: Trio, note: Observation) -> Response | BaseResponse:
    if request.args.get("place") == "journal":
        if not is_partial():
            flash(IN_JOURNAL)
            return go_to(url_for("trios.show", trio_id=trio.id))
        form = observation_form.blank(trio, observation_form.context_of(note))
        return fragment(
            "observations/_written.html",
            trio=trio,
            write_form=form,
            context_line=observation_form.context_line(form),
            entry=cards.note_of(note, True),
            rating_asks=observation_form.rating_asks(trio),
            notice=IN_JOURNAL,
            **margins.follow(trio),
        )
    saved_at = url_for("observations.saved", observation_id=note.id)
    if is_partial():
        # The heading says it as well; who cannot see that hears it.
        response = _saved(note, IN_JOURNAL, quiet=True)
        # Loaded again, the page says so too, in place of an empty form.
        response.headers["HX-Replace-Url"] = saved_at
        return response
    return go_to(saved_at)


def _saved(note: Observation, notice: str = "", *, quiet: bool = False) -> Response:
    trio = note.trio or trio_member(note.trio_id).trio
    return render(
        "observations/saved.html",
        "observations/_saved.html",
        trio=trio,
        entry=cards.note_of(note, True),
        rating=note.rating,
        thought=note.thought,
        rating_asks=observation_form.rating_asks(trio),
        next_url=url_for("observations.new", trio_id=note.trio_id, after=note.id),
        notice=notice,
        quiet=quiet,
    )


@bp.get("/observations/<uuid:observation_id>/saved")
def saved(observation_id: UUID) -> Response:
    """Say that a note is in the journal, and offer what may come next."""
    return _saved(access.load_observation(me().id, observation_id, change=True))


@bp.get("/observations/<uuid:observation_id>")
def show(observation_id: UUID) -> Response:
    """Show a note, its replies, and the findings that rest on it."""
    return _show(access.load_observation(me().id, observation_id))


def _visit(note: Observation) -> dict[str, Any] | None:
    visit = note.visit
    if visit is None:
        return None
    return {
        "url": None if visit.deleted_at else entries.url_of(visit),
        "when": dates.day_label(visit.visit_date),
        "where": visit.host_school.name,
    }


def _show(note: Observation, notice: str = "", **around: Any) -> Response:
    can_edit = access.is_open(note.trio)
    entry = cards.note_of(note, can_edit)
    if is_partial():
        return fragment("observations/_observation.html", entry=entry, notice=notice, **around)
    asked = [(q.id, q.text) for q in questions.of_trio(note.trio_id)]
    entry.questions = [(key, words) for key, words in asked if key in note.question_ids]
    return render(
        "observations/show.html",
        trio=note.trio,
        entry=entry,
        visit=_visit(note),
        saved_at=_saved_at(note),
        sort_choices=[(key, excerpt(words)) for key, words in asked],
        sorted_into=note.question_ids,
        used_in=[(f.id, f.claim) for f in observations.findings_resting_on(note.id)],
        **entries.reply_context(note),
    )


def _saved_at(note: Observation) -> str:
    said = f"Saved on {dates.day_label(note.created_at)} at {dates.clock_label(note.created_at)}"
    if note.version == 1:
        return said
    changed = f"{dates.day_label(note.updated_at)} at {dates.clock_label(note.updated_at)}"
    return f"{said}, changed on {changed}"


@bp.get("/observations/<uuid:observation_id>/edit")
def edit(observation_id: UUID) -> Response:
    """Open a note for changing."""
    note = access.load_observation(me().id, observation_id, change=True)
    return _form(note, _filled(note))


def _filled(note: Observation) -> ObservationForm:
    form = ObservationForm(formdata=None, version=note.version)
    observation_form.offer(form, note.trio, note)
    form.fill(note)
    return form


def _form(note: Observation, form: ObservationForm, status: int = 200, **more: Any) -> Response:
    return render(
        "observations/edit.html",
        "observations/_form.html",
        status,
        trio=note.trio,
        observation=note,
        form=form,
        context_line=observation_form.context_line(form),
        rating_asks=observation_form.rating_asks(note.trio),
        used_in=observations.findings_resting_on(note.id),
        **more,
    )


@bp.post("/observations/<uuid:observation_id>/edit")
def update(observation_id: UUID) -> Response | BaseResponse:
    """Save a note; `then` says where the short form stands that is offered after writing."""
    note = access.load_observation(me().id, observation_id, change=True)
    if then := request.form.get("then"):
        return _update_after_writing(note, then)
    form = ObservationForm()
    observation_form.offer(form, note.trio, note)
    if not form.validate():
        return _form(note, form, 422)
    values = form.changes(note)
    moves = set(values["question_ids"]) != set(note.question_ids)
    try:
        observations.change(observation_id, me().id, form.version.data or 0, values)
    except Invalid as refused:
        form.blame(refused)
        return _form(access.load_observation(me().id, observation_id), form, 422)
    except Stale:
        note = access.load_observation(me().id, observation_id)
        sent = observations.whole(note, values)
        both = entries.two_texts(note, sent, form.version, entries.url_of(note))
        if both.fields:
            return _form(note, form, 409, conflict=both)
    return _updated(observation_id, moves=moves)


def _updated(observation_id: UUID, *, moves: bool = False) -> Response | BaseResponse:
    url = url_for("observations.show", observation_id=observation_id)
    if wants_card(url):
        note = access.load_observation(me().id, observation_id)
        return _show(note, "Saved.", **(margins.follow(note.trio) if moves else {}))
    flash("Saved.")
    return stay_at(url)


def _update_after_writing(note: Observation, then: str) -> Response | BaseResponse:
    """Save what the short form after writing offers: the rating, what one makes of it, or both."""
    form = ObservationForm()
    observation_form.offer(form, note.trio, note)
    given = [name for name in OFFERED if name in request.form]
    if request.form.get("rating", "") not in {"", *map(str, range(len(RATINGS)))}:
        raise Invalid(f"Choose one of: {', '.join(RATINGS)}.")
    for name in given:
        if not form[name].validate(form):
            raise Invalid(str(form[name].errors[0]))
    values: dict[str, Any] = {name: form[name].data or "" for name in given}
    if "rating" in values:
        values["rating"] = rating_of(values["rating"])
    # A rating shows on its button. A line that came for it would move the buttons under the thumb.
    quiet = values.get("thought", note.thought) == note.thought
    try:
        observations.change(note.id, me().id, entries.posted_version(), values)
    except Stale:
        # Two texts need the long form: the short one has no room for both.
        note = access.load_observation(me().id, note.id)
        whole = _filled(note)
        for name in given:
            whole[name].data = form[name].data
        both = entries.two_texts(note, values, whole.version, entries.url_of(note))
        if both.fields:
            return _form(note, whole, 409, conflict=both)
    if not is_partial():
        if then == "saved":
            return go_to(url_for("observations.saved", observation_id=note.id))
        return _updated(note.id)
    note = access.load_observation(me().id, note.id)
    answer = _saved if then == "saved" else _written
    return answer(note, "Saved.", quiet=quiet)


def _written(note: Observation, notice: str, *, quiet: bool) -> Response:
    """Answer one of the optional taps on the card that was written beside the journal."""
    return fragment(
        "observations/_observation.html",
        entry=cards.note_of(note, True),
        offering=True,
        rating=note.rating,
        thought=note.thought,
        rating_asks=observation_form.rating_asks(note.trio),
        notice=notice,
        quiet=quiet,
    )


@bp.post("/observations/<uuid:observation_id>/sort")
def sort(observation_id: UUID) -> Response | BaseResponse:
    """Move a note to a question, or back to "to sort"."""
    note = access.load_observation(me().id, observation_id, change=True)
    chosen = request.form.get("question_id", "")
    if not (chosen or note.question_ids or "moved_from" in request.form):
        raise Invalid("Choose the question it belongs to, then move it.")
    asked = {str(q.id): q for q in questions.of_trio(note.trio_id)}
    if chosen and chosen not in asked:
        raise Invalid("This question is not there any more. Choose another one.")
    question = asked.get(chosen)
    wanted = _sorted_into(note, question)
    try:
        observations.sort(note.id, me().id, entries.posted_version(), wanted)
    except Stale:
        # A second tap finds the note where the first one put it.
        if set(access.load_observation(me().id, note.id).question_ids) != set(wanted):
            raise
    words = question.text if question else ""
    if is_partial():
        return fragment(
            "observations/_sorted.html",
            entry_id=note.id,
            question_text=excerpt(words),
            notice="Moved." if question else "Back in “To sort”.",
            **margins.follow(note.trio),
        )
    flash(f"Moved to “{excerpt(words)}”." if question else "Back in “To sort”.")
    return go_to(url_for("trios.show", trio_id=note.trio_id))


def _sorted_into(note: Observation, question: Question | None) -> list[UUID]:
    """Return a note's questions once it has moved: it leaves one, and keeps its others.

    Back in "to sort" it has none.
    """
    if question is None:
        return []
    left = request.form.get("moved_from", "")
    kept = [key for key in note.question_ids if str(key) != left]
    return list(dict.fromkeys([*kept, question.id]))


@bp.get("/observations/<uuid:observation_id>/delete")
def confirm_delete(observation_id: UUID) -> Response:
    """Ask before deleting, or say which findings need the note."""
    note = access.load_observation(me().id, observation_id, change=True)
    resting = observations.findings_resting_on(note.id)
    refused = resting and {
        "text": "The trio has agreed a finding that rests on it. Take it out of the finding first.",
        "links": [(entries.url_of(finding), finding.claim) for finding in resting],
    }
    return entries.delete_page(note, note.seen, _missed_in(note), refused=refused)


def _missed_in(note: Observation) -> str:
    """Return what deleting a note means for the findings that name it."""
    # What is in the bin itself is nobody's concern now.
    named = [one for one in agreements.naming(note.id) if one.deleted_at is None]
    claims = listed([f"“{excerpt(one.claim)}”" for one in named])
    said = [f"It is evidence of {claims}."] if claims else []
    if any(one.agreements for one in named):
        said.append("Who has agreed already is asked again.")
    if any(one.quotation_observation_id == note.id for one in named):
        said.append("Words from it are quoted there: they have to be chosen anew.")
    return " ".join(said)


@bp.post("/observations/<uuid:observation_id>/delete")
def delete(observation_id: UUID) -> BaseResponse:
    """Put a note in the bin."""
    access.load_entry(Observation, me().id, observation_id, change=True, deleted=True)
    return entries.deleted(observations.delete(observation_id, me().id, entries.posted_version()))


@bp.get("/observations/<uuid:observation_id>/history")
def history(observation_id: UUID) -> Response:
    """Show a note's earlier versions."""
    note = access.load_observation(me().id, observation_id)
    return entries.history_page(note, excerpt(note.seen), note.trio)


@bp.post("/observations/<uuid:observation_id>/restore")
def restore(observation_id: UUID) -> BaseResponse:
    """Bring a note back from the bin."""
    return entries.restored(Observation, observation_id, observations.restore)
