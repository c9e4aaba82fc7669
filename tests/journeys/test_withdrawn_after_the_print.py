"""A finding is withdrawn after the handout was printed: paper cannot be called back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from trio_journal.dates import today

from .steps import fill, see


def test_what_was_printed_is_shown_as_withdrawn(journal: Any, sign_in: Any) -> None:
    ann, helen, dan = (sign_in(p) for p in (journal.ann, journal.helen, journal.dan))
    finding = journal.share(journal.finding(journal.note(), claim="Counting helps."))
    planning = see(helen, "/evenings/new")
    day = (today() + timedelta(days=5)).isoformat()
    evening = fill(helen, planning.form("/evenings"), title="Autumn", evening_date=day)
    at = next(link for link in evening.links if link.endswith("/handout"))
    assert "Counting helps." in see(dan, at).words

    # Before the print it is gone without a trace.
    fill(ann, see(ann, f"/findings/{finding.id}").form("/withdraw"))
    assert "Counting helps." not in see(dan, at).words
    fill(ann, see(ann, f"/findings/{finding.id}").form("/share"))

    # After it, it is marked.
    frozen = fill(helen, see(helen, at.removesuffix("/handout") + "/editions").form("/editions"))
    assert "Edition 1 is frozen." in frozen.words
    fill(ann, see(ann, f"/findings/{finding.id}").form("/withdraw"))
    assert "Counting helps." not in see(dan, at).words
    assert "withdrawn" in see(helen, at.removesuffix("/handout")).words.lower()
    assert dan.get(f"/findings/{finding.id}").status_code == 404
