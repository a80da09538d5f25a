"""The figures of a year over 500,000 tickets and 300,000 ratings, beside bare SQL that reads the same rows."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from deploy.moving import move
from shared.evidence.figures import Figures, make_figures
from shared.evidence.periods import Period, month_period
from shared.evidence.report.making import figures_of_all
from shared.evidence.shelf import Shelf
from shared.store.engine import open_engine
from tests.bench.tables import Table, middle, number
from tests.bench.town import RATINGS, TICKETS, YEAR_BE, make_year
from tests.postgres import cluster, remove_cluster

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
RUNS = 3

_AGGREGATE = (
    "SELECT substr(day, 1, 7), group_id, service_id, state, count(*), avg(called_at - issued_at), "
    "max(called_at - issued_at), sum(called_at - issued_at <= 900), avg(finished_at - started_at) "
    "FROM ticket WHERE site_id = 1 AND day >= ? AND day <= ? GROUP BY 1, 2, 3, 4",
    "SELECT substr(day, 1, 7), department_id, group_id, service_id, verified, count(*), avg(score), sum(score >= 4) "
    "FROM rating WHERE site_id = 1 AND day >= ? AND day <= ? GROUP BY 1, 2, 3, 4, 5",
)
_READ = (
    "SELECT day, group_id, service_id, origin, state, klass, issued_at, called_at, started_at, finished_at, left_at, "
    "last_call_at, promise_high_s, first_group_id, issued_seq, called_seq, chosen_reason, id "
    "FROM ticket WHERE site_id = 1 AND day >= ? AND day <= ? ORDER BY day",
    "SELECT day, department_id, group_id, service_id, verified, score, process, staff, facility, channel "
    "FROM rating WHERE site_id = 1 AND day >= ? AND day <= ?",
)


def measure(*, quick: bool = False) -> list[Table]:
    """Return the table; stop the run when the figures do not count what SQL counts."""
    runs = 1 if quick else RUNS
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        path, year = make_year(Path(folder))
        engine = open_engine(f"sqlite:///{path}")
        shelf = Shelf()
        month = month_period(2026, 7)
        figures = _figures(engine, year, shelf)
        _check(figures)
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
        tables = [_table(took, figures), _on_postgres(engine, path, year, runs)]
        engine.dispose()
    return tables


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


def _reports(engine: Engine, shelf: Shelf) -> dict[int, Any]:
    with engine.connect() as conn:
        return figures_of_all(conn, 1, (1, 4, 7), YEAR_BE, "annual", now=NOW, shelf=shelf)


def _run_sql(path: Path, statements: tuple[str, str], period: Period) -> int:
    conn = sqlite3.connect(path)
    days = (period.first.isoformat(), period.last.isoformat())
    rows = 0
    for statement in statements:
        for _row in conn.execute(statement, days):
            rows += 1
    conn.close()
    return rows


def _median(runs: int, work: Callable[[], Any]) -> float:
    took = []
    for _ in range(runs):
        began = time.monotonic()
        work()
        took.append(time.monotonic() - began)
    return middle(took)


def _check(figures: Figures) -> None:
    counted = (figures.outcomes.issued, figures.ratings.both.n, figures.outcomes.served)
    wanted = (TICKETS, RATINGS, TICKETS * 17 // 20)
    if counted != wanted:
        raise RuntimeError(f"the figures count {counted}, not {wanted}")


def _table(took: dict[str, float], figures: Figures) -> Table:
    table = Table(
        f"Figures of the fiscal year {YEAR_BE}: {number(TICKETS)} tickets, {number(RATINGS)} ratings",
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
