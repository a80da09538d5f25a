"""Thousands of sockets in one event loop of their own process: how fast they come in, what they weigh, when they hear.

Reads a job from standard input, writes what it measured to standard output, both JSON. The protocol is that of
`tests.bench.screens`; here a message that came whole is only looked at, not copied, so that one costs about 5 µs.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.clients import END_OF_HEAD, RECEIVE
from tests.bench.screens import EVENT, PATIENCE_S, SEQ, Caller, next_message, send_text

AT_ONCE = 100
"""Handshakes under way at the same time."""
OPEN_S = 120.0
LOOKED_AT = 400
"""Bytes from the beginning of a message in which its number stands."""
BUFFER = bytearray(RECEIVE)
LONG, LONGER = 126, 127
"""Lengths of a frame that stand in two or in eight further bytes."""


@dataclass(slots=True)
class Socket:
    """One client: what is not yet a whole frame, and the newest number it has."""

    sock: socket.socket
    auth: bytes
    received: bytearray = field(default_factory=bytearray)
    upgraded: bool = False
    seq: int = -1
    at_ns: int = 0


class Crowd:
    """All sockets of one server and the one who makes news there."""

    def __init__(self, job: dict[str, Any]) -> None:
        """Job: port, count, auths (in turn), worker (a process id), settle_s, rounds, steps, pause_s, token; `hold`:
        stay and read until the process is ended."""
        self.port: int = job["port"]
        self._job = job
        self._selector = selectors.EpollSelector()
        self.sockets: list[Socket] = []
        self._hearing = 0
        self._target = self._behind = 0

    def open(self) -> float:
        """Connect all; return the seconds until each has its first value."""
        began, count = time.monotonic(), self._job["count"]
        while self._hearing < count:
            while len(self.sockets) < min(count, self._hearing + AT_ONCE):
                self._connect(self._job["auths"][len(self.sockets) % len(self._job["auths"])])
            if not self._read_once(1.0) and time.monotonic() - began > OPEN_S:
                raise RuntimeError(f"{self._hearing} of {count} sockets came in")
        return time.monotonic() - began

    def wait_for(self, seq: int) -> None:
        """Read until every socket has a value with this number or a newer one."""
        self._target, self._behind = seq, sum(s.seq < seq for s in self.sockets)
        until = time.monotonic() + PATIENCE_S
        while self._behind:
            self._read_once(0.5)
            if time.monotonic() > until:
                raise RuntimeError(f"{self._behind} sockets did not get {seq}")

    def idle(self, seconds: float) -> None:
        """Read what comes, for a while."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._read_once(left)

    def heard(self, asked_ns: int) -> dict[str, float]:
        """Return milliseconds until the first, the middle and the last had what they have now."""
        arrived = sorted(s.at_ns for s in self.sockets)
        return {
            "first": (arrived[0] - asked_ns) / 1e6,
            "middle": (arrived[len(arrived) // 2] - asked_ns) / 1e6,
            "last": (arrived[-1] - asked_ns) / 1e6,
        }

    def newest(self) -> int:
        """Return the newest number that anybody has."""
        return max(s.seq for s in self.sockets)

    def _connect(self, auth: dict[str, str]) -> None:
        sock = socket.create_connection(("127.0.0.1", self.port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = (
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", f"Host: 127.0.0.1:{self.port}",
            "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        )  # fmt: skip
        sock.sendall("\r\n".join(lines).encode() + END_OF_HEAD)
        each = Socket(sock, f"40/board,{json.dumps(auth)}".encode())
        self.sockets.append(each)
        self._selector.register(sock, selectors.EVENT_READ, each)

    def _read_once(self, timeout: float) -> bool:
        ready = self._selector.select(timeout)
        for key, _ in ready:
            self._read(key.data)
        return bool(ready)

    def _read(self, each: Socket) -> None:
        size = each.sock.recv_into(BUFFER)
        if not size:
            raise RuntimeError("a socket was closed")
        if each.upgraded and not each.received and _is_one_event(size):
            found = SEQ.search(BUFFER, 0, min(size, LOOKED_AT))
            if found is not None:
                self._note(each, int(found[1]))
                return
        each.received += memoryview(BUFFER)[:size]
        self._read_slowly(each)

    def _read_slowly(self, each: Socket) -> None:
        if not each.upgraded:
            head, mark, rest = each.received.partition(END_OF_HEAD)
            if not mark:
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                raise RuntimeError(f"no websocket: {bytes(head[:200])!r}")
            each.received, each.upgraded = bytearray(rest), True
        while (message := next_message(each.received)) is not None:
            self._take(each, message)

    def _take(self, each: Socket, message: bytes) -> None:
        if message.startswith(EVENT):
            found = SEQ.search(message)
            if found is not None:
                self._note(each, int(found[1]))
        elif message.startswith(b"0"):
            send_text(each.sock, each.auth)
        elif message == b"2":
            send_text(each.sock, b"3")
        elif message.startswith(b"44"):
            raise RuntimeError(f"a socket was refused: {message[:200]!r}")

    def _note(self, each: Socket, seq: int) -> None:
        if seq > each.seq:
            self._hearing += each.seq < 0
            self._behind -= each.seq < self._target <= seq
            each.seq, each.at_ns = seq, time.monotonic_ns()


def _is_one_event(size: int) -> bool:
    """True when the buffer holds exactly one whole frame, and a board in it."""
    length, start = BUFFER[1], 2
    if length == LONG:
        length, start = int.from_bytes(BUFFER[2:4]), 4
    elif length == LONGER:
        length, start = int.from_bytes(BUFFER[2:10]), 10
    return size == start + length and BUFFER.startswith(EVENT, start)


def take_round_of_words(crowd: Crowd) -> dict[str, float]:
    """The same where a word from one of the sockets makes the news."""
    shown, asked = crowd.newest(), time.monotonic_ns()
    send_text(crowd.sockets[0].sock, b"send")
    crowd.wait_for(shown + 1)
    return crowd.heard(asked)


def take_round(crowd: Crowd, caller: Caller, steps: list[dict[str, Any]], pause_s: float) -> dict[str, float]:
    """Make news once; return milliseconds until the first, the middle and the last socket has it."""
    shown = crowd.newest()
    asked = caller.ask(steps[0])
    crowd.wait_for(shown + 1)
    heard, seq = crowd.heard(asked), caller.answer()["seq"]
    for step in steps[1:]:
        crowd.wait_for(seq)
        caller.ask(step)
        seq = caller.answer()["seq"]
    crowd.wait_for(seq)
    crowd.idle(pause_s)
    return heard


def resident_kb(pid: int) -> int:
    """Return a process's resident memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"no memory of {pid}")


def cpu_s(pid: int) -> float:
    """Return the processor seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Open the crowd, then make news; return seconds and memory of the coming in, and the rounds."""
    worker = job["worker"]
    empty_kb, began_cpu = resident_kb(worker), cpu_s(worker)
    crowd = Crowd(job)
    opened_s = crowd.open()
    opened_cpu = cpu_s(worker) - began_cpu
    crowd.idle(job["settle_s"])
    full_kb = resident_kb(worker)
    if job.get("hold"):
        print("here", flush=True)
        crowd.idle(86_400)
    began_cpu = cpu_s(worker)
    rounds = _rounds(crowd, job)
    return {
        "opened_s": opened_s, "opened_cpu_s": opened_cpu, "kb_each": (full_kb - empty_kb) / job["count"],
        "rounds": rounds, "rounds_cpu_s": cpu_s(worker) - began_cpu,
    }  # fmt: skip


def _rounds(crowd: Crowd, job: dict[str, Any]) -> list[dict[str, float]]:
    if "steps" not in job:
        return [take_round_of_words(crowd) for _ in range(job["rounds"])]
    caller = Caller(job["port"], job.get("token"))
    return [take_round(crowd, caller, job["steps"], job["pause_s"]) for _ in range(job["rounds"])]


if __name__ == "__main__":
    gc.disable()
    json.dump(run(json.load(sys.stdin)), sys.stdout)
