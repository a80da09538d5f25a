"""Reading and moving tickets inside a turn. Every move is one conditional UPDATE whose row count is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from shared.domain.errors import QueueError
from shared.domain.ordering import PriorityRule, Waiting, call_order
from shared.domain.tickets import State, TicketClass, check_move, label
from shared.store.models import Counter, Leg, Numbering, Ticket
from shared.store.turn import Turn

_NUMBER = re.compile(r"^([A-Z]{1,2})(\d{3,6})$")
_TABLE = Ticket.__table__
LINE_LIMIT = 500
"""People of one line that are put in order one by one; those behind are only counted."""


def next_number(turn: Turn, day: str, prefix: str) -> int:
    """Return the next number of a prefix today; the first is 1."""
    taken = turn.conn.execute(
        update(Numbering)
        .where(Numbering.site_id == turn.site_id, Numbering.day == day, Numbering.prefix == prefix)
        .values(last=Numbering.last + 1)
        .returning(Numbering.last)
    ).scalar()
    if taken is not None:
        return int(taken)
    turn.conn.execute(insert(Numbering).values(site_id=turn.site_id, day=day, prefix=prefix, last=1))
    return 1


def find_by_token(conn: Connection, site_id: int, token: str) -> Row[Any] | None:
    """Return a ticket by its public token, or None."""
    return conn.execute(select(_TABLE).where(Ticket.token == token, Ticket.site_id == site_id)).first()


def get_ticket(turn: Turn, day: str, ref: str) -> Row[Any]:
    """Return a ticket of today by its number (`A012`) or token; refuse with `ticket.unknown` or `ticket.not_today`."""
    match = _NUMBER.match(ref.upper()) if len(ref) <= 8 else None
    if match:
        row = turn.conn.execute(
            select(_TABLE).where(
                Ticket.site_id == turn.site_id,
                Ticket.day == day,
                Ticket.prefix == match[1],
                Ticket.number == int(match[2]),
            )
        ).first()
    else:
        row = find_by_token(turn.conn, turn.site_id, ref)
    if row is None:
        raise QueueError("ticket.unknown", ticket=ref[:40])
    if row.day != day:
        raise QueueError("ticket.not_today", ticket=label(row.prefix, row.number))
    return row


def ticket_at(conn: Connection, counter_id: int) -> Row[Any] | None:
    """Return the ticket called to or served at a counter, or None."""
    return conn.execute(
        select(_TABLE).where(Ticket.counter_id == counter_id, Ticket.state.in_(["called", "serving"]))
    ).first()


def move(turn: Turn, ticket: Row[Any], after: State, **values: object) -> None:
    """Move a ticket to a state if it still stands where it was read; refuse with `ticket.wrong_state`."""
    before = State(ticket.state)
    check_move(before, after)
    changed = turn.conn.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id, Ticket.state == before.value)
        .values(state=after.value, state_since=turn.seconds, **values)
    )
    if changed.rowcount != 1:
        raise QueueError("ticket.wrong_state", state=before.value, wanted=after.value)


def heads(
    conn: Connection, site_id: int, day: str, counter_id: int, groups: Iterable[int]
) -> dict[int, list[Waiting]]:
    """Return for each group the first normal and the first priority ticket that this counter may call."""
    found: dict[int, list[Waiting]] = {}
    for group_id in groups:
        for klass in TicketClass:
            row = conn.execute(
                select(Ticket.id, Ticket.place_seq, Ticket.place_tie)
                .where(
                    Ticket.site_id == site_id,
                    Ticket.day == day,
                    Ticket.group_id == group_id,
                    Ticket.klass == klass.value,
                    Ticket.state == "waiting",
                    or_(Ticket.only_counter_id.is_(None), Ticket.only_counter_id == counter_id),
                )
                .order_by(Ticket.place_seq, Ticket.place_tie)
                .limit(1)
            ).first()
            if row is not None:
                found.setdefault(group_id, []).append(
                    Waiting(row.id, group_id, klass, (row.place_seq, row.place_tie))
                )
    for line in found.values():
        line.sort(key=lambda w: w.place)
    return found


def line_of(
    conn: Connection, site_id: int, day: str, group_id: int, limit: int = LINE_LIMIT
) -> list[Waiting]:
    """Return the first `limit` waiting tickets of each class of a group's line, in order of place."""
    line: list[Waiting] = []
    for klass in TicketClass:
        rows = conn.execute(
            select(Ticket.id, Ticket.place_seq, Ticket.place_tie)
            .where(
                Ticket.site_id == site_id,
                Ticket.day == day,
                Ticket.group_id == group_id,
                Ticket.klass == klass.value,
                Ticket.state == "waiting",
            )
            .order_by(Ticket.place_seq, Ticket.place_tie)
            .limit(limit)
        )
        line += [Waiting(r.id, group_id, klass, (r.place_seq, r.place_tie)) for r in rows]
    return sorted(line, key=lambda w: w.place)


def count_waiting(conn: Connection, site_id: int, day: str, group_id: int) -> int:
    """Return how many wait in a group's line."""
    return int(
        conn.execute(
            select(func.count())
            .select_from(Ticket)
            .where(
                Ticket.site_id == site_id,
                Ticket.day == day,
                Ticket.group_id == group_id,
                Ticket.state == "waiting",
            )
        ).scalar_one()
    )


def count_ahead(line: list[Waiting], streak: int, rule: PriorityRule, ticket_id: int) -> int | None:
    """Return how many of a line are called before a ticket; None when it is not among them."""
    for position, waiting in enumerate(call_order(line, streak, rule)):
        if waiting.ticket_id == ticket_id:
            return position
    return None


def passed_over(turn: Turn, day: str, counter: Row[Any], ticket: Row[Any]) -> list[str]:
    """Return the numbers that wait in the counter's lines with an earlier place than a chosen ticket."""
    rows = turn.conn.execute(
        select(Ticket.prefix, Ticket.number)
        .where(
            Ticket.site_id == turn.site_id,
            Ticket.day == day,
            Ticket.group_id.in_({*counter.groups, ticket.group_id}),
            Ticket.state == "waiting",
            Ticket.place_seq < ticket.place_seq,
        )
        .order_by(Ticket.place_seq)
        .limit(LINE_LIMIT)
    )
    return [label(r.prefix, r.number) for r in rows]


def open_leg(turn: Turn, ticket: Row[Any], counter_id: int, staff_id: int | None) -> None:
    """Write the leg that begins when a ticket is called to a counter."""
    turn.conn.execute(
        insert(Leg).values(
            site_id=turn.site_id, day=ticket.day, ticket_id=ticket.id, group_id=ticket.group_id, counter_id=counter_id,
            staff_id=staff_id, queued_at=ticket.queued_at, called_at=turn.seconds,
        )
    )  # fmt: skip


def close_leg(turn: Turn, ticket: Row[Any], outcome: str, service_id: int | None = None) -> None:
    """End a ticket's open leg, if it has one."""
    turn.conn.execute(
        update(Leg)
        .where(Leg.ticket_id == ticket.id, Leg.outcome.is_(None))
        .values(outcome=outcome, ended_at=turn.seconds, service_id=service_id)
    )


def get_counter(turn: Turn, number: int) -> Row[Any]:
    """Return a counter's row by its number; refuse with `counter.unknown`."""
    row = turn.conn.execute(
        select(Counter.__table__).where(
            Counter.site_id == turn.site_id, Counter.number == number, Counter.retired.is_(False)
        )
    ).first()
    if row is None:
        raise QueueError("counter.unknown", counter=number)
    return row
