"""Who may see and change what.

For each noun one scoped select (`visible_...`), which an outsider's row is not in, and small named
predicates. A `load_...` function does both at once: an outsider gets NotFound, somebody who may
look but not touch gets NotAllowed.

Private entries (questions, visits, observations, findings that are not shared, and reports that are
not handed in) belong to the trio's present members alone: no coordinator, and nobody who has left,
gets them.
"""

from .alliances import (
    COORDINATORS_ONLY,
    coordinates,
    is_present,
    load_coordinator,
    load_membership,
    load_person,
    load_school,
    membership_present,
    memberships,
)
from .entries import (
    CLOSED_TO_COORDINATORS,
    THE_TRIOS_OWN,
    load_entered_finding,
    load_entry,
    load_finding,
    load_observation,
    load_question,
    load_reply,
    load_visit,
    visible_entries,
    visible_findings,
)
from .evenings import load_evening, load_feedback
from .places import Places, places
from .reports import load_report, visible_reports
from .trios import (
    CLOSED,
    PRIVATE_JOURNAL,
    in_trio,
    is_open,
    is_trio_member,
    leads,
    load_away_marker,
    load_trio,
    load_trio_member,
    trio_membership_present,
    trio_memberships,
)

__all__ = [
    "CLOSED",
    "CLOSED_TO_COORDINATORS",
    "COORDINATORS_ONLY",
    "PRIVATE_JOURNAL",
    "THE_TRIOS_OWN",
    "Places",
    "coordinates",
    "in_trio",
    "is_open",
    "is_present",
    "is_trio_member",
    "leads",
    "load_away_marker",
    "load_coordinator",
    "load_entered_finding",
    "load_entry",
    "load_evening",
    "load_feedback",
    "load_finding",
    "load_membership",
    "load_observation",
    "load_person",
    "load_question",
    "load_reply",
    "load_report",
    "load_school",
    "load_trio",
    "load_trio_member",
    "load_visit",
    "membership_present",
    "memberships",
    "places",
    "trio_membership_present",
    "trio_memberships",
    "visible_entries",
    "visible_findings",
    "visible_reports",
]
