"""A year of the calendar as one thing that changes: `calendar:2570` (B.E.), its holidays and its special days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from counter.settings.change import change_settings, version_of
from counter.settings.places import Own, Part, Say, Value, add_own, read_value
from shared.domain.errors import QueueError
from shared.domain.schedules import Holiday
from shared.domain.thai import long_date
from shared.store.turn import Answer, Turn

BE = 543
KEEPS = ("holidays", "exceptions")
Day = dict[str, Any]
"""What is special about a day: `holiday` (`{name, state}` or None), `hours` (`[opens, closes, lunch?]` or None) and
`other`, true when the day has hours of its own (with `hours` None: closed)."""


def year_of(day: date) -> int:
    """Return the calendar year (B.E.) of a day."""
    return day.year + BE


def subject_of(year_be: int) -> str:
    """Return the subject of a year."""
    return f"calendar:{year_be}"


def day_of(year: Mapping[str, Any], day: date) -> Day:
    """Return what a year says of a day."""
    key = day.isoformat()
    return {
        "holiday": year["holidays"].get(key),
        "hours": year["exceptions"].get(key),
        "other": key in year["exceptions"],
    }


def change_day(turn: Turn, *, day: date, moved_to: date, value: Day, seen: str) -> Answer:
    """Change what is said of a day, and which day that is; refuse with `settings.conflict`.

    Only the day itself is compared with what was seen: two people may work on different days of a year.
    """
    before = read_value(turn.conn, turn.site_id, subject_of(year_of(day)))
    if version_of(day_of(before, day)) != seen:
        raise QueueError("settings.conflict")
    if moved_to != day and moved_to.isoformat() in _days(turn, moved_to):
        raise QueueError("calendar.taken", day=moved_to.isoformat())
    if year_of(moved_to) != year_of(day):
        _write(turn, day, _without(before, day))
        there = read_value(turn.conn, turn.site_id, subject_of(year_of(moved_to)))
        return _write(turn, moved_to, _with(there, moved_to, value))
    return _write(turn, day, _with(_without(before, day), moved_to, value))


def fill_year(turn: Turn, *, year_be: int, proposed: Mapping[date, Holiday]) -> Answer:
    """Add the holidays that a year has not got yet; what the office wrote down itself stays as it is."""
    before = read_value(turn.conn, turn.site_id, subject_of(year_be))
    words = [holiday["name"]["th"] for holiday in before["holidays"].values()]
    added = {
        day.isoformat(): {"name": dict(holiday.name), "state": holiday.state}
        for day, holiday in proposed.items()
        if day.isoformat() not in before["holidays"]
        and not (holiday.state == "awaiting" and holiday.name["th"] in words)
    }
    after = {**before, "holidays": dict(sorted({**before["holidays"], **added}.items()))}
    answer = change_settings(turn, subject=subject_of(year_be), value=after, seen=version_of(before))
    return {**answer, "added": len(added)}


def _days(turn: Turn, day: date) -> set[str]:
    year = read_value(turn.conn, turn.site_id, subject_of(year_of(day)))
    return set(year["holidays"]) | set(year["exceptions"])


def _without(year: Mapping[str, Any], day: date) -> Value:
    return {name: {k: v for k, v in year[name].items() if k != day.isoformat()} for name in KEEPS}


def _with(year: Mapping[str, Any], day: date, value: Day) -> Value:
    key = day.isoformat()
    holidays = {**year["holidays"], **({key: value["holiday"]} if value["holiday"] is not None else {})}
    exceptions = {**year["exceptions"], **({key: value["hours"]} if value["other"] else {})}
    return {"holidays": dict(sorted(holidays.items())), "exceptions": dict(sorted(exceptions.items()))}


def _write(turn: Turn, day: date, value: Value) -> Answer:
    subject = subject_of(year_of(day))
    seen = version_of(read_value(turn.conn, turn.site_id, subject))
    return change_settings(turn, subject=subject, value=value, seen=seen)


def unsettled(settings: Mapping[str, Any], first: date, last: date) -> list[date]:
    """Return the days between two days that wait for their announcement, in order."""
    return sorted(
        date.fromisoformat(day)
        for day, holiday in settings["hours"]["holidays"].items()
        if first.isoformat() <= day <= last.isoformat() and _state(holiday) == "awaiting"
    )


def _state(holiday: Mapping[str, Any]) -> str:
    found: str = holiday["state"] if "state" in holiday else "closed" if holiday["confirmed"] else "awaiting"
    return found


def _read(settings: Mapping[str, Any], name: str) -> Value:
    if not (name.isdecimal() and len(name) == 4):
        raise QueueError("settings.unknown")
    year = str(int(name) - BE)
    hours = settings["hours"]
    return {
        "holidays": {
            day: {"name": one["name"], "state": _state(one)}
            for day, one in hours["holidays"].items()
            if day[:4] == year
        },
        "exceptions": {day: one for day, one in hours["exceptions"].items() if day[:4] == year},
    }


def _put(settings: Mapping[str, Any], name: str, value: Mapping[str, Any]) -> Value:
    year, hours = str(int(name) - BE), settings["hours"]
    own = {
        part: {**{day: one for day, one in hours[part].items() if day[:4] != year}, **value[part]}
        for part in KEEPS
    }
    return {**settings, "hours": {**hours, **own}}


def _parts(before: Mapping[str, Any], after: Mapping[str, Any], say: Say) -> list[Part]:
    """Return the days that differ, each with its date as the label."""
    found = []
    empty: Mapping[str, Any] = {part: {} for part in KEEPS}
    before, after = before or empty, after or empty
    for key in sorted({day for side in (before, after) for part in KEEPS for day in side[part]}):
        day = date.fromisoformat(key)
        was, now = day_of(before, day), day_of(after, day)
        if was != now:
            label = {code: long_date(day, code) for code in ("th", "ms", "en")}
            found.append(Part(label, _said(was, say), _said(now, say)))
    return found


def _said(day: Day, say: Say) -> list[Any]:
    """Return what is said of a day as values that a page can show."""
    said: list[Any] = []
    if day["holiday"] is not None:
        said += [day["holiday"]["name"], say(f"calendar.state.{day['holiday']['state']}")]
    if day["other"]:
        said.append("–".join(day["hours"][:2]) if day["hours"] else say("calendar.closed_day"))
    return said


add_own("calendar", Own("calendar.title", _read, _put, _parts))
