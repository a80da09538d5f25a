"""Nothing twice, missing or lost: tickets and calls while server processes are killed after every five seconds.

Thirty-two programs ask; whoever gets no answer asks again under the same key, perhaps another process, until there is
one. Afterwards every answer is held against the database and the journal. On SQLite one process serves, on PostgreSQL
one to four. The processes are killed with SIGKILL, the engine is not.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any

from sqlalchemy import select

from shared.domain.tickets import label
from shared.store.engine import open_engine
from shared.store.journal import verify_site
from shared.store.models import JournalRow, Ticket
from tests.bench.servers import Server, make_token, run_apart, serving
from tests.bench.tables import Table, number
from tests.postgres import Cluster

TICKETS = 100_000
QUICK = 1_500
KILL_EVERY_S = 5.0
PATIENCE_S = 7_200.0
CASES = (("SQLite", 1), ("PostgreSQL", 1), ("PostgreSQL", 2), ("PostgreSQL", 4))


def measure(
    *, quick: bool = False, tickets: int | None = None, cases: Sequence[tuple[str, int]] = CASES
) -> list[Table]:
    """Return the table; stop the run at the first fault."""
    table = Table(
        "Tickets and calls while processes are killed",
        (
            "engine", "processes", "killed", "tickets", "calls", "asked again", "numbers twice", "numbers missing",
            "called twice", "answers lost", "turns a second",
        ),
    )  # fmt: skip
    for engine, processes in cases:
        table.rows.append(hammer(engine, processes, tickets or (QUICK if quick else TICKETS)))
    table.notes.append(
        "each call is followed by a no-show, so that the counter is free: three turns a ticket in all"
    )
    return [table]


def hammer(engine: str, processes: int, tickets: int) -> tuple[str, ...]:
    """Run one case; return its row."""
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder, ExitStack() as stack:
        data = Path(folder)
        url = stack.enter_context(_postgres()) if engine == "PostgreSQL" else f"sqlite:///{data}/p0/tonsai.db"
        servers = []
        for process in range(processes):
            own = data / f"p{process}"
            own.mkdir()
            servers.append(stack.enter_context(serving(own, url if engine == "PostgreSQL" else None)))
        job = _job(servers, data, url, engine, tickets)
        stop, killed = threading.Event(), [0]
        killer = threading.Thread(target=_kill, args=(servers, stop, killed))
        killer.start()
        try:
            began = time.monotonic()
            done = run_apart("tests.bench.hammering", job, timeout_s=PATIENCE_S)
            took = time.monotonic() - began
        finally:
            stop.set()
            killer.join()
        faults = check(url, done)
    if any(faults.values()):
        raise RuntimeError(f"{engine}, {processes} processes: {faults}")
    return (
        engine, str(processes), number(killed[0]), number(len(done["given"])), number(len(done["called"])),
        number(done["again"]), *(str(n) for n in faults.values()), number(3 * tickets / took),
    )  # fmt: skip


def check(url: str, done: dict[str, Any]) -> dict[str, int]:
    """Hold what was answered against what is kept; return the number of faults of each kind."""
    given, called = Counter(done["given"]), Counter(done["called"])
    engine = open_engine(url)
    with engine.connect() as conn:
        kept: dict[str, list[int]] = defaultdict(list)
        for prefix, n in conn.execute(select(Ticket.prefix, Ticket.number)):
            kept[prefix].append(n)
        bodies = conn.execute(select(JournalRow.body).where(JournalRow.kind == "ticket.called")).scalars()
        calls = Counter(_ticket_of(body) for body in bodies)
        chain = verify_site(conn, 1)
    engine.dispose()
    labels = {label(prefix, n) for prefix, numbers in kept.items() for n in numbers}
    return {
        "twice": sum(given.values()) - len(given) + sum(len(n) - len(set(n)) for n in kept.values()),
        "missing": sum(max(n) - len(set(n)) for n in kept.values()) + (chain.fault is not None),
        "called twice": sum(n - 1 for n in (calls + Counter()).values()) + sum(called.values()) - len(called),
        "lost": len(set(given) - labels) + len(set(called) - set(calls)),
    }


def _ticket_of(body: str) -> str:
    return body.partition('"ticket":"')[2].partition('"')[0]


def _job(servers: list[Server], data: Path, url: str, engine: str, tickets: int) -> dict[str, Any]:
    own = data / "p0"
    database = url if engine == "PostgreSQL" else None
    kiosk, desk = (make_token(own, role, database) for role in ("kiosk", "counter"))
    shown = servers[0].get("/api/v1/desk", desk)
    return {
        "ports": [server.port for server in servers], "kiosk": kiosk, "desk": desk, "tickets": tickets,
        "groups": [group["code"] for group in shown["groups"]],
        "counters": [counter["number"] for counter in shown["counters"]],
    }  # fmt: skip


def _kill(servers: list[Server], stop: threading.Event, killed: list[int]) -> None:
    """Kill each process's worker in turn, five seconds after the last one served again; gunicorn starts another."""
    while not stop.wait(KILL_EVERY_S):
        server = servers[killed[0] % len(servers)]
        os.kill(server.worker, signal.SIGKILL)
        killed[0] += 1
        while not _serves(server) and not stop.wait(0.1):
            pass


def _serves(server: Server) -> bool:
    try:
        return bool(server.get("/api/v1/health"))
    except (OSError, HTTPException, RuntimeError):
        return False


@contextmanager
def _postgres() -> Iterator[str]:
    cluster = Cluster()
    try:
        cluster.create("hammer")
        yield cluster.url("hammer")
    finally:
        cluster.remove()
