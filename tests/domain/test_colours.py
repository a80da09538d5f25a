"""The colours of groups stand out from every ground they are drawn on, and the stylesheet has exactly them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.domain.colours import COLOURS

CSS = Path("shared/static/tonsai/tokens.css").read_text(encoding="utf-8")
OWN = {
    code: (light, dark)
    for code, light, dark in re.findall(r"\.own-(\w+) \{ --own: (#\w+); --own-night: (#\w+);", CSS)
}
TOKENS = dict(re.findall(r"--(\w+): (#\w{6});", CSS))


def luminance(colour: str) -> float:
    """Return the relative luminance. Source: WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def test_the_stylesheet_has_exactly_the_palette() -> None:
    assert tuple(OWN) == COLOURS


@pytest.mark.parametrize("code", COLOURS)
def test_a_colour_is_three_to_one_from_every_ground(code: str) -> None:
    light, dark = OWN[code]
    # key, chosen key, closed key, page; on the TV a row and the hall behind it
    assert min(contrast(light, TOKENS[ground]) for ground in ("card", "leaf1", "mat", "paper")) >= 3
    assert min(contrast(dark, TOKENS[ground]) for ground in ("night", "night2")) >= 3
