"""What happens when: events in order of time, and of their making where the time is the same."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush


class Agenda:
    """Events of a day by seconds since midnight."""

    def __init__(self) -> None:
        self._events: list[tuple[int, int, Callable[[int], None]]] = []
        self._made = 0

    def add(self, second: int, event: Callable[[int], None]) -> None:
        """Let `event` happen at `second`; it is called with that second."""
        self._made += 1
        heappush(self._events, (second, self._made, event))

    def pop(self) -> tuple[int, Callable[[int], None]] | None:
        """Return the next event, None when the day is over."""
        if not self._events:
            return None
        second, _, event = heappop(self._events)
        return second, event
