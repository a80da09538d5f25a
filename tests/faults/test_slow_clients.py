"""A real server and clients that send a byte a second: they hold up nobody, and they are not waited for for ever."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import suppress
from time import monotonic

import pytest
import websocket

from deploy.patience import PATIENCE_S
from shared.live.sweeper import SWEEP_S
from tests.cast import secret_of
from tests.clockwork import wait_until
from tests.faults.servers import Server

pytestmark = pytest.mark.faults
MANY = 60


def trickle(server: Server, head: bytes, stop: threading.Event) -> socket.socket:
    """Begin a request and go on with a byte a second, until told to stop or nobody listens."""
    client = socket.create_connection(("127.0.0.1", server.port), timeout=40)
    client.sendall(head)

    def go_on() -> None:
        with suppress(OSError):
            while not stop.wait(1):
                client.sendall(b" ")

    threading.Thread(target=go_on, daemon=True).start()
    return client


def test_a_body_of_a_byte_a_second_is_refused_in_time_and_holds_up_nobody(server: Server) -> None:
    head = (
        "POST /api/v1/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {secret_of('kiosk')}\r\nContent-Length: 5000\r\n\r\n{{"
    ).encode()
    stop, began = threading.Event(), monotonic()
    slow = [trickle(server, head, stop) for _ in range(MANY)]
    try:
        asked = monotonic()
        ticket = server.ask("POST", "/api/v1/tickets", {"group": "A"})
        assert ticket is not None
        assert ticket[0] == 201
        assert monotonic() - asked < 3
        answers = []
        for client in slow:
            answer = b""
            with suppress(OSError):
                while part := client.recv(4096):
                    answer += part
            answers.append(answer)
    finally:
        stop.set()
        for client in slow:
            client.close()
    assert PATIENCE_S - 1 < monotonic() - began < PATIENCE_S + 15
    assert all(answer.startswith(b"HTTP/1.1 408") for answer in answers), answers[0][:300]
    assert all(json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "request.slow" for answer in answers)
    wait_until(lambda: server.log.count("refused request.slow: POST /api/v1/tickets") == MANY)
    assert server.is_healthy()


def test_heads_that_never_end_hold_up_nobody(server: Server) -> None:
    stop = threading.Event()
    slow = [trickle(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", stop) for _ in range(MANY)]
    try:
        asked = monotonic()
        assert server.is_healthy()
        assert monotonic() - asked < 3
    finally:
        stop.set()
        for client in slow:
            client.close()


def test_sockets_that_never_say_who_they_are_are_closed_and_others_stay(server: Server) -> None:
    """They answer every greeting, so that only their silence about themselves is against them."""
    address = f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket"
    silent = [websocket.create_connection(address, timeout=100) for _ in range(20)]
    known = websocket.create_connection(address, timeout=100)
    known.send("40/board," + json.dumps({"token": secret_of("admin")}))
    closed: list[float] = []

    def answer_greetings(client: websocket.WebSocket) -> None:
        with suppress(OSError, websocket.WebSocketException):
            while said := client.recv():
                if said == "2":
                    client.send("3")
        client.shutdown()  # type: ignore[no-untyped-call]  # the library has few types
        closed.append(monotonic())

    began = monotonic()
    for client in (*silent, known):
        threading.Thread(target=answer_greetings, args=(client,), daemon=True).start()
    wait_until(lambda: len(closed) == len(silent), at_most_s=2 * SWEEP_S + 10)
    assert SWEEP_S - 1 < closed[-1] - began < 2 * SWEEP_S + 10
    assert server.log.count("refused socket.silent") == len(silent)
    assert len(closed) == len(silent), "who said it stays"
    known.close()
    wait_until(lambda: len(closed) == len(silent) + 1)
