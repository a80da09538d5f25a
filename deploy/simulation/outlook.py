"""What the hall tells somebody who takes a number: the domain's estimate, from what people there see."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Protocol

from kiosk.actions import Promise
from shared.domain.ordering import PriorityRule, Waiting
from shared.domain.tickets import TicketClass
from shared.domain.waiting import OpenCounter, as_minutes, forecast

SAMPLES = 30


class Seen(Protocol):
    """A counter as anybody sees it."""

    groups: tuple[str, ...]
    busy_since_s: int

    @property
    def is_there(self) -> bool:
        """True when it is open."""

    @property
    def busy_with(self) -> str | None:
        """Group of the person there."""


class Outlook:
    """The lines, and how long the last services took; it goes on from day to day."""

    def __init__(self, groups: Mapping[str, int], rule: PriorityRule) -> None:
        self._ids = groups
        self._rule = rule
        self._lines: dict[str, Waiting] = {}
        self._streaks = dict.fromkeys(groups.values(), 0)
        self._samples: dict[int, deque[int]] = {id_: deque(maxlen=SAMPLES) for id_ in groups.values()}
        self._newest = 0

    def new_day(self) -> None:
        """Forget the lines of the day before."""
        self._lines.clear()
        self._streaks = dict.fromkeys(self._streaks, 0)

    def joined(self, number: str, group: str, priority: bool, seq: int | None) -> None:
        """Somebody stands in a line; without `seq` behind those who came so far."""
        self._newest = seq if seq is not None else self._newest
        klass = TicketClass.PRIORITY if priority else TicketClass.NORMAL
        place = (self._newest, len(self._lines) + 1 if seq is None else 0)
        self._lines[number] = Waiting(len(self._lines), self._ids[group], klass, place)

    def left(self, number: str) -> None:
        """Somebody stands in no line any more."""
        self._lines.pop(number, None)

    def called(self, priority: bool, group: str) -> None:
        """Somebody was called: the rule counts the normal ones between two priority ones."""
        id_ = self._ids[group]
        self._streaks[id_] = 0 if priority else self._streaks[id_] + 1

    def served(self, group: str, seconds: int) -> None:
        """Somebody kept a counter busy so long, from the call until it could call again."""
        self._samples[self._ids[group]].append(max(1, seconds))

    def promise(self, group: str, priority: bool, now: int, counters: Iterable[Seen]) -> Promise | None:
        """Return the estimate for somebody who takes a number of `group` now, None when there is none."""
        lines: dict[int, list[Waiting]] = {}
        for waiting in sorted(self._lines.values(), key=lambda w: w.place):
            lines.setdefault(waiting.group_id, []).append(waiting)
        seen = [
            OpenCounter(
                groups=frozenset(self._ids[name] for name in counter.groups),
                busy_with=self._ids[counter.busy_with] if counter.busy_with else None,
                busy_since_s=now - counter.busy_since_s if counter.busy_with else None,
            )
            for counter in counters
            if counter.is_there
        ]
        found = forecast(
            lines, streaks=self._streaks, rule=self._rule, counters=seen, samples=self._samples_list()
        )
        wait = (found.priority if priority else found.normal).get(self._ids[group])
        if wait is None:
            return None
        low, high = as_minutes(wait)
        return Promise(60 * low, 60 * high)

    def _samples_list(self) -> dict[int, list[int]]:
        return {id_: list(samples) for id_, samples in self._samples.items()}
