"""What went wrong for others, line by line (the list of the design); each fault is the name of a test.

Those that live in paper, sound or the browser are in their own places: the dead TV, the cut-off call and the loud
video in tests/browser, Thai as boxes in the fonts' tests. Here is what the server can hold.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.exc import IntegrityError

from deploy.demo import DEMO_PASSWORD
from shared.live.sweeper import Sweeper
from shared.store.models import Rating, Staff, Ticket
from shared.web.staff import HASHER
from tests.cast import ANA, BEN, OFFICE
from tests.clockwork import Clock
from tests.lobby import Lobby
from tests.office import Office, open_office
from tests.refusals import refused


def test_two_presses_two_slips(lobby: Lobby) -> None:
    kiosk = lobby.device("kiosk")
    with ThreadPoolExecutor(6) as fingers:
        presses = list(
            fingers.map(
                lambda _: lobby.device("kiosk").post("/tickets", {"group": "A"}, Idempotency_Key="p"),
                range(6),
            )
        )
    assert {press.data["number"] for press in presses} == {"A001"}
    assert kiosk.post("/tickets", {"group": "A"}, Idempotency_Key="q").data["number"] == "A002"
    assert len(lobby.office.rows(Ticket)) == 2


def test_the_same_number_twice_in_a_busy_hour(office: Office) -> None:
    with ThreadPoolExecutor(16) as people:
        numbers = list(people.map(lambda n: office.issue("AB"[n % 2]), range(120)))
    assert len(set(numbers)) == 120


def test_the_eleventh_ticket_repeating_the_tenth(office: Office) -> None:
    assert [office.issue("A") for _ in range(12)][9:] == ["A010", "A011", "A012"]


def test_numbering_breaking_at_17_00(office: Office) -> None:
    """Five in the afternoon is ten in the morning in UTC; what breaks there is midnight in UTC, seven here."""
    office.set(always_open=True)
    numbers = []
    for shown in ("2027-01-12 16:59:59", "2027-01-12 17:00:00", "2027-01-12 23:59:59", "2027-01-13 00:00:00"):
        office.clock.show(shown)
        numbers.append(office.issue("A"))
    assert numbers == ["A001", "A002", "A003", "A001"]


def test_a_reset_that_only_fires_if_the_machine_is_on_at_midnight(database: Path, clock: Clock) -> None:
    with open_office(database, clock) as friday:
        friday.issue("A")
        friday.issue("A")
    clock.show("2027-01-18 08:31")
    with open_office(database, clock, first_token=50) as monday:
        assert monday.issue("A") == "A001"
        assert [row.state for row in monday.rows(Ticket)] == ["abandoned", "abandoned", "waiting"]


def test_a_reset_that_deletes_the_unserved(office: Office) -> None:
    office.issue("A")
    office.clock.show("2027-01-13 08:30")
    Sweeper(office.engine, office.writer, office.clock).sweep()
    (row,) = office.rows(Ticket)
    assert (row.state, row.reason, row.left_at) == (
        "abandoned",
        "day_closed",
        int(office.clock().timestamp()),
    )
    assert [kind for kind, _ in office.facts("ticket.abandoned", "day.closed")] == [
        "ticket.abandoned",
        "day.closed",
    ]


def test_two_counters_calling_one_person(office: Office) -> None:
    numbers = [office.issue("B") for _ in range(10)]
    consoles = [office.ana.open("B"), office.ben.open(), office.program.open("B")]
    called: list[str] = []
    for _ in range(3):
        with ThreadPoolExecutor(3) as hands:
            called += [n for n in hands.map(lambda c: c.serve_next(), consoles) if n is not None]
    assert sorted(called) == numbers[:9]


def test_called_counted_as_served(office: Office) -> None:
    office.issue("A")
    office.issue("A")
    office.ana.open("A")
    office.ana.call_next()
    assert office.snapshot().desk.today.served == 0
    office.ana.no_show()
    office.ana.call_next()
    office.ana.hold()
    today = office.snapshot().desk.today
    assert (today.served, today.no_show, today.issued) == (0, 1, 2)


def test_a_call_cut_off_by_the_next_call(office: Office) -> None:
    """Both calls are on the board with their own numbers, so that a TV can chime one after the other."""
    first, second = office.issue("B"), office.issue("B")
    ana, ben = office.ana.open("B"), office.ben.open()
    ana.call_next()
    ben.call_next()
    calls = office.snapshot().board.calls
    assert [(c.number, c.counter) for c in calls] == [(second, 2), (first, 1)]
    assert calls[0].call == calls[1].call + 1


def test_a_tv_dead_after_an_expired_sign_in(lobby: Lobby) -> None:
    """It has no sign-in: its cookie is renewed by every visit, and a whole board comes with every connection."""
    screen = lobby.device("display")
    lobby.office.clock.advance(days=200)
    renewed = screen.page("/display").headers.getlist("Set-Cookie")
    assert any("tonsai_display=" in c and "Max-Age=34560000" in c for c in renewed)
    socket = lobby.socketio.test_client(lobby.app, namespace="/board", flask_test_client=screen.client)
    assert [e["name"] for e in socket.get_received("/board")] == ["board"]
    socket.disconnect("/board")


def test_a_tv_silently_showing_old_numbers(lobby: Lobby) -> None:
    """A beat tells it every two seconds where the journal stands and what time it is: silence and age show."""
    lobby.office.issue("A")
    screen = lobby.device("display")
    socket = lobby.socketio.test_client(lobby.app, namespace="/board", flask_test_client=screen.client)
    socket.get_received("/board")
    lobby.office.clock.advance(seconds=2)
    lobby.deps.publisher.beat()
    ((name, beat),) = [(e["name"], e["args"][0]) for e in socket.get_received("/board")]
    assert (name, beat) == ("beat", {"site": "office", "seq": 3, "at": "2027-01-12T02:00:02Z"})
    socket.disconnect("/board")


def test_a_printer_failure_that_loses_the_ticket(lobby: Lobby) -> None:
    """The answer to the kiosk comes after the commit: whatever happens to paper then, the number is in the line."""
    issued = lobby.device("kiosk").post("/tickets", {"group": "A"}).data
    assert lobby.office.ticket(issued["number"]).state == "waiting"
    assert lobby.visitor().get(f"/tickets/{issued['token']}").data["number"] == issued["number"]


def test_priority_that_starves_the_others(office: Office) -> None:
    normal = office.issue("A")
    office.ana.open("A")
    for _ in range(5):
        office.issue("A", priority=True)
    order = [office.ana.serve_next() for _ in range(6)]
    assert order.index(normal) <= 1


def test_statistics_days_doubled_or_missing(office: Office) -> None:
    for day in ("2027-01-12", "2027-01-13", "2027-01-15", "2027-01-18"):
        office.clock.show(f"{day} 09:00")
        office.issue("A")
        Sweeper(office.engine, office.writer, office.clock).sweep()
    opened = [data["day"] for _, data in office.facts("day.opened")]
    closed = [data["day"] for _, data in office.facts("day.closed")]
    assert opened == ["2027-01-12", "2027-01-13", "2027-01-15", "2027-01-18"]
    assert closed == opened[:-1]
    assert [row.day for row in office.rows(Ticket)] == opened


def test_percentages_from_deleted_rows(office: Office) -> None:
    """A ticket, a leg, a rating, a person: nothing that a figure counts can be deleted while something names it."""
    number = office.issue("A")
    office.ana.open().serve_next("T1")
    office.rate(number)
    for table in ("ticket", "service", "service_group", "counter", "department", "staff", "site"):
        with pytest.raises(IntegrityError):
            office.by_hand(f"DELETE FROM {table}")  # noqa: S608 - our own names


def test_a_rating_button_pressed_forty_times_by_a_child(lobby: Lobby) -> None:
    tablet = lobby.device("tablet")
    answers = [tablet.post("/ratings", {"score": 1 + n % 5}) for n in range(40)]
    assert [a.status for a in answers] == [201] + [429] * 39
    assert {a.code for a in answers[1:]} == {"rating.too_soon"}
    assert len(lobby.office.rows(Rating)) == 1


def test_first_number_101(office: Office) -> None:
    assert office.issue("C") == "C001"
    assert office.ticket("C001").number == 1


def test_a_default_password(lobby: Lobby) -> None:
    """The demo's password exists in the demo only; a real office has none that anybody could know."""
    for row in lobby.office.rows(Staff):
        for guess in (DEMO_PASSWORD, "admin", "password", "", row.username, "1234567890"):
            with pytest.raises(VerifyMismatchError):
                HASHER.verify(row.password_hash, guess)
    assert DEMO_PASSWORD not in lobby.visitor().page("/").get_data(as_text=True)


def test_staff_text_shown_as_html(lobby: Lobby) -> None:
    text = lobby.person(BEN).page("/console").get_data(as_text=True)
    assert "<b>Baisai" not in text
    assert "Baisai" in text


def test_a_lobby_in_which_nobody_may_leave_the_counter_to_somebody_else(office: Office) -> None:
    """A counter left open in another tab is not lost: whoever comes says so and takes it over."""
    office.issue("A")
    office.ana.open().call_next()
    again = office.console(1, ANA, tab="after a crash")
    with refused("counter.elsewhere"):
        again.start()
    again.open(take_over=True)
    assert again.start()["number"] == "A001"
    assert office.verify().fault is None
    assert office.site_id == OFFICE
