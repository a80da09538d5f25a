"""Kiosks that ask as fast as they are answered: keep-alive connections in one event loop of their own process.

Reads a job from standard input, writes what it measured to standard output, both JSON. An answer is only looked at
after the run, so that the client is never what limits: one request costs it about 25 µs.
"""

from __future__ import annotations

import gc
import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"
RECEIVE = 65_536
ANSWER_S = 30.0
"""How long the last answers may take after the time is over."""


@dataclass
class Connection:
    """One kiosk: its socket, what it has received of an answer, and when it asked."""

    sock: socket.socket
    received: bytes = b""
    asked_ns: int = 0


def request_bytes(method: str, path: str, *, body: Any, token: str | None, key: str | None = None) -> bytes:
    """Return a whole HTTP request."""
    content = json.dumps(body).encode() if body is not None else b""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if body is not None:
        head += [f"Content-Length: {len(content)}", "Content-Type: application/json"]
    if token:
        head.append(f"Authorization: Bearer {token}")
    if key:
        head.append(f"Idempotency-Key: {key}")
    return "\r\n".join(head).encode() + END_OF_HEAD + content


def whole_answer(received: bytes) -> bytes | None:
    """Return status line and body (joined by a newline) of a complete answer, or None while it is incomplete."""
    head, mark, body = received.partition(END_OF_HEAD)
    if not mark:
        return None
    lowered = head.lower()
    at = lowered.index(LENGTH) + len(LENGTH)
    length = int(lowered[at : at + 12].split(b"\r")[0])
    return head.partition(b"\r\n")[0] + b"\n" + body if len(body) >= length else None


class Crowd:
    """Some kiosks that keep asking one server.

    Job: port, method (POST), path, clients, seconds, bodies (asked in turn), token; `keys`, a word that begins each
    fresh Idempotency-Key; `most`, how many requests are sent at most.
    """

    def __init__(self, job: dict[str, Any]) -> None:
        self._job = job
        self._keys: str | None = job.get("keys")
        self._messages = [self._message(turn) for turn in range(len(job["bodies"]))]
        self._selector = selectors.EpollSelector()
        self._connections = [self._connect() for _ in range(job["clients"])]
        self._left = job.get("most", sys.maxsize)
        self._asked = 0
        self.latencies_ns: list[int] = []
        self.answers: list[bytes] = []

    def drive(self) -> dict[str, Any]:
        """Ask until the time is over and read what is still to come; return seconds, latencies and answers."""
        began = time.monotonic_ns()
        until = last = began + int(self._job["seconds"] * 1e9)
        for connection in self._connections:
            self._ask(connection)
        while len(self.answers) < self._asked and time.monotonic_ns() < until + ANSWER_S * 1e9:
            for key, _ in self._selector.select(1.0):
                if self._read(key.data):
                    last = time.monotonic_ns()
                    if last < until and self._asked < self._left:
                        self._ask(key.data)
        return {
            "seconds": (last - began) / 1e9,
            "latencies_ms": [ns / 1e6 for ns in self.latencies_ns],
            "answers": [answer.decode() for answer in self.answers],
            "unanswered": self._asked - len(self.answers),
        }

    def _connect(self) -> Connection:
        sock = socket.create_connection(("127.0.0.1", self._job["port"]))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(sock)
        self._selector.register(sock, selectors.EVENT_READ, connection)
        return connection

    def _message(self, turn: int) -> bytes:
        body = self._job["bodies"][turn % len(self._job["bodies"])]
        key = f"{self._keys}-{turn}" if self._keys else None
        method = self._job.get("method", "POST")
        return request_bytes(method, self._job["path"], body=body, token=self._job.get("token"), key=key)

    def _ask(self, connection: Connection) -> None:
        turn, self._asked = self._asked, self._asked + 1
        message = self._message(turn) if self._keys else self._messages[turn % len(self._messages)]
        connection.asked_ns = time.monotonic_ns()
        connection.sock.sendall(message)

    def _read(self, connection: Connection) -> bool:
        """Take in what arrived; return whether the answer is whole."""
        connection.received += connection.sock.recv(RECEIVE)
        answer = whole_answer(connection.received)
        if answer is None:
            return False
        self.latencies_ns.append(time.monotonic_ns() - connection.asked_ns)
        self.answers.append(answer)
        connection.received = b""
        return True


if __name__ == "__main__":
    gc.disable()
    json.dump(Crowd(json.load(sys.stdin)).drive(), sys.stdout)
