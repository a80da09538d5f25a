"""Ten days of the soak (`./deploy/bench soak`), and that its judgement sees what it looks for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.soak import Look, judge, live, plot


@pytest.mark.sqlite
def test_in_the_second_week_of_full_days_no_handle_and_no_thread_is_more_than_in_the_first(
    tmp_path: Path,
) -> None:
    first, second = live(tmp_path, days=10, tickets=9)
    assert (second.tickets, second.turns > 2 * first.turns // 3) == (90, True)
    assert second.handles <= first.handles + 2
    assert second.threads == first.threads
    assert second.objects < 1.02 * first.objects
    assert second.memory_mb < first.memory_mb + 24
    assert second.size_mb < first.size_mb + 2


def year(**steps: float) -> list[Look]:
    """Forty weeks that are as they should be, but for what grows by so much a week."""
    looks = []
    for week in range(1, 41):
        look = Look(week, 500 * week, 2500 * week, 140, 170, 20, 4, 5 + week, 80, 15, 100, 250_000)
        looks.append(
            replace(look, **{name: getattr(look, name) + int(step * week) for name, step in steps.items()})
        )
    return looks


def test_a_year_that_is_flat_and_straight_has_nothing_to_say(tmp_path: Path) -> None:
    assert judge(year()) == []
    assert plot(year()).count("<rect") == 4 * 40 + 1


@pytest.mark.parametrize(
    ("name", "step"),
    [("memory_mb", 1.0), ("handles", 0.3), ("threads", 0.2), ("cpu_ms", 1.0), ("objects", 500)],
)
def test_whatever_grows_is_named(name: str, step: float) -> None:
    assert len(judge(year(**{name: step}))) == 1


def test_a_database_that_grows_faster_and_faster_is_named() -> None:
    bent = [replace(look, size_mb=5 + look.week**2 / 20) for look in year()]
    assert len(judge(bent)) == 2
