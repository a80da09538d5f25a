"""Seats: two people at one counter, two tabs of one person, taking over, and programs that need none."""

from __future__ import annotations

from tests.cast import ANA, BEN
from tests.office import Office
from tests.refusals import refused


def test_a_second_person_at_a_counter_is_told_that_it_is_open_elsewhere(office: Office) -> None:
    office.issue("A")
    office.ana.open()
    ben_at_1 = office.console(1, BEN)
    for press in (ben_at_1.open, ben_at_1.call_next, ben_at_1.pause, ben_at_1.close, ben_at_1.recall):
        with refused("counter.elsewhere", counter=1):
            press()
    assert office.ana.call_next() == "A001"


def test_a_second_tab_of_the_same_person_is_elsewhere_too(office: Office) -> None:
    office.issue("A")
    office.ana.open()
    other = office.console(1, ANA, tab="other")
    with refused("counter.elsewhere"):
        other.call_next()
    with refused("counter.elsewhere"):
        other.open()


def test_taking_over_moves_the_counter_with_its_ticket_and_shuts_the_old_tab_out(office: Office) -> None:
    office.issue("A")
    office.ana.open().call_next()
    ben_at_1 = office.console(1, BEN)
    ben_at_1.open(take_over=True)
    assert (office.counter(1).staff_id, office.counter(1).seat) == (BEN.id, "ben-tab")
    with refused("counter.elsewhere"):
        office.ana.start()
    assert ben_at_1.start()["number"] == "A001"
    assert ben_at_1.finish()["state"] == "finished"
    assert [d["taken_over"] for _, d in office.facts("counter.opened")] == [False, True]


def test_a_paused_counter_belongs_to_its_seat_still(office: Office) -> None:
    office.ana.open().pause()
    with refused("counter.elsewhere"):
        office.console(1, BEN).open()
    office.console(1, BEN).open(take_over=True)
    assert office.counter(1).staff_id == BEN.id


def test_a_closed_counter_belongs_to_nobody(office: Office) -> None:
    office.ana.open().close()
    assert (office.counter(1).staff_id, office.counter(1).seat) == (None, None)
    office.console(1, BEN).open()
    assert office.counter(1).staff_id == BEN.id


def test_a_press_at_a_closed_counter_says_closed_and_not_elsewhere(office: Office) -> None:
    with refused("counter.closed"):
        office.ana.recall()


def test_the_same_tab_may_open_again_as_after_a_reload(office: Office) -> None:
    office.issue("A")
    office.ana.open().call_next()
    office.ana.open()
    assert office.ana.start()["number"] == "A001"


def test_one_person_may_work_two_counters_in_two_tabs(office: Office) -> None:
    office.issue("B")
    office.issue("B")
    office.ana.open()
    second = office.console(2, ANA, tab="second").open()
    assert [office.ana.call_next(), second.call_next()] == ["B001", "B002"]


def test_a_program_needs_no_seat_and_may_act_where_a_person_sits(office: Office) -> None:
    from tests.office import Console

    office.issue("A")
    office.ana.open()
    at_1 = Console(office, 1, office.program.who)
    assert at_1.call_next() == "A001"
    assert office.ana.start()["number"] == "A001"


def test_a_person_must_take_a_counter_before_working_where_a_program_opened(office: Office) -> None:
    office.issue("C")
    office.program.open()
    ana_at_3 = office.console(3, ANA)
    with refused("counter.elsewhere"):
        ana_at_3.call_next()
    ana_at_3.open()
    assert ana_at_3.call_next() == "C001"


def test_the_desk_names_who_sits_there_and_in_which_tab(office: Office) -> None:
    office.ben.open()
    counter = office.snapshot().desk.counters[1]
    assert (counter.staff, counter.seat, counter.state) == (BEN.name, "ben-tab", "open")
