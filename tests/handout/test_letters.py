"""Letters that no typeface has are known before anything is typeset."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont
from hypothesis import example, given
from hypothesis import strategies as st

from tests.tools.letters import table
from trio_journal.handout import press
from trio_journal.handout.letters import TABLE, Missing, has_typeface, missing
from trio_journal.handout.typesetting.typeset import printable

from .build import finding, handout, trio

FONTS = sorted(TABLE.parent.glob("*.ttf"))
PAGE = b"""#import "parts.typ": *
#set document(title: "x")
#show: house
#sys.inputs.letter"""


def test_the_table_is_true_of_the_typefaces() -> None:
    assert TABLE.read_text("ascii") == table(), "run: python -m tests.tools.letters"


def test_the_typefaces_come_with_their_licences_and_are_small() -> None:
    licences = "".join(path.read_text("utf-8") for path in TABLE.parent.glob("LICENSE*.txt"))
    assert "SIL OPEN FONT LICENSE" in licences
    families = {str(TTFont(path)["name"].getDebugName(1)) for path in FONTS}
    for family in families:
        assert "Atkinson" in family or family in licences
    assert sum(path.stat().st_size for path in FONTS) < 1_500_000
    named = (press._TOOLS / "parts.typ").read_text("utf-8")
    for family in families:
        assert family.removesuffix(" SemiBold") in named


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(TABLE.parent)]
    )


def can_be_typeset(letter: str, folder: Path = press._TOOLS) -> bool:
    compiler = typst.Compiler(
        PAGE,
        root=str(folder),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"letter": f"a {printable(letter)} b"},
    )
    try:
        compiler.compile(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        assert "could not be displayed" in error.message
        return False
    return True


@pytest.mark.parametrize(
    "letter", "éąŁжΩßœ½≥→←∞שرپٹےਪੰपবÆ’“…\u0301\u200d\ufe0f\u202e\u00ad\ufeff\x07\x85\u3000"
)
def test_what_schools_in_england_type_can_be_typeset(letter: str) -> None:
    assert has_typeface(letter)
    assert can_be_typeset(letter)


@pytest.mark.parametrize("letter", "🎉👍🏻学☐ក\ue000\u0378")
def test_what_has_no_typeface_cannot(letter: str) -> None:
    assert not has_typeface(letter)
    assert not can_be_typeset(letter)


@given(st.characters(exclude_categories=["Cs", "Cf", "Mn", "Mc", "Lo"]))
@example("✓")
@example("\u2065")
@example("\U000e0000")
def test_the_typesetter_agrees(letter: str) -> None:
    assert has_typeface(letter) == can_be_typeset(letter)


def test_each_is_named_once_with_where_it_is() -> None:
    first, second = trio(finding("Well done 🎉 🎉")), trio(finding(detail="学 🎉"), number=2)
    found = missing(handout(first, second, welcome="Hello 👍"))
    assert found == (
        Missing("👍", ("the welcome",)),
        Missing("🎉", ("Trio 1", "Trio 2")),
        Missing("学", ("Trio 2",)),
    )


def test_an_ordinary_handout_has_none() -> None:
    assert missing(handout(trio(finding("Żółw, Ελλάδα, “naïve” → 50 %")))) == ()
