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

from tests.bench.servers import Server, bare, make_token, own_nothing, run_apart, serving, verify
from tests.bench.tables import Table, middle, number, percentile

CLIENTS = (1, 8, 32)
ROUNDS = 5
SECONDS = 1.0
COMMIT_SECONDS = 0.7


@dataclass
class Measured:
    """Runs of one thing: answers per second, all latencies in milliseconds, and ratios to what ran beside it."""

    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    to_commits: list[float] = field(default_factory=list)
    to_nothing: list[float] = field(default_factory=list)
    to_own: list[float] = field(default_factory=list)

    def add(self, rate: float, latencies: Sequence[float]) -> None:
        """Add a run."""
        self.rates.append(rate)
        self.latencies += latencies

    def compare(
        self, commits: Measured | None, nothing: Measured | None = None, own: Measured | None = None
    ) -> None:
        """Note the last run's ratios to the last runs of the yardsticks: minutes apart the machine is another."""
        for yardstick, ratios in (
            (commits, self.to_commits),
            (nothing, self.to_nothing),
            (own, self.to_own),
        ):
            if yardstick is not None:
                ratios.append(self.rates[-1] / yardstick.rates[-1])

    def row(self, name: str, clients: str, digits: int) -> Sequence[str]:
        """Return the row of the table."""
        return (
            name,
            clients,
            number(middle(self.rates)),
            number(percentile(self.latencies, 0.5), digits),
            number(percentile(self.latencies, 0.99), digits),
            f"{middle(self.to_commits):.2f}" if self.to_commits else "1",
            f"{middle(self.to_nothing):.2f}" if self.to_nothing else "–",
            f"{middle(self.to_own):.2f}" if self.to_own else "–",
        )


@dataclass
class Sitting:
    """All that is measured in one sitting."""

    commits: Measured = field(default_factory=Measured)
    nothing: dict[int, Measured] = field(default_factory=lambda: defaultdict(Measured))
    own: dict[int, Measured] = field(default_factory=lambda: defaultdict(Measured))
    issued: dict[int, Measured] = field(default_factory=lambda: defaultdict(Measured))
    keyed: Measured = field(default_factory=Measured)
    answers: list[str] = field(default_factory=list)


def measure(*, quick: bool = False) -> list[Table]:
    """Return the table; stop the run when a number came twice, is missing, or the chain does not hold."""
    rounds, seconds = (1, 0.8) if quick else (ROUNDS, SECONDS)
    sitting = Sitting()
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        data = Path(folder)
        with serving(data) as office, bare("app", data) as empty, own_nothing(data / "own") as ours:
            own_token = make_token(data / "own", "kiosk")
            token = make_token(data, "kiosk")
            bodies = [{"group": g["code"]} for g in office.get("/api/v1/groups", token)["groups"]]
            asked = {"path": "/api/v1/tickets", "bodies": bodies, "token": token}
            for turn in range(rounds):
                sitting.commits.add(*commit_rate(data / f"bare{turn}.db", COMMIT_SECONDS))
                for clients in CLIENTS:
                    job: dict[str, Any] = {"clients": clients, "seconds": seconds}
                    nothing, own, issued = (
                        of[clients] for of in (sitting.nothing, sitting.own, sitting.issued)
                    )
                    drive(nothing, empty, {**job, "path": "/nothing", "bodies": [{}]})
                    drive(own, ours, {**job, **asked, "path": "/api/v1/nothing", "token": own_token})
                    sitting.answers += drive(issued, office, {**job, **asked})
                    nothing.compare(sitting.commits)
                    own.compare(sitting.commits, nothing)
                    issued.compare(sitting.commits, nothing, own)
                job = {"clients": CLIENTS[-1], "seconds": seconds, "keys": f"bench{turn}"}
                sitting.answers += drive(sitting.keyed, office, {**job, **asked})
                sitting.keyed.compare(sitting.commits, sitting.nothing[CLIENTS[-1]], sitting.own[CLIENTS[-1]])
        counted = check_numbers(sitting.answers, data / "tonsai.db")
        chain = verify(data)
    return [_table(sitting, [counted, chain])]


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


def drive(into: Measured, server: Server, job: dict[str, Any]) -> list[str]:
    """Let kiosks ask as fast as they are answered; add the run and return the answers."""
    done = run_apart("tests.bench.clients", {**job, "port": server.port}, timeout_s=job["seconds"] + 60)
    if done["unanswered"]:
        raise RuntimeError(f"{done['unanswered']} requests got no answer")
    into.add(len(done["latencies_ms"]) / done["seconds"], done["latencies_ms"])
    answers: list[str] = done["answers"]
    return answers


def _table(sitting: Sitting, checked: list[str]) -> Table:
    table = Table(
        "Issuing tickets through HTTP",
        (
            "what",
            "clients",
            "per second",
            "p50 ms",
            "p99 ms",
            "÷ bare commits",
            "÷ empty endpoint",
            "÷ empty call of Tonsai",
        ),
    )
    table.rows.append(sitting.commits.row("bare SQLite commits, one thread", "–", 2))
    for clients, measured in sitting.nothing.items():
        table.rows.append(measured.row("empty Flask endpoint", str(clients), 1))
    for clients, measured in sitting.own.items():
        table.rows.append(measured.row("empty call of Tonsai, with all its guards", str(clients), 1))
    for clients, measured in sitting.issued.items():
        table.rows.append(measured.row("**ticket issued**", str(clients), 1))
    table.rows.append(sitting.keyed.row("ticket issued, with an Idempotency-Key", str(CLIENTS[-1]), 1))
    table.notes += [*checked, f"medians of {len(sitting.commits.rates)} rounds; ratios within a round"]
    return table
