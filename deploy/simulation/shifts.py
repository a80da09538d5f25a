"""When counters work: opening, lunch on a rota with its wider groups, Friday prayer, a break, closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

HOUR_S = 3600
_BUSY_WELFARE = (10, 11)
_FLOOD = (11, 12, 1)
_ENROLMENT = (2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Shift:
    """A change that a counter makes at a time, once it has no ticket: open with groups, pause, or close."""

    at_s: int
    counter: int
    what: Literal["open", "pause", "close"]
    groups: tuple[str, ...] = ()
    reason: str = ""


def plan_shifts(
    day: date,
    *,
    counters: Mapping[int, Sequence[str]],
    breaks: Mapping[int, tuple[int, int, str]],
    opens_s: int,
    closes_s: int,
    lunch: tuple[int, int] | None,
) -> tuple[Shift, ...]:
    """Return the shifts of a day in order of time; `counters` are numbers with their usual groups.

    At lunch every second counter goes on, for all groups together, and rests an hour later. On Fridays those
    who go on are away for prayer half an hour longer. Nobody is without a counter that serves his group.
    """
    numbers = sorted(counters)
    usual = {number: _groups_of(day, number, counters) for number in numbers}
    stay = numbers[1::2] or numbers
    shifts: list[Shift] = []
    for index, number in enumerate(numbers):
        shifts.append(Shift(opens_s + 40 * index, number, "open", usual[number]))
        shifts.append(Shift(closes_s, number, "close"))
        begins, lasts, reason = breaks.get(number, (0, 0, ""))
        if lasts:
            shifts.append(Shift(begins, number, "pause", reason=reason))
            shifts.append(Shift(begins + lasts, number, "open", usual[number]))
    if lunch is not None:
        shifts += _lunch(day, numbers, stay, usual, counters, lunch)
    return tuple(sorted(shifts, key=lambda shift: shift.at_s))


def _lunch(
    day: date,
    numbers: Sequence[int],
    stay: Sequence[int],
    usual: Mapping[int, tuple[str, ...]],
    counters: Mapping[int, Sequence[str]],
    lunch: tuple[int, int],
) -> list[Shift]:
    start, end = lunch
    every = list(dict.fromkeys(group for number in numbers for group in counters[number]))
    shifts: list[Shift] = []
    for place, number in enumerate(stay):
        extra = every[place :: len(stay)]
        wider = tuple(dict.fromkeys((*usual[number], *extra)))
        shifts.append(Shift(start - 60, number, "open", wider))
        shifts.append(Shift(end + 120, number, "pause", reason="break"))
        shifts.append(Shift(end + HOUR_S // 2 + 120, number, "open", usual[number]))
    friday = day.weekday() == 4
    for number in numbers:
        if number not in stay:
            shifts.append(Shift(start, number, "pause", reason="prayer" if friday else "break"))
            shifts.append(Shift(end + (HOUR_S // 2 if friday else 0), number, "open", usual[number]))
    return shifts


def _groups_of(day: date, number: int, counters: Mapping[int, Sequence[str]]) -> tuple[str, ...]:
    """Return a counter's usual groups, widened where one counter alone would be too few.

    The second counter helps with the long services of welfare, in their season all even ones do.
    """
    groups = list(counters[number])
    served = {group for others in counters.values() for group in others}
    even = number % 2 == 0
    helps = even if day.month in _BUSY_WELFARE else number == 2
    if helps and "welfare" in served:
        groups.append("welfare")
    if day.month in _FLOOD and not even and "general" in served:
        groups.append("general")
    if day.month in _ENROLMENT and number == max(counters) and "education" in served:
        groups.append("education")
    return tuple(dict.fromkeys(groups))
