"""The tables of a period: one row per department, group, exact service and month, and the points of a chart.

Rows are made of the same counts as the totals, so they add up to them: every ticket is in exactly one
department, group and month, and in at most one exact service.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from shared.domain.statistics import Band, Scores, Times, no_show_rate, response_rate
from shared.evidence import durations, satisfaction, tallies
from shared.evidence.durations import Cell, Durations, share_within
from shared.evidence.satisfaction import Answers, Ratings
from shared.evidence.selection import Selection, Unit
from shared.evidence.shown import Opinion, Part, Spans, show_part, show_scores, show_times
from shared.evidence.tallies import Outcomes, Tally, read_hours

LONGEST_BY_DAY = 31
UnitKind = Literal["department", "group", "service"]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A department, group or exact service. `standard_minutes` of a service measured in minutes."""

    code: str
    name: Mapping[str, str]
    standard_minutes: int | None
    outcomes: Outcomes
    share: Part
    """Its users, of all users."""
    no_show_rate: Part
    wait: Spans
    service: Spans
    within_standard: Part
    rating: Opinion
    response: Part


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month (`YYYY-MM`) with its users, its verified ratings, and its users per department code."""

    month: str
    outcomes: Outcomes
    rating: Opinion
    departments: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Point:
    """One column of the chart over time: an hour (0–23) of one day, a day, or a month."""

    by: Literal["hour", "day", "month"]
    at: str
    n: int
    """Users; by the hour, tickets issued."""


@dataclass(frozen=True, slots=True)
class _Keys:
    """How tickets, durations and ratings find their unit's id."""

    tally: Callable[[Tally], int | None]
    cell: Callable[[Cell], int | None]
    answer: Callable[[Answers], int | None]


def make_units(
    kind: UnitKind,
    selection: Selection,
    counted: Sequence[Tally],
    times: Durations,
    rated: Ratings,
    band: Band,
) -> tuple[UnitRow, ...]:
    """Return the rows of all units that have a ticket or a verified rating in the period, in the office's
    order."""
    keys = _keys(kind, selection)
    outcomes = tallies.add_up_by(counted, keys.tally)
    waits = durations.pool_by(times.waits, keys.cell)
    services = durations.pool_by(times.services, keys.cell)
    scores = satisfaction.pool_by((a for a in rated.answers if a.verified), keys.answer)
    measured: dict[int | None, list[Cell]] = {}
    for cell in times.services:
        measured.setdefault(keys.cell(cell), []).append(cell)
    users = tallies.add_up(counted).served
    rows: list[UnitRow] = []
    for unit in _units(kind, selection):
        mine, rating = outcomes.get(unit.id, Outcomes()), scores.get(unit.id, Scores())
        if not mine.issued and not rating.n:
            continue
        rows.append(
            UnitRow(
                code=unit.code,
                name=unit.name,
                standard_minutes=unit.minutes,
                outcomes=mine,
                share=show_part(response_rate(mine.served, served=users)),
                no_show_rate=show_part(no_show_rate(mine.no_show, served=mine.served)),
                wait=show_times(waits.get(unit.id, Times())),
                service=show_times(services.get(unit.id, Times())),
                within_standard=show_part(share_within(measured.get(unit.id, []), selection.standards)),
                rating=show_scores(rating, band),
                response=show_part(response_rate(rating.n, served=mine.served)),
            )
        )
    return tuple(rows)


def _units(kind: UnitKind, selection: Selection) -> Sequence[Unit]:
    return {"department": selection.departments, "group": selection.groups, "service": selection.services}[
        kind
    ]


def _keys(kind: UnitKind, selection: Selection) -> _Keys:
    if kind == "group":
        return _Keys(lambda t: t.group_id, lambda c: c.group_id, lambda a: a.group_id)
    if kind == "service":
        return _Keys(lambda t: t.service_id, lambda c: c.service_id, lambda a: a.service_id)
    return _Keys(
        lambda t: selection.department_of(t.group_id, t.service_id),
        lambda c: selection.department_of(c.group_id, c.service_id),
        lambda a: a.department_id,
    )


def make_months(
    selection: Selection, counted: Sequence[Tally], rated: Ratings, band: Band
) -> tuple[MonthRow, ...]:
    """Return a row for every month the period touches, months without anybody included."""
    outcomes = tallies.add_up_by(counted, lambda t: t.day[:7])
    scores = satisfaction.pool_by((a for a in rated.answers if a.verified), lambda a: a.month)
    users = tallies.add_up_by(
        counted, lambda t: (t.day[:7], selection.department_of(t.group_id, t.service_id))
    )
    return tuple(
        MonthRow(
            month=month,
            outcomes=outcomes.get(month, Outcomes()),
            rating=show_scores(scores.get(month, Scores()), band),
            departments={d.code: users.get((month, d.id), Outcomes()).served for d in selection.departments},
        )
        for month in selection.period.months()
    )


def make_series(conn: Connection, selection: Selection, counted: Sequence[Tally]) -> tuple[Point, ...]:
    """Return what the chart over time shows: the hours of one day, the days of a month, the months of a
    round."""
    days = selection.period.days()
    if len(days) == 1:
        hours = read_hours(conn, selection)
        shown = range(min(hours, default=8), max(hours, default=15) + 1)
        return tuple(Point("hour", str(hour), hours.get(hour, 0)) for hour in shown)
    if len(days) <= LONGEST_BY_DAY:
        per_day = tallies.add_up_by(counted, lambda t: t.day)
        names = [day.isoformat() for day in days]
        return tuple(Point("day", name, per_day.get(name, Outcomes()).served) for name in names)
    per_month = tallies.add_up_by(counted, lambda t: t.day[:7])
    return tuple(
        Point("month", month, per_month.get(month, Outcomes()).served) for month in selection.period.months()
    )
