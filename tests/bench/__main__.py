"""Run the measurements and print their tables: `./deploy/bench [part …] [--quick] [--write]`.

The parts are issue, follow, crowds, state, hammer, start, hall, figures, papers, province, print, redis and soak.
Everything listens on 127.0.0.1 and is stopped afterwards. All but hammer, print and soak together take about twenty
minutes on a machine that does nothing else; print draws and sends 10,000 slips, hammer gives and calls 100,000 tickets
several times, soak plays a whole year. With other work beside them look at the ratios only.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import (
    crowds,
    following,
    hall,
    hammer,
    issuing,
    papers,
    printing,
    provinces,
    reporting,
    several,
    soak,
    starting,
    states,
)
from tests.bench.tables import Table

PARTS: dict[str, Callable[..., list[Table]]] = {
    "issue": issuing.measure,
    "follow": following.measure,
    "crowds": crowds.measure,
    "state": states.measure,
    "hammer": hammer.measure,
    "start": starting.measure,
    "hall": hall.measure,
    "figures": reporting.measure,
    "papers": papers.measure,
    "province": provinces.measure,
    "print": printing.measure,
    "redis": several.measure,
    "soak": soak.measure,
}
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Run the parts that were asked for, all without a name."""
    parser = argparse.ArgumentParser(prog="deploy/bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"any of: {', '.join(PARTS)}; all without one"
    )
    parser.add_argument("--quick", action="store_true", help="fewer and shorter runs: to see that it works")
    parser.add_argument("--days", type=int, help="of soak: how many working days")
    parser.add_argument("--tickets", type=int, help="of soak: how many tickets a day")
    parser.add_argument("--write", action="store_true", help="put the tables into tests/bench/RESULTS.md")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    for name in asked.parts or PARTS:
        load, began = os.getloadavg()[0], time.monotonic()
        own = {part: getattr(asked, part) for part in ("days", "tickets") if getattr(asked, part) is not None}
        tables = PARTS[name](quick=asked.quick, **(own if name == "soak" else {}))
        text = "\n".join(table.markdown() for table in tables)
        text += f"\n*{_machine(load)}; took {time.monotonic() - began:.0f} s*\n"
        print(text, flush=True)
        if asked.write:
            _write(name, text)


def _machine(load: float) -> str:
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; load before the run {load:.1f}"
    )


def _write(part: str, text: str) -> None:
    """Replace what stands between a part's two marks."""
    first, last = f"<!-- {part} -->\n", f"<!-- /{part} -->\n"
    before, _, rest = RESULTS.read_text(encoding="utf-8").partition(first)
    _, mark, after = rest.partition(last)
    if not mark:
        raise SystemExit(f"{RESULTS.name} has no place for {part}")
    RESULTS.write_text(f"{before}{first}\n{text}\n{last}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
