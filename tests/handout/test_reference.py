"""The handout's pages look as they did when somebody last looked at each of them."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from . import reference
from .paper import WORKSHOP


@pytest.mark.parametrize("layout", sorted(reference.KEPT))
def test_pages_look_as_they_did(layout: str) -> None:
    for name, page in reference.draw(layout, WORKSHOP):
        share = reference.share_of_others(page, reference.kept(name))
        assert share <= reference.FEW, f"{name}: {share:.1%} of it is other than it was"


def moved(page: Image.Image, box: tuple[int, int, int, int], by: int) -> Image.Image:
    """Return a page with a block of it moved down."""
    other = page.copy()
    block = page.crop(box)
    other.paste(255, box)
    other.paste(block, (box[0], box[1] + by))
    return other


@pytest.mark.parametrize("by", [1, 2, 5])
def test_a_block_that_moves_by_half_a_millimetre_is_noticed(by: int) -> None:
    page = reference.kept("a4-2")
    claim = (0, 30, page.width, 100)
    assert reference.share_of_others(page, moved(page, claim, by)) > 2 * reference.FEW


def test_a_line_that_is_gone_is_noticed() -> None:
    page = reference.kept("a4-2")
    other = page.copy()
    other.paste(255, (0, 160, page.width, 175))
    assert reference.share_of_others(page, other) > reference.FEW


def test_edges_that_are_a_little_softer_are_not() -> None:
    page = reference.kept("a4-2")
    lighter = ImageChops.add(page, Image.new("L", page.size, 30))
    assert reference.share_of_others(page, lighter) <= reference.FEW
