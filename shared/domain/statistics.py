"""Every figure of a report, defined once: satisfaction, times, shares, samples. Exact until it is shown.

Definitions: domain §3.4 as settled in figures.md. Values are whole numbers and fractions; `half_up` rounds
them once, when they are shown, as people do by hand (a binary float would turn 2.675 into 2.67).
Ratings and times come as counts (value → how many), so a year needs no long list.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor, isqrt
from operator import mul, sub
from typing import Literal

Band = Literal["A", "B"]

BANDS: dict[Band, tuple[Decimal, ...]] = {
    "A": (Decimal("4.21"), Decimal("3.41"), Decimal("2.61"), Decimal("1.81")),
    "B": (Decimal("4.51"), Decimal("3.51"), Decimal("2.51"), Decimal("1.51")),
}
"""Lower bounds of the levels 5, 4, 3 and 2; below the last is level 1. Source: domain §3.1."""

SMALL_CELL = 5
"""Below this many answers a published table prints n instead of the mean. Source: figures.md, suppression."""
CI_MINIMUM = 30
"""Below this many answers no confidence interval is given. Source: domain §3.4."""

_Z = Fraction("1.959963984540054")
"""The 0.975 quantile of the normal distribution."""


def half_up(value: Fraction | Decimal | int, places: int) -> Decimal:
    """Return `value` rounded to `places` decimals, a half away from zero: 4.585 → 4.59, −0.5 → −1."""
    exact = Fraction(value)
    scaled = floor(abs(exact) * 10**places + Fraction(1, 2))
    return _decimal(scaled if exact >= 0 else -scaled, places)


def root_half_up(square: Fraction, places: int) -> Decimal:
    """Return the square root of `square` (≥ 0) rounded half up to `places` decimals, without forming it.

    Sought is the largest n with (n − ½)² ≤ square · 10^(2·places), so (2n − 1)² ≤ 4 · square · 10^(2·places).
    """
    return _decimal((isqrt(floor(4 * square * 10 ** (2 * places))) + 1) // 2, places)


def _decimal(scaled: int, places: int) -> Decimal:
    digits = tuple(int(digit) for digit in str(abs(scaled)))
    return Decimal((1 if scaled < 0 else 0, digits, -places))  # by digits: no context can round it again


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: response rate, no-show rate, within standard, in order, satisfied…"""

    part: int
    whole: int

    @property
    def percent(self) -> Fraction | None:
        """100 · part ÷ whole, exact; None of nothing. Shown with two decimals."""
        return Fraction(100 * self.part, self.whole) if self.whole else None

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)


@dataclass(frozen=True, slots=True)
class Scores:
    """Accepted ratings of one question as counts of the levels 1, 2, 3, 4, 5 (in this order).

    Adding two pools all their answers: this is how a dimension is made of its questions and an office of its
    departments (domain §3.4); the headline is the overall question alone. ValueError for counts below 0.
    """

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    def __post_init__(self) -> None:
        if min(self.counts) < 0:
            raise ValueError("Nobody can have given a rating less than no times.")

    @classmethod
    def of(cls, scores: Iterable[int]) -> Scores:
        """Count single ratings. Raises ValueError for a level that is not 1 to 5."""
        counted = Counter(scores)
        if not counted.keys() <= {1, 2, 3, 4, 5}:
            raise ValueError("A rating is a level from 1 to 5.")
        return cls((counted[1], counted[2], counted[3], counted[4], counted[5]))

    def __add__(self, other: Scores) -> Scores:
        a, b = self.counts, other.counts
        return Scores((a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]))

    @property
    def n(self) -> int:
        """How many answers."""
        return sum(self.counts)

    def frequency(self, level: int) -> int:
        """How many answered `level` (1–5)."""
        return self.counts[level - 1]

    def percent(self, level: int) -> Fraction | None:
        """ร้อยละ of a level: 100·f/n, two decimals; the five shown need not sum to 100.00. None for n = 0."""
        return Share(self.frequency(level), self.n).percent

    @property
    def mean(self) -> Fraction | None:
        """x̄ = Σx/n, exact; shown half up with two decimals. None for n = 0."""
        return Fraction(sum(level * f for level, f in enumerate(self.counts, 1)), self.n) if self.n else None

    @property
    def variance(self) -> Fraction | None:
        """Σ(x − x̄)²/(n − 1), exact. None for n < 2."""
        if self.n < 2:
            return None
        total = sum(level * f for level, f in enumerate(self.counts, 1))
        squares = sum(level * level * f for level, f in enumerate(self.counts, 1))
        return Fraction(self.n * squares - total * total, self.n * (self.n - 1))

    def sd(self, places: int = 2) -> Decimal | None:
        """S.D. of a sample (n − 1), rounded half up from the exact variance. None for n < 2, shown as “–”."""
        return None if self.variance is None else root_half_up(self.variance, places)

    @property
    def satisfaction(self) -> Fraction | None:
        """ร้อยละความพึงพอใจ = 20 × the unrounded mean, two decimals: 4.5825 → 91.65. None for n = 0."""
        return None if self.mean is None else 20 * self.mean

    @property
    def satisfied(self) -> Share:
        """ร้อยละผู้ตอบระดับมากขึ้นไป: those who answered 4 or 5, of all answers."""
        return Share(self.counts[3] + self.counts[4], self.n)

    def band(self, setting: Band) -> int | None:
        """The level 1–5 whose words the mean gets by the band in use. None for n = 0."""
        return None if self.mean is None else band(self.mean, setting)

    def ci95(self) -> tuple[Decimal, Decimal] | None:
        """95 % confidence interval of the mean, x̄ ± t(0.975, n−1)·S.D./√n, two decimals; None for n < 30.

        For internal pages only. The ends are not cut off at 1 and 5. Source: domain §3.4.
        """
        if self.n < CI_MINIMUM or self.mean is None or self.variance is None:
            return None
        margin = t_975(self.n - 1) * _root(self.variance / self.n)
        return half_up(self.mean - margin, 2), half_up(self.mean + margin, 2)


def band(mean: Fraction, setting: Band) -> int:
    """Return the level 1–5 of a mean, looked up from the mean rounded half up to two decimals (no gaps)."""
    shown = half_up(mean, 2)
    return 1 + sum(shown >= bound for bound in BANDS[setting])


def is_small(n: int, *, limit: int = SMALL_CELL) -> bool:
    """Say whether a published table has to print n instead of the mean (n < limit). Source: figures.md."""
    return n < limit


def t_975(freedom: int) -> Fraction:
    """Return the 0.975 quantile of Student's t for 29 or more degrees of freedom.

    By the Cornish–Fisher expansion to 1/freedom⁴ (Abramowitz & Stegun 26.7.5), right to six decimals from 29
    on; fewer are never asked for, because no interval is shown below n = 30. Raises ValueError for fewer.
    """
    if freedom < CI_MINIMUM - 1:
        raise ValueError("The t quantile is only good from 29 degrees of freedom on.")
    z, v = _Z, Fraction(freedom)
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * v**4)
    )


def _root(square: Fraction) -> Fraction:
    with localcontext(prec=50):
        return Fraction((Decimal(square.numerator) / Decimal(square.denominator)).sqrt())


@dataclass(frozen=True, slots=True)
class Times:
    """Durations in whole seconds as a histogram: the distinct values in order, and how many are up to each.

    Make one with `from_counts` or `of`; adding pools. Wait = called_at − issued_at of every ticket first called;
    service = finished_at − started_at (from called_at where start was not pressed); total = finished_at −
    issued_at. Source: figures.md. A duration below 0, which only a clock set back can make, counts as 0.
    """

    values: tuple[int, ...] = ()
    upto: tuple[int, ...] = ()

    @classmethod
    def from_counts(cls, counts: Mapping[int, int]) -> Times:
        """Make one of seconds → count. Raises ValueError for a negative count."""
        if min(counts.values(), default=0) < 0:
            raise ValueError("A duration cannot have been seen less than no times.")
        if min(counts, default=0) < 0:
            counts = {0: sum(n for value, n in counts.items() if value <= 0)} | {
                value: n for value, n in counts.items() if value > 0
            }
        values = sorted(filter(counts.__getitem__, counts))
        return cls(tuple(values), tuple(accumulate(map(counts.__getitem__, values))))

    @classmethod
    def of(cls, seconds: Iterable[int]) -> Times:
        """Make one of single durations, in any order."""
        return cls.from_counts(Counter(seconds))

    def counts(self) -> dict[int, int]:
        """Return seconds → count."""
        return dict(zip(self.values, map(sub, self.upto, (0, *self.upto)), strict=False))

    def __add__(self, other: Times) -> Times:
        return Times.from_counts(Counter(self.counts()) + Counter(other.counts()))

    @property
    def n(self) -> int:
        """How many durations."""
        return self.upto[-1] if self.upto else 0

    @property
    def mean(self) -> Fraction | None:
        """Mean in seconds, exact. None for n = 0."""
        counts = self.counts()
        return Fraction(sum(map(mul, counts.keys(), counts.values())), self.n) if self.n else None

    def quantile(self, p: Fraction) -> Fraction | None:
        """Quantile by linear interpolation between order statistics (type 7), exact. None for n = 0.

        With h = (n − 1)·p and x₀ ≤ … ≤ xₙ₋₁ it is x⌊h⌋ + (h − ⌊h⌋)·(x⌊h⌋₊₁ − x⌊h⌋).
        """
        if not self.n:
            return None
        h = (self.n - 1) * p
        low = self._ordered(floor(h))
        return low + (h - floor(h)) * (self._ordered(ceil(h)) - low)

    def _ordered(self, index: int) -> int:
        return self.values[bisect_right(self.upto, index)]

    @property
    def median(self) -> Fraction | None:
        """Median in seconds (type 7), exact. None for n = 0."""
        return self.quantile(Fraction(1, 2))

    @property
    def p90(self) -> Fraction | None:
        """90th percentile in seconds (type 7), exact. None for n = 0."""
        return self.quantile(Fraction(9, 10))

    @property
    def longest(self) -> int | None:
        """The longest in seconds. None for n = 0."""
        return self.values[-1] if self.values else None

    def within(self, limit_s: int) -> Share:
        """How many took no longer than `limit_s` seconds."""
        index = bisect_right(self.values, limit_s)
        return Share(self.upto[index - 1] if index else 0, self.n)


def within_standard(services: Iterable[tuple[Times, int | None]]) -> Share:
    """Return how many services were done within their published minutes (service time ≤ minutes × 60 s).

    `services` are pairs (service times, standard minutes); None, a service measured in days, is left out of
    both numbers. Source: figures.md, within standard.
    """
    shares = (times.within(60 * minutes) for times, minutes in services if minutes is not None)
    return sum(shares, start=Share(0, 0))


def response_rate(verified: int, *, served: int) -> Share:
    """Return verified ratings of a round ÷ served tickets issued in it. Source: figures.md, response rate."""
    return Share(verified, served)


def no_show_rate(no_show: int, *, served: int) -> Share:
    """Return no-show ÷ (served + no-show). Source: figures.md."""
    return Share(no_show, served + no_show)


def yamane(population: int, *, error: Fraction = Fraction(1, 20)) -> Fraction:
    """Return Yamane's sample size N/(1 + N·e²), exact: 4,063 → 364.15. Source: domain §3.4."""
    return population / (1 + population * error**2)


def yamane_sample(population: int, *, error: Fraction = Fraction(1, 20)) -> int:
    """Return Yamane's sample size rounded up: 500 → 223, 4,063 → 365 (some round to 364: print the rule)."""
    return ceil(yamane(population, error=error))
