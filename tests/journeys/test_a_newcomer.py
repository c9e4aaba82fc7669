"""A coordinator adds a person; they choose a password, join a trio and agree."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.web.pages import Page

from .steps import fill, go, see


def test_from_the_link_to_the_first_agreement(journal: Any, sign_in: Any, app: Flask) -> None:
    helen, ann = sign_in(journal.helen), sign_in(journal.ann)
    journal.question("What helps?")
    journal.note("They counted aloud.")
    finding = journal.share(journal.finding(journal.note("They did it again.")))

    # Somebody new, at a new school.
    schools = fill(
        helen, see(helen, "/schools/new").form("/schools"), name="Cedar School", town="Cedar",
        phase="secondary", low_age="11", high_age="18",
    )  # fmt: skip
    assert "Cedar School" in schools.words
    form = see(helen, "/people/new").form("/people")
    page = fill(helen, form, name="Fay Faye", email="fay@vale.example.org")
    link = next(
        part.split("localhost")[1]
        for part in page.html.replace('"', " ").split()
        if part.startswith("http://localhost/invitations/")
    )

    # Cat leaves; from that moment the journal is closed to her.
    cat = sign_in(journal.cat)
    members = see(helen, f"/trios/{journal.home.id}/members")
    leaving = go(helen, members, f"/members/{journal.cat}/leave")
    fill(helen, leaving.form("/leave"))
    assert cat.get(f"/trios/{journal.home.id}").status_code == 404
    assert "Looking for a third member." in see(ann, f"/trios/{journal.home.id}").words

    # Fay chooses her own password.
    fay = app.test_client()
    welcome = see(fay, link)
    assert "Welcome to Vale Alliance" in welcome.words
    home = fill(fay, welcome.form(link), password="three odd words here")
    assert "Hello Fay" in home.words
    assert "You are not in a trio yet." in home.words

    # The others are told before she joins.
    members = see(helen, f"/trios/{journal.home.id}/members")
    form = members.form("/members")
    offered = members.html.partition(">Fay Faye")[0]
    refused = form.send(helen, user_id=offered.rpartition('value="')[2].rstrip('"'))
    assert refused.status_code == 422
    assert "Tell the others first" in Page(refused).words
    fill(helen, Page(refused).form("/members"), told="y")

    # She reads the journal from its start, and must agree before it is shared again.
    diary = see(fay, f"/trios/{journal.home.id}")
    assert "They counted aloud." in diary.words
    at = f"/findings/{finding.id}"
    assert "shared" in see(ann, at).words.lower()
    fill(ann, see(ann, at).form("/withdraw"))
    assert [form.action for form in see(ann, at).forms if form.action.endswith("/share")] == []
    agree = next(form for form in see(fay, at).forms if form.action.endswith("/agree"))
    fill(fay, agree)
    page = fill(ann, see(ann, at).form("/share"))
    assert "Cat Catson agreed on" in page.words
    assert "Fay Faye agreed on" in page.words
