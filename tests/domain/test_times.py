"""Waiting, service and total times, and the shares made of them."""

from __future__ import annotations

import statistics
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.statistics import Share, Times, half_up, no_show_rate, response_rate, within_standard

seconds = st.lists(st.integers(0, 20_000), min_size=1, max_size=60)


def test_five_waits_worked_by_hand() -> None:
    """60, 120, 180, 240, 600: mean 1200/5; median the third; P90 at h = 4 · 0.9 = 3.6: 240 + 0.6 · 360 = 456."""
    waits = Times.of([600, 60, 240, 120, 180])

    assert (waits.n, waits.longest) == (5, 600)
    assert [waits.mean, waits.median, waits.p90] == [240, 180, 456]


def test_a_single_time_is_all_its_own_figures_and_none_has_none() -> None:
    one, nothing = Times.of([90]), Times()

    assert [one.mean, one.median, one.p90, one.longest] == [90] * 4
    assert (nothing.n, nothing.mean, nothing.median, nothing.p90, nothing.longest) == (
        0,
        None,
        None,
        None,
        None,
    )
    assert nothing.within(60) == Share(0, 0)


@given(seconds)
def test_times_from_a_histogram_are_those_of_the_plain_list(values: list[int]) -> None:
    found = Times.from_counts(Counter(values))
    exact = [Fraction(value) for value in values]

    assert found == Times.of(values)
    assert found.counts() == Counter(values)
    assert found.n == len(values)
    assert found.mean == statistics.mean(exact)
    assert found.median == statistics.median(exact)
    assert found.longest == max(values)
    if len(values) > 1:
        assert found.p90 == statistics.quantiles(exact, n=10, method="inclusive")[-1]


@given(seconds, st.integers(0, 20_000))
def test_within_counts_those_no_longer_than_the_limit(values: list[int], limit: int) -> None:
    assert Times.of(values).within(limit) == Share(sum(value <= limit for value in values), len(values))


@given(seconds, seconds)
def test_adding_times_pools_them(one: list[int], other: list[int]) -> None:
    assert Times.of(one) + Times.of(other) == Times.of(one + other)
    assert Times.of(one) + Times() == Times.of(one)


def test_zero_counts_leave_no_trace_and_negative_ones_are_refused() -> None:
    assert Times.from_counts({60: 2, 90: 0}) == Times.of([60, 60])
    with pytest.raises(ValueError, match="less than no times"):
        Times.from_counts({60: -1})


def test_a_duration_made_negative_by_a_clock_set_back_counts_as_none() -> None:
    assert Times.of([-40, 0, 60]) == Times.of([0, 0, 60])
    assert Times.of([-40, 0, 60]).mean == 20


def test_a_service_on_the_second_of_its_standard_is_within_it() -> None:
    assert Times.of([299, 300, 301]).within(300) == Share(2, 3)


def test_services_measured_in_days_are_left_out_of_within_standard() -> None:
    tax = (Times.of([200, 300, 400]), 5)
    repair = (Times.of([100, 100]), None)
    birth = (Times.of([600]), 10)

    assert within_standard([tax, repair, birth]) == Share(3, 4)
    assert within_standard([tax, repair, birth]).percent == 75
    assert within_standard([repair]).percent is None


def test_rates_are_shares_of_what_they_say() -> None:
    assert response_rate(30, served=120).percent == 25
    assert no_show_rate(1, served=7) == Share(1, 8)
    assert half_up(no_show_rate(1, served=7).percent or 0, 2) == Decimal("12.50")
    assert response_rate(0, served=0).percent is None
    assert Share(1, 2) + Share(2, 3) == Share(3, 5)
