"""Counters, service times and runs for the tests of estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.domain.ordering import PriorityRule, Waiting
from shared.domain.waiting import Forecast, OpenCounter, Range, forecast
from tests.domain.lines import TWO_THEN_ONE

TAX, REGISTRY, WELFARE, REPAIRS = 1, 2, 3, 4


def lasting(seconds: int) -> list[int]:
    """Return enough samples of services that always last the same."""
    return [seconds] * 10


def free(*groups: int) -> OpenCounter:
    return OpenCounter(frozenset(groups))


def busy(*groups: int, group: int, since_s: int) -> OpenCounter:
    return OpenCounter(frozenset(groups), busy_with=group, busy_since_s=since_s)


def run(
    lines: Mapping[int, Sequence[Waiting]],
    counters: Sequence[OpenCounter],
    samples: Mapping[int, Sequence[int]],
    *,
    rule: PriorityRule = TWO_THEN_ONE,
    streaks: Mapping[int, int] | None = None,
) -> Forecast:
    return forecast(lines, streaks=streaks or {}, rule=rule, counters=counters, samples=samples)


def exactly(seconds: int) -> Range:
    return Range(seconds, seconds)
