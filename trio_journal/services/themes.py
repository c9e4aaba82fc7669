"""Themes of findings: typed as words, kept as rows of the alliance.

Each finding spells its themes as they were typed there. Others see one once a finding that has it
is shared, as that one spells it: what a trio calls its drafts is its own.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, case, or_, select

from .. import text
from ..exceptions import Invalid
from ..extensions import db
from ..models import Finding, FindingState, FindingTheme, Theme
from ..models.themes import LONGEST_THEME

MOST = 3
# A comma as other scripts have it, and what people type for one.
_COMMAS = str.maketrans(dict.fromkeys(",;،؛、，；", ","))  # noqa: RUF001
# Not seen, but said to be letters or marks: fillers of Korean and Khmer, and what chooses a shape.
_UNSEEN = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u3164", "\uffa0"} | {
    chr(code)
    for codes in (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
    for code in codes
}
# Words need these, and those that join: in Persian, Hindi, and some emoji.
_SHAPING = _UNSEEN | {"\u200c", "\u200d"}


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
    seen = (one for one in name if one in _SHAPING or one.isspace() or _is_seen(one))
    return unicodedata.normalize("NFC", " ".join("".join(seen).split()))


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] != "C" and letter not in _UNSEEN


def key(name: str) -> str:
    """Return what is the same for a theme however its letters are written."""
    seen = "".join(filter(_is_seen, unicodedata.normalize("NFKC", name)))
    return " ".join(unicodedata.normalize("NFKC", seen.casefold()).split())


def _wrong(name: str) -> str:
    if len(name) > LONGEST_THEME:
        return (
            f"A theme is a word or two, and “{name[:20]}…” is longer than {LONGEST_THEME} letters."
        )
    if not any(letter.isalnum() and _is_seen(letter) for letter in name):
        return f"A theme is a word or two, and “{name}” has no letter in it."
    return ""


# Who sees it

_SHARED = Finding.state == FindingState.SHARED


def _called(*which: ColumnElement[bool]) -> Iterator[tuple[UUID, str]]:
    """Yield findings that are not in the bin with each of their themes, by the alphabet.

    A theme is called as the first shared of them spells it, or else the first made.
    """
    names: dict[UUID, str] = {}
    for finding_id, theme_id, name in db.session.execute(
        select(FindingTheme.finding_id, FindingTheme.theme_id, FindingTheme.name)
        .join(FindingTheme.theme)
        .join(Finding, Finding.id == FindingTheme.finding_id)
        .where(Finding.deleted_at.is_(None), *which)
        .order_by(
            Theme.name_key, case((_SHARED, Finding.shared_at)).nulls_last(),
            Finding.created_at, Finding.id,
        )
    ):  # fmt: skip
        yield finding_id, names.setdefault(theme_id, name)


def shared(alliance_id: UUID, finding_ids: Iterable[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    """Return the themes of some shared findings, all of them as the alliance calls them."""
    wanted = set(finding_ids)
    theirs = select(FindingTheme.theme_id).where(FindingTheme.finding_id.in_(wanted))
    found: dict[UUID, tuple[str, ...]] = defaultdict(tuple)
    for finding_id, name in _called(
        Finding.alliance_id == alliance_id, _SHARED, FindingTheme.theme_id.in_(theirs)
    ):
        if finding_id in wanted:
            found[finding_id] += (name,)
    return found


def suggested(alliance_id: UUID, trio_id: UUID | None = None) -> Sequence[str]:
    """Return the themes of what is shared in an alliance, and those of a trio's own findings."""
    seen = or_(_SHARED, Finding.trio_id == trio_id) if trio_id else _SHARED
    called = _called(Finding.alliance_id == alliance_id, seen)
    return list(dict.fromkeys(name for _, name in called))


# Keeping them


def _known(alliance_id: UUID, keys: Iterable[str]) -> dict[str, Theme]:
    chosen = select(Theme).where(Theme.alliance_id == alliance_id, Theme.name_key.in_(list(keys)))
    return {theme.name_key: theme for theme in db.session.scalars(chosen)}


def put(finding: Finding, names: Iterable[str]) -> None:
    """Give a finding these themes, spelled as they are here, and no others."""
    wanted = {key(name): name for name in names}
    present = {link.theme.name_key: link for link in finding.theme_links}
    new = wanted.keys() - present.keys()
    known = _known(finding.alliance_id, new) if new else {}
    links = []
    for one, name in wanted.items():
        link = present.get(one) or FindingTheme(
            alliance_id=finding.alliance_id,
            theme=known.get(one) or Theme(alliance_id=finding.alliance_id, name_key=one),
        )
        link.name = name
        links.append(link)
    finding.theme_links = links
