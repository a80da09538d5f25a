"""The line to a printer, whatever it runs over: send and receive, each within a time."""

from __future__ import annotations

from typing import Protocol


class LineError(Exception):
    """The line does not work. `sent` is how many bytes of the present sending were taken over before."""

    def __init__(self, reason: str, sent: int = 0) -> None:
        super().__init__(reason)
        self.sent = sent


class LineStalledError(LineError):
    """The other side takes nothing any more."""


class Line(Protocol):
    """An open line."""

    def send(self, data: bytes, *, pause_s: float, within_s: float) -> None:
        """Hand over all of it; raise LineError when nothing moves for `pause_s` or it takes longer than `within_s`."""

    def receive(self, within_s: float) -> bytes:
        """Return what comes first, or nothing when the time is over; raise LineError when the line is cut."""

    def close(self) -> None:
        """Let go; never raises."""
