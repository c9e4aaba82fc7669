"""The questionnaire for heads: which schools are asked about a year, and the link of each.

A head has no account, and the coordinator copies a link more than once. So a link is signed with
the journal's secret key, and nothing that opens one is in the database or in a copy of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import dates
from ..exceptions import Invalid, NotFound
from ..extensions import db
from ..models import HeadAnswer, Questionnaire, School, Trio, TrioMembership
from ..text import listed
from .tokens import read_signed, signed
from .transaction import once, writing

PURPOSE = "questionnaire"
LASTS = timedelta(weeks=4)
LONGEST = timedelta(days=366)
JUNE = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A school that took part in a year: what its trios worked on, and what its head answered.

    `answers` are all that were saved, the oldest first.
    """

    school: School
    focuses: tuple[str, ...]
    questionnaire: Questionnaire | None
    answers: tuple[HeadAnswer, ...]

    @property
    def answer(self) -> HeadAnswer | None:
        """Return the answer that counts."""
        return self.answers[-1] if self.answers else None

    @property
    def is_open(self) -> bool:
        """Say whether a link works today."""
        return self.questionnaire is not None and is_open(self.questionnaire)

    @property
    def was_asked(self) -> bool:
        """Say whether there has been a link."""
        return self.questionnaire is not None and self.questionnaire.link_number > 0


def is_open(questionnaire: Questionnaire) -> bool:
    """Say whether a questionnaire's last link works today."""
    until = questionnaire.open_until
    return until is not None and until >= dates.today()


# Which schools


def years(alliance_id: UUID) -> tuple[int, ...]:
    """Return the years in which there were trios, the newest first."""
    found = select(Trio.academic_year).where(Trio.alliance_id == alliance_id).distinct()
    return tuple(db.session.scalars(found.order_by(Trio.academic_year.desc())))


def year_to_ask_about(known: Sequence[int]) -> int:
    """Return the year that heads are asked about now: until Christmas it is the last one."""
    today = dates.today()
    this_year = dates.academic_year(today)
    in_autumn = today.year == this_year
    return this_year - 1 if in_autumn and this_year - 1 in known else this_year


def is_time(year: int) -> bool:
    """Say whether a year is far enough on to ask heads about it: from June."""
    return dates.today() >= date(year + 1, JUNE, 1)


def end_of(year: int) -> date:
    """Return a good last day for the links: the end of July, in four weeks at the earliest."""
    return max(date(year + 1, 7, 31), dates.today() + LASTS)


def of_year(alliance_id: UUID, year: int) -> tuple[Row, ...]:
    """Return a row for each school that was in a trio of a year, by name."""
    focuses = _focuses(alliance_id, year)
    asked = {
        one.school_id: one
        for one in db.session.scalars(
            select(Questionnaire).where(
                Questionnaire.alliance_id == alliance_id, Questionnaire.academic_year == year
            )
        )
    }
    answers = _answers([one.id for one in asked.values()])
    found = db.session.scalars(
        select(School)
        .where(School.alliance_id == alliance_id, School.id.in_({*focuses, *asked}))
        .order_by(School.name, School.id)
    )
    return tuple(
        Row(
            school=school,
            focuses=tuple(focuses.get(school.id, ())),
            questionnaire=(one := asked.get(school.id)),
            answers=tuple(answers.get(one.id, ())) if one else (),
        )
        for school in found
    )


def _focuses(
    alliance_id: UUID, year: int, school_id: UUID | None = None
) -> Mapping[UUID, list[str]]:
    """Return the focuses of a year's trios by school; also of members who left on the way."""
    of_one = [TrioMembership.school_id == school_id] if school_id else []
    found: dict[UUID, list[str]] = defaultdict(list)
    for its_school, focus in db.session.execute(
        select(TrioMembership.school_id, Trio.focus)
        .join(Trio, Trio.id == TrioMembership.trio_id)
        .where(Trio.alliance_id == alliance_id, Trio.academic_year == year, *of_one)
        .group_by(TrioMembership.school_id, Trio.id, Trio.focus, Trio.number)
        .order_by(Trio.number)
    ):
        if its_school is not None:
            found[its_school].append(focus)
    return found


def _answers(ids: Sequence[UUID]) -> Mapping[UUID, list[HeadAnswer]]:
    found: dict[UUID, list[HeadAnswer]] = defaultdict(list)
    for answer in db.session.scalars(
        select(HeadAnswer)
        .where(HeadAnswer.questionnaire_id.in_(ids))
        .options(joinedload(HeadAnswer.entered_by))
        .order_by(HeadAnswer.version)
    ):
        found[answer.questionnaire_id].append(answer)
    return found


def of_school(school: School, year: int) -> Row:
    """Return a school's row. Raises NotFound when it was in no trio of that year."""
    focuses = focuses_of(school, year)
    asked = db.session.scalar(
        select(Questionnaire).where(
            Questionnaire.school_id == school.id, Questionnaire.academic_year == year
        )
    )
    if not focuses and asked is None:
        raise NotFound("This school was in no trio of that year.")
    answers = _answers([asked.id]).get(asked.id, ()) if asked else ()
    return Row(school=school, focuses=focuses, questionnaire=asked, answers=tuple(answers))


def focuses_of(school: School, year: int) -> tuple[str, ...]:
    """Return what the trios of a year that somebody of a school was in looked at."""
    return tuple(_focuses(school.alliance_id, year, school.id).get(school.id, ()))


def counts(alliance_id: UUID, year: int) -> tuple[int, int]:
    """Return how many schools of a year have answered, and how many took part."""
    took_part = (
        select(TrioMembership.school_id)
        .join(Trio, Trio.id == TrioMembership.trio_id)
        .where(Trio.alliance_id == alliance_id, Trio.academic_year == year)
    )
    asked = select(Questionnaire.school_id).where(
        Questionnaire.alliance_id == alliance_id, Questionnaire.academic_year == year
    )
    answered = asked.join(HeadAnswer, HeadAnswer.questionnaire_id == Questionnaire.id)
    schools = took_part.where(TrioMembership.school_id.is_not(None)).union(asked)
    found = db.session.execute(
        select(
            select(func.count()).select_from(answered.distinct().subquery()).scalar_subquery(),
            select(func.count()).select_from(schools.subquery()).scalar_subquery(),
        )
    ).one()
    return found[0], found[1]


# Links


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks the heads, about which year."""

    name: str
    alliance: str
    year: int


# What a mail merge puts in their place.
SCHOOL, LINK = "«School»", "«Link»"


def letter(
    sender: Sender, until: date, school: str = SCHOOL, link: str = LINK, focuses: Sequence[str] = ()
) -> str:
    """Return what a coordinator writes to a head along with the link, short enough to be read."""
    year, asked_by = dates.academic_year_label(sender.year), sender.alliance
    trios = "trios" if len(focuses) > 1 else "a trio"
    is_over = dates.academic_year(dates.today()) > sender.year
    worked = "worked" if is_over else "are working"
    on = f", on {listed(f'“{focus}”' for focus in focuses)}" if focuses else ""
    return f"""Dear headteacher of {school},

In {year} teachers of your school {worked} in {trios} of {asked_by}{on}. \
Did you know what they {worked} on, has anything come of it in your school, \
and would you take part again?

These three questions take two minutes, and there is nothing to sign in to:

{link}

Only the coordinators of {asked_by} read what you answer, and they see which school it is from. \
You can answer, and change it again, until {dates.day_label(until)}. \
The link is your school's own: a deputy may use it for you, but please pass it on no further.

Thank you,
{sender.name}"""


def token(secret: str, questionnaire: Questionnaire) -> str:
    """Return the token of a questionnaire's last link."""
    return signed(secret, PURPOSE, questionnaire.id, questionnaire.link_number)


def find(secret: str, token: str, *, locked: bool = False) -> Questionnaire | None:
    """Return the questionnaire that a link opens today, with its school; `locked` to answer it."""
    named = read_signed(secret, PURPOSE, token)
    if named is None:
        return None
    chosen = (
        select(Questionnaire)
        .where(Questionnaire.id == named[0], Questionnaire.link_number == named[1])
        .options(
            joinedload(Questionnaire.school, innerjoin=True),
            joinedload(Questionnaire.alliance, innerjoin=True),
        )
    )
    found = db.session.scalar(chosen.with_for_update(of=Questionnaire) if locked else chosen)
    return found if found is not None and is_open(found) else None


def mistakes(open_until: date | None) -> dict[str, list[str]]:
    """Return what is wrong with the last day of the links."""
    today = dates.today()
    if open_until is None:
        return {"open_until": ["Choose the last day on which heads can answer."]}
    if open_until < today:
        return {"open_until": ["That day is over. Choose today, or a day to come."]}
    if open_until > today + LONGEST:
        return {"open_until": ["That is more than a year ahead. Choose an earlier day."]}
    return {}


@once
def ask(alliance_id: UUID, year: int, open_until: date) -> int:
    """Have every school of a year have a link that works until a day; return how many they are.

    A link that was passed on goes on working. Raises Invalid.
    """
    if found := mistakes(open_until):
        raise Invalid("Check the last day.", found)
    with writing():
        rows = of_year(alliance_id, year)
        for row in rows:
            questionnaire = begun(row.school, year)
            questionnaire.link_number = max(questionnaire.link_number, 1)
            questionnaire.open_until = open_until
        return len(rows)


def begun(school: School, year: int) -> Questionnaire:
    """Return a school's questionnaire, locked, and made where there is none, in a transaction."""
    found = db.session.scalar(
        select(Questionnaire)
        .where(
            Questionnaire.alliance_id == school.alliance_id,
            Questionnaire.school_id == school.id,
            Questionnaire.academic_year == year,
        )
        .with_for_update()
    )
    if found is None:
        found = Questionnaire(
            alliance_id=school.alliance_id, school_id=school.id, academic_year=year, link_number=0
        )
        db.session.add(found)
        db.session.flush()
    return found


@once
def renew(school: School, year: int) -> Questionnaire:
    """Give a school a new link, for the time that the old one had left; the old one ends.

    Raises NotFound when it was in no trio of that year.
    """
    with writing():
        of_school(school, year)
        questionnaire = begun(school, year)
        questionnaire.link_number += 1
        if not is_open(questionnaire):
            questionnaire.open_until = dates.today() + LASTS
        return questionnaire


def end(school: School, year: int) -> None:
    """End a school's link; what was answered stays. Ending it twice is the same as once."""
    with writing():
        of_school(school, year)
        questionnaire = begun(school, year)
        if questionnaire.open_until is not None:
            questionnaire.open_until = None
            # Should the school be asked again, the link that was ended stays so.
            questionnaire.link_number += 1
