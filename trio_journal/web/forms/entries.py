"""The forms of questions, visits, observations, findings and replies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional

from ... import dates
from ...models import CasePupil, Credit, Finding, Kind, Observation, Question, QuestionState, Visit
from ..filters import CASES, KINDS, RATINGS
from .base import ChangeForm, JournalForm, NewForm
from .fields import (
    LINE_LIMIT,
    RecordField,
    Records,
    RecordsField,
    ThemesField,
    YearsField,
    line,
    lines,
    required,
)
from .numbers import DayField, MomentField

CLAIM_LIMIT = 300
Choices = Records | Callable[[], Records]


class QuestionFields(JournalForm):
    """What a question says."""

    text = lines("What do you want to find out?")
    why_it_matters = lines("Why it matters")
    starting_point = lines("Starting point")
    would_count = lines("What would count as an answer?")
    years = YearsField("Which year groups is it about?")
    state = RadioField(
        "Where it stands",
        choices={state.value: state.value.capitalize() for state in QuestionState},
        default=QuestionState.OPEN.value,
    )

    def fill(self, question: Question) -> None:
        """Show what a question says."""
        for name in ("text", "why_it_matters", "starting_point", "would_count"):
            self[name].data = getattr(question, name)
        self.years.data = YearsField.codes(question.year_from, question.year_to)
        self.state.data = question.state.value

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        kept = {
            name: self[name].data or ""
            for name in ("text", "why_it_matters", "starting_point", "would_count")
        }
        state = QuestionState(self.state.data or "open")
        return kept | self.years.span() | {"state": state}


class NewQuestionForm(QuestionFields, NewForm):
    """Asks a question."""


class QuestionForm(QuestionFields, ChangeForm):
    """Changes a question."""


class VisitFields(JournalForm):
    """What a visit says."""

    visit_date = DayField("Date", validators=[required("Choose the day of the visit.")])
    host_school_id = RecordField(
        "School", "Choose a school", validators=[required("Choose the school you visit.")]
    )
    inset_day = BooleanField("It is an INSET day there")
    visitor_ids = RecordsField("Who goes")
    cover_arranged = BooleanField("Cover is arranged")
    head_agreed = BooleanField("The head of the school has agreed")
    head_agreed_on = DayField("Agreed on")
    look_for = lines("What to look for")
    end_of_day = lines("What we said at the end of the day")

    def fill(self, visit: Visit) -> None:
        """Show what a visit says."""
        for name in Visit.FIELDS:
            self[name].data = getattr(visit, name)
        self.visitor_ids.data = [visitor.user_id for visitor in visit.visitors]

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        kept: dict[str, Any] = {name: self[name].data for name in Visit.FIELDS}
        kept["look_for"] = kept["look_for"] or ""
        kept["end_of_day"] = kept["end_of_day"] or ""
        return kept | {"people": self.visitor_ids.data or []}


class NewVisitForm(VisitFields, NewForm):
    """Plans a visit."""


class VisitForm(VisitFields, ChangeForm):
    """Changes a visit."""


def rating_of(value: Any) -> int | None:
    """Return the rating of a choice as sent, None for not rated."""
    return None if value in (None, "", "None") else int(value)


class ObservationFields(JournalForm):
    """What an observation says; only `seen` is needed."""

    seen = lines("What did you see?")
    thought = lines("What do you make of it?")
    years = YearsField()
    observed_at = MomentField("When")
    visit_id = RecordField("Visit", "On no visit")
    school_id = RecordField("School", "Where?")
    question_ids = RecordsField("Question")
    subject = line("Subject", LINE_LIMIT)
    kind = SelectField(
        "What it was",
        choices={kind.value: words for kind, words in KINDS.items()},
        default=Kind.LESSON.value,
    )
    case_pupil = SelectField(
        "Case pupil",
        choices={"": "No case pupil"} | {case.value: words for case, words in CASES.items()},
    )
    rating = RadioField(
        "How much did you see?",
        [Optional()],
        choices={"": "Not rated"} | {str(i): w.capitalize() for i, w in enumerate(RATINGS)},
        default="",
    )

    def offer(self, questions: Choices, schools: Choices, visits: Choices, cases: bool) -> None:
        """Set what can be chosen; case pupils only where the trio follows some."""
        self.question_ids.offer(questions)
        self.school_id.offer(schools)
        self.visit_id.offer(visits)
        if not cases:
            del self.case_pupil

    def fill(self, note: Observation) -> None:
        """Show what a note says."""
        for name in ("seen", "thought", "visit_id", "school_id", "subject"):
            self[name].data = getattr(note, name)
        self.observed_at.data = _as_shown(note.observed_at)
        self.years.data = YearsField.codes(note.year_from, note.year_to)
        self.question_ids.data = note.question_ids
        self.kind.data = note.kind.value
        self.rating.data = "" if note.rating is None else str(note.rating)
        if "case_pupil" in self:
            self.case_pupil.data = note.case_pupil.value if note.case_pupil else ""

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        kept: dict[str, Any] = {
            "seen": self.seen.data or "",
            "thought": self.thought.data or "",
            "subject": self.subject.data or "",
            "visit_id": self.visit_id.data,
            "school_id": self.school_id.data,
            "question_ids": self.question_ids.data or [],
            "kind": Kind(self.kind.data or "lesson"),
            "rating": rating_of(self.rating.data),
        }
        if self.observed_at.data:
            kept["observed_at"] = local_moment(self.observed_at.data)
        if "case_pupil" in self:
            case = self.case_pupil.data
            kept["case_pupil"] = CasePupil(case) if case else None
        return kept | self.years.span()


def _as_shown(moment: datetime) -> datetime:
    return dates.local(moment).replace(tzinfo=None)


def local_moment(naive: datetime) -> datetime:
    """Return the UTC moment of a date and time as typed in England."""
    return dates.from_local(naive.date(), naive.time())


class NewObservationForm(ObservationFields, NewForm):
    """Makes a note."""


class ObservationForm(ObservationFields, ChangeForm):
    """Changes a note."""

    def changes(self, note: Observation) -> dict[str, Any]:
        """Return what was typed; a time left as it was shown, to the minute, is no change."""
        values = self.values()
        # As shown, not as moments: an hour in October comes twice, and looks the same both times.
        shown = _as_shown(note.observed_at).replace(second=0, microsecond=0)
        if self.observed_at.data == shown:
            values.pop("observed_at")
        return values


class FindingFields(JournalForm):
    """What a finding says. Which notes it rests on comes as `evidence-<id>` fields."""

    claim = line("What do you claim?", CLAIM_LIMIT)
    detail = lines("More about it")
    question_id = RecordField("Question", "No question")
    years = YearsField("Which year groups is it about?")
    limits = lines("What we can't say yet")
    for_primary = lines("For primary")
    for_secondary = lines("For secondary")
    next_step = lines("Next step")
    audience_question = lines("A question for the audience")
    themes = ThemesField()
    quotation = lines("Quotation")
    quotation_observation_id = RecordField("From the note", "Choose the note")
    quotation_credit = RadioField(
        "Credited to",
        choices={
            Credit.KEY_STAGE.value: "The key stage",
            Credit.SCHOOL.value: "The school",
            Credit.NONE.value: "Nobody",
        },
        default=Credit.KEY_STAGE.value,
    )
    credit_confirmed = BooleanField("The three of us have decided to name the school")

    TEXTS = (
        "claim", "detail", "limits", "for_primary", "for_secondary", "next_step",
        "audience_question", "quotation",
    )  # fmt: skip

    def fill(self, finding: Finding) -> None:
        """Show what a finding says."""
        for name in (*self.TEXTS, "question_id", "quotation_observation_id"):
            self[name].data = getattr(finding, name)
        self.years.data = YearsField.codes(finding.year_from, finding.year_to)
        self.quotation_credit.data = finding.quotation_credit.value
        self.themes.show(finding.themes)

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it; the evidence aside."""
        kept: dict[str, Any] = {name: self[name].data or "" for name in self.TEXTS}
        kept["themes"] = self.themes.data or ""
        kept["question_id"] = self.question_id.data
        kept["quotation_observation_id"] = self.quotation_observation_id.data
        kept["quotation_credit"] = Credit(self.quotation_credit.data or "key_stage")
        kept["credit_confirmed"] = self.credit_confirmed.data
        return kept | self.years.span()


class NewFindingForm(FindingFields, NewForm):
    """Drafts a finding."""


class FindingForm(FindingFields, ChangeForm):
    """Changes a finding."""


class ReplyForm(NewForm):
    """Answers an entry."""

    text = lines("Write a reply", 2_000)
