"""Several processes: the hop over Redis; a press until a screen of the other process shows it, with Redis and without.

The hop is measured between two processes under gevent, as the server is, beside bare PUBLISH and SUBSCRIBE of the same
client library. Their clocks are one: Linux counts CLOCK_MONOTONIC once for all.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.screens import Caller, Hall
from tests.bench.servers import ROOT
from tests.bench.tables import Table, number, percentile
from tests.cast import secret_of
from tests.faults.constellation import Constellation, Redis, running
from tests.postgres import remove_cluster

HOPS = 1000
ROUNDS = 24
PAUSE_S = 0.5
"""Quiet after a ticket, so that a look of a quarter second meets it anywhere in its course."""
GOAL_MS = 1.0


def measure(*, quick: bool = False) -> list[Table]:
    """Return the two tables."""
    return [_hops(HOPS // 5 if quick else HOPS), _boards(ROUNDS // 4 if quick else ROUNDS)]


def _hops(count: int) -> Table:
    table = Table("The hop over Redis", ("what", "p50 ms", "p99 ms", "÷ bare p50", "÷ bare p99"))
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        redis = Redis(Path(folder))
        redis.start()
        try:
            bare, ours = (_hop(redis.url, way, count) for way in ("bare", "ours"))
        finally:
            redis.kill()
    for name, found in (
        ("bare PUBLISH to a SUBSCRIBE that waits", bare),
        ("**told to heard, over the wire**", ours),
    ):
        p50, p99 = percentile(found, 0.5), percentile(found, 0.99)
        table.rows.append(
            (name, number(p50, 2), number(p99, 2), f"{p50 / percentile(bare, 0.5):.2f}",
             f"{p99 / percentile(bare, 0.99):.2f}")
        )  # fmt: skip
    table.notes.append(
        f"{count} times each, 5 ms apart, between two processes on one machine over a unix socket; the goal is "
        f"{GOAL_MS:.0f} ms at p99"
    )
    return table


def _hop(url: str, way: str, count: int) -> list[float]:
    """Return the milliseconds of each hop between two processes of their own."""
    command = [sys.executable, "-m", "gevent.monkey", "--module", "tests.bench.wired", url, way]
    with subprocess.Popen([*command, "hear", str(count)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as ear:
        assert ear.stdout is not None
        ear.stdout.readline()  # it listens
        told = subprocess.run(
            [*command, "tell", str(count)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        heard = dict(line.split() for line in ear.stdout.read().splitlines())
    sent = dict(line.split() for line in told.stdout.splitlines())
    if set(sent) != set(heard):
        raise RuntimeError(f"{len(sent)} told, {len(heard)} heard")
    return [(int(heard[seq]) - int(at)) / 1e6 for seq, at in sent.items()]


def _boards(rounds: int) -> Table:
    table = Table(
        "From a press at one process to screens",
        ("Redis", "its own, p50 ms", "p99 ms", "the other's, p50 ms", "p99 ms"),
    )
    try:
        with running() as office:
            table.rows.append(("**there**", *_times(office, rounds)))
            office.redis.kill()
            while office.two.metric("tonsai_wire_hears"):
                time.sleep(0.1)
            table.rows.append(("killed", *_times(office, rounds)))
    finally:
        remove_cluster()
    table.notes.append(
        f"{rounds} tickets each, on PostgreSQL without its fsync; two processes, one screen at each; without Redis the "
        "other one notices with its look each quarter of a second"
    )
    return table


def _times(office: Constellation, rounds: int) -> tuple[str, str, str, str]:
    """Press for tickets at the first process; return when the screens of both had them."""
    secret = secret_of("admin")
    hall = Hall(office.one.port, {"token": secret}, [], secret, PAUSE_S)
    caller = Caller(hall.port, hall.token)
    for process in office:
        hall.port = process.port
        hall.open(1)
    own, other = hall.screens
    taken: list[tuple[float, float]] = []
    for i in range(rounds):
        asked = caller.ask({"path": "/api/v1/tickets", "body": {"group": "A"}})
        seq = caller.answer()["seq"]
        if not hall.wait(lambda seq=seq: min(own.seq, other.seq) >= seq):
            raise RuntimeError(f"a screen did not get board {seq}")
        taken.append(((own.at_ns - asked) / 1e6, (other.at_ns - asked) / 1e6))
        hall.wait(lambda: False, time.monotonic_ns() + int((PAUSE_S + 0.007 * (i % 36)) * 1e9))
    for screen in hall.screens:
        screen.sock.close()
    caller.sock.close()
    columns = [[each[which] for each in taken] for which in (0, 1)]
    p50a, p99a, p50b, p99b = (
        number(percentile(column, part), 1) for column in columns for part in (0.5, 0.99)
    )
    return p50a, p99a, p50b, p99b
