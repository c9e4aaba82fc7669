"""What stands around the entries of a journal: how many there are, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import request, url_for

from .. import access
from ..models import Trio
from ..services import journals, progress, waiting
from . import cards
from .signed_in import me

STEP_PAGES = {
    "question": ("questions.new", "Ask it"),
    "visit": ("visits.index", "See the visit"),
    "observation": ("observations.new", "Write one"),
    "sort": ("trios.show", "Sort them"),
    "finding": ("findings.new", "Write it"),
    "agree": ("findings.index", "Read and agree"),
    "share": ("findings.index", "Share it"),
    "confirm": ("findings.index", "Read it"),
}


def sort_url(trio: Trio) -> str:
    """Return the page of all notes that wait to be sorted."""
    return url_for("trios.show", trio_id=trio.id, question="none")


def next_step(
    trio: Trio, steps: Sequence[progress.Step], user_id: UUID, to_sort_url: str
) -> dict[str, str] | None:
    """Return the one thing to do next: what waits for this reader before what waits for others."""
    if not steps:
        return None
    step = next((s for s in steps if user_id in s.waits_for), steps[0])
    endpoint, label = STEP_PAGES.get(step.kind, ("", ""))
    url = url_for(endpoint, trio_id=trio.id) if endpoint and access.is_open(trio) else ""
    if step.kind == "sort":
        url = to_sort_url
    if step.kind == "agree" and user_id not in step.waits_for:
        label = "See it"
    return {"text": step.text_for(user_id), "url": url, "label": label}


def missing(steps: Sequence[progress.Step]) -> list[str]:
    """Return what the trio still lacks before the evening."""
    return [step.text for step in steps if step.before_evening]


def follow(trio: Trio) -> dict[str, Any]:
    """Return what the journal's page, if that is where one is, shows anew after a save on it.

    It asks the database five times more than the save alone: less than the page, had it to be
    loaded again to say the same.
    """
    shown = urlsplit(request.headers.get("HX-Current-URL", "")).path
    if shown != url_for("trios.show", trio_id=trio.id):
        return {}
    asked = journals.questions(trio.id)
    to_sort = waiting.to_sort([trio.id]).get(trio.id, 0)
    steps = progress.steps(
        trio,
        journals.members(trio.id),
        asked,
        journals.findings(trio.id),
        journals.visits(trio.id),
        to_sort,
    )
    return {
        "follows": True,
        "questions": [cards.question(one, can_edit=True) for one in asked],
        "to_sort_count": to_sort,
        "sort_url": sort_url(trio),
        "next_step": next_step(trio, steps, me().id, sort_url(trio)),
        "missing": missing(steps),
    }
