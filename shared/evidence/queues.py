"""Beside each other: the order in which people were called, and the fullest moment of the hall.

The same readings as `shared/domain/fairness.py`, found by the database with window functions so that a year
needs no half million objects; a test holds the two to each other on random days.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select, union_all

from shared.clock import moment
from shared.domain.fairness import Order, Peak
from shared.domain.tickets import State
from shared.evidence.selection import Selection
from shared.store.models import Ticket


def read_order(conn: Connection, selection: Selection) -> Order:
    """Return how many were called in and out of order. Source: figures.md, "order".

    Somebody issued earlier in the same line (day, group of issue, class) was called later exactly when the
    latest call among them is later than one's own. The line is looked at whole, whatever the scope.
    """
    passed = _passed_somebody(selection).subquery()
    out = passed.c.called_seq < passed.c.latest
    with_reason = case((out & passed.c.chosen_reason.is_not(None), 1), else_=0)
    without = case((out & passed.c.chosen_reason.is_(None), 1), else_=0)
    row = conn.execute(
        select(
            func.count(), func.coalesce(func.sum(with_reason), 0), func.coalesce(func.sum(without), 0)
        ).where(selection.of_scope(passed.c.group_id, passed.c.service_id))
    ).one()
    return Order(called=int(row[0]), with_reason=int(row[1]), without_reason=int(row[2]))


def _passed_somebody(selection: Selection) -> Select[*tuple[Any, ...]]:
    latest = func.max(Ticket.called_seq).over(
        partition_by=(Ticket.day, Ticket.first_group_id, Ticket.klass),
        order_by=Ticket.issued_seq,
        rows=(None, -1),
    )
    return select(
        Ticket.group_id, Ticket.service_id, Ticket.chosen_reason, Ticket.called_seq, latest.label("latest")
    ).where(selection.line_tickets(), Ticket.called_seq.is_not(None))


def read_peak(conn: Connection, selection: Selection) -> Peak | None:
    """Return the most tickets that waited at one instant, and the first such instant. Source: figures.md.

    A ticket waits from its issue until just before its first call. One never called waits until it was
    cancelled, or to the end of its day; a cancelling at an unknown time counts as no wait.
    """
    until = _until()
    came = select(Ticket.day, Ticket.issued_at.label("at"), literal(1).label("change")).where(
        selection.tickets()
    )
    went = select(Ticket.day, until.label("at"), literal(-1).label("change")).where(
        selection.tickets(), until.is_not(None)
    )
    both = union_all(came, went).subquery()
    instants = (
        select(both.c.day, both.c.at, func.sum(both.c.change).label("change")).group_by(both.c.day, both.c.at)
    ).subquery()
    waiting = func.sum(instants.c.change).over(partition_by=instants.c.day, order_by=instants.c.at)
    running = select(instants.c.at, waiting.label("waiting")).subquery()
    row = conn.execute(select(running).order_by(running.c.waiting.desc(), running.c.at).limit(1)).first()
    if row is None or row.waiting < 1:
        return None
    return Peak(int(row.waiting), moment(int(row.at)))


def _until() -> ColumnElement[Any]:
    """When a ticket stopped waiting; NULL for one that waits to the end of its day (or still)."""
    cancelled = case(
        (Ticket.state == State.CANCELLED.value, func.coalesce(Ticket.left_at, Ticket.issued_at)), else_=None
    )
    return func.coalesce(Ticket.called_at, cancelled)
