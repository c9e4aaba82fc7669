"""Entries as their cards show them: every word ready, so that templates only print."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import Row

from .. import access, dates, evidence, year_groups
from ..models import Finding, FindingState, Kind, Observation, Question, TrioMembership, Visit
from ..services import agreements, journals, note_lists
from ..services.journals import AskedQuestion, WeighedFinding
from ..text import capitalised, listed, number, to_html
from .filters import CASES, KINDS, RATINGS

LONG_LINES = 6
LONG_CHARACTERS = 420


@dataclass(slots=True)
class NoteCard:
    """An observation in a list: `place`, `when` and `about` are its one line of facts."""

    id: UUID
    version: int
    seen_html: Markup
    thought_html: Markup | str
    is_long: bool
    years: str
    year_from: int | None
    year_to: int | None
    place: str
    when: str
    about: str
    replies: int
    can_edit: bool
    noun: str = "observation"
    questions: Sequence[tuple[UUID, str]] = ()


def note(row: Row[Any], can_edit: bool) -> NoteCard:
    """Return the card of a note selected by `note_lists.rows`."""
    years = year_groups.range_label(row.year_from, row.year_to)
    about = [row.author]
    if row.kind != Kind.LESSON:
        about.append(KINDS[row.kind])
    if row.case_pupil:
        about.append(CASES[row.case_pupil])
    if row.rating is not None:
        about.append(RATINGS[row.rating])
    return NoteCard(
        id=row.id,
        version=row.version,
        seen_html=to_html(row.seen),
        thought_html=to_html(row.thought) if row.thought else "",
        is_long=row.seen.count("\n") >= LONG_LINES or len(row.seen) > LONG_CHARACTERS,
        years=years,
        year_from=row.year_from,
        year_to=row.year_to,
        place="".join(f"{word}, " for word in (years, row.subject, row.school) if word),
        when=dates.day_label(row.observed_at),
        about=", ".join(about),
        replies=row.replies,
        can_edit=can_edit,
    )


def note_of(observation: Observation, can_edit: bool) -> NoteCard:
    """Return one note's card."""
    return note(note_lists.row(observation.id), can_edit)


@dataclass(slots=True)
class QuestionCard:
    """A question as the head of its part of the journal."""

    id: UUID
    text: str
    year_from: int | None
    year_to: int | None
    state: str
    observations: int
    findings: int
    can_edit: bool
    version: int
    url: str = ""
    current: bool = False
    why_html: Markup | str = ""
    start_html: Markup | str = ""
    count_html: Markup | str = ""
    when: str = ""
    author: str = ""


def question(asked: AskedQuestion, can_edit: bool) -> QuestionCard:
    """Return a question's card."""
    one = asked.question
    return QuestionCard(
        id=one.id,
        text=one.text,
        year_from=one.year_from,
        year_to=one.year_to,
        state=one.state.value,
        observations=asked.notes,
        findings=asked.findings,
        can_edit=can_edit,
        version=one.version,
    )


def question_of(one: Question, can_edit: bool) -> QuestionCard:
    """Return one question's card, with all that it says."""
    asked = next(a for a in journals.questions(one.trio_id) if a.question.id == one.id)
    card = question(asked, can_edit)
    card.why_html = to_html(one.why_it_matters) if one.why_it_matters else ""
    card.start_html = to_html(one.starting_point) if one.starting_point else ""
    card.count_html = to_html(one.would_count) if one.would_count else ""
    card.when = dates.day_label(one.created_at)
    card.author = one.author.name
    return card


@dataclass(slots=True)
class FindingCard:
    """A finding, and what this reader may do with it now."""

    id: UUID
    version: int
    claim: str
    year_from: int | None
    year_to: int | None
    state: str
    state_text: str
    evidence_line: str
    when: str
    author: str
    replies: int
    can_edit: bool
    can_agree: bool
    can_share: bool
    can_take_back: bool
    can_withdraw: bool
    can_confirm: bool
    needs: str
    entered_for_trio: bool
    noun: str = "finding"


def agreed_words(agreed: int, members: int) -> str:
    """Return "agreed by two of three", "agreed by both" or "agreed by all three"."""
    if agreed < members:
        return f"agreed by {number(agreed)} of {number(members)}"
    if members < 2:
        return "agreed by its only member"
    return "agreed by both" if members == 2 else f"agreed by all {number(members)}"


def _state_text(finding: Finding, agreed: int, members: int, away: Sequence[str] = ()) -> str:
    """Return where a finding stands; `away` are the names of those who need not agree now."""
    said = f", {agreed_words(agreed, max(members, agreed))}" if agreed else ""
    if said and away:
        said += f" ({listed(away)} {'is' if len(away) == 1 else 'are'} away)"
    if finding.entered_for_trio and finding.state is FindingState.SHARED:
        return "Shared, entered for the trio by the coordinator"
    if finding.state is FindingState.SHARED and finding.shared_at:
        return f"Shared on {dates.day_label(finding.shared_at)}{said}"
    if finding.state is FindingState.WITHDRAWN and finding.withdrawn_at:
        return f"Withdrawn on {dates.day_label(finding.withdrawn_at)}"
    if finding.state is FindingState.AGREED and agreed:
        return capitalised(said.removeprefix(", "))
    return f"{finding.state.value.capitalize()}{said}"


def _needs(
    weighed: WeighedFinding, missing: Sequence[TrioMembership], me: UUID, *, away: bool
) -> str:
    """Return what a finding still needs; `away` says whether others could agree who are away."""
    finding = weighed.finding
    if finding.state is FindingState.SHARED or finding.entered_for_trio:
        return ""
    if not weighed.supported:
        return "It needs at least one observation before anybody can agree."
    names = ["You" if m.user_id == me else m.user.name for m in missing]
    if not names:
        few = len(weighed.agreed) < agreements.FEWEST_AGREEMENTS
        why = "and the others are away" if away else "so the trio needs another member first"
        return f"At least two of you have to agree, {why}." if few else ""
    who = listed(sorted(names, key=lambda name: name != "You"))
    verb = "has" if len(names) == 1 and names[0] != "You" else "have"
    then = " Then it is shared." if finding.share_when_agreed else ""
    return f"{who} still {verb} to agree.{then}"


def finding(
    weighed: WeighedFinding, members: Collection[TrioMembership], me: UUID, can_edit: bool
) -> FindingCard:
    """Return a finding's card for a member of its trio; `members` are the present ones."""
    one = weighed.finding
    needed = [m for m in members if m.away_since is None]
    missing = [m for m in needed if m.user_id not in weighed.agreed]
    # What was withdrawn is shared again only when newcomers have agreed as well.
    open_ = one.state is not FindingState.SHARED and not one.entered_for_trio
    away = [m.user.name for m in members if m.away_since and m.user_id not in weighed.agreed]
    complete = not missing and len(weighed.agreed) >= agreements.FEWEST_AGREEMENTS
    return FindingCard(
        id=one.id,
        version=one.version,
        claim=one.claim,
        year_from=one.year_from,
        year_to=one.year_to,
        state=one.state.value,
        state_text=_state_text(one, len(weighed.agreed), len(members), away),
        evidence_line=str(weighed.evidence) if weighed.evidence.notes else "No notes chosen yet",
        when=dates.day_label(one.created_at),
        author=weighed.author,
        replies=weighed.replies,
        can_edit=can_edit,
        can_agree=can_edit and open_ and weighed.supported and me not in weighed.agreed,
        can_share=can_edit
        and complete
        and one.state in (FindingState.AGREED, FindingState.WITHDRAWN),
        can_take_back=can_edit and me in weighed.agreed and one.state in agreements.OPEN_STATES,
        can_withdraw=can_edit and one.state is FindingState.SHARED,
        can_confirm=can_edit and one.entered_for_trio and one.state is FindingState.SHARED,
        entered_for_trio=one.entered_for_trio,
        needs=_needs(weighed, missing, me, away=bool(away)),
    )


def public_finding(one: Finding, counts: evidence.Evidence) -> FindingCard:
    """Return a shared finding's card for readers of the alliance, who can do nothing with it."""
    return FindingCard(
        id=one.id,
        version=one.version,
        claim=one.claim,
        year_from=one.year_from,
        year_to=one.year_to,
        state=one.state.value,
        state_text=_state_text(one, 0, 0),
        evidence_line=str(counts) if counts.notes else "",
        when=dates.day_label(one.shared_at or one.created_at),
        author=one.trio.focus,
        replies=0,
        can_edit=False,
        can_agree=False,
        can_share=False,
        can_take_back=False,
        can_withdraw=False,
        can_confirm=False,
        entered_for_trio=one.entered_for_trio,
        needs="",
    )


@dataclass(slots=True)
class VisitCard:
    """A visit, with what is arranged for it."""

    id: UUID
    version: int
    day: str
    host: str
    inset: bool
    people: str
    cover: str
    head: str
    look_for_html: Markup | str
    end_html: Markup | str
    notes: int
    past: bool
    can_edit: bool
    noun: str = "visit"


def present(members: Sequence[TrioMembership]) -> list[TrioMembership]:
    """Return those of a trio's members who are in it today."""
    return [member for member in members if access.in_trio(member)]


def head_words(visit: Visit) -> str:
    """Return whether the host's head has agreed, in words."""
    if visit.head_agreed_on:
        return f"The head agreed on {dates.day_label(visit.head_agreed_on)}"
    return "The head has agreed" if visit.head_agreed else "The head has not agreed yet"


def cover_words(visit: Visit) -> str:
    """Return whether cover is arranged; nobody needs any on an INSET day."""
    if visit.cover_arranged:
        return "Cover is arranged"
    return "Cover is not arranged yet" if visit.needs_cover else "No cover needed"


def visit(one: Visit, members: Sequence[TrioMembership], notes: int, can_edit: bool) -> VisitCard:
    """Return a visit's card; `members` are all who are or were in the trio."""
    going = {visitor.user_id for visitor in one.visitors}
    names = [member.user.name for member in members if member.user_id in going]
    return VisitCard(
        id=one.id,
        version=one.version,
        day=dates.day_label(one.visit_date),
        host=one.host_school.name,
        inset=one.inset_day,
        people=listed(names) or "Nobody has said that they go",
        cover=cover_words(one),
        head=head_words(one),
        look_for_html=to_html(one.look_for) if one.look_for else "",
        end_html=to_html(one.end_of_day) if one.end_of_day else "",
        notes=notes,
        past=one.visit_date < dates.today(),
        can_edit=can_edit,
    )
