"""People: added with a single-use link; the last coordinator stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from trio_journal import access
from trio_journal.dates import now, today
from trio_journal.exceptions import Conflict, Invalid, NotAllowed, NotFound, Stale
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Invitation, Membership, Role, User
from trio_journal.services import invitations, people, sessions

from .conftest import House, Journal, set_back

PASSWORD = "three small words"


def link_for(house: House, email: str, name: str = "Zoe Zoeson") -> tuple[UUID, str | None]:
    membership, token = people.add(house.id, name=name, email=email)
    return membership.user_id, token


def membership(house: House, user_id: UUID) -> Membership:
    return db.session.scalars(
        select(Membership).where(Membership.alliance_id == house.id, Membership.user_id == user_id)
    ).one()


# Adding


def test_adding_somebody_gives_a_link_and_no_password(journal: Journal) -> None:
    user_id, token = link_for(journal, " Zoe@Example.ORG ")
    user = db.session.get_one(User, user_id)
    assert (user.name, user.email, user.password_hash) == ("Zoe Zoeson", "zoe@example.org", None)
    assert token is not None
    with pytest.raises(Invalid):
        sessions.sign_in("zoe@example.org", "")


def test_the_database_keeps_only_the_hash_of_a_link(journal: Journal) -> None:
    user_id, token = link_for(journal, "zoe@example.org")
    kept = db.session.scalars(select(Invitation).where(Invitation.user_id == user_id)).one()
    assert kept.token_hash != token
    assert token not in kept.token_hash


@pytest.mark.parametrize(
    "email", ["", "zoe", "zoe@", "@example.org", "zoe@example", "z oe@example.org", "z@@e.org"]
)
def test_an_address_that_cannot_be_one_is_refused(journal: Journal, email: str) -> None:
    with pytest.raises(Invalid) as refusal:
        link_for(journal, email)
    assert refusal.value.errors["email"]


def test_a_person_has_a_name(journal: Journal) -> None:
    with pytest.raises(Invalid) as refusal:
        link_for(journal, "zoe@example.org", name=" ")
    assert refusal.value.errors["name"]


@pytest.mark.parametrize(("letters", "fits"), [(120, True), (121, False)])
def test_a_name_has_room_for_120_characters(journal: Journal, letters: int, fits: bool) -> None:
    zoe = "Z" * letters
    if fits:
        user_id, _ = link_for(journal, "zoe@example.org", name=f" {zoe} ")
        assert db.session.get_one(User, user_id).name == zoe
        return
    with pytest.raises(Invalid) as refusal:
        link_for(journal, "zoe@example.org", name=zoe)
    assert "120" in refusal.value.errors["name"][0]
    dan = {"role": Role.MEMBER, "school_id": None}
    with pytest.raises(Invalid) as refusal:
        people.change(journal.id, journal.dan, journal.helen, 1, name=zoe, **dan)
    assert list(refusal.value.errors) == ["name"]


def test_nobody_is_added_twice(journal: Journal) -> None:
    link_for(journal, "zoe@example.org")
    with pytest.raises(Invalid, match="Check the name and the address"):
        link_for(journal, "ZOE@example.org")
    assert db.session.scalar(select(func.count()).where(User.email == "zoe@example.org")) == 1


def test_somebody_with_an_account_gets_no_link(journal: Journal, elsewhere: House) -> None:
    user_id, token = link_for(elsewhere, "zoe@example.org")
    assert token is not None
    invitations.accept(token, PASSWORD)
    again, no_token = link_for(journal, "zoe@example.org", name="Another Name")
    assert (again, no_token) == (user_id, None)
    assert db.session.get_one(User, user_id).name == "Zoe Zoeson"
    assert sessions.sign_in("zoe@example.org", PASSWORD)


def test_somebody_whom_another_alliance_has_invited_keeps_that_link(
    journal: Journal, elsewhere: House
) -> None:
    _, token = link_for(elsewhere, "zoe@example.org")
    assert link_for(journal, "zoe@example.org")[1] is None
    assert token is not None
    assert invitations.find(token) is not None


def test_who_left_is_added_again_under_their_name(journal: Journal) -> None:
    people.leave(journal.id, journal.dan, journal.helen)
    db.session.get_one(User, journal.dan).password_hash = "set"
    db.session.commit()
    email = db.session.get_one(User, journal.dan).email
    added, token = people.add(
        journal.id, name="Dan", email=email, school_id=journal.primary.id, role=Role.COORDINATOR
    )
    assert (added.user_id, token) == (journal.dan, None)
    assert (added.left_on, added.school_id, added.role) == (
        None,
        journal.primary.id,
        Role.COORDINATOR,
    )


# The form that adds, sent again


def sent(house: House, form: UUID, **changed: Any) -> Membership:
    """Send the form that adds Ana Price to a house, which names the place she will have."""
    values = {"name": "Ana Price", "email": "ana@example.org"} | changed
    return people.add(house.id, membership_id=form, **values)[0]


def differing(house: House, form: UUID, **changed: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        sent(house, form, **changed)
    return {name: sentences[0] for name, sentences in refusal.value.errors.items()}


def test_a_form_sent_again_is_the_same_record_and_changes_nothing(journal: Journal) -> None:
    form = new_id()
    first = sent(journal, form, school_id=journal.primary.id)
    again = sent(journal, form, name=" Ana Price ", school_id=journal.primary.id)
    assert (again.id, again.version) == (form, 1)
    assert first is again


def test_a_form_sent_again_undoes_nothing_that_was_saved_meanwhile(journal: Journal) -> None:
    form = new_id()
    ana = sent(journal, form).user_id
    people.change(
        journal.id, ana, journal.helen, 1, name="Ana Price", role=Role.COORDINATOR,
        school_id=journal.primary.id,
    )  # fmt: skip
    found = differing(journal, form)
    assert "as a coordinator. Change that in the list of people." in found["role"]
    assert "at Ashby Primary School." in found["school_id"]
    assert list(found) == ["role", "school_id"]
    kept = membership(journal, ana)
    assert (kept.role, kept.school_id, kept.version) == (Role.COORDINATOR, journal.primary.id, 2)
    same = {"role": Role.COORDINATOR, "school_id": journal.primary.id}
    assert sent(journal, form, **same).version == 2, "that is what it says already"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "Anna Price"}, "as Ana Price."),
        ({"email": "anna@example.org"}, "as ana@example.org. Correct that in the list of people."),
        ({"role": Role.COORDINATOR}, "as a member."),
    ],
)
def test_a_correction_in_a_form_that_was_sent_already_is_not_dropped(
    journal: Journal, changed: dict[str, Any], sentence: str
) -> None:
    form = new_id()
    sent(journal, form)
    (found,) = differing(journal, form, **changed).items()
    assert found[0] in changed
    assert sentence in found[1]
    assert sent(journal, form).user.name == "Ana Price"


def test_a_form_sent_again_brings_nobody_back_who_left_meanwhile(journal: Journal) -> None:
    form = new_id()
    ana = sent(journal, form).user_id
    people.leave(journal.id, ana, journal.helen)
    assert "open “Add a person” again" in differing(journal, form)["email"]
    assert membership(journal, ana).left_on == today()
    assert sent(journal, new_id()).left_on is None, "a new form does"


def test_a_form_sent_twice_for_somebody_who_comes_back_is_one_record(journal: Journal) -> None:
    people.leave(journal.id, journal.dan, journal.helen)
    form, email = new_id(), db.session.get_one(User, journal.dan).email
    first, again = (sent(journal, form, name="Dan", email=email) for _ in range(2))
    assert (first.user_id, first.id) == (journal.dan, form)
    assert (again.id, again.version, first.version) == (form, 3, 3)
    assert "as a member" in differing(journal, form, name="Dan", email=email, role="x")["role"]


def test_a_form_sent_twice_for_somebody_known_by_another_name_is_one_record(
    journal: Journal, elsewhere: House
) -> None:
    link_for(elsewhere, "zoe@example.org")
    form = new_id()
    for _ in range(2):
        there = sent(journal, form, name="Zed", email="zoe@example.org")
        assert (there.id, there.user.name) == (form, "Zoe Zoeson")


def test_a_place_in_another_alliance_is_none_to_add_somebody_to(
    journal: Journal, elsewhere: House
) -> None:
    form = new_id()
    sent(elsewhere, form)
    with pytest.raises(NotFound):
        sent(journal, form)


@pytest.mark.parametrize("comes_back", [False, True])
def test_a_double_click_adds_once(
    journal: Journal, at_once: Callable[..., list[Any]], comes_back: bool
) -> None:
    if comes_back:
        people.leave(journal.id, sent(journal, new_id()).user_id, journal.helen)
    form = new_id()
    done = at_once(*[partial(sent, journal, form)] * 2)
    assert [type(one) for one in done] == [Membership] * 2
    ana = select(func.count()).select_from(User).where(User.email == "ana@example.org")
    assert db.session.scalar(ana) == 1
    assert db.session.get_one(Membership, form).left_on is None


# The link


def test_the_link_sets_the_password_and_signs_in(journal: Journal) -> None:
    user_id, token = link_for(journal, "zoe@example.org")
    assert token is not None
    session = sessions.find(invitations.accept(token, PASSWORD))
    assert session is not None
    assert session.user_id == user_id
    assert sessions.sign_in("zoe@example.org", PASSWORD)


def test_a_link_works_once(journal: Journal) -> None:
    _, token = link_for(journal, "zoe@example.org")
    assert token is not None
    invitations.accept(token, PASSWORD)
    assert invitations.find(token) is None
    with pytest.raises(NotFound):
        invitations.accept(token, "another password")
    assert sessions.sign_in("zoe@example.org", PASSWORD)


def test_a_link_ends_after_fourteen_days(journal: Journal) -> None:
    _, token = link_for(journal, "zoe@example.org")
    assert token is not None
    invitation = invitations.find(token)
    assert invitation is not None
    assert timedelta(days=13) < invitation.expires_at - now() <= timedelta(days=14)
    set_back(invitation, expires_at=now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        invitations.accept(token, PASSWORD)


def test_nobody_guesses_a_link(journal: Journal) -> None:
    assert invitations.find("guess") is None
    with pytest.raises(NotFound):
        invitations.accept("guess", PASSWORD)


@pytest.mark.parametrize("password", ["", "elevenchars"])
def test_a_password_has_twelve_characters(journal: Journal, password: str) -> None:
    _, token = link_for(journal, "zoe@example.org")
    assert token is not None
    with pytest.raises(Invalid) as refusal:
        invitations.accept(token, password)
    assert list(refusal.value.errors) == ["password"]
    invitations.accept(token, "twelve chars")


def test_a_new_password_ends_the_other_sessions(journal: Journal) -> None:
    user_id, token = link_for(journal, "zoe@example.org")
    assert token is not None
    old = invitations.accept(token, PASSWORD)
    new_token = invitations.invite(journal.id, user_id, journal.helen)
    assert sessions.find(old) is not None
    invitations.accept(new_token, "another password")
    assert sessions.find(old) is None
    with pytest.raises(Invalid):
        sessions.sign_in("zoe@example.org", PASSWORD)


def test_a_new_link_ends_the_one_before(journal: Journal) -> None:
    user_id, token = link_for(journal, "zoe@example.org")
    second = invitations.invite(journal.id, user_id, journal.helen)
    assert token is not None
    assert invitations.find(token) is None
    assert invitations.find(second) is not None


def test_no_link_for_somebody_of_another_alliance(journal: Journal, elsewhere: House) -> None:
    zoe = elsewhere.person("zoe")
    with pytest.raises(NotFound):
        invitations.invite(journal.id, zoe, journal.helen)


def test_no_link_while_they_are_in_an_alliance_of_somebody_elses(
    journal: Journal, elsewhere: House
) -> None:
    user = db.session.get_one(User, journal.ann)
    people.add(elsewhere.id, name="Ann", email=user.email)
    with pytest.raises(NotAllowed):
        invitations.invite(journal.id, journal.ann, journal.helen)
    # Being in it is not enough: a coordinator of both may.
    helen = db.session.get_one(User, journal.helen)
    people.add(elsewhere.id, name="Helen", email=helen.email)
    with pytest.raises(NotAllowed):
        invitations.invite(journal.id, journal.ann, journal.helen)
    people.change(
        elsewhere.id,
        journal.helen,
        journal.helen,
        1,
        name=helen.name,
        role=Role.COORDINATOR,
        school_id=None,
    )
    assert invitations.invite(journal.id, journal.ann, journal.helen)


def test_who_left_the_other_alliance_may_get_a_link(journal: Journal, elsewhere: House) -> None:
    user = db.session.get_one(User, journal.ann)
    people.add(elsewhere.id, name="Ann", email=user.email)
    people.leave(elsewhere.id, journal.ann, journal.ann)
    assert invitations.invite(journal.id, journal.ann, journal.helen)


# The last coordinator


def test_the_last_coordinator_cannot_leave_or_step_down(journal: Journal) -> None:
    with pytest.raises(Conflict, match="only coordinator"):
        people.leave(journal.id, journal.helen, journal.helen)
    with pytest.raises(Conflict, match="only coordinator"):
        people.change(
            journal.id,
            journal.helen,
            journal.helen,
            1,
            name="Helen",
            role=Role.MEMBER,
            school_id=None,
        )
    assert access.coordinates(membership(journal, journal.helen))


def test_with_another_coordinator_they_can(journal: Journal) -> None:
    people.change(
        journal.id, journal.ann, journal.helen, 1, name="Ann", role=Role.COORDINATOR, school_id=None
    )
    people.change(
        journal.id, journal.helen, journal.helen, 1, name="Helen", role=Role.MEMBER, school_id=None
    )
    assert not access.coordinates(membership(journal, journal.helen))
    with pytest.raises(Conflict):
        people.leave(journal.id, journal.ann, journal.helen)


def test_a_coordinator_who_left_does_not_count(journal: Journal) -> None:
    people.change(
        journal.id, journal.ann, journal.helen, 1, name="Ann", role=Role.COORDINATOR, school_id=None
    )
    people.leave(journal.id, journal.ann, journal.helen)
    with pytest.raises(Conflict):
        people.leave(journal.id, journal.helen, journal.helen)


def test_a_coordinator_of_another_alliance_does_not_count(
    journal: Journal, elsewhere: House
) -> None:
    elsewhere.person("olga", role=Role.COORDINATOR)
    with pytest.raises(Conflict):
        people.leave(journal.id, journal.helen, journal.helen)


# Changing and leaving


def test_a_coordinator_changes_name_role_and_school(journal: Journal) -> None:
    changed = people.change(
        journal.id,
        journal.dan,
        journal.helen,
        1,
        name=" Dan Darrow ",
        role=Role.COORDINATOR,
        school_id=journal.primary.id,
    )
    assert (changed.user.name, changed.role, changed.school_id) == (
        "Dan Darrow",
        Role.COORDINATOR,
        journal.primary.id,
    )


def test_the_name_of_somebody_in_another_alliance_too_stays(
    journal: Journal, elsewhere: House
) -> None:
    dan = db.session.get_one(User, journal.dan)
    name, email = dan.name, dan.email
    people.add(elsewhere.id, name=name, email=email)
    with pytest.raises(Invalid) as refusal:
        people.change(
            journal.id, dan.id, journal.helen, 1, name="X", role=Role.MEMBER, school_id=None
        )
    assert list(refusal.value.errors) == ["name"]
    people.change(
        journal.id, dan.id, journal.helen, 1, name=name, role=Role.COORDINATOR, school_id=None
    )


def test_a_name_cannot_be_emptied(journal: Journal) -> None:
    with pytest.raises(Invalid):
        people.change(
            journal.id, journal.dan, journal.helen, 1, name=" ", role=Role.MEMBER, school_id=None
        )


def test_who_leaves_is_no_member_from_today(journal: Journal) -> None:
    left = people.leave(journal.id, journal.dan, journal.helen)
    assert left.left_on == today()
    with pytest.raises(NotFound):
        access.load_membership(journal.dan, journal.id)
    names = [m.user.name for m in people.of_alliance(journal.id)]
    assert names == ["Ann Annson", "Bob Bobson", "Cat Catson", "Helen Helenson"]
    assert len(people.of_alliance(journal.id, left=True)) == 5


def test_people_of_other_alliances_are_not_found(journal: Journal, elsewhere: House) -> None:
    zoe = elsewhere.person("zoe")
    with pytest.raises(NotFound):
        people.leave(journal.id, zoe, journal.helen)
    with pytest.raises(NotFound):
        people.change(
            journal.id, zoe, journal.helen, 1, name="Zoe", role=Role.MEMBER, school_id=None
        )


def test_the_command_line_sets_a_password_of_ten_characters(journal: Journal) -> None:
    with pytest.raises(Invalid):
        invitations.set_password(journal.dan, "too short")
    invitations.set_password(journal.dan, PASSWORD)
    email = db.session.get_one(User, journal.dan).email
    assert sessions.sign_in(email, PASSWORD)


def test_accounts_of_the_example_are_counted_while_they_can_sign_in(journal: Journal) -> None:
    assert people.example_accounts() == 0
    set_back(db.session.get_one(User, journal.dan), is_example=True)
    assert people.example_accounts() == 0
    set_back(db.session.get_one(User, journal.dan), password_hash="set")
    assert people.example_accounts() == 1


# Links and other alliances


def signed_up(house: House, email: str = "zoe@example.org") -> UUID:
    user_id, token = link_for(house, email)
    assert token is not None
    invitations.accept(token, PASSWORD)
    return user_id


def test_a_link_kept_from_before_ends_when_they_join_another_alliance(
    journal: Journal, elsewhere: House
) -> None:
    zoe = signed_up(journal)
    kept = invitations.invite(journal.id, zoe, journal.helen)
    link_for(elsewhere, "zoe@example.org")
    with pytest.raises(NotFound):
        invitations.accept(kept, "the coordinator's own")
    assert sessions.sign_in("zoe@example.org", PASSWORD)


def test_a_link_kept_from_before_ends_when_they_leave(journal: Journal, elsewhere: House) -> None:
    zoe, kept = link_for(journal, "zoe@example.org")
    link_for(elsewhere, "zoe@example.org")
    people.leave(journal.id, zoe, journal.helen)
    assert kept is not None
    with pytest.raises(NotFound):
        invitations.accept(kept, PASSWORD)
    olga = elsewhere.person("olga", role=Role.COORDINATOR)
    assert invitations.invite(elsewhere.id, zoe, olga), "who is left can make another"


def test_whoever_has_left_already_does_not_leave_again(journal: Journal, elsewhere: House) -> None:
    zoe, _ = link_for(journal, "zoe@example.org")
    people.leave(journal.id, zoe, journal.helen)
    set_back(membership(journal, zoe), left_on=today() - timedelta(days=3))
    _, token = link_for(elsewhere, "zoe@example.org")
    before = membership(journal, zoe).version
    again = people.leave(journal.id, zoe, journal.helen)
    assert (again.left_on, again.version) == (today() - timedelta(days=3), before)
    assert token is not None
    assert invitations.find(token) is not None, "it is the other alliance's"


def test_a_link_stays_when_an_alliance_ends_that_came_after_it(
    journal: Journal, elsewhere: House
) -> None:
    zoe, token = link_for(journal, "zoe@example.org")
    link_for(elsewhere, "zoe@example.org")
    people.leave(elsewhere.id, zoe, zoe)
    assert token is not None
    assert invitations.find(token) is not None


def test_a_link_of_a_coordinator_of_both_stays_for_the_alliance_that_is_left(
    journal: Journal, elsewhere: House
) -> None:
    zoe, _ = link_for(journal, "zoe@example.org")
    link_for(elsewhere, "zoe@example.org")
    helen = db.session.get_one(User, journal.helen).email
    people.add(elsewhere.id, name="Helen", email=helen, role=Role.COORDINATOR)
    token = invitations.invite(journal.id, zoe, journal.helen)
    people.leave(journal.id, zoe, journal.helen)
    assert invitations.find(token) is not None


def test_a_link_from_before_somebody_came_back_ends_with_the_alliance_that_made_it(
    journal: Journal, elsewhere: House
) -> None:
    zoe, _ = link_for(elsewhere, "zoe@example.org")
    people.leave(elsewhere.id, zoe, zoe)
    _, kept = link_for(journal, "zoe@example.org")
    link_for(elsewhere, "zoe@example.org")
    people.leave(journal.id, zoe, journal.helen)
    assert kept is not None
    assert invitations.find(kept) is None, "it would open the other alliance's journals"


def test_a_link_stays_when_the_coordinator_who_made_it_steps_down_or_leaves(
    journal: Journal,
) -> None:
    olga = journal.person("olga", role=Role.COORDINATOR)
    first = invitations.invite(journal.id, journal.dan, olga)
    people.change(journal.id, olga, journal.helen, 1, name="Olga", role=Role.MEMBER, school_id=None)
    assert invitations.find(first) is not None
    people.leave(journal.id, olga, journal.helen)
    assert invitations.find(first) is not None
    invitations.invite(journal.id, journal.dan, journal.helen)
    assert invitations.find(first) is None, "whoever coordinates now can end it"


def test_a_link_is_of_no_use_once_the_membership_has_ended(journal: Journal) -> None:
    kept = invitations.invite(journal.id, journal.dan, journal.helen)
    set_back(membership(journal, journal.dan), left_on=today())
    assert invitations.find(kept) is None
    with pytest.raises(NotFound):
        invitations.accept(kept, PASSWORD)


def test_whoever_runs_the_journal_makes_no_link_for_somebody_who_left(journal: Journal) -> None:
    people.leave(journal.id, journal.dan, journal.helen)
    with pytest.raises(Invalid, match="has left"):
        invitations.new_link(db.session.get_one(User, journal.dan).email)


# An address that was mistyped


def correct(house: House, user_id: UUID, by_id: UUID, email: str) -> Membership:
    there = membership(house, user_id)
    return people.change(
        house.id, user_id, by_id, there.version, name=there.user.name, role=there.role,
        school_id=there.school_id, email=email,
    )  # fmt: skip


def refused(house: House, user_id: UUID, by_id: UUID, email: str) -> str:
    with pytest.raises(Invalid) as refusal:
        correct(house, user_id, by_id, email)
    assert list(refusal.value.errors) == ["email"]
    return refusal.value.errors["email"][0]


def test_an_address_is_corrected_until_they_have_a_password(journal: Journal) -> None:
    zoe, token = link_for(journal, "zoo@example.org")
    changed = correct(journal, zoe, journal.helen, " Zoe@Example.ORG ")
    assert (changed.user.email, changed.version) == ("zoe@example.org", 2)
    assert token is not None
    assert invitations.find(token) is None, "it may have gone to somebody else"
    invitations.accept(invitations.invite(journal.id, zoe, journal.helen), PASSWORD)
    assert sessions.sign_in("zoe@example.org", PASSWORD)
    assert "theirs now" in refused(journal, zoe, journal.helen, "other@example.org")
    assert correct(journal, zoe, journal.helen, "zoe@example.org").user.email == "zoe@example.org"


def test_what_is_no_address_corrects_nothing_and_the_link_stays(journal: Journal) -> None:
    zoe, token = link_for(journal, "zoo@example.org")
    assert "Write an e-mail address" in refused(journal, zoe, journal.helen, "zoe at school")
    assert token is not None
    assert invitations.find(token) is not None


@pytest.mark.parametrize("left", [False, True])
def test_an_address_that_another_alliance_knows_stays(
    journal: Journal, elsewhere: House, left: bool
) -> None:
    zoe, _ = link_for(elsewhere, "zoe@example.org")
    link_for(journal, "zoe@example.org")
    if left:
        people.leave(elsewhere.id, zoe, zoe)
    assert "Another alliance" in refused(journal, zoe, journal.helen, "zoo@example.org")


def test_an_address_is_one_persons(journal: Journal, elsewhere: House) -> None:
    zoe, _ = link_for(journal, "zoo@example.org")
    ann = db.session.get_one(User, journal.ann).email
    assert refused(journal, zoe, journal.helen, ann) == "Ann Annson has this address already."
    people.leave(journal.id, journal.ann, journal.helen)
    assert refused(journal, zoe, journal.helen, ann) == "Ann Annson has this address already."
    link_for(elsewhere, "stranger@example.org", name="Una Unason")
    said = refused(journal, zoe, journal.helen, "Stranger@example.org")
    assert "They cannot have this address." in said
    assert "Una" not in said


# In the same moment


def test_a_link_used_while_its_address_is_corrected_is_the_persons_or_nobodys(
    journal: Journal, at_once: Callable[..., list[Any]]
) -> None:
    zoe, token = link_for(journal, "zoo@example.org")
    assert token is not None
    used, corrected = at_once(
        partial(invitations.accept, token, PASSWORD),
        partial(
            people.change, journal.id, zoe, journal.helen, 1, name="Zoe", role=Role.MEMBER,
            school_id=None, email="zoe@example.org",
        ),
    )  # fmt: skip
    assert isinstance(used, Exception) is not isinstance(corrected, Exception)


def test_a_link_used_twice_at_once_works_once(
    journal: Journal, at_once: Callable[..., list[Any]]
) -> None:
    _, token = link_for(journal, "zoe@example.org")
    assert token is not None
    use = partial(invitations.accept, token, PASSWORD)
    done = at_once(use, use)
    assert sorted(type(one) for one in done if isinstance(one, Exception)) == [NotFound]


def test_of_two_coordinators_who_leave_at_once_one_stays(
    journal: Journal, at_once: Callable[..., list[Any]]
) -> None:
    olga = journal.person("olga", role=Role.COORDINATOR)
    done = at_once(
        partial(people.leave, journal.id, journal.helen, olga),
        partial(
            people.change, journal.id, olga, olga, 1, name="Olga", role=Role.MEMBER, school_id=None
        ),
    )
    assert [type(one) for one in done].count(Conflict) == 1


def test_a_change_is_not_saved_over_a_newer_one(journal: Journal, elsewhere: House) -> None:
    as_read: dict[str, Any] = {"name": "Dan Danson", "role": Role.MEMBER}
    change = partial(people.change, journal.id, journal.dan, journal.helen)
    change(1, **as_read, school_id=None)
    with pytest.raises(Stale):
        change(1, **as_read, school_id=journal.primary.id)
    assert change(1, **as_read, school_id=None).version == 2, "sent twice"
    assert change(2, **as_read, school_id=journal.primary.id).version == 3


def test_a_new_name_is_news_in_every_alliance(journal: Journal, elsewhere: House) -> None:
    for person in (journal.dan, journal.helen):
        email = db.session.get_one(User, person).email
        role = Role.COORDINATOR if person == journal.helen else Role.MEMBER
        people.add(elsewhere.id, name="X", email=email, role=role)
    there = partial(people.change, elsewhere.id, journal.dan, journal.helen, 1, school_id=None)
    people.change(
        journal.id, journal.dan, journal.helen, 1, name="D", role=Role.MEMBER, school_id=None
    )
    with pytest.raises(Stale):
        there(name="Dan Danson", role=Role.COORDINATOR)
