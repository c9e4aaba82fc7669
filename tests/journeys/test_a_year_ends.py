"""A trio's year is closed and carried into the next, with its open questions."""

from __future__ import annotations

from typing import Any

from tests.web.pages import Page

from .steps import fill, go, see


def test_a_trio_goes_on_in_the_next_year(journal: Any, sign_in: Any) -> None:
    ann, helen = sign_in(journal.ann), sign_in(journal.helen)
    journal.question("An open question?")
    journal.question("An answered one?", state="answered")
    note = journal.note("They counted.")
    members = see(helen, f"/trios/{journal.home.id}/members")
    asking = go(helen, members, "/carry-over")
    form = asking.form("/carry-over")
    answer = form.send(helen)
    assert answer.status_code == 303
    assert form.send(helen).location == answer.location, "a double click carries it once"
    new = answer.location.split("/")[2]

    # The old journal is read, not changed.
    old = see(ann, f"/trios/{journal.home.id}")
    assert "This year is closed" in old.words
    assert "They counted." in old.words
    assert ann.get(f"/observations/{note.id}/edit").status_code == 403
    refused = ann.post(
        f"/trios/{journal.home.id}/observations", data={"seen": "Too late, but long enough."}
    )
    assert refused.status_code == 403

    # The new one begins with what is still open.
    diary = see(ann, f"/trios/{new}")
    assert "An open question?" in diary.words
    assert "An answered one?" not in diary.words
    assert "They counted." not in diary.words
    saved = fill(
        ann, see(ann, f"/trios/{new}/observations/new").form("/observations"), seen="A new year."
    )
    assert "In the journal" in saved.words
    home = Page(ann.get("/"))
    assert f"/trios/{new}" in home.links
    assert f"/trios/{journal.home.id}" in home.links
