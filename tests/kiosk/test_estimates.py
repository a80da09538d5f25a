"""Estimates: nothing below ten services, the true rule afterwards, and the promise kept with the ticket."""

from __future__ import annotations

from shared.live.values import Wait
from tests.office import Office


def serve(office: Office, times: int, minutes: int = 10) -> None:
    """Let Ben serve people of group B, each in so many minutes."""
    for _ in range(times):
        office.issue("B")
        office.ben.call_next()
        office.ben.start()
        office.clock.advance(minutes=minutes)
        office.ben.finish("R1")


def wait_of(office: Office, prefix: str = "B") -> Wait | None:
    """Return what the board says about a group."""
    return next(g.wait for g in office.snapshot().board.groups if g.prefix == prefix)


def test_nothing_is_said_below_ten_services(office: Office) -> None:
    office.ben.open()
    serve(office, 9)
    office.issue("B")
    assert wait_of(office) is None
    assert office.snapshot().forecast.tickets == {}


def test_from_ten_services_on_a_range_is_said(office: Office) -> None:
    office.ben.open()
    serve(office, 10)
    assert wait_of(office) == Wait(0, 5)
    for _ in range(3):
        office.issue("B")
    assert wait_of(office) == Wait(30, 35)


def test_a_group_that_no_counter_serves_has_no_estimate(office: Office) -> None:
    office.ben.open()
    serve(office, 10)
    office.ben.pause()
    assert wait_of(office) is None
    office.ben.open()
    assert wait_of(office) == Wait(0, 5)
    office.ben.close()
    assert wait_of(office) is None


def test_only_the_last_thirty_services_count(office: Office) -> None:
    office.set(always_open=True)
    office.ben.open()
    serve(office, 10, minutes=30)
    serve(office, 30, minutes=2)
    office.issue("B")
    assert wait_of(office) == Wait(0, 5)
    assert office.snapshot().forecast.normal[2] is not None


def test_a_service_without_a_press_on_start_counts_from_the_call(office: Office) -> None:
    office.ben.open()
    for _ in range(10):
        office.issue("B")
        office.ben.call_next()
        office.clock.advance(minutes=20)
        office.ben.finish("R1")
    office.issue("B")
    assert wait_of(office) == Wait(20, 25)


def test_no_shows_and_holds_are_no_services(office: Office) -> None:
    office.ben.open()
    serve(office, 9)
    for _ in range(5):
        office.issue("B")
        office.ben.call_next()
        office.ben.no_show()
    assert wait_of(office) is None


def test_the_desk_counts_the_promises_that_were_kept(office: Office) -> None:
    from kiosk.actions import Promise

    office.ben.open()
    for high_s in (600, 60):
        office.issue("B", promise=Promise(low_s=0, high_s=high_s))
    office.issue("B")
    office.clock.advance(minutes=5)
    for _ in range(3):
        office.ben.serve_next("R1")
    group = next(g for g in office.snapshot().desk.groups if g.prefix == "B")
    assert (group.promised, group.kept, group.served) == (2, 1, 3)
