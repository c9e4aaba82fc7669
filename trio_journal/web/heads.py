"""The page of a head: no account, no cookie, three questions.

The link is the only proof there is. A token against forged forms would stand for a cookie that
lets somebody in, and there is none.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from ..exceptions import Invalid, NotFound, Stale, TooOften
from ..extensions import csrf
from ..models import HeadAnswer, Questionnaire
from ..services import head_answers, questionnaires
from .forms.questionnaires import HeadAnswerForm
from .htmx import go_to, render
from .links import signing_key
from .signed_in import public

bp = Blueprint("heads", __name__)


def _find(token: str) -> tuple[Questionnaire, HeadAnswer | None]:
    """Return what a link opens, and what was answered by it. Raises NotFound."""
    found = questionnaires.find(signing_key(), token)
    if found is None:
        raise NotFound
    return found, head_answers.latest(found.id)


def _page(template: str, status: int = 200, **shown: Any) -> Response:
    """Show a page that is the same for everybody, and that no search engine keeps."""
    nobody: dict[str, Any] = {
        "shell": None,
        "csrf_token": str,
        "get_flashed_messages": lambda **_: (),
    }
    response = render(template, status=status, **nobody, **shown)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.errorhandler(NotFound)
def gone(_: NotFound) -> Response:
    """Say what to do about a link that does not work."""
    return _page("heads/gone.html", 404)


def _ask(token: str, form: HeadAnswerForm, status: int = 200, **more: Any) -> Response:
    found, kept = _find(token)
    focuses = questionnaires.focuses_of(found.school, found.academic_year)
    return _page(
        "heads/show.html",
        status,
        token=token,
        questionnaire=found,
        focuses=focuses,
        kept=kept,
        form=form,
        **more,
    )


@bp.get("/questionnaire/<token>")
@public
def show(token: str) -> Response:
    """Ask the questions, or show what was answered, to change it."""
    form = HeadAnswerForm(formdata=None)
    form.fill(_find(token)[1])
    return _ask(token, form)


@bp.post("/questionnaire/<token>")
@csrf.exempt
@public
def answer(token: str) -> Response | BaseResponse:
    """Save an answer, and say thank you."""
    form = HeadAnswerForm()
    if not form.is_right(head_answers.mistakes(form.to_check())):
        return _ask(token, form, 422)
    try:
        head_answers.answer_by_link(signing_key(), token, form.version.data or 0, form.values())
    except Stale:
        _, kept = _find(token)
        if kept is None:
            raise
        theirs = form.theirs(kept)
        form.version.data = kept.version
        return _ask(token, form, 409, theirs=theirs)
    except Invalid as refused:
        form.blame(refused)
        return _ask(token, form, 429 if isinstance(refused, TooOften) else 422)
    return go_to(url_for("heads.thanks", token=token))


@bp.get("/questionnaire/<token>/thanks")
@public
def thanks(token: str) -> Response | BaseResponse:
    """Say thank you, and show what the coordinator has now."""
    found, kept = _find(token)
    if kept is None:
        return go_to(url_for("heads.show", token=token))
    return _page("heads/thanks.html", token=token, questionnaire=found, answer=kept)
