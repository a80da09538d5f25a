"""Who is next: the published rule, as pure functions.

Within a group, tickets are called in the order of their place. A priority ticket passes waiting normal tickets
only when `ratio` normal tickets of its group have been called since the last priority one, so nobody starves.
A priority ticket that came first is simply first: having priority never makes the wait longer.
Between the groups of a counter, the one in which somebody has the earliest place goes first; its rule says who.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.domain.tickets import TicketClass


@dataclass(frozen=True, slots=True)
class Waiting:
    """One ticket in a line."""

    ticket_id: int
    group_id: int
    klass: TicketClass
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """`ratio` normal tickets, then one priority ticket, if one waits."""

    ratio: int = 2

    def __post_init__(self) -> None:
        if self.ratio < 1:
            raise ValueError("The priority ratio is 1 or more.")


def head(line: Sequence[Waiting], streak: int, rule: PriorityRule) -> Waiting | None:
    """Return who is next in one group's line.

    `line` is in order of place; `streak` is the number of normal tickets called in this group since a priority one.
    """
    normal = next((w for w in line if w.klass is TicketClass.NORMAL), None)
    priority = next((w for w in line if w.klass is TicketClass.PRIORITY), None)
    if normal is None or priority is None:
        return normal or priority
    return priority if _goes_first(priority, normal, streak, rule) else normal


def _goes_first(priority: Waiting, normal: Waiting, streak: int, rule: PriorityRule) -> bool:
    return priority.place < normal.place or streak >= rule.ratio


def next_streak(called: Waiting, streak: int) -> int:
    """Return the group's streak after `called` has been called."""
    return 0 if called.klass is TicketClass.PRIORITY else streak + 1


def next_ticket(
    lines: Mapping[int, Sequence[Waiting]], streaks: Mapping[int, int], rule: PriorityRule
) -> Waiting | None:
    """Return who a counter serving exactly the groups in `lines` calls next, or None when all lines are empty."""
    claims = [(line[0].place, group_id) for group_id, line in lines.items() if line]
    if not claims:
        return None
    _, group_id = min(claims)
    return head(lines[group_id], streaks.get(group_id, 0), rule)


def call_order(line: Iterable[Waiting], streak: int, rule: PriorityRule) -> list[Waiting]:
    """Return one group's line in the order in which it will be called if nobody else comes."""
    ordered = sorted(line, key=lambda w: w.place)
    normals = [w for w in ordered if w.klass is TicketClass.NORMAL]
    priorities = [w for w in ordered if w.klass is TicketClass.PRIORITY]
    result: list[Waiting] = []
    n = p = 0
    while n < len(normals) and p < len(priorities):
        if _goes_first(priorities[p], normals[n], streak, rule):
            first, p = priorities[p], p + 1
        else:
            first, n = normals[n], n + 1
        result.append(first)
        streak = next_streak(first, streak)
    return result + normals[n:] + priorities[p:]


def place_behind(
    line: Iterable[Waiting], streak: int, rule: PriorityRule, *, klass: TicketClass, count: int, own_seq: int
) -> tuple[int, int]:
    """Return the place of somebody of a class put back behind the next `count` people of a group's line.

    A late priority ticket among those next does not carry the place behind people of the same class who come after.
    """
    order = call_order(line, streak, rule)
    limit = min((w.place for w in order[count:] if w.klass is klass), default=None)
    ahead = [w.place for w in order[:count] if limit is None or w.place < limit]
    if ahead:
        return (max(ahead)[0], own_seq)
    return (limit[0] - 1 if limit else 0, own_seq)
