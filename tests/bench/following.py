"""From the call's POST to the last of a hundred screens, beside a bare emit of the same board."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.bench.crowds import CALLING, prepare
from tests.bench.servers import bare, crowd_beside, run_apart, serving
from tests.bench.tables import Table, number, percentile

SCREENS = 100
ROUNDS = 60
PAUSE_S = 0.3
"""Quiet after a call: five busy counters call less often than this."""
BARE_PAUSE_S = 0.1
PHONES = 1_000


def measure(*, quick: bool = False) -> list[Table]:
    """Return the table. Each round calls a ticket at counter 1; afterwards nobody came, and the hall is quiet.

    The rounds are taken without any phones in the hall, and again with a thousand that follow tickets.
    """
    rounds, phones = (15, 100) if quick else (ROUNDS, PHONES)
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        data = Path(folder)
        with serving(data) as server, bare("live", data) as plain:
            office = prepare(server, data, phones, 2 * rounds + 5)
            plain.ask("PUT", "/value", body=office.board)
            ours = {
                "port": server.port, "auth": {"token": office.screen}, "token": office.desk, "pause_s": PAUSE_S,
                "steps": CALLING,
            }  # fmt: skip
            stock = {"port": plain.port, "auth": {}, "steps": [{"path": "/send"}], "pause_s": BARE_PAUSE_S}
            found = _watch(rounds, {"ours": ours, "bare": stock})
            crowd = {
                "port": server.port, "worker": server.worker, "count": phones,
                "auths": [{"ticket": token} for token in office.phones],
            }  # fmt: skip
            with crowd_beside(crowd):
                found["phones"] = _watch(rounds, {"ours": ours})["ours"]
    return [_table(found, len(str(office.board).encode()), phones)]


def _watch(rounds: int, halls: dict[str, Any]) -> dict[str, list[dict[str, float]]]:
    job = {"screens": SCREENS, "rounds": rounds, "halls": halls}
    found: dict[str, list[dict[str, float]]] = run_apart("tests.bench.screens", job, timeout_s=150)
    return found


def _table(found: dict[str, list[dict[str, float]]], size: int, phones: int) -> Table:
    table = Table(
        f"From a call to {SCREENS} screens",
        (
            "what",
            "first screen p50 ms",
            "last screen p50 ms",
            "last screen p99 ms",
            "÷ bare p50",
            "÷ bare p99",
            "p99 ÷ without phones",
        ),
    )
    last = {name: [each["last"] for each in rounds] for name, rounds in found.items()}
    names = {
        "bare": "bare Flask-SocketIO emit of the same board", "ours": "**call-next, from its POST**",
        "phones": f"**the same with {number(phones)} phones**",
    }  # fmt: skip
    for key, name in names.items():
        p50, p99 = percentile(last[key], 0.5), percentile(last[key], 0.99)
        first = percentile([r["first"] for r in found[key]], 0.5)
        ratios = (
            p50 / percentile(last["bare"], 0.5),
            p99 / percentile(last["bare"], 0.99),
            p99 / percentile(last["ours"], 0.99),
        )
        times = (number(ms, 1) for ms in (first, p50, p99))
        table.rows.append((name, *times, *(f"{ratio:.2f}" for ratio in ratios)))
    table.notes.append(
        f"{len(last['ours'])} calls, in turn with as many bare emits; a board of about {size / 1000:.0f} kB; "
        "ours is committed (WAL, FULL), built anew from the database and sent whole"
    )
    return table
