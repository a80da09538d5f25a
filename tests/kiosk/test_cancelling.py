"""Giving up the place: who may, until when, and what it leaves behind."""

from __future__ import annotations

from kiosk.actions import cancel_ticket
from tests.cast import MARKET
from tests.office import Office
from tests.refusals import refused


def test_a_visitor_gives_up_the_place_and_the_line_closes_up(office: Office) -> None:
    first, second = office.issue("A"), office.issue("A")
    answer = office.cancel(first)
    row = office.ticket(first)
    assert answer == {"number": first, "state": "cancelled", "seq": 5}
    assert (row.state, row.left_at) == ("cancelled", int(office.clock().timestamp()))
    assert office.facts("ticket.cancelled") == [("ticket.cancelled", {"day": "2027-01-12", "ticket": first})]
    assert office.snapshot().ahead == {office.ticket(second).id: 0}


def test_a_visitor_who_is_called_may_still_leave_and_the_counter_is_free_again(office: Office) -> None:
    first, second = office.issue("A"), office.issue("A")
    office.ana.open()
    office.ana.call_next()
    office.cancel(first)
    assert [leg.outcome for leg in office.legs(first)] == ["cancelled"]
    assert office.ana.call_next() == second


def test_a_visitor_on_hold_may_leave(office: Office) -> None:
    number = office.issue("A")
    office.ana.open()
    office.ana.call_next()
    office.ana.hold()
    office.cancel(number)
    assert office.state(number) == "cancelled"


def test_nobody_leaves_twice_or_out_of_a_service(office: Office) -> None:
    served, left, absent, done = (office.issue("A") for _ in range(4))
    office.cancel(left)
    ana, ben = office.ana.open("A"), office.ben.open("A")
    ben.call_chosen(absent)
    ben.no_show()
    ben.call_chosen(done)
    ben.start()
    ben.finish()
    ana.call_next()
    ana.start()
    for number, state in ((served, "serving"), (left, "cancelled"), (absent, "no_show"), (done, "finished")):
        with refused("ticket.wrong_state", state=state, wanted="cancelled"):
            office.cancel(number)


def test_a_token_nobody_has_cancels_nothing(office: Office) -> None:
    with refused("ticket.unknown"):
        office.take_turn(lambda turn: cancel_ticket(turn, token="not-a-ticket"))


def test_a_token_of_another_site_cancels_nothing(office: Office) -> None:
    token = office.token(office.issue("A"))
    office.site_id = MARKET
    with refused("ticket.unknown"):
        office.take_turn(lambda turn: cancel_ticket(turn, token=token))


def test_yesterdays_ticket_is_not_todays(office: Office) -> None:
    number = office.issue("A")
    token = office.token(number)
    office.clock.show("2027-01-13 08:30")
    with refused("ticket.not_today", ticket=number):
        office.take_turn(lambda turn: cancel_ticket(turn, token=token))
    office.issue("B")
    with refused("ticket.not_today", ticket=number):
        office.take_turn(lambda turn: cancel_ticket(turn, token=token))
