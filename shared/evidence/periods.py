"""What figures cover in time: a day, a month, or a reporting round; always whole Bangkok days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from shared.domain.fiscal import BE_OFFSET, Round, fiscal_year, half
from shared.domain.hours import service_day

PeriodKind = Literal["day", "month", "half", "annual", "days"]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included. `year_be` is the fiscal year B.E. of the first day."""

    kind: PeriodKind
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"A period ends on or after its first day, not {self.first} to {self.last}.")

    @property
    def year_be(self) -> int:
        """The fiscal year B.E. in which the period begins."""
        return fiscal_year(self.first)

    def days(self) -> list[date]:
        """Every day of the period, in order."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def months(self) -> list[str]:
        """The months the period touches, `YYYY-MM`, in order."""
        first, last = (d.year * 12 + d.month - 1 for d in (self.first, self.last))
        return [f"{index // 12:04d}-{index % 12 + 1:02d}" for index in range(first, last + 1)]


def day_period(day: date) -> Period:
    """Return the period of one day."""
    return Period("day", day, day)


def month_period(year: int, month: int) -> Period:
    """Return a calendar month; `year` is C.E. Raises ValueError for a month that does not exist."""
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return Period("month", first, following - timedelta(days=1))


def round_period(year_be: int, kind: Literal["half", "annual"]) -> Period:
    """Return a round of a fiscal year B.E. Raises ValueError for a year that no calendar has."""
    if not 2400 < year_be < 2900:
        raise ValueError(f"A fiscal year is counted in B.E., such as 2569, not {year_be}.")
    covered = Round(year_be, kind)
    return Period(kind, covered.first, covered.last)


def days_period(first: date, last: date) -> Period:
    """Return any run of days, named by what it is: one day, one whole month, a round, or just days."""
    year = fiscal_year(first)
    known = (day_period(first), month_period(first.year, first.month), *_rounds(year))
    return next((p for p in known if (p.first, p.last) == (first, last)), Period("days", first, last))


def read_period(
    *, day: str | None = None, month: str | None = None, year: str | None = None, of: str = "annual"
) -> Period:
    """Return the period that a person chose: `2026-04-07`, `2026-04`, or fiscal year `2569` with `half` or
    `annual`.

    Raises ValueError when none or more than one is given, or when it cannot be read.
    """
    given = [value for value in (day, month, year) if value]
    if len(given) != 1:
        raise ValueError("Choose one of a day, a month or a fiscal year.")
    if day:
        return day_period(read_day(day))
    if month:
        if re.fullmatch(r"\d{4}-\d\d", month) is None:
            raise ValueError(f"A month is written YYYY-MM, not {month[:20]!r}.")
        return month_period(int(month[:4]), int(month[5:]))
    if of not in ("half", "annual") or re.fullmatch(r"\d{4}", given[0]) is None:
        raise ValueError("A round is `half` or `annual` of a fiscal year B.E.")
    return round_period(int(given[0]), "half" if of == "half" else "annual")


def present_round(now: datetime) -> Period:
    """Return the round that runs now: the half until March ends, the whole fiscal year from April on."""
    today = service_day(now)
    return round_period(fiscal_year(today), "half" if half(today) == 1 else "annual")


def read_day(text: str) -> date:
    """Return the day written `YYYY-MM-DD`. Raises ValueError for anything else."""
    if _DAY.fullmatch(text) is None:
        raise ValueError(f"A day is written YYYY-MM-DD, not {text[:20]!r}.")
    return date.fromisoformat(text)


def _rounds(year_be: int) -> tuple[Period, ...]:
    if not 2400 < year_be < 2400 + BE_OFFSET - 43:
        return ()
    return (round_period(year_be, "half"), round_period(year_be, "annual"))
