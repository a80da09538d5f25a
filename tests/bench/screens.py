"""A hall of screens and the one who calls: websockets and two HTTP connections in one event loop of their own process.

Reads a job from standard input, writes what it measured to standard output, both JSON. Two halls, ours and the bare
one, take turns round by round, so that both are measured under the same weather. Only what is needed of the protocol
is here: the handshake, whole text frames, Socket.IO's connect and the answer to its ping.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import re
import selectors
import socket
import struct
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from tests.bench.clients import END_OF_HEAD, RECEIVE, request_bytes, whole_answer

SEQ = re.compile(rb'"seq": ?(\d+)')
EVENT = b'42/board,["board"'
PATIENCE_S = 10.0
TEXT, CLOSE = 1, 8


@dataclass
class Screen:
    """One websocket: what is not yet a whole frame, and the newest number it shows."""

    sock: socket.socket
    received: bytearray = field(default_factory=bytearray)
    connected: bool = False
    seq: int = -1
    at_ns: int = 0


@dataclass
class Hall:
    """One server with its screens and its caller."""

    port: int
    auth: dict[str, str]
    steps: list[dict[str, Any]]
    token: str | None
    pause_s: float
    """Quiet after each round."""
    selector: selectors.BaseSelector = field(default_factory=selectors.EpollSelector)
    screens: list[Screen] = field(default_factory=list)

    def open(self, count: int) -> None:
        """Connect the screens and wait until each shows something."""
        for _ in range(count):
            screen = Screen(_connect(self.port))
            self.screens.append(screen)
            self.selector.register(screen.sock, selectors.EVENT_READ, screen)
        self.wait(lambda: all(s.seq >= 0 for s in self.screens))

    def wait(self, done: Any, until_ns: int | None = None) -> bool:
        """Read what comes until `done()`; return False when it took too long."""
        until = until_ns or time.monotonic_ns() + int(PATIENCE_S * 1e9)
        while not done():
            left = (until - time.monotonic_ns()) / 1e9
            if left <= 0:
                return False
            for key, _ in self.selector.select(left):
                self._read(key.data)
        return True

    def _read(self, screen: Screen) -> None:
        arrived = screen.sock.recv(RECEIVE)
        now = time.monotonic_ns()
        if not arrived:
            raise RuntimeError("a screen was disconnected")
        screen.received += arrived
        while (message := next_message(screen.received)) is not None:
            if message.startswith(EVENT):
                found = SEQ.search(message)
                if found is not None and int(found[1]) > screen.seq:
                    screen.seq, screen.at_ns = int(found[1]), now
            elif message.startswith(b"0"):
                send_text(screen.sock, b"40/board," + json.dumps(self.auth).encode())
            elif message == b"2":
                send_text(screen.sock, b"3")
            elif message.startswith(b"44"):
                raise RuntimeError(f"a screen was refused: {message[:200]!r}")


def _connect(port: int) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = (
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket",
        "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
    )  # fmt: skip
    sock.sendall("\r\n".join(lines).encode() + END_OF_HEAD)
    head = b""
    while END_OF_HEAD not in head:
        head += sock.recv(1)  # byte by byte: what follows belongs to the frames
    if b" 101 " not in head.partition(b"\r\n")[0]:
        raise RuntimeError(f"no websocket: {head[:200]!r}")
    return sock


def send_text(sock: socket.socket, text: bytes) -> None:
    """Send one short text message."""
    assert len(text) < 126 or len(text) < 65_536
    size = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + struct.pack("!H", len(text))
    sock.sendall(b"\x81" + size + bytes(4) + text)  # a mask of zeros changes nothing


def next_message(buffer: bytearray) -> bytes | None:
    """Cut the first whole frame from the buffer and return its text, or None while there is none."""
    if len(buffer) < 2:
        return None
    size, start = buffer[1] & 0x7F, 2
    if size == 126:
        start = 4
        size = int.from_bytes(buffer[2:4]) if len(buffer) >= 4 else 1 << 62
    elif size == 127:
        start = 10
        size = int.from_bytes(buffer[2:10]) if len(buffer) >= 10 else 1 << 62
    if len(buffer) < start + size:
        return None
    if buffer[0] & 0x0F == CLOSE:
        raise RuntimeError("a screen was closed")
    message = bytes(buffer[start : start + size]) if buffer[0] & 0x0F == TEXT else b""
    del buffer[: start + size]
    return message


class Caller:
    """Sends the steps of a round; the first one is measured."""

    def __init__(self, port: int, token: str | None) -> None:
        self._token = token
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, step: dict[str, Any]) -> int:
        """Send one request; return when it was sent. The answer is read by `answer`."""
        message = request_bytes("POST", step["path"], body=step.get("body", {}), token=self._token)
        at = time.monotonic_ns()
        self.sock.sendall(message)
        return at

    def answer(self) -> dict[str, Any]:
        """Return the answer to the last request."""
        received = b""
        while (whole := whole_answer(received)) is None:
            received += self.sock.recv(RECEIVE)
        status, _, body = whole.partition(b"\n")
        if b" 20" not in status:
            raise RuntimeError(f"refused: {status!r} {body[:200]!r}")
        found: dict[str, Any] = json.loads(body)
        return found


def take_round(hall: Hall, caller: Caller) -> dict[str, float]:
    """Call once; return milliseconds to the first and to the last screen that has the new board.

    All screens show the same board before and nobody else changes anything, so the first newer one is the call's.
    """
    shown = max(s.seq for s in hall.screens)
    asked = caller.ask(hall.steps[0])
    _wait_for(hall, shown + 1)
    arrived = [s.at_ns for s in hall.screens]
    seq = caller.answer()["seq"]
    _wait_for(hall, seq)
    if arrived != [s.at_ns for s in hall.screens]:
        raise RuntimeError(f"a screen had another board between {shown} and {seq}")
    for step in hall.steps[1:]:
        caller.ask(step)
        seq = caller.answer()["seq"]
    _wait_for(hall, seq)
    hall.wait(lambda: False, time.monotonic_ns() + int(hall.pause_s * 1e9))
    return {"first": (min(arrived) - asked) / 1e6, "last": (max(arrived) - asked) / 1e6}


def _wait_for(hall: Hall, seq: int) -> None:
    if not hall.wait(lambda: all(s.seq >= seq for s in hall.screens)):
        raise RuntimeError(f"some screens did not get board {seq}")


def watch(job: dict[str, Any]) -> dict[str, list[dict[str, float]]]:
    """Open every hall of the job and take rounds in turn; return the rounds of each hall by its name."""
    halls = {
        name: Hall(each["port"], each["auth"], each["steps"], each.get("token"), each["pause_s"])
        for name, each in job["halls"].items()
    }
    for hall in halls.values():
        hall.open(job["screens"])
    callers = {name: Caller(hall.port, hall.token) for name, hall in halls.items()}
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in halls}
    for _ in range(job["rounds"]):
        for name, hall in halls.items():
            rounds[name].append(take_round(hall, callers[name]))
    return rounds


if __name__ == "__main__":
    gc.disable()
    json.dump(watch(json.load(sys.stdin)), sys.stdout)
