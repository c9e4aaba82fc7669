"""The alliance's logo: read as a picture, written anew, and nothing else comes along."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from trio_journal.exceptions import Invalid
from trio_journal.services import logos

from .conftest import Journal


def picture(
    kind: str = "PNG", size: tuple[int, int] = (400, 200), mode: str = "RGB", **more: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "navy" if mode != "RGBA" else (0, 0, 128, 0)).save(out, kind, **more)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(("kind", "mimetype"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_kept(journal: Journal, kind: str, mimetype: str) -> None:
    logo = logos.put(journal.id, journal.helen, picture(kind))
    assert (logo.mimetype, logo.width, logo.height) == (mimetype, 354 * 2, 354) or (
        logo.width,
        logo.height,
    ) == (400, 200)
    assert opened(logo.content).size == (logo.width, logo.height)


def test_it_is_no_larger_than_it_is_printed(journal: Journal) -> None:
    logo = logos.put(journal.id, journal.helen, picture(size=(3000, 2000)))
    assert (logo.width, logo.height) == (531, 354)
    assert logos.put(journal.id, journal.helen, picture(size=(5000, 50))).width == 1063


def test_another_takes_its_place_and_it_can_be_taken_away(journal: Journal) -> None:
    logos.put(journal.id, journal.helen, picture())
    logos.put(journal.id, journal.helen, picture(size=(64, 64)))
    kept = logos.of(journal.id)
    assert kept is not None
    assert kept.width == 64
    logos.delete(journal.id)
    logos.delete(journal.id)
    assert logos.of(journal.id) is None


def test_what_else_was_in_the_file_does_not_come_along() -> None:
    hidden = PngInfo()
    hidden.add_text("Comment", "a secret place")
    file = picture(pnginfo=hidden) + b"PK\x03\x04 and a second file"
    content, *_ = logos.written_anew(file)
    assert b"secret" not in content
    assert b"second file" not in content


def test_what_is_seen_through_becomes_white() -> None:
    content, *_ = logos.written_anew(picture(mode="RGBA"))
    assert opened(content).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "cannot be read"),
        (b"GIF89a not a picture", "cannot be read"),
        (picture("GIF"), "cannot be read"),
        (picture()[:200], "cannot be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be read"),
        (picture(size=(8, 400)), "too small"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_anything_else_is_refused_in_words(journal: Journal, content: bytes, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        logos.put(journal.id, journal.helen, content)
    assert why in refused.value.errors["logo"][0]
    assert logos.of(journal.id) is None


@pytest.mark.parametrize("size", [(20_000, 20_000), (4_000, 2_001)])
def test_a_picture_of_too_many_pixels_is_not_decoded(size: tuple[int, int]) -> None:
    huge = picture("PNG", size=size, mode="1")
    assert len(huge) < logos.BIGGEST
    with pytest.raises(Invalid) as refused:
        logos.written_anew(huge)
    assert "pixels" in refused.value.errors["logo"][0]
