"""What a template has drawn, measured in the picture itself: how high the number stands, whether the QR can be read.

A template may draw its facts anywhere and anyhow, so nothing is asked of its text. The same slip is drawn twice with
one fact changed, and what differs is where that fact stands. The QR's modules are known, so they are looked for one
by one; that asks more than a decoder would, which forgives what is damaged, and needs no library of the system.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageChops

from shared.paper.pictures import DOTS_PER_MM, Picture
from shared.paper.qr import Code, make_code
from shared.paper.slips import Slip

Draw = Callable[[Slip], Picture]
LEAST_NUMBER_MM = 15
LEAST_MODULE = 3
"""Dots, 0.375 mm: smaller modules run together on a worn head."""
QUIET = 2
"""Modules of white round the code. The standard asks for four; phones are content with two, and so is zbar."""
MOST_WRONG = 0.02
"""Share of the modules that may be other than they should, where an edge falls on the middle of a dot."""
GAP = 2
"""Rows in which two digits may look the same by chance."""
_NUMBERS = ("A111", "A888")
_ADDRESSES = tuple(
    f"http://tonsai.example.go.th/t/{token}"
    for token in (
        "sample-sample-sample-1",
        "AbCdEfGhIjKlMnOpQrSt_2",
        "0918273645-zyxwvutsrq8",
        "QUICK-brown-FOX-jumps5",
    )
)
"""As long as a real one and as long as each other, so that they give codes of one size."""


def number_mm(draw: Draw, slip: Slip) -> float:
    """Return how high the number stands, in millimetres; 0 when it does not stand there."""
    one, other = (_dots(draw(replace(slip, number=number))) for number in _NUMBERS)
    rows = _rows(_difference(one, other))
    longest = begin = end = -GAP - 2
    for row in rows:
        begin, end = (begin, row) if row - end <= GAP + 1 else (row, row)
        longest = max(longest, end - begin + 1)
    return max(0, longest) / DOTS_PER_MM


def is_code_readable(draw: Draw, slip: Slip) -> bool:
    """True when the QR of the slip stands there upright, whole, large enough and with white around it."""
    pictures = [_dots(draw(replace(slip, url=address))) for address in _ADDRESSES]
    changed = Image.new("L", pictures[0].size)
    for picture in pictures[1:]:
        if picture.size != changed.size:
            return False
        changed = ImageChops.lighter(changed, _difference(pictures[0], picture))
    box = changed.getbbox()
    return box is not None and _holds(pictures[0], box, make_code(_ADDRESSES[0]))


def _holds(picture: Image.Image, box: tuple[int, int, int, int], code: Code) -> bool:
    left, top, right, bottom = box
    wide, high = (right - left) / code.modules, (bottom - top) / code.modules
    if min(wide, high) < LEAST_MODULE or abs(wide - high) * code.modules > 2:
        return False
    wrong = wrong_white = 0
    for row in range(-QUIET, code.modules + QUIET):
        for column in range(-QUIET, code.modules + QUIET):
            inside = 0 <= row < code.modules and 0 <= column < code.modules
            wanted = inside and code.rows[row][column]
            if _is_black(picture, left + (column + 0.5) * wide, top + (row + 0.5) * high) is wanted:
                continue
            wrong, wrong_white = wrong + inside, wrong_white + (not inside)
    return wrong <= MOST_WRONG * code.modules**2 and wrong_white == 0


def _is_black(picture: Image.Image, x: float, y: float) -> bool:
    """Return what a dot is; beside the picture is paper."""
    if not (0 <= x < picture.width and 0 <= y < picture.height):
        return False
    return picture.getpixel((int(x), int(y))) == 255


def _dots(picture: Picture) -> Image.Image:
    """Return the picture white on black: 255 is a dot."""
    return ImageChops.invert(picture.image().convert("L"))


def _difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return where two pictures differ; what one is longer by is left out."""
    size = (min(one.width, other.width), min(one.height, other.height))
    return ImageChops.difference(one.crop((0, 0, *size)), other.crop((0, 0, *size)))


def _rows(changed: Image.Image) -> list[int]:
    return [
        y for y in range(changed.height) if changed.crop((0, y, changed.width, y + 1)).getbbox() is not None
    ]
