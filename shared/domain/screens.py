"""How a hall screen is set up: its layout, its shape, what it shows of the hall, and from how far it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

Layout = Literal["columns", "big", "counters"]
"""`columns`: the call, the calls before it, lines and counters; `big`: the call as large as can be, and the calls
before it; `counters`: the call beside all counters. Each in landscape and portrait."""
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
TURNS = (0, 90, 180, 270)
OVERSCAN_MOST = 10
"""Percent of the picture that may be left free on each side."""
INCHES = (19, 24, 32, 40, 43, 50, 55, 65, 75, 86)
"""Diagonals that are sold, all of 16:9."""


@dataclass(frozen=True, slots=True)
class Screen:
    """The settings of one hall screen. `groups` (codes) and `counters` (numbers) are its zone; empty means all."""

    layout: Layout = "columns"
    rotate: int = 0
    """Degrees clockwise."""
    overscan_pct: int = 0
    inches: int = 43
    """Diagonal of the picture."""
    distance_m: int = 6
    """From where the last row of people looks."""
    groups: tuple[str, ...] = ()
    counters: tuple[int, ...] = ()
    notices: bool = True
    """Whether notices have their share of the picture."""


def read_screen(settings: Mapping[str, Any], device_id: int) -> Screen:
    """Return how a screen is set up; one that nobody has touched is as it comes."""
    told: Mapping[str, Any] = (settings.get("screens") or {}).get(str(device_id)) or {}
    known = {name: told[name] for name in Screen.__slots__ if name in told}
    for name in ("groups", "counters"):
        if name in known:
            known[name] = tuple(known[name])
    return Screen(**known)
