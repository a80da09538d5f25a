"""A picture for a thermal head: one bit a dot, in the very order in which the printer wants it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from PIL import Image

DOTS_PER_MM = 8
"""203 dots an inch; every receipt printer of this class has it."""
DARK_BELOW = 150
"""Grey below this is a dot. A little above the middle: paper shows thin strokes thinner than a screen does."""

_REAL_TIME = re.compile(rb"\x10([\x04\x05\x14])")
"""What a printer takes for an order even in the middle of a picture: tell your state, go on after an error, open
the drawer or switch off."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of `width` dots, each row padded to whole bytes; the highest bit is the leftmost dot and 1 is black."""

    width: int
    height: int
    data: bytes

    @property
    def height_mm(self) -> float:
        """The length of paper it takes."""
        return self.height / DOTS_PER_MM

    def image(self) -> Image.Image:
        """Return it as a 1-bit image, black on white."""
        inverted = bytes(byte ^ 0xFF for byte in self.data)
        return Image.frombytes("1", (self.width, self.height), inverted)

    def png(self) -> bytes:
        """Return it as a PNG, dot for dot: what a screen shows of a slip is what the head burns."""
        file = io.BytesIO()
        self.image().save(file, "PNG")
        return file.getvalue()


def picture_of(image: Image.Image) -> Picture:
    """Return the picture of an image: dark parts become dots, without a raster of grey."""
    grey = image.convert("L")
    dots = grey.point([255 if value < DARK_BELOW else 0 for value in range(256)]).convert("1")
    return Picture(grey.width, grey.height, without_orders(dots.tobytes()))


def without_orders(data: bytes) -> bytes:
    """Return the dots without any that a printer would take for an order.

    One lone dot grows by its right neighbour, an eighth of a millimetre: nobody sees it, and no printer answers,
    opens its drawer or switches off because of how a slip looks.
    """
    return _REAL_TIME.sub(b"\x18\\1", data)
