"""Reading and moving tickets inside a turn. Every move is one conditional UPDATE whose row count is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Update, bindparam, func, insert, literal_column, or_, select, update

from shared.domain.errors import QueueError
from shared.domain.ordering import PriorityRule, Waiting, call_order
from shared.domain.tickets import State, TicketClass, check_move, label
from shared.store.models import Counter, Leg, Numbering, Ticket
from shared.store.prepared import Prepared
from shared.store.turn import Turn

_NUMBER = re.compile(r"^([A-Z]{1,2})(\d{3,6})$")
_TABLE = Ticket.__table__
LINE_LIMIT = 500
"""People of one line that are put in order one by one; those behind are only counted."""

_LINE = (
    Ticket.site_id == bindparam("site"),
    Ticket.day == bindparam("day"),
    Ticket.group_id == bindparam("group"),
    Ticket.state == literal_column("'waiting'"),
)
_NEXT_NUMBER = Prepared(
    update(Numbering)
    .where(
        Numbering.site_id == bindparam("site"),
        Numbering.day == bindparam("day"),
        Numbering.prefix == bindparam("prefix"),
    )
    .values(last=Numbering.last + 1)
    .returning(Numbering.last)
)
_COUNT_WAITING = Prepared(
    # Both classes by name lead SQLite to the index of the line, which holds all it needs; without them it walks
    # over everybody who waits at the site.
    select(func.count())
    .select_from(Ticket)
    .where(*_LINE, Ticket.klass.in_([literal_column(f"'{klass.value}'") for klass in TicketClass]))
)
_IN_PLACE = (
    select(Ticket.id, Ticket.place_seq, Ticket.place_tie)
    .where(*_LINE, Ticket.klass == bindparam("klass"))
    .order_by(Ticket.place_seq, Ticket.place_tie)
)
_PLACES = Prepared(_IN_PLACE.limit(bindparam("most")))
_HEAD = Prepared(
    _IN_PLACE.where(
        or_(Ticket.only_counter_id.is_(None), Ticket.only_counter_id == bindparam("counter"))
    ).limit(literal_column("1"))
)
_ADD_TICKET = Prepared(
    insert(Ticket).returning(Ticket.id),
    *(
        "site_id",
        "day",
        "prefix",
        "number",
        "token",
        "group_id",
        "first_group_id",
        "klass",
        "language",
        "channel",
    ),
    *(
        "origin",
        "state",
        "state_since",
        "place_seq",
        "place_tie",
        "issued_seq",
        "issued_at",
        "queued_at",
        "calls",
    ),
    *("rated", "promise_low_s", "promise_high_s"),
)
_OPEN_LEG = Prepared(
    insert(Leg),
    *("site_id", "day", "ticket_id", "group_id", "counter_id", "staff_id", "queued_at", "called_at"),
)
_CLOSE_LEG = Prepared(
    update(Leg)
    .where(Leg.ticket_id == bindparam("ticket"), Leg.outcome.is_(None))
    .values(outcome=bindparam("to"), ended_at=bindparam("at"), service_id=bindparam("service"))
)
_BY_TOKEN = select(_TABLE).where(Ticket.token == bindparam("token"), Ticket.site_id == bindparam("site"))
_BY_NUMBER = select(_TABLE).where(
    Ticket.site_id == bindparam("site"),
    Ticket.day == bindparam("day"),
    Ticket.prefix == bindparam("prefix"),
    Ticket.number == bindparam("number"),
)
_AT_COUNTER = select(_TABLE).where(
    Ticket.counter_id == bindparam("counter"),
    Ticket.state.in_(literal_column(word) for word in ("'called'", "'serving'")),
)
_COUNTER = select(Counter.__table__).where(
    Counter.site_id == bindparam("site"), Counter.number == bindparam("number"), Counter.retired.is_(False)
)


def next_number(turn: Turn, day: str, prefix: str) -> int:
    """Return the next number of a prefix today; the first is 1."""
    taken = _NEXT_NUMBER.first(turn.conn, {"site": turn.site_id, "day": day, "prefix": prefix})
    if taken is not None:
        return int(taken[0])
    turn.conn.execute(insert(Numbering).values(site_id=turn.site_id, day=day, prefix=prefix, last=1))
    return 1


def add_ticket(turn: Turn, **values: object) -> int:
    """Write a new ticket; return its id. `values` are the columns that a ticket has when it is issued."""
    row = _ADD_TICKET.first(turn.conn, {"site_id": turn.site_id, **values})
    assert row is not None  # an INSERT that returns nothing has raised
    return int(row[0])


def find_by_token(conn: Connection, site_id: int, token: str) -> Row[Any] | None:
    """Return a ticket by its public token, or None."""
    return conn.execute(_BY_TOKEN, {"token": token, "site": site_id}).first()


def get_ticket(turn: Turn, day: str, ref: str) -> Row[Any]:
    """Return a ticket of today by its number (`A012`) or token; refuse with `ticket.unknown` or `ticket.not_today`."""
    match = _NUMBER.match(ref.upper()) if len(ref) <= 8 else None
    if match:
        place = {"site": turn.site_id, "day": day, "prefix": match[1], "number": int(match[2])}
        row = turn.conn.execute(_BY_NUMBER, place).first()
    else:
        row = find_by_token(turn.conn, turn.site_id, ref)
    if row is None:
        raise QueueError("ticket.unknown", ticket=ref[:40])
    if row.day != day:
        raise QueueError("ticket.not_today", ticket=label(row.prefix, row.number))
    return row


def ticket_at(conn: Connection, counter_id: int) -> Row[Any] | None:
    """Return the ticket called to or served at a counter, or None."""
    return conn.execute(_AT_COUNTER, {"counter": counter_id}).first()


def move(turn: Turn, ticket: Row[Any], after: State, **values: object) -> None:
    """Move a ticket to a state if it still stands where it was read; refuse with `ticket.wrong_state`."""
    before = State(ticket.state)
    check_move(before, after)
    written = {"state": after.value, "state_since": turn.seconds, **values}
    changed = turn.conn.execute(
        _moving(tuple(written)),
        {
            "b_id": ticket.id,
            "b_before": before.value,
            **{f"b_{name}": value for name, value in written.items()},
        },
    )
    if changed.rowcount != 1:
        raise QueueError("ticket.wrong_state", state=before.value, wanted=after.value)


@cache
def _moving(columns: tuple[str, ...]) -> Update:
    """Return the conditional UPDATE that writes `columns`; there are a dozen combinations."""
    return (
        update(Ticket)
        .where(Ticket.id == bindparam("b_id"), Ticket.state == bindparam("b_before"))
        .values({name: bindparam(f"b_{name}") for name in columns})
    )


def heads(
    conn: Connection, site_id: int, day: str, counter_id: int, groups: Iterable[int]
) -> dict[int, list[Waiting]]:
    """Return for each group the first normal and the first priority ticket that this counter may call."""
    found: dict[int, list[Waiting]] = {}
    for group_id in groups:
        for klass in TicketClass:
            line = {
                "site": site_id,
                "day": day,
                "group": group_id,
                "klass": klass.value,
                "counter": counter_id,
            }
            row = _HEAD.first(conn, line)
            if row is not None:
                found.setdefault(group_id, []).append(Waiting(row[0], group_id, klass, (row[1], row[2])))
    for first in found.values():
        first.sort(key=lambda w: w.place)
    return found


def line_of(
    conn: Connection, site_id: int, day: str, group_id: int, limit: int = LINE_LIMIT
) -> list[Waiting]:
    """Return the first `limit` waiting tickets of each class of a group's line, in order of place."""
    line: list[Waiting] = []
    for klass in TicketClass:
        asked = {"site": site_id, "day": day, "group": group_id, "klass": klass.value, "most": limit}
        line += [Waiting(id_, group_id, klass, (seq, tie)) for id_, seq, tie in _PLACES.all(conn, asked)]
    return sorted(line, key=lambda w: w.place)


def count_waiting(conn: Connection, site_id: int, day: str, group_id: int) -> int:
    """Return how many wait in a group's line."""
    counted = _COUNT_WAITING.first(conn, {"site": site_id, "day": day, "group": group_id})
    return int(counted[0]) if counted else 0


def count_before(turn: Turn, day: str, group_id: int) -> int:
    """Return how many wait in a group's line; a line that only grew since the last look is not counted again."""
    return turn.remember(
        ("waiting", day, group_id), lambda: count_waiting(turn.conn, turn.site_id, day, group_id)
    )


def note_one_more(turn: Turn, day: str, group_id: int) -> None:
    """Remember that the turn's only entry since `count_before` put one more person into a group's line."""
    turn.memory.hash = turn.head.hash
    turn.memory.known["waiting", day, group_id] += 1


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
    _OPEN_LEG.change(
        turn.conn,
        {
            "site_id": turn.site_id,
            "day": ticket.day,
            "ticket_id": ticket.id,
            "group_id": ticket.group_id,
            "counter_id": counter_id,
            "staff_id": staff_id,
            "queued_at": ticket.queued_at,
            "called_at": turn.seconds,
        },
    )


def close_leg(turn: Turn, ticket: Row[Any], outcome: str, service_id: int | None = None) -> None:
    """End a ticket's open leg, if it has one."""
    _CLOSE_LEG.change(
        turn.conn, {"ticket": ticket.id, "to": outcome, "at": turn.seconds, "service": service_id}
    )


def get_counter(turn: Turn, number: int) -> Row[Any]:
    """Return a counter's row by its number; refuse with `counter.unknown`."""
    turn.config.counter(number)  # knows every counter; a number too long for a column ends here too
    return turn.conn.execute(_COUNTER, {"site": turn.site_id, "number": number}).one()
