"""GET /<noun>s/<id>/history: every saved change, who and when, before and after."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from .nouns import FINDING, Noun
from .pages import Page


def test_it_tells_who_changed_what(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal, "They counted.")
    edit = noun.at(entry, "edit")
    Page(bob.get(edit)).form(edit).send(bob, **{noun.field: "They counted aloud."})
    page = Page(ann.get(noun.at(entry, "history")))
    assert page.status == 200
    words = page.words
    assert words.index("Changed by Bob Bobson") < words.index("Written by Ann Annson")
    assert " aloud" in page.inserted
    assert noun.at(entry) in page.links


def test_it_ends_in_the_words_as_they_are(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal, "They counted.")
    assert "They counted." in Page(ann.get(noun.at(entry, "history"))).inserted


def test_outsiders_find_nothing(journal: Any, sign_in: Any, noun: Noun) -> None:
    entry = noun.made(journal)
    for person in (journal.dan, journal.helen):
        assert sign_in(person).get(noun.at(entry, "history")).status_code == 404


def test_of_a_shared_finding_others_read_no_earlier_words(journal: Any, sign_in: Any) -> None:
    finding = journal.finding(journal.note(), claim="A rash first claim.")
    ann = sign_in(journal.ann)
    edit = FINDING.at(finding, "edit")
    Page(ann.get(edit)).form(edit).send(ann, claim="Counting helps.")
    journal.share(finding)
    for person in (journal.dan, journal.helen):
        client = sign_in(person)
        assert client.get(FINDING.at(finding, "history")).status_code == 404
        assert "rash" not in client.get(FINDING.at(finding)).get_data(as_text=True)


def test_agreeing_sharing_and_withdrawing_are_steps_of_it(journal: Any, ann: FlaskClient) -> None:
    finding = journal.share(journal.finding(journal.note()))
    ann.post(FINDING.at(finding, "withdraw"), data={"version": journal.fresh(finding).version})
    words = Page(ann.get(FINDING.at(finding, "history"))).words
    for step in ("Withdrawn by Ann Annson", "Shared by Ann Annson", "Cat Catson"):
        assert step in words


def test_in_a_closed_year_it_is_still_read(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    journal.close()
    assert ann.get(noun.at(entry, "history")).status_code == 200


def test_it_is_only_read(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    assert ann.post(noun.at(entry, "history")).status_code == 405
