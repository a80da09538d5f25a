"""A logo made fit for a head that knows only black and white."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageOps, UnidentifiedImageError

from shared.paper.pictures import Picture, picture_of

HIGHEST = 72
"""9 mm: a logo greets, it does not eat the roll."""
LARGEST_PIXELS = 16_000_000
"""A picture that says it is larger is not opened."""


class LogoError(ValueError):
    """The bytes are no picture that can be printed."""


@lru_cache(maxsize=8)
def fit_logo(data: bytes, width_dots: int) -> Picture:
    """Return the logo in dots, at most 9 mm high and half the paper wide; shades become a pattern of dots."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > LARGEST_PIXELS:
                raise LogoError("the picture is too large")
            image = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise LogoError("not a PNG or JPEG picture") from error
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(image)
    small = ImageOps.contain(white.convert("L"), (width_dots // 2, HIGHEST), Image.Resampling.LANCZOS)
    return picture_of(ImageOps.autocontrast(small).convert("1"))
