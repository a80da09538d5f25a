"""The slip of a press over the API: one job a press, its state for the kiosk, and the browser that prints by itself."""

from __future__ import annotations

import pytest

from shared.store.models import PrintJob
from tests.lobby import Lobby
from tests.press.machines import KIOSK, Machine, set_printer, worker_of


def test_one_press_is_one_job_however_often_its_answer_is_lost(lobby: Lobby) -> None:
    set_printer(lobby.office)
    kiosk = lobby.device("kiosk")
    answers = [kiosk.post("/tickets", {"group": "A"}, Idempotency_Key="press-1") for _ in range(3)]
    assert [a.status for a in answers] == [201] * 3
    assert len({a.data["token"] for a in answers}) == 1
    (job,) = lobby.office.rows(PrintJob)
    assert (job.device_id, job.slip["base"]) == (KIOSK, "http://localhost")
    assert answers[0].data["url"] == f"{job.slip['base']}/t/{answers[0].data['token']}"


def test_a_kiosk_without_a_printer_and_a_program_leave_no_job(lobby: Lobby) -> None:
    lobby.device("kiosk").post("/tickets", {"group": "A"})
    set_printer(lobby.office)
    token = lobby.program("kiosk").post("/tickets", {"group": "A"}).data["token"]
    assert lobby.office.rows(PrintJob) == []
    assert lobby.visitor().get(f"/tickets/{token}/slip").data == {"state": "none"}


@pytest.mark.parametrize(("printer", "state"), [("ready", "printed"), ("paper_out", "queued")])
def test_the_kiosk_learns_how_its_slip_ends(lobby: Lobby, printer: str, state: str) -> None:
    set_printer(lobby.office)
    kiosk = lobby.device("kiosk")
    token = kiosk.post("/tickets", {"group": "A"}).data["token"]
    assert kiosk.get(f"/tickets/{token}/slip").data == {"state": "queued"}
    worker_of(lobby.office, Machine(printer)).look()
    assert kiosk.get(f"/tickets/{token}/slip").data == {"state": state}
    assert kiosk.get("/tickets/nobody-has-this-one/slip").code == "ticket.unknown"


def test_a_browser_that_prints_by_itself_is_told_to_once(lobby: Lobby) -> None:
    set_printer(lobby.office, way="browser", address="")
    kiosk = lobby.device("kiosk")
    token = kiosk.post("/tickets", {"group": "A"}).data["token"]
    assert lobby.visitor().post(f"/tickets/{token}/slip", {}).code == "auth.required"
    answers = [kiosk.post(f"/tickets/{token}/slip", {}) for _ in range(2)]
    assert [a.data for a in answers] == [{"print": True}, {"print": False}]
    assert kiosk.get(f"/tickets/{token}/slip").data == {"state": "printed"}
    assert lobby.device("display").post(f"/tickets/{token}/slip", {}).code == "auth.forbidden"


def test_a_slip_that_waits_for_paper_is_dropped_when_its_visitor_goes(lobby: Lobby) -> None:
    set_printer(lobby.office)
    kiosk, machine = lobby.device("kiosk"), Machine("paper_out")
    first, second = (kiosk.post("/tickets", {"group": "A"}).data["token"] for _ in range(2))
    worker = worker_of(lobby.office, machine)
    worker.look()
    assert lobby.visitor().delete(f"/tickets/{first}/slip").code == "auth.required"
    assert kiosk.delete(f"/tickets/{first}/slip").data == {"state": "expired"}
    machine.state = "ready"
    worker.look()
    worker.look()
    assert len(machine.out) == 1
    assert kiosk.delete(f"/tickets/{second}/slip").data == {"state": "printed"}
    assert [job.reason for job in lobby.office.rows(PrintJob)] == ["left", None]
    assert lobby.office.state("A001") == lobby.office.state("A002") == "waiting"


def test_the_kiosk_page_knows_which_printer_is_its_own(lobby: Lobby) -> None:
    set_printer(lobby.office)
    page = lobby.device("kiosk").page("/kiosk").get_data(as_text=True)
    assert '"device": {"counter": null, "id": 1, "kind": "kiosk"' in page
    assert '"printers": [{"device": 1, "state": null, "way": "network", "width": 576}]' in page
