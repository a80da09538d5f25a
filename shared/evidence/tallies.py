"""How many: tickets per day, unit and outcome, counted once in the database and added up here in every
direction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, func, select

from shared.domain.tickets import State, TicketClass
from shared.evidence.selection import Selection
from shared.store.models import Ticket

K = TypeVar("K")

_BANGKOK_S = 7 * 3600
_ENDED: dict[State, State] = {
    State.WAITING: State.ABANDONED,
    State.CALLED: State.NO_SHOW,
    State.HELD: State.NO_SHOW,
    State.SERVING: State.FINISHED,
}
"""What a day that is over has made of those still there, as the change of day records with its first turn."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Where issued tickets stand. `served` are the users (ผู้รับบริการ).

    `abandoned` were never called when the day closed; `left` had been called, went back into a line and were
    not there any more at the end; `open` are still in the hall. The parts sum to `issued`.
    """

    issued: int = 0
    served: int = 0
    no_show: int = 0
    cancelled: int = 0
    abandoned: int = 0
    left: int = 0
    open: int = 0

    def __add__(self, other: Outcomes) -> Outcomes:
        return Outcomes(
            self.issued + other.issued,
            self.served + other.served,
            self.no_show + other.no_show,
            self.cancelled + other.cancelled,
            self.abandoned + other.abandoned,
            self.left + other.left,
            self.open + other.open,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """Tickets of one day that are alike."""

    day: str
    group_id: int
    service_id: int | None
    klass: str
    origin: str
    outcomes: Outcomes


def read_tallies(conn: Connection, selection: Selection) -> list[Tally]:
    """Count the selected tickets by day, unit, class, origin and outcome."""
    was_called = Ticket.called_at.is_not(None)
    columns = (
        Ticket.day,
        Ticket.group_id,
        Ticket.service_id,
        Ticket.klass,
        Ticket.origin,
        Ticket.state,
        was_called,
    )
    rows = conn.execute(select(*columns, func.count()).where(selection.tickets()).group_by(*columns))
    today = selection.today.isoformat()
    return [
        Tally(
            day, group, service, klass, origin, _outcomes(State(state), bool(called), n, is_over=day < today)
        )
        for day, group, service, klass, origin, state, called, n in rows
    ]


def _outcomes(state: State, called: bool, n: int, *, is_over: bool) -> Outcomes:
    final = _ENDED.get(state, state) if is_over else state
    if final is State.FINISHED:
        return Outcomes(issued=n, served=n)
    if final is State.NO_SHOW:
        return Outcomes(issued=n, no_show=n)
    if final is State.CANCELLED:
        return Outcomes(issued=n, cancelled=n)
    if final is State.ABANDONED:
        return Outcomes(issued=n, left=n) if called else Outcomes(issued=n, abandoned=n)
    return Outcomes(issued=n, open=n)


def add_up(tallies: Iterable[Tally]) -> Outcomes:
    """Return all of them together."""
    return sum((t.outcomes for t in tallies), start=Outcomes())


def add_up_by(tallies: Iterable[Tally], key: Callable[[Tally], K]) -> dict[K, Outcomes]:
    """Return them together per key."""
    totals: dict[K, Outcomes] = {}
    for tally in tallies:
        name = key(tally)
        totals[name] = totals.get(name, Outcomes()) + tally.outcomes
    return totals


def count_priority(tallies: Sequence[Tally]) -> int:
    """Return how many were issued as priority tickets; why is never known."""
    return add_up(t for t in tallies if t.klass == TicketClass.PRIORITY).issued


def read_hours(conn: Connection, selection: Selection) -> dict[int, int]:
    """Return tickets issued per hour of the Bangkok day (0–23), hours without any left out."""
    second = (Ticket.issued_at + _BANGKOK_S) % 86_400
    rows = conn.execute(select(second, func.count()).where(selection.tickets()).group_by(second))
    hours: dict[int, int] = {}
    for at, n in rows:
        hours[at // 3600] = hours.get(at // 3600, 0) + n
    return hours
