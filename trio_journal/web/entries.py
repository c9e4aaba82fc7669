"""What the views of all entries share: stale saves, deleting, history, bringing back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from .. import access, dates
from ..ids import new_id
from ..models import Entry, Reply, Trio, User
from ..models.entries import plain
from ..services import names, replies, revisions
from ..text import excerpt, to_html
from . import wording
from .forms.entries import ReplyForm
from .forms.fields import VersionField
from .htmx import go_to, render
from .signed_in import me


def posted_version() -> int:
    """Return the version that a button's form or address carries; a missing one matches none."""
    return _version(request.form.get("version") or request.args.get("version", ""))


def _version(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def who_saved(person: User) -> str:
    """Return who saved meanwhile: a name, or oneself elsewhere."""
    return "You (in another window)" if person.id == me().id else person.name


def two_texts(
    entry: Entry, values: Mapping[str, Any], version: VersionField, url: str
) -> wording.TwoTexts:
    """Put a stale save beside what is kept; the form goes on from the version that is kept."""
    last = revisions.last(entry)
    theirs = entry.state_to_keep()
    mine = theirs | {name: plain(value) for name, value in values.items() if name in theirs}
    for name, link in (("question_ids", "questions"), ("people", "people")):
        if name in values and link in theirs:
            mine[link] = sorted(map(str, values[name]))
    for name in ("supporting", "not_fitting"):
        if name in values:
            mine[name] = sorted(map(str, values[name]))
    known = names.of_states(entry.trio, mine, theirs)
    version.data = entry.version
    return wording.two_texts(
        wording.described(mine, known),
        wording.described(theirs, known),
        who=who_saved(last.person),
        when=dates.clock_label(last.saved_at),
        theirs_url=url,
    )


def history_page(entry: Entry, title: str, trio: Trio, page_url: str = "") -> Response:
    """Show an entry's earlier versions: the latest, or those before the version `?before=`."""
    page_url = page_url or url_of(entry)
    shown, previous = revisions.page(entry, _version(request.args.get("before", "")) or None)
    parts = [*shown, previous] if previous else shown
    known = names.of_states(trio, *(revision.state for revision in parts))
    older = f"?before={shown[0].version}" if previous else ""
    return render(
        f"{entry.noun}s/history.html",
        trio=trio,
        title=title,
        back_url=page_url,
        revisions=wording.history(shown, known, previous),
        older_url=f"{page_url}/history{older}" if older else "",
    )


def entry_url(noun: str, entry_id: UUID, view: str = "show") -> str:
    """Return an address of an entry: its page, or another of its views."""
    key: dict[str, Any] = {f"{noun}_id": entry_id}
    return url_for(f"{noun}s.{view}", **key)


def url_of(entry: Entry) -> str:
    """Return the address of an entry's page."""
    return entry_url(entry.noun, entry.id)


def delete_page(entry: Entry, what: str, more: str = "", refused: Any = None) -> Response:
    """Ask before deleting."""
    return render(
        f"{entry.noun}s/delete.html",
        trio=entry.trio,
        word=entry.noun,
        what=excerpt(what, 200),
        delete_url=entry_url(entry.noun, entry.id, "delete"),
        cancel_url=url_of(entry),
        version=entry.version,
        more=more,
        refused=refused,
    )


def offer_undo(said: str, restore_url: str) -> None:
    """Say on the next page that something is gone, with a button that brings it back."""
    # The session carries any JSON, and base.html shows such a pair with a button.
    flash([said, restore_url], "undo")  # type: ignore[arg-type]


def deleted(entry: Entry) -> BaseResponse:
    """Go back to the journal once something was deleted, with a button that brings it back."""
    offer_undo("Deleted.", entry_url(entry.noun, entry.id, "restore"))
    return go_to(url_for("trios.show", trio_id=entry.trio_id))


def restored(
    kind: type[Entry], entry_id: UUID, restore: Callable[[UUID, UUID], Entry]
) -> BaseResponse:
    """Bring an entry back from the bin and go to it."""
    access.load_entry(kind, me().id, entry_id, change=True, deleted=True)
    entry = restore(entry_id, me().id)
    flash("Back in the journal.")
    return go_to(url_of(entry))


def reply_lines(entry: Entry) -> list[dict[str, Any]]:
    """Return an entry's replies as they are shown."""
    return [_reply(one, access.is_open(entry.trio)) for one in replies.of(entry)]


def _reply(one: Reply, can_write: bool) -> dict[str, Any]:
    mine = can_write and one.author_id == me().id
    return {
        "id": one.id,
        "author": one.author.name,
        "when": f"{dates.day_label(one.created_at)}, {dates.clock_label(one.created_at)}",
        "html": to_html(one.text),
        "delete_url": url_for("replies.delete", reply_id=one.id) if mine else "",
    }


def reply_context(entry: Entry, form: ReplyForm | None = None) -> dict[str, Any]:
    """Return what the replies under an entry need."""
    if form is None:
        form = ReplyForm(formdata=None, id=new_id())
    return {
        "replies": reply_lines(entry),
        "reply_form": form if access.is_open(entry.trio) else None,
        "reply_url": url_of(entry) + "/replies",
    }
