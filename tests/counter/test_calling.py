"""Calling: whoever is next, to one counter only, and nobody at a counter that is not free."""

from __future__ import annotations

from sqlalchemy import select, update

from counter.actions import call_next
from shared.domain.tickets import State
from shared.store.models import Ticket
from shared.store.tickets import move
from shared.store.turn import Answer, Turn
from tests.office import Office
from tests.refusals import refused


def test_the_longest_waiting_of_both_groups_is_called_to_ana(office: Office) -> None:
    office.ana.open()
    numbers = [office.issue(group) for group in "BABBA"]
    assert [office.ana.serve_next() for _ in numbers] == numbers


def test_ben_calls_only_those_he_serves(office: Office) -> None:
    office.issue("A")
    office.issue("C")
    ben = office.ben.open()
    assert ben.call_next() is None
    assert office.issue("B") == ben.call_next() == "B001"


def test_an_empty_line_is_no_error_and_writes_nothing(office: Office) -> None:
    office.ana.open()
    before = office.facts()
    assert office.ana.press(call_next) == {"ticket": None, "seq": len(before)}
    assert office.facts() == before


def test_the_call_says_which_number_goes_to_which_counter(office: Office) -> None:
    office.issue("A", language="ms")
    office.ana.open()
    office.clock.advance(seconds=90)
    ticket = office.ana.press(call_next)["ticket"]
    assert ticket == {
        "number": "A001", "group": "tax", "klass": "normal", "language": "ms", "state": "called",
        "issued_at": "2027-01-12T02:00:00Z", "called_at": "2027-01-12T02:01:30Z", "started_at": None, "calls": 1,
        "counter": 1, "since": "2027-01-12T02:01:30Z", "reason": None, "back": False,
    }  # fmt: skip
    assert office.facts("ticket.called") == [
        ("ticket.called", {"day": "2027-01-12", "ticket": "A001", "counter": 1, "class": "normal", "call": 1})
    ]
    row, (leg,) = office.ticket("A001"), office.legs("A001")
    assert (row.called_at, row.called_seq, row.last_call_seq, row.chosen_reason) == (1799719290, 5, 5, None)
    assert (leg.counter_id, leg.staff_id, leg.queued_at, leg.called_at, leg.outcome) == (
        1,
        1,
        1799719200,
        1799719290,
        None,
    )


def test_a_counter_with_somebody_there_calls_nobody_else(office: Office) -> None:
    office.issue("A")
    office.issue("A")
    office.ana.open().call_next()
    with refused("counter.has_ticket", ticket="A001"):
        office.ana.call_next()
    office.ana.start()
    with refused("counter.has_ticket"):
        office.ana.call_next()
    assert office.state("A002") == "waiting"


def test_a_counter_that_is_closed_or_paused_calls_nobody(office: Office) -> None:
    office.issue("A")
    with refused("counter.closed", counter=1):
        office.ana.call_next()
    office.ana.open().pause()
    with refused("counter.paused", counter=1):
        office.ana.call_next()
    office.ana.open()
    office.ana.close()
    with refused("counter.closed"):
        office.ana.call_next()
    assert office.state("A001") == "waiting"


def test_a_counter_that_does_not_exist_calls_nobody(office: Office) -> None:
    from tests.cast import ANA

    for number in (0, 9, 2**63, 10**40):
        with refused("counter.unknown", counter=number):
            office.console(number, ANA).call_next()


def test_a_retired_counter_does_not_exist(office: Office) -> None:
    office.by_hand("UPDATE counter SET retired = true WHERE number = 3")
    office.set()
    with refused("counter.unknown"):
        office.program.open()


def test_two_desks_calling_at_once_get_different_people(office: Office) -> None:
    first, second = office.issue("B"), office.issue("B")
    office.ana.open()
    office.ben.open()
    assert {office.ana.call_next(), office.ben.call_next()} == {first, second}
    assert [office.ticket(n).counter_id for n in (first, second)] == [1, 2]


def test_a_claim_on_somebody_who_was_just_taken_is_refused_by_the_row_count(office: Office) -> None:
    """The guard under the write turn: what was read a moment ago must still be so when it is written."""
    number = office.issue("A")

    def act(turn: Turn) -> Answer:
        seen = turn.conn.execute(select(Ticket.__table__).where(Ticket.prefix == "A")).one()
        turn.conn.execute(update(Ticket).values(state="cancelled"))
        move(turn, seen, State.CALLED, counter_id=1)
        return {}

    with refused("ticket.wrong_state", state="waiting", wanted="called"):
        office.take_turn(act)
    assert office.state(number) == "waiting"


def test_staff_may_open_for_other_groups_than_usual(office: Office) -> None:
    office.issue("A")
    office.ben.open("A", "welfare")
    assert office.counter(2).groups == [1, 3]
    assert office.ben.call_next() == "A001"
    with refused("group.unknown", group="Z"):
        office.ana.open("Z")


def test_opening_without_any_group_is_refused(office: Office) -> None:
    office.by_hand("UPDATE counter SET default_groups = '[]' WHERE number = 1")
    with refused("group.unknown"):
        office.ana.open()


def test_coming_back_from_a_pause_keeps_the_groups_chosen_before(office: Office) -> None:
    office.ben.open("A")
    office.ben.pause("prayer")
    assert (office.counter(2).state, office.counter(2).reason) == ("paused", "prayer")
    office.ben.open()
    assert (office.counter(2).state, office.counter(2).reason, office.counter(2).groups) == (
        "open",
        None,
        [1],
    )


def test_a_pause_needs_a_reason_of_the_office_and_a_free_counter(office: Office) -> None:
    office.issue("A")
    office.ana.open()
    with refused("reason.unknown", reason="siesta"):
        office.ana.pause("siesta")
    office.ana.call_next()
    with refused("counter.has_ticket", ticket="A001"):
        office.ana.pause()
    with refused("counter.has_ticket", ticket="A001"):
        office.ana.close()
    assert office.counter(1).state == "open"


def test_opening_pausing_and_closing_are_facts(office: Office) -> None:
    office.ana.open("A")
    office.ana.pause("meeting")
    office.ana.close()
    assert office.facts("counter.opened", "counter.paused", "counter.closed") == [
        ("counter.opened", {"counter": 1, "groups": ["A"], "taken_over": False}),
        ("counter.paused", {"counter": 1, "reason": "meeting"}),
        ("counter.closed", {"counter": 1}),
    ]
