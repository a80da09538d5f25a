"""Tickets issued per second through HTTP, beside bare commits of the same disk and an endpoint that does nothing."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.servers import Server, bare, make_token, run_apart, serving, verify
from tests.bench.tables import Table, middle, number, percentile

CLIENTS = (1, 8, 32)
ROUNDS = 3
SECONDS = 1.5
COMMIT_SECONDS = 1.0


@dataclass
class Measured:
    """Runs of one thing: tickets or answers per second, and all latencies in milliseconds."""

    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    def add(self, rate: float, latencies: Sequence[float]) -> None:
        """Add a run."""
        self.rates.append(rate)
        self.latencies += latencies

    @property
    def rate(self) -> float:
        """Median of the runs, per second."""
        return middle(self.rates)

    def p(self, part: float) -> float:
        """Return a percentile of the latencies."""
        return percentile(self.latencies, part)


def measure(*, quick: bool = False) -> list[Table]:
    """Return the table; stop the run when a number came twice, is missing, or the chain does not hold."""
    rounds, seconds = (1, 0.8) if quick else (ROUNDS, SECONDS)
    commits = Measured()
    nothing: dict[int, Measured] = defaultdict(Measured)
    issued: dict[int, Measured] = defaultdict(Measured)
    keyed = Measured()
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        data = Path(folder)
        with serving(data) as office, bare("app", data) as empty:
            token = make_token(data, "kiosk")
            bodies = [{"group": g["code"]} for g in office.get("/api/v1/groups", token)["groups"]]
            answers: list[str] = []
            for turn in range(rounds):
                commits.add(*commit_rate(data / f"bare{turn}.db", COMMIT_SECONDS))
                for clients in CLIENTS:
                    _drive(nothing[clients], empty, "/nothing", clients, seconds, bodies=[{}])
                    answers += _drive(
                        issued[clients],
                        office,
                        "/api/v1/tickets",
                        clients,
                        seconds,
                        bodies=bodies,
                        token=token,
                    )
                answers += _drive(
                    keyed, office, "/api/v1/tickets", CLIENTS[-1], seconds, bodies=bodies, token=token,
                    keys=f"bench{turn}",
                )  # fmt: skip
        counted = check_numbers(answers, data / "tonsai.db")
        chain = verify(data)
    return [_table(commits, nothing, issued, keyed, [counted, chain])]


def commit_rate(path: Path, seconds: float) -> tuple[float, list[float]]:
    """Return bare commits per second of one thread (WAL, FULL; counter, row, commit) and their milliseconds."""
    conn = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        conn.execute(f"PRAGMA {pragma}")
    conn.execute("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)")
    conn.execute(
        "CREATE TABLE ticket (id INTEGER PRIMARY KEY, n INTEGER NOT NULL UNIQUE, at INTEGER, state TEXT)"
    )
    conn.execute("INSERT INTO counter VALUES (1, 0)")
    took: list[float] = []
    began = time.monotonic()
    while (asked := time.monotonic()) - began < seconds:
        conn.execute("BEGIN IMMEDIATE")
        (n,) = conn.execute("UPDATE counter SET n = n + 1 WHERE id = 1 RETURNING n").fetchone()
        conn.execute("INSERT INTO ticket (n, at, state) VALUES (?, ?, 'waiting')", (n, 1_790_000_000))
        conn.execute("COMMIT")
        took.append((time.monotonic() - asked) * 1000)
    elapsed = time.monotonic() - began
    conn.close()
    return len(took) / elapsed, took


def check_numbers(answers: Sequence[str], database: Path) -> str:
    """Return the sentence that nothing is doubled or missing; raise RuntimeError when something is.

    Every answer is a 201, no number was given twice, each prefix runs from 1 without a gap, and the database holds
    exactly the tickets that were answered.
    """
    numbers: dict[str, list[int]] = defaultdict(list)
    for answer in answers:
        status, _, body = answer.partition("\n")
        if " 201 " not in status:
            raise RuntimeError(f"an issue was refused: {status} {body[:200]}")
        label = json.loads(body)["number"]
        numbers[label.rstrip("0123456789")].append(int(label.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
    doubled = sum(len(given) - len(set(given)) for given in numbers.values())
    gaps = sum(max(given) - len(set(given)) for given in numbers.values())
    conn = sqlite3.connect(database)
    (kept,) = conn.execute("SELECT count(*) FROM ticket").fetchone()
    conn.close()
    if doubled or gaps or kept != len(answers):
        raise RuntimeError(f"{doubled} numbers twice, {gaps} missing, {kept} kept of {len(answers)} answered")
    return f"{number(len(answers))} tickets issued: 0 numbers twice, 0 gaps, every answered ticket in the database"


def _drive(into: Measured, server: Server, path: str, clients: int, seconds: float, **job: Any) -> list[str]:
    job |= {"port": server.port, "path": path, "clients": clients, "seconds": seconds}
    done = run_apart("tests.bench.clients", job, timeout_s=seconds + 60)
    if done["unanswered"]:
        raise RuntimeError(f"{done['unanswered']} requests got no answer")
    into.add(len(done["latencies_ms"]) / done["seconds"], done["latencies_ms"])
    answers: list[str] = done["answers"]
    return answers


def _table(
    commits: Measured,
    nothing: dict[int, Measured],
    issued: dict[int, Measured],
    keyed: Measured,
    checked: list[str],
) -> Table:
    table = Table(
        "Issuing tickets through HTTP",
        ("what", "clients", "per second", "p50 ms", "p99 ms", "÷ bare commits", "÷ empty endpoint"),
    )
    bare_rate = commits.rate
    table.rows.append(
        ("bare SQLite commits, one thread", "–", number(bare_rate), *_latency(commits, 2), "1", "–")
    )

    def add(name: str, clients: int, measured: Measured) -> None:
        beside = nothing[clients].rate
        table.rows.append(
            (name, str(clients), number(measured.rate), *_latency(measured, 1),
             f"{measured.rate / bare_rate:.2f}", f"{measured.rate / beside:.2f}")
        )  # fmt: skip

    for clients, measured in nothing.items():
        add("empty Flask endpoint", clients, measured)
    for clients, measured in issued.items():
        add("**ticket issued**", clients, measured)
    add("ticket issued, with an Idempotency-Key", max(issued), keyed)
    table.notes += checked
    return table


def _latency(measured: Measured, digits: int) -> tuple[str, str]:
    return number(measured.p(0.5), digits), number(measured.p(0.99), digits)
