"""What the hall is told for a time: which announcements stand at a moment, and which groups give no tickets then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

REASONS = ("power", "flood", "meeting", "prayer", "system", "holiday", "other")
"""Each has its sentence in three languages in the catalogue; `other` is written by the office itself."""
LONGEST_S = 31 * 86_400
MOST_CHARACTERS = 100
"""A TV shows it in one line, a kiosk in two."""


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement; moments are seconds, `groups` ids, none of them meaning all."""

    id: int
    words: Mapping[str, str]
    groups: frozenset[int]
    stops: bool
    starts_at: int
    ends_at: int

    def stands(self, seconds: int) -> bool:
        """True from its first second until its last."""
        return self.starts_at <= seconds < self.ends_at

    def is_about(self, group_id: int) -> bool:
        """True when it is about this group."""
        return not self.groups or group_id in self.groups


def standing(told: Iterable[Told], seconds: int) -> list[Told]:
    """Return what stands at a moment: what stops tickets first, then the one that began last."""
    return sorted(
        (one for one in told if one.stands(seconds)), key=lambda one: (not one.stops, -one.starts_at)
    )


def stopped_until(told: Iterable[Told], group_id: int, seconds: int) -> int | None:
    """Return when a group gives tickets again, None when no announcement stops it. One may follow upon another."""
    stopping = [one for one in told if one.stops and one.is_about(group_id)]
    until = seconds
    while ends := [one.ends_at for one in stopping if one.stands(until)]:
        until = max(ends)
    return until if until > seconds else None
