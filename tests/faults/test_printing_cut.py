"""The power of the server goes in the middle of a slip: no second slip, the truth is told, the next visitor has one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

from shared import clock
from shared.store.models import PrintJob, Ticket
from tests.cast import secret_of
from tests.clockwork import Clock, wait_until
from tests.faults.aftermath import Aftermath, fault
from tests.faults.servers import Server, open_server
from tests.office import open_office
from tests.paper.emulator import Emulator
from tests.press.machines import KIOSK, set_printer

pytestmark = pytest.mark.faults

IN_THE_PICTURE = 9_000
"""Bytes after which the printer takes no more: a good quarter of a slip."""


def press(server: Server) -> str:
    """Take a number at the lobby kiosk, as its page does; return its token."""
    with requests.Session() as kiosk:
        kiosk.cookies.set("tonsai_kiosk", secret_of("kiosk"))
        page = kiosk.get(f"{server.url}/kiosk", timeout=20).text
        found = re.search(r'"csrf": ?"([^"]+)"', page)
        assert found is not None
        answer = kiosk.post(
            f"{server.url}/api/v1/tickets",
            json={"group": "A"},
            headers={"X-CSRF-Token": found[1]},
            timeout=20,
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])


def slip_of(server: Server, token: str) -> str:
    """Return where a ticket's slip stands; nothing while the server is not there."""
    answer = server.ask("GET", f"/api/v1/tickets/{token}/slip")
    return str(answer[1].get("state")) if answer is not None else ""


def state_of(server: Server) -> str | None:
    """Return how the board says the printer is."""
    answer = server.ask("GET", "/api/v1/board")
    return answer[1]["printers"][0]["state"] if answer is not None else None


@fault(
    "The server killed in the middle of a slip, the printer stuck",
    how="a printer that takes no more after a quarter of a slip, SIGKILL, both back",
    told="slip: failed; the number stands",
    health="200",
    screens="—",
)
def test_a_server_killed_in_the_middle_of_a_slip_prints_no_second_one(
    tmp_path: Path, aftermath: Aftermath
) -> None:
    with Emulator() as printer, open_server(tmp_path) as server:
        with open_office(server.database, Clock(clock.now())) as office:
            set_printer(office, KIOSK, address=f"127.0.0.1:{printer.port}")
        server.start()
        wait_until(lambda: state_of(server) == "ready")
        printer.faults.stall_after = IN_THE_PICTURE
        first = press(server)
        assert printer.wait_for(lambda roll: len(roll.roll.rows) > 50)
        assert slip_of(server, first) == "printing"
        server.cut_the_power()
        printer.repair()
        server.start()
        wait_until(lambda: slip_of(server, first) == "failed", at_most_s=20)
        wait_until(lambda: state_of(server) == "ready", at_most_s=20)
        second = press(server)
        wait_until(lambda: slip_of(server, second) == "printed", at_most_s=20)
        assert slip_of(server, first) == "failed"
        aftermath.told("slip: failed; the number stands")
        aftermath.health(server)
        aftermath.goes_on("by itself")
        torn, whole = printer.slips
        assert any(whole.data[: len(whole.data) // 4]), "the slip, and not the rest of the torn one"
        assert any(torn.data)
        assert printer.unknown == []
        server.cut_the_power()
    with open_office(tmp_path / "tonsai.db", Clock(clock.now())) as office:
        assert [(job.state, job.reason) for job in office.rows(PrintJob)] == [
            ("failed", "unknown"), ("printed", None),
        ]  # fmt: skip
        assert {ticket.state for ticket in office.rows(Ticket)} == {"waiting"}
        aftermath.check_rows(office)
