"""From a teacher's first note to the printed evening, without script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from trio_journal.dates import today

from .steps import fill, go, see


def test_from_the_first_note_to_the_handout(journal: Any, sign_in: Any) -> None:
    ann, bob, cat, helen = (
        sign_in(person) for person in (journal.ann, journal.bob, journal.cat, journal.helen)
    )

    # Ann asks a question, and writes a note that waits to be sorted.
    home = see(ann, "/")
    diary = go(ann, home, f"/trios/{journal.home.id}")
    assert "There is no research question yet." in diary.words
    asking = go(ann, diary, "/questions/new")
    diary = fill(
        ann, asking.form("/questions"), text="What helps pupils to go on alone?", years=["R", "6"]
    )
    assert "What helps pupils to go on alone?" in diary.words
    writing = go(ann, see(ann, "/"), "/observations/new")
    saved = fill(ann, writing.form("/observations"), seen="Two fetched what they needed.")
    assert "Next class" in saved.words

    # She sorts it, and edits it.
    diary = see(ann, f"/trios/{journal.home.id}")
    assert "To sort 1" in diary.words
    sorting = next(form for form in diary.forms if form.action.endswith("/sort"))
    chosen = next(link for link in diary.links if "question=" in link)
    diary = fill(ann, sorting, question_id=chosen.rpartition("=")[2])
    assert "To sort 1" not in diary.words
    at = sorting.action.removesuffix("/sort")
    editing = see(ann, f"{at}/edit")
    shown = fill(ann, editing.form("/edit"), seen="Two of 28 fetched it.", years=["3"])
    assert "Two of 28 fetched it." in shown.words

    # Bob writes another one; Cat makes a finding of both.
    writing = see(bob, f"/trios/{journal.home.id}/observations/new")
    fill(bob, writing.form("/observations"), seen="Nobody asked before trying.", years=["9"])
    drafting = see(cat, f"/trios/{journal.home.id}/findings/new")
    form = drafting.form("/findings")
    chosen = {name: "supports" for name in form.fields if name.startswith("evidence-")}
    assert len(chosen) == 2
    finding = fill(
        cat, form, claim="Pupils go on alone when things have a place.", years=["3", "9"], **chosen
    )
    assert "2 notes, 2 lessons" in finding.words
    at = next(form.action for form in finding.forms if form.action.endswith("/agree"))
    at = at.removesuffix("/agree")

    # All three agree, each in their own name; then it is shared.
    for client in (ann, bob, cat):
        assert "Agree: Pupils go on alone" in see(client, "/").words
        page = see(client, at)
        agree = next(form for form in page.forms if form.action.endswith("/agree"))
        page = fill(client, agree)
    assert "Everyone has agreed. It can be shared now." in page.words
    page = fill(ann, see(ann, at).form("/share"))
    assert "Shared with the alliance." in page.words

    # Helen plans the evening; the finding is in its trio's slot by itself.
    planning = see(helen, "/evenings/new")
    evening = fill(
        helen,
        planning.form("/evenings"),
        title="Going on alone",
        evening_date=(today() + timedelta(days=20)).isoformat(),
        venue_school_id=str(journal.secondary.id),
    )
    assert "Pupils go on alone when things have a place." in evening.words
    evening = fill(helen, evening.form("/slots"), label="Welcome", minutes="5")
    moving = [form for form in evening.forms if "/slots/" in form.action and form.buttons]
    evening = fill(helen, moving[-1], way="up")
    assert evening.words.index("Welcome") < evening.words.index("Pupils go on alone")

    # Everybody of the alliance may read and print the handout.
    handout = go(helen, evening, "/handout")
    for text in (
        "Going on alone", "Pupils go on alone when things have a place.", "Ann Annson",
        "Birch School", "What helps pupils to go on alone?",
    ):  # fmt: skip
        assert text in handout.words
    assert "Two of 28 fetched it." not in handout.words
    dan = sign_in(journal.dan)
    address = handout_address(evening.links)
    assert "Pupils go on alone" in see(dan, address).words
    exported = dan.get(f"{address}.json").get_data(as_text=True)
    assert "Pupils go on alone when things have a place." in exported
    assert "Two of 28" not in exported


def handout_address(links: list[str]) -> str:
    return next(link for link in links if link.endswith("/handout"))
