"""The alliance's logo: read as a picture, and written anew in the size that is printed."""

from __future__ import annotations

import io
from typing import Final
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError

from ..dates import now
from ..exceptions import Invalid
from ..extensions import db
from ..models import AllianceLogo
from .transaction import once, writing

BIGGEST: Final = 2_000_000
# Pixels: 30 mm high, or 90 mm wide, at 300 to the inch.
ROOM: Final = (1063, 354)
# What one takes in memory while it is made smaller: four bytes for each.
MOST_PIXELS: Final = 8_000_000
SMALLEST: Final = 16
TOO_SMALL: Final = "That picture is too small to print. Choose one of 16 pixels or more."
TOO_MANY_PIXELS: Final = "That picture has too many pixels. Save it smaller and try again."


def of(alliance_id: UUID) -> AllianceLogo | None:
    """Return an alliance's logo, None without one."""
    return db.session.get(AllianceLogo, alliance_id)


def _refuse(why: str) -> Invalid:
    return Invalid("The logo was not saved.", {"logo": [why]})


def written_anew(content: bytes) -> tuple[bytes, str, int, int]:
    """Return a picture as it is kept: bytes, media type, width and height in pixels.

    Whatever else the file had in it (where it was taken, text, a second file) does not come along.
    Raises Invalid for what is no whole PNG or JPEG.
    """
    if len(content) > BIGGEST:
        raise _refuse("That file is larger than 2 MB. Save the logo smaller and try again.")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            kind = picture.format
            if picture.width * picture.height > MOST_PIXELS:
                raise _refuse(TOO_MANY_PIXELS)
            if min(picture.size) < SMALLEST:
                raise _refuse(TOO_SMALL)
            picture.draft(None, (2 * ROOM[0], 2 * ROOM[1]))
            small = _small(picture)
    except Image.DecompressionBombError as error:
        raise _refuse(TOO_MANY_PIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _refuse(
            "That file cannot be read as a picture. Choose a PNG or a JPEG file."
        ) from error
    out = io.BytesIO()
    if kind == "JPEG":
        small.save(out, "JPEG", quality=90)
        return out.getvalue(), "image/jpeg", *small.size
    small.save(out, "PNG", optimize=True)
    return out.getvalue(), "image/png", *small.size


def _small(picture: Image.Image) -> Image.Image:
    """Return a picture upright, in the size that it is printed in, and without transparency.

    It is printed on white, and seen on any colour.
    """
    full = ImageOps.exif_transpose(picture).convert("RGBA")
    full.thumbnail(ROOM, Image.Resampling.LANCZOS)
    white = Image.new("RGBA", full.size, "white")
    white.alpha_composite(full)
    return white.convert("RGB")


@once
def put(alliance_id: UUID, person_id: UUID, content: bytes) -> AllianceLogo:
    """Keep a logo in place of the one before it. Raises Invalid."""
    kept, mimetype, width, height = written_anew(content)
    with writing() as session:
        logo = session.get(AllianceLogo, alliance_id)
        if logo is None:
            logo = AllianceLogo(alliance_id=alliance_id)
            session.add(logo)
        logo.author_id, logo.changed_at = person_id, now()
        logo.content, logo.mimetype, logo.width, logo.height = kept, mimetype, width, height
        return logo


def delete(alliance_id: UUID) -> None:
    """Take an alliance's logo away."""
    with writing() as session:
        logo = session.get(AllianceLogo, alliance_id)
        if logo is not None:
            session.delete(logo)
