"""Figures ready to be shown: every exact value beside its one rounding, as plain values that JSON can carry.

`value` is what a program reads, `text` what a person reads; both come from the same rounding, half up, so
that no reader has to round again. Digits are 0–9; documents pass `text` through `thai_digits`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.domain.statistics import Band, Scores, Share, Times, half_up, is_small

NONE = "–"
"""Shown where there is nothing to compute from."""
PLACES = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """A number with its text; None and “–” when there is none."""

    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole with its percent."""

    part: int
    whole: int
    percent: Shown


@dataclass(frozen=True, slots=True)
class Span:
    """A duration: seconds to two decimals, `mm:ss` of whole seconds, whole minutes; each rounded from the
    exact."""

    seconds: float | None
    text: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Spans:
    """What is said about many durations; P90 and median by linear interpolation (type 7)."""

    n: int
    mean: Span
    median: Span
    p90: Span
    longest: Span


@dataclass(frozen=True, slots=True)
class Level:
    """How many answered a level, and their percent; the five percents need not sum to 100.00."""

    level: int
    n: int
    percent: Shown


@dataclass(frozen=True, slots=True)
class Opinion:
    """Ratings of one question. `levels` from 5 to 1; `percent` = 20 × mean; `satisfied` = answered 4 or 5.

    `band` is the level whose words the mean gets; `few`: below five answers, published tables print only n.
    """

    n: int
    mean: Shown
    sd: Shown
    percent: Shown
    satisfied: Part
    band: int | None
    few: bool
    levels: tuple[Level, ...]


def show_number(value: Fraction | Decimal | int | None, places: int = PLACES) -> Shown:
    """Return a number with `places` decimals and commas at the thousands."""
    if value is None:
        return Shown(None, NONE)
    rounded = half_up(value, places)
    return Shown(float(rounded), f"{rounded:,}")


def show_part(share: Share) -> Part:
    """Return a share with its percent, two decimals."""
    return Part(share.part, share.whole, show_number(share.percent))


def show_span(seconds: Fraction | int | None) -> Span:
    """Return a duration; minutes do not turn into hours: a wait of 74 minutes is `74:00`."""
    if seconds is None:
        return Span(None, NONE, None)
    whole = int(half_up(seconds, 0))
    minutes = int(half_up(Fraction(seconds) / 60, 0))
    return Span(float(half_up(seconds, PLACES)), f"{whole // 60:02d}:{whole % 60:02d}", minutes)


def show_times(times: Times) -> Spans:
    """Return mean, median, P90 and longest of durations."""
    return Spans(
        n=times.n,
        mean=show_span(times.mean),
        median=show_span(times.median),
        p90=show_span(times.p90),
        longest=show_span(times.longest),
    )


def show_scores(scores: Scores, setting: Band) -> Opinion:
    """Return everything the report says about the answers to one question, by the band in use."""
    return Opinion(
        n=scores.n,
        mean=show_number(scores.mean),
        sd=show_number(scores.sd(PLACES)),
        percent=show_number(scores.satisfaction),
        satisfied=show_part(scores.satisfied),
        band=scores.band(setting),
        few=is_small(scores.n),
        levels=tuple(
            Level(level, scores.frequency(level), show_number(scores.percent(level)))
            for level in (5, 4, 3, 2, 1)
        ),
    )


def plain(value: Any) -> Any:
    """Return a value as JSON can carry it: records as objects, tuples as lists, days as `YYYY-MM-DD`."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
