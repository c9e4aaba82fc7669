"""A visit: planned, arranged, written up class by class, and its last word."""

from __future__ import annotations

from typing import Any

from trio_journal.dates import today

from .steps import fill, go, see


def test_a_visit_from_its_plan_to_its_last_word(journal: Any, sign_in: Any) -> None:
    ann, bob = sign_in(journal.ann), sign_in(journal.bob)
    question = journal.question("Who speaks?")

    planning = go(ann, see(ann, f"/trios/{journal.home.id}/visits"), "/visits/new")
    visit = fill(
        ann,
        planning.form("/visits"),
        visit_date=today().isoformat(),
        host_school_id=str(journal.secondary.id),
        visitor_ids=[str(journal.ann), str(journal.bob)],
        look_for="Who speaks first.",
    )
    assert "Cover is not arranged yet" in visit.words
    assert "Arrange cover for the visit on" in see(bob, "/").words
    editing = go(bob, visit, "/edit")
    visit = fill(bob, editing.form("/edit"), cover_arranged="y", head_agreed="y")
    assert "Cover is arranged" in visit.words
    assert "Arrange cover" not in see(bob, "/").words

    sheet = go(ann, visit, "/sheet")
    assert "Who speaks first." in sheet.words
    assert "Who speaks?" in sheet.words

    # Three classes, one after the other, from the same place.
    writing = see(ann, f"/trios/{journal.home.id}/observations/new")
    assert "Birch School" in writing.words
    for years in (["7"], ["8"], ["9", "10"]):
        form = writing.form("/observations")
        assert form.fields["school_id"] == [str(journal.secondary.id)]
        saved = fill(
            ann, form, seen=f"In {years[0]} the boys.", years=years, question_ids=str(question.id)
        )
        writing = see(ann, next(link for link in saved.links if "after=" in link))
        assert writing.form("/observations").fields["question_ids"] == [str(question.id)]

    at = next(link for link in see(bob, f"/trios/{journal.home.id}/visits").links
              if link.startswith("/visits/") and link.count("/") == 2)  # fmt: skip
    visit = see(bob, at)
    for words in ("Year 7 1 note", "Year 8 1 note", "Years 9 to 10 1 note", "3 notes."):
        assert words in visit.words
    visit = fill(bob, see(bob, f"{at}/edit").form("/edit"), end_of_day="Few girls spoke.")
    assert "Few girls spoke." in visit.words
    assert "Changed by Bob Bobson" in see(ann, f"{at}/history").words
