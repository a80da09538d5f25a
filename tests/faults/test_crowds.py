"""Clients that do harm without meaning to: they never read, talk rubbish, or come all at once."""

from __future__ import annotations

import base64
import json
import os
import re
import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

import pytest

from tests.cast import secret_of
from tests.clockwork import Clock, wait_until
from tests.faults.aftermath import Aftermath, fault, tokens_of
from tests.faults.servers import Server
from tests.faults.watching import Screen
from tests.office import open_office

pytestmark = pytest.mark.faults
DEAF = 500
BACK_AT_ONCE = 5_000
MOST_MB = 120
"""How much more memory the server may take for 500 who do not read."""
GONE_S = 75.0
CROWD_S = 90.0
END_OF_HEAD = b"\r\n\r\n"
BOARD = b'42/board,["board"'


class Crowd:
    """Many websockets in one loop: no library of clients holds five thousand in a test."""

    def __init__(self, server: Server, count: int, *, small: bool = False) -> None:
        """`small` receivers take little, so that what is sent to them piles up at the server soon."""
        self._selector = selectors.EpollSelector()
        self._auth = _frame(b"40/board," + json.dumps({"token": secret_of("screen")}).encode())
        self._heads: dict[socket.socket, bytes] = {}
        self.refused = 0
        self.showing: set[socket.socket] = set()
        self._all: list[socket.socket] = []
        request = _upgrade(server.port)
        for _ in range(count):
            one = socket.socket()
            if small:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", server.port))
            self._all.append(one)
            self._selector.register(one, selectors.EVENT_WRITE, request)

    def come(self, until: float) -> None:
        """Go on until everybody shows a board, or until then."""
        while len(self.showing) + self.refused < len(self._all) and monotonic() < until:
            for key, events in self._selector.select(0.5):
                one = key.fileobj
                assert isinstance(one, socket.socket)
                if events & selectors.EVENT_WRITE:
                    one.sendall(key.data)
                    self._heads[one] = b""
                    self._selector.modify(one, selectors.EVENT_READ)
                else:
                    self._read(one)

    def _read(self, one: socket.socket) -> None:
        try:
            part = one.recv(65_536)
        except ConnectionError:
            part = b""
        before = self._heads[one]
        self._heads[one] = (before + part)[-2000:]
        if not part:
            self.refused += 1
            self._selector.unregister(one)
        elif END_OF_HEAD not in before and END_OF_HEAD in before + part:
            one.sendall(self._auth)
        elif BOARD in before + part:
            self.showing.add(one)
            self._selector.unregister(one)  # from now on nobody reads

    def go(self) -> None:
        """Everybody leaves."""
        for one in self._all:
            with suppress(OSError):
                one.close()
        self._selector.close()


@contextmanager
def crowd_of(server: Server, count: int, *, small: bool = False) -> Iterator[Crowd]:
    """So many who came and show a board."""
    crowd = Crowd(server, count, small=small)
    try:
        crowd.come(monotonic() + CROWD_S)
        yield crowd
    finally:
        crowd.go()


def _upgrade(port: int) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = (
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket",
        "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
    )  # fmt: skip
    return "\r\n".join(lines).encode() + END_OF_HEAD


def _frame(text: bytes) -> bytes:
    assert len(text) < 126
    return bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text


def memory_mb(process: int) -> float:
    """Return what a process has in memory."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def connections(process: int) -> int:
    """Return how many sockets a process holds."""
    held = 0
    for one in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            held += str(one.readlink()).startswith("socket:")
    return held


@fault(
    "500 sockets never read",
    how="500 screens that take their first board and then nothing, while 150 tickets are issued",
    told="they are disconnected after 30 s; everybody else is on time",
    health="200",
)
def test_sockets_that_never_read_hold_up_nobody_and_are_let_go(
    server: Server, screen: Screen, aftermath: Aftermath
) -> None:
    before, quiet = memory_mb(server.worker), connections(server.worker)
    with crowd_of(server, DEAF, small=True) as crowd:
        assert len(crowd.showing) == DEAF
        answers = [server.ask("POST", "/api/v1/tickets", {"group": "A"}) for _ in range(150)]
        given = tokens_of(answers)
        assert len(given) == 150
        aftermath.check_screen(server, screen)
        aftermath.health(server)
        assert memory_mb(server.worker) - before < MOST_MB
        wait_until(lambda: connections(server.worker) <= quiet + 10, at_most_s=GONE_S)
        aftermath.told("they are disconnected after 30 s; everybody else is on time")
    aftermath.goes_on("by itself")
    with open_office(server.database, Clock()) as office:
        aftermath.check_rows(office, given)


@fault(
    "5,000 screens reconnect at once",
    how="5,000 websockets opened in the same second, each until it has the whole board",
    told="each the whole board",
    health="200",
)
def test_five_thousand_that_come_back_at_once_all_get_the_board(
    server: Server, screen: Screen, aftermath: Aftermath
) -> None:
    with crowd_of(server, BACK_AT_ONCE) as crowd:
        assert (len(crowd.showing), crowd.refused) == (BACK_AT_ONCE, 0)
        aftermath.told("each the whole board")
        aftermath.health(server)
        given = tokens_of([server.ask("POST", "/api/v1/tickets", {"group": "A"})])
        assert len(given) == 1
        aftermath.check_screen(server, screen)
    aftermath.goes_on("by itself")
    with open_office(server.database, Clock()) as office:
        aftermath.check_rows(office, given)


RUBBISH = {
    "noise": bytes(range(256)) * 8,
    "no request": b"\r\n\r\n\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "a length that lies": b"POST /api/v1/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
    "two lengths": b"POST /api/v1/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "no JSON": b"POST /api/v1/tickets HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer the-secret-of-kiosk\r\n"
    b"Content-Type: application/json\r\nContent-Length: 4\r\nConnection: close\r\n\r\n{{{{",
    "a long head": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n",
    "a path of nonsense": b"GET /%ff%00/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
}


@fault(
    "A client sends rubbish",
    how="noise, TLS, lengths that lie, heads without end, broken JSON, frames without sense",
    told="400 to 422, or the line is closed",
    health="200",
)
def test_rubbish_is_refused_and_nothing_happens(server: Server, screen: Screen, aftermath: Aftermath) -> None:
    worker = server.worker
    statuses = {name: _status(_say(server, words)) for name, words in RUBBISH.items()}
    frames = _upgrade(server.port)
    for nonsense in (b"\x81\x80" + bytes(4), b"\xff" * 50, _frame(b'42/board,["x"]'), _frame(b"\xc3\x28")):
        _say(server, frames, nonsense)
    if set(statuses.values()) <= {"", "400", "404", "413", "414", "415", "422", "431"}:
        aftermath.told("400 to 422, or the line is closed")
    assert statuses["no JSON"] == "400"
    assert server.worker == worker, "nobody died of it"
    aftermath.health(server)
    aftermath.check_screen(server, screen)
    aftermath.goes_on("by itself")
    with open_office(server.database, Clock()) as office:
        aftermath.check_rows(office)


def _say(server: Server, *words: bytes) -> bytes:
    """Send, each after an answer or a quarter of a second; return the first answer."""
    answer = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=0.25) as line:
        for part in words:
            with suppress(OSError):
                line.sendall(part)
            with suppress(OSError):
                answer = answer or line.recv(4096)
    return answer


def _status(answer: bytes) -> str:
    return answer.split(b" ")[1].decode() if answer.startswith(b"HTTP/1.") else ""
