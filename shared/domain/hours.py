"""Whether the office works at an instant: service day, state of the hall, next opening, working days.

The zone is fixed at UTC+7: Thailand has no summer time, and a machine without zone data must not be wrong.
Instants are aware and given back in UTC; clock times and days are the office's. What an office sets about its
hours is `shared/domain/schedules.py`; those names are given on here, where most callers need them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal

from shared.domain.schedules import USUAL, DayHours, Holiday, Hours, Lunch, minutes_of

__all__ = [
    "BANGKOK",
    "DayHours",
    "HallNow",
    "HallState",
    "Holiday",
    "Hours",
    "Lunch",
    "OutOfHours",
    "bangkok",
    "clock_behind",
    "hall_now",
    "hours_of",
    "is_working_day",
    "next_change",
    "next_opening",
    "out_of_hours",
    "service_day",
]

BANGKOK = timezone(timedelta(hours=7))
SEARCH_DAYS = 60
"""How far ahead the next opening is looked for."""

HallState = Literal["holiday", "before", "open", "lunch", "lunch_closed", "last_ticket", "closed"]
"""As `HallState` in `shared/live/values.py`, without `clock`, which is not a matter of hours."""
OutOfHours = Literal["in_hours", "outside", "lunch", "non_working"]

_LUNCH_HOUR = (time(12), time(13))
"""The lunch hour of the figures, whatever the office's own lunch is."""
_FRIDAY = 4


def service_day(now: datetime) -> date:
    """Return the office's calendar day at `now`. Raises ValueError when `now` does not know its zone."""
    return _local(now).date()


def bangkok(day: date, clock: time) -> datetime:
    """Return the instant (UTC) at which the office's clock shows `clock` on `day`."""
    return datetime.combine(day, clock, BANGKOK).astimezone(UTC)


def _local(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("An instant has to know its zone.")
    return now.astimezone(BANGKOK)


@dataclass(frozen=True, slots=True)
class HallNow:
    """Whether the office works at an instant, and the day's hours.

    `opens`, `closes`, `last_ticket` and `lunch` are those of today or, when today has none, of the next day
    that opens (None when none does within 60 days). `next_open` (UTC) is the next opening after the instant,
    the end of a closing lunch included. `holiday` is today's name when the state is `holiday`.
    """

    state: HallState
    opens: time | None
    closes: time | None
    last_ticket: time | None
    lunch: tuple[time, time] | None
    next_open: datetime | None
    holiday: Mapping[str, str] | None


def hours_of(hours: Hours, day: date) -> DayHours | None:
    """Return the hours of `day` or None: its exception first, then a confirmed holiday, then the week."""
    if day in hours.exceptions:
        return hours.exceptions[day]
    return None if _is_holiday(hours, day) else hours.weekly[day.weekday()]


def hall_now(hours: Hours, now: datetime) -> HallNow:
    """Return whether the hall works at `now` (aware)."""
    local = _local(now)
    day, today = local.date(), hours_of(hours, local.date())
    next_open = next_opening(hours, now)
    holiday = hours.holidays[day].name if today is None and _is_holiday(hours, day) else None
    state = _state(hours, today, local.time()) if holiday is None else "holiday"
    shown = today or (hours_of(hours, service_day(next_open)) if next_open else None)
    if shown is None:
        return HallNow(state, None, None, None, None, next_open, holiday)
    lunch = _lunch_of(hours, shown)
    times = (lunch.start, lunch.end) if lunch else None
    return HallNow(state, shown.opens, shown.closes, _last_ticket(hours, shown), times, next_open, holiday)


def is_open(hours: Hours, now: datetime) -> bool:
    """True when the hall gives tickets at `now` (aware): the question of every ticket, without the rest of the day."""
    local = _local(now)
    return _state(hours, hours_of(hours, local.date()), local.time()) in ("open", "lunch")


def _state(hours: Hours, today: DayHours | None, clock: time) -> HallState:
    if today is None or clock >= today.closes:
        return "closed"
    if clock < today.opens:
        return "before"
    lunch = _lunch_of(hours, today)
    if lunch is not None and not lunch.start <= clock < lunch.end:
        lunch = None
    if lunch is not None and lunch.closes:
        return "lunch_closed"
    if clock >= _last_ticket(hours, today):
        return "last_ticket"
    return "open" if lunch is None else "lunch"


def next_opening(hours: Hours, now: datetime) -> datetime | None:
    """Return the first instant (UTC) after `now` at which the hall opens, None without one in 60 days."""
    first = service_day(now)
    for day in (first + timedelta(days=offset) for offset in range(SEARCH_DAYS + 1)):
        today = hours_of(hours, day)
        if today is None:
            continue
        lunch = _lunch_of(hours, today)
        openings = [today.opens, lunch.end] if lunch and lunch.closes else [today.opens]
        for clock in openings:
            if bangkok(day, clock) > now:
                return bangkok(day, clock)
    return None


def next_change(hours: Hours, now: datetime) -> datetime:
    """Return the first instant (UTC) after `now` at which `hall_now` gives something else.

    When nothing changes within 60 days, the midnight at the end of them.
    """
    present, first = hall_now(hours, now), service_day(now)
    for offset in range(SEARCH_DAYS + 1):
        for instant in _edges(hours, first + timedelta(days=offset)):
            if instant > now and hall_now(hours, instant) != present:
                return instant
    return bangkok(first + timedelta(days=SEARCH_DAYS + 1), time())


def _edges(hours: Hours, day: date) -> list[datetime]:
    """Return the instants of a day at which anything about the hall can change, in order."""
    clocks, today = {time()}, hours_of(hours, day)
    if today is not None:
        clocks |= {today.opens, today.closes, _last_ticket(hours, today)}
        lunch = _lunch_of(hours, today)
        clocks |= {lunch.start, lunch.end} if lunch else set()
    return [bangkok(day, clock) for clock in sorted(clocks)]


def is_working_day(hours: Hours, day: date) -> bool:
    """Say whether `day` is a working day of the figures: Monday to Friday and no confirmed holiday."""
    return day.weekday() <= _FRIDAY and not _is_holiday(hours, day)


def out_of_hours(hours: Hours, at: datetime) -> OutOfHours:
    """Return on which side of the office's hours an event (issue, call, finish) lies. Source: figures.md.

    `non_working`: any day that is no working day. `outside`: on a working day before opening or at and after
    closing. `lunch`: from 12:00:00 until before 13:00:00 of a working day. Opening and closing are those of
    the week, not of an exception: an evening opened specially is the very service outside hours that counts.
    """
    local = _local(at)
    if not is_working_day(hours, local.date()):
        return "non_working"
    regular = hours.weekly[local.weekday()]
    if regular is None or not regular.opens <= local.time() < regular.closes:
        return "outside"
    return "lunch" if _LUNCH_HOUR[0] <= local.time() < _LUNCH_HOUR[1] else "in_hours"


def clock_behind(now: datetime, newest: datetime | None, released: datetime, tolerance_s: int = 120) -> bool:
    """Say whether the machine's clock stands wrong: before the newest journal entry or before the release.

    It may lag by `tolerance_s`: a small correction by a time server is no reason to close the hall.
    """
    latest = released if newest is None else max(newest, released)
    return now + timedelta(seconds=tolerance_s) < latest


def _is_holiday(hours: Hours, day: date) -> bool:
    return day in hours.holidays and hours.holidays[day].confirmed


def _lunch_of(hours: Hours, day: DayHours) -> Lunch | None:
    lunch = hours.lunch if day.lunch == USUAL else day.lunch
    return lunch if lunch is not None and lunch.fits(day) else None


def _last_ticket(hours: Hours, day: DayHours) -> time:
    """Return when the last ticket is given; on a very short special day that is at its opening."""
    minutes = max(minutes_of(day.opens), minutes_of(day.closes) - hours.last_ticket_before_min)
    return time(minutes // 60, minutes % 60)
