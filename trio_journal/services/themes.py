"""Themes of findings: typed as words, kept as rows of the alliance.

A theme is made by the finding that first has it. Others see it once one of those is shared: what
a trio calls its drafts is its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select, true

from .. import text
from ..exceptions import Invalid
from ..extensions import db
from ..models import Finding, FindingState, FindingTheme, Theme
from ..models.themes import LONGEST_THEME

MOST = 3
# A comma as other scripts have it, and what people type for one.
_COMMAS = str.maketrans(dict.fromkeys(",;،؛、，；", ","))  # noqa: RUF001
# Of the letters that are not seen, words need those that join: in Persian, Hindi, and some emoji.
_JOINERS = "\u200c\u200d"


# What is typed


def from_words(words: str) -> tuple[str, ...]:
    """Return the themes in words separated by commas, each once. Raises Invalid."""
    themes: dict[str, str] = {}
    for name in map(_tidy, words.translate(_COMMAS).split(",")):
        if name:
            themes.setdefault(key(name), name)
    mistakes = [sentence for name in themes.values() if (sentence := _wrong(name))]
    if len(themes) > MOST:
        mistakes.append(
            f"Up to {text.number(MOST)} themes fit, and these are {text.number(len(themes))}."
        )
    if mistakes:
        raise Invalid("Check the themes.", {"themes": mistakes})
    return tuple(themes.values())


def _tidy(name: str) -> str:
    seen = (one for one in name if one in _JOINERS or one.isspace() or _is_seen(one))
    return unicodedata.normalize("NFC", " ".join("".join(seen).split()))


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] != "C"


def key(name: str) -> str:
    """Return what is the same for a theme however its letters are written."""
    seen = "".join(filter(_is_seen, unicodedata.normalize("NFKC", name)))
    return " ".join(unicodedata.normalize("NFKC", seen.casefold()).split())


def _wrong(name: str) -> str:
    if len(name) > LONGEST_THEME:
        return (
            f"A theme is a word or two, and “{name[:20]}…” is longer than {LONGEST_THEME} letters."
        )
    if not any(letter.isalnum() for letter in name):
        return f"A theme is a word or two, and “{name}” has no letter in it."
    return ""


# Who sees it


def _has(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match themes that a finding has which is not in the bin."""
    return exists().where(
        FindingTheme.theme_id == Theme.id,
        Finding.id == FindingTheme.finding_id,
        Finding.deleted_at.is_(None),
        *which,
    )


def _seen_by(trio_id: UUID | None) -> ColumnElement[bool]:
    shared = Finding.state == FindingState.SHARED
    return or_(shared, Finding.trio_id == trio_id) if trio_id else shared


def suggested(alliance_id: UUID, trio_id: UUID | None = None) -> Sequence[str]:
    """Return the themes of what is shared in an alliance, and those of a trio's own findings."""
    return db.session.scalars(
        select(Theme.name)
        .where(Theme.alliance_id == alliance_id, _has(_seen_by(trio_id)))
        .order_by(Theme.name_key)
    ).all()


# Keeping them


def _known(alliance_id: UUID, keys: Iterable[str]) -> dict[str, Theme]:
    chosen = select(Theme).where(Theme.alliance_id == alliance_id, Theme.name_key.in_(list(keys)))
    return {theme.name_key: theme for theme in db.session.scalars(chosen)}


def _is_spelled(theme: Theme, finding: Finding) -> bool:
    """Say whether a finding that is seen by this one's trio has the theme already, as it stands."""
    others = Finding.id != finding.id if finding.id else true()
    seen = _has(others, _seen_by(finding.trio_id))
    return bool(db.session.scalar(select(Theme.id).where(Theme.id == theme.id, seen)))


def spelled(finding: Finding, words: str) -> list[str]:
    """Return the themes in words as a finding will have them: each as it is spelled already.

    Where nobody sees it elsewhere, it is spelled as it is typed now. Raises Invalid.
    """
    typed = {key(name): name for name in from_words(words)}
    for one, theme in _known(finding.alliance_id, typed).items() if typed else ():
        if theme.name != typed[one] and _is_spelled(theme, finding):
            typed[one] = theme.name
    return [typed[one] for one in sorted(typed)]


def put(finding: Finding, names: Iterable[str]) -> None:
    """Give a finding these themes, as `spelled()` has them, and no others."""
    wanted = {key(name): name for name in names}
    themes = _known(finding.alliance_id, wanted) if wanted else {}
    for one, name in wanted.items():
        theme = themes.setdefault(
            one, Theme(alliance_id=finding.alliance_id, name=name, name_key=one)
        )
        if theme.name != name:
            theme.name = name
    present = {link.theme.name_key: link for link in finding.theme_links}
    finding.theme_links = [
        present.get(one) or FindingTheme(alliance_id=finding.alliance_id, theme=themes[one])
        for one in wanted
    ]
