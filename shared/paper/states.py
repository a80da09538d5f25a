"""What a printer says about itself, in the bytes of ESC/POS, and what that means for a slip.

The answers to DLE EOT carry no name: which of 1, 2, 4 one belongs to shows only in the order of asking. What other
answers may lie between them (to GS r, or a state sent unasked) has other fixed bits and is told apart here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class PrinterStatus(StrEnum):
    """The one word about a printer; `silent`: nothing answers, so nobody knows."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    SILENT = "silent"

    @property
    def can_print(self) -> bool:
        """True when a slip sent now would come out."""
        return self in (PrinterStatus.READY, PrinterStatus.PAPER_LOW)


@dataclass
class Answers:
    """Sorts what a printer sends: states (DLE EOT), marks reached (GS r), four-byte reports nobody asked for."""

    states: list[int] = field(default_factory=list)
    marks: int = 0
    _report_left: int = 0

    def feed(self, data: bytes) -> None:
        """Take what came."""
        for byte in data:
            if self._report_left:
                self._report_left -= 1
            elif byte & 0b1001_0011 == 0b0001_0010:
                self.states.append(byte)
            elif byte & 0b1001_0011 == 0b0001_0000:
                self._report_left = 3
            elif byte & 0b1001_0000 == 0:
                self.marks += 1
            # The rest is flow control (XON, XOFF) or noise.

    def clear(self) -> None:
        """Forget what came too early to be an answer."""
        self.states.clear()
        self.marks = 0


OFFLINE = 0b0000_1000  # of DLE EOT 1
COVER = 0b0000_0100  # of DLE EOT 2
STOPPED_FOR_PAPER = 0b0010_0000
FAULT = 0b0100_0000
NEAR_END = 0b0000_1100  # of DLE EOT 4
NO_PAPER = 0b0110_0000


def is_plausible(paper: int) -> bool:
    """True when the byte can be an answer to DLE EOT 4, in which the bits of each sensor come in pairs."""
    return (paper & NEAR_END) in (0, NEAR_END) and (paper & NO_PAPER) in (0, NO_PAPER)


def read_status(online: int, stop: int, paper: int) -> PrinterStatus:
    """Return the word for the answers to DLE EOT 1, 2 and 4. An open cover comes first: under it no sensor knows."""
    if stop & COVER:
        return PrinterStatus.COVER_OPEN
    if stop & STOPPED_FOR_PAPER or paper & NO_PAPER:
        return PrinterStatus.PAPER_OUT
    if online & OFFLINE or stop & FAULT:
        return PrinterStatus.OFFLINE
    return PrinterStatus.PAPER_LOW if paper & NEAR_END else PrinterStatus.READY
