"""Every page of the journal, and every state of it, that a reader can meet.

A state is what somebody has before them after some steps: an answer of the server, as a page or as
a fragment in the place where htmx puts it. Each starts from the example alliance as it was loaded.
The list below `PAGES` has a page for every GET route of the URL map, as the person who sees most
of it; the steps after it make the open forms, the refusals and the rarer pages. `test_states.py`
fails when a route or a template is in none of them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import url_for
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from tests.browser.fixtures import COORDINATOR, FOCUS, Live
from tests.handout.build import LOGO
from tests.web.pages import Page
from trio_journal.dates import academic_year, today
from trio_journal.extensions import db
from trio_journal.handout import editions, formats, previews
from trio_journal.handout.document import Handout
from trio_journal.handout.press import Made
from trio_journal.handout.previews import Length
from trio_journal.ids import new_id
from trio_journal.models import (
    Entry,
    Evening,
    EveningSlot,
    Feedback,
    Finding,
    FindingState,
    HeadAnswer,
    Membership,
    Observation,
    Question,
    Questionnaire,
    Report,
    ReportKind,
    Role,
    School,
    Trio,
    TrioMembership,
    User,
    Visit,
)
from trio_journal.services import (
    agreements,
    alliances,
    evenings,
    feedback,
    findings,
    invitations,
    logos,
    observations,
    people,
    questionnaires,
    questions,
    reading_links,
    replies,
    reports,
    trio_members,
    trios,
    visits,
)
from trio_journal.services.transaction import writing
from trio_journal.web import downloads

NOBODY = ""
# The lead of a trio with a draft review, and no report yet.
WRITER = "bethan.holloway@example.org"
WRITERS_FOCUS = "Getting unstuck in mixed-age maths"
WORDS = "They went to the wall first, then to a friend, and only then to the teacher."
TOO_LONG = "x" * 20_001
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Desk:
    """A browser without script at which the steps of one state are done, and the example's ids."""

    def __init__(self, live: Live) -> None:
        self.live = live
        live.make_fresh()
        self.client = live.app.test_client()
        # As browsers say of forms that a page of ours sent.
        self.client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        self.trio = live.trio()
        self.lead, self.second, self.third = live.members()

    # What the steps are

    def sit(self, who: str) -> None:
        """Have somebody sign in, whoever did before."""
        name = self.live.app.config["SESSION_COOKIE_NAME"]
        self.client.delete_cookie(name)
        if who:
            self.client.set_cookie(name, self.live.cookie(who)["value"])

    def get(self, path: str, *, htmx: bool = False) -> TestResponse:
        """Open a page, or by htmx a fragment."""
        return self.client.get(path, headers=HTMX if htmx else {}, follow_redirects=not htmx)

    def send(
        self, path: str, at: str, *, htmx: bool = False, follow: bool = False, **values: Any
    ) -> TestResponse:
        """Fill in the form of a page whose action ends like `at`, and send it."""
        form = Page(self.client.get(path)).form(at)
        headers = HTMX if htmx else {}
        return self.client.post(
            form.action, data=form.data(**values), headers=headers, follow_redirects=follow
        )

    @contextmanager
    def services(self) -> Iterator[None]:
        """Do something by the services, as others did it before."""
        with self.live.app.app_context():
            yield

    def user(self, email: str) -> UUID:
        """Return somebody's id."""
        found: UUID = self.live.one(select(User.id).where(User.email == email))
        return found

    def place(self, email: str) -> UUID:
        """Return the id of somebody's place in the alliance."""
        found: UUID = self.live.one(
            select(Membership.id).where(Membership.user_id == self.user(email))
        )
        return found

    def first(self, statement: Any) -> Any:
        """Return the first value that a statement finds."""
        return self.live.all(statement.limit(1))[0]

    # The example's records

    @cached_property
    def evening(self) -> UUID:
        return self._evening("What our trios have seen")

    @cached_property
    def earlier(self) -> UUID:
        """The evening that is over, of which the hall has said something."""
        return self._evening("An early look, over tea")

    def _evening(self, title: str) -> UUID:
        return self.first(  # type: ignore[no-any-return]
            select(Evening.id).where(Evening.title == title)
        )

    def sheet(self, *conditions: Any) -> UUID:
        """Return a sheet of the earlier evening, one that was typed in unless asked otherwise."""
        wanted = conditions or (Feedback.entered_by_id.is_not(None),)
        return self.first(  # type: ignore[no-any-return]
            select(Feedback.id).where(Feedback.evening_id == self.earlier, *wanted)
        )

    @cached_property
    def question(self) -> UUID:
        return self._entry(Question)

    @cached_property
    def note(self) -> UUID:
        return self._entry(Observation)

    @cached_property
    def visit(self) -> UUID:
        return self._entry(Visit)

    @cached_property
    def shared(self) -> UUID:
        return self._finding(FindingState.SHARED)

    @cached_property
    def draft(self) -> UUID:
        return self._finding(FindingState.DRAFT)

    def _entry(self, kind: type[Entry]) -> UUID:
        columns = kind.__table__.c
        found: UUID = self.first(
            select(columns.id).where(columns.trio_id == self.trio).order_by(columns.created_at)
        )
        return found

    def _finding(self, state: FindingState) -> UUID:
        found: UUID = self.first(
            select(Finding.id).where(Finding.trio_id == self.trio, Finding.state == state)
        )
        return found

    @cached_property
    def evidence(self) -> UUID:
        """A note that the shared finding rests on."""
        with self.services():
            return db.session.get_one(Finding, self.shared).evidence[0].observation_id

    @cached_property
    def school(self) -> UUID:
        return self.first(select(School.id).order_by(School.name))  # type: ignore[no-any-return]

    def slot(self, focus: str = FOCUS) -> UUID:
        """Return a trio's slot of the evening; "" is one without a trio."""
        statement = select(EveningSlot.id).where(EveningSlot.evening_id == self.evening)
        if not focus:
            return self.first(  # type: ignore[no-any-return]
                statement.where(EveningSlot.trio_id.is_(None)).order_by(EveningSlot.position)
            )
        return self.first(  # type: ignore[no-any-return]
            statement.where(EveningSlot.trio_id == self.live.trio(focus))
        )

    @cached_property
    def writers(self) -> UUID:
        """The trio with a draft review."""
        return self.live.trio(WRITERS_FOCUS)

    @cached_property
    def quiet(self) -> str:
        """The focus of a trio that has shared nothing."""
        with self.services():
            shared = select(Finding.trio_id).where(Finding.state == FindingState.SHARED)
            return db.session.scalars(
                select(Trio.focus).where(Trio.id.not_in(shared)).order_by(Trio.number)
            ).all()[0]

    @cached_property
    def incomplete(self) -> UUID:
        """A trio of two."""
        with self.services():
            for trio in db.session.scalars(select(Trio).order_by(Trio.number)):
                if sum(member.left_on is None for member in trio.members) == 2:
                    return trio.id
        raise AssertionError("the example has a trio that looks for a third")

    @cached_property
    def reply(self) -> UUID:
        with self.services():
            note = db.session.get_one(Observation, self.note)
            return replies.create(
                note, self.user(self.lead), new_id(), "Ask **her** on Thursday."
            ).id

    def entered(self) -> UUID:
        """Return a finding that the coordinator typed in for a trio of the evening."""
        with self.services():
            trio = db.session.get_one(Trio, self.trio)
            values = {"claim": WORDS, "year_from": 3, "year_to": 4}
            return findings.enter_for_trio(trio, self.user(COORDINATOR), new_id(), values).id

    def path(self, endpoint: str, **more: Any) -> str:
        """Return a route's address, filled in with the example's records."""
        known = {
            "trio_id": lambda: self.writers if endpoint == "reports.edit" else self.trio,
            "kind": lambda: "report",
            "question_id": lambda: self.question,
            "visit_id": lambda: self.visit,
            "observation_id": lambda: self.note,
            "finding_id": self.entered if "entered" in endpoint else lambda: self.shared,
            "evening_id": lambda: self.earlier if "feedback" in endpoint else self.evening,
            "feedback_id": self.sheet,
            "slot_id": lambda: self.slot(),
            "school_id": lambda: self.school,
            "membership_id": lambda: self.place(self.second),
            "user_id": lambda: self.user(self.second),
            "reply_id": lambda: self.reply,
            "number": self.freeze,
            "sheet": lambda: "sign-in-sheet",
            "token": {"reading": self.reading_link, "heads": self.head_link}.get(
                endpoint.partition(".")[0], self.invitation
            ),
            "year": lambda: academic_year(today()),
        }
        rule = next(self.live.app.url_map.iter_rules(endpoint))
        values = {name: more.get(name) or known[name]() for name in rule.arguments}
        with self.live.app.test_request_context():
            return url_for(endpoint, **more | values)

    def freeze(self) -> int:
        """Return the number of an edition of the evening, after one that is a little different."""
        with self.services():
            person = self.user(COORDINATOR)
            evening = db.session.get_one(Evening, self.evening)
            if not evening.last_edition:
                editions.freeze(evening.id, person)
                values = {"welcome": "Tea is in the hall from half past five."}
                evenings.change(evening.id, person, evening.version, values)
                editions.freeze(evening.id, person)
            return 2

    def reading_link(self) -> str:
        """Return the token with which anybody reads that edition."""
        self.freeze()
        with self.services():
            link = reading_links.put(
                self.evening,
                self.user(COORDINATOR),
                today(),
                lambda token: f"https://x.org/{token}",
            )
            return link.token

    def invitation(self) -> str:
        """Return the token of a link to pass on to somebody new."""
        with self.services():
            here = db.session.scalars(select(Evening)).first()
            assert here is not None
            _, token = people.add(
                here.alliance_id, name="Nia Brook", email="nia.brook@example.org", role=Role.MEMBER
            )
            assert token is not None
            return token

    def head_link(self, school: str = "Hazelcott Primary School") -> str:
        """Return the token with which the head of a school answers; this one has answered."""
        with self.services():
            row = next(
                row
                for row in questionnaires.of_year(
                    db.session.scalars(select(Evening.alliance_id).distinct()).one(),
                    academic_year(today()),
                )
                if row.school.name == school
            )
            assert row.questionnaire is not None
            return questionnaires.token(self.live.app.config["SECRET_KEY"], row.questionnaire)

    # Others, meanwhile

    def changed_meanwhile(self, noun: str, entry_id: UUID) -> None:
        """Let a colleague save an entry, after this browser read it."""
        service: Any = {
            "question": (questions, Question, {"text": "When do they start without being told?"}),
            "observation": (observations, Observation, {"seen": "Nobody waited.\n\nNot one."}),
            "finding": (findings, Finding, {"next_step": "Try it in Year 4 from January."}),
            "visit": (visits, Visit, {"look_for": "Who starts, and what they do when stuck."}),
        }[noun]
        module, kind, values = service
        with self.services():
            entry = db.session.get_one(kind, entry_id)
            module.change(entry_id, self.user(self.second), entry.version, values)


Step = Callable[[Desk], TestResponse]


@dataclass(frozen=True)
class State:
    """Something that a reader can have before them."""

    name: str
    who: str
    step: Step
    status: int = 200
    # Where htmx puts a fragment: the page, and the element that it takes the place of.
    on: Callable[[Desk], str] | None = None
    into: str = ""
    swap: str = "outerHTML"


LEAD, SECOND = "the lead", "another member"
STATES: dict[str, State] = {}

# A page for every GET route, as the person who sees most of it.
PAGES: dict[str, str] = {
    "alliance.show": COORDINATOR,
    "evenings.edit": COORDINATOR,
    "running_order.edit_slot": COORDINATOR,
    "entered_findings.edit": COORDINATOR,
    "entered_findings.new": COORDINATOR,
    "evenings.index": COORDINATOR,
    "evenings.new": COORDINATOR,
    "editions.index": COORDINATOR,
    "editions.show": COORDINATOR,
    "editions.show_changes": COORDINATOR,
    "evenings.show": COORDINATOR,
    "feedback.edit": COORDINATOR,
    "feedback.index": COORDINATOR,
    "feedback.new": COORDINATOR,
    "feedback.of_trio": LEAD,
    "findings.confirm_delete": LEAD,
    "findings.edit": LEAD,
    "findings.history": LEAD,
    "findings.index": LEAD,
    "findings.new": LEAD,
    "findings.show": LEAD,
    "formation.confirm_carry_over": COORDINATOR,
    "formation.edit_exception": COORDINATOR,
    "formation.new": COORDINATOR,
    "handouts.edit": COORDINATOR,
    "handouts.show": COORDINATOR,
    "handouts.show_sheet": COORDINATOR,
    "heads.show": NOBODY,
    "heads.thanks": NOBODY,
    "home.show": LEAD,
    "invitations.show": NOBODY,
    "logo.edit": COORDINATOR,
    "observations.confirm_delete": LEAD,
    "observations.edit": LEAD,
    "observations.history": LEAD,
    "observations.new": LEAD,
    "observations.saved": LEAD,
    "observations.show": LEAD,
    "people.confirm_leave": COORDINATOR,
    "people.edit": COORDINATOR,
    "people.index": COORDINATOR,
    "people.new": COORDINATOR,
    "people.show": COORDINATOR,
    "people.show_link": COORDINATOR,
    "questionnaires.answers": COORDINATOR,
    "questionnaires.edit": COORDINATOR,
    "questionnaires.index": COORDINATOR,
    "questionnaires.sheet": COORDINATOR,
    "questions.confirm_delete": LEAD,
    "questions.edit": LEAD,
    "questions.history": LEAD,
    "questions.new": LEAD,
    "questions.show": LEAD,
    "reading.ask": NOBODY,
    "reading.show": NOBODY,
    "reading.thanks": NOBODY,
    "replies.show": LEAD,
    "reports.edit": WRITER,
    "reports.history": LEAD,
    "reports.show": COORDINATOR,
    "run_sheet.show": COORDINATOR,
    "schools.ask_import": COORDINATOR,
    "schools.edit": COORDINATOR,
    "schools.index": COORDINATOR,
    "schools.new": COORDINATOR,
    "schools.show": COORDINATOR,
    "layouts.index": COORDINATOR,
    "layouts.show": COORDINATOR,
    "sessions.new": NOBODY,
    "trio_members.confirm_leave": COORDINATOR,
    "trio_members.index": COORDINATOR,
    "trios.bin": LEAD,
    "trios.edit": LEAD,
    "trios.show": LEAD,
    "visits.confirm_delete": LEAD,
    "visits.edit": LEAD,
    "visits.history": LEAD,
    "visits.index": LEAD,
    "visits.new": LEAD,
    "visits.sheet": LEAD,
    "visits.show": LEAD,
}
# Answers that are no pages.
DATA = {
    "editions.download",
    "editions.show_style",
    "feedback.table",
    "handouts.download",
    "handouts.show_schema",
    "handouts.show_style",
    "layouts.show_picture",
    "health.show",
    "questionnaires.answers_table",
    "reports.download",
    "static",
}


def _page(endpoint: str, who: str) -> State:
    def step(desk: Desk) -> TestResponse:
        return desk.get(desk.path(endpoint))

    return State(endpoint, who, step)


STATES.update((endpoint, _page(endpoint, who)) for endpoint, who in PAGES.items())


def state(
    name: str,
    who: str = LEAD,
    status: int = 200,
    on: Callable[[Desk], str] | None = None,
    into: str = "",
    swap: str = "outerHTML",
) -> Callable[[Step], Step]:
    """Add the state that a function's steps lead to."""

    def add(step: Step) -> Step:
        assert name not in STATES
        STATES[name] = State(name, who, step, status, on, into, swap)
        return step

    return add


@dataclass
class Shown:
    """A state as the server answered it."""

    state: State
    status: int
    headers: dict[str, str]
    html: str
    endpoint: str
    templates: set[str] = field(default_factory=set)
    # For a fragment: the page that it arrives in.
    page: Shown | None = None


def _counted(handout: Handout, workshop: Path, made_at: datetime | None = None) -> list[Length]:
    """Return what `previews.known` does, once all is counted."""
    return previews.count(handout, workshop, 30.0, made_at)


class Recorder:
    """Goes through the steps of a state, and remembers which templates were rendered."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self._kept: dict[str, Shown] = {}

    def show(self, name: str) -> Shown:
        """Return a state, gone through once."""
        if name not in self._kept:
            self._kept[name] = self._record(STATES[name])
        return self._kept[name]

    def _record(self, one: State) -> Shown:
        desk = Desk(self.live)
        names = {LEAD: desk.lead, SECOND: desk.second}
        desk.sit(names.get(one.who, one.who))
        page = None
        if one.on is not None:
            page = self._answer(one, desk, lambda desk: desk.get(one.on(desk)))  # type: ignore[misc]
            assert page.status == 200, (one.name, page.status)
        shown = self._answer(one, desk, one.step)
        shown.page = page
        assert shown.status == one.status, (one.name, shown.status, self.live.log)
        return shown

    def _answer(self, one: State, desk: Desk, step: Step) -> Shown:
        with self._listening() as templates, pytest.MonkeyPatch.context() as patch:
            # Shown again it is nobody's page, and may not ask for the rest of it by itself.
            patch.setattr(previews, "known", _counted)
            # How busy the machine is makes no other state.
            patch.setattr(downloads, "WAIT", 30.0)
            response = step(desk)
        headers = {
            name: value
            for name, value in response.headers.items()
            if name.lower() not in ("content-length", "set-cookie", "connection")
        }
        return Shown(
            one,
            response.status_code,
            headers,
            response.get_data(as_text=True),
            response.request.environ.get("trio.endpoint", ""),
            templates,
        )

    @contextmanager
    def _listening(self) -> Iterator[set[str]]:
        """Note every template that is loaded: to be rendered, extended, included or imported."""
        env = self.live.app.jinja_env
        load = env.get_template
        names: set[str] = set()

        def listen(name: Any, *args: Any, **more: Any) -> Any:
            names.add(name if isinstance(name, str) else str(name.name))
            return load(name, *args, **more)

        env.get_template = listen  # type: ignore[method-assign]
        try:
            yield names
        finally:
            del env.get_template


def at(endpoint: str, **more: Any) -> Callable[[Desk], str]:
    """Return what finds a route's address at a desk."""
    return lambda desk: desk.path(endpoint, **more)


journal = at("trios.show")


# Home, and strangers


@state("home of a coordinator", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    return desk.get("/")


@state("home without a trio", "jo.hasker@example.org")
def _(desk: Desk) -> TestResponse:
    return desk.get("/")


@state("home with news and things to do", SECOND)
def _(desk: Desk) -> TestResponse:
    desk.changed_meanwhile("finding", desk.draft)
    return desk.get("/")


@state("a wrong password", NOBODY, 422)
def _(desk: Desk) -> TestResponse:
    return desk.send("/sign-in", "/sign-in", email=desk.lead, password="guessed")


@state("a link that was used", NOBODY, 404)
def _(desk: Desk) -> TestResponse:
    return desk.get("/invitations/used-or-too-old")


@state("a password that is too short", NOBODY, 422)
def _(desk: Desk) -> TestResponse:
    path = desk.path("invitations.show")
    return desk.send(path, path, password="short")


@state("a new password for somebody known", NOBODY)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        trio = db.session.get_one(Trio, desk.trio)
        token = invitations.invite(trio.alliance_id, desk.user(desk.second), desk.user(COORDINATOR))
    return desk.get(f"/invitations/{token}")


# The journal


def _to_sort(desk: Desk, notes: int = 2) -> UUID:
    """Write notes that nobody has sorted, and return one of them."""
    with desk.services():
        trio = db.session.get_one(Trio, desk.trio)
        for _ in range(notes):
            note = observations.create(trio, desk.user(desk.lead), new_id(), {"seen": WORDS})
    return note.id


@state("a journal with notes to sort")
def _(desk: Desk) -> TestResponse:
    _to_sort(desk, 8)
    return desk.get(journal(desk))


@state("all notes to sort")
def _(desk: Desk) -> TestResponse:
    _to_sort(desk, 3)
    return desk.get(journal(desk) + "?question=none")


@state("an empty journal")
def _(desk: Desk) -> TestResponse:
    with desk.services():
        trio = db.session.get_one(Trio, desk.trio)
        made = trios.create(
            trio.alliance_id,
            new_id(),
            focus="Reading aloud",
            member_ids=[desk.user(desk.lead)],
            lead_id=desk.user(desk.lead),
        )
        path = f"/trios/{made.id}"
    return desk.get(path)


@state("a journal of a closed year")
def _(desk: Desk) -> TestResponse:
    with desk.services():
        trios.close(desk.trio)
    return desk.get(journal(desk))


@state("an observation of a closed year")
def _(desk: Desk) -> TestResponse:
    with desk.services():
        trios.close(desk.trio)
    return desk.get(desk.path("observations.show"))


@state("a journal of one question")
def _(desk: Desk) -> TestResponse:
    return desk.get(f"{journal(desk)}?question={desk.question}")


@state("a journal with filters")
def _(desk: Desk) -> TestResponse:
    return desk.get(journal(desk) + "?year=3&kind=lesson")


@state("filters that let nothing through")
def _(desk: Desk) -> TestResponse:
    return desk.get(journal(desk) + "?year=N")


@state("a filter by htmx", on=journal, into="#feed", swap="innerHTML")
def _(desk: Desk) -> TestResponse:
    return desk.get(journal(desk) + "?year=R", htmx=True)


@state("older entries", on=journal, into=".older")
def _(desk: Desk) -> TestResponse:
    links = Page(desk.get(journal(desk))).links
    return desk.get(next(link for link in links if "before=" in link), htmx=True)


@state("a journal with case pupils")
def _(desk: Desk) -> TestResponse:
    with desk.services():
        trio = db.session.get_one(Trio, desk.trio)
        trios.change(desk.trio, trio.version, {"case_pupils": True})
    return desk.get(journal(desk))


@state("deleted entries")
def _(desk: Desk) -> TestResponse:
    with desk.services():
        who = desk.user(desk.lead)
        for service, kind, key in (
            (observations, Observation, _to_sort(desk)),
            (questions, Question, desk.question),
            (findings, Finding, desk.draft),
            (visits, Visit, desk.visit),
        ):
            version = db.session.get_one(kind, key).version
            service.delete(key, who, version)  # type: ignore[attr-defined]
    return desk.get(desk.path("trios.bin"))


@state("a trio with a mistake", status=422)
def _(desk: Desk) -> TestResponse:
    path = desk.path("trios.edit")
    return desk.send(path, path, focus="")


@state("a trio that was changed meanwhile", status=409)
def _(desk: Desk) -> TestResponse:
    path = desk.path("trios.edit")
    with desk.services():
        version = db.session.get_one(Trio, desk.trio).version
        trios.change(desk.trio, version, {"focus": "Independence", "contact": ""})
    return desk.send(path, path, focus="Working alone", version=str(version))


# Reports


REVIEW = ReportKind.MID_YEAR_REVIEW
review_form = at("reports.edit", kind=REVIEW.value)


def _review(desk: Desk) -> str:
    """Return where the draft review is."""
    return review_form(desk).removesuffix("/edit")


def _write_review(desk: Desk, **texts: str) -> None:
    """Let a colleague write the draft review, each part of it."""
    whole = {part.name: WORDS for part in REVIEW.sections}
    with desk.services():
        draft = db.session.scalars(
            select(Report).where(Report.trio_id == desk.writers, Report.kind == REVIEW)
        ).one()
        reports.change(draft.id, desk.user("grace.adebisi@example.org"), 1, whole | texts)


@state("a report that is not begun", WRITER)
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/trios/{desk.writers}/report")


@state("a report as its trio has handed it in")
def _(desk: Desk) -> TestResponse:
    return desk.get(desk.path("reports.show"))


@state("a draft review that is on one side", WRITER)
def _(desk: Desk) -> TestResponse:
    return desk.get(_review(desk))


@state("a draft review that is too long", WRITER)
def _(desk: Desk) -> TestResponse:
    _write_review(desk, focus=f"{WORDS}\n" * 60)
    return desk.get(_review(desk))


@state("a review that is not handed in yet", WRITER, 422)
def _(desk: Desk) -> TestResponse:
    return desk.send(_review(desk), "/hand-in")


@state("a review to write, as it is", WRITER)
def _(desk: Desk) -> TestResponse:
    return desk.get(review_form(desk))


@state("a review with a mistake", WRITER, 422)
def _(desk: Desk) -> TestResponse:
    return desk.send(review_form(desk), "/edit", focus=TOO_LONG)


@state("a review with a mistake in its place", WRITER, 422, on=review_form, into="#report-form")
def _(desk: Desk) -> TestResponse:
    return desk.send(review_form(desk), "/edit", htmx=True, focus=TOO_LONG)


@state("a review that was changed meanwhile", WRITER, 409)
def _(desk: Desk) -> TestResponse:
    form = Page(desk.get(review_form(desk))).form("/edit")
    _write_review(desk)
    return desk.client.post(form.action, data=form.data(focus="Something else."))


@state("a review that was handed in meanwhile", WRITER, 409, on=review_form, into="#report-form")
def _(desk: Desk) -> TestResponse:
    form = Page(desk.get(review_form(desk))).form("/edit")
    _write_review(desk)
    desk.send(_review(desk), "/hand-in")
    return desk.client.post(form.action, data=form.data(focus="Something else."), headers=HTMX)


# Questions, visits, observations, findings


NEW: dict[str, dict[str, Any]] = {
    "question": {"text": ""},
    "visit": {"visit_date": "31/02/2026", "host_school_id": ""},
    "observation": {"seen": "", "observed_at": "soon"},
    "finding": {
        "claim": "x" * 301,
        "themes": "a, b, c, d",
        "quotation": WORDS,
        "quotation_credit": "school",
    },
}
FIELDS = {"question": "text", "visit": "look_for", "observation": "seen", "finding": "claim"}


def _entry(desk: Desk, noun: str) -> UUID:
    found: UUID = desk.draft if noun == "finding" else getattr(desk, noun, desk.note)
    return found


def _each(noun: str) -> None:
    """Add the states of the forms that all nouns have."""

    def edit(desk: Desk) -> str:
        return f"/{noun}s/{_entry(desk, noun)}/edit"

    def show(desk: Desk) -> str:
        return f"/{noun}s/{_entry(desk, noun)}"

    into = f"#main article[id^='{noun}-']"

    @state(f"a new {noun} with a mistake", status=422)
    def _(desk: Desk) -> TestResponse:
        path = desk.path(f"{noun}s.new")
        return desk.send(path, path.removesuffix("/new"), **NEW[noun])

    @state(f"a {noun} opened for changing in its place", on=show, into=into)
    def _(desk: Desk) -> TestResponse:
        return desk.get(edit(desk), htmx=True)

    @state(f"a {noun} with a mistake", status=422)
    def _(desk: Desk) -> TestResponse:
        return desk.send(edit(desk), edit(desk), **NEW[noun])

    @state(f"a {noun} with a mistake in its place", status=422, on=show, into=into)
    def _(desk: Desk) -> TestResponse:
        return desk.send(edit(desk), edit(desk), htmx=True, **NEW[noun])

    @state(f"a {noun} that was saved in its place", on=show, into=into)
    def _(desk: Desk) -> TestResponse:
        return desk.send(edit(desk), edit(desk), htmx=True)

    @state(f"a {noun} that was changed meanwhile", status=409)
    def _(desk: Desk) -> TestResponse:
        form = Page(desk.get(edit(desk))).form(edit(desk))
        desk.changed_meanwhile(noun, _entry(desk, noun))
        return desk.client.post(edit(desk), data=form.data(**{FIELDS[noun]: "Something else."}))

    @state(f"a {noun} that was changed meanwhile, in its place", status=409, on=show, into=into)
    def _(desk: Desk) -> TestResponse:
        form = Page(desk.get(edit(desk))).form(edit(desk))
        desk.changed_meanwhile(noun, _entry(desk, noun))
        data = form.data(**{FIELDS[noun]: "Something else."})
        return desk.client.post(edit(desk), data=data, headers=HTMX)

    @state(f"a {noun} with earlier versions")
    def _(desk: Desk) -> TestResponse:
        desk.changed_meanwhile(noun, _entry(desk, noun))
        return desk.get(f"/{noun}s/{_entry(desk, noun)}/history")

    @state(f"a {noun} with replies", SECOND)
    def _(desk: Desk) -> TestResponse:
        desk.send(show(desk), "/replies", text="Was that before break?")
        return desk.send(show(desk), "/replies", follow=True, text="It was.\n\nLook at *my* note.")


for _noun in NEW:
    _each(_noun)


@state("a reply with a mistake", status=422)
def _(desk: Desk) -> TestResponse:
    return desk.send(desk.path("observations.show"), "/replies", text="y" * 2_001)


@state("a reply with a mistake in its place", status=422, on=at("visits.show"), into="#replies")
def _(desk: Desk) -> TestResponse:
    return desk.send(desk.path("visits.show"), "/replies", htmx=True, text="")


@state("a reply that was saved", on=at("questions.show"), into="#replies")
def _(desk: Desk) -> TestResponse:
    return desk.send(desk.path("questions.show"), "/replies", htmx=True, text="I agree.")


@state("a note that was just written, by htmx", on=at("observations.new"), into="#write")
def _(desk: Desk) -> TestResponse:
    path = desk.path("observations.new")
    return desk.send(path, "/observations", htmx=True, seen=WORDS, years=["3", "4"])


@state("a note with a mistake on the writing page", status=422, on=at("observations.new"),
       into="#write")  # fmt: skip
def _(desk: Desk) -> TestResponse:
    return desk.send(desk.path("observations.new"), "/observations", htmx=True, seen="")


@state("a note that was rated", on=at("observations.saved"), into="#write")
def _(desk: Desk) -> TestResponse:
    form = Page(desk.get(desk.path("observations.saved"))).forms[0]
    return desk.client.post(form.action, data=form.data(rating="3"), headers=HTMX)


@state("the box with a note that was just written", on=journal, into="#write")
def _(desk: Desk) -> TestResponse:
    return desk.send(journal(desk), "?place=journal", htmx=True, seen=WORDS, years=["9"])


@state("the box with a mistake", status=422, on=journal, into="#write")
def _(desk: Desk) -> TestResponse:
    return desk.send(journal(desk), "?place=journal", htmx=True, seen=TOO_LONG)


@state("a note that was sorted", on=journal, into="#feed article.o")
def _(desk: Desk) -> TestResponse:
    note = _to_sort(desk)
    return desk.send(journal(desk), f"/{note}/sort", htmx=True, question_id=str(desk.question))


@state("a note of a long day, with replies and a finding")
def _(desk: Desk) -> TestResponse:
    with desk.services():
        note = db.session.get_one(Observation, desk.evidence)
        replies.create(note, desk.user(desk.second), new_id(), "I had the same in Year 5.")
    return desk.get(f"/observations/{desk.evidence}")


@state("a note that may not be deleted")
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/observations/{desk.evidence}/delete")


@state("a writing page on the day of a visit")
def _(desk: Desk) -> TestResponse:
    with desk.services():
        trio = db.session.get_one(Trio, desk.trio)
        values = {"visit_date": today(), "host_school_id": desk.school, "people": []}
        visits.create(trio, desk.user(desk.lead), new_id(), values)
    return desk.get(desk.path("observations.new"))


@state("visits, none of them planned", "jo.hasker@example.org")
def _(desk: Desk) -> TestResponse:
    with desk.services():
        alliance_id = db.session.get_one(Trio, desk.trio).alliance_id
        jo = desk.user("jo.hasker@example.org")
        made = trios.create(
            alliance_id, new_id(), focus="Reading aloud", member_ids=[jo], lead_id=jo
        )
        path = f"/trios/{made.id}/visits"
    return desk.get(path)


@state("findings, none of them written", "jo.hasker@example.org")
def _(desk: Desk) -> TestResponse:
    with desk.services():
        alliance_id = db.session.get_one(Trio, desk.trio).alliance_id
        jo = desk.user("jo.hasker@example.org")
        made = trios.create(
            alliance_id, new_id(), focus="Reading aloud", member_ids=[jo], lead_id=jo
        )
        path = f"/trios/{made.id}/findings"
    return desk.get(path)


@state("a finding that rests on nothing yet")
def _(desk: Desk) -> TestResponse:
    with desk.services():
        trio = db.session.get_one(Trio, desk.trio)
        made = findings.create(trio, desk.user(desk.lead), new_id(), {"claim": WORDS})
    return desk.get(f"/findings/{made.id}")


@state("a draft that waits for its reader")
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/findings/{desk.draft}")


@state("a finding that was agreed, in its place", on=at("findings.index"), into="article.finding")
def _(desk: Desk) -> TestResponse:
    path = f"/findings/{desk.draft}"
    form = Page(desk.get(path)).forms
    agree = next(one for one in form if one.action.endswith("/agree") and not one.buttons)
    return desk.client.post(agree.action, data=agree.data(), headers=HTMX)


@state("a finding that changed since it was agreed", SECOND)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        finding = db.session.get_one(Finding, desk.shared)
        findings.change(
            desk.shared,
            desk.user(desk.lead),
            finding.version,
            {"next_step": "Ask them in January.", "for_primary": "Let them look first."},
        )
    return desk.get(f"/findings/{desk.shared}")


@state("a finding that was withdrawn")
def _(desk: Desk) -> TestResponse:
    with desk.services():
        finding = db.session.get_one(Finding, desk.shared)
        agreements.withdraw(desk.shared, desk.user(desk.lead), finding.version)
    return desk.get(f"/findings/{desk.shared}")


@state("a shared finding, as the alliance reads it", "jo.hasker@example.org")
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/findings/{desk.shared}")


@state("a shared finding that may not be deleted")
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/findings/{desk.shared}/delete")


@state("a finding that a coordinator typed in")
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/findings/{desk.entered()}")


# The questionnaire for heads


NOT_YET = "Kelsbrook Infant School"


@state("three questions to a head", NOBODY)
def _(desk: Desk) -> TestResponse:
    return desk.get(desk.path("heads.show", token=desk.head_link(NOT_YET)))


@state("three questions to a head, none answered", NOBODY, 422)
def _(desk: Desk) -> TestResponse:
    path = desk.path("heads.show", token=desk.head_link(NOT_YET))
    return desk.send(path, path)


@state("a head's answer that somebody else changed meanwhile", NOBODY, 409)
def _(desk: Desk) -> TestResponse:
    path = desk.path("heads.show")
    form = Page(desk.get(path)).form(path)
    desk.client.post(path, data=form.data(again="no"))
    return desk.client.post(path, data=form.data(again="perhaps"))


@state("a head's link that does not work", NOBODY, 404)
def _(desk: Desk) -> TestResponse:
    return desk.get("/questionnaire/nonsense")


@state("heads to ask, before anybody is", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    with desk.services(), writing() as session:
        session.execute(delete(HeadAnswer))
        session.execute(delete(Questionnaire))
    return desk.get("/questionnaire")


@state("heads to ask, without a last day", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    form = Page(desk.get("/questionnaire")).forms
    ask = next(one for one in form if one.action.startswith("/questionnaire?"))
    return desk.client.post(ask.action, data=ask.data(open_until=""))


@state("a year in which nobody was in a trio", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    return desk.get("/questionnaire?year=2001")


@state("a head's answer that has been changed, for the coordinator", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    path = desk.path("heads.show")
    desk.client.post(path, data=Page(desk.get(path)).form(path).data(again="no"))
    with desk.services():
        school = db.session.scalars(
            select(School.id).where(School.name == "Hazelcott Primary School")
        ).one()
    return desk.get(desk.path("questionnaires.edit", school_id=school))


@state("a head's answer to type in, with nothing in it", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        school = db.session.scalars(select(School.id).where(School.name == NOT_YET)).one()
    path = desk.path("questionnaires.edit", school_id=school)
    return desk.send(path, path)


# The coordinator's pages


@state("the board as a member reads it", "jo.hasker@example.org")
def _(desk: Desk) -> TestResponse:
    return desk.get("/alliance")


@state("the board of an alliance that begins", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        begun = alliances.create("Upper Tarrow Alliance")
        people.add(begun.id, name="Helen Tarling", email=COORDINATOR, role=Role.COORDINATOR)
        key = str(begun.id)
    menu = Page(desk.get("/alliance")).form("/alliance/switch")
    desk.client.post(menu.action, data=menu.data(alliance_id=key))
    return desk.get("/alliance")


@state("the schools of an alliance that begins", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        begun = alliances.create("Upper Tarrow Alliance")
        people.add(begun.id, name="Helen Tarling", email=COORDINATOR, role=Role.COORDINATOR)
        key = str(begun.id)
    menu = Page(desk.get("/alliance")).form("/alliance/switch")
    desk.client.post(menu.action, data=menu.data(alliance_id=key))
    return desk.get("/schools")


@state("a trio to form, with mistakes", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    who = str(desk.user("jo.hasker@example.org"))
    return desk.send("/trios/new", "/trios", focus="", person_1=who, person_2=who, lead="3")


@state("a trio of one phase, without the reason", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        trio = db.session.get_one(Trio, desk.trio)
        phases: dict[str, list[str]] = {}
        for one in people.of_alliance(trio.alliance_id):
            if one.school is not None:
                phases.setdefault(one.school.phase.value, []).append(str(one.user_id))
    three = phases["primary"][:3]
    return desk.send(
        "/trios/new", "/trios", focus="Reading aloud", person_1=three[0], person_2=three[1],
        person_3=three[2],
    )  # fmt: skip


@state("the reason for an exception, emptied", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    path = desk.path("formation.edit_exception")
    return desk.send(path, path, exception_reason="z" * 1_001)


@state("the reason for an exception, changed meanwhile", COORDINATOR, 409)
def _(desk: Desk) -> TestResponse:
    path = desk.path("formation.edit_exception")
    form = Page(desk.get(path)).form(path)
    desk.client.post(path, data=form.data(exception_reason="Three small schools, one minibus."))
    return desk.client.post(path, data=form.data(exception_reason="They share a head."))


@state("the members of a trio that looks for a third", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/trios/{desk.incomplete}/members")


@state("a member to add, with mistakes", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    path = f"/trios/{desk.incomplete}/members"
    return desk.send(path, path, user_id="", told=None)


@state("the members as one of them reads it")
def _(desk: Desk) -> TestResponse:
    return desk.get(desk.path("trio_members.index"))


@state("the members of a closed year that was carried over", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        trio_members.leave(desk.trio, desk.user(desk.third), desk.user(COORDINATOR))
        trios.carry_over(desk.trio, new_id(), desk.user(COORDINATOR))
    return desk.get(desk.path("trio_members.index"))


@state("a member who is away, in its place", COORDINATOR, on=at("trio_members.index"),
       into="#members")  # fmt: skip
def _(desk: Desk) -> TestResponse:
    path = desk.path("trio_members.index")
    return desk.send(path, f"/{desk.user(desk.second)}/away", htmx=True)


@state("a year that was closed, with Undo", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    return desk.send(desk.path("trio_members.index"), "/close", follow=True)


@state("a person to add, with mistakes", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    return desk.send("/people/new", "/people", name="", email="nobody")


@state("the link of a new person", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    values = {"name": "Nia Brook", "email": "nia.brook@example.org"}
    return desk.send("/people/new", "/people", **values, follow=True)


@state("the link of a new person, loaded again", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    values = {"name": "Nia Brook", "email": "nia.brook@example.org"}
    answer = desk.send("/people/new", "/people", **values)
    desk.get(answer.location)
    return desk.get(answer.location)


@state("a new person whose address is corrected, with a mistake", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    values = {"name": "Nia Brook", "email": "nia.brook@example.org"}
    at = desk.send("/people/new", "/people", **values).location.replace("/link", "/edit")
    return desk.send(at, at, email=COORDINATOR)


@state("a person with an account elsewhere", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        elsewhere = alliances.create("Upper Tarrow Alliance")
        email = "nia.brook@example.org"
        _, token = people.add(elsewhere.id, name="Nia Brook", email=email, role=Role.MEMBER)
        invitations.accept(token or "", "three small words")
    return desk.send("/people/new", "/people", name="Nia Brook", email=email, follow=True)


@state("people, one of them new and one who left", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    desk.invitation()
    with desk.services():
        alliance_id = db.session.get_one(Trio, desk.trio).alliance_id
        people.leave(alliance_id, desk.user(desk.third), desk.user(COORDINATOR))
    return desk.get("/people")


def _row(noun: str) -> str:
    return f"tr[id^='{noun}-']"


def _rows(noun: str, index: str, wrong: dict[str, str]) -> None:
    """Add the states of a row that is edited in its table."""
    edit = at(f"{index}.edit")
    show = at(f"{index}.index")

    @state(f"a {noun} opened for changing in its row", COORDINATOR, on=show, into=_row(noun))
    def _(desk: Desk) -> TestResponse:
        return desk.get(edit(desk), htmx=True)

    @state(f"a {noun} with mistakes", COORDINATOR, 422)
    def _(desk: Desk) -> TestResponse:
        return desk.send(edit(desk), edit(desk), **wrong)

    @state(f"a {noun} with mistakes in its row", COORDINATOR, 422, on=show, into=_row(noun))
    def _(desk: Desk) -> TestResponse:
        return desk.send(edit(desk), edit(desk), htmx=True, **wrong)

    @state(f"a {noun} that was changed meanwhile", COORDINATOR, 409)
    def _(desk: Desk) -> TestResponse:
        form = Page(desk.get(edit(desk))).form(edit(desk))
        desk.client.post(edit(desk), data=form.data(name="Somebody else's words"))
        return desk.client.post(edit(desk), data=form.data(name="Mine"))

    @state(f"a {noun} that was changed meanwhile, in its row", COORDINATOR, 409, on=show,
           into=_row(noun))  # fmt: skip
    def _(desk: Desk) -> TestResponse:
        form = Page(desk.get(edit(desk))).form(edit(desk))
        desk.client.post(edit(desk), data=form.data(name="Somebody else's words"))
        return desk.client.post(edit(desk), data=form.data(name="Mine"), headers=HTMX)

    @state(f"a {noun} that was saved in its row", COORDINATOR, on=show, into=_row(noun))
    def _(desk: Desk) -> TestResponse:
        return desk.send(edit(desk), edit(desk), htmx=True)

    @state(f"a {noun} shown again in its row", COORDINATOR, on=show, into=_row(noun))
    def _(desk: Desk) -> TestResponse:
        return desk.get(desk.path(f"{index}.show"), htmx=True)


_rows("person", "people", {"name": ""})
_rows("school", "schools", {"name": "", "low_age": "young", "high_age": ""})


@state("a school to add, with mistakes", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    return desk.send("/schools/new", "/schools", name="", low_age="12", high_age="4", urn="x")


@state("a file that is no extract of the register", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    return desk.send(
        "/schools/import", "/import", file=(io.BytesIO(b"name,age\nHill,4\n"), "schools.csv")
    )


@state("a school that was closed, with Undo", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    return desk.send(desk.path("schools.edit"), "/close", follow=True)


@state("the form of a closed school", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    desk.send(desk.path("schools.edit"), "/close")
    return desk.get(desk.path("schools.edit"))


# The evening


@state("an evening as a member reads it", SECOND)
def _(desk: Desk) -> TestResponse:
    return desk.get(desk.path("evenings.show"))


@state("an evening to plan, with mistakes", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    return desk.send(
        "/evenings/new", "/evenings", title="", evening_date="31/02/2026", starts_at="late",
        ends_at="", print_by="soon",
    )  # fmt: skip


@state("an evening with mistakes", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    path = desk.path("evenings.edit")
    return desk.send(path, path, title="", evening_date="")


@state("an evening that was changed meanwhile", COORDINATOR, 409)
def _(desk: Desk) -> TestResponse:
    path = desk.path("evenings.edit")
    form = Page(desk.get(path)).form(path)
    with desk.services():
        evening = db.session.get_one(Evening, desk.evening)
        values = {name: getattr(evening, name) for name in Evening.FIELDS}
        evenings.change(
            desk.evening, desk.user("owen.trevarrow@example.org"), evening.version,
            values | {"title": "What we found", "venue": "The hall"},
        )  # fmt: skip
    return desk.client.post(path, data=form.data(title="Our findings"))


@state("a running order with wrong minutes", COORDINATOR, 422, on=at("evenings.show"),
       into="#order")  # fmt: skip
def _(desk: Desk) -> TestResponse:
    path = desk.path("evenings.show")
    return desk.send(path, f"/{desk.slot()}/edit", htmx=True, minutes="ten")


@state("a slot with wrong minutes", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    path = f"/evenings/{desk.evening}/slots/{desk.slot('')}/edit"
    return desk.send(path, path, minutes="0")


@state("a slot without a trio", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/evenings/{desk.evening}/slots/{desk.slot('')}/edit")


@state("a slot to add, with a mistake", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    path = desk.path("evenings.show")
    return desk.send(path, "/slots", trio_id="", label="", minutes="")


@state("a running order after a move", COORDINATOR, on=at("evenings.show"), into="#order")
def _(desk: Desk) -> TestResponse:
    path = desk.path("evenings.show")
    return desk.send(path, f"/{desk.slot()}/move", htmx=True, way="down")


@state("a slot that was taken out, with Undo by htmx", COORDINATOR, on=at("evenings.show"),
       into="#order")  # fmt: skip
def _(desk: Desk) -> TestResponse:
    path = desk.path("evenings.show")
    return desk.send(path, f"/{desk.slot()}/delete", htmx=True)


@state("a slot that was taken out, with Undo", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    path = desk.path("evenings.show")
    return desk.send(path, f"/{desk.slot()}/delete", follow=True)


@state("a running order with findings left out, and too long", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    path = desk.path("evenings.show")
    desk.send(path, f"/{desk.shared}/leave-out")
    desk.send(path, f"/{desk.slot()}/edit", minutes="200")
    return desk.get(path)


@state("a running order with a finding to correct", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    desk.entered()
    return desk.get(desk.path("evenings.show"))


@state("a correction of something newer", COORDINATOR, 409)
def _(desk: Desk) -> TestResponse:
    path = desk.path("entered_findings.edit")
    form = Page(desk.get(path)).form("/edit")
    for claim in ("They talk more.", "They talk less."):
        answer = desk.client.post(path, data=form.data(claim=claim))
    return answer


@state("a person to add, by a coordinator of two alliances", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        other = alliances.create("Upper Tarrow Alliance")
        people.add(other.id, name="Helen Tarling", email=COORDINATOR, role=Role.COORDINATOR)
    return desk.get("/people/new")


@state("an evening without slots", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    path = "/evenings/new"
    return desk.send(
        path, "/evenings", follow=True, title="Spring", evening_date="2027-03-10", trio_ids=None
    )


@state("a finding to type in, with a mistake", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    path = f"/evenings/{desk.evening}/slots/{desk.slot(desk.quiet)}/finding"
    return desk.send(path, path, claim="")


@state("an evening that was printed, with a finding withdrawn after it", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    desk.freeze()
    with desk.services():
        finding = db.session.get_one(Finding, desk.shared)
        agreements.withdraw(desk.shared, desk.user(desk.lead), finding.version)
    return desk.get(desk.path("evenings.show"))


@state("a run sheet with an edition, a link for phones and a finding withdrawn", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    desk.reading_link()
    with desk.services():
        finding = db.session.get_one(Finding, desk.shared)
        agreements.withdraw(desk.shared, desk.user(desk.lead), finding.version)
    return desk.get(desk.path("run_sheet.show", copies=60))


@state("a run sheet for a mistaken number of copies", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    return desk.get(desk.path("run_sheet.show", copies="sixty"))


@state("editions with a link for phones, and a mistake in its day", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    desk.reading_link()
    path = desk.path("editions.index")
    return desk.send(path, "/reading-link", until="yesterday")


@state("an edition whose code for phones leads nowhere any more", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        reading_links.put(desk.evening, desk.user(COORDINATOR), today(), "https://x.org/{}".format)
    number = desk.freeze()
    with desk.services():
        reading_links.end(desk.evening)
    return desk.get(f"/evenings/{desk.evening}/editions/{number}")


@state("a handout with both sheets to fill in", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    form = Page(desk.get(desk.path("handouts.edit"))).form("/handout/edit")
    form.send(desk.client, sign_in_sheet="y", feedback_sheet="y")
    return desk.get(desk.path("handouts.show"))


@state("a feedback sheet on its own", SECOND)
def _(desk: Desk) -> TestResponse:
    return desk.get(desk.path("handouts.show_sheet", sheet="feedback-sheet"))


@state("a link for phones that has ended", NOBODY, 404)
def _(desk: Desk) -> TestResponse:
    return desk.get("/read/there-is-no-such-token")


@state("a sheet sent from a phone, with years that are none", NOBODY, 422)
def _(desk: Desk) -> TestResponse:
    path = desk.path("reading.ask")
    return desk.send(path, path, years="cats")


@state("what the hall said, before anything", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/evenings/{desk.evening}/feedback")


@state("what the hall said, with two that are new and one put away, of one trio", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    passed_on = desk.sheet(Feedback.trio_id == desk.trio, Feedback.passed_on_at.is_not(None))
    with desk.services():
        feedback.take_back(desk.earlier, passed_on)
        feedback.put_away(desk.earlier, [desk.sheet(Feedback.trio_id == desk.trio)])
    return desk.get(f"/evenings/{desk.earlier}/feedback")


@state("sheets to type in, after one", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    path = f"/evenings/{desk.earlier}/feedback/new"
    return desk.send(path, path, follow=True, trio_id=str(desk.trio), question="Why?")


@state("a sheet to type in, with years that are none", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    path = f"/evenings/{desk.earlier}/feedback/new"
    return desk.send(path, path, years="cats")


@state("a sheet that somebody else corrected meanwhile", COORDINATOR, 409)
def _(desk: Desk) -> TestResponse:
    path = desk.path("feedback.edit")
    form = Page(desk.get(path)).form(path)
    desk.client.post(path, data=form.data(who="the tutors"))
    return desk.client.post(path, data=form.data(who="the head of year"))


@state("what somebody sent, with a word that they did not send", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    sent = desk.sheet(Feedback.entered_by_id.is_(None))
    path = f"/evenings/{desk.earlier}/feedback/{sent}/edit"
    return desk.send(path, path, who="somebody else entirely")


@state("a trio that the hall has said nothing to", "bethan.holloway@example.org")
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/trios/{desk.live.trio('Getting unstuck in mixed-age maths')}/feedback")


@state("what prints, after somebody else chose meanwhile", COORDINATOR, 409)
def _(desk: Desk) -> TestResponse:
    page = Page(desk.get(desk.path("handouts.edit")))
    with desk.services():
        evening = db.session.get_one(Evening, desk.evening)
        values = {"schools_lettered": True}
        evenings.change(evening.id, desk.user(COORDINATOR), evening.version, values)
    return page.form("/handout/edit").send(desk.client)


@state("a logo that is there, and another that is none", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        here = db.session.get_one(Evening, desk.evening).alliance_id
        logos.put(here, desk.user(COORDINATOR), LOGO.content)
    return desk.send("/alliance/logo", "/logo", logo=(io.BytesIO(b"GIF89a"), "logo.gif"))


@state("the handout with a finding withdrawn, as a member reads it", SECOND)
def _(desk: Desk) -> TestResponse:
    with desk.services():
        editions.freeze(desk.evening, desk.user(COORDINATOR))
        finding = db.session.get_one(Finding, desk.shared)
        agreements.withdraw(desk.shared, desk.user(desk.lead), finding.version)
    return desk.get(desk.path("handouts.show"))


@state("a handout that takes longer to set than a request waits", SECOND, 202)
def _(desk: Desk) -> TestResponse:
    # Whether it is ready depends on what else was asked for before.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formats, "write", lambda *_: None)
        return desk.get(desk.path("handouts.show") + ".pdf")


@state("the pages of a handout, still being made", SECOND, 202)
def _(desk: Desk) -> TestResponse:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(previews, "pictures", lambda *_: None)
        return desk.get(desk.path("layouts.show"))


@state("a handout with too many pages to look at", SECOND)
def _(desk: Desk) -> TestResponse:
    made = Made(Path(), {"pages": 541, "pictures": []})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(previews, "pictures", lambda *_: made)
        return desk.get(desk.path("layouts.show", layout="large-print"))


@state("the slides as they will be shown, in black and white", SECOND)
def _(desk: Desk) -> TestResponse:
    return desk.get(desk.path("layouts.show", layout="slides", colour="grey"))


def _with_an_emoji(desk: Desk) -> None:
    with desk.services():
        who = desk.user(COORDINATOR)
        evening = db.session.get_one(Evening, desk.evening)
        values = {name: getattr(evening, name) for name in Evening.FIELDS}
        evenings.change(
            desk.evening, who, evening.version, values | {"welcome": "Welcome \U0001f389"}
        )


@state("the paper for sixty copies, and a letter without a typeface", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    _with_an_emoji(desk)
    return desk.get(desk.path("layouts.index", copies=60))


@state("the paper for no number of copies", COORDINATOR, 422)
def _(desk: Desk) -> TestResponse:
    return desk.get(desk.path("layouts.index", copies="sixty"))


@state(
    "the lengths of the layouts, counted meanwhile",
    SECOND,
    on=lambda desk: desk.path("handouts.show"),
    into="#lengths",
)
def _(desk: Desk) -> TestResponse:
    return desk.get(desk.path("layouts.index"), htmx=True)


@state("a handout with more than its sides hold", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    long = " ".join([WORDS] * 12)
    with desk.services():
        who = desk.user(COORDINATOR)
        evening = db.session.get_one(Evening, desk.evening)
        values = {name: getattr(evening, name) for name in Evening.FIELDS}
        evenings.change(desk.evening, who, evening.version, values | {"welcome": long})
        trio = db.session.get_one(Trio, desk.trio)
        for number in range(3):
            findings.enter_for_trio(
                trio,
                who,
                new_id(),
                {"claim": f"{number + 1}. {WORDS * 3}", "year_from": 0, "year_to": 3,
                 "detail": long, "limits": long, "for_primary": long, "for_secondary": long,
                 "next_step": long, "audience_question": WORDS},
            )  # fmt: skip
    return desk.get(desk.path("handouts.show"))


# Refusals


@state("400: a token of a session before", status=400)
def _(desk: Desk) -> TestResponse:
    path = desk.path("observations.new")
    return desk.send(path, "/observations", csrf_token="stale", seen=WORDS)


@state("401: signed out at saving", status=401)
def _(desk: Desk) -> TestResponse:
    form = Page(desk.get(desk.path("observations.new"))).form("/observations")
    desk.sit(NOBODY)
    return desk.client.post(form.action, data=form.data(seen=WORDS))


@state("401: signed out at saving, by htmx", status=401, on=at("observations.new"),
       into="#notice", swap="innerHTML")  # fmt: skip
def _(desk: Desk) -> TestResponse:
    form = Page(desk.get(desk.path("observations.new"))).form("/observations")
    desk.sit(NOBODY)
    return desk.client.post(form.action, data=form.data(seen=WORDS), headers=HTMX)


@state("403: not yours", SECOND, 403)
def _(desk: Desk) -> TestResponse:
    return desk.get("/people")


@state("404: nothing here", status=404)
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/observations/{new_id()}")


@state("404: nothing here, to a stranger", NOBODY, 404)
def _(desk: Desk) -> TestResponse:
    return desk.get("/nowhere")


@state("404: gone meanwhile, by htmx", status=404, on=journal, into="#notice", swap="innerHTML")
def _(desk: Desk) -> TestResponse:
    return desk.get(f"/observations/{new_id()}/edit", htmx=True)


@state("405: the wrong method", status=405)
def _(desk: Desk) -> TestResponse:
    return desk.get("/sign-out")


@state("409: a button of a page that is out of date", status=409)
def _(desk: Desk) -> TestResponse:
    forms = Page(desk.get(f"/findings/{desk.draft}")).forms
    agree = next(form for form in forms if form.action.endswith("/agree"))
    desk.changed_meanwhile("finding", desk.draft)
    return desk.client.post(agree.action, data=agree.data())


@state("409: evidence of a shared finding", status=409)
def _(desk: Desk) -> TestResponse:
    note = _to_sort(desk)
    form = Page(desk.get(f"/observations/{note}/delete")).form("/delete")
    with desk.services():
        version = db.session.get_one(Observation, desk.evidence).version
    path = f"/observations/{desk.evidence}/delete"
    return desk.client.post(path, data=form.data(version=str(version)))


@state("413: more than a megabyte", status=413)
def _(desk: Desk) -> TestResponse:
    return desk.send(desk.path("observations.new"), "/observations", seen="x" * 1_000_001)


@state("422: a question that is gone", status=422)
def _(desk: Desk) -> TestResponse:
    return desk.send(desk.path("observations.show"), "/sort", question_id=str(new_id()))


@state("500: a mistake of ours", status=500)
def _(desk: Desk) -> TestResponse:
    views = desk.live.app.view_functions
    working = views["home.show"]

    def fail() -> None:
        raise RuntimeError("on purpose")

    views["home.show"] = fail
    try:
        return desk.get("/")
    finally:
        views["home.show"] = working


@state("flashed: deleted, with Undo")
def _(desk: Desk) -> TestResponse:
    note = _to_sort(desk)
    return desk.send(f"/observations/{note}/delete", "/delete", follow=True)


@state("flashed: a trio membership", COORDINATOR)
def _(desk: Desk) -> TestResponse:
    member = desk.first(
        select(TrioMembership.user_id).where(
            TrioMembership.trio_id == desk.trio, TrioMembership.left_on.is_(None)
        )
    )
    path = f"/trios/{desk.trio}/members/{member}/leave"
    return desk.send(path, path, follow=True)
