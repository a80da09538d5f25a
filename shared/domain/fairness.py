"""Proof of order and the fullest moment of the hall: figures about how people waited beside each other.

Definitions: figures.md, "order" and "peak waiting". Order is that of the journal's `seq`, never of the clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from shared.domain.statistics import Share
from shared.domain.tickets import TicketClass


@dataclass(frozen=True, slots=True)
class Turn:
    """One ticket's way to its first call.

    `group` is that in which it was issued and first called. `issued` and `called` are `seq` of the journal
    (`called` of the first call, None when it was never called). `reasoned`: it was called out of the rule's
    order with a logged reason.
    """

    day: date
    group: str
    klass: TicketClass
    issued: int
    called: int | None
    reasoned: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """How many were called, and how many of these out of order, with and without a logged reason."""

    called: int = 0
    with_reason: int = 0
    without_reason: int = 0

    @property
    def out_of_order(self) -> int:
        """Called while an earlier issued one of the same day, group and class waited on."""
        return self.with_reason + self.without_reason

    @property
    def in_order(self) -> Share:
        """Called in order, of all called; shown as a percent with two decimals."""
        return Share(self.called - self.out_of_order, self.called)

    def __add__(self, other: Order) -> Order:
        return Order(
            self.called + other.called,
            self.with_reason + other.with_reason,
            self.without_reason + other.without_reason,
        )


OrderKey = tuple[date, str, TicketClass]


def order_of(turns: Iterable[Turn]) -> dict[OrderKey, Order]:
    """Return the order kept per day, group and class; add the values up for a longer period.

    A ticket is out of order when it was called while an earlier issued one of its day, group and class still
    waited and was called later. Tickets never called pass nobody and are passed by nobody (they cancelled or
    left). O(n log n).
    """
    lines: defaultdict[OrderKey, list[tuple[int, int, bool]]] = defaultdict(list)
    for turn in turns:
        if turn.called is not None:
            lines[turn.day, turn.group, turn.klass].append((turn.issued, turn.called, turn.reasoned))
    return {key: _order_of_line(sorted(line)) for key, line in lines.items()}


def _order_of_line(line: list[tuple[int, int, bool]]) -> Order:
    """Return the order of one line, given as (issued, called, reasoned) in the order of issue.

    Somebody issued earlier was called later exactly when the latest call so far is later than this one.
    """
    result, latest = Order(), 0
    for _, called, reasoned in line:
        passed_somebody = called < latest
        result += Order(1, int(passed_somebody and reasoned), int(passed_somebody and not reasoned))
        latest = max(latest, called)
    return result


@dataclass(frozen=True, slots=True)
class Stay:
    """The time a ticket waited, from issue until its first call, cancelling or the closing of the day.

    `until` is None when that is not known: a stay of unknown length counts for nothing, as does one that ends
    before it begins (a clock was set back).
    """

    issued_at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Peak:
    """The most tickets that waited at one instant, and the first instant at which they did."""

    waiting: int
    at: datetime


def peak_waiting(stays: Iterable[Stay]) -> Peak | None:
    """Return the fullest moment, None when nobody waited at all.

    At the instant of its issue a ticket waits, at the instant of its call it does not any more.
    """
    changes: Counter[datetime] = Counter()
    for stay in stays:
        if stay.until is not None and stay.until > stay.issued_at:
            changes[stay.issued_at] += 1
            changes[stay.until] -= 1
    waiting, peak = 0, None
    for at in sorted(changes):
        waiting += changes[at]
        if waiting > (peak.waiting if peak else 0):
            peak = Peak(waiting, at)
    return peak
