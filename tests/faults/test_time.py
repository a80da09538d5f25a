"""The machine's clock jumps, its time zone is another: numbers, days and hours stay the office's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from shared import clock
from shared.domain.hours import service_day
from shared.store.models import Ticket
from tests.clockwork import Clock, wait_until
from tests.faults.aftermath import Aftermath, fault, tokens_of
from tests.faults.conftest import ELSEWHERE
from tests.faults.servers import Server, open_server
from tests.faults.watching import Screen
from tests.office import open_office

pytestmark = pytest.mark.faults
DAY_S = 86_400


@fault(
    "The process is in another time zone",
    how="TZ=Pacific/Honolulu for the server of all these tests",
    told="day and hours of Bangkok",
    health="200",
)
def test_the_time_zone_of_the_process_changes_no_day_and_no_number(
    server: Server, screen: Screen, aftermath: Aftermath
) -> None:
    assert server.environment["TZ"] == ELSEWHERE
    days = {service_day(clock.now()).isoformat()}
    answer = server.ask("POST", "/api/v1/tickets", {"group": "C"})
    board = server.ask("GET", "/api/v1/board")
    days.add(service_day(clock.now()).isoformat())
    assert answer is not None
    assert board is not None
    with open_office(server.database, Clock(clock.now())) as office:
        given = tokens_of([answer])
        day = next(row.day for row in office.rows(Ticket) if row.token in given)
        if day in days and board[1]["day"] in days:
            aftermath.told("day and hours of Bangkok")
        aftermath.check_rows(office, given)
    aftermath.health(server)
    aftermath.check_screen(server, screen)
    aftermath.goes_on("by itself")


@fault(
    "The clock is set a day forward and back again",
    how="two starts with TONSAI_CLOCK_OFFSET_S: a day, then none",
    told="clock.behind",
    health="503 clock",
    after="when the clock is past the newest entry",
)
def test_a_clock_that_was_set_forward_and_back_gives_no_number_twice(
    tmp_path: Path, aftermath: Aftermath
) -> None:
    with open_server(tmp_path, TONSAI_DEMO="1", TONSAI_CLOCK_OFFSET_S=str(DAY_S)) as server:
        server.start()
        given = tokens_of(server.ask("POST", "/api/v1/tickets", {"group": "A"}) for _ in range(2))
        assert list(given.values()) == ["A001", "A002"]
        server.cut_the_power()
        server.environment["TONSAI_CLOCK_OFFSET_S"] = "0"
        server.start_ill()
        screen = Screen(server.url)
        refused = server.ask("POST", "/api/v1/tickets", {"group": "A"})
        assert refused is not None
        assert refused[0] == 503
        aftermath.told(refused[1]["code"])
        aftermath.health(server)
        wait_until(lambda: bool(screen.boards))
        assert screen.boards[-1]["hall"]["state"] == "clock", "the hall is told too"
        aftermath.check_screen(server, screen)
        screen.close()
        server.cut_the_power()
    later = Clock(clock.now() + timedelta(seconds=DAY_S))
    with open_office(server.database, later) as office:
        answer = office.issued("A")
        assert answer["number"] == "A003"
        aftermath.goes_on("when the clock is past the newest entry")
        aftermath.check_rows(office, {**given, answer["token"]: "A003"})
