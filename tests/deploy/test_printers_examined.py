"""`tonsai doctor` names each printer, says how it is and what to do."""

from __future__ import annotations

import pytest

from deploy.checks_of_machine import examine
from deploy.checks_of_printers import examine_printers
from deploy.findings import Finding
from shared.domain.printing import PRINTER_STATES
from shared.settings import Settings
from tests.lobby import Lobby
from tests.office import Office
from tests.paper.emulator import Emulator
from tests.press.machines import Machine, set_printer, worker_of


def look(office: Office, *, served: bool, says: str = "ready") -> list[Finding]:
    """Examine the printers of an office in which every printer says the same."""
    with office.engine.connect() as conn:
        return list(examine_printers(conn, served=served, ask=lambda _config: says))


def test_an_office_without_printers_has_no_finding(office: Office) -> None:
    assert look(office, served=False) == []


@pytest.mark.parametrize("state", PRINTER_STATES)
@pytest.mark.parametrize("served", [True, False])
def test_every_state_is_said_with_the_name_and_what_to_do(office: Office, state: str, served: bool) -> None:
    set_printer(office)
    worker_of(office, Machine(state)).look()
    (finding,) = look(office, served=served, says=state)
    assert finding.text.startswith("Lobby kiosk: network printer.test:9100: ")
    assert finding.well is (state in ("ready", "paper_low"))
    assert (len(finding.text.split(": ", 2)[2]) > 10) is (state != "ready")


def test_a_server_is_believed_and_only_without_one_the_printer_is_asked(office: Office) -> None:
    set_printer(office)
    worker_of(office, Machine("paper_out")).look()
    assert "no paper" in look(office, served=True, says="ready")[0].text
    assert look(office, served=False, says="ready")[0].well


def test_an_agent_is_heard_by_a_server_only_and_its_silence_has_words_of_its_own(office: Office) -> None:
    set_printer(office, way="agent", address="", agent=9)
    assert look(office, served=False)[0].well
    assert not look(office, served=True)[0].well
    worker_of(office, Machine("silent")).look()
    (finding,) = look(office, served=True)
    assert (finding.well, "tonsai print-agent" in finding.text) == (False, True)


def test_a_browsers_printer_is_named_though_nobody_can_ask_it(office: Office) -> None:
    set_printer(office, way="browser", address="")
    (finding,) = look(office, served=True)
    assert (finding.well, finding.text.startswith("Lobby kiosk")) == (True, True)


def test_an_address_that_is_none_is_said(office: Office) -> None:
    set_printer(office, address="printer:ninety")
    with office.engine.connect() as conn:
        (finding,) = examine_printers(conn, served=False)
    assert (finding.well, "no address" in finding.text) == (False, True)


@pytest.mark.sqlite("on PostgreSQL the doctor leaves the printers to the process that may have them open")
def test_the_doctor_asks_a_real_printer(lobby: Lobby) -> None:
    settings = Settings.from_env({"TONSAI_DATA": str(lobby.folder)})
    with Emulator() as printer:
        set_printer(lobby.office, address=f"127.0.0.1:{printer.port}")
        printer.faults.cover = True
        found = [f for f in examine(settings, now=lobby.office.clock()) if f.name == "printer"]
        assert [(f.well, "cover is open" in f.text) for f in found] == [(False, True)]
        printer.repair()
        found = [f for f in examine(settings, now=lobby.office.clock()) if f.name == "printer"]
        assert [f.well for f in found] == [True]


@pytest.mark.parametrize(
    ("state", "has_libusb", "named"),
    [("silent", False, True), ("silent", True, False), ("ready", False, False), ("paper_out", False, False)],
)
@pytest.mark.parametrize("served", [True, False])
def test_a_silent_usb_printer_names_libusb_where_this_computer_lacks_it(
    office: Office, state: str, has_libusb: bool, named: bool, served: bool
) -> None:
    set_printer(office, way="usb", address="04b8:0e15")
    worker_of(office, Machine(state)).look()
    with office.engine.connect() as conn:
        (finding,) = examine_printers(conn, served=served, ask=lambda _c: state, usb=lambda: has_libusb)
    assert ("apt install libusb-1.0-0" in finding.text) is named
    assert finding.well is (state == "ready")


def test_a_network_printer_asks_nothing_of_usb(office: Office) -> None:
    set_printer(office)
    with office.engine.connect() as conn:
        (finding,) = examine_printers(conn, served=False, ask=lambda _c: "silent", usb=lambda: False)
    assert "libusb" not in finding.text
