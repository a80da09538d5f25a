"""The service day: of Bangkok, changed by date and not by a timer, without losing anything or anybody."""

from __future__ import annotations

import pytest

from shared.live.sweeper import Sweeper
from shared.store.models import Leg, Numbering, Ticket
from tests.office import Office
from tests.refusals import refused

NEXT_MORNING = "2027-01-13 08:30"


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("2027-01-12 00:00:00", "2027-01-12"),
        ("2027-01-12 06:59:59", "2027-01-12"),  # 23:59:59 UTC of the day before
        ("2027-01-12 07:00:00", "2027-01-12"),  # midnight UTC: nothing happens in Bangkok
        ("2027-01-12 23:59:59", "2027-01-12"),
        ("2027-01-13 00:00:00", "2027-01-13"),  # 17:00 UTC: the day changes here
    ],
)
def test_a_ticket_belongs_to_the_day_in_bangkok(office: Office, shown: str, day: str) -> None:
    office.set(always_open=True)
    office.by_hand("UPDATE site SET head_at = 0")
    office.clock.show(shown)
    assert office.ticket(office.issue("A")).day == day


def test_numbers_go_on_over_midnight_in_utc_and_restart_at_midnight_in_bangkok(office: Office) -> None:
    office.set(always_open=True)
    office.clock.show("2027-01-13 06:59:59")
    numbers = [office.issue("A")]
    office.clock.advance(seconds=1)
    numbers.append(office.issue("A"))
    office.clock.show("2027-01-13 23:59:59")
    numbers.append(office.issue("A"))
    office.clock.advance(seconds=1)
    numbers.append(office.issue("A"))
    assert numbers == ["A001", "A002", "A003", "A001"]


def test_the_day_changes_with_the_first_turn_after_a_week_switched_off(office: Office) -> None:
    office.issue("A")
    office.clock.show("2027-01-19 08:30")
    assert office.issue("A") == "A001"
    assert [d["day"] for _, d in office.facts("day.opened")] == ["2027-01-12", "2027-01-19"]
    assert office.facts("day.closed") == [("day.closed", {"day": "2027-01-12", "abandoned": 1})]


def test_a_day_is_opened_once_however_many_turns_it_has(office: Office) -> None:
    for _ in range(5):
        office.issue("A")
        office.clock.advance(minutes=7)
    assert [d["day"] for _, d in office.facts("day.opened")] == ["2027-01-12"]


def test_the_end_of_a_day_gives_everybody_an_honest_ending(office: Office) -> None:
    waiting, served, called, held, no_show, cancelled, serving = (office.issue("A") for _ in range(7))
    ana, ben, spare = office.ana.open("A"), office.ben.open("A"), office.program.open("A")
    office.cancel(cancelled)
    ana.call_chosen(served)
    ana.start()
    ana.finish()
    ana.call_chosen(no_show)
    ana.no_show()
    ana.call_chosen(held)
    ana.hold()
    ben.call_chosen(called)
    spare.call_chosen(serving)
    spare.start()
    office.clock.show(NEXT_MORNING)
    office.issue("B")
    endings = {name: office.state(number) for name, number in
               {"waiting": waiting, "served": served, "called": called, "held": held, "no_show": no_show,
                "cancelled": cancelled, "serving": serving}.items()}  # fmt: skip
    assert endings == {
        "waiting": "abandoned", "served": "finished", "called": "no_show", "held": "no_show",
        "no_show": "no_show", "cancelled": "cancelled", "serving": "finished",
    }  # fmt: skip
    assert office.facts("day.closed") == [
        ("day.closed", {"day": "2027-01-12", "abandoned": 1, "no_show": 2, "finished": 1})
    ]
    assert office.facts("ticket.abandoned") == [
        ("ticket.abandoned", {"day": "2027-01-12", "ticket": waiting})
    ]


def test_nothing_is_deleted_by_a_change_of_day(office: Office) -> None:
    office.ana.open()
    for _ in range(3):
        office.issue("A")
    office.ana.serve_next()
    office.ana.call_next()
    before = {model: len(office.rows(model)) for model in (Ticket, Leg, Numbering)}
    journal = office.facts()
    office.clock.show(NEXT_MORNING)
    office.issue("A")
    after = {model: len(office.rows(model)) for model in (Ticket, Leg, Numbering)}
    assert after == {Ticket: before[Ticket] + 1, Leg: before[Leg], Numbering: before[Numbering] + 1}
    assert office.facts()[: len(journal)] == journal
    assert office.verify().fault is None


def test_a_service_that_nobody_finished_counts_as_served_without_a_service_time(office: Office) -> None:
    number = office.issue("A")
    office.ana.open()
    office.ana.call_next()
    office.ana.start()
    office.clock.show(NEXT_MORNING)
    office.issue("B")
    row, (leg,) = office.ticket(number), office.legs(number)
    assert (row.state, row.finished_at, row.reason) == ("finished", None, "day_closed")
    assert leg.outcome == "closed"


def test_every_counter_is_closed_at_the_end_of_a_day(office: Office) -> None:
    office.ana.open()
    office.ben.open().pause()
    office.clock.show(NEXT_MORNING)
    office.issue("A")
    assert [(office.counter(n).state, office.counter(n).seat) for n in (1, 2)] == [("closed", None)] * 2
    with refused("counter.closed"):
        office.ana.call_next()


def test_a_turn_of_the_priority_rule_does_not_pass_into_the_next_day(office: Office) -> None:
    office.ana.open("A")
    for _ in range(2):
        office.issue("A")
        office.ana.serve_next()
    office.clock.show(NEXT_MORNING)
    normal, priority = office.issue("A"), office.issue("A", priority=True)
    office.ana.open("A")
    assert [office.ana.serve_next(), office.ana.serve_next()] == [normal, priority]


def test_a_group_closed_by_staff_gives_tickets_again_tomorrow(office: Office) -> None:
    office.close_group("A")
    with refused("group.closed"):
        office.issue("A")
    office.clock.show(NEXT_MORNING)
    assert office.issue("A") == "A001"


def test_a_refused_first_turn_of_a_day_leaves_the_old_day_as_it_was(office: Office) -> None:
    office.issue("A")
    office.clock.show("2027-01-13 07:00")
    with refused("hall.before"):
        office.issue("A")
    assert office.state("A001") == "waiting"
    assert office.facts("day.closed") == []


def test_the_sweeper_closes_a_past_day_on_which_nobody_came(office: Office) -> None:
    number = office.issue("A")
    office.ana.open()
    sweeper = Sweeper(office.engine, office.writer, office.clock)
    sweeper.sweep()
    assert office.state(number) == "waiting"
    office.clock.show("2027-01-13 00:00")
    sweeper.sweep()
    sweeper.sweep()
    assert (office.state(number), office.counter(1).state) == ("abandoned", "closed")
    assert [d["day"] for _, d in office.facts("day.closed")] == ["2027-01-12"]
    office.clock.show(NEXT_MORNING)
    assert office.issue("A") == "A001"
    assert [d["day"] for _, d in office.facts("day.opened")] == ["2027-01-12", "2027-01-13"]
