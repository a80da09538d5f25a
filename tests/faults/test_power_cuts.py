"""The power goes in the middle of everything, several times: what was acknowledged is there, and screens come back."""

from __future__ import annotations

import threading
from itertools import count
from typing import Any

import pytest

from shared.store.models import Ticket
from tests.clockwork import Clock, wait_until
from tests.faults.aftermath import Aftermath, fault
from tests.faults.servers import Server
from tests.faults.watching import Screen
from tests.office import open_office

pytestmark = pytest.mark.faults

CUTS = 2
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


@fault(
    "The server killed, or the power cut, under load",
    how="SIGKILL to every process of it, twice, while six people press",
    told="no answer; the same press again: done once",
    health="200",
)
def test_every_acknowledged_ticket_survives_and_screens_come_back_by_themselves(
    server: Server, screen: Screen, aftermath: Aftermath
) -> None:
    for counter in (1, 2):
        assert server.ask("POST", f"/api/v1/counters/{counter}/open", {}) is not None
    with open_office(server.database, Clock()) as office:
        earlier = {row.token for row in office.rows(Ticket)}
    before_all = screen.connections
    with Load(server) as load:
        for _ in range(CUTS):
            before = load.answers
            wait_until(lambda before=before: load.answers >= before + WRITES_BETWEEN_CUTS, at_most_s=30)  # type: ignore[misc]
            server.cut_the_power()
            server.start()
            aftermath.health(server)
        wait_until(lambda: screen.connections >= before_all + CUTS, at_most_s=30)
    assert load.unexpected == []
    aftermath.told("no answer; the same press again: done once")
    aftermath.check_screen(server, screen)
    aftermath.goes_on("by itself")
    given = {ticket["token"]: ticket["number"] for ticket in load.tickets.values()}
    with open_office(server.database, Clock()) as office:
        aftermath.check_rows(office, given)
        rows = [row for row in office.rows(Ticket) if row.token not in earlier]
        assert {row.token for row in rows} == set(given), "each press one ticket, never two"
        ended = {f"{row.prefix}{row.number:03d}" for row in rows if row.state == "finished"}
        assert len(load.finished) == len(set(load.finished))
        assert set(load.finished) >= ended
    assert len(given) >= CUTS * WRITES_BETWEEN_CUTS // 3
