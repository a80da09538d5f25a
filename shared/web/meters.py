"""What is counted while the server runs, and what a scrape reads of each site: the metrics of `/metrics`.

The hot paths only count: a turn costs two observations, an answer one. Everything else is looked up when somebody
scrapes. What a scrape reads of the database is the same from every process of an installation; take one, or `max`,
never the sum.
docs/metrics.md has the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import Connection, func, literal_column, select
from sqlalchemy.engine import make_url

from shared.domain.hours import service_day
from shared.domain.tickets import ELSEWHERE
from shared.keeping.runs import Chore, last_run
from shared.store.models import PrinterNow, PrintJob, Site, Ticket

if TYPE_CHECKING:
    from shared.web.deps import Deps

disable_created_metrics()  # type: ignore[no-untyped-call]  # when each began is one more series nobody asks for
_FAST = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
"""Whoever sends words of their own must not make instruments without end."""
ERRORS_S = (-3600, -1800, -900, -600, -300, -120, 0, 120, 300, 600, 900, 1800, 3600)
"""Below 0: called earlier than the estimate's middle."""
CHORES: tuple[Chore, ...] = ("backup", "test", "retention")


class Meters:
    """The counting instruments of one process, and its registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._turn = Histogram(
            "tonsai_turn_seconds", "A write turn, from asking for it to its answer.", buckets=_FAST,
            registry=self.registry,
        )  # fmt: skip
        self._waited = Histogram(
            "tonsai_turn_wait_seconds", "How long a write turn waited for its transaction to begin.",
            buckets=_FAST, registry=self.registry,
        )  # fmt: skip
        self._publish = Histogram(
            "tonsai_publish_seconds", "Building and sending one board.", buckets=_FAST, registry=self.registry
        )
        self._http = Histogram(
            "tonsai_http_request_seconds", "An answer, by route template.", ("method", "route", "status"),
            buckets=_FAST, registry=self.registry,
        )  # fmt: skip
        self._routes: dict[tuple[str, str, int], Any] = {}

    def turned(self, asked: Sequence[float], began: float, ended: float) -> None:
        """Count the turns of a batch; readings of `perf_counter`."""
        for at in asked:
            self._waited.observe(max(0.0, began - at))
            self._turn.observe(ended - at)

    def published(self, seconds: float) -> None:
        """Count a board that was built and sent."""
        self._publish.observe(seconds)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer. Its instrument is kept: looking it up costs more than counting."""
        key = (method if method in _METHODS else "other", route, status)
        child = self._routes.get(key)
        if child is None:
            child = self._routes[key] = self._http.labels(key[0], route, str(status))
        child.observe(seconds)


_SIZES = {
    "tonsai_database_bytes": "The database: its file, or what PostgreSQL says.",
    "tonsai_database_wal_bytes": "The write-ahead log of the embedded database.",
}


class House(Collector):
    """What a scrape reads: sockets, boards, printers, estimates, the database, the chores."""

    def __init__(self, parts: Deps) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        """Yield everything, from one reading of the database."""
        parts, now = self._parts, self._parts.clock()
        yield InfoMetricFamily("tonsai", "The release that is running.", {"version": parts.version})
        yield CounterMetricFamily("tonsai_turns", "Write turns taken.", parts.writer.turns)
        yield CounterMetricFamily("tonsai_batches", "Transactions of the write turn.", parts.writer.batches)
        yield CounterMetricFamily("tonsai_boards_published", "Boards sent.", parts.publisher.published)
        yield GaugeMetricFamily(
            "tonsai_devices_connected", "Paired devices with a socket.", parts.presence.count()
        )
        yield GaugeMetricFamily(
            "tonsai_wire_hears", "1 while other server processes are heard over Redis.", parts.wire.hears
        )
        yield CounterMetricFamily(
            "tonsai_wire_news", "Changes that other processes told of.", parts.wire.news
        )
        yield _sockets(parts.guests.kinds())
        with parts.engine.connect() as conn:
            yield from _files(parts.settings.database_url, conn)
            yield from _chores(conn, now)
            sites = conn.execute(
                select(Site.id, Site.code, Site.head_seq, Site.head_at).order_by(Site.id)
            ).all()
            yield from self._of_sites(conn, sites, now)

    def _of_sites(self, conn: Connection, sites: Sequence[Any], now: datetime) -> Iterable[Metric]:
        waiting = GaugeMetricFamily("tonsai_tickets_waiting", "Tickets in line.", labels=("site",))
        seq = GaugeMetricFamily("tonsai_journal_seq", "Newest entry of the journal.", labels=("site",))
        age = GaugeMetricFamily(
            "tonsai_board_age_seconds", "Since this process last sent a board of the site.", labels=("site",)
        )
        jobs = GaugeMetricFamily("tonsai_print_jobs", "Print jobs of today.", labels=("site", "state"))
        printers = GaugeMetricFamily("tonsai_printers", "Printers by how they are.", labels=("site", "state"))
        errors = HistogramMetricFamily(
            "tonsai_estimate_error_seconds",
            "Today's waits until the call, less the middle of the estimate given with the ticket.",
            labels=("site",),
        )
        for site in sites:
            day = service_day(now).isoformat()
            waiting.add_metric((site.code,), _waiting(conn, site.id, day))
            seq.add_metric((site.code,), site.head_seq)
            sent = self._parts.publisher.sent_at(site.id)
            if sent is not None:
                age.add_metric((site.code,), monotonic() - sent)
            for state, n in _by_state(conn, PrintJob, site.id, PrintJob.day == day):
                jobs.add_metric((site.code, state), n)
            for state, n in _by_state(conn, PrinterNow, site.id):
                printers.add_metric((site.code, state), n)
            _add_errors(errors, site.code, conn, site.id, day)
        return waiting, seq, age, jobs, printers, errors


def _sockets(kinds: Counter[tuple[str, str]]) -> Metric:
    metric = GaugeMetricFamily(
        "tonsai_sockets", "Open sockets of this process.", labels=("namespace", "kind")
    )
    for (namespace, kind), n in sorted(kinds.items()):
        metric.add_metric((namespace.strip("/"), kind), n)
    return metric


def _files(url: str, conn: Connection) -> Iterator[Metric]:
    """How large the database is; PostgreSQL's write-ahead log serves others too and is not ours to tell."""
    path = make_url(url).database
    sizes = []
    if conn.dialect.name == "postgresql":
        sizes.append(
            ("tonsai_database_bytes", conn.scalar(select(func.pg_database_size(func.current_database()))))
        )
    elif path and not path.startswith("file:"):
        for name, file in (("tonsai_database_bytes", path), ("tonsai_database_wal_bytes", f"{path}-wal")):
            sizes.append((name, Path(file).stat().st_size if Path(file).exists() else 0))
    for name, size in sizes:
        yield GaugeMetricFamily(name, _SIZES[name], size)


def _chores(conn: Connection, now: datetime) -> Iterator[Metric]:
    metric = GaugeMetricFamily(
        "tonsai_chore_age_seconds",
        "Since a chore last went well; absent when it never did.",
        labels=("chore",),
    )
    for chore in CHORES:
        run = last_run(conn, chore, well=True)
        if run is not None:
            metric.add_metric((chore,), (now - run.at).total_seconds())
    yield metric


def _waiting(conn: Connection, site_id: int, day: str) -> int:
    return conn.execute(
        select(func.count())
        .select_from(Ticket)
        .where(Ticket.site_id == site_id, Ticket.day == day, Ticket.state == literal_column("'waiting'"))
    ).scalar_one()


def _by_state(
    conn: Connection, model: type[PrintJob] | type[PrinterNow], site_id: int, *where: Any
) -> list[tuple[str, int]]:
    rows = conn.execute(
        select(model.state, func.count())
        .where(model.site_id == site_id, *where)
        .group_by(model.state)
        .order_by(model.state)
    )
    return [(row.state, row[1]) for row in rows]


def _add_errors(metric: HistogramMetricFamily, code: str, conn: Connection, site_id: int, day: str) -> None:
    rows = conn.execute(
        select(Ticket.issued_at, Ticket.called_at, Ticket.promise_low_s, Ticket.promise_high_s).where(
            Ticket.site_id == site_id,
            Ticket.day == day,
            Ticket.called_at.is_not(None),
            Ticket.promise_high_s.is_not(None),
            Ticket.origin.not_in(ELSEWHERE),
        )
    )
    errors: list[float] = [
        row.called_at - row.issued_at - ((row.promise_low_s or 0) + row.promise_high_s) / 2 for row in rows
    ]
    buckets: list[tuple[str, float]] = [
        (f"{bound:.1f}", sum(error <= bound for error in errors)) for bound in ERRORS_S
    ]
    metric.add_metric((code,), [*buckets, ("+Inf", len(errors))], sum(errors))
