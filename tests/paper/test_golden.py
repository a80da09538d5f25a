"""Every slip looks as it did when somebody looked at it; the comparison would see a tone mark move."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageDraw

from shared.domain.thai import Language
from shared.paper.pictures import Picture, picture_of
from shared.paper.slips import WIDTHS
from tests.paper.golden import ALLOWED_DOTS, KINDS, LANGUAGES, drawn, drawn_with_logo, golden, strangers


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_looks_as_it_was_accepted(language: Language, width: int, kind: str) -> None:
    assert strangers(drawn(language, width, kind), golden(language, width, kind)) <= ALLOWED_DOTS


def test_a_slip_with_a_logo_looks_as_it_was_accepted() -> None:
    assert strangers(drawn_with_logo(), golden("th", 576, "logo")) <= ALLOWED_DOTS


def find_mark(image: Image.Image) -> Image.Image:
    """Return as a mask the topmost mark of the group's name: the tone over เบี้ย, with nothing joined to it."""
    filled = image.copy()
    for top in range(286, 330):
        row = ImageChops.invert(image.crop((0, top, image.width, top + 1))).getbbox()
        # The outline of the ticket ends in a long row; the mark begins in a short one.
        if row is not None and row[2] - row[0] < 20:
            ImageDraw.floodfill(filled, (row[0], top), 128)
            break
    mask = filled.point([255 if value == 128 else 0 for value in range(256)])
    box = mask.getbbox()
    assert box is not None
    assert box[2] - box[0] < 30
    assert box[3] - box[1] < 20
    return mask


def displaced(picture: Picture, shift: tuple[int, int] | None) -> Picture:
    """Return the picture with that mark moved, or without it."""
    image = picture.image().convert("L")
    mask = find_mark(image)
    image.paste(255, (0, 0), mask)
    if shift is not None:
        image.paste(0, shift, mask)
    return picture_of(image)


@pytest.mark.parametrize("shift", [(2, 0), (-2, 0), (0, 2), (0, -2), None])
def test_a_tone_mark_that_moves_two_dots_or_is_lost_is_seen(shift: tuple[int, int] | None) -> None:
    right = golden("th", 576, "full")
    assert strangers(displaced(right, shift), right) > ALLOWED_DOTS


def test_the_dot_another_rasteriser_rounds_away_is_forgiven() -> None:
    right = golden("th", 576, "full")
    image = right.image().convert("L")
    # The outline's left edge is straight and four dots wide.
    box = ImageChops.invert(image).crop((0, 180, 40, 181)).getbbox()
    assert box is not None
    image.putpixel((box[0], 180), 255)
    assert strangers(picture_of(image), right) == 0
