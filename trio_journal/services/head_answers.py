"""What heads answer: saved by their link or typed in for them, and compiled over the schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from ..dates import now
from ..exceptions import Invalid, NotFound, Stale, TooOften
from ..extensions import db
from ..models import (
    Again,
    AnsweredAs,
    Awareness,
    HeadAnswer,
    Impact,
    Questionnaire,
    School,
)
from . import questionnaires
from .questionnaires import Row
from .transaction import once, writing

# Whoever has a link can save as often as people change their minds, and not fill the disk.
OFTEN = 12
WITHIN = timedelta(hours=1)

Values = Mapping[str, Any]


# Saving


def mistakes(values: Values) -> dict[str, list[str]]:
    """Return what is wrong with an answer: only one that says nothing at all."""
    if any(values.get(name) for name in HeadAnswer.FIELDS if name != "answered_as"):
        return {}
    return {"aware": ["Answer at least one of the three questions."]}


@once
def answer_by_link(secret: str, token: str, version: int, values: Values) -> HeadAnswer:
    """Save what a head answers, read at `version`, which is 0 for the first time.

    Raises NotFound when the link has ended, TooOften, Stale or Invalid.
    """
    with writing():
        questionnaire = questionnaires.find(secret, token, locked=True)
        if questionnaire is None:
            raise NotFound
        return _save(questionnaire, version, values, None)


@once
def enter(
    school: School, year: int, coordinator_id: UUID, version: int, values: Values
) -> HeadAnswer:
    """Save what a coordinator types in for a head. Raises NotFound, Stale or Invalid."""
    with writing():
        questionnaires.of_school(school, year)
        return _save(questionnaires.begun(school, year), version, values, coordinator_id)


def latest(questionnaire_id: UUID) -> HeadAnswer | None:
    """Return the answer of a questionnaire that counts, if there is one."""
    return db.session.scalar(
        select(HeadAnswer)
        .where(HeadAnswer.questionnaire_id == questionnaire_id)
        .order_by(HeadAnswer.version.desc())
        .limit(1)
    )


def _save(
    questionnaire: Questionnaire, version: int, values: Values, entered_by_id: UUID | None
) -> HeadAnswer:
    if found := mistakes(values):
        raise Invalid("Something is still missing.", found)
    kept = latest(questionnaire.id)
    if kept is not None and all(getattr(kept, name) == values[name] for name in HeadAnswer.FIELDS):
        # Sent twice: it is as this save wants it.
        return kept
    if version != (kept.version if kept else 0):
        raise Stale(questionnaire.id)
    if entered_by_id is None:
        _check_often(questionnaire)
    answer = HeadAnswer(
        alliance_id=questionnaire.alliance_id,
        questionnaire_id=questionnaire.id,
        version=version + 1,
        entered_by_id=entered_by_id,
        **{name: values[name] for name in HeadAnswer.FIELDS},
    )
    db.session.add(answer)
    return answer


def _check_often(questionnaire: Questionnaire) -> None:
    lately = db.session.scalar(
        select(func.count()).where(
            HeadAnswer.questionnaire_id == questionnaire.id,
            HeadAnswer.created_at > now() - WITHIN,
        )
    )
    if (lately or 0) >= OFTEN:
        raise TooOften(
            "This was changed many times within the last hour. Wait an hour, then send it again."
        )


# Compiled: pure

AWARE: Final[Mapping[Awareness, str]] = {
    Awareness.IN_DETAIL: "Yes, in detail",
    Awareness.ROUGHLY: "Roughly",
    Awareness.NO: "No",
}
IMPACT: Final[Mapping[Impact, str]] = {
    Impact.CLEAR: "A clear one",
    Impact.A_LITTLE: "A little",
    Impact.NONE_YET: "None yet",
}
AGAIN: Final[Mapping[Again, str]] = {
    Again.YES: "Yes",
    Again.PERHAPS: "Perhaps",
    Again.NO: "No",
}
ANSWERED_AS: Final[Mapping[AnsweredAs, str]] = {
    AnsweredAs.HEAD: "The headteacher",
    AnsweredAs.DEPUTY: "A deputy or assistant head",
    AnsweredAs.OTHER: "Somebody else at the school",
}
NOT_SAID: Final = "Not said"


@dataclass(frozen=True, slots=True)
class Compiled:
    """How often each choice was made over the schools that answered."""

    schools: int
    answered: int
    aware: Mapping[str, int]
    impact: Mapping[str, int]
    again: Mapping[str, int]

    @property
    def how_many(self) -> str:
        """Return "9 of 12 schools answered"."""
        return f"{self.answered} of {self.schools} school{'s'[: self.schools != 1]} answered"

    @property
    def sentence(self) -> str:
        """Return the counts as somebody would tell them."""
        if not self.answered:
            return f"{self.how_many}."
        knew = self.aware[AWARE[Awareness.IN_DETAIL]] + self.aware[AWARE[Awareness.ROUGHLY]]
        saw = self.impact[IMPACT[Impact.CLEAR]] + self.impact[IMPACT[Impact.A_LITTLE]]
        again = self.again[AGAIN[Again.YES]]
        return (
            f"{self.how_many}: {knew} knew roughly or in detail, {saw} saw a little impact or a "
            f"clear one, {again} would take part again."
        )


def compiled(rows: Sequence[Row]) -> Compiled:
    """Count the choices of some schools' answers."""
    answers = [row.answer for row in rows if row.answer is not None]
    return Compiled(
        schools=len(rows),
        answered=len(answers),
        aware=_counted(AWARE, [one.aware for one in answers]),
        impact=_counted(IMPACT, [one.impact for one in answers]),
        again=_counted(AGAIN, [one.again for one in answers]),
    )


def _counted(words: Mapping[Any, str], chosen: Sequence[StrEnum | None]) -> dict[str, int]:
    """Return how often each choice was made, and "Not said" only where somebody left it."""
    times = Counter(chosen)
    found = {word: times[value] for value, word in words.items()}
    return found | ({NOT_SAID: times[None]} if times[None] else {})
