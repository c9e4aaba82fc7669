"""The tables, one module per noun."""

from .alliances import Alliance, School, SchoolPhase
from .editions import AllianceLogo, Edition, EditionFile, ReadingLink
from .entries import Entry
from .evenings import Evening, EveningFinding, EveningSlot
from .feedback import Feedback
from .findings import Agreement, Credit, Finding, FindingEvidence, FindingState
from .observations import CasePupil, Kind, Observation, ObservationQuestion, Rating
from .people import Invitation, LoginSession, Membership, Role, User
from .questionnaires import Again, AnsweredAs, Awareness, HeadAnswer, Impact, Questionnaire
from .questions import Question, QuestionState
from .replies import Reply
from .reports import Report, ReportKind
from .revisions import Revision
from .themes import FindingTheme, Theme
from .trios import Trio, TrioMembership
from .visits import Visit, VisitPerson

__all__ = [
    "Again",
    "Agreement",
    "Alliance",
    "AllianceLogo",
    "AnsweredAs",
    "Awareness",
    "CasePupil",
    "Credit",
    "Edition",
    "EditionFile",
    "Entry",
    "Evening",
    "EveningFinding",
    "EveningSlot",
    "Feedback",
    "Finding",
    "FindingEvidence",
    "FindingState",
    "FindingTheme",
    "HeadAnswer",
    "Impact",
    "Invitation",
    "Kind",
    "LoginSession",
    "Membership",
    "Observation",
    "ObservationQuestion",
    "Question",
    "QuestionState",
    "Questionnaire",
    "Rating",
    "ReadingLink",
    "Reply",
    "Report",
    "ReportKind",
    "Revision",
    "Role",
    "School",
    "SchoolPhase",
    "Theme",
    "Trio",
    "TrioMembership",
    "User",
    "Visit",
    "VisitPerson",
]
