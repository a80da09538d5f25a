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
    sent: int = 0


def request_bytes(method: str, path: str, *, body: Any, token: str | None, key: str | None = None) -> bytes:
    """Return a whole HTTP request."""
    content = json.dumps(body).encode()
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(content)}"]
    head.append("Content-Type: application/json")
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


def drive(job: dict[str, Any]) -> dict[str, Any]:
    """Keep `clients` connections busy for `seconds`; return the latencies and every answer.

    Job: port, path, clients, seconds, bodies (asked in turn), token; `keys`, a word that begins each fresh
    Idempotency-Key; `most`, how many requests are sent at most.
    """
    bodies, turn, most = job["bodies"], 0, job.get("most", sys.maxsize)
    selector = selectors.EpollSelector()
    connections = []
    for index in range(job["clients"]):
        sock = socket.create_connection(("127.0.0.1", job["port"]))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connections.append(Connection(sock, sent=index * 1_000_000))
        selector.register(sock, selectors.EVENT_READ, connections[-1])
    plain = [request_bytes("POST", job["path"], body=body, token=job.get("token")) for body in bodies]

    def ask(connection: Connection) -> None:
        nonlocal turn
        turn = (turn + 1) % len(bodies)
        connection.sent += 1
        message = plain[turn]
        if job.get("keys"):
            key = f"{job['keys']}-{connection.sent}"
            message = request_bytes("POST", job["path"], body=bodies[turn], token=job.get("token"), key=key)
        connection.asked_ns = time.monotonic_ns()
        connection.sock.sendall(message)

    latencies: list[int] = []
    answers: list[bytes] = []
    began = time.monotonic_ns()
    until = began + int(job["seconds"] * 1e9)
    for connection in connections:
        ask(connection)
    open_requests, last = len(connections), began
    while open_requests and time.monotonic_ns() < until + ANSWER_S * 1e9:
        for key, _ in selector.select(1.0):
            connection = key.data
            connection.received += connection.sock.recv(RECEIVE)
            answer = whole_answer(connection.received)
            if answer is None:
                continue
            last = time.monotonic_ns()
            latencies.append(last - connection.asked_ns)
            answers.append(answer)
            connection.received = b""
            open_requests -= 1
            if last < until and len(answers) + open_requests < most:
                ask(connection)
                open_requests += 1
    return {
        "seconds": (last - began) / 1e9,
        "latencies_ms": [ns / 1e6 for ns in latencies],
        "answers": [answer.decode() for answer in answers],
        "unanswered": open_requests,
    }


if __name__ == "__main__":
    gc.disable()
    json.dump(drive(json.load(sys.stdin)), sys.stdout)
