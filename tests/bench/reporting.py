"""The figures of a year over 500,000 tickets and 300,000 ratings, beside bare SQL that reads the same rows."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from deploy.chores import keep_all_sums
from deploy.moving import move
from shared.evidence.cells import waits_of
from shared.evidence.figures import Figures, make_figures, make_headline
from shared.evidence.gathering import gather
from shared.evidence.headline import Headline
from shared.evidence.periods import Period, month_period
from shared.evidence.report.making import figures_of_all
from shared.evidence.shelf import Shelf
from shared.store.config import Configs
from shared.store.engine import open_engine
from shared.store.models import FigureSums
from shared.store.turn import Writer
from tests.bench.issuing import Measured, drive
from tests.bench.servers import Server, make_token, serving
from tests.bench.tables import Table, middle, number, percentile, timed
from tests.bench.town import RATINGS, TICKETS, YEAR_BE, make_year
from tests.postgres import cluster, remove_cluster

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
RUNS = 3
ROUNDS = 9
"""Of tickets beside a report: what a disk does now and then is more than a report does."""

_AGGREGATE = (
    "SELECT substr(day, 1, 7), group_id, service_id, state, count(*), avg(called_at - issued_at), "
    "max(called_at - issued_at), sum(called_at - issued_at <= 900), avg(finished_at - started_at) "
    "FROM ticket WHERE site_id = 1 AND day >= ? AND day <= ? GROUP BY 1, 2, 3, 4",
    "SELECT substr(day, 1, 7), department_id, group_id, service_id, verified, count(*), avg(score), sum(score >= 4) "
    "FROM rating WHERE site_id = 1 AND day >= ? AND day <= ? GROUP BY 1, 2, 3, 4, 5",
)
_WINDOW = (
    "SELECT avg(wait) FROM (SELECT called_at - issued_at AS wait, count(*) OVER () AS n, "
    "row_number() OVER (ORDER BY called_at - issued_at) AS place FROM ticket "
    "WHERE site_id = 1 AND day >= ? AND day <= ? AND called_at IS NOT NULL) "
    "WHERE place IN (1 + (n - 1) * 9 / 10, 1 + ((n - 1) * 9 + 9) / 10)",
)
"""P90 of the waits of a year: the two order statistics that the 90th percentile lies between."""
_READ = (
    "SELECT day, group_id, service_id, origin, state, klass, issued_at, called_at, started_at, finished_at, left_at, "
    "last_call_at, promise_high_s, first_group_id, issued_seq, called_seq, chosen_reason, id "
    "FROM ticket WHERE site_id = 1 AND day >= ? AND day <= ? ORDER BY day",
    "SELECT day, department_id, group_id, service_id, verified, score, process, staff, facility, channel "
    "FROM rating WHERE site_id = 1 AND day >= ? AND day <= ?",
)


def measure(*, quick: bool = False) -> list[Table]:
    """Return the tables; stop the run when the figures do not count what SQL counts. `quick`: a tenth of the year."""
    runs, part = (1, 10) if quick else (RUNS, 1)
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        path, year = make_year(Path(folder), tickets=TICKETS // part, ratings=RATINGS // part)
        engine = open_engine(f"sqlite:///{path}")
        shelf = Shelf()
        month = month_period(2026, 7)
        figures = _figures(engine, year, shelf)
        _check(figures, part)
        took = {
            "aggregate": _median(runs, lambda: _run_sql(path, _AGGREGATE, year)),
            "read": _median(runs, lambda: _run_sql(path, _READ, year)),
            "first": _median(runs, lambda: _figures(engine, year, Shelf())),
            "again": _median(runs, lambda: _figures(engine, year, shelf)),
            "reports": _median(runs, lambda: _reports(engine, Shelf())),
            "reports_again": _median(runs, lambda: _reports(engine, shelf)),
            "month": _median(runs, lambda: _figures(engine, month, Shelf())),
            "month_read": _median(runs, lambda: _run_sql(path, _READ, month)),
        }
        tables = [_table(took, figures, part), _from_sums(engine, path, year, figures, runs)]
        tables.append(_beside_a_report(Path(folder), 1 if quick else ROUNDS, seconds=1.0 if quick else 4.0))
        if not quick:
            tables.append(_on_postgres(engine, path, year, runs))
        engine.dispose()
    return tables


def _from_sums(engine: Engine, path: Path, year: Period, figures: Figures, runs: int) -> Table:
    """The same year from the sums of its days: what they cost, and what they spare. Each pair in turn."""
    began = time.monotonic()
    kept = _keep_sums(engine)
    counting = time.monotonic() - began
    said = _headline(engine, year)
    if (said.months, said.ratings, said.waits, _figures(engine, year, Shelf()).as_json()) != (
        figures.months,
        figures.ratings,
        figures.waits,
        figures.as_json(),
    ):
        raise RuntimeError("the sums do not say what the rows say")
    pairs = [
        (
            timed(lambda: _run_sql(path, _AGGREGATE, year)),
            timed(lambda: _headline(engine, year)),
            timed(lambda: _run_sql(path, _WINDOW, year)),
            timed(lambda: _p90(engine, year)),
            timed(lambda: _figures(engine, year, Shelf())),
        )
        for _ in range(runs + 2)
    ]
    aggregate, headline, window, p90, whole = (middle(column) for column in zip(*pairs, strict=True))
    table = Table(
        "The same year from the sums of its days", ("what", "seconds", "÷ SQL aggregates", "÷ window query")
    )
    for name, seconds in (
        ("SQL: means, maxima and percentages by month and service", aggregate),
        ("SQL: P90 of the waits by window functions", window),
        ("**means, percents, medians and P90, waits and satisfaction, also by month**", headline),
        ("**P90 of the waits alone**", p90),
        ("**every figure of the year**", whole),
    ):
        ratios = (f"{seconds / aggregate:.3f}", f"{seconds / window:.3f}")
        table.rows.append((name, number(seconds, 3), *ratios))
    with engine.connect() as conn:
        (room,) = conn.execute(
            select(func.sum(func.length(FigureSums.light) + func.length(FigureSums.whole)))
        ).one()
    table.notes.append(
        f"every value is the same as from single rows; {kept} days and months were counted in {counting:.1f} s, "
        f"{1000 * counting / kept:.0f} ms each, and take {room / 1e6:.1f} MB of {path.stat().st_size / 1e6:.0f}"
    )
    return table


def _keep_sums(engine: Engine) -> int:
    writer = Writer(engine, configs=Configs(), new_token=lambda: "")
    writer.start()
    try:
        return keep_all_sums(writer, 1, now=NOW)
    finally:
        writer.stop()


def _beside_a_report(data: Path, rounds: int, *, seconds: float) -> Table:
    """Tickets issued over HTTP, alone and while one program asks for every figure of the year again and again."""
    asked = [0]
    alone: list[Measured] = []
    beside: list[Measured] = []
    with serving(data) as office:
        token, head = make_token(data, "kiosk"), make_token(data, "admin")
        bodies = [{"group": g["code"]} for g in office.get("/api/v1/groups", token)["groups"]]
        job = {"path": "/api/v1/tickets", "bodies": bodies, "token": token, "clients": 1, "seconds": seconds}
        for _ in range(rounds):
            alone.append(Measured())
            drive(alone[-1], office, job)
            stop = threading.Event()
            reader = threading.Thread(target=_ask, args=(office, head, stop, asked))
            reader.start()
            beside.append(Measured())
            drive(beside[-1], office, job)
            stop.set()
            reader.join()
    table = Table(
        "A ticket issued while a report runs in a loop",
        ("what", "per second", "p50 ms", "p99 ms", "÷ p99 alone"),
    )
    ratios = [
        percentile(b.latencies, 0.99) / percentile(a.latencies, 0.99)
        for a, b in zip(alone, beside, strict=True)
    ]
    for name, runs, ratio in (
        ("alone", alone, 1.0),
        ("**while every figure of the year is asked for in a loop**", beside, middle(ratios)),
    ):
        half, slow = (middle([percentile(run.latencies, part) for run in runs]) for part in (0.5, 0.99))
        table.rows.append(
            (
                name,
                number(middle([run.rates[0] for run in runs])),
                number(half, 1),
                number(slow, 1),
                f"{ratio:.2f}",
            )
        )
    table.notes.append(
        f"one kiosk that asks as fast as it is answered, {rounds} rounds of {seconds:.0f} s each, one after the other; "
        f"medians of the rounds, whose ratios went from {min(ratios):.2f} to {max(ratios):.2f}; the year was told "
        f"{asked[0]} times"
    )
    return table


def _ask(office: Server, token: str, stop: threading.Event, asked: list[int]) -> None:
    while not stop.is_set():
        office.get(f"/api/v1/figures?year={YEAR_BE}", token)
        asked[0] += 1


def _on_postgres(engine: Engine, path: Path, year: Period, runs: int) -> Table:
    """The same office moved to PostgreSQL: what moving costs, and the figures there beside the file's."""
    url = cluster().url("town")
    cluster().create("town")
    try:
        began = time.monotonic()
        move(engine, url, lambda _table, _rows: None)
        moved = time.monotonic() - began
        there = open_engine(url)
        with there.connect() as conn:
            conn.exec_driver_sql("ANALYZE")
        _check(_figures(there, year, Shelf()))
        took = {
            "read": _median(runs, lambda: _run_there(there, year)),
            "reports": _median(runs, lambda: _reports(there, Shelf())),
            "read here": _median(runs, lambda: _run_sql(path, _READ, year)),
        }
        there.dispose()
    finally:
        remove_cluster()
    table = Table(
        "The same year on PostgreSQL", ("what", "seconds", "÷ bare reading there", "÷ bare reading on SQLite")
    )
    for name, key in (
        ("psycopg: the same rows handed to Python, nothing done with them", "read"),
        ("**the annual reports of measures 1, 4 and 7, first time**", "reports"),
    ):
        table.rows.append(
            (
                name,
                number(took[key], 2),
                f"{took[key] / took['read']:.2f}",
                f"{took[key] / took['read here']:.2f}",
            )
        )
    table.rows.append(("`tonsai move` of all of it, chains walked", number(moved, 1), "–", "–"))
    return table


def _run_there(engine: Engine, period: Period) -> int:
    days = (period.first.isoformat(), period.last.isoformat())
    rows = 0
    with engine.connect() as conn:
        for statement in _READ:
            cursor: Any = conn.connection.cursor()
            cursor.execute(statement.replace("?", "%s"), days)
            rows += sum(1 for _row in cursor)
    return rows


def _figures(engine: Engine, period: Period, shelf: Shelf) -> Figures:
    with engine.connect() as conn:
        return make_figures(conn, 1, period, now=NOW, shelf=shelf)


def _headline(engine: Engine, period: Period) -> Headline:
    with engine.connect() as conn:
        return make_headline(conn, 1, period, now=NOW)


def _p90(engine: Engine, period: Period) -> Fraction | None:
    with engine.connect() as conn:
        return waits_of(gather(conn, 1, period, now=NOW, light=True).reading.cells.values()).p90


def _reports(engine: Engine, shelf: Shelf) -> dict[int, Any]:
    with engine.connect() as conn:
        return figures_of_all(conn, 1, (1, 4, 7), YEAR_BE, "annual", now=NOW, shelf=shelf)


def _run_sql(path: Path, statements: tuple[str, ...], period: Period) -> int:
    conn = sqlite3.connect(path)
    days = (period.first.isoformat(), period.last.isoformat())
    rows = 0
    for statement in statements:
        for _row in conn.execute(statement, days):
            rows += 1
    conn.close()
    return rows


def _median(runs: int, work: Callable[[], Any]) -> float:
    return middle([timed(work) for _ in range(runs)])


def _check(figures: Figures, part: int = 1) -> None:
    counted = (figures.outcomes.issued, figures.ratings.both.n, figures.outcomes.served)
    wanted = (TICKETS // part, RATINGS // part, TICKETS // part * 17 // 20)
    if counted != wanted:
        raise RuntimeError(f"the figures count {counted}, not {wanted}")


def _table(took: dict[str, float], figures: Figures, part: int) -> Table:
    table = Table(
        f"Figures of the fiscal year {YEAR_BE}: {number(TICKETS // part)} tickets, {number(RATINGS // part)} ratings",
        ("what", "seconds", "÷ SQL aggregates", "÷ bare reading"),
    )

    def add(name: str, key: str, read: str = "read") -> None:
        beside = f"{took[key] / took['aggregate']:.2f}" if read == "read" else "–"
        table.rows.append((name, number(took[key], 2), beside, f"{took[key] / took[read]:.2f}"))

    add("SQL: means, maxima and percentages by month and service", "aggregate")
    add("SQL: the same rows handed to Python, nothing done with them", "read")
    add("**every figure of the year, first time**", "first")
    add("**every figure of the year, seen again**", "again")
    add("**the annual reports of measures 1, 4 and 7, first time**", "reports")
    add("**the annual reports of measures 1, 4 and 7, seen again**", "reports_again")
    add("one month of it: the rows handed to Python", "month_read", "month_read")
    add("**every figure of one month, first time**", "month", "month_read")
    table.notes.append(
        "the figures hold exact medians and 90th percentiles, order inversions, peak, hours, standards and bands "
        f"for {len(figures.departments)} departments, {len(figures.groups)} groups, "
        f"{len(figures.exact_services)} services and {len(figures.months)} months; the SQL has only means and shares"
    )
    return table
