"""Time in tests: a clock that stands still until a test moves it, in the office's own hours."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from shared.domain.hours import BANGKOK


def bangkok(local: str) -> datetime:
    """Return the instant at which the office's clock shows `2027-01-12 09:00` or `2027-01-12 09:00:30`."""
    return datetime.fromisoformat(local).replace(tzinfo=BANGKOK).astimezone(UTC)


OPENING_DAY = bangkok("2027-01-12 09:00")
"""A Tuesday, half an hour after the doors opened."""


class Clock:
    """Shows the same instant until it is moved by hand."""

    def __init__(self, now: datetime = OPENING_DAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, *, seconds: int = 0, minutes: int = 0, hours: int = 0, days: int = 0) -> None:
        """Move on; a negative number sets the clock back."""
        self.now += timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)

    def show(self, local: str) -> None:
        """Set the clock to an office time."""
        self.now = bangkok(local)


def wait_until(claim: Callable[[], bool], *, at_most_s: float = 10.0) -> None:
    """Return as soon as a claim about another thread or process is true; fail when it stays false."""
    tick, deadline = threading.Event(), time.monotonic() + at_most_s
    while not claim():
        assert time.monotonic() < deadline, f"still not so after {at_most_s} s"
        tick.wait(0.01)
