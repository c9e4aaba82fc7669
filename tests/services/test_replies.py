"""Replies under an entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from trio_journal.dates import now
from trio_journal.exceptions import Conflict, Invalid, NotFound
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Entry, Reply
from trio_journal.services import replies

from .conftest import Journal, set_back


def texts(entry: Entry) -> list[str]:
    return [reply.text for reply in replies.of(entry)]


def test_every_kind_of_entry_can_be_answered(journal: Journal) -> None:
    for entry in (journal.question(), journal.visit(), journal.note(), journal.finding()):
        reply = replies.create(entry, journal.bob, new_id(), "  I saw that too. ")
        assert texts(entry) == ["I saw that too."]
        assert (reply.trio_id, reply.alliance_id) == (journal.home.id, journal.id)
        assert reply.author.name == "Bob Bobson"


def test_replies_stand_in_the_order_they_were_written(journal: Journal) -> None:
    note = journal.note()
    later = replies.create(note, journal.bob, new_id(), "Later.")
    replies.create(note, journal.cat, new_id(), "Latest.")
    earlier = replies.create(note, journal.ann, new_id(), "Earlier.")
    set_back(earlier, created_at=now() - timedelta(hours=2))
    set_back(later, created_at=now() - timedelta(hours=1))
    assert texts(note) == ["Earlier.", "Later.", "Latest."]


def test_an_empty_reply_is_refused(journal: Journal) -> None:
    with pytest.raises(Invalid) as refusal:
        replies.create(journal.note(), journal.bob, new_id(), " \n ")
    assert refusal.value.errors["text"]


def test_sending_the_same_reply_again_makes_no_second_one(journal: Journal) -> None:
    note, reply_id = journal.note(), new_id()
    replies.create(note, journal.bob, reply_id, "I saw that too.")
    replies.create(note, journal.bob, reply_id, "I saw that too.")
    assert db.session.scalar(select(func.count()).select_from(Reply)) == 1


def test_ones_own_id_with_other_words_is_a_conflict(journal: Journal) -> None:
    note, reply_id = journal.note(), new_id()
    replies.create(note, journal.bob, reply_id, "I saw that too.")
    with pytest.raises(Conflict):
        replies.create(note, journal.bob, reply_id, "I did not.")
    assert texts(note) == ["I saw that too."]


def test_an_id_of_somebody_else_or_of_another_entry_is_not_found(journal: Journal) -> None:
    note, other, reply_id = journal.note(), journal.note("They drew."), new_id()
    replies.create(note, journal.bob, reply_id, "I saw that too.")
    with pytest.raises(NotFound):
        replies.create(note, journal.cat, reply_id, "I saw that too.")
    with pytest.raises(NotFound):
        replies.create(other, journal.bob, reply_id, "I saw that too.")


def test_a_reply_can_be_taken_back_and_put_back(journal: Journal) -> None:
    note = journal.note()
    reply = replies.create(note, journal.bob, new_id(), "I saw that too.")
    replies.delete(reply.id)
    assert texts(note) == []
    for _ in range(2):
        replies.restore(reply.id)
        assert texts(note) == ["I saw that too."]


def test_what_a_reply_stands_under_is_found_in_the_bin_too(journal: Journal) -> None:
    for entry in (journal.question(), journal.visit(), journal.note(), journal.finding()):
        reply = replies.create(entry, journal.bob, new_id(), "I saw that too.")
        set_back(entry, deleted_at=now())
        assert replies.entry_of(reply) is entry


def test_after_thirty_days_a_reply_stays_away(journal: Journal) -> None:
    note = journal.note()
    reply = replies.create(note, journal.bob, new_id(), "I saw that too.")
    set_back(reply, deleted_at=now() - timedelta(days=32))
    with pytest.raises(Conflict):
        replies.restore(reply.id)
    assert texts(note) == []
