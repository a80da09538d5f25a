"""What the database knows of a site's day, read in a handful of queries: the ground of board, desk and estimates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from shared.clock import epoch
from shared.domain.hours import service_day
from shared.domain.ordering import Waiting
from shared.domain.tickets import TicketClass
from shared.store.config import Configs, SiteConfig
from shared.store.models import Counter, Device, Help, Leg, LineDay, Site, Staff, Ticket

LINE_SHOWN = 200
"""Tickets of one line and class that are read one by one; those behind are counted."""
SAMPLES = 30
CALLS_SHOWN = 12
_TICKET = Ticket.__table__
LastRow = Row[int | None, str, int, int | None, int | None]
"""Counter id, prefix, number, service id and moment of a ticket that a counter finished last."""


@dataclass(frozen=True)
class Done:
    """A ticket of today that was called and has ended."""

    group_id: int
    counter_id: int
    state: str
    wait_s: int
    service_s: int | None
    promise_high_s: int | None


@dataclass(frozen=True)
class Facts:
    """A site's day at journal number `seq`. Rows are database rows; everything else is derived by the builders."""

    config: SiteConfig
    now: datetime
    day: str
    seq: int
    simulated: bool
    counters: Sequence[Row[Any]]
    waiting: Sequence[Row[Any]]
    counts: Mapping[tuple[int, str], int]
    """Waiting per (group id, class)."""
    streaks: Mapping[int, int]
    closed_groups: frozenset[int]
    issued: Mapping[int, int]
    """Issued today per first group."""
    at_counters: Mapping[int, Row[Any]]
    away: Sequence[Row[Any]]
    calls: Sequence[Row[Any]]
    last_done: Mapping[int, LastRow]
    done: Sequence[Done]
    totals: Mapping[str, int]
    samples: Mapping[int, Sequence[int]]
    devices: Sequence[Row[int, str, str, int | None, int]]
    help_since: Sequence[Row[int, str]]
    staff: Mapping[int, str]

    @property
    def seconds(self) -> int:
        """`now` in the store's form."""
        return epoch(self.now)

    def lines(self) -> dict[int, list[Waiting]]:
        """The waiting tickets of each group in order of place."""
        found: dict[int, list[Waiting]] = defaultdict(list)
        for row in self.waiting:
            place = (row.place_seq, row.place_tie)
            found[row.group_id].append(Waiting(row.id, row.group_id, TicketClass(row.klass), place))
        for line in found.values():
            line.sort(key=lambda w: w.place)
        return dict(found)


def read_facts(conn: Connection, configs: Configs, site_id: int, now: datetime) -> Facts:
    """Read everything the screens of a site show, from one snapshot of the database."""
    site = conn.execute(
        select(Site.config_version, Site.head_seq, Site.day, Site.simulated).where(Site.id == site_id)
    ).one()
    config = configs.get(conn, site_id, site.config_version)
    day = service_day(now).isoformat()
    lines = conn.execute(
        select(LineDay.group_id, LineDay.streak, LineDay.closed).where(
            LineDay.site_id == site_id, LineDay.day == day
        )
    ).all()
    counters = conn.execute(
        select(Counter.__table__)
        .where(Counter.site_id == site_id, Counter.retired.is_(False))
        .order_by(Counter.number)
    ).all()
    done = _done(conn, site_id, day)
    return Facts(
        config=config,
        now=now,
        day=day,
        seq=site.head_seq,
        simulated=site.simulated,
        counters=counters,
        waiting=_waiting(conn, config, day),
        counts=_counts(conn, site_id, day),
        streaks={row.group_id: row.streak for row in lines},
        closed_groups=frozenset(row.group_id for row in lines if row.closed),
        issued=_issued(conn, site_id, day),
        at_counters={row.counter_id: row for row in _in_states(conn, site_id, day, "called", "serving")},
        away=_in_states(conn, site_id, day, "held", "no_show"),
        calls=_calls(conn, site_id, day),
        last_done=_last_done(conn, counters, site_id, day),
        done=done,
        totals=_totals(conn, site_id, day),
        samples=_samples(conn, config),
        devices=_devices(conn, site_id),
        help_since=conn.execute(
            select(Help.asked_at, Help.device).where(Help.site_id == site_id, Help.answered_at.is_(None))
        ).all(),
        staff=_names(conn, counters),
    )


def _waiting(conn: Connection, config: SiteConfig, day: str) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    for group in config.groups:
        for klass in TicketClass:
            rows += conn.execute(
                select(_TICKET)
                .where(
                    Ticket.site_id == config.id,
                    Ticket.day == day,
                    Ticket.group_id == group.id,
                    Ticket.klass == klass.value,
                    Ticket.state == "waiting",
                )
                .order_by(Ticket.place_seq, Ticket.place_tie)
                .limit(LINE_SHOWN)
            ).all()
    return rows


def _counts(conn: Connection, site_id: int, day: str) -> dict[tuple[int, str], int]:
    rows = conn.execute(
        select(Ticket.group_id, Ticket.klass, func.count().label("n"))
        .where(Ticket.site_id == site_id, Ticket.day == day, Ticket.state == "waiting")
        .group_by(Ticket.group_id, Ticket.klass)
    )
    return {(row.group_id, row.klass): row.n for row in rows}


def _issued(conn: Connection, site_id: int, day: str) -> dict[int, int]:
    rows = conn.execute(
        select(Ticket.first_group_id, func.count().label("n"))
        .where(Ticket.site_id == site_id, Ticket.day == day)
        .group_by(Ticket.first_group_id)
    )
    return {row.first_group_id: row.n for row in rows}


def _in_states(conn: Connection, site_id: int, day: str, *states: str) -> Sequence[Row[Any]]:
    return conn.execute(
        select(_TICKET)
        .where(Ticket.site_id == site_id, Ticket.day == day, Ticket.state.in_(states))
        .order_by(Ticket.state_since.desc(), Ticket.id.desc())
        .limit(LINE_SHOWN)
    ).all()


def _calls(conn: Connection, site_id: int, day: str) -> Sequence[Row[Any]]:
    return conn.execute(
        select(_TICKET)
        .where(Ticket.site_id == site_id, Ticket.day == day, Ticket.last_call_seq.is_not(None))
        .order_by(Ticket.last_call_seq.desc())
        .limit(CALLS_SHOWN)
    ).all()


def _last_done(conn: Connection, counters: Sequence[Row[Any]], site_id: int, day: str) -> dict[int, LastRow]:
    newest = (
        select(Ticket.counter_id, func.max(Ticket.finished_at).label("at"))
        .where(Ticket.site_id == site_id, Ticket.day == day, Ticket.state == "finished")
        .group_by(Ticket.counter_id)
        .subquery()
    )
    rows = conn.execute(
        select(Ticket.counter_id, Ticket.prefix, Ticket.number, Ticket.service_id, Ticket.finished_at)
        .join(newest, (newest.c.counter_id == Ticket.counter_id) & (newest.c.at == Ticket.finished_at))
        .where(Ticket.site_id == site_id, Ticket.day == day, Ticket.state == "finished")
        .order_by(Ticket.id)
    )
    known = {counter.id for counter in counters}
    return {row.counter_id: row for row in rows if row.counter_id is not None and row.counter_id in known}


def _done(conn: Connection, site_id: int, day: str) -> list[Done]:
    rows = conn.execute(
        select(
            Ticket.group_id, Ticket.counter_id, Ticket.state, Ticket.issued_at, Ticket.called_at, Ticket.started_at,
            Ticket.last_call_at, Ticket.finished_at, Ticket.promise_high_s,
        ).where(
            Ticket.site_id == site_id, Ticket.day == day,
            Ticket.state.in_(["finished", "no_show", "called", "serving"]),
            Ticket.called_at.is_not(None),
        )
    )  # fmt: skip
    return [
        Done(
            row.group_id,
            row.counter_id,
            row.state,
            max(0, row.called_at - row.issued_at),
            max(0, row.finished_at - (row.started_at or row.last_call_at)) if row.finished_at else None,
            row.promise_high_s,
        )
        for row in rows
    ]


def _totals(conn: Connection, site_id: int, day: str) -> dict[str, int]:
    rows = conn.execute(
        select(Ticket.state, func.count().label("n"))
        .where(Ticket.site_id == site_id, Ticket.day == day)
        .group_by(Ticket.state)
    )
    return {row.state: row.n for row in rows}


def _samples(conn: Connection, config: SiteConfig) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for group in config.groups:
        rows = conn.execute(
            select(Leg.called_at, Leg.started_at, Leg.ended_at)
            .where(Leg.site_id == config.id, Leg.group_id == group.id, Leg.outcome == "finished")
            .order_by(Leg.ended_at.desc())
            .limit(SAMPLES)
        )
        found[group.id] = [max(1, row.ended_at - (row.started_at or row.called_at)) for row in rows]
    return found


def _devices(conn: Connection, site_id: int) -> Sequence[Row[int, str, str, int | None, int]]:
    return conn.execute(
        select(Device.id, Device.name, Device.kind, Device.counter_id, Device.paired_at)
        .where(Device.site_id == site_id, Device.revoked_at.is_(None))
        .order_by(Device.id)
    ).all()


def _names(conn: Connection, counters: Sequence[Row[Any]]) -> dict[int, str]:
    ids = [counter.staff_id for counter in counters if counter.staff_id is not None]
    if not ids:
        return {}
    return {row.id: row.name for row in conn.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids)))}
