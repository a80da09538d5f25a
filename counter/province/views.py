"""`/province`: all sites of the installation in one table, sorted by any column, and the same as CSV."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from typing import Any, cast

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from counter.doors import signed_in
from counter.province.rows import SORTS, add_up, in_order, percent
from shared.clock import iso, moment
from shared.domain.cells import plain_cell
from shared.domain.hours import BANGKOK, service_day
from shared.domain.thai import Language, clock_time, short_date
from shared.evidence.periods import Period, present_round
from shared.evidence.province import Place, SiteRow
from shared.web.deps import deps
from shared.web.pages import page
from shared.web.security import current_language

pages = Blueprint("province", __name__, url_prefix="/province")
MAY = "province.read"


@pages.get("")
def show() -> BaseResponse:
    """Every site's day and round, side by side."""
    person = signed_in(MAY)
    if isinstance(person, BaseResponse):
        return person
    now, language = deps().clock(), cast("Language", current_language())
    by, down = _asked()
    period, rows = _read(now)
    response = page(
        "counter/province/province.html",
        staff=person,
        rows=in_order(rows, by, language, down=down),
        total=add_up(rows),
        by=by,
        down=down,
        year=period.year_be,
        kind=period.kind,
        percent=percent,
        name=lambda place: _name(place, language),
        when=lambda at: _when(at, now, language),
        minutes=lambda seconds: seconds // 60,
        at=clock_time(now.astimezone(BANGKOK), language),
    )
    response.headers["Refresh"] = "60"
    return response


@pages.get("/sites.csv")
def table() -> BaseResponse:
    """The same as a table for other programs; what the page does not tell is empty here too."""
    person = signed_in(MAY)
    if isinstance(person, BaseResponse):
        return person
    now = deps().clock()
    period, rows = _read(now)
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ("code", "name_th", "waiting", "longest_wait_s", "counters_open", "last_entry", "users", "answers",
         "satisfaction_percent", "mean", "response_percent", "median_wait_s", "within_standard_percent")
    )  # fmt: skip
    for row in in_order(rows, "name", "th", down=False):
        writer.writerow(_line(row))
    name = f"province-{period.year_be}-{period.kind}.csv"
    response = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _line(row: SiteRow) -> tuple[Any, ...]:
    few = row.answers.few
    return (
        plain_cell(row.place.code),
        plain_cell(row.place.name["th"].replace("|", "")),
        row.waiting,
        _or_empty(row.longest_s),
        row.open,
        iso(moment(row.place.last_at)) if row.place.last_at else "",
        row.users,
        row.answers.n,
        "" if few else _or_empty(row.answers.percent.value),
        "" if few else _or_empty(row.answers.mean.value),
        _or_empty(row.response.percent.value),
        _or_empty(row.wait.seconds),
        _or_empty(row.standard.percent.value),
    )


def _or_empty(value: float | None) -> float | str:
    return "" if value is None else value


def _asked() -> tuple[str, bool]:
    """Return the column and the direction; anything unknown is the name, upwards."""
    by = request.args.get("sort", "name")
    return (by if by in SORTS else "name"), request.args.get("order") == "down"


def _read(now: datetime) -> tuple[Period, tuple[SiteRow, ...]]:
    """Read every site away from the event loop."""
    rows = deps().reckoner.province(now=now, simulated=deps().settings.demo)
    return present_round(now), rows


def _name(place: Place, language: Language) -> str:
    return (place.name.get(language) or place.name["th"]).replace("|", "")


def _when(at: int, now: datetime, language: Language) -> str:
    """Return when something was: the time where it was today, else the day with it."""
    local = moment(at).astimezone(BANGKOK)
    time = clock_time(local, language)
    return time if service_day(now) == local.date() else f"{short_date(local.date(), language)} {time}"
