"""A worker's machine in front of the emulated printer: real bytes over a real socket, a small picture for each job.

The picture carries the number of its job in its dots, so that the paper tells whose slip came out, and how often.
"""

from __future__ import annotations

from collections import Counter

from shared.paper.pictures import Picture
from shared.paper.printers import PrinterConfig, Waits, open_printer
from shared.press.machines import try_print
from shared.store.print_jobs import Job
from tests.paper.emulator import Emulator

HASTY = Waits(
    connect_s=1.0, answer_s=0.4, mark_s=0.2, pause_s=0.3, send_s=2.0, finish_s=0.5, settle_s=0.3, last_s=0.3
)
"""Shortened waits: the emulator answers at once or never."""
VERY_HASTY = Waits(
    connect_s=1.0,
    answer_s=0.1,
    mark_s=0.05,
    pause_s=0.1,
    send_s=2.0,
    finish_s=0.12,
    settle_s=0.12,
    last_s=0.1,
)
"""For very many slips. Who takes a late answer for silence has still told no lie: the slip is unknown, or not sent."""


_BYTES = 384 // 8
_MARK = b"\xff\xaa"
ROWS = 8


def picture_of(job_id: int) -> Picture:
    """Return a slip that says its job. No digit of it can be taken for an order."""
    digits = bytes(0x30 + int(digit) for digit in f"{job_id:08d}")
    return Picture(384, ROWS, (_MARK + digits).ljust(_BYTES, b"\0") * ROWS)


def jobs_on_paper(printer: Emulator) -> Counter[int]:
    """Return how often the slip of each job came out, whole or torn off in parts."""
    found: Counter[int] = Counter()
    for slip in printer.slips:
        rows = [slip.data[at : at + _BYTES] for at in range(0, len(slip.data), _BYTES)]
        marked = Counter(int(row[2:10]) for row in rows if row.startswith(_MARK) and row[2:10].isdigit())
        found.update({job: -(-count // ROWS) for job, count in marked.items()})
    return found


class RollMachine:
    """Prints jobs on an emulator."""

    def __init__(self, printer: Emulator, waits: Waits = HASTY) -> None:
        config = PrinterConfig(
            kind="network", address="127.0.0.1", port=printer.port, width=384, model="TM-T20II"
        )
        self._printer = open_printer(config, waits)
        self.found: str | None = None

    def status(self) -> str:
        """Ask."""
        return str(self._printer.status())

    def print_slip(self, job: Job) -> str:
        """Print the picture of the job's number."""
        outcome, self.found = try_print(lambda: self._printer.print_picture(picture_of(job.id)))
        return outcome
