"""Loading the example, through the same services as everything else.

It is then dated back, so that the journals look as if they had been kept since September.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from werkzeug.security import generate_password_hash

from .. import dates, year_groups
from ..extensions import db
from ..ids import new_id
from ..models import (
    Alliance,
    CasePupil,
    Entry,
    Evening,
    Finding,
    FindingState,
    Invitation,
    Kind,
    QuestionState,
    Rating,
    ReportKind,
    Role,
    SchoolPhase,
    Trio,
    TrioMembership,
    User,
)
from ..services import (
    agreements,
    alliances,
    evening_slots,
    evenings,
    findings,
    observations,
    people,
    questions,
    replies,
    reports,
    revisions,
    schools,
    trio_members,
    trios,
    visits,
)
from ..services.transaction import writing
from . import hall, heads

# Everybody's, and printed at every start: `serve` refuses other hosts while it works.
PASSWORD = "trio journal demo"  # noqa: S105

FOUNDED = -80
LAST_LOOKED = -4
# Visits are planned this long before; a coming one was planned this long ago.
PLANNED_BEFORE = 12

RATINGS = {
    "not seen": Rating.NOT_SEEN,
    "a glimpse": Rating.GLIMPSE,
    "evident": Rating.EVIDENT,
    "strong": Rating.STRONG,
}

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns the file's days, counted from today, into school days."""

    today: date
    now: datetime

    def day(self, offset: int) -> date:
        """Return the weekday nearest to a day; today is today, whatever day it is."""
        day = self.today + timedelta(days=offset)
        if offset == 0:
            return day
        return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))

    def moment(self, offset: int, clock: time, minutes: int = 0) -> datetime:
        """Return a local time on a day, some minutes later, and never in the future."""
        at = dates.from_local(self.day(offset), clock) + timedelta(minutes=minutes)
        return min(at, self.now)


@dataclass(slots=True)
class _Made:
    """What has been loaded so far, by the keys that the file gives it."""

    alliance_id: UUID
    calendar: Calendar
    ids: dict[str, UUID] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    def id(self, row: Table, name: str) -> UUID | None:
        """Return the id of what a row refers to under a name, or None when it refers to nothing."""
        return self.ids[row[name]] if name in row else None

    def keep(self, row: Table, entry: Entry) -> None:
        """Remember an entry by its key."""
        self.ids[row["key"]] = entry.id
        self.entries[row["key"]] = entry


@cache
def _source() -> Table:
    return tomllib.loads(files(__package__).joinpath("alliance.toml").read_text("utf-8"))


def find() -> Alliance | None:
    """Return the example alliance when it has been loaded."""
    return db.session.scalar(select(Alliance).where(Alliance.name == _source()["alliance"]["name"]))


def load() -> Alliance:
    """Load the example alliance in one transaction, or return it when it is there already."""
    if (there := find()) is not None:
        return there
    password_hash = generate_password_hash(PASSWORD)
    with writing():
        if (there := find()) is not None:
            return there
        source = _source()
        alliance = alliances.create(source["alliance"]["name"])
        db.session.flush()
        made = _Made(alliance.id, Calendar(dates.today(), dates.now()))
        alliance.created_at = made.calendar.moment(FOUNDED, time(9))
        _load_schools(made, source["schools"])
        _load_people(made, source["people"], password_hash)
        for row in source["trios"]:
            _load_trio(made, row)
        _load_evening(made, source["evening"], author=source["people"][0])
        earlier = _load_evening(made, source["earlier_evening"], author=source["people"][0])
        calendar = made.calendar
        hall.load(earlier, source["hall"], made.ids, calendar.moment)
        heads.load(alliance.id, source["questionnaire"], made.ids, calendar.today, calendar.moment)
        return alliance


def _load_schools(made: _Made, rows: Iterable[Table]) -> None:
    for row in rows:
        values = {name: row[name] for name in ("urn", "name", "town", "low_age", "high_age")}
        school = schools.add(
            made.alliance_id, values | {"phase": SchoolPhase(row["phase"])}, new_id()
        )
        school.created_at = made.calendar.moment(FOUNDED, time(9, 30))
        made.ids[row["key"]] = school.id


def _load_people(made: _Made, rows: Iterable[Table], password_hash: str) -> None:
    for row in rows:
        membership, _ = people.add(
            made.alliance_id,
            name=row["name"],
            email=row["email"],
            role=Role(row["role"]),
            school_id=made.id(row, "school"),
        )
        user = db.session.get_one(User, membership.user_id)
        user.is_example = True
        user.password_hash = password_hash
        user.created_at = membership.created_at = made.calendar.moment(FOUNDED, time(10))
        # They can sign in without the link that adding them made.
        db.session.execute(delete(Invitation).where(Invitation.user_id == user.id))
        made.ids[row["key"]] = user.id


def _load_trio(made: _Made, row: Table) -> None:
    trio = trios.create(
        made.alliance_id,
        new_id(),
        focus=row["focus"],
        member_ids=[made.ids[member["person"]] for member in row["members"][: trios.SIZE]],
        lead_id=made.ids[row["lead"]],
        exception_reason=row.get("exception_reason", ""),
        contact=row["contact"],
    )
    made.ids[row["key"]] = trio.id
    if row["case_pupils"]:
        trios.change(trio.id, trio.version, {"case_pupils": True})
    _load_members(made, trio, row)
    for load, name in (
        (_load_question, "questions"),
        (_load_visit, "visits"),
        (_load_observation, "observations"),
        (_load_finding, "findings"),
        (_load_report, "reports"),
    ):
        for entry in row.get(name, ()):
            load(made, trio, entry)
    for reply in row.get("replies", ()):
        _load_reply(made, reply)


def _load_members(made: _Made, trio: Trio, row: Table) -> None:
    """Let members leave and others come, then date all of it back."""
    by_id = made.ids[row["lead"]]
    members: Sequence[Table] = row["members"]
    for member in members:
        if "left_day" in member:
            trio_members.leave(trio.id, made.ids[member["person"]], by_id)
    for member in members[trios.SIZE :]:
        trio_members.add(trio.id, made.ids[member["person"]], by_id)
    for member in members:
        if "away_day" in member:
            trio_members.set_away(trio.id, made.ids[member["person"]], by_id, away=True)
    trio.created_at = made.calendar.moment(members[0]["joined_day"], time(12))
    places = {
        place.user_id: place
        for place in db.session.scalars(
            select(TrioMembership).where(TrioMembership.trio_id == trio.id)
        )
    }
    for order, member in enumerate(members):
        _date_member(made.calendar, places[made.ids[member["person"]]], member, order)


def _date_member(calendar: Calendar, place: TrioMembership, row: Table, order: int) -> None:
    place.joined_on = calendar.day(row["joined_day"])
    place.created_at = calendar.moment(row["joined_day"], time(12), minutes=order)
    if "left_day" in row:
        place.left_on = calendar.day(row["left_day"])
    if "away_day" in row:
        place.away_since = calendar.day(row["away_day"])
    place.last_looked_at = calendar.moment(row.get("left_day", LAST_LOOKED), time(17))


def _date(entry: Entry | Evening, *moments: datetime) -> None:
    """Date an entry back: its first version to the first moment, each later one to the next."""
    entry.created_at = moments[0]
    if isinstance(entry, Entry):
        entry.updated_at = moments[-1]
    db.session.flush()
    for revision, moment in zip(revisions.of(entry), moments, strict=True):
        revision.saved_at = moment


def _years(row: Table) -> Table:
    if "year_from" not in row:
        return {}
    return {name: year_groups.from_code(row[name]) for name in ("year_from", "year_to")}


def _texts(row: Table, *names: str) -> Table:
    return {name: row[name].strip() for name in names if name in row}


def _load_question(made: _Made, trio: Trio, row: Table) -> None:
    values = _texts(row, "text", "why_it_matters", "starting_point", "would_count")
    values |= _years(row) | {"state": QuestionState(row["state"])}
    question = questions.create(trio, made.ids[row["author"]], new_id(), values)
    _date(question, made.calendar.moment(row["day"], time(16, 30)))
    made.keep(row, question)


def _load_visit(made: _Made, trio: Trio, row: Table) -> None:
    """Plan a visit, and after it write what was said at the end of the day."""
    calendar, author_id, day = made.calendar, made.ids[row["author"]], row["visit_day"]
    agreed_day = row.get("head_agreed_day")
    values = _texts(row, "look_for") | {
        "visit_date": calendar.day(day),
        "host_school_id": made.ids[row["host"]],
        "inset_day": row["inset_day"],
        "cover_arranged": row["cover_arranged"],
        "head_agreed_on": None if agreed_day is None else calendar.day(agreed_day),
        "people": [made.ids[key] for key in row["people"]],
    }
    visit = visits.create(trio, author_id, new_id(), values)
    moments = [calendar.moment(min(day, 0) - PLANNED_BEFORE, time(16, 45))]
    if "end_of_day" in row:
        visits.change(visit.id, author_id, visit.version, _texts(row, "end_of_day"))
        moments.append(calendar.moment(day, time(16, 10)))
    _date(visit, *moments)
    made.keep(row, visit)


def _load_observation(made: _Made, trio: Trio, row: Table) -> None:
    clock = time.fromisoformat(row["time"])
    values = _texts(row, "seen", "thought", "subject") | _years(row)
    values |= {
        "observed_at": made.calendar.moment(row["day"], clock),
        "visit_id": made.id(row, "visit"),
        "school_id": made.id(row, "school"),
        "kind": Kind(row["kind"]),
        "rating": RATINGS[row["rating"]] if "rating" in row else None,
        "case_pupil": CasePupil(row["case_pupil"]) if "case_pupil" in row else None,
        "question_ids": [made.ids[key] for key in row.get("questions", ())],
    }
    note = observations.create(trio, made.ids[row["author"]], new_id(), values)
    _date(note, made.calendar.moment(row["day"], clock, minutes=6))
    made.keep(row, note)


def _load_finding(made: _Made, trio: Trio, row: Table) -> None:
    values = _years(row) | _texts(
        row, "claim", "detail", "limits", "for_primary", "for_secondary", "next_step",
        "audience_question", "quotation", "themes",
    )  # fmt: skip
    values |= {
        "question_id": made.id(row, "question"),
        "quotation_observation_id": made.id(row, "quotation_observation"),
        "supporting": [made.ids[key] for key in row["supporting"]],
        "not_fitting": [made.ids[key] for key in row["not_fitting"]],
    }
    finding = findings.create(trio, made.ids[row["author"]], new_id(), values)
    made.keep(row, finding)
    _agree(made, finding, row)


def _agree(made: _Made, finding: Finding, row: Table) -> None:
    """Have those agree who have, a day or two after each other, the author first."""
    names = sorted(row["agreed_by"], key=lambda name: name != row["author"])
    pause = 2 if row["day"] < -7 else 1
    at = [
        made.calendar.moment(min(row["day"] + pause * place, -2), time(18, 40), minutes=7 * place)
        for place in range(len(names))
    ]
    for name in names:
        agreements.agree(finding.id, made.ids[name], finding.version)
    moments = [made.calendar.moment(row["day"], time(17, 30))]
    if row["state"] != FindingState.DRAFT:
        moments.append(at[-1])
    if row["state"] == FindingState.SHARED:
        agreements.share(finding.id, made.ids[row["author"]], finding.version)
        finding.shared_at = at[-1] + timedelta(minutes=5)
        moments.append(finding.shared_at)
    when = {made.ids[name]: moment for name, moment in zip(names, at, strict=True)}
    for agreement in finding.agreements:
        agreement.agreed_at = when[agreement.user_id]
    _date(finding, *moments)


def _load_report(made: _Made, trio: Trio, row: Table) -> None:
    kind, author_id = ReportKind(row["kind"]), made.ids[row["author"]]
    texts = _texts(row, *(section.name for section in kind.sections))
    report = reports.create(trio, kind, author_id, new_id(), texts)
    moments = [made.calendar.moment(row["day"], time(16, 50))]
    if "handed_in_day" in row:
        reports.hand_in(report.id, author_id, report.version, lines_over=0)
        moments.append(made.calendar.moment(row["handed_in_day"], time(20, 10)))
        report.handed_in_at = moments[-1]
    _date(report, *moments)


def _load_reply(made: _Made, row: Table) -> None:
    reply = replies.create(made.entries[row["on"]], made.ids[row["author"]], new_id(), row["text"])
    reply.created_at = made.calendar.moment(row["day"], time(20, 30))


def _load_evening(made: _Made, row: Table, author: Table) -> Evening:
    calendar, author_id = made.calendar, made.ids[author["key"]]
    evening = evenings.create(
        made.alliance_id,
        author_id,
        new_id(),
        {
            "title": row["title"],
            "evening_date": calendar.day(row["day"]),
            "starts_at": time.fromisoformat(row["starts"]),
            "ends_at": time.fromisoformat(row["ends"]),
            "print_by": calendar.day(row["print_by_day"]) if "print_by_day" in row else None,
            "venue_school_id": made.id(row, "venue"),
            "welcome": row["welcome"],
        },
    )
    for slot in row["slots"]:
        evening_slots.add(
            evening.id,
            author_id,
            trio_id=made.id(slot, "trio"),
            label=slot.get("label", ""),
            minutes=slot["minutes"],
        )
    _date(
        evening,
        *(
            calendar.moment(row["planned_day"], time(15, 20), minutes=place)
            for place in range(evening.version)
        ),
    )
    return evening
