"""From the call's POST to the last of a hundred screens, beside a bare emit of the same board."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.servers import bare, make_token, run_apart, serving
from tests.bench.tables import Table, number, percentile

SCREENS = 100
ROUNDS = 60
PAUSE_S = 0.3
"""Quiet after a call: five busy counters call less often than this."""
BARE_PAUSE_S = 0.1
COUNTER = "/api/v1/counters/1"


def measure(*, quick: bool = False) -> list[Table]:
    """Return the table. Each round calls a ticket at counter 1; afterwards nobody came, and the hall is quiet."""
    rounds = 15 if quick else ROUNDS
    with tempfile.TemporaryDirectory(prefix="tonsai-bench-") as folder:
        data = Path(folder)
        with serving(data) as office, bare("live", data) as plain:
            kiosk, desk = make_token(data, "kiosk"), make_token(data, "counter")
            office.ask("POST", f"{COUNTER}/open", body={}, token=desk)
            group = office.get("/api/v1/desk", desk)["counters"][0]["groups"][0]
            for _ in range(rounds + 5):
                office.ask("POST", "/api/v1/tickets", body={"group": group}, token=kiosk)
            board = office.get("/api/v1/board", kiosk)
            plain.ask("PUT", "/value", body=board)
            found = run_apart(
                "tests.bench.screens",
                {
                    "screens": SCREENS,
                    "rounds": rounds,
                    "halls": {
                        "ours": {
                            "port": office.port, "auth": {"token": kiosk}, "token": desk, "pause_s": PAUSE_S,
                            "steps": [{"path": f"{COUNTER}/call-next"}, {"path": f"{COUNTER}/no-show"}],
                        },
                        "bare": {"port": plain.port, "auth": {}, "steps": [{"path": "/send"}], "pause_s": BARE_PAUSE_S},
                    },
                },
                timeout_s=120,
            )  # fmt: skip
    return [_table(found, len(str(board).encode()))]


def _table(found: dict[str, list[dict[str, float]]], size: int) -> Table:
    table = Table(
        f"From a call to {SCREENS} screens",
        (
            "what",
            "first screen p50 ms",
            "last screen p50 ms",
            "last screen p99 ms",
            "÷ bare p50",
            "÷ bare p99",
        ),
    )
    last = {name: [each["last"] for each in rounds] for name, rounds in found.items()}
    names = {"bare": "bare Flask-SocketIO emit of the same board", "ours": "**call-next, from its POST**"}
    for key, name in names.items():
        p50, p99 = percentile(last[key], 0.5), percentile(last[key], 0.99)
        table.rows.append(
            (name, number(percentile([r["first"] for r in found[key]], 0.5), 1), number(p50, 1), number(p99, 1),
             f"{p50 / percentile(last['bare'], 0.5):.2f}", f"{p99 / percentile(last['bare'], 0.99):.2f}")
        )  # fmt: skip
    table.notes.append(
        f"{len(last['ours'])} calls, in turn with as many bare emits; a board of about {size / 1000:.0f} kB; "
        "ours is committed (WAL, FULL), built anew for board and desk, and sent whole"
    )
    return table
