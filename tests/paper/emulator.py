"""A receipt printer behind real TCP: it obeys the stream, answers for its state, and fails in every way asked of it.

with Emulator() as printer:
    open_printer(printer.config).print_picture(picture)
    assert printer.slips == [picture]
    printer.faults.out = True
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from shared.paper.pictures import Picture
from shared.paper.printers import PrinterConfig
from tests.paper.paper_roll import Reader, Roll

PATIENCE_S = 20.0
"""How long a test waits for something to happen before it calls it a failure."""


@dataclass
class Faults:
    """What is wrong with the printer; may be changed at any moment. Counts are of one connection's bytes."""

    near_end: bool = False
    out: bool = False
    cover: bool = False
    offline: bool = False
    mute: bool = False
    """Takes everything and never answers."""
    mute_after: int | None = None
    close: bool = False
    """Accepts a connection and closes it at once."""
    stall_after: int | None = None
    """Reads no further, with the connection open."""
    break_after: int | None = None
    """Cuts the connection."""
    out_after_rows: int | None = None
    """The roll ends so many rows of dots from now."""
    cover_after_rows: int | None = None
    bytes_per_s: float | None = None
    """Reads so slowly."""
    marks: bool = True
    """Answers GS r."""
    stale: bytes = b""
    """Sent before the next answer, glued to it: an answer to an older question."""
    chatter: bytes = b""
    """Sent before every answer: a state report nobody asked for."""


class Client(Protocol):
    """What the emulator needs of the one it serves."""

    def recv(self, size: int, /) -> bytes:
        """Wait for bytes; none at the end."""

    def sendall(self, data: bytes, /) -> None:
        """Answer."""


class Emulator:
    """One printer with one client at a time; others wait, as they do at port 9100."""

    def __init__(self, width: int = 576, faults: Faults | None = None, roll: Roll | None = None) -> None:
        self.faults = faults or Faults()
        self.roll = roll or Roll(width)
        self.received = 0
        self.orders: list[bytes] = []
        """Real-time orders other than questions: a slip that opens a drawer shows here."""
        self.questions = 0
        self._reader = Reader(self.roll, self._may_go, self._say_reached)
        self._changed = threading.Condition()
        self._over = threading.Event()
        self._client: Client | None = None
        self._asked = b""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="printer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Switch it off."""
        self._over.set()
        with self._changed:
            self._changed.notify_all()
        for end in (self._listener, self._client):
            if isinstance(end, socket.socket):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(PATIENCE_S)
        self._listener.close()

    @property
    def config(self) -> PrinterConfig:
        """How to reach it."""
        return PrinterConfig(
            kind="network", address="127.0.0.1", port=self.port, width=self.roll.width, model=self._model()
        )

    @property
    def slips(self) -> list[Picture]:
        """What was cut off so far."""
        with self._changed:
            return list(self.roll.slips)

    @property
    def unknown(self) -> list[bytes]:
        """Bytes that would have come out as letters."""
        return self._reader.unknown

    def wait_for(self, come: Callable[[Emulator], bool], seconds: float = PATIENCE_S) -> bool:
        """Wait until something is true of it; False when it does not come."""
        with self._changed:
            return self._changed.wait_for(lambda: come(self), seconds)

    def repair(self) -> None:
        """Put in a roll, close the cover, and go on with what is still in its memory."""
        with self._changed:
            for name in ("near_end", "out", "cover", "offline", "mute", "close"):
                setattr(self.faults, name, False)
            for name in ("mute_after", "stall_after", "break_after", "out_after_rows", "cover_after_rows"):
                setattr(self.faults, name, None)
            self._reader.feed()
            self._changed.notify_all()

    def _model(self) -> str:
        """All widths have a knife here, so that slips can be counted."""
        return {384: "", 512: "TM-T88V", 576: "TM-T20II"}[self.roll.width]

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError):
                if not self.faults.close:
                    self.talk(client)
            client.close()

    def talk(self, client: Client) -> None:
        """Serve one client until it goes; a client need not be a socket."""
        self._client = client
        try:
            self._listen(client)
        finally:
            self._client = None

    def _listen(self, client: Client) -> None:
        received = 0
        self._asked = b""
        while data := client.recv(4096):
            if self.faults.bytes_per_s:
                self._over.wait(len(data) / self.faults.bytes_per_s)
            for limit, then in ((self.faults.stall_after, self._stall), (self.faults.break_after, _reset)):
                if limit is not None and received + len(data) > limit:
                    self._work(data[: limit - received], received)
                    then(client)
                    return
            self._work(data, received)
            received += len(data)

    def _stall(self, client: Client) -> None:
        """Leave everything unread until it is repaired or switched off."""
        self.wait_for(lambda printer: printer._over.is_set() or printer.faults.stall_after is None)

    def _work(self, data: bytes, before: int) -> None:
        limit = self.faults.mute_after
        if limit is not None and before + len(data) > limit:
            self.faults.mute = True
        with self._changed:
            self.received += len(data)
            self._obey_at_once(data)
            self._reader.feed(data)
            self._changed.notify_all()

    def _obey_at_once(self, data: bytes) -> None:
        """Find the real-time orders wherever they stand, also inside a raster and across packets."""
        stream = self._asked + data
        at = stream.find(b"\x10")
        while 0 <= at < len(stream) - 2:
            if stream[at + 1] == 4 and stream[at + 2] in (1, 2, 3, 4):
                self.questions += 1
                self._say(self._state(stream[at + 2]))
            elif stream[at + 1] in (5, 0x14):
                self.orders.append(stream[at : at + 3])
            at = stream.find(b"\x10", at + 1)
        self._asked = stream[at:] if at >= 0 else b""

    def _state(self, about: int) -> bytes:
        faults = self.faults
        if about == 1:
            return bytes((0x12 | (0x08 if faults.offline or faults.out or faults.cover else 0),))
        if about == 2:
            return bytes((0x12 | (0x04 if faults.cover else 0) | (0x20 if faults.out else 0),))
        if about == 4:
            return bytes(
                (0x12 | (0x0C if faults.near_end or faults.out else 0) | (0x60 if faults.out else 0),)
            )
        return b"\x12"

    def _say(self, answer: bytes) -> None:
        stale, self.faults.stale = self.faults.stale, b""
        if not self.faults.mute and self._client is not None:
            # Whoever asked may have hung up meanwhile.
            with contextlib.suppress(OSError):
                self._client.sendall(self.faults.chatter + stale + answer)

    def _say_reached(self) -> None:
        if self.faults.marks:
            self._say(bytes((0x03 if self.faults.near_end else 0,)))

    def _may_go(self) -> bool:
        """Look at paper and cover between two rows."""
        faults, rows = self.faults, len(self.roll.rows)
        if faults.out_after_rows is not None and rows >= faults.out_after_rows:
            faults.out = True
        if faults.cover_after_rows is not None and rows >= faults.cover_after_rows:
            faults.cover = True
        return not (faults.out or faults.cover or faults.offline)


def _reset(client: Client) -> None:
    """Cut the connection as a pulled cable's switch does: no goodbye."""
    if isinstance(client, socket.socket):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
