"""One of several programs that work on the same database file: `python -m tests.faults.several FILE COUNTER TIMES`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.cast import BEN
from tests.clockwork import Clock
from tests.office import open_office


def main(file: str, counter: str, times: str) -> None:
    """Issue and serve in turn; say what was given and who was served."""
    number = int(counter)
    given, served = [], []
    with open_office(Path(file), Clock(), first_token=number * 10_000) as office:
        console = office.console(number, BEN, tab=f"process-{number}").open("A")
        for _ in range(int(times)):
            given.append(office.issue("A"))
            called = console.call_next()
            if called is not None:
                console.start()
                console.finish("T1")
                served.append(called)
    sys.stdout.write(json.dumps({"given": given, "served": served}))


if __name__ == "__main__":
    main(*sys.argv[1:])
