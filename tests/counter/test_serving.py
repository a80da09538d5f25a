"""From the call to the end: recall, start, finish, correct, no-show, hold – and what is refused on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shared.store.models import Rating, Service
from tests.office import Office
from tests.refusals import refused

SPACING_S, LIMIT = 30, 3
CORRECT_S = 10 + 5
"""Ten seconds on the screen, and five for a press in the last of them."""


@pytest.fixture
def called(office: Office) -> Office:
    """Ana has just called A001."""
    office.issue("A")
    office.ana.open().call_next()
    return office


def test_a_call_is_repeated_up_to_the_limit_and_not_too_soon(called: Office) -> None:
    called.clock.advance(seconds=SPACING_S - 1)
    with refused("recall.too_soon", seconds=1):
        called.ana.recall()
    called.clock.advance(seconds=1)
    assert called.ana.recall()["calls"] == 2
    with refused("recall.too_soon", seconds=SPACING_S):
        called.ana.recall()
    called.clock.advance(seconds=SPACING_S)
    assert called.ana.recall()["calls"] == LIMIT
    called.clock.advance(seconds=SPACING_S)
    with refused("recall.limit", limit=LIMIT):
        called.ana.recall()
    assert called.facts("ticket.recalled") == [
        ("ticket.recalled", {"day": "2027-01-12", "ticket": "A001", "counter": 1, "call": n}) for n in (2, 3)
    ]


def test_a_repeated_call_is_newer_on_the_board_but_the_first_call_stays_the_first(called: Office) -> None:
    first = called.ticket("A001")
    called.clock.advance(seconds=SPACING_S)
    called.ana.recall()
    row, (shown,) = called.ticket("A001"), called.snapshot().board.calls
    assert (row.called_at, row.called_seq) == (first.called_at, first.called_seq)
    assert shown.call == row.last_call_seq > first.last_call_seq
    assert (shown.repeat, shown.at) == (2, "2027-01-12T02:00:30Z")


def test_called_is_not_yet_served(called: Office) -> None:
    today = called.snapshot().desk.today
    assert (today.served, today.waiting, today.issued) == (0, 0, 1)
    called.ana.start()
    assert called.snapshot().desk.today.served == 0
    called.ana.finish()
    assert called.snapshot().desk.today.served == 1


def test_a_service_is_timed_from_start_to_finish(called: Office) -> None:
    called.clock.advance(seconds=20)
    called.ana.start()
    called.clock.advance(minutes=4)
    ticket = called.ana.finish("T2")
    (leg,) = called.legs("A001")
    (service,) = called.rows(Service, code="T2", site_id=1)
    assert (leg.called_at + 20, leg.started_at + 240, leg.outcome) == (
        leg.started_at,
        leg.ended_at,
        "finished",
    )
    assert (leg.service_id, called.ticket("A001").service_id) == (service.id, service.id)
    assert (ticket["state"], ticket["started_at"]) == ("finished", "2027-01-12T02:00:20Z")
    assert called.facts("ticket.started", "ticket.finished") == [
        ("ticket.started", {"day": "2027-01-12", "ticket": "A001", "counter": 1}),
        ("ticket.finished", {"day": "2027-01-12", "ticket": "A001", "counter": 1, "service": "T2"}),
    ]


def test_finish_works_without_start_and_claims_no_start(called: Office) -> None:
    called.clock.advance(minutes=4)
    assert called.ana.finish("T1")["state"] == "finished"
    assert (called.ticket("A001").started_at, called.legs("A001")[0].started_at) == (None, None)
    assert called.facts("ticket.started") == []


def test_finish_works_without_a_service_where_nobody_knows_it(called: Office) -> None:
    called.ana.finish(None)
    assert called.ticket("A001").service_id is None


def test_a_service_that_does_not_exist_is_refused_and_the_ticket_stays(called: Office) -> None:
    with refused("service.unknown", service="X9"):
        called.ana.finish("X9")
    assert called.state("A001") == "called"


def test_the_service_finished_last_may_be_corrected_for_seconds_only(called: Office) -> None:
    called.ana.finish("T1")
    called.clock.advance(seconds=CORRECT_S)
    called.ana.correct("T2")
    assert called.facts("ticket.corrected") == [
        ("ticket.corrected", {"day": "2027-01-12", "ticket": "A001", "counter": 1, "service": "T2"})
    ]
    last = called.snapshot().desk.counters[0].last
    assert last is not None
    assert (last.number, last.service) == ("A001", "T2")
    called.clock.advance(seconds=1)
    with refused("ticket.wrong_state"):
        called.ana.correct("T1")


def test_a_correction_needs_a_finished_ticket_and_a_known_service(called: Office) -> None:
    with refused("ticket.wrong_state"):
        called.ana.correct("T1")
    called.ana.finish("T1")
    with refused("service.unknown"):
        called.ana.correct("X9")


def test_a_correction_reaches_the_leg_and_a_rating_given_meanwhile(called: Office) -> None:
    """The figures of services read them: what was corrected on the ticket must not stay wrong there."""
    called.ana.start()
    called.ana.finish("T1")
    called.rate("A001")
    called.ana.correct("R1")
    (leg,), (rating,) = called.legs("A001"), called.rows(Rating)
    (service,) = called.rows(Service, code="R1", site_id=1)
    assert (leg.service_id, rating.service_id, called.ticket("A001").service_id) == (service.id,) * 3
    assert rating.department_id == service.department_id


def test_nobody_came(called: Office) -> None:
    assert called.ana.no_show()["state"] == "no_show"
    assert called.legs("A001")[0].outcome == "no_show"
    assert called.facts("ticket.no_show") == [
        ("ticket.no_show", {"day": "2027-01-12", "ticket": "A001", "counter": 1, "calls": 1})
    ]
    assert [t.number for t in called.snapshot().desk.away] == ["A001"]


def test_a_person_being_served_has_come(called: Office) -> None:
    called.ana.start()
    with refused("ticket.wrong_state", state="serving"):
        called.ana.no_show()


@pytest.mark.parametrize("press", ["recall", "start"])
def test_a_service_that_has_begun_is_neither_called_nor_begun_again(called: Office, press: str) -> None:
    called.ana.start()
    called.clock.advance(seconds=SPACING_S)
    with refused("ticket.wrong_state", state="serving", wanted="called"):
        getattr(called.ana, press)()


def test_without_a_ticket_there_is_nothing_to_do(office: Office) -> None:
    ana = office.ana.open()
    presses: list[Callable[[], object]] = [
        ana.recall, ana.start, ana.finish, ana.no_show, ana.hold, lambda: ana.transfer(group="B"),
    ]  # fmt: skip
    for press in presses:
        with refused("counter.no_ticket", counter=1):
            press()


@pytest.mark.parametrize("begun", [False, True])
def test_a_ticket_on_hold_frees_the_counter_and_comes_back_to_its_old_place(
    called: Office, begun: bool
) -> None:
    second, third = called.issue("A"), called.issue("A")
    if begun:
        called.ana.start()
    held = called.ana.hold("copies")
    assert (held["state"], held["reason"]) == ("held", "copies")
    assert called.legs("A001")[0].outcome == "held"
    assert called.ana.serve_next() == second
    assert called.ana.resume("A001")["state"] == "waiting"
    assert [called.ana.serve_next(), called.ana.serve_next()] == ["A001", third]
    assert len(called.legs("A001")) == 2
    assert called.facts("ticket.held", "ticket.resumed") == [
        ("ticket.held", {"day": "2027-01-12", "ticket": "A001", "counter": 1, "reason": "copies"}),
        ("ticket.resumed", {"day": "2027-01-12", "ticket": "A001"}),
    ]


def test_a_hold_needs_no_reason_but_not_a_wrong_one(called: Office) -> None:
    with refused("reason.unknown", reason="tired"):
        called.ana.hold("tired")
    assert called.ana.hold()["reason"] is None


def test_a_second_wait_is_measured_from_the_resume_and_the_first_call_is_kept(called: Office) -> None:
    first_call = called.ticket("A001").called_at
    called.ana.hold()
    called.clock.advance(minutes=10)
    called.ana.resume("A001")
    called.clock.advance(minutes=5)
    called.ana.call_next()
    assert called.legs("A001")[1].queued_at == first_call + 600
    assert called.ticket("A001").called_at == first_call


@pytest.mark.parametrize("state", ["waiting", "called", "serving", "no_show", "finished", "cancelled"])
def test_only_a_held_ticket_can_be_resumed(office: Office, state: str) -> None:
    """Not one that stands at another counter: its person would be called away from there."""
    number = office.issue("B")
    ben, ana = office.ben.open(), office.ana.open()
    if state == "cancelled":
        office.cancel(number)
    elif state != "waiting":
        ben.call_next()
        {"called": lambda: None, "serving": ben.start, "no_show": ben.no_show, "finished": ben.finish}[
            state
        ]()
    with refused("ticket.wrong_state", state=state, wanted="waiting"):
        ana.resume(number)
    assert office.state(number) == state


def test_a_ticket_that_does_not_exist_can_neither_be_resumed_nor_put_back(office: Office) -> None:
    ana = office.ana.open()
    for press in (ana.resume, ana.put_back, ana.call_chosen):
        for ref in ("A001", "A999999", "no-such-token", "ก" * 32):
            with refused("ticket.unknown", ticket=ref):
                press(ref)
