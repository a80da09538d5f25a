"""The parts of the figures as values: waits, services, order, peak, hours, ratings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.evidence.shown import Opinion, Part, Spans


@dataclass(frozen=True, slots=True)
class Days:
    """Days with tickets, working days up to the day the figures were made, and days with tickets that are
    none."""

    in_service: int
    working: int
    non_working: int


@dataclass(frozen=True, slots=True)
class WaitFigures:
    """Waits of all first called, and as a second reading of the served alone; how many estimates were
    kept."""

    called: Spans
    served: Spans
    promise_kept: Part


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """Service times, whole visits, and the share within the published standard; `unstarted`: run from the
    call."""

    service: Spans
    visit: Spans
    within_standard: Part
    unstarted: int


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """How many were called, how many out of order with and without a logged reason, and the share in
    order."""

    called: int
    with_reason: int
    without_reason: int
    in_order: Part


@dataclass(frozen=True, slots=True)
class PeakFigures:
    """The most who waited at one instant, and the first such instant (ISO 8601, UTC); None when nobody
    waited."""

    waiting: int
    at: str | None


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


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """Verified answers (the headline), open ones, both together; dimensions of the verified; the response
    rate."""

    verified: Opinion
    open: Opinion
    both: Opinion
    dimensions: Mapping[str, Opinion]
    response: Part
    excluded: Mapping[str, int]
    few: bool
    low_response: bool
    imported: int
    """Of the accepted, those from files of the past."""
    outreach: int = 0
    """And those given at a unit on the road."""


@dataclass(frozen=True, slots=True)
class Left:
    """Records of the same period that are not counted because they are simulated."""

    tickets: int
    ratings: int
