"""The form of a day of the calendar, and how it is read: strictly, with the field's name in a refusal."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from counter.calendar.days import BE, Day
from counter.calendar.thailand import FIRST_YEAR_BE, LAST_YEAR_BE
from shared.domain.errors import QueueError
from shared.domain.schedules import HOLIDAY_STATES
from shared.web.languages import LANGUAGES

LONGEST_NAME = 120
LUNCHES = ("usual", "through", "own")
HOURS = ("usual", "closed", "other")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
Form = MultiDict[str, str]


def read_year(typed: str) -> int:
    """Return a year (B.E.) within the calendar; refuse with `request.invalid`."""
    if not (typed.isdecimal() and len(typed) == 4 and FIRST_YEAR_BE <= int(typed) <= LAST_YEAR_BE):
        raise _wrong("year")
    return int(typed)


def read_date(typed: str, field: str = "day") -> date:
    """Return a day written `YYYY-MM-DD` within the calendar; refuse with `request.invalid`."""
    try:
        day = date.fromisoformat(typed if re.fullmatch(r"\d{4}-\d\d-\d\d", typed) else "")
    except ValueError:
        raise _wrong(field) from None
    read_year(str(day.year + BE))
    return day


def read_day(form: Form) -> Day:
    """Return what a form says of a day."""
    return {"holiday": _holiday(form), **_hours(form)}


def _holiday(form: Form) -> dict[str, Any] | None:
    state = form.get("state", "")
    if state == "none":
        return None
    if state not in HOLIDAY_STATES:
        raise _wrong("state")
    return {"name": {code: _name(form, code) for code in LANGUAGES}, "state": state}


def _name(form: Form, code: str) -> str:
    tidy = " ".join(unicodedata.normalize("NFC", form.get(f"name_{code}", "")).split())
    if not 1 <= len(tidy) <= LONGEST_NAME or not tidy.isprintable():
        raise _wrong("name")
    return tidy


def _hours(form: Form) -> dict[str, Any]:
    which = form.get("hours", "")
    if which not in HOURS:
        raise _wrong("hours")
    if which != "other":
        return {"hours": None, "other": which == "closed"}
    hours: list[Any] = [_clock(form, "opens"), _clock(form, "closes")]
    lunch = form.get("lunch", "")
    if lunch not in LUNCHES:
        raise _wrong("lunch")
    if lunch == "through":
        hours.append(None)
    elif lunch == "own":
        start, end = _clock(form, "lunch_start"), _clock(form, "lunch_end")
        hours.append({"start": start, "end": end, "closes": form.get("lunch_closes") == "yes"})
    return {"hours": hours, "other": True}


def _clock(form: Form, name: str) -> str:
    tidy = form.get(name, "").strip().replace(".", ":")
    tidy = f"0{tidy}" if re.fullmatch(r"\d:\d\d", tidy) else tidy
    if not _CLOCK.fullmatch(tidy):
        raise _wrong(name)
    return tidy


def _wrong(field: str) -> QueueError:
    return QueueError("request.invalid", field=field)
