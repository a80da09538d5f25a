"""The inside of the emulated printer: reads the stream of ESC/POS byte by byte and burns dots on an endless roll.

A command may be cut anywhere between two packets, and a connection may end in the middle of a raster: the printer
then goes on waiting for the rest of it, as real ones do.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from shared.paper.pictures import Picture

Taking = Generator[None, None, bytes]
LINE = 30
"""Dots of a line feed by default: a sixth of an inch, near enough."""


@dataclass
class Roll:
    """The paper under the head, and what was cut off it."""

    width: int
    rows: list[bytes] = field(default_factory=list)
    slips: list[Picture] = field(default_factory=list)

    def burn(self, row: bytes) -> None:
        """Burn one row of dots; what is beyond the head is lost, as on paper."""
        self.rows.append(row[: self.width // 8].ljust(self.width // 8, b"\0"))

    def feed(self, dots: int) -> None:
        """Move on without burning."""
        self.rows += [bytes(self.width // 8)] * dots

    def cut(self) -> None:
        """Cut off what stands out."""
        self.slips.append(self.tear())

    def tear(self) -> Picture:
        """Return what stands out, and begin anew."""
        rows, self.rows = self.rows, []
        return Picture(self.width, len(rows), b"".join(rows))


class Reader:
    """A parser that may be stopped between any two rows: `may_go` says whether paper moves now."""

    def __init__(self, roll: Roll, may_go: Callable[[], bool], reached: Callable[[], None]) -> None:
        self.roll = roll
        self.unknown: list[bytes] = []
        """Bytes that were no command: text, as far as a printer is concerned. A slip has none."""
        self._may_go = may_go
        self._reached = reached
        self._buffer = bytearray()
        self._spacing = LINE
        self._graphics: list[bytes] = []
        self._parser = self._read()
        next(self._parser)

    def feed(self, data: bytes = b"") -> None:
        """Take bytes and work as far as they and the paper reach."""
        self._buffer += data
        next(self._parser)

    def _take(self, count: int) -> Taking:
        while len(self._buffer) < count or not self._may_go():
            yield
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _read(self) -> Generator[None, None, None]:
        while True:
            first = yield from self._take(1)
            if first == b"\x1b":
                yield from self._escape()
            elif first == b"\x1d":
                yield from self._group()
            elif first == b"\x10":
                # A real-time order was obeyed when it came in; here it only takes its place.
                if (yield from self._take(1)) in b"\x04\x05":
                    yield from self._take(1)
            elif first == b"\n":
                self.roll.feed(self._spacing)
            elif first != b"\0":
                self.unknown.append(first)

    def _escape(self) -> Generator[None, None, None]:
        order = yield from self._take(1)
        if order == b"@" or order == b"2":
            self._spacing = LINE
        elif order == b"3":
            self._spacing = (yield from self._take(1))[0]
        elif order in b"da":
            count = (yield from self._take(1))[0]
            self.roll.feed(count * LINE if order == b"d" else 0)
        elif order == b"J":
            self.roll.feed((yield from self._take(1))[0])
        elif order == b"*":
            yield from self._columns()
        else:
            self.unknown.append(b"\x1b" + order)

    def _group(self) -> Generator[None, None, None]:
        order = yield from self._take(1)
        if order == b"v":
            header = yield from self._take(6)
            yield from self._raster(_short(header, 2), _short(header, 4))
        elif order == b"V":
            if (yield from self._take(1)) in b"AB":
                self.roll.feed((yield from self._take(1))[0])
            self.roll.cut()
        elif order == b"r":
            yield from self._take(1)
            self._reached()
        elif order == b"(":
            yield from self._take(1)
            yield from self._graphic(_short((yield from self._take(2)), 0))
        elif order == b"8":
            yield from self._take(1)
            yield from self._graphic(int.from_bytes((yield from self._take(4)), "little"))
        else:
            self.unknown.append(b"\x1d" + order)

    def _raster(self, wide: int, high: int) -> Generator[None, None, None]:
        for _ in range(high):
            self.roll.burn((yield from self._take(wide)))

    def _columns(self) -> Generator[None, None, None]:
        """ESC *, one band of 8 or 24 dots, and the line feed that moves past it."""
        mode, *count = yield from self._take(3)
        deep = 3 if mode >= 32 else 1
        data = yield from self._take(_short(bytes(count), 0) * deep)
        columns = [int.from_bytes(data[at : at + deep], "big") for at in range(0, len(data), deep)]
        for bit in range(deep * 8 - 1, -1, -1):
            row = sum(((column >> bit) & 1) << (len(columns) - 1 - x) for x, column in enumerate(columns))
            spare = -len(columns) % 8
            self.roll.burn((row << spare).to_bytes((len(columns) + 7) // 8, "big"))
        yield from self._take(1)

    def _graphic(self, length: int) -> Generator[None, None, None]:
        """GS ( L and GS 8 L: keep a picture, print what was kept."""
        data = yield from self._take(length)
        if data[1:2] in b"p\x70":
            wide = (_short(data, 6) + 7) // 8
            self._graphics = [data[at : at + wide] for at in range(10, len(data), wide)]
        elif data[1:2] in b"2\x02":
            for row in self._graphics:
                self.roll.burn(row)
            self._graphics = []


def _short(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
