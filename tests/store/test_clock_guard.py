"""The clock guard: a machine whose clock stands wrong opens no day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.clock import RELEASED
from shared.store.models import Ticket
from tests.office import Office
from tests.refusals import refused


def test_a_clock_set_back_behind_the_newest_entry_stops_every_action(office: Office) -> None:
    number = office.issue("A")
    office.ana.open()
    office.clock.advance(minutes=-3)
    for action in (
        lambda: office.issue("A"),
        lambda: office.cancel(number),
        lambda: office.rate(),
        lambda: office.close_group("A"),
        office.ana.open,
        office.ana.call_next,
        office.ana.close,
    ):
        with refused("clock.behind"):
            action()
    office.clock.advance(minutes=3)
    assert office.ana.call_next() == number


def test_a_small_correction_by_a_time_server_stops_nobody(office: Office) -> None:
    office.issue("A")
    office.clock.advance(seconds=-120)
    assert office.issue("A") == "A002"
    office.clock.advance(seconds=-1)
    with refused("clock.behind"):
        office.issue("A")


def test_many_small_corrections_do_not_add_up(office: Office) -> None:
    """The guard compares with the newest moment there ever was, not with the newest entry."""
    office.issue("A")
    office.clock.advance(seconds=-100)
    office.issue("A")
    office.clock.advance(seconds=-100)
    with refused("clock.behind"):
        office.issue("A")


def test_a_small_correction_never_reopens_yesterday(office: Office) -> None:
    office.set(always_open=True)
    office.clock.show("2027-01-13 00:00:30")
    office.issue("A")
    office.clock.advance(seconds=-60)
    with refused("clock.behind"):
        office.issue("A")


@pytest.mark.parametrize("year", [1970, 2000, 2026])
def test_a_clock_before_the_release_of_the_program_opens_no_day(office: Office, year: int) -> None:
    office.set(always_open=True)
    office.by_hand("UPDATE site SET head_at = 0")
    office.clock.now = datetime(year, 1, 1, tzinfo=UTC)
    with refused("clock.behind"):
        office.issue("A")


def test_the_release_itself_is_late_enough(office: Office) -> None:
    office.set(always_open=True)
    office.by_hand("UPDATE site SET head_at = 0")
    office.clock.now = RELEASED - timedelta(seconds=120)
    assert office.issue("A") == "A001"


def test_the_screens_say_that_the_clock_is_wrong(office: Office) -> None:
    office.issue("A")
    assert office.snapshot().board.hall.state == "open"
    office.clock.advance(hours=-1)
    assert office.snapshot().board.hall.state == "clock"


def test_simulated_records_of_the_past_neither_obey_nor_move_the_clock(office: Office) -> None:
    office.issue("A")
    office.clock.show("2026-12-15 09:00")
    assert office.issue("A", origin="simulated") == "A001"
    assert [row.origin for row in office.rows(Ticket)] == ["live", "simulated"]
    office.clock.show("2027-01-12 09:01")
    assert office.issue("A") == "A002"
    assert office.snapshot().board.office.simulated
    assert office.verify().fault is None
