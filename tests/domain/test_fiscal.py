"""Fiscal years, quarters, halves and rounds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.fiscal import (
    Round,
    day_bounds,
    days_bounds,
    fiscal_year,
    half,
    months_of,
    quarter,
    quarter_days,
    round_bounds,
)
from shared.domain.hours import service_day


@pytest.mark.parametrize(
    ("day", "year", "quarter_no", "half_no"),
    [
        (date(2022, 9, 30), 2565, 4, 2),
        (date(2022, 10, 1), 2566, 1, 1),
        (date(2022, 12, 31), 2566, 1, 1),
        (date(2023, 1, 1), 2566, 2, 1),
        (date(2023, 3, 31), 2566, 2, 1),
        (date(2023, 4, 1), 2566, 3, 2),
        (date(2023, 7, 1), 2566, 4, 2),
        (date(2023, 9, 30), 2566, 4, 2),
    ],
)
def test_the_fiscal_year_begins_in_october(day: date, year: int, quarter_no: int, half_no: int) -> None:
    assert (fiscal_year(day), quarter(day), half(day)) == (year, quarter_no, half_no)


def test_the_rounds_of_2566_are_those_of_the_source_document() -> None:
    assert (Round(2566, "half").first, Round(2566, "half").last) == (date(2022, 10, 1), date(2023, 3, 31))
    assert (Round(2566, "annual").first, Round(2566, "annual").last) == (date(2022, 10, 1), date(2023, 9, 30))


def test_the_bounds_of_a_round_are_bangkok_midnights_in_utc() -> None:
    assert round_bounds(Round(2569, "half")) == (
        datetime(2025, 9, 30, 17, tzinfo=UTC),
        datetime(2026, 3, 31, 17, tzinfo=UTC),
    )
    assert day_bounds(date(2026, 4, 7)) == (
        datetime(2026, 4, 6, 17, tzinfo=UTC),
        datetime(2026, 4, 7, 17, tzinfo=UTC),
    )


def test_the_months_of_a_round_are_in_order_from_october() -> None:
    months = months_of(Round(2569, "annual"))

    assert [f"{month:%Y-%m-%d}" for month in months[:4]] == [
        "2025-10-01",
        "2025-11-01",
        "2025-12-01",
        "2026-01-01",
    ]
    assert months[-1] == date(2026, 9, 1)
    assert months_of(Round(2569, "half")) == months[:6]


def test_a_fifth_quarter_is_refused() -> None:
    with pytest.raises(ValueError, match="quarters"):
        quarter_days(2569, 5)


days = st.dates(date(1957, 1, 1), date(2157, 1, 1))


@given(days)
def test_every_day_lies_in_its_own_year_and_quarter(day: date) -> None:
    year = Round(fiscal_year(day), "annual")
    first, last = quarter_days(fiscal_year(day), quarter(day))

    assert year.first <= day <= year.last
    assert first <= day <= last
    assert (day <= Round(fiscal_year(day), "half").last) == (half(day) == 1)
    assert any(
        month <= day < month + timedelta(days=32) for month in months_of(year) if month.month == day.month
    )


@given(st.integers(2500, 2700))
def test_years_and_quarters_follow_each_other_without_gap(year: int) -> None:
    assert Round(year, "annual").last + timedelta(days=1) == Round(year + 1, "annual").first
    assert quarter_days(year, 1)[0] == Round(year, "annual").first
    assert quarter_days(year, 4)[1] == Round(year, "annual").last
    for number in (1, 2, 3):
        assert quarter_days(year, number)[1] + timedelta(days=1) == quarter_days(year, number + 1)[0]


@given(days, days)
def test_an_instant_is_within_the_bounds_exactly_when_its_service_day_is(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    begins, ends = days_bounds(first, last)

    assert service_day(begins) == first
    assert service_day(ends - timedelta(seconds=1)) == last
    assert service_day(ends) == last + timedelta(days=1)
