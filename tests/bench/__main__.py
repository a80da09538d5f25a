"""`python -m tests.bench [issue] [--quick]`: run the measurements and print their tables."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from tests.bench import issuing
from tests.bench.tables import Table

PARTS: dict[str, Callable[..., list[Table]]] = {"issue": issuing.measure}


def main() -> None:
    """Run the parts that were asked for, all without a name."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"any of: {', '.join(PARTS)}; all without one"
    )
    parser.add_argument("--quick", action="store_true", help="fewer and shorter runs: to see that it works")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    for name in asked.parts or PARTS:
        began = time.monotonic()
        for table in PARTS[name](quick=asked.quick):
            print(table.markdown())
        print(f"({name}: {time.monotonic() - began:.0f} s)\n", flush=True)


if __name__ == "__main__":
    main()
