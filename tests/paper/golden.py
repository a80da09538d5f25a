"""The pictures somebody looked at and found right; `python -m tests.paper.golden` draws them anew, to be seen again.

Two pictures are held to be the same slip when no place of a dot has moved: wherever one has a dot, the other has one
within a dot's distance, both ways. That forgives the dot at an edge which another release of Typst or of its rasteriser
rounds the other way, and nothing else: a tone mark is six to ten dots across and a stroke three to four, so one that is
shifted by two dots, dropped, doubled or swapped leaves dots without a neighbour. How many such there are is counted
absolutely, not as a share of the slip, for a mark is a ten-thousandth of the picture.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from shared.domain.thai import Language
from shared.paper.pictures import Picture, picture_of
from shared.paper.samples import hard_slips
from shared.paper.slips import WIDTHS, draw
from tests.paper.emblem import invented_logo

FOLDER = Path(__file__).with_name("golden")
LANGUAGES: tuple[Language, ...] = ("th", "ms", "en")
KINDS = ("plain", "full", "bare", "next")
ALLOWED_DOTS = 2


def strangers(one: Picture, other: Picture) -> int:
    """Return how many dots of either have no dot of the other near; a different size is all strange."""
    if (one.width, one.height) != (other.width, other.height):
        return one.width * one.height
    dots = [ImageChops.invert(picture.image().convert("L")) for picture in (one, other)]
    near = [image.filter(ImageFilter.MaxFilter(3)) for image in dots]
    alone = [ImageChops.subtract(dots[0], near[1]), ImageChops.subtract(dots[1], near[0])]
    return sum(image.histogram()[255] for image in alone)


def golden(language: Language, width: int, kind: str) -> Picture:
    """Return the accepted picture."""
    with Image.open(FOLDER / f"{language}-{width}-{kind}.png") as image:
        return picture_of(image)


def drawn(language: Language, width: int, kind: str) -> Picture:
    """Return today's."""
    return draw(hard_slips(language)[KINDS.index(kind)], width)


def drawn_with_logo() -> Picture:
    """Return today's ordinary slip under a logo nobody has."""
    return draw(replace(hard_slips("th")[0], logo=invented_logo()), 576)


def main() -> None:
    """Replace all; the change shows in the diff, and has to be looked at."""
    for language in LANGUAGES:
        for width in WIDTHS:
            for kind in KINDS:
                path = FOLDER / f"{language}-{width}-{kind}.png"
                drawn(language, width, kind).image().save(path, "PNG", optimize=True)
    drawn_with_logo().image().save(FOLDER / "th-576-logo.png", "PNG", optimize=True)


if __name__ == "__main__":
    main()
