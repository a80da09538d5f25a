"""How long: waits, services and whole visits, brought from the database as histograms (seconds → how many).

A year of half a million tickets comes as a few hundred thousand numbers at most and stays exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from shared.domain.statistics import Share, Times, within_standard
from shared.domain.tickets import State
from shared.evidence.selection import Selection
from shared.store.models import Ticket

K = TypeVar("K")
Histogram = Counter[int]
"""Seconds → how many."""

_SERVED = and_(Ticket.state == State.FINISHED.value, Ticket.finished_at.is_not(None))


@dataclass(frozen=True, slots=True)
class Cell:
    """Durations of the tickets of one group and exact service, of one `kind` (see `Durations`)."""

    group_id: int
    service_id: int | None
    kind: bool
    seconds: int
    n: int


@dataclass(frozen=True, slots=True)
class Durations:
    """The histograms of a selection.

    `waits`: first called, `kind` = was served. `services`: served, `kind` = start was pressed (otherwise the
    time runs from the first call). `visits`: served, from issue to finish, over all units.
    """

    waits: tuple[Cell, ...]
    services: tuple[Cell, ...]
    visits: Times

    def unstarted(self) -> int:
        """How many service times run from the call because start was not pressed."""
        return sum(cell.n for cell in self.services if not cell.kind)


def read_durations(conn: Connection, selection: Selection) -> Durations:
    """Read waits, service times and whole visits of the selected tickets. Source: figures.md, wait to total
    time."""
    began = func.coalesce(Ticket.started_at, Ticket.called_at)
    visit = _not_negative(Ticket.finished_at - Ticket.issued_at)
    visits = conn.execute(select(visit, func.count()).where(selection.tickets(), _SERVED).group_by(visit))
    return Durations(
        waits=_cells(
            conn,
            selection,
            Ticket.called_at - Ticket.issued_at,
            kind=Ticket.state == State.FINISHED.value,
            where=Ticket.called_at.is_not(None),
        ),
        services=_cells(
            conn,
            selection,
            Ticket.finished_at - began,
            kind=Ticket.started_at.is_not(None),
            where=and_(_SERVED, began.is_not(None)),
        ),
        visits=Times.from_counts({int(row[0]): int(row[1]) for row in visits}),
    )


def _cells(
    conn: Connection,
    selection: Selection,
    seconds: ColumnElement[Any],
    *,
    kind: ColumnElement[bool],
    where: ColumnElement[bool],
) -> tuple[Cell, ...]:
    columns = (Ticket.group_id, Ticket.service_id, kind, _not_negative(seconds))
    rows = conn.execute(select(*columns, func.count()).where(selection.tickets(), where).group_by(*columns))
    return tuple(Cell(group, service, bool(flag), length, n) for group, service, flag, length, n in rows)


def _not_negative(seconds: ColumnElement[Any]) -> ColumnElement[int]:
    """A clock put right in the middle of a service must not give a time below zero."""
    return case((seconds < 0, 0), else_=seconds)


def pool(cells: Iterable[Cell]) -> Times:
    """Return the durations of all cells together."""
    histogram: Histogram = Counter()
    for cell in cells:
        histogram[cell.seconds] += cell.n
    return Times.from_counts(histogram)


def pool_by(cells: Iterable[Cell], key: Callable[[Cell], K]) -> dict[K, Times]:
    """Return the durations of the cells per key."""
    histograms: dict[K, Histogram] = {}
    for cell in cells:
        histograms.setdefault(key(cell), Counter())[cell.seconds] += cell.n
    return {name: Times.from_counts(histogram) for name, histogram in histograms.items()}


def share_within(cells: Iterable[Cell], minutes: Mapping[int, int]) -> Share:
    """Return how many services were done within their published minutes (service id → minutes).

    Services measured in days, and tickets without an exact service, are left out. Source: figures.md.
    """
    known = (cell for cell in cells if cell.service_id in minutes)
    pooled = pool_by(known, lambda cell: cell.service_id)
    return within_standard((times, minutes[id_]) for id_, times in pooled.items() if id_ is not None)


def read_promises(conn: Connection, selection: Selection) -> Share:
    """Return how many waits ended no later than the upper end of the estimate given with the ticket."""
    kept = case((Ticket.called_at - Ticket.issued_at <= Ticket.promise_high_s, 1), else_=0)
    row = conn.execute(
        select(func.count(), func.coalesce(func.sum(kept), 0)).where(
            selection.tickets(), Ticket.called_at.is_not(None), Ticket.promise_high_s.is_not(None)
        )
    ).one()
    return Share(int(row[1]), int(row[0]))
