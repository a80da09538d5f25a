"""Reading the tickets of a period: one pass over the rows, everything that figures need counted on the way.

One statement, the same on SQLite and PostgreSQL. The figures need nine aggregates; to let the database group
and order nine times took twice the time of one reading for a year of 40,000 tickets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from shared.clock import moment
from shared.domain.fairness import Peak
from shared.domain.statistics import Share, Times, within_standard
from shared.domain.tickets import State, TicketClass
from shared.evidence.cells import Cell, Histogram, share_within
from shared.evidence.days import Day
from shared.evidence.selection import Selection
from shared.store.models import LateTicket, Leg, OutreachTicket, OutreachUnit, Ticket

_PAGE = 5_000
_COLUMNS: tuple[Any, ...] = (
    Ticket.day, Ticket.group_id, Ticket.service_id, Ticket.origin, Ticket.state, Ticket.klass, Ticket.issued_at,
    Ticket.called_at, Ticket.started_at, Ticket.finished_at, Ticket.left_at, Ticket.last_call_at, Ticket.promise_high_s,
    Ticket.first_group_id, Ticket.issued_seq, Ticket.called_seq, Ticket.chosen_reason, Ticket.id,
)  # fmt: skip
_ENDED = {
    State.WAITING.value: "abandoned",
    State.CALLED.value: "no_show",
    State.HELD.value: "no_show",
    State.SERVING.value: "served",
}
"""What a day that is over has made of those still there, as the change of day records with its first turn."""
_FINAL = {
    State.FINISHED.value: "served",
    State.NO_SHOW.value: "no_show",
    State.CANCELLED.value: "cancelled",
    State.ABANDONED.value: "abandoned",
}


@dataclass(slots=True)
class Reading:
    """What was counted. `days`: (issued, served) per day with tickets; `hours`: issued per hour of the
    Bangkok day; `outside`, `lunch`, `non_working`: per day the tickets with such an event, days with none
    left out."""

    cells: dict[tuple[str, int, int | None], Cell] = field(default_factory=dict)
    days: dict[str, tuple[int, int]] = field(default_factory=dict)
    hours: dict[int, int] = field(default_factory=dict)
    origins: dict[str, int] = field(default_factory=dict)
    left_out: int = 0
    peak: Peak | None = None
    passing: dict[str, list[tuple[int, str | None]]] = field(default_factory=dict)
    """Per day the tickets called before somebody who came earlier, with the logged reason."""
    outside: dict[str, int] = field(default_factory=dict)
    lunch: dict[str, int] = field(default_factory=dict)
    non_working: dict[str, int] = field(default_factory=dict)
    minutes: dict[int, Histogram] | None = None
    """Per exact service its services by whole minutes, begun ones too. Only where the cells hold the durations of the
    whole office and none of their own (`packed.py: lighten`)."""


def share_within_standard(reading: Reading, standards: Mapping[int, int]) -> Share:
    """Return how many services were done within their published minutes (service id → minutes); `share_within` holds.

    A service takes at most so many minutes exactly when it takes at most as many begun ones.
    """
    if reading.minutes is None:
        return share_within(reading.cells.values(), standards)
    timed = (
        (Times.from_counts({60 * begun: n for begun, n in histogram.items()}), standards[service])
        for service, histogram in reading.minutes.items()
        if service in standards
    )
    return within_standard(timed)


def read_tickets(conn: Connection, selection: Selection) -> Reading:
    """Read the tickets of a selection."""
    reading, day = Reading(), None
    between = _calls_between(conn, selection)
    untimed = _untimed(conn, selection)
    places: dict[tuple[int, int | None], bool] = {}
    for row in _rows(conn, selection):
        group_id, service_id = row[1], row[2]
        inside = places.get((group_id, service_id))
        if inside is None:
            inside = places[group_id, service_id] = selection.is_inside(group_id, service_id)
        if row[3] not in selection.origins:
            reading.left_out += inside
            continue
        if day is None or day.day != row[0]:
            _close(reading, day)
            day = Day(row[0], selection.hours)
        cell = _cell(reading, row) if inside else None
        if row[15] is not None:
            # What came in afterwards has an order of its own, made from times: its places are no journal numbers.
            line = row[5] if row[3] not in ("imported", "late", "outreach") else f"{row[5]} {row[3]}"
            day.note_call((row[13], line), row[14], row[15], row[17], row[16], cell)
        if cell is not None:
            _count(
                reading,
                day,
                cell,
                row,
                between.get(row[17], ()),
                is_over=row[0] < selection.today.isoformat(),
                is_timed=row[17] not in untimed,
            )
    _close(reading, day)
    return reading


def merge_readings(parts: Sequence[Reading]) -> Reading:
    """Return readings of different days together, in the order of the days. The parts are left as they
    are."""
    if len(parts) == 1:
        return parts[0]
    merged = Reading()
    for part in parts:
        merged.cells |= part.cells
        merged.days |= part.days
        merged.passing |= part.passing
        merged.outside |= part.outside
        merged.lunch |= part.lunch
        merged.non_working |= part.non_working
        merged.left_out += part.left_out
        for hour, n in part.hours.items():
            merged.hours[hour] = merged.hours.get(hour, 0) + n
        for origin, n in part.origins.items():
            merged.origins[origin] = merged.origins.get(origin, 0) + n
        if part.peak is not None and part.peak.waiting > (merged.peak.waiting if merged.peak else 0):
            merged.peak = part.peak
    return merged


def _rows(conn: Connection, selection: Selection) -> Iterator[Sequence[Any]]:
    statement = select(*_COLUMNS).where(selection.in_period(Ticket.site_id, Ticket.day)).order_by(Ticket.day)
    for page in conn.execute(statement.execution_options(yield_per=_PAGE)).partitions():
        yield from page


def _cell(reading: Reading, row: Sequence[Any]) -> Cell:
    key = (row[0][:7], row[1], row[2])
    cell = reading.cells.get(key)
    if cell is None:
        cell = reading.cells[key] = Cell(*key)
    return cell


def _count(
    reading: Reading,
    day: Day,
    cell: Cell,
    row: Sequence[Any],
    between: tuple[int, ...],
    *,
    is_over: bool,
    is_timed: bool,
) -> None:
    """Count one ticket of the scope. Source: figures.md, from department to promise.

    `is_timed`: whether it is known when it was issued; else it counts for no wait, no visit and no hour.
    """
    (_, _, _, origin, state, klass, issued, called, started, finished, _, last_call, *_) = row
    outcome = _outcome(state, called, is_over=is_over)
    cell.states[outcome] = cell.states.get(outcome, 0) + 1
    cell.priority += klass == TicketClass.PRIORITY
    cell.imported += origin == "imported"
    cell.late += origin == "late"
    cell.outreach += origin == "outreach"
    reading.origins[origin] = reading.origins.get(origin, 0) + 1
    day.issued += 1
    day.served += outcome == "served"
    day.note_events((issued if is_timed else None, called, last_call, finished, *between))
    if is_timed:
        _count_from_issue(reading, day, cell, row, outcome)
    if outcome == "served" and finished is not None:
        began = called if started is None else started
        if began is not None:
            services = cell.unstarted if started is None else cell.services
            seconds = max(0, finished - began)
            services[seconds] = services.get(seconds, 0) + 1


def _count_from_issue(reading: Reading, day: Day, cell: Cell, row: Sequence[Any], outcome: str) -> None:
    """Count what begins with the issue of a ticket: its hour, its wait, the whole visit."""
    issued, called, started, finished, left, _, promise = row[6:13]
    note_wait = day.note_wait if row[3] != "outreach" else _not_in_the_hall
    hour = (issued - day.hours.midnight) // 3600
    reading.hours[hour] = reading.hours.get(hour, 0) + 1
    if called is not None:
        wait = max(0, called - issued)
        note_wait(issued, called)
        waits = cell.waits if outcome == "served" else cell.waits_of_others
        waits[wait] = waits.get(wait, 0) + 1
        if promise is not None:
            cell.promised += 1
            cell.kept += wait <= promise
    elif outcome == "cancelled":
        note_wait(issued, issued if left is None else left)
    elif outcome in ("served", "no_show"):
        # Imported without its call: it waited at most until what is known of it next.
        note_wait(issued, next((at for at in (started, finished) if at is not None), issued))
    else:
        note_wait(issued, None)
    if outcome == "served" and finished is not None:
        visit = max(0, finished - issued)
        cell.visits[visit] = cell.visits.get(visit, 0) + 1


def _not_in_the_hall(_issued_at: int, _until: int | None) -> None:
    """Who waited at a unit on the road filled no chair of the hall."""


def _outcome(state: str, called: int | None, *, is_over: bool) -> str:
    outcome = _FINAL.get(state) or (_ENDED[state] if is_over else "open")
    return "left" if outcome == "abandoned" and called is not None else outcome


def _close(reading: Reading, day: Day | None) -> None:
    """Take over what a day's tickets have shown together."""
    if day is None:
        return
    day.count_order()
    if not day.issued:
        return
    reading.days[day.day] = (day.issued, day.served)
    if day.passing:
        reading.passing[day.day] = day.passing
    waiting, at = day.peak()
    if waiting > (reading.peak.waiting if reading.peak else 0):
        reading.peak = Peak(waiting, moment(at))
    if not day.hours.working:
        reading.non_working[day.day] = day.issued
    if day.outside:
        reading.outside[day.day] = day.outside
    if day.lunch:
        reading.lunch[day.day] = day.lunch


def _calls_between(conn: Connection, selection: Selection) -> dict[int, tuple[int, ...]]:
    """Return calls that the row of a ticket does not know: it keeps the first and the last of them."""
    rows = conn.execute(
        select(Leg.ticket_id, Leg.called_at)
        .join(Ticket, Ticket.id == Leg.ticket_id)
        .where(
            selection.in_period(Ticket.site_id, Ticket.day),
            Ticket.last_call_at != Ticket.called_at,
            Leg.called_at.not_in((Ticket.called_at, Ticket.last_call_at)),
        )
    ).all()
    calls: dict[int, tuple[int, ...]] = {}
    for ticket_id, called_at in rows:
        calls[ticket_id] = (*calls.get(ticket_id, ()), called_at)
    return calls


def _untimed(conn: Connection, selection: Selection) -> frozenset[int]:
    """Return the tickets written in afterwards of which nobody knows when they were issued, here or at a unit."""
    here = select(LateTicket.ticket_id).where(
        selection.in_period(LateTicket.site_id, LateTicket.day), LateTicket.timed.is_(False)
    )
    there = (
        select(OutreachTicket.ticket_id)
        .join(OutreachUnit, OutreachUnit.id == OutreachTicket.unit_id)
        .where(selection.in_period(OutreachUnit.site_id, OutreachTicket.day), OutreachTicket.timed.is_(False))
    )
    return frozenset([*conn.execute(here).scalars(), *conn.execute(there).scalars()])
