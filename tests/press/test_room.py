"""The print room follows the settings, and everybody who must know hears how each printer is."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from kiosk.actions import Paper
from shared.domain.printing import PrinterConfig
from shared.live.values import Board, Desk
from shared.press.room import PrintRoom
from shared.store.models import Device, PrinterDay, PrintJob
from shared.store.printers import printer_days
from shared.store.turn import Answer, Turn
from tests.office import Office
from tests.press.machines import BASE, KIOSK, Machine, bench_of, room_of, set_printer, worker_of


def board_of(office: Office) -> Board:
    """Return what the hall may see."""
    return office.snapshot().board


def desk_of(office: Office) -> Desk:
    """Return what staff see."""
    return office.snapshot().desk


def matters(office: Office) -> list[tuple[str, str]]:
    """Return what a supervisor is told about printers."""
    return [(a.code, a.subject) for a in desk_of(office).attention if a.code.startswith("p")]


def tend(office: Office, machine: Machine, rounds: int = 1) -> list[PrinterConfig]:
    """Let a room and its workers make rounds; return the printers that were opened."""
    room, opened = room_of(office, machine)
    for _ in range(rounds):
        room.tend()
        room.look()
    return opened


def test_a_kiosk_without_a_printer_has_no_worker_and_is_not_on_the_board(office: Office) -> None:
    assert tend(office, Machine()) == []
    assert board_of(office).printers == ()
    assert [d.printer for d in desk_of(office).devices] == [None, None, None]


def test_a_printer_that_is_set_up_changed_or_taken_away_is_followed(office: Office) -> None:
    room, opened = room_of(office, Machine())
    set_printer(office)
    room.tend()
    room.tend()
    assert [config.address for config in opened] == ["printer.test:9100"]
    set_printer(office, address="other.test")
    room.tend()
    assert [config.address for config in opened] == ["printer.test:9100", "other.test"]
    room.look()
    assert board_of(office).printers[0].state == "ready"
    set_printer(office, way="none")
    room.tend()
    assert len(opened) == 2
    assert board_of(office).printers == ()
    set_printer(office)
    assert board_of(office).printers[0].state is None, "what was known of it is forgotten"


def test_a_device_that_was_shut_out_is_served_no_more(office: Office) -> None:
    set_printer(office)

    def shut_out(turn: Turn) -> Answer:
        turn.conn.execute(update(Device).where(Device.id == KIOSK).values(revoked_at=turn.seconds))
        return {}

    office.take_turn(shut_out)
    assert tend(office, Machine()) == []


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("paper_low", "paper_low"),
        ("paper_out", "paper_out"),
        ("cover_open", "printer_away"),
        ("offline", "printer_away"),
        ("silent", "printer_away"),
    ],
)
def test_every_state_is_seen_at_once_by_kiosk_console_and_supervisor(
    office: Office, state: str, code: str
) -> None:
    set_printer(office)
    tend(office, Machine(state))
    assert [(p.device, p.way, p.state) for p in board_of(office).printers] == [(KIOSK, "network", state)]
    assert desk_of(office).devices[0].printer == state
    assert matters(office) == [(code, "Lobby kiosk")]
    tend(office, Machine("ready"))
    assert matters(office) == []


def test_a_browsers_printer_cannot_be_asked(office: Office) -> None:
    set_printer(office, way="browser")
    assert tend(office, Machine("paper_out")) == []
    assert [(p.way, p.state) for p in board_of(office).printers] == [("browser", None)]


def test_minutes_without_paper_are_counted_and_a_gap_in_which_nobody_looked_is_not(office: Office) -> None:
    set_printer(office)
    machine = Machine("paper_out")
    worker = worker_of(office, machine)
    for _ in range(5):
        worker.look()
        office.clock.advance(seconds=30)
    machine.state = "ready"
    worker.look()
    office.clock.advance(hours=1)
    machine.state = "silent"
    worker.look()
    office.clock.advance(seconds=40)
    worker.look()
    (day,) = office.rows(PrinterDay)
    assert (day.no_paper_s, day.away_s) == (150, 40)
    with office.engine.connect() as conn:
        sums = printer_days(conn, office.site_id, "2027-01-01", "2027-01-31")
    assert (sums["no_paper_s"], sums["days_without_paper"]) == (150, 1)


def test_a_resting_printer_costs_no_write(office: Office) -> None:
    set_printer(office)
    worker = worker_of(office, Machine())
    worker.look()
    before = office.writer.turns
    for _ in range(20):
        office.clock.advance(seconds=2)
        worker.look()
    assert office.writer.turns == before


def test_an_agent_that_says_nothing_is_silent_and_comes_back(office: Office) -> None:
    set_printer(office, way="agent", agent=3)
    room, opened = room_of(office, Machine())
    room.hear(office.site_id, KIOSK, "paper_low")
    room.tend()
    assert (opened, board_of(office).printers[0].state) == ([], "paper_low")
    office.clock.advance(seconds=5)
    room.tend()
    assert board_of(office).printers[0].state == "silent"
    room.hear(office.site_id, KIOSK, "ready")
    assert board_of(office).printers[0].state == "ready"


def test_jobs_nobody_fetches_expire_and_those_of_a_dead_agent_fail(office: Office) -> None:
    set_printer(office, way="agent", agent=3)
    room, _ = room_of(office, Machine())
    first = office.issue("A", paper=Paper(KIOSK, BASE))
    second = office.issue("A", paper=Paper(KIOSK, BASE))
    office.by_hand(
        "UPDATE print_job SET state = 'printing', claim = 'agent' WHERE ticket_id = :id",
        id=office.ticket(second).id,
    )
    room.tend()
    assert [job.state for job in office.rows(PrintJob)] == ["queued", "printing"]
    office.clock.advance(seconds=121)
    room.tend()
    assert [(job.state, job.reason) for job in office.rows(PrintJob)] == [
        ("expired", "late"),
        ("failed", "unknown"),
    ]
    assert [office.state(first), office.state(second)] == ["waiting", "waiting"]


def test_a_new_job_wakes_those_who_wait_here_and_is_told_to_other_processes_which_do_not_tell_it_on(
    office: Office,
) -> None:
    told: list[str] = []
    room = PrintRoom(
        bench_of(office), office.configs, open_machine=lambda _: Machine(), tell=lambda: told.append("paper")
    )
    room.wake()
    assert (room.wakes, told) == (1, ["paper"])
    room.wake_here()
    assert (room.wakes, told) == (2, ["paper"])
