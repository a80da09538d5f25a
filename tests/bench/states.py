"""A phone that asks how its ticket stands, in a short and in a long line, beside endpoints that do nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.bench.issuing import Measured, drive
from tests.bench.servers import bare, make_token, own_nothing, serving
from tests.bench.tables import Table, middle, number, percentile

LINES = (10, 1_000)
CLIENTS = 32
ROUNDS = 5
SECONDS = 1.0


def measure(*, quick: bool = False) -> list[Table]:
    """Return the table."""
    rounds, lines = (1, (10, 100)) if quick else (ROUNDS, LINES)
    empty, own = Measured(), Measured()
    asked = {length: Measured() for length in lines}
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        data = Path(folder)
        with serving(data) as office, bare("app", data) as plain, own_nothing(data / "own") as ours:
            kiosk = make_token(data, "kiosk")
            group = office.get("/api/v1/groups", kiosk)["groups"][0]["code"]
            waiting: list[str] = []
            for length in lines:
                while len(waiting) < length:
                    body = {"group": group}
                    waiting.append(office.ask("POST", "/api/v1/tickets", body=body, token=kiosk)["token"])
                job: dict[str, Any] = {
                    "clients": CLIENTS,
                    "seconds": SECONDS,
                    "method": "GET",
                    "bodies": [None],
                }
                for _ in range(rounds):
                    drive(empty, plain, {**job, "path": "/nothing"})
                    drive(own, ours, {**job, "path": "/api/v1/nothing"})
                    drive(asked[length], office, {**job, "path": f"/api/v1/tickets/{waiting[-1]}"})
                    asked[length].compare(None, empty, own)
    table = Table(
        "How a ticket stands, asked by a phone",
        ("what", "per second", "p50 ms", "p99 ms", "÷ empty Flask endpoint", "÷ empty call of Tonsai"),
    )
    table.rows.append(_row("empty Flask endpoint", empty, "1", "–"))
    table.rows.append(_row("empty call of Tonsai, with all its guards", own, "–", "1"))
    for length, measured in asked.items():
        table.rows.append(
            _row(f"**the last of {number(length)} who wait**", measured,
                 f"{middle(measured.to_nothing):.2f}", f"{middle(measured.to_own):.2f}")
        )  # fmt: skip
    table.notes.append(f"{CLIENTS} connections; medians of {rounds} rounds; ratios within a round")
    return [table]


def _row(name: str, measured: Measured, to_empty: str, to_own: str) -> tuple[str, ...]:
    return (
        name, number(middle(measured.rates)), number(percentile(measured.latencies, 0.5), 1),
        number(percentile(measured.latencies, 0.99), 1), to_empty, to_own,
    )  # fmt: skip
