"""The tables, one module per noun."""

from .alliances import Alliance, School, SchoolPhase
from .entries import Entry
from .evenings import Evening, EveningFinding, EveningSlot
from .findings import Agreement, Credit, Finding, FindingEvidence, FindingState
from .observations import CasePupil, Kind, Observation, ObservationQuestion, Rating
from .people import Invitation, LoginSession, Membership, Role, User
from .questions import Question, QuestionState
from .replies import Reply
from .reports import Report, ReportKind
from .revisions import Revision
from .trios import Trio, TrioMembership
from .visits import Visit, VisitPerson

__all__ = [
    "Agreement",
    "Alliance",
    "CasePupil",
    "Credit",
    "Entry",
    "Evening",
    "EveningFinding",
    "EveningSlot",
    "Finding",
    "FindingEvidence",
    "FindingState",
    "Invitation",
    "Kind",
    "LoginSession",
    "Membership",
    "Observation",
    "ObservationQuestion",
    "Question",
    "QuestionState",
    "Rating",
    "Reply",
    "Report",
    "ReportKind",
    "Revision",
    "Role",
    "School",
    "SchoolPhase",
    "Trio",
    "TrioMembership",
    "User",
    "Visit",
    "VisitPerson",
]
