"""Staff print a slip again: journalled, marked, one slip for one wish; and they see what did not come out."""

from __future__ import annotations

from typing import Any

from kiosk.actions import Paper
from shared.press.slips import make_slip
from shared.store.models import PrintJob
from tests.cast import ANA, CHO, EVE
from tests.lobby import Lobby
from tests.press import machines
from tests.press.machines import BASE, KIOSK, Machine, set_printer, worker_of


def issue(lobby: Lobby) -> str:
    """Take a number at the kiosk, with its slip."""
    return lobby.office.issue("A", paper=Paper(KIOSK, BASE))


def jobs(lobby: Lobby) -> list[tuple[int, str, str | None]]:
    """Return copy, state and reason of every job."""
    return [(job.copy, job.state, job.reason) for job in lobby.office.rows(PrintJob)]


def send(lobby: Lobby, person: Any, path: str, **form: Any) -> Any:
    """Send a form as the page does."""
    browser = lobby.person(person)
    return browser.client.post(path, data=form, headers={**browser.headers, "Accept": "text/html"})


def test_a_reprint_is_journalled_marked_and_comes_out_at_the_tickets_own_kiosk(lobby: Lobby) -> None:
    set_printer(lobby.office)
    number, machine = issue(lobby), Machine(plan=iter([machines.falls_silent]))
    worker = worker_of(lobby.office, machine)
    worker.look()
    answer = lobby.person(ANA).post("/slips", {"ticket": number})
    assert (answer.status, answer.data["ticket"], answer.data["device"]) == (201, number, KIOSK)
    worker.look()
    assert jobs(lobby) == [(0, "failed", "unknown"), (1, "printed", None)]
    assert lobby.office.facts("ticket.reprinted") == [
        ("ticket.reprinted", {"day": "2027-01-12", "ticket": number, "copy": 1, "device": KIOSK})
    ]
    slip = make_slip(machine.jobs[-1])
    assert slip is not None
    assert (slip.number, slip.marks, slip.ahead, slip.wait) == (number, ("reprint",), None, None)
    assert slip.url == f"{BASE}/t/{lobby.office.token(number)}"


def test_one_wish_is_one_slip_even_while_the_first_still_waits(lobby: Lobby) -> None:
    set_printer(lobby.office)
    number, machine = issue(lobby), Machine("paper_out")
    worker = worker_of(lobby.office, machine)
    worker.look()
    for _ in range(2):
        assert lobby.person(ANA).post("/slips", {"ticket": number}).status == 201
    machine.state = "ready"
    for _ in range(4):
        worker.look()
    assert len(machine.out) == 1
    assert jobs(lobby) == [(0, "expired", "left"), (1, "expired", "left"), (2, "printed", None)]


def test_what_cannot_be_printed_again_is_refused_with_its_reason(lobby: Lobby) -> None:
    ana = lobby.person(ANA)
    number = issue(lobby)
    assert ana.post("/slips", {"ticket": number}).code == "slip.no_printer"
    set_printer(lobby.office, way="browser")
    assert ana.post("/slips", {"ticket": number}).code == "slip.no_printer"
    set_printer(lobby.office)
    assert ana.post("/slips", {"ticket": "A999"}).code == "ticket.unknown"
    lobby.office.cancel(number)
    assert ana.post("/slips", {"ticket": number}).code == "ticket.wrong_state"
    assert lobby.person(CHO).post("/slips", {"ticket": number}).code == "auth.forbidden"
    assert lobby.office.facts("ticket.reprinted") == []


def test_the_page_shows_what_did_not_come_out_until_it_has(lobby: Lobby) -> None:
    set_printer(lobby.office)
    number = issue(lobby)
    worker = worker_of(lobby.office, Machine(plan=iter([machines.swallows])))
    worker.look()
    page = lobby.person(ANA).page("/slips").get_data(as_text=True)
    assert f'data-test="missing-{number}"' in page
    done = send(lobby, ANA, "/slips/print", ticket=number.lower())
    assert (done.status_code, done.headers["Location"]) == (303, f"/slips?sent={number}")
    assert f'data-test="missing-{number}"' not in lobby.person(ANA).page("/slips").get_data(as_text=True)
    worker.look()
    assert jobs(lobby)[-1] == (1, "printed", None)


def test_a_test_print_goes_to_the_printer_and_a_wrong_wish_is_said_kindly(lobby: Lobby) -> None:
    assert send(lobby, EVE, "/slips/try", device=KIOSK).status_code == 409
    set_printer(lobby.office)
    assert send(lobby, EVE, "/slips/try", device=KIOSK).status_code == 303
    (job,) = lobby.office.rows(PrintJob)
    assert (job.ticket_id, job.slip["device"], job.slip["language"]) == (None, "Lobby kiosk", "th")
    refused = send(lobby, EVE, "/slips/print", ticket="nothing")
    assert refused.status_code == 404
    assert 'data-test="said-wrong"' in refused.get_data(as_text=True)


def test_nobody_prints_without_signing_in_or_without_the_pages_own_form(lobby: Lobby) -> None:
    set_printer(lobby.office)
    assert lobby.visitor().page("/slips").headers["Location"] == "/sign-in?next=/slips"
    assert lobby.person(CHO).page("/slips").status_code == 403
    ana = lobby.person(ANA)
    assert ana.client.post("/slips/try", data={"device": KIOSK}).status_code == 403
    assert lobby.office.rows(PrintJob) == []
