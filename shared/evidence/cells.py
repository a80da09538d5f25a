"""What is counted of tickets that are alike: outcomes and histograms of durations, added up in every
direction.

A cell holds the tickets of one month, group and exact service. Cells are filled once, while the tickets are
read, and only looked at afterwards; sums over departments, groups, services and months are sums of cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from shared.domain.fairness import Order
from shared.domain.statistics import Share, Times, within_standard

K = TypeVar("K")
Histogram = dict[int, int]
"""Seconds → how many."""


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


@dataclass(slots=True)
class Cell:
    """Tickets of one month, group and exact service. Histograms are of seconds.

    `waits` are of those served, `waits_of_others` of the rest who were called; `unstarted` are services whose
    start was not pressed, timed from the first call. Source of all readings: figures.md.
    """

    month: str
    group_id: int
    service_id: int | None
    states: dict[str, int] = field(default_factory=dict)
    """By the name of the outcome."""
    priority: int = 0
    imported: int = 0
    late: int = 0
    """Written in afterwards."""
    outreach: int = 0
    """Served by a unit on the road."""
    waits: Histogram = field(default_factory=dict)
    waits_of_others: Histogram = field(default_factory=dict)
    services: Histogram = field(default_factory=dict)
    unstarted: Histogram = field(default_factory=dict)
    visits: Histogram = field(default_factory=dict)
    promised: int = 0
    kept: int = 0
    called: int = 0
    passed_with_reason: int = 0
    passed_without: int = 0

    @property
    def outcomes(self) -> Outcomes:
        """The outcomes of the cell."""
        return Outcomes(issued=sum(self.states.values()), **self.states)


def add_outcomes(cells: Iterable[Cell]) -> Outcomes:
    """Return the outcomes of all cells together."""
    return sum((cell.outcomes for cell in cells), start=Outcomes())


def add_order(cells: Iterable[Cell]) -> Order:
    """Return how many were called in and out of order."""
    order = Order()
    for cell in cells:
        order += Order(cell.called, cell.passed_with_reason, cell.passed_without)
    return order


def add_promises(cells: Iterable[Cell]) -> Share:
    """Return how many waits ended no later than the upper end of the estimate given with the ticket."""
    return sum((Share(cell.kept, cell.promised) for cell in cells), start=Share(0, 0))


def waits_of(cells: Iterable[Cell], *, served_only: bool = False) -> Times:
    """Return the waits of all first called, or of those served."""
    held = (
        [cell.waits for cell in cells]
        if served_only
        else [h for c in cells for h in (c.waits, c.waits_of_others)]
    )
    return pool(held)


def services_of(cells: Iterable[Cell]) -> Times:
    """Return the service times of those served."""
    return pool([histogram for cell in cells for histogram in (cell.services, cell.unstarted)])


def visits_of(cells: Iterable[Cell]) -> Times:
    """Return the times from issue to finish of those served."""
    return pool([cell.visits for cell in cells])


def pool(histograms: Iterable[Histogram]) -> Times:
    """Return all durations together. The longest list is copied at once, the others are added to it."""
    longest, *others = sorted(histograms, key=len, reverse=True) or [{}]
    pooled: Histogram = dict(longest)
    for histogram in others:
        for seconds, n in histogram.items():
            pooled[seconds] = pooled.get(seconds, 0) + n
    return Times.from_counts(pooled)


def share_within(cells: Iterable[Cell], minutes: Mapping[int, int]) -> Share:
    """Return how many services were done within their published minutes (service id → minutes).

    Services measured in days, and tickets without an exact service, are left out. Source: figures.md.
    """
    by_service = group_by(
        (cell for cell in cells if cell.service_id in minutes), lambda cell: cell.service_id
    )
    return within_standard(
        (services_of(own), minutes[id_]) for id_, own in by_service.items() if id_ is not None
    )


def group_by(cells: Iterable[Cell], key: Callable[[Cell], K]) -> dict[K, list[Cell]]:
    """Return the cells per key."""
    grouped: dict[K, list[Cell]] = {}
    for cell in cells:
        grouped.setdefault(key(cell), []).append(cell)
    return grouped
