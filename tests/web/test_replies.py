"""POST /<noun>s/<id>/replies, /replies/<id> and its delete: a few lines under any entry."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Reply

from .conftest import HTMX
from .nouns import FINDING, OBSERVATION, QUESTION, Noun
from .pages import Page


def count(journal: Any) -> int:
    statement = select(func.count()).select_from(Reply).where(Reply.deleted_at.is_(None))
    return journal.inside(lambda: db.session.scalar(statement))()


def only(journal: Any) -> Reply:
    return journal.inside(lambda: db.session.scalars(select(Reply)).one())()


def test_the_form_under_an_entry_makes_a_reply(journal: Any, bob: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    form = Page(bob.get(noun.at(entry))).form(noun.at(entry, "replies"))
    answer = form.send(bob, text="We saw that **too**.")
    assert answer.status_code == 303
    assert answer.location == noun.at(entry) + "#replies"
    page = Page(bob.get(noun.at(entry)))
    assert "We saw that" in page.words
    assert "Bob Bobson, " in page.words


def test_by_htmx_all_replies_come_back(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    data = {"id": str(new_id()), "text": "We saw that too."}
    answer = ann.post(noun.at(entry, "replies"), data=data, headers=HTMX)
    assert answer.status_code == 200
    page = Page(answer)
    assert not page.is_whole
    assert page.ids.count("replies") == 1
    assert "We saw that too." in page.words
    assert page.form(noun.at(entry, "replies")).fields["text"] == [""]
    assert page.form(noun.at(entry, "replies")).fields["id"] != [data["id"]]


def test_a_double_click_makes_one(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    data = {"id": str(new_id()), "text": "We saw that too."}
    for _ in range(2):
        assert ann.post(noun.at(entry, "replies"), data=data).status_code == 303
    assert count(journal) == 1


def test_an_id_used_for_other_words_is_a_conflict(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    data = {"id": str(new_id()), "text": "We saw that too."}
    ann.post(noun.at(entry, "replies"), data=data)
    answer = ann.post(noun.at(entry, "replies"), data=data | {"text": "We did not."})
    assert answer.status_code == 409
    assert only(journal).text == "We saw that too."


def test_another_persons_id_or_entrys_is_not_there(
    journal: Any, ann: FlaskClient, bob: FlaskClient
) -> None:
    note, other = journal.note(), journal.note("Another.")
    data = {"id": str(new_id()), "text": "We saw that too."}
    ann.post(OBSERVATION.at(note, "replies"), data=data)
    assert bob.post(OBSERVATION.at(note, "replies"), data=data).status_code == 404
    assert ann.post(OBSERVATION.at(other, "replies"), data=data).status_code == 404


def test_bad_input_keeps_the_text(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    long = "x" * 2_001
    for headers in ({}, HTMX):
        for typed, sentence in ((" \n ", "Write your reply."), (long, "2,000 fit")):
            answer = ann.post(noun.at(entry, "replies"), data={"text": typed}, headers=headers)
            assert answer.status_code == 422
            page = Page(answer)
            assert page.is_whole is (headers == {})
            assert sentence in page.words
            assert "reply-text-error" in page.ids
            assert page.form(noun.at(entry, "replies")).fields["text"] == [typed.strip()]
    assert count(journal) == 0


def test_outsiders_reply_to_nothing(journal: Any, sign_in: Any, noun: Noun) -> None:
    entry = noun.made(journal)
    journal.part(journal.cat)
    for person in (journal.dan, journal.helen, journal.cat):
        answer = sign_in(person).post(noun.at(entry, "replies"), data={"text": "Hm."})
        assert answer.status_code == 404
    assert count(journal) == 0


def test_readers_of_a_shared_finding_do_not_reply(journal: Any, sign_in: Any) -> None:
    finding = journal.share(journal.finding(journal.note()))
    answer = sign_in(journal.dan).post(FINDING.at(finding, "replies"), data={"text": "Hm."})
    assert answer.status_code in (403, 404)
    assert count(journal) == 0


def test_a_closed_year_takes_no_reply(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    entry = noun.made(journal)
    ann.post(noun.at(entry, "replies"), data={"text": "We saw that too."})
    journal.close()
    assert ann.post(noun.at(entry, "replies"), data={"text": "Hm."}).status_code == 403
    reply = only(journal)
    assert ann.post(f"/replies/{reply.id}/delete").status_code == 403
    page = Page(ann.get(noun.at(entry)))
    assert "We saw that too." in page.words
    assert [form.action for form in page.forms] == ["/sign-out"]


def test_replies_are_read_where_they_stand(journal: Any, ann: FlaskClient) -> None:
    question = journal.question()
    assert ann.get(QUESTION.at(question, "replies")).status_code == 405


def test_a_replys_address_leads_to_its_entry(
    journal: Any, ann: FlaskClient, sign_in: Any, noun: Noun
) -> None:
    entry = noun.made(journal)
    ann.post(noun.at(entry, "replies"), data={"text": "We saw that too."})
    at = f"/replies/{only(journal).id}"
    answer = ann.get(at)
    assert (answer.status_code, answer.location) == (303, noun.at(entry) + "#replies")
    for person in (journal.dan, journal.helen):
        assert sign_in(person).get(at).status_code == 404


def test_one_takes_back_ones_own(journal: Any, ann: FlaskClient, bob: FlaskClient) -> None:
    note = journal.note()
    ann.post(OBSERVATION.at(note, "replies"), data={"text": "We saw that too."})
    at = f"/replies/{only(journal).id}/delete"
    assert at not in [form.action for form in Page(bob.get(OBSERVATION.at(note))).forms]
    assert bob.post(at).status_code == 403
    assert count(journal) == 1
    assert Page(ann.get(OBSERVATION.at(note))).form(at).send(ann).status_code == 303
    assert count(journal) == 0
    assert "We saw that too." not in Page(ann.get(OBSERVATION.at(note))).words
    assert ann.post(at).status_code == 404


def test_what_one_took_back_is_one_tap_away(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    ann.post(noun.at(entry, "replies"), data={"text": "We saw that too."})
    at = f"/replies/{only(journal).id}"
    gone = Page(ann.post(f"{at}/delete", follow_redirects=True))
    assert "Your reply is deleted." in gone.words
    assert bob.post(f"{at}/restore").status_code == 403
    assert count(journal) == 0
    for _ in range(2):
        answer = gone.form(f"{at}/restore").send(ann)
        assert (answer.status_code, answer.location) == (303, noun.at(entry) + "#replies")
        assert count(journal) == 1
    page = Page(ann.get(noun.at(entry)))
    assert "Your reply is back." in page.words
    assert "We saw that too." in page.words
    assert f"{at}/restore" not in [form.action for form in page.forms]


def test_under_an_entry_in_the_bin_it_says_where_both_are(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    entry = noun.made(journal)
    ann.post(noun.at(entry, "replies"), data={"text": "We saw that too."})
    at = f"/replies/{only(journal).id}"
    gone = Page(ann.post(f"{at}/delete", follow_redirects=True))
    ann.post(noun.at(entry, "delete"), data={"version": 1}, follow_redirects=True)
    answer = gone.form(f"{at}/restore").send(ann)
    assert answer.location == f"/trios/{journal.home.id}/bin"
    page = Page(ann.get(answer.location))
    assert page.status == 200
    assert f"Your reply is back, but the {noun.name} it answers was deleted" in page.words
    assert ann.get(at).location == answer.location
    page.form(noun.at(entry, "restore")).send(ann)
    assert "We saw that too." in Page(ann.get(noun.at(entry))).words


def test_in_a_closed_year_no_reply_comes_back(journal: Any, ann: FlaskClient) -> None:
    note = journal.note()
    ann.post(OBSERVATION.at(note, "replies"), data={"text": "We saw that too."})
    at = f"/replies/{only(journal).id}"
    ann.post(f"{at}/delete")
    journal.close()
    assert ann.post(f"{at}/restore").status_code == 403
    assert count(journal) == 0


def test_a_strangers_reply_is_not_there(journal: Any, ann: FlaskClient, sign_in: Any) -> None:
    note = journal.note()
    ann.post(OBSERVATION.at(note, "replies"), data={"text": "We saw that too."})
    for step in ("delete", "restore"):
        at = f"/replies/{only(journal).id}/{step}"
        for person in (journal.dan, journal.helen):
            assert sign_in(person).post(at).status_code == 404
        assert ann.get(at).status_code == 405
