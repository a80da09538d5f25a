"""The power goes in the middle of everything, several times: what was acknowledged is there, and screens come back."""

from __future__ import annotations

import threading
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import socketio

from shared.store.models import Ticket
from tests.cast import secret_of
from tests.clockwork import Clock, wait_until
from tests.faults.servers import Server, serving
from tests.office import open_office

pytestmark = pytest.mark.faults

CUTS = 3
WRITES_BETWEEN_CUTS = 60


class Load:
    """People who press until they get an answer, each press with a key of its own."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.tickets: dict[str, dict[str, Any]] = {}
        self.finished: list[str] = []
        self.unexpected: list[object] = []
        self.stopping = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(n,)) for n in range(4)]
        self._threads += [threading.Thread(target=self._serve, args=(n,)) for n in (1, 2)]

    @property
    def answers(self) -> int:
        """How many writes have been acknowledged."""
        return len(self.tickets) + len(self.finished)

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopping.set()
        for thread in self._threads:
            thread.join(30)

    def insist(self, path: str, body: Any, key: str) -> Any:
        """Press again and again with the same key until there is an answer."""
        while True:
            answer = self.server.ask("POST", f"/api/v1{path}", body, key=key)
            if answer is not None and answer[0] != 503:
                return answer
            self.stopping.wait(0.02)

    def _visit(self, who: int) -> None:
        for n in count():
            if self.stopping.is_set():
                return
            key = f"visitor-{who}-{n}"
            status, data = self.insist("/tickets", {"group": "AB"[n % 2]}, key)
            if status == 201:
                self.tickets[key] = data
            else:
                self.unexpected.append(data)

    def _serve(self, counter: int) -> None:
        for n in count():
            if self.stopping.is_set():
                return
            status, data = self.insist(f"/counters/{counter}/call-next", {}, f"call-{counter}-{n}")
            if status != 200:
                self.unexpected.append(data)
            elif data["ticket"] is not None:
                status, data = self.insist(f"/counters/{counter}/finish", {}, f"finish-{counter}-{n}")
                if status == 200:
                    self.finished.append(data["ticket"]["number"])
                else:
                    self.unexpected.append(data)


class Screen:
    """A client that connected once and is never told anything again."""

    def __init__(self, url: str) -> None:
        self.boards: list[dict[str, Any]] = []
        self.connections = 0
        self._client = socketio.Client(
            reconnection_delay=0.1, reconnection_delay_max=0.5, randomization_factor=0
        )
        self._client.on("board", self.boards.append, namespace="/board")
        self._client.on("connect", self._count, namespace="/board")
        self._client.connect(
            url, auth={"token": secret_of("kiosk")}, namespaces=["/board"], transports=["websocket"]
        )

    def _count(self) -> None:
        self.connections += 1

    def close(self) -> None:
        """Switch it off."""
        self._client.disconnect()


def test_every_acknowledged_ticket_survives_and_screens_come_back_by_themselves(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        for counter in (1, 2):
            assert server.ask("POST", f"/api/v1/counters/{counter}/open", {}) is not None
        screen = Screen(server.url)
        with Load(server) as load:
            for _ in range(CUTS):
                before = load.answers
                wait_until(lambda before=before: load.answers >= before + WRITES_BETWEEN_CUTS, at_most_s=30)  # type: ignore[misc]
                server.cut_the_power()
                server.start()
            wait_until(lambda: screen.connections >= 1 + CUTS, at_most_s=30)
        assert load.unexpected == []
        found = server.ask("GET", "/api/v1/board")
        assert found is not None
        board = found[1]
        wait_until(lambda: bool(screen.boards) and screen.boards[-1]["seq"] == board["seq"])
        shown = screen.boards[-1]
        assert (shown["calls"], shown["waiting"]) == (board["calls"], board["waiting"])
        screen.close()
        server.cut_the_power()
    with open_office(tmp_path / "tonsai.db", Clock()) as office:
        assert office.verify().fault is None
        rows = {row.token: row for row in office.rows(Ticket)}
        given = {ticket["token"]: ticket["number"] for ticket in load.tickets.values()}
        assert {t: f"{r.prefix}{r.number:03d}" for t, r in rows.items()} == given, (
            "each press one ticket, never two"
        )
        for prefix in "AB":
            numbers = sorted(r.number for r in rows.values() if r.prefix == prefix)
            assert numbers == list(range(1, len(numbers) + 1))
        assert len(load.finished) == len(set(load.finished))
        ended = {f"{r.prefix}{r.number:03d}" for r in rows.values() if r.state == "finished"}
        assert ended == set(load.finished)
        assert len(load.tickets) >= CUTS * WRITES_BETWEEN_CUTS // 3
