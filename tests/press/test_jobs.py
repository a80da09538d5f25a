"""A press becomes at most one slip, whatever happens to it on the way, and its ticket is valid all the same."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from kiosk.actions import Paper, Promise
from shared.domain.errors import QueueError
from shared.domain.printing import MOST_TRIES
from shared.store import print_jobs
from shared.store.models import PrinterDay, PrintJob
from shared.store.print_jobs import SERVER
from shared.store.turn import Answer, Turn
from tests.office import Office
from tests.press import machines
from tests.press.machines import BASE, KIOSK, Machine, PowerCutError, worker_of

PAPER = Paper(KIOSK, BASE)


def press(office: Office, group: str = "A", **values: Any) -> str:
    """Take a number at the kiosk, with its slip; return the number."""
    return office.issue(group, paper=PAPER, **values)


def job_of(office: Office, number: str, copy: int = 0) -> Any:
    """Return the job of a number's slip."""
    (job,) = office.rows(PrintJob, ticket_id=office.ticket(number).id, copy=copy)
    return job


def state_of(office: Office, number: str) -> tuple[str, str | None]:
    """Return where a number's slip stands, and why."""
    job = job_of(office, number)
    return job.state, job.reason


def look_until_rest(office: Office, machine: Machine, rounds: int = 10) -> None:
    """Let a fresh worker make its rounds until nothing is left to do."""
    worker = worker_of(office, machine)
    for _ in range(rounds):
        worker.look()


def test_a_press_writes_its_job_with_the_ticket_and_a_ticket_without_printer_has_none(office: Office) -> None:
    number = press(office, promise=Promise(300, 900))
    job = job_of(office, number)
    assert (job.state, job.device_id, job.slip) == (
        "queued", KIOSK, {"base": BASE, "ahead": 0, "wait": [5, 15]},
    )  # fmt: skip
    office.issue("A")
    assert len(office.rows(PrintJob)) == 1


def test_a_slip_comes_out_once_and_is_counted(office: Office) -> None:
    number, machine = press(office), Machine()
    look_until_rest(office, machine)
    assert state_of(office, number) == ("printed", None)
    assert machine.out == [job_of(office, number).id]
    (day,) = office.rows(PrinterDay)
    assert (day.device_id, day.day, day.printed, day.failed, day.expired) == (KIOSK, "2027-01-12", 1, 0, 0)


def test_the_same_press_cannot_have_two_jobs(office: Office) -> None:
    number = press(office)
    ticket_id = office.ticket(number).id

    def again(turn: Turn) -> Answer:
        print_jobs.queue_slip(turn, device_id=KIOSK, slip={}, ticket_id=ticket_id)
        return {}

    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        office.take_turn(again)
    assert len(office.rows(PrintJob)) == 1


def test_what_was_never_sent_is_tried_again_but_not_for_ever(office: Office) -> None:
    number = press(office)
    machine = Machine(plan=iter([machines.refuses, machines.refuses]))
    look_until_rest(office, machine)
    assert state_of(office, number) == ("printed", None)
    assert job_of(office, number).tries == 3

    number = press(office)
    look_until_rest(office, Machine(plan=iter([machines.refuses] * 99)))
    assert state_of(office, number) == ("failed", "not_sent")
    assert job_of(office, number).tries == MOST_TRIES


@pytest.mark.parametrize("fault", [machines.falls_silent, machines.swallows, machines.breaks])
def test_what_may_lie_in_the_tray_is_never_sent_again(office: Office, fault: Any) -> None:
    number, machine = press(office), Machine(plan=iter([fault]))
    look_until_rest(office, machine)
    assert state_of(office, number) == ("failed", "unknown")
    assert len(machine.out) <= 1
    assert office.state(number) == "waiting"


@pytest.mark.parametrize("moment", [machines.power_goes_before, machines.power_goes_after])
def test_a_job_found_printing_after_a_power_cut_fails_and_is_not_printed_again(
    office: Office, moment: Any
) -> None:
    number, machine = press(office), Machine(plan=iter([moment]))
    with pytest.raises(PowerCutError):
        worker_of(office, machine).look()
    assert state_of(office, number) == ("printing", None)
    before = list(machine.out)
    look_until_rest(office, machine)
    assert state_of(office, number) == ("failed", "unknown")
    assert machine.out == before
    assert office.state(number) == "waiting"


@pytest.mark.parametrize("state", ["paper_out", "cover_open", "offline", "silent"])
def test_a_printer_that_cannot_print_keeps_the_slip_until_it_can(office: Office, state: str) -> None:
    number, machine = press(office), Machine(state)
    look_until_rest(office, machine)
    assert state_of(office, number) == ("queued", None)
    assert machine.out == []
    machine.state = "paper_low"
    look_until_rest(office, machine)
    assert state_of(office, number) == ("printed", None)


@pytest.mark.parametrize("state", ["ready", "paper_out"])
def test_a_slip_that_comes_too_late_is_not_printed(office: Office, state: str) -> None:
    number = press(office)
    office.clock.advance(seconds=121)
    machine = Machine(state)
    look_until_rest(office, machine)
    assert (state_of(office, number), machine.out) == (("expired", "late"), [])


def test_nobody_gets_a_slip_for_a_number_that_was_called_or_given_up(office: Office) -> None:
    called, given_up, waiting = press(office), press(office), press(office)
    office.ana.open().call_next()
    office.cancel(given_up)
    machine = Machine()
    look_until_rest(office, machine)
    assert state_of(office, called) == ("expired", "late")
    assert state_of(office, given_up) == ("expired", "late")
    assert state_of(office, waiting) == ("printed", None)
    (day,) = office.rows(PrinterDay)
    assert (day.printed, day.expired) == (1, 2)


def test_two_workers_at_one_queue_never_print_one_slip_twice(office: Office) -> None:
    numbers = [press(office) for _ in range(6)]
    machine = Machine()
    one, other = worker_of(office, machine), worker_of(office, machine)
    one.look()
    for _ in range(4):
        other.look()
        one.look()
    assert sorted(machine.out) == [job_of(office, number).id for number in numbers]


def test_an_end_is_written_by_the_claimer_only_and_may_be_said_twice(office: Office) -> None:
    press(office)
    job_id = office.rows(PrintJob)[0].id

    def claim(turn: Turn) -> Answer:
        job = print_jobs.claim_job(turn, [KIOSK], late_s=120, claim="mine")
        return {"id": job.id if job else None}

    assert office.take_turn(claim) == {"id": job_id}
    assert office.take_turn(claim) == {"id": None}
    with pytest.raises(QueueError, match="not_found"):
        office.take_turn(lambda turn: {"state": print_jobs.end_job(turn, job_id, "printed", claim=SERVER)})
    for _ in range(2):
        ended = office.take_turn(
            lambda turn: {"s": print_jobs.end_job(turn, job_id, "printed", claim="mine")}
        )
        assert ended == {"s": "printed"}
    assert office.take_turn(
        lambda turn: {"s": print_jobs.end_job(turn, job_id, "unknown", claim="mine")}
    ) == {"s": "printed"}
    (day,) = office.rows(PrinterDay)
    assert (day.printed, day.failed) == (1, 0)


def test_a_test_print_is_no_visitors_slip(office: Office) -> None:
    def queue(turn: Turn) -> Answer:
        return {"id": print_jobs.queue_slip(turn, device_id=KIOSK, slip={}, ticket_id=None)}

    office.take_turn(queue)
    machine = Machine()
    look_until_rest(office, machine)
    with office.engine.connect() as conn:
        assert conn.execute(select(PrintJob.state)).scalars().all() == ["printed"]
    assert office.rows(PrinterDay) == []
