"""How long people will wait: the published rule, run forward over the present line.

Two runs are made: one in which every service takes its group's lower quartile, one with the upper quartile.
Half of all services lie between the two, so the range is what happens when things go rather well or rather
badly all along; one middle value would hide the spread, and the extremes would promise nothing. What is not
known is not guessed: arrivals, no-shows and pauses yet to come are left out, and a group with fewer than
`MIN_SAMPLES` services has no estimate.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop, heappush, heapreplace

from shared.domain.ordering import PriorityRule, Waiting, call_order, next_streak, next_ticket
from shared.domain.statistics import Times, half_up
from shared.domain.tickets import TicketClass

MIN_SAMPLES = 10
"""Fewer services of a group say too little."""
EXACT_CALLS = 400
"""So many calls are run by the rule; those behind them are told from the measured rate."""
FLOOR_S = 30
"""A service that has already lasted longer than the quartile is taken to last this much more."""
STEP_MIN = 5
"""Ranges are shown in whole steps of so many minutes."""

_LAST_PLACE = (sys.maxsize, 0)
_QUARTILES = (Fraction(1, 4), Fraction(3, 4))


@dataclass(frozen=True, slots=True)
class OpenCounter:
    """A counter that works now (paused and closed ones are left out by the caller).

    `busy_with` is the group of the ticket that is called or served there, since `busy_since_s` seconds.
    """

    groups: frozenset[int]
    busy_with: int | None = None
    busy_since_s: int | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate in seconds, `low_s` ≤ `high_s`."""

    low_s: int
    high_s: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Waits from now on: by group for somebody who takes a normal or a priority ticket now (None = no
    estimate), and by id for every ticket that waits (one without an estimate is missing)."""

    normal: Mapping[int, Range | None]
    priority: Mapping[int, Range | None]
    tickets: Mapping[int, Range]


def as_minutes(wait: Range) -> tuple[int, int]:
    """Return the range as shown: in steps of five minutes, low down, high up, at least 5 apart."""
    low = wait.low_s // (60 * STEP_MIN) * STEP_MIN
    high = -(-wait.high_s // (60 * STEP_MIN)) * STEP_MIN
    return low, max(high, low + STEP_MIN)


def forecast(
    lines: Mapping[int, Sequence[Waiting]],
    *,
    streaks: Mapping[int, int],
    rule: PriorityRule,
    counters: Sequence[OpenCounter],
    samples: Mapping[int, Sequence[int]],
) -> Forecast:
    """Return the estimates for everybody who waits and for those who come now.

    `lines` hold each group's waiting tickets in order of place, `streaks` the normal tickets called since a
    priority one, `samples` the seconds of each group's last services (the caller takes the last 30 legs).

    - A counter that is busy becomes free after quartile − elapsed, at least `FLOOR_S`.
    - A group without enough samples has no estimate. Where its tickets keep a counter busy, they are taken to
      last the quartile of that counter's other groups, pooled. A counter without any known group cannot be
      timed: from its first ticket on, whoever might be served there, or elsewhere because of it, has none
      (unless called at once).
    - Somebody who comes now is placed last and takes no time, so that one newcomer disturbs no other.
    - Counters that share groups are run together. `EXACT_CALLS` are run by the rule in all; behind them
      tickets follow in the rule's order, each counter going on at the mean pace of the calls so far.
    - A group that no counter serves has no estimate.
    """
    known = {group: Times.of(s) for group, s in samples.items() if len(s) >= MIN_SAMPLES}
    low, high = (_run_all(lines, streaks, rule, counters, known, p) for p in _QUARTILES)
    groups = set(lines) | {group for counter in counters for group in counter.groups}

    def ranges(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, Range | None]:
        return {g: _range(one.get(g), other.get(g)) if g in known else None for g in groups}

    tickets = (
        (w.ticket_id, _range(low.tickets.get(w.ticket_id), high.tickets.get(w.ticket_id)))
        for group, line in lines.items()
        for w in line
        if group in known
    )
    return Forecast(
        normal=ranges(low.normal, high.normal),
        priority=ranges(low.priority, high.priority),
        tickets={ticket: wait for ticket, wait in tickets if wait is not None},
    )


def _range(one: int | None, other: int | None) -> Range | None:
    """Join two runs: with slower services somebody may be called elsewhere and sooner, so neither is less."""
    if one is None or other is None:
        return None
    return Range(min(one, other), max(one, other))


@dataclass(slots=True)
class _Run:
    """When everybody is called, in seconds from now: newcomers by group, tickets by id."""

    normal: dict[int, int] = field(default_factory=dict)
    priority: dict[int, int] = field(default_factory=dict)
    tickets: dict[int, int] = field(default_factory=dict)


def _run_all(
    lines: Mapping[int, Sequence[Waiting]],
    streaks: Mapping[int, int],
    rule: PriorityRule,
    counters: Sequence[OpenCounter],
    known: Mapping[int, Times],
    p: Fraction,
) -> _Run:
    """Run every part of the hall with one quantile of service time; small parts first, to have them exact."""
    run, left = _Run(), EXACT_CALLS
    lasts = {group: _quantile(times, p) for group, times in known.items()}
    parts = [
        _Part(lines, streaks, rule, part, [_durations(c, lasts, known, p) for c in part])
        for part in _parts(counters)
    ]
    parts.sort(key=lambda part: part.waiting)
    for index, part in enumerate(parts):
        calls = min(part.waiting, left // (len(parts) - index))
        left -= calls
        part.go(run, calls)
    return run


def _parts(counters: Sequence[OpenCounter]) -> list[list[OpenCounter]]:
    """Return the counters in parts that have no group in common."""
    parts: list[list[OpenCounter]] = []
    for counter in counters:
        touching = [part for part in parts if any(c.groups & counter.groups for c in part)]
        parts = [part for part in parts if part not in touching]
        parts.append([*(c for part in touching for c in part), counter])
    return parts


def _durations(
    counter: OpenCounter, lasts: Mapping[int, int], known: Mapping[int, Times], p: Fraction
) -> dict[int, int]:
    """Return how long each group's service lasts at a counter; groups for which nothing tells are missing."""
    groups = counter.groups if counter.busy_with is None else counter.groups | {counter.busy_with}
    pool = [known[group] for group in counter.groups if group in known]
    if groups <= lasts.keys() or not pool:
        return {group: lasts[group] for group in groups if group in lasts}
    others = _quantile(sum(pool, start=Times()), p)
    return {group: lasts.get(group, others) for group in groups}


def _quantile(times: Times, p: Fraction) -> int:
    return int(half_up(times.quantile(p) or 0, 0))


class _Line:
    """A group's line during a run: who is first in each class is all that the rule looks at."""

    def __init__(self, line: Sequence[Waiting], streak: int) -> None:
        self.streak = streak
        self._of = {klass: [w for w in reversed(line) if w.klass is klass] for klass in TicketClass}
        self.heads = self._heads()

    def _heads(self) -> list[Waiting]:
        return sorted((line[-1] for line in self._of.values() if line), key=lambda w: w.place)

    def take(self, called: Waiting) -> None:
        self._of[called.klass].pop()
        self.streak = next_streak(called, self.streak)
        self.heads = self._heads()

    @property
    def has_priority(self) -> bool:
        return bool(self._of[TicketClass.PRIORITY])

    def rest(self) -> list[Waiting]:
        return [w for line in self._of.values() for w in line]


class _Part:
    """A part of the hall: counters that share groups, and their lines."""

    def __init__(
        self,
        lines: Mapping[int, Sequence[Waiting]],
        streaks: Mapping[int, int],
        rule: PriorityRule,
        counters: Sequence[OpenCounter],
        durations: Sequence[Mapping[int, int]],
    ) -> None:
        groups = sorted({group for counter in counters for group in counter.groups})
        self._rule, self._counters, self._durations = rule, counters, durations
        self._lines = {group: _Line(lines.get(group, ()), streaks.get(group, 0)) for group in groups}
        self._newcomers = {group: Waiting(-1, group, TicketClass.PRIORITY, _LAST_PLACE) for group in groups}
        self._unsure: set[int] = set()  # groups with tickets that may be called at a time nobody can tell
        self._free: list[tuple[int, int]] = []  # (when, which counter), a heap
        self.waiting = sum(len(lines.get(group, ())) for group in groups)

    def go(self, run: _Run, calls: int) -> None:
        """Write into `run` when everybody here is called: `calls` by the rule, the rest by the rate."""
        for index, counter in enumerate(self._counters):
            self._next_free(index, counter.busy_with, 0, counter.busy_since_s or 0)
        done = worked = 0
        while self._free and (done < calls or not self._anybody()):
            at, index = heappop(self._free)
            called = self._next(index, run, at)
            if called is None:
                continue
            if at > 0 and called.group_id in self._unsure:
                self._unsure |= self._counters[index].groups
                continue
            run.tickets[called.ticket_id] = at
            self._lines[called.group_id].take(called)
            self._next_free(index, called.group_id, at, 0)
            done += 1
            worked += self._durations[index].get(called.group_id, 0)
        if self._free and not self._unsure:
            self._extrapolate(run, -(-worked // max(done, 1)))

    def _anybody(self) -> bool:
        return any(line.heads for line in self._lines.values())

    def _next_free(self, index: int, group: int | None, at: int, elapsed: int) -> None:
        """Note when a counter that begins with `group` (or nothing) is free again."""
        if group is None:
            heappush(self._free, (at, index))
        elif group in self._durations[index]:
            lasts = self._durations[index][group]
            heappush(self._free, (at + max(lasts - elapsed, min(lasts, FLOOR_S)), index))
        else:
            self._unsure |= self._counters[index].groups

    def _next(self, index: int, run: _Run, at: int) -> Waiting | None:
        """Return whom the counter calls, and note the newcomers whom it would have called before that."""
        groups = self._counters[index].groups
        heads = {group: self._lines[group].heads for group in groups}
        streaks = {group: self._lines[group].streak for group in groups}
        called = next_ticket(heads, streaks, self._rule)
        for group in groups if at == 0 else groups - self._unsure:  # what happens now is never unsure
            if called is None:
                run.normal.setdefault(group, at)
            if group not in run.priority and not self._lines[group].has_priority:
                newcomer = self._newcomers[group]
                line = {**heads, group: [*heads[group], newcomer]}
                if next_ticket(line, streaks, self._rule) is newcomer:
                    run.priority[group] = at
        return called

    def _extrapolate(self, run: _Run, pace: int) -> None:
        """Go on in the rule's order, every counter still at work calling once in `pace` seconds."""
        free = [at for at, _ in self._free]
        heapify(free)
        for waiting in self._order_of_rest(without=run.priority):
            if waiting is self._newcomers[waiting.group_id]:
                run.priority[waiting.group_id] = free[0]
            else:
                run.tickets[waiting.ticket_id] = heapreplace(free, free[0] + pace)
        for group in self._lines:
            run.normal.setdefault(group, free[0])

    def _order_of_rest(self, *, without: Mapping[int, int]) -> list[Waiting]:
        """Return those left and priority newcomers: a group's by the rule, groups by who waits longest."""
        claims: list[tuple[tuple[int, int], Waiting]] = []
        for group, line in self._lines.items():
            newcomers = [] if group in without else [self._newcomers[group]]
            claim = _LAST_PLACE
            in_turn = []
            for waiting in reversed(call_order([*line.rest(), *newcomers], line.streak, self._rule)):
                claim = min(claim, waiting.place)
                in_turn.append((claim, waiting))
            claims += reversed(in_turn)
        return [waiting for _, waiting in sorted(claims, key=lambda entry: entry[0])]
