"""The figures of the reports: published pairs, one example worked by hand, and any data whatever."""

from __future__ import annotations

import math
import statistics
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.statistics import (
    Band,
    Scores,
    Share,
    band,
    half_up,
    is_small,
    root_half_up,
    t_975,
    yamane,
    yamane_sample,
)

counts = st.tuples(*[st.integers(0, 400)] * 5)
scores = st.lists(st.integers(1, 5), min_size=2, max_size=60)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        ("4.585", 2, "4.59"),
        ("2.675", 2, "2.68"),
        ("4.584999", 2, "4.58"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("-0.4", 0, "0"),
        ("91.65", 2, "91.65"),
        ("100", 2, "100.00"),
        ("0", 2, "0.00"),
    ],
)
def test_a_half_is_rounded_up(value: str, places: int, shown: str) -> None:
    assert str(half_up(Fraction(value), places)) == shown


@given(st.fractions(max_denominator=10_000), st.integers(0, 4))
def test_rounding_is_that_of_decimal_arithmetic(value: Fraction, places: int) -> None:
    with localcontext(prec=200):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        expected = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    assert half_up(value, places) == expected


@given(st.fractions(min_value=0, max_value=1000, max_denominator=10_000), st.integers(0, 4))
def test_a_shown_root_is_within_half_a_unit_of_the_true_one(square: Fraction, places: int) -> None:
    root = Fraction(root_half_up(square, places))
    unit = Fraction(1, 2 * 10**places)

    assert max(root - unit, Fraction(0)) ** 2 <= square < (root + unit) ** 2


def test_a_root_that_ends_on_a_half_is_rounded_up() -> None:
    assert root_half_up(Fraction("0.125") ** 2, 2) == Decimal("0.13")
    assert root_half_up(Fraction("0.125") ** 2 - Fraction(1, 10**30), 2) == Decimal("0.12")


@pytest.mark.parametrize(
    ("levels", "mean", "percent"),
    [
        ((0, 0, 17, 133, 250), "4.58", "91.65"),  # 1833/400 = 4.5825
        ((0, 0, 10, 125, 265), "4.64", "92.75"),  # 1855/400 = 4.6375
        ((0, 0, 15, 125, 260), "4.61", "92.25"),  # 1845/400 = 4.6125
        ((0, 0, 0, 363, 637), "4.64", "92.74"),  # 4637/1000 = 4.637, so not 20 × 4.64
    ],
)
def test_published_pairs_of_mean_and_percent_come_out(
    levels: tuple[int, int, int, int, int], mean: str, percent: str
) -> None:
    found = Scores(levels)

    assert found.mean is not None
    assert found.satisfaction is not None
    assert str(half_up(found.mean, 2)) == mean
    assert str(half_up(found.satisfaction, 2)) == percent


def test_ten_ratings_worked_by_hand() -> None:
    """One 1, two 3, three 4, four 5: n = 10, Σx = 1 + 6 + 12 + 20 = 39, Σx² = 1 + 18 + 48 + 100 = 167.

    x̄ = 3.9; s² = (10 · 167 − 39²) / (10 · 9) = (1670 − 1521) / 90 = 149/90 = 1.6556; s = 1.2867; 20 · 3.9 = 78.
    """
    found = Scores((1, 0, 2, 3, 4))

    assert found.n == 10
    assert found.mean == Fraction(39, 10)
    assert found.variance == Fraction(149, 90)
    assert found.sd() == Decimal("1.29")
    assert found.satisfaction == 78
    assert [found.percent(level) for level in range(1, 6)] == [10, 0, 20, 30, 40]
    assert found.satisfied == Share(7, 10)
    assert found.satisfied.percent == 70
    assert found.band("A") == 4
    assert found.band("B") == 4


def test_without_ratings_there_is_no_figure_and_with_one_no_deviation() -> None:
    nothing, one = Scores(), Scores.of([4])

    assert (nothing.n, nothing.mean, nothing.sd(), nothing.satisfaction) == (0, None, None, None)
    assert (nothing.percent(5), nothing.satisfied.percent, nothing.band("A"), nothing.ci95()) == (None,) * 4
    assert (one.mean, one.band("A")) == (Fraction(4), 4)
    assert one.sd() is None


def test_percents_are_shown_exactly_and_need_not_sum_to_a_hundred() -> None:
    shown = [half_up(Scores((0, 0, 1, 1, 1)).percent(level) or 0, 2) for level in (3, 4, 5)]

    assert shown == [Decimal("33.33")] * 3
    assert sum(shown) == Decimal("99.99")


@given(scores)
def test_mean_and_deviation_are_those_of_the_plain_list(values: list[int]) -> None:
    found = Scores.of(values)
    exact = [Fraction(value) for value in values]

    assert found.mean == statistics.mean(exact)
    assert found.variance == statistics.variance(exact)
    assert found.sd(6) is not None
    assert float(found.sd(6) or 0) == pytest.approx(statistics.stdev(values), abs=1e-6)
    assert found.satisfied.part == sum(value >= 4 for value in values)


@given(scores, scores)
def test_adding_pools_all_answers(one: list[int], other: list[int]) -> None:
    assert Scores.of(one) + Scores.of(other) == Scores.of(one + other)


@pytest.mark.parametrize("values", [[0], [6], [4, -1]])
def test_a_level_outside_one_to_five_is_refused(values: list[int]) -> None:
    with pytest.raises(ValueError, match="from 1 to 5"):
        Scores.of(values)
    with pytest.raises(ValueError, match="less than no times"):
        Scores((1, 0, 0, 0, -1))


@pytest.mark.parametrize(
    ("setting", "mean", "level"),
    [
        ("A", "5", 5),
        ("A", "4.21", 5),
        ("A", "4.205", 5),
        ("A", "4.2049", 4),
        ("A", "3.41", 4),
        ("A", "3.40", 3),
        ("A", "2.61", 3),
        ("A", "2.60", 2),
        ("A", "1.81", 2),
        ("A", "1.80", 1),
        ("A", "1", 1),
        ("B", "4.51", 5),
        ("B", "4.505", 5),
        ("B", "4.50", 4),
        ("B", "3.51", 4),
        ("B", "3.50", 3),
        ("B", "2.51", 3),
        ("B", "2.50", 2),
        ("B", "1.51", 2),
        ("B", "1.50", 1),
    ],
)
def test_the_band_is_looked_up_from_the_mean_as_shown(setting: Band, mean: str, level: int) -> None:
    assert band(Fraction(mean), setting) == level


def test_the_interval_is_hidden_below_thirty_answers() -> None:
    assert Scores((0, 0, 0, 15, 14)).ci95() is None


def test_the_interval_of_thirty_answers_worked_by_hand() -> None:
    """Fifteen 4 and fifteen 5: x̄ = 4.5, s² = 7.5/29, s/√30 = √(0.25862/30) = 0.092848; t(29) = 2.04523.

    0.092848 · 2.04523 = 0.18990, so 4.3101 to 4.6899.
    """
    assert Scores((0, 0, 0, 15, 15)).ci95() == (Decimal("4.31"), Decimal("4.69"))


def test_the_interval_of_equal_answers_has_no_width() -> None:
    assert Scores((0, 0, 0, 0, 40)).ci95() == (Decimal("5.00"), Decimal("5.00"))


@pytest.mark.parametrize("freedom", [29, 30, 40, 60, 120, 1000])
def test_t_cuts_off_two_and_a_half_percent(freedom: int) -> None:
    """The density of Student's t from 0 to the quantile, by Simpson's rule, has to be 0.475."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)
    end, steps = float(t_975(freedom)), 2000
    heights = [
        scale * (1 + (end * i / steps) ** 2 / freedom) ** (-(freedom + 1) / 2) for i in range(steps + 1)
    ]
    area = (heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2])) * end / steps / 3

    assert area == pytest.approx(0.475, abs=1e-8)


def test_t_is_that_of_the_printed_tables() -> None:
    assert half_up(t_975(29), 5) == Decimal("2.04523")
    assert half_up(t_975(120), 5) == Decimal("1.97993")
    with pytest.raises(ValueError, match="29"):
        t_975(28)


@pytest.mark.parametrize(
    ("population", "sample"), [(500, 223), (1000, 286), (3000, 353), (8000, 381), (4063, 365)]
)
def test_yamane_is_rounded_up(population: int, sample: int) -> None:
    assert yamane_sample(population) == sample


def test_the_exact_yamane_lets_an_office_round_to_the_nearest() -> None:
    assert half_up(yamane(4063), 2) == Decimal("364.15")
    assert half_up(yamane(4063), 0) == 364
    assert yamane_sample(400, error=Fraction(1, 10)) == 80


def test_a_cell_of_fewer_than_five_is_small() -> None:
    assert [is_small(n) for n in (0, 4, 5)] == [True, True, False]
    assert not is_small(4, limit=4)
