"""What the office sets about its hours: the week, lunch, holidays and days that differ; as plain values too.

`Hours.to_json` gives, and `Hours.from_json` takes, this shape (all keys needed, clock times `HH:MM`):

    {"weekly": [["08:30", "16:30"], …, null, null],     seven, Monday first; null = not open
     "lunch": {"start": "12:00", "end": "13:00", "closes": false},     or null
     "last_ticket_before_min": 30,
     "holidays": {"2026-04-13": {"name": {"th": …, "ms": …, "en": …}, "state": "closed"}},
     "exceptions": {"2026-05-04": ["08:30", "12:00"], "2026-05-05": null}}     opened, closed specially

An exception may have a third value, the lunch of that day: an object as `lunch` above, or null for a day that works
through; without it the office's lunch holds. Older files say of a holiday `confirmed` (true: closed, false: awaiting).

What is true at an instant is `shared/domain/hours.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Literal, cast

from shared.domain.json_values import read_clock, read_day, read_flag, read_list, read_object, read_whole

_KEYS = frozenset({"weekly", "lunch", "last_ticket_before_min", "holidays", "exceptions"})
HolidayState = Literal["closed", "open", "awaiting"]
HOLIDAY_STATES: tuple[HolidayState, ...] = ("closed", "open", "awaiting")


@dataclass(frozen=True, slots=True)
class Lunch:
    """The lunch break. `closes`: nobody serves; otherwise some counters go on and tickets are given."""

    start: time
    end: time
    closes: bool

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"Lunch starts before it ends, not {self.start:%H:%M} to {self.end:%H:%M}.")

    def fits(self, day: DayHours) -> bool:
        """Say whether `day` works before and after this lunch."""
        return day.opens < self.start and self.end < day.closes


USUAL: Literal["usual"] = "usual"
"""The lunch of a day that has none of its own: the office's."""


@dataclass(frozen=True, slots=True)
class DayHours:
    """The opening hours of one day: open from `opens` until just before `closes`.

    `lunch` is the office's, none at all (the day works through), or one of that day alone.
    """

    opens: time
    closes: time
    lunch: Lunch | Literal["usual"] | None = USUAL

    def __post_init__(self) -> None:
        if not self.opens < self.closes:
            raise ValueError(f"A day opens before it closes, not {self.opens:%H:%M} to {self.closes:%H:%M}.")
        if isinstance(self.lunch, Lunch) and not self.lunch.fits(self):
            raise ValueError("Lunch lies inside the hours of a day, with work before and after it.")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday in th, ms and en, and what it means here.

    `closed`: the hall does not open. `open`: a holiday of others on which this office works. `awaiting`: the day is
    not announced yet, so it never closes the hall.
    """

    name: Mapping[str, str]
    state: HolidayState

    @property
    def confirmed(self) -> bool:
        """True when the office is closed that day."""
        return self.state == "closed"

    def __post_init__(self) -> None:
        if self.state not in HOLIDAY_STATES:
            raise ValueError(f"A holiday is one of {', '.join(HOLIDAY_STATES)}, not {self.state!r}.")
        if set(self.name) != {"th", "ms", "en"} or not all(text.strip() for text in self.name.values()):
            raise ValueError("A holiday has a name in th, ms and en.")


@dataclass(frozen=True, slots=True)
class Hours:
    """When the office works: a week (Monday first), and days that differ from it.

    `exceptions` (a special opening or, with None, a special closing) beat holidays and the week. Lunch holds
    on the days that work before and after it; a shorter day works through. The last ticket is given
    `last_ticket_before_min` before closing. Raises ValueError with a sentence when the parts do not fit.
    """

    weekly: tuple[DayHours | None, ...]
    lunch: Lunch | None
    last_ticket_before_min: int
    holidays: Mapping[date, Holiday]
    exceptions: Mapping[date, DayHours | None]

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError(f"A week has seven days, not {len(self.weekly)}.")
        days = [day for day in self.weekly if day is not None]
        before = self.last_ticket_before_min
        if before < 0 or any(minutes_of(day.closes) - before <= minutes_of(day.opens) for day in days):
            raise ValueError("The last ticket is given after opening and not after closing.")
        if self.lunch is None or not days:
            return
        lunch = self.lunch
        if any(d.opens < lunch.end and lunch.start < d.closes and not lunch.fits(d) for d in days):
            raise ValueError("Lunch lies inside the hours of a day, with work before and after it.")
        if not any(lunch.fits(day) for day in days):
            raise ValueError("Lunch lies outside the hours of every day.")

    @classmethod
    def from_json(cls, value: object) -> Hours:
        """Return the hours that plain JSON values describe. Raises ValueError with a sentence."""
        fields = read_object(value, "The office's hours", keys=_KEYS)
        holidays = read_object(fields["holidays"], "`holidays`")
        exceptions = read_object(fields["exceptions"], "`exceptions`")
        return cls(
            weekly=tuple(_read_week_day(day) for day in read_list(fields["weekly"], "`weekly`", length=7)),
            lunch=_read_lunch(fields["lunch"]),
            last_ticket_before_min=read_whole(fields["last_ticket_before_min"], "`last_ticket_before_min`"),
            holidays={read_day(day): _read_holiday(holiday) for day, holiday in holidays.items()},
            exceptions={read_day(day): _read_hours(hours) for day, hours in exceptions.items()},
        )

    def to_json(self) -> dict[str, object]:
        """Return the hours as plain JSON values in the shape of the module's docstring, days in order."""
        return {
            "weekly": [day_json(day) for day in self.weekly],
            "lunch": _lunch_json(self.lunch),
            "last_ticket_before_min": self.last_ticket_before_min,
            "holidays": {
                day.isoformat(): {"name": dict(holiday.name), "state": holiday.state}
                for day, holiday in sorted(self.holidays.items())
            },
            "exceptions": {
                day.isoformat(): day_json(self.exceptions[day]) for day in sorted(self.exceptions)
            },
        }


def minutes_of(clock: time) -> int:
    """Return the minutes from midnight to `clock`."""
    return clock.hour * 60 + clock.minute


def day_json(day: DayHours | None) -> list[object] | None:
    """Return the hours of a day as plain JSON values."""
    if day is None:
        return None
    hours: list[object] = [f"{day.opens:%H:%M}", f"{day.closes:%H:%M}"]
    return hours if day.lunch == USUAL else [*hours, _lunch_json(day.lunch)]


def _lunch_json(lunch: Lunch | None) -> dict[str, object] | None:
    if lunch is None:
        return None
    return {"start": f"{lunch.start:%H:%M}", "end": f"{lunch.end:%H:%M}", "closes": lunch.closes}


def _read_week_day(value: object) -> DayHours | None:
    return None if value is None else _read_hours(read_list(value, "The hours of a day", length=2))


def _read_hours(value: object) -> DayHours | None:
    if value is None:
        return None
    if isinstance(value, list | tuple) and len(value) == 3:
        return DayHours(read_clock(value[0]), read_clock(value[1]), _read_lunch(value[2]))
    opens, closes = read_list(value, "The hours of a day", length=2)
    return DayHours(read_clock(opens), read_clock(closes))


def _read_lunch(value: object) -> Lunch | None:
    if value is None:
        return None
    fields = read_object(value, "`lunch`", keys=frozenset({"start", "end", "closes"}))
    return Lunch(
        read_clock(fields["start"]), read_clock(fields["end"]), read_flag(fields["closes"], "`closes`")
    )


def _read_holiday(value: object) -> Holiday:
    fields = dict(read_object(value, "A holiday"))
    if "confirmed" in fields:
        fields["state"] = "closed" if read_flag(fields.pop("confirmed"), "`confirmed`") else "awaiting"
    read_object(fields, "A holiday", keys=frozenset({"name", "state"}))
    name = read_object(fields["name"], "`name`", keys=frozenset({"th", "ms", "en"}))
    texts = {language: text for language, text in name.items() if isinstance(text, str)}
    return Holiday(texts, cast("HolidayState", fields["state"]))
