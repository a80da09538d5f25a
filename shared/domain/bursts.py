"""Bursts: ratings that came from one place faster than different people could give them.

A burst says only that somebody should look; it takes nothing out of any figure by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

MANY, MANY_S = 5, 60
"""Five ratings within a minute."""
SAME, SAME_S = 3, 20
"""Three equal answers within twenty seconds."""
Mark = tuple[int, int]
"""When, in seconds, and the score."""


def find_bursts(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Return bursts among ratings of one place in the order of time, as (first, last) positions, both included."""
    flagged = _windows(marks, range(len(marks)), MANY, MANY_S)
    for score in range(1, 6):
        flagged |= _windows(marks, [i for i, mark in enumerate(marks) if mark[1] == score], SAME, SAME_S)
    bursts: list[tuple[int, int]] = []
    for i in sorted(flagged):
        if bursts and marks[i][0] - marks[bursts[-1][1]][0] <= MANY_S:
            bursts[-1] = (bursts[-1][0], i)
        else:
            bursts.append((i, i))
    return bursts


def _windows(marks: Sequence[Mark], among: Sequence[int], least: int, seconds: int) -> set[int]:
    """Return the positions that lie with enough others in one window of time."""
    found: set[int] = set()
    for start in range(len(among) - least + 1):
        own = among[start : start + least]
        if marks[own[-1]][0] - marks[own[0]][0] <= seconds:
            found.update(own)
    return found
