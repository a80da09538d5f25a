"""Thousands of sockets: a broadcast to all, all of them back after a restart, and what each weighs.

Beside the same with Flask-SocketIO as it comes under the same gunicorn configuration, the `websockets` library with
nothing on top, and bare writes in a loop. Ours are phones of tickets: each is looked at, let in, and gets the whole
board.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.servers import Server, bare, make_token, plain, run_apart, serving
from tests.bench.tables import Table, middle, number, percentile

COUNTS = (1_000, 5_000)
ROUNDS = 15
PAUSE_S = 0.3
"""Quiet after each call, as in a hall."""
OF_ONE = 8
"""Phones that may follow one ticket."""
WAITING = 60
COUNTER = "/api/v1/counters/1"
CALLING = [{"path": f"{COUNTER}/call-next"}, {"path": f"{COUNTER}/no-show"}]
PATIENCE_S = 240.0


@dataclass
class Office:
    """What a crowd needs of the office that is measured."""

    screen: str
    """A program's token: a hall of screens."""
    desk: str
    phones: list[str]
    """Tickets' tokens."""
    board: dict[str, Any]


def measure(*, quick: bool = False) -> list[Table]:
    """Return the three tables."""
    counts, rounds = ((200,), 4) if quick else (COUNTS, ROUNDS)
    found: dict[tuple[str, int], dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        data = Path(folder)
        with serving(data) as server:
            office = prepare(server, data, max(counts), WAITING)
        size = len(str(office.board).encode())
        for count in counts:
            job = {"count": count, "rounds": rounds, "settle_s": 0.5, "pause_s": PAUSE_S}
            screens: dict[str, Any] = {
                **job, "auths": [{"token": office.screen}], "token": office.desk, "steps": CALLING,
            }  # fmt: skip
            with serving(data) as server:
                server.ask("POST", f"{COUNTER}/open", body={}, token=office.desk)
                found["ours", count] = _watch(server, screens)
            with serving(data) as server:
                phones = [{"ticket": token} for token in office.phones]
                found["phones", count] = _watch(server, {**job, "auths": phones, "rounds": 0})
            with bare("live", data) as server:
                server.ask("PUT", "/value", body=office.board)
                found["stock", count] = _watch(server, {**job, "auths": [{}], "steps": [{"path": "/send"}]})
            with plain("websockets", size, data) as server:
                found["plain", count] = _watch(server, {**job, "auths": [{}]})
            with plain("writes", size, data) as server:
                found["kernel", count] = _watch(server, {**job, "auths": [{}]})
    return [_broadcast(found, counts, size), _back(found, counts), _weight(found, counts)]


def prepare(server: Server, data: Path, phones: int, waiting: int) -> Office:
    """Open a counter, let so many wait there, and give so many tickets that every phone has one to follow."""
    kiosk, desk = make_token(data, "kiosk"), make_token(data, "counter")
    server.ask("POST", f"{COUNTER}/open", body={}, token=desk)
    own = server.get("/api/v1/desk", desk)["counters"][0]["groups"][0]
    others = [g["code"] for g in server.get("/api/v1/groups", kiosk)["groups"] if g["code"] != own]
    for _ in range(waiting):
        server.ask("POST", "/api/v1/tickets", body={"group": own}, token=kiosk)
    board = server.get("/api/v1/board", kiosk)
    tokens = [
        server.ask("POST", "/api/v1/tickets", body={"group": others[n % len(others)]}, token=kiosk)["token"]
        for n in range(-(-phones // OF_ONE))
    ]
    return Office(make_token(data, "screen"), desk, tokens, board)


def _watch(server: Server, job: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = run_apart(
        "tests.bench.crowd", {**job, "port": server.port, "worker": server.worker}, timeout_s=PATIENCE_S
    )
    return found


def _broadcast(found: dict[tuple[str, int], dict[str, Any]], counts: tuple[int, ...], size: int) -> Table:
    table = Table(
        "News to every socket",
        (
            "what", "sockets", "last p50 ms", "last p99 ms", "p99 ÷ p50", "÷ stock emit", "÷ `websockets`",
            "÷ bare writes", "processor µs a socket",
        ),
    )  # fmt: skip
    names = {
        "stock": "Flask-SocketIO's emit of the same board", "plain": "`websockets`' broadcast of as many bytes",
        "kernel": "nothing but the writes of as many bytes, in a loop",
        "ours": "**a call, from its POST to the last socket**",
    }  # fmt: skip
    for count in counts:
        last = {kind: [r["last"] for r in found[kind, count]["rounds"]] for kind in names}
        for kind, name in names.items():
            p50, p99 = middle(last[kind]), percentile(last[kind], 0.99)
            sent = count * len(last[kind]) * (len(CALLING) if kind == "ours" else 1)
            table.rows.append(
                (name, number(count), number(p50, 1), number(p99, 1), f"{p99 / p50:.2f}",
                 f"{p50 / middle(last['stock']):.2f}", f"{p50 / middle(last['plain']):.2f}",
                 f"{p50 / middle(last['kernel']):.2f}", number(found[kind, count]["rounds_cpu_s"] / sent * 1e6, 1))
            )  # fmt: skip
    table.notes.append(
        f"a board of {size / 1000:.1f} kB; ours is also committed (WAL, FULL) and built; "
        "server and clients share the cores"
    )
    return table


def _back(found: dict[tuple[str, int], dict[str, Any]], counts: tuple[int, ...]) -> Table:
    table = Table(
        "All of them at the door at once, until everybody has the board",
        ("what", "sockets", "seconds", "a second", "÷ stock", "processor ms each"),
    )
    for count in counts:
        stock = found["stock", count]["opened_s"]
        for kind, name in (
            ("stock", "Flask-SocketIO, a few bytes each"),
            ("phones", "**phones, the whole board each**"),
        ):
            each = found[kind, count]
            table.rows.append(
                (name, number(count), number(each["opened_s"], 2), number(count / each["opened_s"]),
                 f"{each['opened_s'] / stock:.2f}", number(each["opened_cpu_s"] / count * 1e3, 2))
            )  # fmt: skip
    return table


def _weight(found: dict[tuple[str, int], dict[str, Any]], counts: tuple[int, ...]) -> Table:
    table = Table("Resident memory of a socket", ("what", "sockets", "kB each", "÷ stock"))
    for count in counts:
        stock = found["stock", count]["kb_each"]
        for kind, name in (("stock", "Flask-SocketIO"), ("plain", "`websockets`"), ("phones", "**a phone**")):
            each = found[kind, count]["kb_each"]
            table.rows.append((name, number(count), number(each, 1), f"{each / stock:.2f}"))
    return table
