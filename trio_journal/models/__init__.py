"""The tables, one module per noun."""

from .alliances import Alliance, School, SchoolPhase
from .editions import AllianceLogo, Edition, EditionFile, ReadingLink
from .entries import Entry
from .evenings import Evening, EveningFinding, EveningSlot
from .findings import Agreement, Credit, Finding, FindingEvidence, FindingState
from .observations import CasePupil, Kind, Observation, ObservationQuestion, Rating
from .people import Invitation, LoginSession, Membership, Role, User
from .questions import Question, QuestionState
from .replies import Reply
from .revisions import Revision
from .trios import Trio, TrioMembership
from .visits import Visit, VisitPerson

__all__ = [
    "Agreement",
    "Alliance",
    "AllianceLogo",
    "CasePupil",
    "Credit",
    "Edition",
    "EditionFile",
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
    "ReadingLink",
    "Reply",
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
