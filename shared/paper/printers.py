"""A printer: its state, and a picture on its paper with the truth about whether it came out.

"Printed" is said only when the printer, asked after the picture, answers that all is well. Where it can, it also has
to say that it has worked through everything before the question (GS r stands in the queue behind the picture, while
DLE EOT overtakes it). Whatever goes wrong once the picture is under way is "perhaps printed": a caller who prints
again then would give two slips for one press.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from shared.paper.commands import ASK_REACHED, LONGEST_RASTER, end_of_half, picture_bytes, question
from shared.paper.lines import Line, LineError
from shared.paper.network import TcpLine
from shared.paper.pictures import Picture
from shared.paper.states import Answers, PrinterStatus, is_plausible, read_status

Kind = Literal["network", "usb", "serial", "file", "agent", "browser", "none"]
HELD_HERE: frozenset[str] = frozenset({"network", "usb", "serial", "file"})
"""Kinds whose printer this computer speaks to itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterConfig:
    """How a device prints. `address`: a host, `vendor:product` in hex (usb), or a device file (serial, file)."""

    kind: Kind
    address: str = ""
    port: int = 9100
    width: int = 576
    """Dots across the paper."""
    model: str = ""
    """A profile of python-escpos, or nothing: then one that fits the width."""
    baud: int = 115_200


@dataclass(frozen=True, slots=True)
class Waits:
    """How long to wait for what, in seconds. Together they keep a state true within five, also in a slip."""

    connect_s: float = 2.0
    answer_s: float = 1.5
    """For one answer of a printer that has nothing to do."""
    look_s: float = 2.5
    """For a look at a printer that rests, its connection included."""
    mark_s: float = 0.25
    """To learn whether it answers GS r at all."""
    pause_s: float = 3.0
    """Without taking a single byte of a picture."""
    send_s: float = 20.0
    finish_s: float = 3.5
    """From the first byte of a picture until the printer has worked through it: the time of printing."""
    settle_s: float = 1.0
    """And so long at least from the last byte handed over, after a line that was slow."""
    last_s: float = 0.5
    """For the answer of a printer that did not come to the end of the picture: a living one answers at once."""


class PrinterError(Exception):
    """A picture that is not known to be on paper."""

    maybe_printed = False

    def __init__(self, status: PrinterStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class PrinterSilentError(PrinterError):
    """Nothing answered before the picture was sent: nothing was printed."""


class PrinterNotReadyError(PrinterError):
    """It answered that it cannot: no paper, open, offline. Nothing was sent."""


class PrintUnknownError(PrinterError):
    """The line broke, stalled or fell silent with the picture under way, or the printer stopped: perhaps printed."""

    maybe_printed = True


class PrinterElsewhereError(ValueError):
    """This computer does not speak to printers of that kind."""


class Printer(Protocol):
    """What a worker needs of a printer."""

    def status(self) -> PrinterStatus:
        """Return its state; never raises for a printer's fault, never waits longer than a few seconds."""

    def print_picture(self, picture: Picture) -> PrinterStatus:
        """Print and cut; return the state afterwards, or raise PrinterError."""


class EscposPrinter:
    """A printer that speaks ESC/POS over some line. A connection lasts for one job: printers have but one."""

    def __init__(self, config: PrinterConfig, connect: Callable[[], Line], waits: Waits) -> None:
        self.config = config
        self._connect = connect
        self._waits = waits
        self._half_sent = 0
        """Bytes of a picture that broke off, for whose rest the printer may still be waiting."""
        self._met = False
        """Has been sent something by this process; one before it may have died in the middle of a picture."""

    def status(self) -> PrinterStatus:
        """Ask once, on a connection of its own."""
        end = time.monotonic() + self._waits.look_s
        try:
            line = self._connect()
        except LineError:
            return PrinterStatus.SILENT
        try:
            return Dialogue(line, self._waits).ask_status(min(self._waits.answer_s, end - time.monotonic()))
        except LineError:
            return PrinterStatus.SILENT
        finally:
            line.close()

    def print_picture(self, picture: Picture) -> PrinterStatus:
        """Ask, send, ask again."""
        data = picture_bytes(picture, self.config.width, self.config.model)
        try:
            line = self._connect()
        except LineError as error:
            raise PrinterSilentError(PrinterStatus.SILENT, str(error)) from error
        try:
            return self._print(Dialogue(line, self._waits), data)
        finally:
            line.close()

    def _print(self, dialogue: Dialogue, data: bytes) -> PrinterStatus:
        try:
            before = dialogue.ask_status(self._waits.answer_s)
            marks = before.can_print and dialogue.can_mark()
            if before.can_print and not marks and not self._met:
                dialogue.send(bytes(LONGEST_RASTER))
                if marks := dialogue.can_mark():
                    dialogue.send(end_of_half(0))
            self._met = self._met or before.can_print
        except LineError as error:
            raise PrinterSilentError(PrinterStatus.SILENT, str(error)) from error
        if not before.can_print:
            silent = before is PrinterStatus.SILENT
            refusal = PrinterSilentError if silent else PrinterNotReadyError
            raise refusal(before, f"the printer says {before} before the picture")
        began = time.monotonic()
        try:
            if self._half_sent:
                dialogue.send(end_of_half(self._half_sent))
            dialogue.send(data)
        except LineError as error:
            self._half_sent = max(self._half_sent, len(data))
            failure = PrintUnknownError if error.sent else PrinterSilentError
            raise failure(PrinterStatus.SILENT, str(error)) from error
        try:
            left = max(began + self._waits.finish_s - time.monotonic(), self._waits.settle_s)
            reached = dialogue.wait_for_mark(left) if marks else False
            after = dialogue.ask_status(
                self._waits.answer_s if reached else self._waits.last_s if marks else left
            )
        except LineError as error:
            self._half_sent = len(data)
            raise PrintUnknownError(PrinterStatus.SILENT, str(error)) from error
        if reached or (after.can_print and not marks):
            self._half_sent = 0
            return after
        if after is PrinterStatus.SILENT:
            self._half_sent = len(data)
        raise PrintUnknownError(
            after, f"the printer says {after} after the picture, and not that it is through"
        )


class Dialogue:
    """Questions and answers on one open line."""

    def __init__(self, line: Line, waits: Waits) -> None:
        self._line = line
        self._waits = waits
        self._answers = Answers()

    def ask_status(self, within_s: float) -> PrinterStatus:
        """Ask 1, 2, 4, one after the other. Bad news, nonsense or an answer too many: ask all again, twice at most.

        A stale answer shifts all that follow by one; asked again, they stand in their own places.
        """
        end = time.monotonic() + within_s
        said = PrinterStatus.SILENT
        for _ in range(3):
            self._drain()  # what came before the first question answers none of these
            told, stray = [], False
            for about in (1, 2, 4):
                stray = self._drain() or stray
                told.append(self._ask(about, end))
            online, stop, paper = told
            if online is None or stop is None or paper is None:
                return said
            again = self._drain() or stray or not is_plausible(paper)
            last, said = said, read_status(online, stop, paper)
            if not again and (said is PrinterStatus.READY or said is last):
                break
        return said

    def can_mark(self) -> bool:
        """True when it answers GS r, so that its answer can stand behind a picture."""
        self._answers.marks = 0
        self._send(ASK_REACHED)
        return self._wait(lambda: self._answers.marks > 0, time.monotonic() + self._waits.mark_s)

    def send(self, data: bytes) -> None:
        """Send a picture with a mark behind it."""
        self._drain()
        self._line.send(data, pause_s=self._waits.pause_s, within_s=self._waits.send_s)

    def wait_for_mark(self, within_s: float) -> bool:
        """Ask for the mark and wait until the printer has come to it."""
        self._answers.marks = 0
        self._send(ASK_REACHED)
        return self._wait(lambda: self._answers.marks > 0, time.monotonic() + within_s)

    def _ask(self, about: int, end: float) -> int | None:
        self._send(question(about))
        if self._wait(lambda: bool(self._answers.states), end):
            return self._answers.states.pop(0)
        return None

    def _send(self, data: bytes) -> None:
        self._line.send(data, pause_s=self._waits.pause_s, within_s=self._waits.pause_s)

    def _wait(self, come: Callable[[], bool], end: float) -> bool:
        while not come():
            left = end - time.monotonic()
            if left <= 0:
                return False
            self._answers.feed(self._line.receive(left))
        return True

    def _drain(self) -> bool:
        """Throw away what came unasked; return True when a state was among it."""
        while data := self._line.receive(0):
            self._answers.feed(data)
        stray = bool(self._answers.states)
        self._answers.clear()
        return stray


def open_printer(config: PrinterConfig, waits: Waits | None = None) -> Printer:
    """Return the printer of a configuration. Nothing is connected before it is used; raises PrinterElsewhereError."""
    waits = waits or Waits()
    if config.kind == "network":
        return EscposPrinter(config, lambda: TcpLine(config.address, config.port, waits.connect_s), waits)
    if config.kind in HELD_HERE:
        from shared.paper.local import open_local_line

        return EscposPrinter(config, lambda: open_local_line(config, waits.connect_s), waits)
    raise PrinterElsewhereError(f"a printer of kind {config.kind} is not spoken to from here")
