"""Findings: claiming, agreeing, sharing, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..exceptions import Invalid, Stale
from ..ids import new_id
from ..models import Finding, FindingState, Trio
from ..services import (
    agreements,
    feedback,
    findings,
    journals,
    names,
    observations,
    questions,
    quotations,
    revisions,
    themes,
)
from ..text import excerpt, to_html
from . import cards, entries, evidence_choices, margins, wording
from .forms.entries import FindingFields, FindingForm, NewFindingForm
from .htmx import fragment, go_to, is_partial, render, stay_at, wants_card
from .signed_in import me, trio_member

bp = Blueprint("findings", __name__)


@bp.get("/trios/<uuid:trio_id>/findings")
def index(trio_id: UUID) -> Response:
    """Show a trio's findings, those that wait for the reader first."""
    trio = trio_member(trio_id).trio
    members = cards.present(journals.members(trio_id))
    shown = [
        cards.finding(one, members, me().id, access.is_open(trio))
        for one in journals.findings(trio_id)
    ]
    shown.sort(key=lambda card: not (card.can_agree or card.can_confirm))
    return render(
        "findings/index.html",
        trio=trio,
        findings=shown,
        can_write=access.is_open(trio),
        heard=feedback.passed_on_to(trio_id),
    )


def _values(form: FindingFields) -> dict[str, Any]:
    chosen = evidence_choices.chosen()
    return form.values() | {
        "supporting": [key for key, fits in chosen.items() if fits],
        "not_fitting": [key for key, fits in chosen.items() if not fits],
    }


def _form(
    trio: Trio,
    finding: Finding | None,
    form: FindingFields,
    status: int = 200,
    chosen: dict[UUID, bool] | None = None,
    **more: Any,
) -> Response:
    asked = questions.of_trio(trio.id)
    form.question_id.offer([(q.id, excerpt(q.text)) for q in asked])
    groups = evidence_choices.groups(
        observations.of_trio(trio.id), asked, form.question_id.data, chosen or {}
    )
    form.quotation_observation_id.offer(
        [(note.id, excerpt(note.text, 60)) for group in groups for note in group.notes]
    )
    return render(
        "findings/edit.html" if finding else "findings/new.html",
        "findings/_form.html",
        status,
        trio=trio,
        finding=finding,
        form=form,
        evidence=groups,
        themes=themes.suggested(trio.alliance_id, trio.id),
        **more,
    )


def _offer(form: FindingFields, trio: Trio) -> None:
    form.question_id.offer([(q.id, q.text) for q in questions.of_trio(trio.id)])
    form.quotation_observation_id.offer([(n.id, n.seen) for n in observations.of_trio(trio.id)])


@bp.get("/trios/<uuid:trio_id>/findings/new")
def new(trio_id: UUID) -> Response:
    """Open an empty finding; `?question=` says which question it answers."""
    trio = trio_member(trio_id, change=True).trio
    form = NewFindingForm(formdata=None, id=new_id())
    given = request.args.get("question", type=UUID)
    if given in {question.id for question in questions.of_trio(trio.id)}:
        form.question_id.data = given
    return _form(trio, None, form)


@bp.post("/trios/<uuid:trio_id>/findings")
def create(trio_id: UUID) -> Response | BaseResponse:
    """Keep a draft."""
    trio, form = trio_member(trio_id, change=True).trio, NewFindingForm()
    _offer(form, trio)
    evidence_error = ""
    if form.validate():
        try:
            made = findings.create(trio, me().id, form.id.data or new_id(), _values(form))
        except Invalid as refused:
            form.blame(refused)
            evidence_error = " ".join(refused.errors.get("evidence", []))
        else:
            flash("In the journal, as a draft.")
            return go_to(url_for("findings.show", finding_id=made.id))
    return _form(trio, None, form, 422, evidence_choices.chosen(), evidence_error=evidence_error)


@bp.get("/findings/<uuid:finding_id>")
def show(finding_id: UUID) -> Response:
    """Show a finding: whole to its trio, what was shared to the alliance."""
    return _show(access.load_finding(me().id, finding_id))


def _card(finding: Finding) -> cards.FindingCard:
    weighed = next(w for w in journals.findings(finding.trio_id) if w.finding.id == finding.id)
    members = cards.present(journals.members(finding.trio_id))
    return cards.finding(weighed, members, me().id, access.is_open(finding.trio))


def _show(finding: Finding, **said: Any) -> Response:
    inside = access.is_trio_member(me().id, finding.trio_id)
    if inside and is_partial():
        return fragment("findings/_finding.html", finding=_card(finding), **said)
    findings.load_evidence(finding)
    card = _card(finding) if inside else cards.public_finding(finding, findings.weigh(finding))
    if is_partial():
        return fragment("findings/_finding.html", finding=card, **said)
    question = finding.question
    shown: dict[str, Any] = {
        "finding": card,
        "inside": inside,
        "trio": finding.trio if inside else None,
        "parts": _parts(finding),
        "quotation": _quotation(finding),
        "themes": finding.themes,
        "question_text": question.text if question and question.deleted_at is None else "",
    }
    if inside:
        shown |= _for_the_trio(finding) | entries.reply_context(finding)
        shown["heard"] = feedback.passed_on_to(finding.trio_id)
    return render("findings/show.html", **shown)


def _parts(finding: Finding) -> list[tuple[str, str]]:
    fields = (
        ("More about it", finding.detail),
        ("What we can't say yet", finding.limits),
        ("For primary", finding.for_primary),
        ("For secondary", finding.for_secondary),
        ("Next step", finding.next_step),
        ("A question for the audience", finding.audience_question),
    )
    return [(words, to_html(text)) for words, text in fields if text]


def _quotation(finding: Finding) -> dict[str, str] | None:
    if not finding.quotation:
        return None
    return {
        "text": finding.quotation,
        "credit": quotations.credits([finding.id]).get(finding.id, ""),
    }


def _for_the_trio(finding: Finding) -> dict[str, Any]:
    agreed = {agreement.user_id: agreement for agreement in finding.agreements}
    members = cards.present(journals.members(finding.trio_id))
    lines = [
        {"name": a.user.name, "agreed": True, "text": f"agreed on {dates.day_label(a.agreed_at)}"}
        for a in finding.agreements
    ]
    told = finding.state is FindingState.SHARED and not agreed
    if told:
        # Typed in by the coordinator: nobody is asked to agree, one of them confirms.
        lines = _confirmed(finding)
    for member in () if told else members:
        if member.user_id not in agreed:
            away = member.away_since
            text = f"is away since {dates.day_label(away)}" if away else "has not agreed yet"
            lines.append({"name": member.user.name, "agreed": False, "text": text})
    mine = agreed.get(me().id)
    changed: tuple[wording.FieldChange, ...] = ()
    if mine is not None and mine.version != finding.version:
        before, after = agreements.state_agreed(finding, mine), finding.state_to_keep()
        known = names.of_states(finding.trio, before, after)
        changed = wording.changes(wording.described(before, known), wording.described(after, known))
    notes = [link for link in finding.evidence if link.observation.deleted_at is None]
    listed = [
        (
            link.fits,
            {
                "id": link.observation_id,
                "text": excerpt(link.observation.seen),
                "facts": evidence_choices.facts(link.observation),
            },
        )
        for link in notes
    ]
    return {
        "agreement": lines,
        "agreement_head": "Who has confirmed" if told else "Who has agreed",
        "changed": changed,
        "supporting": [note for fits, note in listed if fits],
        "not_fitting": [note for fits, note in listed if not fits],
    }


def _confirmed(finding: Finding) -> list[dict[str, Any]]:
    return [
        {
            "name": one.person.name,
            "agreed": True,
            "text": f"confirmed on {dates.day_label(one.saved_at)} what the coordinator typed in",
        }
        for one in revisions.of(finding)
        if one.action == "confirmed"
    ]


@bp.get("/findings/<uuid:finding_id>/edit")
def edit(finding_id: UUID) -> Response:
    """Open a finding for changing."""
    finding = access.load_finding(me().id, finding_id, change=True)
    form = FindingForm(formdata=None, version=finding.version)
    form.fill(finding)
    chosen = {link.observation_id: link.fits for link in finding.evidence}
    return _form(finding.trio, finding, form, 200, chosen)


@bp.post("/findings/<uuid:finding_id>/edit")
def update(finding_id: UUID) -> Response | BaseResponse:
    """Save a finding, and say when that took it back to draft."""
    finding, form = access.load_finding(me().id, finding_id, change=True), FindingForm()
    before = finding.state
    trio = finding.trio
    _offer(form, trio)
    if not form.validate():
        return _form(trio, finding, form, 422, evidence_choices.chosen())
    try:
        saved = findings.change(finding_id, me().id, form.version.data or 0, _values(form))
    except Invalid as refused:
        form.blame(refused)
        finding = access.load_finding(me().id, finding_id)
        error = " ".join(refused.errors.get("evidence", []))
        return _form(
            finding.trio, finding, form, 422, evidence_choices.chosen(), evidence_error=error
        )
    except Stale:
        finding = access.load_finding(me().id, finding_id)
        sent = findings.whole(finding, _values(form))
        both = entries.two_texts(finding, sent, form.version, entries.url_of(finding))
        if not both.fields:
            return _done(finding_id, "Saved.")
        return _form(finding.trio, finding, form, 409, evidence_choices.chosen(), conflict=both)
    reopened = before is not FindingState.DRAFT and saved.state is FindingState.DRAFT
    return _done(
        finding_id,
        "Saved. It is a draft again: everyone agrees anew." if reopened else "Saved.",
    )


def _done(finding_id: UUID, notice: str, undo_url: str = "") -> Response | BaseResponse:
    url = url_for("findings.show", finding_id=finding_id)
    if wants_card(url):
        finding = access.load_finding(me().id, finding_id)
        around = margins.follow(finding.trio)
        return _show(finding, notice=notice, undo_url=undo_url, **around)
    if undo_url:
        entries.offer_undo(notice, undo_url)
    else:
        flash(notice)
    return stay_at(url)


def _act(
    finding_id: UUID, verb: Callable[[UUID, UUID, int], Finding], notice: str
) -> Response | BaseResponse:
    access.load_finding(me().id, finding_id, change=True)
    verb(finding_id, me().id, entries.posted_version())
    return _done(finding_id, notice)


@bp.post("/findings/<uuid:finding_id>/agree")
def agree(finding_id: UUID) -> Response | BaseResponse:
    """Agree in one's own name; `share` says to share it when everyone has."""
    access.load_finding(me().id, finding_id, change=True)
    share = bool(request.form.get("share"))
    found = agreements.agree(finding_id, me().id, entries.posted_version(), share=share)
    notice = {
        FindingState.SHARED: "Everyone has agreed: it is shared with the alliance.",
        FindingState.AGREED: "Everyone has agreed. It can be shared now.",
    }.get(found.state, "You have agreed.")
    if found.state is FindingState.SHARED:
        return _done(finding_id, notice)
    undo = url_for("findings.take_back", finding_id=finding_id, version=found.version)
    return _done(finding_id, notice, undo)


@bp.post("/findings/<uuid:finding_id>/take-back")
def take_back(finding_id: UUID) -> Response | BaseResponse:
    """Take one's agreement back, as long as the finding is not shared."""
    return _act(finding_id, agreements.take_back, "You have not agreed any more.")


@bp.post("/findings/<uuid:finding_id>/share")
def share(finding_id: UUID) -> Response | BaseResponse:
    """Share an agreed finding with the alliance."""
    return _act(finding_id, agreements.share, "Shared with the alliance.")


@bp.post("/findings/<uuid:finding_id>/withdraw")
def withdraw(finding_id: UUID) -> Response | BaseResponse:
    """Take a shared finding back; a button shares it again while all agreements stand."""
    access.load_finding(me().id, finding_id, change=True)
    agreements.withdraw(finding_id, me().id, entries.posted_version())
    card = _card(access.load_finding(me().id, finding_id))
    again = url_for("findings.share", finding_id=finding_id, version=card.version)
    return _done(
        finding_id, "Withdrawn. Only your trio sees it now.", again if card.can_share else ""
    )


@bp.post("/findings/<uuid:finding_id>/confirm")
def confirm(finding_id: UUID) -> Response | BaseResponse:
    """Confirm what the coordinator typed in for the trio."""
    return _act(finding_id, agreements.confirm, "Confirmed.")


@bp.get("/findings/<uuid:finding_id>/delete")
def confirm_delete(finding_id: UUID) -> Response:
    """Ask before deleting; a shared finding is withdrawn first."""
    finding = access.load_finding(me().id, finding_id, change=True)
    refused = finding.state is FindingState.SHARED and {
        "text": "It is shared with the alliance. Withdraw it first, then delete it.",
        "links": [(entries.url_of(finding), finding.claim)],
    }
    return entries.delete_page(finding, finding.claim, refused=refused)


@bp.post("/findings/<uuid:finding_id>/delete")
def delete(finding_id: UUID) -> BaseResponse:
    """Put a finding in the bin."""
    found = access.load_entry(Finding, me().id, finding_id, change=True, deleted=True)
    return entries.deleted(findings.delete(found.id, me().id, entries.posted_version()))


@bp.get("/findings/<uuid:finding_id>/history")
def history(finding_id: UUID) -> Response:
    """Show a finding's earlier versions, to its trio."""
    finding = access.load_entry(Finding, me().id, finding_id)
    return entries.history_page(finding, finding.claim, finding.trio)


@bp.post("/findings/<uuid:finding_id>/restore")
def restore(finding_id: UUID) -> BaseResponse:
    """Bring a finding back from the bin."""
    return entries.restored(Finding, finding_id, findings.restore)
