"""The tables of a period: one row per department, group, exact service and month, and the points of a chart.

Rows are made of the same counts as the totals, so they add up to them: every ticket is in exactly one
department, group and month, and in at most one exact service.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.domain.statistics import Band, Scores, Share, no_show_rate, response_rate
from shared.evidence import satisfaction
from shared.evidence.cells import Cell, Outcomes, add_outcomes, group_by, services_of, share_within, waits_of
from shared.evidence.reading import Reading
from shared.evidence.satisfaction import Answers, Ratings
from shared.evidence.selection import Selection, Unit
from shared.evidence.shown import Opinion, Part, Spans, show_part, show_scores, show_times

LONGEST_BY_DAY = 31
_MORNING, _AFTERNOON = 8, 15
"""Hours that an empty day's chart shows."""
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
    imported: int
    """Of its tickets, those from files of the past."""
    late: int = 0
    """And those written in afterwards."""
    outreach: int = 0
    """And those that a unit on the road has handed in."""


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month (`YYYY-MM`) with its users, waits, verified ratings, and its users per department code."""

    month: str
    outcomes: Outcomes
    wait: Spans
    rating: Opinion
    departments: Mapping[str, int]
    imported: int
    late: int = 0
    outreach: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """One column of the chart over time: an hour (0–23) of one day, a day, or a month."""

    by: Literal["hour", "day", "month"]
    at: str
    n: int
    """Users; by the hour, tickets issued."""


def make_units(
    kind: UnitKind, selection: Selection, cells: Sequence[Cell], rated: Ratings, band: Band
) -> tuple[UnitRow, ...]:
    """Return the rows of all units that have a ticket or a verified rating in the period, in the office's
    order."""
    cell_key, answer_key = _keys(kind, selection)
    grouped = group_by(cells, cell_key)
    scores = satisfaction.pool_by((a for a in rated.answers if a.verified), answer_key)
    users = add_outcomes(cells).served
    units = {
        "department": selection.departments,
        "group": selection.groups,
        "service": selection.shown_services,
    }[kind]
    return tuple(
        _unit_row(unit, grouped.get(unit.id, []), scores.get(unit.id, Scores()), users, selection, band)
        for unit in units
        if unit.id in grouped or unit.id in scores
    )


def _unit_row(
    unit: Unit, own: list[Cell], rating: Scores, users: int, selection: Selection, band: Band
) -> UnitRow:
    outcomes = add_outcomes(own)
    return UnitRow(
        code=unit.code,
        name=unit.name,
        standard_minutes=unit.minutes,
        outcomes=outcomes,
        share=show_part(Share(outcomes.served, users)),
        no_show_rate=show_part(no_show_rate(outcomes.no_show, served=outcomes.served)),
        wait=show_times(waits_of(own)),
        service=show_times(services_of(own)),
        within_standard=show_part(share_within(own, selection.standards)),
        rating=show_scores(rating, band),
        response=show_part(response_rate(rating.n, served=outcomes.served)),
        imported=sum(cell.imported for cell in own),
        late=sum(cell.late for cell in own),
        outreach=sum(cell.outreach for cell in own),
    )


def _keys(
    kind: UnitKind, selection: Selection
) -> tuple[Callable[[Cell], int | None], Callable[[Answers], int | None]]:
    """Return how cells and ratings find their unit's id."""
    if kind == "group":
        return lambda cell: cell.group_id, lambda answer: answer.group_id
    if kind == "service":
        return lambda cell: cell.service_id, lambda answer: answer.service_id
    return lambda cell: selection.department_of(
        cell.group_id, cell.service_id
    ), lambda answer: answer.department_id


def make_months(
    selection: Selection, cells: Sequence[Cell], rated: Ratings, band: Band
) -> tuple[MonthRow, ...]:
    """Return a row for every month the period touches, months without anybody included."""
    by_month = group_by(cells, lambda cell: cell.month)
    scores = satisfaction.pool_by((a for a in rated.answers if a.verified), lambda answer: answer.month)
    return tuple(
        _month_row(month, by_month.get(month, []), scores.get(month, Scores()), selection, band)
        for month in selection.period.months()
    )


def _month_row(month: str, own: list[Cell], rating: Scores, selection: Selection, band: Band) -> MonthRow:
    users = group_by(own, lambda cell: selection.department_of(cell.group_id, cell.service_id))
    return MonthRow(
        month=month,
        outcomes=add_outcomes(own),
        wait=show_times(waits_of(own)),
        rating=show_scores(rating, band),
        departments={
            unit.code: add_outcomes(users.get(unit.id, [])).served for unit in selection.departments
        },
        imported=sum(cell.imported for cell in own),
        late=sum(cell.late for cell in own),
        outreach=sum(cell.outreach for cell in own),
    )


def make_series(selection: Selection, reading: Reading) -> tuple[Point, ...]:
    """Return what the chart over time shows: the hours of one day, the days of a month, the months of a
    round."""
    days = selection.period.days()
    if len(days) == 1:
        shown = range(min(reading.hours, default=_MORNING), max(reading.hours, default=_AFTERNOON) + 1)
        return tuple(Point("hour", str(hour), reading.hours.get(hour, 0)) for hour in shown)
    served = {day: n for day, (_, n) in reading.days.items()}
    if len(days) <= LONGEST_BY_DAY:
        return tuple(Point("day", day.isoformat(), served.get(day.isoformat(), 0)) for day in days)
    return tuple(
        Point("month", month, sum(n for day, n in served.items() if day.startswith(month)))
        for month in selection.period.months()
    )
