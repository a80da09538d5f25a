"""Printers that fail at every moment of a job: the ticket is valid, a press gives at most one slip."""

from __future__ import annotations

from collections import Counter
from random import Random  # noqa: TID251 - seeded

import pytest

from kiosk import actions as lobby
from kiosk.actions import Paper
from shared.domain.printing import LOOK_S, SILENT_AFTER_S
from shared.paper.printers import Waits
from shared.press.room import ROUND_S
from shared.press.worker import Worker
from shared.store.models import PrinterDay, PrintJob, Ticket
from shared.store.print_jobs import Job
from shared.store.turn import Answer, Turn
from tests.office import Office
from tests.paper.emulator import Emulator
from tests.press.machines import BASE, KIOSK, set_printer, worker_of
from tests.press.roll_machine import ROWS, VERY_HASTY, RollMachine, jobs_on_paper

PAPER = Paper(KIOSK, BASE)
SLIP_BYTES = ROWS * 48
FAULTS = {
    "out": "paper_out",
    "cover": "cover_open",
    "offline": "offline",
    "mute": "silent",
    "close": "silent",
}
"""A fault that is there before the slip, and the state it is seen as."""
IN_THE_MIDDLE = ("mute_after", "stall_after", "break_after")
MOMENTS = (1, 14, 60, SLIP_BYTES // 2, SLIP_BYTES + 20)
"""Bytes of the connection: in the first question, between questions, in the raster, in the cut, after it."""


@pytest.fixture(autouse=True)
def _printer(office: Office) -> None:
    """The lobby kiosk has a printer."""
    set_printer(office)


class LaterFault(RollMachine):
    """Fails in the connection of the slip, after it was seen to be ready."""

    def __init__(self, printer: Emulator, fault: str, moment: int) -> None:
        super().__init__(printer)
        self._emulator, self._fault, self._moment = printer, fault, moment

    def print_slip(self, job: Job) -> str:
        """Fail at the moment."""
        setattr(self._emulator.faults, self._fault, self._moment)
        return super().print_slip(job)


def take_numbers(office: Office, count: int) -> None:
    """Let so many people press at the kiosk."""

    def press(turn: Turn) -> Answer:
        for _ in range(count):
            lobby.issue_ticket(turn, group="A", paper=PAPER)
        return {}

    office.take_turn(press)


def states(office: Office) -> Counter[str]:
    """Return how many jobs stand where."""
    return Counter(job.state for job in office.rows(PrintJob))


def look_until(office: Office, worker: Worker, *, printed: int) -> None:
    """Let a worker look until so many slips are printed; a machine under load may need a second look."""
    for _ in range(20):
        if states(office)["printed"] == printed:
            return
        worker.look()
    assert states(office)["printed"] == printed


def check_paper(office: Office, printer: Emulator) -> None:
    """No slip twice; each that is said to be printed is there, and none that is said to be waiting."""
    paper = jobs_on_paper(printer)
    jobs = {job.id: job for job in office.rows(PrintJob)}
    assert max(paper.values(), default=0) <= 1
    assert {job.id for job in jobs.values() if job.state == "printed"} <= set(paper)
    assert {jobs[job_id].state for job_id in paper} <= {"printed", "failed"}
    assert {jobs[job_id].reason for job_id in paper if jobs[job_id].state == "failed"} <= {"unknown"}
    assert {ticket.state for ticket in office.rows(Ticket)} == {"waiting"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_before_the_slip_leaves_it_waiting_and_it_comes_out_once(office: Office, fault: str) -> None:
    take_numbers(office, 1)
    with Emulator(384) as printer:
        setattr(printer.faults, fault, True)
        worker = worker_of(office, RollMachine(printer))
        worker.look()
        assert states(office) == {"queued": 1}
        assert office.snapshot().desk.devices[0].printer == FAULTS[fault]
        printer.repair()
        look_until(office, worker, printed=1)
        check_paper(office, printer)


@pytest.mark.parametrize("fault", IN_THE_MIDDLE)
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_fault_at_any_byte_gives_at_most_one_slip(office: Office, fault: str, moment: int) -> None:
    take_numbers(office, 1)
    with Emulator(384) as printer:
        setattr(printer.faults, fault, moment)
        worker = worker_of(office, RollMachine(printer))
        for _ in range(3):
            worker.look()
        printer.repair()
        for _ in range(4):
            worker.look()
        assert states(office).keys() <= {"printed", "failed"}
        check_paper(office, printer)
        before = states(office)["printed"]
        take_numbers(office, 1)
        look_until(office, worker, printed=before + 1)
        check_paper(office, printer)


@pytest.mark.parametrize("fault", ["out_after_rows", "cover_after_rows"])
@pytest.mark.parametrize("rows", [0, 1, ROWS - 1, ROWS])
def test_paper_that_ends_in_a_slip_gives_no_second_one(office: Office, fault: str, rows: int) -> None:
    take_numbers(office, 1)
    with Emulator(384) as printer:
        setattr(printer.faults, fault, rows)
        worker = worker_of(office, RollMachine(printer))
        worker.look()
        worker.look()
        assert office.snapshot().desk.devices[0].printer in ("paper_out", "cover_open")
        printer.repair()
        for _ in range(4):
            worker.look()
        check_paper(office, printer)


def test_states_are_true_within_five_seconds_by_the_waits_that_ship() -> None:
    waits = Waits()
    at_rest = LOOK_S + waits.look_s
    before_the_picture = waits.connect_s + waits.answer_s
    in_the_picture = max(waits.pause_s, 2 * waits.mark_s + waits.finish_s + waits.last_s)
    assert max(at_rest, before_the_picture, in_the_picture) <= 4.5
    # An agent says nothing while it prints; one that has said nothing for so long is silent, seen once a round.
    assert SILENT_AFTER_S + ROUND_S <= 5


@pytest.mark.parametrize("fault", ["mute_after", "stall_after"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_printer_that_fails_in_a_slip_is_told_by_the_same_look(
    office: Office, fault: str, moment: int
) -> None:
    take_numbers(office, 1)
    with Emulator(384) as printer:
        worker = worker_of(office, RollMachine(printer))
        worker.look()  # prints; a printer that has been met is asked less
        take_numbers(office, 1)
        machine = LaterFault(printer, fault, moment)
        worker_of(office, machine).look()
        assert office.snapshot().desk.devices[0].printer == "silent"


@pytest.mark.timeout(300)  # a thousand commits wait for a slow disk
def test_a_thousand_tickets_at_a_printer_that_fails_at_random(office: Office) -> None:
    chance = Random(2569)  # noqa: S311 - the same every time
    everything = [*FAULTS, *IN_THE_MIDDLE, "out_after_rows"]
    take_numbers(office, 1000)
    with Emulator(384) as printer:
        worker = worker_of(office, RollMachine(printer, VERY_HASTY))
        looks = 0
        while states(office).keys() & {"queued", "printing"}:
            for _ in range(40):
                looks += 1
                if chance.random() < 0.03:
                    fault = chance.choice(everything)
                    setattr(printer.faults, fault, fault in FAULTS or chance.randrange(1, SLIP_BYTES + 40))
                elif chance.random() < 0.8:
                    printer.repair()
                worker.look()
            assert looks < 5000
        printer.repair()
        check_paper(office, printer)
        ended, paper = states(office), jobs_on_paper(printer)
    unsure = sum(1 for job in office.rows(PrintJob) if job.reason == "unknown")
    assert ended["printed"] >= 800
    assert ended["printed"] <= len(paper) <= ended["printed"] + unsure
    assert sum(ended.values()) == len(office.rows(Ticket)) == 1000
    (day,) = office.rows(PrinterDay)
    assert (day.printed, day.failed) == (ended["printed"], ended["failed"])
    assert office.verify().fault is None
