"""What the database knows of a site's day, read in a handful of queries: the ground of board, desk and estimates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, bindparam, func, literal_column, select

from shared.clock import epoch
from shared.domain.announcements import Told
from shared.domain.hours import service_day
from shared.domain.ordering import Waiting, call_order
from shared.domain.tickets import ELSEWHERE, TicketClass
from shared.store.alert_rests import list_rests
from shared.store.announcements import list_told
from shared.store.config import Configs, SiteConfig
from shared.store.models import Counter, Device, DeviceReport, Help, Leg, LineDay, Site, Staff, Ticket
from shared.store.prepared import Prepared
from shared.store.printers import printer_states

K = TypeVar("K")
LINE_SHOWN = 200
"""Tickets of one line and class that are read one by one; those behind are counted."""
SAMPLES = 30
CALLS_SHOWN = 12
LastRow = Row[int | None, str, int, int | None, int | None]
"""Counter id, prefix, number, service id and moment of a ticket that a counter finished last."""


# Built once: to build a statement takes SQLAlchemy longer than SQLite needs to answer it. Constants of the state are
# written out, because SQLite must see them to use the indexes that hold only some states.
_TICKET = Ticket.__table__
_SITE_ID: BindParameter[int] = bindparam("site")
_DAY: BindParameter[str] = bindparam("day")
_TODAY = (Ticket.site_id == _SITE_ID, Ticket.day == _DAY)
_IN_THE_HALL = (*_TODAY, Ticket.origin.not_in([literal_column(f"'{origin}'") for origin in ELSEWHERE]))
"""Not those of today that were typed in afterwards or handed in by a unit: the hall never called them."""


def _in_states(*states: str) -> ColumnElement[bool]:
    return Ticket.state.in_([literal_column(f"'{state}'") for state in states])


_SITE = select(Site.config_version, Site.head_seq, Site.simulated).where(Site.id == _SITE_ID)
_LINES = Prepared(
    select(LineDay.group_id, LineDay.streak, LineDay.closed).where(
        LineDay.site_id == _SITE_ID, LineDay.day == _DAY
    )
)
_COUNTERS = (
    select(Counter.__table__)
    .where(Counter.site_id == _SITE_ID, Counter.retired.is_(False))
    .order_by(Counter.number)
)
_WAITING = (
    select(_TICKET)
    .where(
        *_TODAY,
        Ticket.group_id == bindparam("group"),
        Ticket.klass == bindparam("klass"),
        Ticket.state == literal_column("'waiting'"),
    )
    .order_by(Ticket.place_seq, Ticket.place_tie)
    .limit(LINE_SHOWN)
)
_COUNTS = Prepared(
    select(Ticket.group_id, Ticket.klass, func.count())
    .where(*_TODAY, Ticket.state == literal_column("'waiting'"))
    .group_by(Ticket.group_id, Ticket.klass)
)
_TOTALS = Prepared(
    select(Ticket.first_group_id, Ticket.state, func.count())
    .where(*_IN_THE_HALL)
    .group_by(Ticket.first_group_id, Ticket.state)
)
_BEING_SERVED = select(_TICKET).where(*_TODAY, _in_states("called", "serving"))
_AWAY = (
    select(_TICKET)
    .where(*_IN_THE_HALL, _in_states("held", "no_show"))
    .order_by(Ticket.state_since.desc(), Ticket.id.desc())
    .limit(LINE_SHOWN)
)
_CALLS = (
    select(_TICKET)
    .where(*_TODAY, Ticket.last_call_seq.is_not(None))
    .order_by(Ticket.last_call_seq.desc())
    .limit(CALLS_SHOWN)
)
_NEWEST = (
    select(Ticket.counter_id, func.max(Ticket.finished_at).label("at"))
    .where(*_IN_THE_HALL, Ticket.state == "finished")
    .group_by(Ticket.counter_id)
    .subquery()
)
_LAST_DONE = (
    select(Ticket.counter_id, Ticket.prefix, Ticket.number, Ticket.service_id, Ticket.finished_at)
    .join(_NEWEST, (_NEWEST.c.counter_id == Ticket.counter_id) & (_NEWEST.c.at == Ticket.finished_at))
    .where(*_IN_THE_HALL, Ticket.state == "finished")
    .order_by(Ticket.id)
)
_DONE = select(
    *(
        Ticket.group_id,
        Ticket.counter_id,
        Ticket.state,
        Ticket.issued_at,
        Ticket.called_at,
        Ticket.started_at,
    ),
    *(Ticket.last_call_at, Ticket.finished_at, Ticket.promise_low_s, Ticket.promise_high_s),
).where(*_IN_THE_HALL, _in_states("finished", "no_show", "called", "serving"), Ticket.called_at.is_not(None))
_SAMPLES = Prepared(
    select(Leg.called_at, Leg.ended_at)
    .where(Leg.site_id == _SITE_ID, Leg.group_id == bindparam("group"), Leg.outcome == "finished")
    .order_by(Leg.ended_at.desc())
    .limit(SAMPLES)
)
_DEVICES = (
    select(
        Device.id, Device.name, Device.kind, Device.counter_id, Device.paired_at,
        DeviceReport.at.label("reported_at"), DeviceReport.version, DeviceReport.width, DeviceReport.height,
        DeviceReport.sound,
    )
    .outerjoin(DeviceReport, DeviceReport.device_id == Device.id)
    .where(Device.site_id == _SITE_ID, Device.revoked_at.is_(None))
    .order_by(Device.id)
)  # fmt: skip
_HELP = select(Help.asked_at, Help.device).where(Help.site_id == _SITE_ID, Help.answered_at.is_(None))


@dataclass(frozen=True)
class Done:
    """A ticket of today that was called and has ended."""

    group_id: int
    counter_id: int
    state: str
    wait_s: int
    service_s: int | None
    promise_low_s: int | None
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
    devices: Sequence[Row[Any]]
    help_since: Sequence[Row[int, str]]
    printers: Mapping[int, tuple[str, int]]
    """Per device id: how its printer is, and since when."""
    staff: Mapping[int, str]
    told: Sequence[Told]
    """Announcements that stand or are to come."""
    rests: Mapping[tuple[str, str], tuple[int, str | None]]
    """Per code and subject of an alert: until when it rests, and who took it on."""

    @property
    def seconds(self) -> int:
        """`now` in the store's form."""
        return epoch(self.now)

    @cached_property
    def waiting_by_id(self) -> Mapping[int, Row[Any]]:
        """The rows of the waiting tickets by their id."""
        return {row.id: row for row in self.waiting}

    @cached_property
    def waiting_by_group(self) -> Mapping[int, Sequence[Row[Any]]]:
        """The rows of the waiting tickets by the group in whose line they stand; groups without any are missing."""
        found: dict[int, list[Row[Any]]] = defaultdict(list)
        for row in self.waiting:
            found[row.group_id].append(row)
        return dict(found)

    @cached_property
    def lines(self) -> Mapping[int, Sequence[Waiting]]:
        """The waiting tickets of each group in order of place."""
        classes = {klass.value: klass for klass in TicketClass}
        return {
            group_id: sorted(
                (Waiting(r.id, group_id, classes[r.klass], (r.place_seq, r.place_tie)) for r in rows),
                key=lambda w: w.place,
            )
            for group_id, rows in self.waiting_by_group.items()
        }

    @cached_property
    def ordered(self) -> Mapping[int, list[Waiting]]:
        """The same lines in the order in which they will be called if nobody else comes."""
        return {
            group_id: call_order(line, self.streaks.get(group_id, 0), self.config.rule)
            for group_id, line in self.lines.items()
        }


def read_facts(conn: Connection, configs: Configs, site_id: int, now: datetime) -> Facts:
    """Read everything the screens of a site show, from one snapshot of the database."""
    day = service_day(now).isoformat()
    today = {"site": site_id, "day": day}
    site = conn.execute(_SITE, today).one()
    config = configs.get(conn, site_id, site.config_version)
    lines = _LINES.all(conn, today)
    counts = {(group_id, klass): n for group_id, klass, n in _COUNTS.all(conn, today)}
    counters = conn.execute(_COUNTERS, today).all()
    totals = _TOTALS.all(conn, today)
    return Facts(
        config=config,
        now=now,
        day=day,
        seq=site.head_seq,
        simulated=site.simulated,
        counters=counters,
        waiting=_waiting(conn, config, day, counts),
        counts=counts,
        streaks={group_id: streak for group_id, streak, _ in lines},
        closed_groups=frozenset(group_id for group_id, _, closed in lines if closed),
        issued=_sums((group, n) for group, _, n in totals),
        at_counters={row.counter_id: row for row in conn.execute(_BEING_SERVED, today)},
        away=conn.execute(_AWAY, today).all(),
        calls=conn.execute(_CALLS, today).all(),
        last_done=_last_done(conn, counters, today),
        done=_done(conn, today),
        totals=_sums((state, n) for _, state, n in totals),
        samples=_samples(conn, config),
        devices=list(conn.execute(_DEVICES, today)),
        help_since=conn.execute(_HELP, today).all(),
        printers=printer_states(conn, site_id),
        staff=_names(conn, counters),
        told=list_told(conn, site_id, epoch(now)),
        rests=list_rests(conn, site_id, epoch(now)),
    )


def _sums(counted: Iterable[tuple[K, int]]) -> dict[K, int]:
    """Return how many there are of each."""
    sums: dict[K, int] = {}
    for key, n in counted:
        sums[key] = sums.get(key, 0) + n
    return sums


def _waiting(
    conn: Connection, config: SiteConfig, day: str, counts: Mapping[tuple[int, str], int]
) -> list[Row[Any]]:
    return [
        row
        for group in config.groups
        for klass in TicketClass
        if (group.id, klass.value) in counts
        for row in conn.execute(
            _WAITING, {"site": config.id, "day": day, "group": group.id, "klass": klass.value}
        ).all()
    ]


def _last_done(
    conn: Connection, counters: Sequence[Row[Any]], today: Mapping[str, object]
) -> dict[int, LastRow]:
    known = {counter.id for counter in counters}
    rows = conn.execute(_LAST_DONE, today)
    return {row.counter_id: row for row in rows if row.counter_id is not None and row.counter_id in known}


def _done(conn: Connection, today: Mapping[str, object]) -> list[Done]:
    return [
        Done(
            row.group_id,
            row.counter_id,
            row.state,
            max(0, row.called_at - row.issued_at),
            max(0, row.finished_at - (row.started_at or row.last_call_at)) if row.finished_at else None,
            row.promise_low_s,
            row.promise_high_s,
        )
        for row in conn.execute(_DONE, today).all()
    ]


def _samples(conn: Connection, config: SiteConfig) -> dict[int, list[int]]:
    return {
        group.id: [
            max(1, ended - called)  # the walk to the counter takes its time as well
            for called, ended in _SAMPLES.all(conn, {"site": config.id, "group": group.id})
        ]
        for group in config.groups
    }


def _names(conn: Connection, counters: Sequence[Row[Any]]) -> dict[int, str]:
    ids = [counter.staff_id for counter in counters if counter.staff_id is not None]
    if not ids:
        return {}
    return {row.id: row.name for row in conn.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids)))}
