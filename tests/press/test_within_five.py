"""Whatever fails at whichever byte of a slip, what is said of the printer is true within five seconds, by real waits.

Every case is a printer of its own and a thread of its own, all at the same time: they wait, they do not work.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from shared.paper.pictures import Picture
from shared.paper.printers import EscposPrinter, PrinterError, open_printer
from tests.paper.emulator import Emulator

WITHIN_S = 5.0
ROWS = 640
BYTES = ROWS * 72
"""Of a slip of 80 mm, as long as they may be."""
MOMENTS = (1, 14, 60, BYTES // 2, BYTES - 10, BYTES + 30)
"""Bytes of the connection: in the first question, between two, in the raster's head, in it, at its end, after it."""
SLIP = Picture(576, ROWS, bytes((0x33, 0x55)) * (BYTES // 2))


@dataclass(frozen=True)
class Case:
    """A fault, when it comes, and what the printer then is; `None`: whatever the next look finds."""

    fault: str
    at: int | bool
    truth: str | None

    def __str__(self) -> str:
        return f"{self.fault} at {self.at}"


CASES = (
    *(Case("mute_after", at, "silent") for at in MOMENTS),
    *(Case("stall_after", at, "silent") for at in MOMENTS),
    *(Case("break_after", at, None) for at in MOMENTS),
    *(Case("out_after_rows", rows, "paper_out") for rows in (0, 1, ROWS // 2, ROWS - 1)),
    *(Case("cover_after_rows", rows, "cover_open") for rows in (0, 1, ROWS // 2, ROWS - 1)),
    Case("mute", True, "silent"),
    Case("close", True, "silent"),
    Case("out", True, "paper_out"),
    Case("cover", True, "cover_open"),
    Case("offline", True, "offline"),
)


@dataclass(frozen=True)
class Seen:
    """What came of a case: seconds from the press to each state that was said, slips on the paper."""

    said: tuple[tuple[float, str], ...]
    looked: str
    slips: int


def play(case: Case, *, marks: bool) -> Seen:
    """Send a slip to a printer that fails, then look at it, as a worker does."""
    with Emulator(576) as emulator:
        emulator.faults.marks = marks
        setattr(emulator.faults, case.fault, case.at)
        printer = open_printer(emulator.config)
        assert isinstance(printer, EscposPrinter)
        began = time.monotonic()
        said = [(0.0, "")]
        try:
            said.append((0.0, str(printer.print_picture(SLIP))))
        except PrinterError as error:
            said.append((0.0, str(error.status)))
        said[-1] = (time.monotonic() - began, said[-1][1])
        looked = str(printer.status())
        said.append((time.monotonic() - began, looked))
        return Seen(tuple(said[1:]), looked, len(emulator.slips))


@pytest.mark.parametrize("marks", [True, False])
def test_the_state_is_true_within_five_seconds_of_any_fault_at_any_byte(marks: bool) -> None:
    with ThreadPoolExecutor(len(CASES)) as pool:
        seen = dict(zip(CASES, pool.map(lambda case: play(case, marks=marks), CASES), strict=True))
    for case, found in seen.items():
        truth = case.truth or found.looked
        told = min((at for at, state in found.said if state == truth), default=None)
        assert told is not None, f"{case}: {found.said}"
        assert told < WITHIN_S, f"{case}: {found.said}"
        assert found.slips <= 1, str(case)
