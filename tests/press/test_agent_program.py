"""The agent's program against a real server on a real socket, and a printer behind another one."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import BaseWSGIServer, make_server

from deploy.agent import work
from deploy.agent.memory import Memory, MemoryInUseError
from deploy.agent.server import Server, ServerAwayError
from deploy.agent.work import Agent
from deploy.commands.printing import read_printer
from shared.paper.pictures import Picture
from shared.press import machines
from shared.store.models import PrintJob
from shared.web.devices import confirm_pairing, revoke_device
from tests.lobby import Lobby
from tests.paper.emulator import Emulator
from tests.press.machines import KIOSK, PowerCutError, set_printer

SLIP = Picture(576, 40, bytes(range(72)) * 40)


@pytest.fixture
def served(lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> Iterator[BaseWSGIServer]:
    """The application behind a socket, with small slips. Nobody waits for news in these tests."""
    monkeypatch.setattr(work, "LOOK_S", 0.0)
    lobby.deps.print_room._draw = lambda _job, _width: SLIP
    server = make_server("127.0.0.1", 0, lobby.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def printer() -> Iterator[Emulator]:
    """The printer beside the agent."""
    with Emulator() as emulator:
        yield emulator


class Computer:
    """The kiosk's computer: its disk outlives its programs."""

    def __init__(self, lobby: Lobby, url: str, printer: Emulator, folder: Path) -> None:
        self.lobby, self.url, self.printer = lobby, url, printer
        self.file = folder / "print-agent.json"
        self.said: list[str] = []
        self.agent: Agent | None = None

    def start(self) -> Agent:
        """Start the program, after a stop or a power cut."""
        self.stop()
        self.agent = Agent(Server(self.url), Memory(self.file), self.printer.config, self.said.append)
        return self.agent

    def stop(self) -> None:
        """Stop it."""
        if self.agent is not None:
            self.agent.memory.close()
            self.agent = None

    def pair(self) -> int:
        """Start, confirm the code it shows, and make it the printer of the lobby kiosk."""
        agent = self.start()
        agent.round()
        code = self.said[-1].removeprefix("Code ").split(":")[0].replace(" ", "")
        office = self.lobby.office
        made = office.take_turn(lambda turn: confirm_pairing(turn, code=code, name="Agent"))
        agent.round()
        set_printer(office, KIOSK, way="agent", address="", agent=made["id"])
        self.lobby.deps.publisher.changed([office.site_id])
        return int(made["id"])

    def press(self) -> None:
        """Somebody takes a number."""
        assert self.lobby.device("kiosk").post("/tickets", {"group": "A"}).status == 201

    def jobs(self) -> list[tuple[str, str | None]]:
        """Return where the slips stand."""
        return [(job.state, job.reason) for job in self.lobby.office.rows(PrintJob)]


@pytest.fixture
def computer(lobby: Lobby, served: BaseWSGIServer, printer: Emulator, tmp_path: Path) -> Iterator[Computer]:
    """A computer whose agent is paired and runs."""
    computer = Computer(lobby, f"http://127.0.0.1:{served.server_port}", printer, tmp_path / "agent")
    computer.pair()
    yield computer
    computer.stop()


def test_it_is_paired_prints_and_keeps_its_token_to_itself(computer: Computer) -> None:
    agent = computer.agent
    assert agent is not None
    computer.press()
    agent.round()
    assert computer.printer.wait_for(lambda printer: len(printer.roll.slips) == 1)
    assert computer.printer.slips[0].data[: len(SLIP.data)] == SLIP.data
    assert computer.jobs() == [("printed", None)]
    assert stat.S_IMODE(computer.file.stat().st_mode) == 0o600
    assert any("prints for device 1" in sentence for sentence in computer.said)
    agent.round()
    assert len(computer.printer.slips) == 1


def test_it_goes_on_after_a_restart_without_a_new_code(computer: Computer) -> None:
    computer.start().round()
    computer.press()
    computer.start().round()
    assert computer.jobs() == [("printed", None)]
    assert len([sentence for sentence in computer.said if sentence.startswith("Code")]) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_power_cut_while_printing_gives_no_second_slip(
    computer: Computer, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    real = machines.try_print

    def cut(send: Any) -> str:
        if moment == "after":
            real(send)
        raise PowerCutError

    computer.press()
    monkeypatch.setattr(work, "try_print", cut)
    with pytest.raises(PowerCutError):
        computer.start().round()
    monkeypatch.setattr(work, "try_print", real)
    agent = computer.start()
    agent.round()
    agent.round()
    assert computer.jobs() == [("failed", "unknown")]
    assert len(computer.printer.slips) == (1 if moment == "after" else 0)
    assert computer.lobby.office.state("A001") == "waiting"


@pytest.mark.parametrize("lost", ["fetch", "end"])
def test_a_lost_answer_gives_no_second_slip(
    computer: Computer, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    agent = computer.agent
    assert agent is not None
    real = getattr(agent.server, lost)

    def lose(*values: Any) -> Any:
        real(*values)
        raise ServerAwayError("the line is cut")

    computer.press()
    monkeypatch.setattr(agent.server, lost, lose)
    agent.round()
    monkeypatch.setattr(agent.server, lost, real)
    agent.round()
    agent.round()
    assert computer.jobs() == [("printed", None)]
    assert len(computer.printer.slips) == 1


@pytest.mark.parametrize(
    ("fault", "state"), [("out", "paper_out"), ("cover", "cover_open"), ("mute", "silent")]
)
def test_a_printer_that_cannot_print_leaves_the_slip_with_the_server(
    computer: Computer, fault: str, state: str
) -> None:
    agent = computer.agent
    assert agent is not None
    setattr(computer.printer.faults, fault, True)
    computer.press()
    agent.round()
    assert computer.jobs() == [("queued", None)]
    assert computer.lobby.office.snapshot().board.printers[0].state == state
    computer.printer.repair()
    agent.round()
    assert computer.jobs() == [("printed", None)]


def test_a_server_that_is_away_is_waited_for(computer: Computer) -> None:
    agent = computer.agent
    assert agent is not None
    there, agent.server = agent.server, Server("http://127.0.0.1:9")
    assert agent.round() > 0
    assert agent.round() > 0
    assert sum("does not answer" in sentence for sentence in computer.said) == 1, "said once"
    agent.server = there
    computer.press()
    agent.round()
    assert computer.jobs() == [("printed", None)]


def test_an_agent_that_was_shut_out_asks_for_a_new_code(computer: Computer) -> None:
    agent = computer.agent
    assert agent is not None
    office = computer.lobby.office
    office.take_turn(lambda turn: revoke_device(turn, device_id=4))
    agent.round()
    agent.round()
    assert computer.said[-1].startswith("Code ")


def test_two_agents_never_share_one_memory(computer: Computer) -> None:
    with pytest.raises(MemoryInUseError):
        Memory(computer.file)


@pytest.mark.parametrize(
    ("where", "kind", "address", "port"),
    [
        ("192.168.1.20", "network", "192.168.1.20", 9100), ("printer.lan:9101", "network", "printer.lan", 9101),
        ("04b8:0e15", "usb", "04b8:0e15", 9100), ("usb:04B8:0E15", "usb", "04B8:0E15", 9100),
        ("/dev/usb/lp0", "file", "/dev/usb/lp0", 9100), ("/dev/ttyUSB0", "serial", "/dev/ttyUSB0", 9100),
    ],
)  # fmt: skip
def test_a_printer_is_named_in_one_word(where: str, kind: str, address: str, port: int) -> None:
    config = read_printer(where, 115_200)
    assert (config.kind, config.address, config.port) == (kind, address, port)


@pytest.mark.parametrize("where", ["printer:", "printer:99999", ":9100", "printer:x"])
def test_what_is_no_printer_is_refused(where: str) -> None:
    with pytest.raises(ValueError, match="is no printer"):
        read_printer(where, 115_200)
