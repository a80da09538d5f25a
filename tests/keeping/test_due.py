"""When chores are due and which copies stay: pure rules."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from shared.domain.keeping import BOUNDS, Keeping, Target, choose_kept, is_due
from tests.clockwork import bangkok

FIVE = time(17, 0)


@pytest.mark.parametrize(
    ("now", "well", "tried", "due"),
    [
        ("2027-01-12 09:00", None, None, True),  # never yet
        ("2027-01-12 16:59", "2027-01-11 17:00", None, False),
        ("2027-01-12 17:00", "2027-01-11 17:00", None, True),
        ("2027-01-12 08:10", "2027-01-10 17:02", None, True),  # switched off at five: at once in the morning
        ("2027-01-12 17:00", "2027-01-12 08:10", None, True),  # what was caught up with does not replace today's
        ("2027-01-12 18:00", "2027-01-12 17:01", None, False),
        ("2027-01-12 17:10", "2027-01-11 17:00", "2027-01-12 17:00", False),  # a stick that is away: not every minute
        ("2027-01-12 17:15", "2027-01-11 17:00", "2027-01-12 17:00", True),
        ("2027-01-12 09:05", None, "2027-01-12 09:00", False),
        ("2027-01-12 09:00", "2028-01-01 09:00", None, True),  # a clock that once ran ahead stops nothing
        ("2027-01-12 09:00", None, "2028-01-01 09:00", True),
    ],
)  # fmt: skip
def test_a_daily_chore_is_due_after_its_hour_or_as_soon_as_the_machine_runs(
    now: str, well: str | None, tried: str | None, due: bool
) -> None:
    went_well, was_tried = (bangkok(text) if text else None for text in (well, tried))
    assert is_due(bangkok(now), FIVE, well=went_well, tried=was_tried) is due


def test_a_weekly_chore_waits_a_week() -> None:
    well = bangkok("2027-01-12 17:00")
    for days, due in ((6, False), (7, True)):
        assert is_due(well + timedelta(days=days), FIVE, well=well, tried=well, every_days=7) is due


def days(first: str, count: int) -> list[datetime]:
    """Return a moment at five on so many days."""
    return [bangkok(f"{first} 17:00") + timedelta(days=n) for n in range(count)]


def test_the_newest_of_days_weeks_and_months_stay() -> None:
    made = days("2026-10-01", 200)
    kept = sorted(choose_kept(made, daily=7, weekly=5, monthly=12), reverse=True)
    assert kept[:7] == made[:-8:-1]
    months = {moment.strftime("%Y-%m") for moment in kept}
    assert months == {"2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"}
    assert len(kept) < 7 + 5 + 12


def test_an_office_that_was_closed_for_weeks_keeps_what_it_had() -> None:
    made = [*days("2027-01-01", 3), *days("2027-04-20", 1)]
    assert choose_kept(made, daily=7, weekly=5, monthly=12) == set(made)


def test_two_copies_of_one_day_are_one_day() -> None:
    morning, evening = bangkok("2027-01-12 08:00"), bangkok("2027-01-12 17:00")
    assert choose_kept([morning, evening], daily=7, weekly=5, monthly=12) == {evening}


def test_an_office_made_before_keeping_existed_gets_the_defaults() -> None:
    assert Keeping.from_settings({}) == Keeping()
    assert Keeping.from_settings({"keeping": Keeping(daily=9).as_json()}) == Keeping(daily=9)


@pytest.mark.parametrize(
    "wrong",
    [
        *({name: low - 1} for name, (low, _) in BOUNDS.items()),
        *({name: high + 1} for name, (_, high) in BOUNDS.items()),
        {"daily": "7"},
        {"daily": True},
        {"at": "25:00"},
        {"targets": [{"name": "local", "kind": "folder", "path": "/mnt"}]},
        {"targets": [{"name": "a/b", "kind": "folder", "path": "/mnt"}]},
        {"targets": [{"name": "stick", "kind": "tape", "path": "/mnt"}]},
        {"targets": [{"name": "stick", "kind": "stick", "path": "mnt"}]},
        {"targets": [{"name": "stick", "kind": "stick", "path": "/mnt/../etc"}]},
        {"targets": [{"name": "a", "kind": "stick", "path": "/a"}, {"name": "a", "kind": "host", "path": "/b"}]},
    ],
    ids=str,
)  # fmt: skip
def test_a_value_out_of_its_bounds_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Keeping.from_settings({"keeping": wrong})


def test_places_come_back_as_they_were_kept() -> None:
    keeping = Keeping(at=time(16, 30), targets=(Target("แฟลชไดรฟ์", "stick", "/media/usb"),))
    assert Keeping.from_settings({"keeping": keeping.as_json()}) == keeping
