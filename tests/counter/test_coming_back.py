"""Put back, transfer, chosen call: the ways out of plain order, and what each leaves in the journal."""

from __future__ import annotations

import pytest

from tests.office import Office
from tests.refusals import refused


def absent(office: Office, group: str = "A", *, priority: bool = False) -> str:
    """Return a number that Ana has called and that did not come; her counter is open and free."""
    number = office.issue(group, priority=priority)
    office.ana.open()
    office.ana.call_chosen(number)
    office.ana.no_show()
    return number


def test_who_missed_the_call_comes_after_the_next_two(office: Office) -> None:
    late = absent(office)
    others = [office.issue("A") for _ in range(4)]
    ticket = office.ana.put_back(late)
    assert (ticket["state"], ticket["back"], ticket["calls"]) == ("waiting", True, 0)
    assert [office.ana.serve_next() for _ in range(5)] == [*others[:2], late, *others[2:]]
    assert office.facts("ticket.put_back") == [
        ("ticket.put_back", {"day": "2027-01-12", "ticket": late, "counter": 1})
    ]


@pytest.mark.parametrize("waiting", [0, 1, 2])
def test_with_fewer_than_two_waiting_who_missed_the_call_comes_last(office: Office, waiting: int) -> None:
    late = absent(office)
    others = [office.issue("A") for _ in range(waiting)]
    office.ana.put_back(late)
    assert [office.ana.serve_next() for _ in range(waiting + 1)] == [*others, late]


def test_two_who_missed_the_call_come_back_in_the_order_of_coming_back(office: Office) -> None:
    first, second = absent(office), absent(office)
    others = [office.issue("A") for _ in range(3)]
    office.ana.put_back(second)
    office.ana.put_back(first)
    assert [office.ana.serve_next() for _ in range(5)] == [*others[:2], second, first, others[2]]


def test_somebody_with_priority_comes_back_behind_the_two_who_would_be_called(office: Office) -> None:
    late = absent(office, priority=True)
    others = [office.issue("A") for _ in range(4)]
    office.ana.put_back(late)
    assert [office.ana.serve_next() for _ in range(5)] == [*others[:2], late, *others[2:]]


def test_another_counter_may_put_somebody_back(office: Office) -> None:
    late = absent(office, "B")
    assert office.ben.open().put_back(late)["state"] == "waiting"
    assert office.ben.call_next() == late


@pytest.mark.parametrize("state", ["waiting", "called", "serving", "held", "finished", "cancelled"])
def test_only_who_missed_a_call_can_be_put_back(office: Office, state: str) -> None:
    """Not one that stands at another counter: its person would be called away from there."""
    number = office.issue("B")
    ben, ana = office.ben.open(), office.ana.open()
    if state == "cancelled":
        office.cancel(number)
    elif state != "waiting":
        ben.call_next()
        {"called": lambda: None, "serving": ben.start, "held": ben.hold, "finished": ben.finish}[state]()
    with refused("ticket.wrong_state", state=state, wanted="waiting"):
        ana.put_back(number)
    assert office.state(number) == state


def test_yesterdays_ticket_comes_back_neither_by_number_nor_by_token(office: Office) -> None:
    late = absent(office)
    token = office.token(late)
    office.clock.show("2027-01-13 08:30")
    office.ana.open()
    with refused("ticket.unknown"):
        office.ana.put_back(late)
    with refused("ticket.not_today", ticket=late):
        office.ana.put_back(token)


def test_a_transfer_keeps_the_number_and_the_time_of_issue(office: Office) -> None:
    office.issue("B")
    moved = office.issue("A")
    office.clock.advance(minutes=3)
    later = office.issue("B")
    office.ana.open()
    office.ana.call_chosen(moved)
    office.ana.start()
    office.clock.advance(minutes=5)
    ticket = office.ana.transfer(group="registry")
    assert (ticket["number"], ticket["group"], ticket["state"]) == (moved, "registry", "waiting")
    ben = office.ben.open()
    assert [ben.serve_next() for _ in range(3)] == ["B001", moved, later]
    first, second = office.legs(moved)
    row = office.ticket(moved)
    assert (first.outcome, first.group_id, second.group_id) == ("transferred", 1, 2)
    assert (second.queued_at - first.ended_at, row.issued_at) == (0, first.queued_at)
    assert (row.group_id, row.first_group_id) == (2, 1)
    assert office.facts("ticket.transferred") == [
        ("ticket.transferred",
         {"day": "2027-01-12", "ticket": moved, "counter": 1, "group": "registry", "to_counter": None})
    ]  # fmt: skip


def test_a_ticket_sent_to_one_counter_is_called_there_and_nowhere_else(office: Office) -> None:
    moved, other = office.issue("B"), office.issue("B")
    ana, ben = office.ana.open(), office.ben.open()
    assert ana.call_next() == moved
    ana.transfer(counter=2)
    assert office.snapshot().desk.counters[0].next == other
    assert ana.call_next() == other
    assert ben.call_next() == moved
    assert [d["to_counter"] for _, d in office.facts("ticket.transferred")] == [2]


def test_a_ticket_sent_to_a_counter_of_another_group_joins_a_line_that_it_serves(office: Office) -> None:
    office.issue("A")
    office.ana.open().call_next()
    office.ben.open()
    assert office.ana.transfer(counter=2)["group"] == "registry"
    assert office.ben.call_next() == "A001"


def test_a_ticket_sent_to_one_counter_is_everybodys_again_when_that_counter_closes(office: Office) -> None:
    moved = office.issue("B")
    office.ben.open()
    office.ana.open().call_next()
    office.ana.transfer(counter=2)
    assert office.ana.call_next() is None
    office.ben.pause()
    assert office.ana.call_next() is None
    office.ben.close()
    assert office.ana.call_next() == moved


def test_a_ticket_sent_to_one_counter_does_not_starve_when_it_opens_for_other_groups(office: Office) -> None:
    moved = office.issue("B")
    office.ben.open()
    office.ana.open().call_next()
    office.ana.transfer(counter=2)
    office.ben.open("C")
    assert office.ana.call_next() == moved


def test_a_ticket_sent_to_one_counter_stays_its_own_when_it_opens_for_more_groups(office: Office) -> None:
    moved = office.issue("B")
    office.ben.open()
    office.ana.open().call_next()
    office.ana.transfer(counter=2)
    office.ben.open("B", "C")
    assert office.ana.call_next() is None
    assert office.ben.call_next() == moved


def test_a_transfer_goes_only_where_somebody_is(office: Office) -> None:
    office.issue("A")
    office.ana.open().call_next()
    with refused("counter.closed", counter=2):
        office.ana.transfer(counter=2)
    with refused("counter.unknown", counter=9):
        office.ana.transfer(counter=9)
    with refused("request.invalid", field="counter"):
        office.ana.transfer(counter=1)
    with refused("request.invalid", field="group"):
        office.ana.transfer()
    with refused("group.unknown", group="Z"):
        office.ana.transfer(group="Z")
    assert office.state("A001") == "called"
    assert [leg.outcome for leg in office.legs("A001")] == [None]


def test_a_chosen_call_says_why_and_who_was_passed_over(office: Office) -> None:
    passed = [office.issue(g) for g in "AB"]
    office.issue("C")
    chosen = office.issue("A")
    office.issue("A")
    office.ana.open()
    assert office.ana.call_chosen(chosen, "urgent")["number"] == chosen
    assert office.facts("ticket.called_chosen") == [
        ("ticket.called_chosen",
         {"day": "2027-01-12", "ticket": chosen, "counter": 1, "class": "normal", "call": 1, "reason": "urgent",
          "passed_over": passed})
    ]  # fmt: skip
    assert office.ticket(chosen).chosen_reason == "urgent"


def test_a_chosen_call_needs_a_reason_of_the_office(office: Office) -> None:
    number = office.issue("A")
    office.ana.open()
    with refused("reason.unknown", reason="friend"):
        office.ana.call_chosen(number, "friend")
    assert office.state(number) == "waiting"


def test_a_chosen_call_by_token_or_number_is_the_same(office: Office) -> None:
    first, second = office.issue("A"), office.issue("A")
    office.ana.open()
    assert office.ana.call_chosen(office.token(second))["number"] == second
    office.ana.finish()
    assert office.ana.call_chosen(first.lower())["number"] == first


def test_somebody_on_hold_may_be_called_straight_away(office: Office) -> None:
    held, other = office.issue("A"), office.issue("A")
    office.ana.open().call_next()
    office.ana.hold()
    assert office.ana.call_chosen(held, "returned")["state"] == "called"
    assert [kind for kind, _ in office.facts("ticket.resumed", "ticket.called_chosen")] == [
        "ticket.resumed", "ticket.called_chosen",
    ]  # fmt: skip
    assert office.state(other) == "waiting"


@pytest.mark.parametrize("state", ["called", "serving", "no_show", "finished", "cancelled"])
def test_only_who_waits_or_is_held_can_be_chosen(office: Office, state: str) -> None:
    number = office.issue("B")
    ben, ana = office.ben.open(), office.ana.open()
    if state == "cancelled":
        office.cancel(number)
    else:
        ben.call_next()
        {"called": lambda: None, "serving": ben.start, "no_show": ben.no_show, "finished": ben.finish}[
            state
        ]()
    with refused("ticket.wrong_state", state=state, wanted="called"):
        ana.call_chosen(number)


def test_a_counter_with_a_ticket_or_a_pause_chooses_nobody(office: Office) -> None:
    office.issue("A")
    number = office.issue("A")
    office.ana.open().call_next()
    with refused("counter.has_ticket"):
        office.ana.call_chosen(number)
    office.ana.finish()
    office.ana.pause()
    with refused("counter.paused"):
        office.ana.call_chosen(number)


def test_a_chosen_call_by_the_way_still_counts_for_the_published_rule(office: Office) -> None:
    """A priority ticket called by choice is a priority ticket called: the next one waits for two normal ones."""
    normal = [office.issue("A") for _ in range(4)]
    first, second = office.issue("A", priority=True), office.issue("A", priority=True)
    office.ana.open()
    office.ana.serve_next()
    office.ana.call_chosen(first)
    office.ana.finish()
    assert [office.ana.serve_next() for _ in range(4)] == [normal[1], normal[2], second, normal[3]]
