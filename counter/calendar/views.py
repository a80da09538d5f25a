"""The pages of the calendar: a year's table, one day's form, filling a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from counter.calendar.days import BE, change_day, day_of, fill_year, subject_of, unsettled, year_of
from counter.calendar.forms import read_date, read_day, read_year
from counter.calendar.thailand import FIRST_YEAR_BE, LAST_YEAR_BE, propose_year
from counter.doors import done_word, signed_in, write
from counter.settings.change import version_of
from counter.settings.places import read_settings, read_value
from counter.settings.sections import Section, add_section
from shared.domain.errors import QueueError
from shared.domain.hours import service_day
from shared.domain.thai import Language, long_date
from shared.web.access import Principal, default_site, require
from shared.web.deps import deps
from shared.web.errors import STATUS, log_refusal
from shared.web.pages import page
from shared.web.security import current_language

pages = Blueprint("calendar", __name__, url_prefix="/settings/holidays")
MAY = "settings.change"
SOON = timedelta(days=60)
"""How far ahead a day without its announcement is something to settle."""
DONE = ("saved", "removed", "filled", "full", "same")


def _waiting() -> int:
    """Return how many days of the next weeks wait for their announcement."""
    today = service_day(deps().clock())
    with deps().engine.connect() as conn:
        return len(unsettled(read_settings(conn, default_site()), today, today + SOON))


add_section(Section("calendar.title", "/settings/holidays", after="/settings/hours", waiting=_waiting))


@pages.get("")
def show() -> BaseResponse:
    """Show a year: its holidays, its days with other hours, what waits for its announcement."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    today = service_day(deps().clock())
    year_be = read_year(request.args.get("year", str(year_of(today))))
    with deps().engine.connect() as conn:
        year = read_value(conn, principal.site_id, subject_of(year_be))
        waiting = unsettled(read_settings(conn, principal.site_id), today, today + SOON)
    days = [date.fromisoformat(day) for day in sorted({*year["holidays"], *year["exceptions"]})]
    return page(
        "counter/calendar/year.html",
        year_be=year_be,
        years=[y for y in (year_be - 1, year_be + 1) if FIRST_YEAR_BE <= y <= LAST_YEAR_BE],
        days=[{"day": day, "words": _long(day), "past": day < today, **day_of(year, day)} for day in days],
        waiting=[{"day": day, "words": _long(day)} for day in waiting],
        done=done_word(DONE),
        added=request.args.get("added", ""),
        error=None,
    )


@pages.post("/fill")
def fill() -> BaseResponse:
    """Fill a year with what it has not got yet."""
    principal = require(MAY, face="console")
    year_be = read_year(request.form.get("year", ""))
    proposed = propose_year(
        year_be,
        raya=request.form.get("raya") == "yes",
        chinese_new_year=request.form.get("chinese") == "yes",
    )
    answer = write(principal, lambda turn: fill_year(turn, year_be=year_be, proposed=proposed))
    done = "filled" if answer["added"] else "full"
    return redirect(url_for(".show", year=year_be, done=done, added=answer["added"] or None), 303)


@pages.get("/day")
def show_day() -> BaseResponse:
    """Show the form of one day."""
    principal = signed_in(MAY)
    if isinstance(principal, BaseResponse):
        return principal
    return _form(principal, read_date(request.args.get("day", "")))


@pages.post("/day")
def save_day() -> BaseResponse:
    """Save what is said of a day, move it to another, or remove it."""
    principal = require(MAY, face="console")
    day, seen = read_date(request.form.get("was", ""), "was"), request.form.get("seen", "")
    wish = request.form.get("wish", "save")
    try:
        if wish == "remove":
            moved, value = day, {"holiday": None, "hours": None, "other": False}
        else:
            moved, value = read_date(request.form.get("day", "")), read_day(request.form)
        answer = write(
            principal, lambda turn: change_day(turn, day=day, moved_to=moved, value=value, seen=seen)
        )
    except QueueError as error:
        return _form(principal, day, error)
    done = "removed" if wish == "remove" else "saved"
    return redirect(url_for(".show", year=year_of(moved), done=done if answer["changed"] else "same"), 303)


def _form(principal: Principal, day: date, error: QueueError | None = None) -> BaseResponse:
    """Show the form; after a refusal with what was typed, and beside it what the day says now."""
    if error is not None:
        log_refusal(error.code)
    with deps().engine.connect() as conn:
        now = day_of(read_value(conn, principal.site_id, subject_of(year_of(day))), day)
    conflict = error is not None and error.code == "settings.conflict"
    return page(
        "counter/calendar/day.html",
        STATUS[error.code] if error is not None else 200,
        day=day,
        words=_long(day),
        year_be=day.year + BE,
        now=now,
        typed=request.form if error is not None else _as_form(day, now),
        seen=version_of(now),
        past=day < service_day(deps().clock()),
        conflict=conflict,
        known=now["holiday"] is not None or now["other"],
        error=error,
    )


def _as_form(day: date, now: Mapping[str, Any]) -> dict[str, str]:
    """Return a day as its form would send it."""
    holiday, hours = now["holiday"], now["hours"]
    lunch = hours[2] if hours and len(hours) == 3 else None
    own = bool(hours) and len(hours) == 3
    return {
        "day": day.isoformat(),
        "state": holiday["state"] if holiday else "none" if now["other"] else "closed",
        **{f"name_{code}": text for code, text in (holiday["name"] if holiday else {}).items()},
        "hours": "other" if hours else "closed" if now["other"] else "usual",
        "opens": hours[0] if hours else "",
        "closes": hours[1] if hours else "",
        "lunch": "usual" if not own else "own" if lunch else "through",
        "lunch_start": lunch["start"] if lunch else "",
        "lunch_end": lunch["end"] if lunch else "",
        "lunch_closes": "yes" if lunch and lunch["closes"] else "",
    }


def _long(day: date) -> str:
    language = current_language()
    weekday = deps().languages.text(f"settings.day.{day.weekday()}", language)
    return f"{weekday} {long_date(day, cast('Language', language))}"
