"""The only place that reads the clock. Views, commands and background loops call `now()` once and pass it on."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""A clock before this date is wrong: the program did not exist yet."""


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def epoch(at: datetime) -> int:
    """Return whole seconds since 1970 (UTC), the form in which the store keeps moments."""
    return int(at.timestamp())


def moment(seconds: int) -> datetime:
    """Return the aware UTC moment of stored seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def iso(at: datetime | int) -> str:
    """Return ISO 8601 in UTC with whole seconds: `2026-04-07T03:42:00Z`."""
    return _iso(at if isinstance(at, int) else epoch(at))


@lru_cache(16_384)
def _iso(seconds: int) -> str:
    """A board tells the same moments again and again: those of everybody who still waits."""
    return f"{moment(seconds).replace(tzinfo=None).isoformat()}Z"
