"""An alliance in which everybody is who the rules speak of, and every address of the app.

`CASES` names, for each route of the app's own URL map, what is sent to it and what each of the
`ROLES` is answered. A secret word is in every private field of the trio's journal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select, update

from tests.services.conftest import House
from trio_journal.dates import academic_year, today
from trio_journal.extensions import db
from trio_journal.handout import editions, formats
from trio_journal.ids import new_id
from trio_journal.models import (
    Awareness,
    Evening,
    Feedback,
    Finding,
    Reply,
    Report,
    ReportKind,
    Role,
    SchoolPhase,
    Trio,
)
from trio_journal.services import (
    agreements,
    evening_slots,
    evenings,
    feedback,
    findings,
    head_answers,
    invitations,
    observations,
    questionnaires,
    questions,
    reading_links,
    replies,
    reports,
    running_order,
    trio_members,
    visits,
)
from trio_journal.services.transaction import writing

SECRET = "canary"
# Whose words the handout and a shared finding print on purpose: "We asked".
ASKED = "What did we ask in public?"
# What a head answered, which only coordinators of the alliance read.
HEAD_SAID = "confided by a head"
# What the hall said of the trio: to coordinators, and what they passed on to the trio as well.
HALL_SAID, HALL_TOLD = "murmured in the hall", "told to the trio"
# And what a coordinator left out of it, which nobody reads again.
LEFT_OUT = "Zebedee"

ROLES = (
    "stranger",  # nobody is signed in
    "member",  # of the alliance, in another trio
    "trio",  # a member of the trio, its lead
    "away",  # a member of the trio who is away
    "former",  # left the trio, is still in the alliance
    "coordinator",
    "both",  # coordinates, and is a member of the trio
    "other",  # coordinates another alliance
    "closed",  # a member of the trio whose year is closed
)


class World(House):
    """The trio of ann (its lead), cat (away) and ian (who coordinates as well)."""

    def __init__(self) -> None:
        super().__init__("Vale Alliance")
        primary = self.school("Ashby Primary School")
        secondary = self.school("Birch School", SchoolPhase.SECONDARY)
        self.there = {"primary": primary, "secondary": secondary}
        self.helen = self.person("helen", secondary, Role.COORDINATOR)
        self.ann = self.person("ann", primary)
        self.cat = self.person("cat", secondary)
        self.ian = self.person("ian", secondary, Role.COORDINATOR)
        self.dan = self.person("dan", secondary)
        self.eve = self.person("eve", secondary)
        self.home = self.trio(self.ann, self.cat, self.eve)
        trio_members.leave(self.home.id, self.eve, self.helen)
        trio_members.add(self.home.id, self.ian, self.helen)
        # Outsiders to a trio are in one of their own: that gives them no way into this one.
        self.trio(self.dan, self.eve, focus="Reading")
        self.zoe = House("Elsewhere Alliance").person("zoe", role=Role.COORDINATOR)
        self.question = self.ask(ASKED)
        self.note = self.write()
        self.visit = self.plan()
        self.draft = self.claim()
        self.shared = self.share_one("Shared for the evening.")
        trio_members.set_away(self.home.id, self.cat, self.helen, away=True)
        self.evening = self.plan_evening()
        self.binned = [
            questions.delete(self.ask().id, self.ann, 1),
            observations.delete(self.write().id, self.ann, 1),
            visits.delete(self.plan().id, self.ann, 1),
            findings.delete(self.claim().id, self.ann, 1),
        ]
        for entry in (self.question, self.note, self.visit, self.draft, self.shared):
            self.reply(entry)

    def who(self, role: str) -> UUID | None:
        """Return the person of a role."""
        people_of = {
            "stranger": None, "member": self.dan, "trio": self.ann, "away": self.cat,
            "former": self.eve, "coordinator": self.helen, "both": self.ian, "other": self.zoe,
            "closed": self.ann,
        }  # fmt: skip
        return people_of[role]

    # What a request is about; private words are secret ones

    def ask(self, text: str = f"A {SECRET} question?") -> Any:
        private = ("why_it_matters", "starting_point", "would_count")
        values = {"text": text} | {name: f"{SECRET} {name}" for name in private}
        return questions.create(self.home, self.ann, new_id(), values)

    def write(self) -> Any:
        values = {
            "seen": f"{SECRET} seen. A word to quote.", "thought": f"{SECRET} thought",
            "subject": f"{SECRET} subject", "question_ids": [self.question.id],
            "school_id": self.there["primary"].id, "year_from": 3, "year_to": 4, "rating": 3,
        }  # fmt: skip
        return observations.create(self.home, self.ann, new_id(), values)

    def plan(self) -> Any:
        values = {
            "visit_date": today() + timedelta(days=5), "look_for": f"{SECRET} look",
            "host_school_id": self.there["secondary"].id, "end_of_day": f"{SECRET} end",
        }  # fmt: skip
        return visits.create(self.home, self.ann, new_id(), values)

    def frozen(self) -> int:
        """Return the number of an edition of the evening."""
        if not db.session.get_one(Evening, self.evening.id).last_edition:
            editions.freeze(self.evening.id, self.helen)
        return 1

    def frozen_again(self) -> int:
        """Return the number of an edition that another one came before."""
        self.frozen()
        self.slot()
        return editions.freeze(self.evening.id, self.helen).number

    def reading_link(self) -> str:
        """Return the token with which anybody reads that edition."""
        self.frozen()
        link = reading_links.put(
            self.evening.id, self.helen, today(), lambda token: f"http://localhost/read/{token}"
        )
        return link.token

    def claim(self, text: str = f"A {SECRET} claim.") -> Any:
        private = ("detail", "limits", "for_primary", "for_secondary", "next_step")
        values = {"claim": text, "supporting": [self.note.id], "question_id": self.question.id}
        values["themes"] = f"{SECRET} theme"
        return findings.create(
            self.home, self.ann, new_id(), values | {name: f"{SECRET} {name}" for name in private}
        )

    def agreed(self, made: Any | None = None) -> Finding:
        made = made or self.claim()
        for person in (self.ann, self.cat, self.ian):
            agreements.agree(made.id, person, made.version)
        return db.session.get_one(Finding, made.id)

    def share_one(self, claim: str = "Shared.") -> Finding:
        """Share a finding whose words are public, but not those it had before."""
        made = self.claim(f"An earlier {SECRET} claim.")
        values = {
            "claim": claim, "detail": "", "limits": "", "for_primary": "", "for_secondary": "",
            "next_step": "", "themes": "talk", "quotation": "A word to quote.",
            "quotation_observation_id": self.note.id,
        }  # fmt: skip
        made = findings.change(made.id, self.ann, made.version, values)
        made = self.agreed(made)
        return agreements.share(made.id, self.ann, made.version)

    def entered(self) -> Finding:
        return findings.enter_for_trio(self.home, self.helen, new_id(), {"claim": "Typed in."})

    def taken_back(self) -> Finding:
        return findings.take_entered_back(self.entered().id, self.helen, 1)

    def reply(self, entry: Any | None = None) -> Reply:
        entry = entry or self.note
        return replies.create(entry, self.ann, new_id(), f"A {SECRET} reply.")

    def report(self, trio: Trio, kind: str, word: str = SECRET) -> Report:
        """Return a report with a word in every part."""
        chosen = ReportKind(kind)
        texts = {part.name: f"A {word} {part.name}" for part in chosen.sections}
        return reports.create(trio, chosen, self.ann, new_id(), texts)

    def hand_in(self, trio: Trio, kind: str) -> Report:
        """Hand in a report whose words are for the coordinator, but not those it had before."""
        report = self.report(trio, kind)
        texts = dict.fromkeys(report.texts, "handed in")
        report = reports.change(report.id, self.ann, report.version, texts)
        return reports.hand_in(report.id, self.ann, report.version, 0)

    def gone(self, make: Callable[[], Any]) -> Any:
        """Return an entry in the bin."""
        entry = make()
        with writing() as session:
            session.get_one(type(entry), entry.id).deleted_at = entry.created_at
        return entry

    def newcomer(self) -> UUID:
        return self.person(f"new{new_id().hex}")

    def another_trio(self, *members: UUID) -> Trio:
        """Return a trio with nothing in it, of the same people."""
        made = self.trio(*(members or (self.ann, self.cat, self.ian)), focus="Another")
        if members:
            return made
        with writing() as session:
            for member in session.get_one(Trio, made.id).members:
                if member.user_id == self.cat:
                    member.away_since = today()
        return made

    def plan_evening(self) -> Any:
        values = {
            "title": "Autumn evening", "evening_date": today() + timedelta(days=10),
            "starts_at": time(18), "ends_at": time(20), "venue": "The hall",
        }  # fmt: skip
        return evenings.create(self.id, self.helen, new_id(), values, [self.home.id])

    @cached_property
    def home_slot(self) -> UUID:
        return running_order.load_slots(self.evening)[0].id

    def slot(self) -> UUID:
        made = new_id()
        evening_slots.add(
            self.evening.id, self.helen, trio_id=None, label="Tea", minutes=5, slot_id=made
        )
        return made

    def gone_slot(self) -> UUID:
        made = self.slot()
        evening_slots.delete(self.evening.id, self.helen, made)
        return made

    def link(self) -> str:
        return invitations.invite(self.id, self.newcomer(), self.helen)

    def answered(self) -> Any:
        """Let the head of ann's school answer, in words of their own."""
        nothing = {"impact": None, "again": None, "again_why": "", "answered_as": None}
        values = {"aware": Awareness.NO, "impact_seen": HEAD_SAID} | nothing
        return head_answers.enter(self.there["primary"], self.year, self.helen, 0, values)

    def sent(self, word: str = HALL_SAID) -> Feedback:
        """Return what somebody sent from the page to read, with a word in every text."""
        self.reading_link()
        values = {"school_id": None, "year_from": 4, "year_to": 4}
        values |= {name: f"{word} {name}" for name in ("from_when", "who", "question", "note")}
        evening = db.session.get_one(Evening, self.evening.id)
        return feedback.send(evening, self.home.id, new_id(), values)

    def typed_in(self, word: str = HALL_SAID) -> Feedback:
        values = {"school_id": self.there["primary"].id, "year_from": None, "year_to": None}
        values |= {name: f"{word} {name}" for name in ("from_when", "who", "question", "note")}
        evening = db.session.get_one(Evening, self.evening.id)
        return feedback.enter(evening, self.helen, self.home.id, new_id(), values)

    def told(self) -> Feedback:
        return feedback.pass_on(self.evening.id, [self.sent(HALL_TOLD).id])[0]

    def shortened(self) -> Feedback:
        """Return what the trio reads of a sheet with a child's name in every text."""
        sheet = self.sent(f"{HALL_TOLD} {LEFT_OUT}")
        values = {name: getattr(sheet, name) for name in Feedback.FIELDS}
        values |= {
            name: value.replace(LEFT_OUT, "[a pupil]")
            for name, value in values.items()
            if isinstance(value, str)
        }
        feedback.correct(self.evening.id, sheet.id, 1, values)
        return feedback.pass_on(self.evening.id, [sheet.id])[0]

    def put_away(self) -> Feedback:
        return feedback.put_away(self.evening.id, [self.sent().id])[0]

    @property
    def year(self) -> int:
        return academic_year(today())

    def head_token(self) -> str:
        """Return the token of the other school's head, who has said nothing in confidence."""
        questionnaires.ask(self.id, self.year, today())
        with writing():
            asked = questionnaires.begun(self.there["secondary"], self.year)
            return questionnaires.token(current_app.config["SECRET_KEY"], asked)

    def head_who_answered(self) -> str:
        token = self.head_token()
        with writing():
            asked = questionnaires.begun(self.there["secondary"], self.year)
            kept = head_answers.latest(asked.id)
        values = dict.fromkeys(("aware", "impact", "again", "answered_as"))
        texts = {"impact_seen": "Some.", "again_why": ""}
        key = current_app.config["SECRET_KEY"]
        head_answers.answer_by_link(key, token, kept.version if kept else 0, values | texts)
        return token

    def rows(self) -> int:
        """Return how many rows there are, sessions aside: a refusal may make none."""
        tables = [t for t in db.metadata.sorted_tables if t.name != "login_session"]
        counts = [select(func.count()).select_from(table).scalar_subquery() for table in tables]
        return sum(db.session.execute(select(*counts)).one())


@dataclass(frozen=True)
class Case:
    """A request: where to, with what, and how each role is answered."""

    expected: str
    at: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    form: Callable[[World], dict[str, Any]] = field(default=lambda world: {})

    def status(self, role: str) -> int:
        return int(self.expected.split()[ROLES.index(role)])


VERSION = {"version": "1"}


def trio(world: World) -> dict[str, Any]:
    return {"trio_id": world.home.id}


def new_trio(world: World) -> dict[str, Any]:
    return {"trio_id": world.another_trio().id}


def of_report(
    kind: str, make: Callable[[World, Trio, str], Any] = lambda world, trio, kind: None
) -> Callable[[World], dict[str, Any]]:
    """Return where a report is, of a trio that has made no other."""

    def at(world: World) -> dict[str, Any]:
        trio = world.another_trio()
        make(world, trio, kind)
        return {"trio_id": trio.id, "kind": kind}

    return at


def evening(world: World) -> dict[str, Any]:
    return {"evening_id": world.evening.id}


def in_form(suffix: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"evening_id": world.evening.id, "suffix": suffix}


def frozen(world: World) -> dict[str, Any]:
    return {"evening_id": world.evening.id, "number": world.frozen()}


def frozen_form(suffix: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: frozen(world) | {"suffix": suffix}


def in_slot(make: Callable[[World], UUID]) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"evening_id": world.evening.id, "slot_id": make(world)}


def the_finding(make: Callable[[World], Any]) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"finding_id": make(world).id}


def of_cat(world: World) -> dict[str, Any]:
    return {"trio_id": world.another_trio().id, "user_id": world.cat}


def of_primary(world: World) -> dict[str, Any]:
    """Return the questionnaire of the school whose head has answered."""
    return {"year": world.year, "school_id": world.there["primary"].id}


def of_secondary(world: World) -> dict[str, Any]:
    return {"year": world.year, "school_id": world.there["secondary"].id}


def in_evening(world: World, finding: Finding) -> dict[str, Any]:
    return {"evening_id": world.evening.id, "finding_id": finding.id}


def shared_in_evening(world: World) -> dict[str, Any]:
    return in_evening(world, world.shared)


def entered_in_evening(world: World) -> dict[str, Any]:
    return in_evening(world, world.entered())


def to_read(world: World) -> dict[str, Any]:
    return {"token": world.reading_link(), "trio_id": world.home.id}


def of_sheet(make: Callable[[World], Any]) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"evening_id": world.evening.id, "feedback_id": make(world).id}


def choose(world: World) -> dict[str, Any]:
    return {"feedback_id": str(world.sent().id)}


def send(**fields: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: fields


#                stranger member trio away former coordinator both other closed
EVERYBODY = "200 200 200 200 200 200 200 200 200"
SIGNED_IN = "303 200 200 200 200 200 200 200 200"
# Pages and changes of one trio's own entries.
READ = "303 404 200 200 404 404 200 404 200"
WRITE = "303 404 200 200 404 404 200 404 403"
SAVE = "401 404 303 303 404 404 303 404 403"
# The same at the trio's own address, where coordinators know that there is a journal.
READ_JOURNAL = "303 404 200 200 404 403 200 404 200"
WRITE_JOURNAL = "303 404 200 200 404 403 200 404 403"
SAVE_JOURNAL = "401 404 303 303 404 403 303 404 403"
# A report that is handed in.
READ_HANDED_IN = "303 404 200 200 404 200 200 404 200"
# A finding that is shared: everybody of the alliance may know of it.
READ_SHARED = "303 200 200 200 200 200 200 404 200"
SAVE_SHARED = "401 403 303 303 403 403 303 404 403"
# The alliance's own affairs; the coordinator of another one has one of their own.
ALLIANCE = "303 200 200 200 200 200 200 404 200"
COORDINATE = "303 403 403 403 403 200 200 404 403"
COORDINATE_OWN = "303 403 403 403 403 200 200 200 403"
DO = "401 403 403 403 403 303 303 404 403"
NOWHERE = "303 404 404 404 404 404 404 404 404"
DO_OWN = "401 403 403 403 403 303 303 303 403"
# Who is in a trio.
MEMBERS = "303 404 200 200 404 200 200 404 200"
MANAGE = "303 404 403 403 404 200 200 404 403"
DO_MANAGE = "401 404 403 403 404 303 303 404 403"
MARK_AWAY = "401 404 303 403 404 303 303 404 303"


def entry_cases(noun: str, make: Callable[[World], Any], fields: dict[str, Any]) -> dict[str, Any]:
    """Return what is alike for the four kinds of entry."""
    key = f"{noun}_id"

    def at(world: World) -> dict[str, Any]:
        return {key: make(world).id}

    return {
        f"{noun}s.new": [Case(WRITE_JOURNAL, trio)],
        f"{noun}s.create": [Case(SAVE_JOURNAL, trio, send(**fields))],
        f"{noun}s.show": [Case(READ, at)],
        f"{noun}s.edit": [Case(WRITE, at)],
        f"{noun}s.update": [Case(SAVE, at, send(**fields, **VERSION))],
        f"{noun}s.confirm_delete": [Case(WRITE, at)],
        f"{noun}s.delete": [Case(SAVE, at, send(**VERSION))],
        f"{noun}s.history": [Case(READ, at)],
        f"{noun}s.restore": [Case(SAVE, lambda world: {key: world.gone(lambda: make(world)).id})],
        f"replies.create_on_{noun}": [Case(SAVE, at, send(text="Hm."))],
    }


def report_cases(kind: str) -> dict[str, list[Case]]:
    """Return what is alike for the two kinds of report."""
    none, draft = of_report(kind), of_report(kind, World.report)
    done = of_report(kind, World.hand_in)
    first = ReportKind(kind).sections[0].name
    return {
        "reports.show": [
            Case(READ_JOURNAL, none), Case(READ_JOURNAL, draft), Case(READ_HANDED_IN, done),
        ],
        "reports.download": [
            Case(expected, lambda w, at=at, suffix=suffix: at(w) | {"suffix": suffix})
            for suffix in ("pdf", "docx")
            for expected, at in ((READ_JOURNAL, draft), (READ_HANDED_IN, done))
        ],
        "reports.history": [Case(READ_JOURNAL, draft), Case(READ_JOURNAL, done)],
        "reports.edit": [
            Case(WRITE_JOURNAL, none),
            Case(WRITE_JOURNAL, draft),
            # It is taken back before it is changed.
            Case("303 404 303 303 404 403 303 404 403", done),
        ],
        "reports.update": [
            Case(SAVE_JOURNAL, none, send(**{first: "New.", "version": "0"})),
            Case(SAVE_JOURNAL, draft, send(**{first: "Changed.", "version": "1"})),
            Case("401 404 409 409 404 403 409 404 403", done, send(**{first: "New.", **VERSION})),
        ],
        "reports.hand_in": [Case(SAVE_JOURNAL, draft, send(**VERSION))],
        "reports.take_back": [Case(SAVE_JOURNAL, done)],
    }  # fmt: skip


SCHOOL = {"name": "New School", "phase": "primary", "low_age": "4", "high_age": "11"}
WHEN = {
    "title": "Spring evening", "evening_date": "2027-03-02", "starts_at": "18:00",
    "ends_at": "20:00",
}  # fmt: skip


def visit_fields(world: World) -> dict[str, Any]:
    return {"visit_date": "2026-12-01", "host_school_id": str(world.there["secondary"].id)}


def a_person(world: World) -> dict[str, Any]:
    return {"membership_id": world.place(world.newcomer()).id}


CASES: dict[str, list[Case]] = {
    "static": [Case(EVERYBODY, send(filename="app.css"))],
    "health.show": [Case(EVERYBODY)],
    # A coordinator in no trio begins at the board.
    "home.show": [Case("303 200 200 200 200 303 200 303 200")],
    "sessions.new": [Case("200 303 303 303 303 303 303 303 303")],
    "sessions.create": [
        Case("422 422 422 422 422 422 422 422 422", form=send(email="a@b.example", password="x"))
    ],
    "sessions.delete": [Case("401 303 303 303 303 303 303 303 303")],
    "invitations.show": [Case(EVERYBODY, lambda world: {"token": world.link()})],
    "invitations.accept": [
        Case(
            "303 303 303 303 303 303 303 303 303",
            lambda world: {"token": world.link()},
            send(password="correct horse battery"),
        )
    ],
    # The alliance
    "alliance.show": [Case(SIGNED_IN)],
    "alliance.switch": [
        Case("401 303 303 303 303 303 303 404 303", form=lambda w: {"alliance_id": str(w.id)})
    ],
    "people.index": [Case(COORDINATE_OWN)],
    "people.new": [Case(COORDINATE_OWN)],
    "people.create": [
        Case(
            DO_OWN,
            form=lambda w: {"name": "New One", "email": f"{new_id().hex}@vale.example.org"},
        )
    ],
    "people.show": [Case("303 403 403 403 403 303 303 404 403", a_person)],
    "people.edit": [Case(COORDINATE, a_person)],
    "people.update": [Case(DO, a_person, send(name="New Name", role="member", version="1"))],
    "people.invite": [Case(DO, a_person)],
    "people.show_link": [Case(COORDINATE, a_person)],
    "people.confirm_leave": [Case(COORDINATE, a_person)],
    "people.leave": [Case(DO, a_person)],
    "schools.index": [Case(COORDINATE_OWN)],
    "schools.new": [Case(COORDINATE_OWN)],
    "schools.create": [Case(DO_OWN, form=send(**SCHOOL))],
    "schools.show": [
        Case("303 403 403 403 403 303 303 404 403", lambda w: {"school_id": w.school("One").id})
    ],
    "schools.edit": [Case(COORDINATE, lambda w: {"school_id": w.school("One").id})],
    "schools.update": [
        Case(DO, lambda w: {"school_id": w.school("One").id}, send(**SCHOOL, version="1"))
    ],
    "schools.close": [Case(DO, lambda w: {"school_id": w.school("One").id})],
    "schools.reopen": [Case(DO, lambda w: {"school_id": w.school("One").id})],
    "schools.ask_import": [Case(COORDINATE_OWN)],
    "schools.run_import": [Case("401 403 403 403 403 422 422 422 403")],
    # Trios, as a whole
    "formation.new": [Case(COORDINATE_OWN)],
    "formation.create": [Case(DO_OWN, form=send(focus="A new trio"))],
    "formation.close": [Case(DO_MANAGE, new_trio)],
    "formation.reopen": [Case(DO_MANAGE, new_trio)],
    "formation.confirm_carry_over": [Case(MANAGE, new_trio)],
    "formation.carry_over": [Case(DO_MANAGE, new_trio, lambda w: {"id": str(new_id())})],
    "formation.edit_exception": [Case(MANAGE, new_trio)],
    "formation.exception": [
        Case(DO_MANAGE, new_trio, send(exception_reason="So it is.", version="1"))
    ],
    "trio_members.index": [Case(MEMBERS, trio)],
    "trio_members.create": [
        Case(
            DO_MANAGE,
            lambda w: {"trio_id": w.another_trio(w.ann, w.cat).id},
            lambda w: {"user_id": str(w.helen), "told": "y"},
        )
    ],
    "trio_members.confirm_leave": [Case(MANAGE, of_cat)],
    "trio_members.leave": [Case(DO_MANAGE, of_cat)],
    "trio_members.away": [Case(MARK_AWAY, of_cat)],
    "trio_members.back": [Case(MARK_AWAY, of_cat)],
    "trio_members.lead": [Case(DO_MANAGE, of_cat)],
    # A trio's journal
    "trios.show": [Case(READ_JOURNAL, trio)],
    "trios.bin": [Case(READ_JOURNAL, trio)],
    "trios.edit": [Case(WRITE_JOURNAL, trio)],
    "trios.update": [
        Case("401 404 303 303 404 403 303 404 403", new_trio, send(focus="More", **VERSION))
    ],
    "findings.index": [Case(READ_JOURNAL, trio)],
    "visits.index": [Case(READ_JOURNAL, trio)],
    **entry_cases("question", World.ask, {"text": "What helps?"}),
    **entry_cases("visit", World.plan, {}),
    **entry_cases("observation", World.write, {"seen": "They counted."}),
    **entry_cases("finding", World.claim, {"claim": "Counting helps."}),
    "questions.move": [Case(SAVE, lambda w: {"question_id": w.ask().id}, send(way="up"))],
    "visits.sheet": [Case(READ, lambda w: {"visit_id": w.visit.id})],
    "observations.saved": [Case(WRITE, lambda w: {"observation_id": w.note.id})],
    "observations.sort": [
        Case(SAVE, lambda w: {"observation_id": w.write().id}, send(question_id="", **VERSION))
    ],
    "replies.show": [
        Case("303 404 303 303 404 404 303 404 303", lambda w: {"reply_id": w.reply().id})
    ],
    # Another member's reply is there to be read, and not theirs to take back.
    "replies.delete": [
        Case("401 404 303 403 404 404 403 404 403", lambda w: {"reply_id": w.reply().id})
    ],
    "replies.restore": [
        Case("401 404 303 403 404 404 403 404 403", lambda w: {"reply_id": w.gone(w.reply).id})
    ],
    "findings.agree": [
        Case(SAVE, the_finding(World.claim), send(**VERSION)),
        # What is shared is agreed already.
        Case(SAVE_SHARED, the_finding(World.share_one), send(version="4")),
    ],
    "findings.share": [
        Case(SAVE, the_finding(World.agreed), send(version="2")),
        Case(SAVE_SHARED, the_finding(World.share_one), send(version="4")),
    ],
    "findings.take_back": [Case(SAVE, the_finding(World.agreed), send(version="2"))],
    "findings.withdraw": [Case(SAVE_SHARED, the_finding(World.share_one), send(version="4"))],
    "findings.confirm": [Case(SAVE_SHARED, the_finding(World.entered), send(**VERSION))],
    # The questionnaire for heads
    "heads.show": [Case(EVERYBODY, lambda w: {"token": w.head_token()})],
    "heads.thanks": [Case(EVERYBODY, lambda w: {"token": w.head_who_answered()})],
    "heads.answer": [
        Case(
            "303 303 303 303 303 303 303 303 303",
            lambda w: {"token": w.head_who_answered()},
            send(version="1", impact_seen="Some."),
        )
    ],
    "questionnaires.index": [Case(COORDINATE_OWN)],
    "questionnaires.ask": [Case(DO_OWN, form=lambda w: {"open_until": today().isoformat()})],
    "questionnaires.answers": [Case(COORDINATE_OWN)],
    "questionnaires.answers_table": [Case(COORDINATE_OWN)],
    "questionnaires.sheet": [Case(COORDINATE_OWN)],
    "questionnaires.edit": [Case(COORDINATE, of_primary)],
    "questionnaires.update": [Case(DO, of_primary, send(version="0", aware="no"))],
    "questionnaires.renew": [Case(DO, of_secondary)],
    "questionnaires.end": [Case(DO, of_secondary)],
    # Evenings
    "evenings.index": [Case(SIGNED_IN)],
    "evenings.new": [Case(COORDINATE_OWN)],
    "evenings.create": [Case(DO_OWN, form=send(**WHEN))],
    "evenings.show": [Case(ALLIANCE, evening)],
    "evenings.edit": [Case(COORDINATE, evening)],
    "evenings.update": [
        Case(DO, lambda w: {"evening_id": w.plan_evening().id}, send(**WHEN, **VERSION))
    ],
    "running_order.add_slot": [Case(DO, evening, send(label="Tea", minutes="5"))],
    "running_order.edit_slot": [Case(COORDINATE, in_slot(World.slot))],
    "running_order.update_slot": [Case(DO, in_slot(World.slot), send(label="Tea", minutes="7"))],
    "running_order.move_slot": [Case(DO, in_slot(World.slot), send(way="up"))],
    "running_order.delete_slot": [Case(DO, in_slot(World.slot))],
    "running_order.restore_slot": [Case(DO, in_slot(World.gone_slot))],
    "entered_findings.new": [Case(COORDINATE, in_slot(lambda w: w.home_slot))],
    "entered_findings.create": [
        Case(DO, in_slot(lambda w: w.home_slot), send(claim="What they said."))
    ],
    "entered_findings.edit": [
        Case(COORDINATE, entered_in_evening),
        # Once it is the trio's own, only its members change it.
        Case("303 403 403 403 403 403 403 404 403", shared_in_evening),
    ],
    "entered_findings.update": [
        Case(DO, entered_in_evening, send(claim="Put right.", **VERSION)),
        Case(
            "401 403 403 403 403 403 403 404 403", shared_in_evening, send(claim="x", version="4")
        ),
    ],
    "entered_findings.delete": [
        Case(DO, entered_in_evening, send(**VERSION)),
        Case("401 403 403 403 403 403 403 404 403", shared_in_evening, send(version="4")),
    ],
    # Whoever took it back puts it back.
    "entered_findings.restore": [
        Case("401 403 403 403 403 303 404 404 403", lambda w: in_evening(w, w.taken_back()))
    ],
    "running_order.move_finding": [Case(DO, shared_in_evening, send(way="up"))],
    "running_order.leave_out": [Case(DO, shared_in_evening)],
    "running_order.put_back": [Case(DO, shared_in_evening)],
    "handouts.show": [Case(ALLIANCE, evening)],
    "handouts.show_style": [Case(ALLIANCE, evening)],
    "handouts.download": [
        *(Case(ALLIANCE, in_form(suffix)) for suffix in formats.FORMATS),
        Case(ALLIANCE, lambda w: in_form("pdf")(w) | {"layout": "large-print"}),
        Case(NOWHERE, lambda w: in_form("pdf")(w) | {"layout": "poster"}),
    ],
    "layouts.index": [
        Case(ALLIANCE, lambda w: evening(w) | {"copies": "60"}),
        Case("303 422 422 422 422 422 422 404 422", lambda w: evening(w) | {"copies": "many"}),
    ],
    "layouts.show": [
        Case(ALLIANCE, lambda w: evening(w) | {"layout": "slides"}),
        Case(NOWHERE, lambda w: evening(w) | {"layout": "poster"}),
    ],
    "layouts.show_picture": [Case(ALLIANCE, lambda w: evening(w) | {"number": 1})],
    "handouts.show_sheet": [
        Case(ALLIANCE, lambda w, sheet=sheet: evening(w) | {"sheet": sheet})
        for sheet in ("sign-in-sheet", "feedback-sheet")
    ],
    "handouts.edit": [Case(COORDINATE, evening)],
    "run_sheet.show": [
        Case(COORDINATE, lambda w: evening(w) | {"copies": "60"}),
        Case("303 403 403 403 403 422 422 404 403", lambda w: evening(w) | {"copies": "many"}),
    ],
    "handouts.update": [Case(DO, lambda w: {"evening_id": w.plan_evening().id}, send(version="1"))],
    "logo.edit": [Case(COORDINATE_OWN)],
    "logo.update": [Case("401 403 403 403 403 422 422 422 403")],
    "logo.delete": [Case(DO_OWN)],
    "editions.index": [Case(ALLIANCE, evening)],
    "editions.create": [Case(DO, lambda w: {"evening_id": w.plan_evening().id})],
    "editions.show": [Case(ALLIANCE, frozen)],
    "editions.show_changes": [
        Case(ALLIANCE, lambda w: {"evening_id": w.evening.id, "number": w.frozen_again()})
    ],
    "editions.show_style": [Case(ALLIANCE, frozen)],
    "editions.download": [Case(ALLIANCE, frozen_form(suffix)) for suffix in formats.FORMATS],
    "editions.update_link": [
        Case(DO, lambda w: {"evening_id": w.plan_evening().id}, send(until=str(today())))
    ],
    "editions.end_link": [Case(DO, lambda w: {"evening_id": w.plan_evening().id})],
    "reading.show": [Case(EVERYBODY, lambda w: {"token": w.reading_link()})],
    "reading.ask": [Case(EVERYBODY, to_read)],
    "reading.send": [Case("303 303 303 303 303 303 303 303 303", to_read, send(years="4"))],
    "reading.thanks": [Case(EVERYBODY, to_read)],
    # What the hall said
    "feedback.index": [Case(COORDINATE, evening)],
    "feedback.table": [Case(COORDINATE, evening)],
    "feedback.new": [
        Case(COORDINATE, evening),
        Case(COORDINATE, lambda w: evening(w) | {"trio": str(w.home.id)}),
    ],
    "feedback.create": [
        Case(DO, evening, lambda w: {"trio_id": str(w.home.id), "question": "Why?"})
    ],
    "feedback.edit": [
        Case(COORDINATE, of_sheet(World.typed_in)),
        Case(COORDINATE, of_sheet(World.shortened)),
    ],
    "feedback.update": [
        Case(DO, of_sheet(World.typed_in), send(question="Why?", **VERSION)),
        Case(DO, of_sheet(World.sent), send(question=HALL_SAID, **VERSION)),
    ],
    "feedback.pass_on": [Case(DO, evening, choose)],
    "feedback.take_back": [Case(DO, of_sheet(World.told))],
    "feedback.put_away": [Case(DO, evening, choose)],
    "feedback.bring_back": [Case(DO, of_sheet(World.put_away))],
    "feedback.of_trio": [Case(READ_JOURNAL, trio)],
    "handouts.show_schema": [Case(EVERYBODY)],
}

for name in ("create", "update"):
    for case in list(CASES[f"visits.{name}"]):
        CASES[f"visits.{name}"] = [
            Case(case.expected, case.at, lambda w, old=case.form: old(w) | visit_fields(w))
        ]
CASES["findings.show"].append(Case(READ_SHARED, the_finding(lambda w: w.shared)))
CASES["findings.edit"].append(
    Case("303 403 200 200 403 403 200 404 403", the_finding(lambda w: w.shared))
)
CASES["findings.confirm_delete"].append(
    Case("303 403 200 200 403 403 200 404 403", the_finding(lambda w: w.shared))
)
CASES["findings.update"].append(
    Case(SAVE_SHARED, the_finding(World.share_one), send(claim="More.", version="4"))
)
CASES["findings.history"].append(Case(READ, the_finding(lambda w: w.shared)))
CASES["replies.create_on_finding"].append(
    Case(SAVE, the_finding(lambda w: w.shared), send(text="Hm."))
)
CASES["trios.show"].append(
    Case(READ_JOURNAL, lambda w: {"trio_id": w.home.id, "question": w.question.id, "before": "1"})
)


for kind in ReportKind:
    for name, cases in report_cases(kind.value).items():
        CASES.setdefault(name, []).extend(cases)


def close(world: World, *, closed: bool) -> None:
    """Close or open the year of every trio."""
    mine = update(Trio).where(Trio.alliance_id == world.id)
    with writing() as session:
        session.execute(mine.values(closed_on=today() if closed else None))
