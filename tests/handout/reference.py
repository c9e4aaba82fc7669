"""Pictures of the handout's pages as somebody looked at them, and what tells them from others.

`python -m tests.handout.reference` draws them anew, after a change of the look: look at each.
"""

from __future__ import annotations

import json as reader
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

from trio_journal.handout import json, pdf
from trio_journal.handout.document import Handout
from trio_journal.handout.press import make

HERE: Final = Path(__file__).parent / "reference"
# Pages that have each kind of block between them, counted from one.
KEPT: Final = {
    "a4": (1, 2, 3, 5, 8, 9, 11, 13),
    "large-print": (1, 4, 5, 17),
    "booklet": (1, 2),
    "slides": (1, 2, 4, 5, 6, 8),
}
# Half of the 96 dots to the inch of the previews: still read, and small to keep.
SCALE: Final = 2
# A dot counts as another when it is so much lighter or darker, of 255; of all dots so many may.
ANOTHER: Final = 80
FEW: Final = 0.002


def evening() -> Handout:
    """Return the handout that the pictures are of: the example's, on a day of its own."""
    return json.read(reader.loads((HERE / "handout.json").read_text("utf-8")))


def draw(layout: str, workshop: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield the pages that are kept of a layout, each with its name."""
    made = make(workshop, pdf.job(evening(), layout=layout, form="png"))
    assert made is not None
    for number in KEPT[layout]:
        with Image.open(made.folder / f"page-{number}.png") as page:
            small = (page.width // SCALE, page.height // SCALE)
            yield f"{layout}-{number}", page.convert("L").resize(small, Image.Resampling.BOX)


def kept(name: str) -> Image.Image:
    """Return the picture of that name."""
    with Image.open(HERE / f"{name}.png") as page:
        return page.convert("L")


def share_of_others(one: Image.Image, other: Image.Image) -> float:
    """Return the share of dots that differ between two pictures, 1 for those of another size."""
    if one.size != other.size:
        return 1.0
    counts = ImageChops.difference(one, other).histogram()
    return sum(counts[ANOTHER:]) / (one.width * one.height)


def main() -> None:
    for old in HERE.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as workshop:
        for layout in KEPT:
            for name, page in draw(layout, Path(workshop)):
                page.quantize(16).save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
