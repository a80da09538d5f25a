"""An emulated printer in a process of its own, for measurements: it says its port, and at the end when each slip came.

The clock is the machine's monotonic one, the same in every process. Pictures are not kept: ten thousand are 400 MB.
"""

from __future__ import annotations

import json
import sys
import time

from shared.paper.pictures import Picture
from tests.paper.emulator import Emulator
from tests.paper.paper_roll import Roll


class CountingRoll(Roll):
    """A roll that keeps moments in place of slips."""

    moments: list[float]

    def __init__(self, width: int) -> None:
        super().__init__(width)
        self.moments = []

    def cut(self) -> None:
        """Note when the knife fell."""
        self.rows = []
        self.moments.append(time.monotonic())

    def tear(self) -> Picture:
        """Nothing is kept."""
        raise NotImplementedError


def main() -> None:
    """Work until standard input says how many slips it must have been, and those have come."""
    roll = CountingRoll(int(sys.argv[1]))
    with Emulator(roll.width, roll=roll) as emulator:
        print(emulator.port, flush=True)
        expected = int(sys.stdin.readline() or 0)
        emulator.wait_for(lambda _: len(roll.moments) >= expected)
        print(json.dumps(roll.moments), flush=True)


if __name__ == "__main__":
    main()
