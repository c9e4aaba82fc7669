"""The coordinator's page of an evening, to print the night before and to have on a phone there."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request, url_for

from ..handout import editions, previews, run_sheet
from ..handout.compiler import compile_evening
from ..services import reading_links, running_order, trios
from . import downloads
from .forms.handouts import CopiesForm
from .handouts import code_is_dead
from .htmx import render
from .signed_in import load_evening

bp = Blueprint("run_sheet", __name__)


@bp.get("/evenings/<uuid:evening_id>/run-sheet")
def show(evening_id: UUID) -> Response:
    """Show who speaks when, how to reach them, and what to bring."""
    evening = load_evening(evening_id, change=True)
    form = CopiesForm(request.args)
    is_right = form.validate()
    copies = asked = form.copies.data if form.copies.in_range else None
    everybody = None
    if is_right and not asked:
        everybody = run_sheet.everybody(evening.alliance_id)
        copies = everybody.copies
        form = CopiesForm(formdata=None, copies=copies)
    order = running_order.of(evening)
    people = {one.slot.id: trios.members(trio) for one in order.slots if (trio := one.slot.trio)}
    draft, edition = compile_evening(evening), editions.latest(evening)
    to_print = editions.handout_of(edition) if edition else draft
    made_at = edition.created_at if edition else None
    # Whoever only looks the evening up in the hall does not wait for the press.
    lengths = (
        previews.count(to_print, downloads.workshop(), downloads.WAIT, made_at)
        if asked
        else run_sheet.lengths(to_print, downloads.workshop(), made_at)
    )
    has_changed = edition is not None and editions.differ(draft, to_print)
    link = reading_links.of(evening)
    response = render(
        "evenings/run_sheet.html",
        status=200 if is_right else 422,
        evening=evening,
        handout=draft,
        order=order,
        people=people,
        missing={
            one.slot.id: list(run_sheet.missing(one, people[one.slot.id], evening.last_edition))
            for one in order.slots
            if one.slot.id in people
        },
        edition=edition,
        has_changed=has_changed,
        lengths=lengths,
        copies=copies,
        everybody=everybody,
        copies_form=form,
        things=run_sheet.to_bring(evening, to_print, copies, lengths, has_changed=has_changed),
        code_is_dead=edition is not None and code_is_dead(evening, to_print),
        link=link,
        link_is_open=link is not None and reading_links.is_open(link),
        back_url=url_for("evenings.show", evening_id=evening.id),
        back_words="Back to the evening",
    )
    if asked and not all(length.is_known for length in lengths):
        response.headers["Refresh"] = str(downloads.AGAIN)
    return response
