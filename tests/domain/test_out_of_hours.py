"""Working days, service outside hours, and a clock that stands wrong."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from shared.domain.hours import (
    DayHours,
    Holiday,
    Hours,
    Lunch,
    OutOfHours,
    clock_behind,
    hall_now,
    is_working_day,
    out_of_hours,
)
from tests.domain.offices import MONDAY, SATURDAY, SONGKRAN, TUESDAY, USUAL, at, make_hours


def test_working_days_are_monday_to_friday_without_confirmed_holidays() -> None:
    hours = make_hours(holidays={MONDAY: Holiday(SONGKRAN, "closed")}, exceptions={SATURDAY: USUAL})

    assert [is_working_day(hours, TUESDAY + timedelta(days=i)) for i in range(7)] == [
        True, True, True, True, False, False, False
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("clock", "where"),
    [
        ("08:29:59", "outside"),
        ("08:30:00", "in_hours"),
        ("11:59:59", "in_hours"),
        ("12:00:00", "lunch"),
        ("12:59:59", "lunch"),
        ("13:00:00", "in_hours"),
        ("16:29:59", "in_hours"),
        ("16:30:00", "outside"),
        ("20:00:00", "outside"),
    ],
)
def test_an_event_of_a_working_day_is_in_hours_outside_or_at_lunch(clock: str, where: OutOfHours) -> None:
    assert out_of_hours(make_hours(), at(clock)) == where


def test_any_event_on_a_day_that_is_no_working_day_is_counted_as_such() -> None:
    hours = make_hours(
        holidays={MONDAY: Holiday(SONGKRAN, "closed")}, exceptions={SATURDAY: USUAL, MONDAY: USUAL}
    )

    assert out_of_hours(hours, at("10:00:00", SATURDAY)) == "non_working"
    assert out_of_hours(hours, at("12:10:00", MONDAY)) == "non_working"


def test_a_special_evening_counts_as_service_outside_hours() -> None:
    hours = make_hours(exceptions={TUESDAY: DayHours(time(8, 30), time(20))})

    assert hall_now(hours, at("18:00:00")).state == "open"
    assert out_of_hours(hours, at("18:00:00")) == "outside"


def test_the_lunch_hour_of_the_figures_does_not_move_with_the_office() -> None:
    hours = Hours((USUAL,) * 5 + (None, None), Lunch(time(11, 30), time(12, 30), closes=True), 30, {}, {})

    assert out_of_hours(hours, at("11:45:00")) == "in_hours"
    assert out_of_hours(hours, at("12:45:00")) == "lunch"


NOW = datetime(2026, 4, 7, 3, 0, tzinfo=UTC)
RELEASED = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("newest", "behind"),
    [
        (None, False),
        (NOW - timedelta(days=3), False),
        (NOW + timedelta(seconds=120), False),
        (NOW + timedelta(seconds=121), True),
    ],
)
def test_a_clock_may_lag_two_minutes_behind_the_newest_entry(newest: datetime | None, behind: bool) -> None:
    assert clock_behind(NOW, newest, RELEASED) is behind


def test_a_clock_from_before_the_release_is_wrong_even_without_entries() -> None:
    assert clock_behind(datetime(2016, 1, 1, tzinfo=UTC), None, RELEASED)
    assert clock_behind(RELEASED - timedelta(seconds=11), None, RELEASED, tolerance_s=10)
    assert not clock_behind(RELEASED, None, RELEASED, tolerance_s=0)
