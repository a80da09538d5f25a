"""The fiscal year (1 October – 30 September, counted in B.E.) and the rounds in which the office reports.

A record belongs to the Bangkok day of its instant; bounds of a period are instants in UTC, the end excluded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from shared.domain.hours import bangkok

BE_OFFSET = 543
_FIRST_MONTH = 10

RoundKind = Literal["half", "annual"]


def fiscal_year(day: date) -> int:
    """Return the fiscal year B.E. of `day`: 1 Oct 2025 is in 2569. Source: domain §5.2."""
    return day.year + BE_OFFSET + (1 if day.month >= _FIRST_MONTH else 0)


def quarter(day: date) -> int:
    """Return the fiscal quarter of `day`: 1 = Oct–Dec, 2 = Jan–Mar, 3 = Apr–Jun, 4 = Jul–Sep."""
    return (day.month - _FIRST_MONTH) % 12 // 3 + 1


def half(day: date) -> int:
    """Return the half of the fiscal year: 1 = Oct–Mar, 2 = Apr–Sep."""
    return (quarter(day) + 1) // 2


@dataclass(frozen=True, slots=True)
class Round:
    """What a report covers: `half` = 1 Oct–31 Mar, `annual` = 1 Oct–30 Sep of the fiscal year `year_be`."""

    year_be: int
    kind: RoundKind

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year_be - BE_OFFSET - 1, _FIRST_MONTH, 1)

    @property
    def last(self) -> date:
        """The last day, included."""
        year = self.year_be - BE_OFFSET
        return date(year, 3, 31) if self.kind == "half" else date(year, 9, 30)


def quarter_days(year_be: int, number: int) -> tuple[date, date]:
    """Return the first and the last day of a fiscal quarter (1–4). Raises ValueError for another number."""
    if number not in range(1, 5):
        raise ValueError(f"A fiscal year has the quarters 1 to 4, not {number}.")
    months = months_of(Round(year_be, "annual"))
    first = months[3 * (number - 1)]
    following = months[3 * number] if number < 4 else Round(year_be + 1, "annual").first
    return first, following - timedelta(days=1)


def months_of(period: Round) -> list[date]:
    """Return the first day of each month of a round, in order: six or twelve."""
    count = 6 if period.kind == "half" else 12
    indices = (period.first.year * 12 + _FIRST_MONTH - 1 + offset for offset in range(count))
    return [date(index // 12, index % 12 + 1, 1) for index in indices]


def days_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the instants (UTC) at which the Bangkok day `first` begins and `last` is over (excluded)."""
    return bangkok(first, time()), bangkok(last + timedelta(days=1), time())


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the instants (UTC) between which the Bangkok day `day` lies, the end excluded."""
    return days_bounds(day, day)


def round_bounds(period: Round) -> tuple[datetime, datetime]:
    """Return the instants (UTC) between which a round lies, the end excluded."""
    return days_bounds(period.first, period.last)
