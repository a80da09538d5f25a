"""Service when the office is closed or at lunch: evidence for measures 7 (step 5) and 8."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from shared.domain.hours import is_working_day
from shared.evidence.selection import Selection
from shared.evidence.tallies import Tally
from shared.store.models import Leg, Ticket

_BANGKOK_S = 7 * 3600
_DAY_S = 86_400
_LUNCH = (12 * 3600, 13 * 3600)


@dataclass(frozen=True, slots=True)
class Counted:
    """Tickets with at least one event (issue, call, finish) of a kind, and on how many days."""

    tickets: int
    days: int


@dataclass(frozen=True, slots=True)
class OutOfHours:
    """On a working day before opening or at and after closing; in the lunch hour; on a day that is none."""

    outside: Counted
    lunch: Counted
    non_working: Counted


def read_outside(conn: Connection, selection: Selection, tallies: Sequence[Tally]) -> OutOfHours:
    """Count the selected tickets served outside regular hours. Source: figures.md, "out of hours".

    The hours are the regular ones of the week; an evening opened specially is exactly what is counted.
    """
    outside: dict[str, int] = {}
    lunch: dict[str, int] = {}
    working = {day.isoformat() for day in selection.period.days() if is_working_day(selection.hours, day)}
    used = {t.day for t in tallies}
    for (opens, closes), days in _days_by_hours(selection, used & working):
        for day, n_outside, n_lunch in _count_events(conn, selection, opens, closes, days):
            outside[day] = n_outside
            lunch[day] = n_lunch
    issued = ((t.day, t.outcomes.issued) for t in tallies if t.day not in working)
    return OutOfHours(
        outside=_counted(outside.items()), lunch=_counted(lunch.items()), non_working=_counted(issued)
    )


def _days_by_hours(selection: Selection, days: Iterable[str]) -> Iterator[tuple[tuple[int, int], list[str]]]:
    """Give the regular hours as seconds of the day, with the days that have them; a day without is all
    outside."""
    found: dict[tuple[int, int], list[str]] = {}
    for day in sorted(days):
        regular = selection.hours.weekly[date.fromisoformat(day).weekday()]
        hours = (0, 0) if regular is None else (_seconds(regular.opens), _seconds(regular.closes))
        found.setdefault(hours, []).append(day)
    yield from found.items()


def _count_events(
    conn: Connection, selection: Selection, opens: int, closes: int, days: list[str]
) -> Iterator[tuple[str, int, int]]:
    def is_outside(second: ColumnElement[Any]) -> ColumnElement[bool]:
        return or_(second < opens, second >= closes)

    def is_lunch(second: ColumnElement[Any]) -> ColumnElement[bool]:
        return and_(second >= max(_LUNCH[0], opens), second < min(_LUNCH[1], closes))

    columns = (Ticket.issued_at, Ticket.called_at, Ticket.last_call_at, Ticket.finished_at)
    seconds = [(column + _BANGKOK_S) % _DAY_S for column in columns]
    leg_second = (Leg.called_at + _BANGKOK_S) % _DAY_S
    legs = select(Leg.id).where(Leg.ticket_id == Ticket.id)
    again = Ticket.last_call_at != Ticket.called_at  # only then can a call lie between the first and the last
    outside = or_(*map(is_outside, seconds), and_(again, legs.where(is_outside(leg_second)).exists()))
    lunch = or_(*map(is_lunch, seconds), and_(again, legs.where(is_lunch(leg_second)).exists()))
    rows = conn.execute(
        select(Ticket.day, func.sum(case((outside, 1), else_=0)), func.sum(case((lunch, 1), else_=0)))
        .where(selection.tickets(), Ticket.day.in_(days))
        .group_by(Ticket.day)
    )
    yield from ((day, int(n_outside), int(n_lunch)) for day, n_outside, n_lunch in rows)


def _counted(per_day: Iterable[tuple[str, int]]) -> Counted:
    totals: dict[str, int] = {}
    for day, n in per_day:
        totals[day] = totals.get(day, 0) + n
    return Counted(tickets=sum(totals.values()), days=sum(1 for n in totals.values() if n))


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second
