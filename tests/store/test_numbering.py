"""Numbers: from 1 for every site, day and prefix; never twice, never with a gap, never by the order of texts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from shared.domain.errors import QueueError
from shared.store.models import Ticket
from tests.cast import MARKET
from tests.office import Console, Office
from tests.refusals import refused


def test_numbers_begin_at_one_for_each_prefix(office: Office) -> None:
    assert [office.issue(g) for g in ("A", "B", "A", "C", "B")] == ["A001", "B001", "A002", "C001", "B002"]


def test_numbers_begin_at_one_for_each_site(office: Office) -> None:
    assert office.issue("A") == "A001"
    office.site_id = MARKET
    assert office.issue("A") == "A001"


def test_numbers_begin_at_one_on_each_day(office: Office) -> None:
    office.issue("A")
    office.issue("A")
    office.clock.show("2027-01-13 08:30")
    assert office.issue("A") == "A001"


def test_numbers_go_on_over_ten_over_a_hundred_and_over_a_thousand(office: Office) -> None:
    for _ in range(11):
        office.issue("A")
    assert office.issue("A") == "A012"
    office.by_hand("UPDATE numbering SET last = 99 WHERE site_id = 1 AND prefix = 'A'")
    assert [office.issue("A"), office.issue("A")] == ["A100", "A101"]
    office.by_hand("UPDATE numbering SET last = 998 WHERE site_id = 1 AND prefix = 'A'")
    assert [office.issue("A"), office.issue("A"), office.issue("A")] == ["A999", "A1000", "A1001"]


def test_a_number_given_up_is_not_given_again(office: Office) -> None:
    office.cancel(office.issue("A"))
    assert office.issue("A") == "A002"


def test_a_refused_number_leaves_no_gap(office: Office) -> None:
    office.issue("A")
    office.set_group("tax", daily_cap=1)
    with refused("group.full"):
        office.issue("A")
    office.set_group("tax", daily_cap=None)
    assert office.issue("A") == "A002"


def test_a_group_may_be_named_by_its_code_or_its_letter(office: Office) -> None:
    assert [office.issue("tax"), office.issue("A")] == ["A001", "A002"]
    with refused("group.unknown", group="a"):
        office.issue("a")


def test_sixteen_people_at_once_get_two_hundred_numbers_without_duplicate_or_gap(office: Office) -> None:
    with ThreadPoolExecutor(16) as people:
        numbers = list(people.map(lambda _: office.issue("A"), range(200)))
    assert sorted(numbers) == [f"A{n:03d}" for n in range(1, 201)]
    assert [row.number for row in office.rows(Ticket)] == list(range(1, 201))
    assert office.verify().fault is None


def test_sixteen_threads_issuing_and_calling_at_once_never_call_anybody_twice(office: Office) -> None:
    """Several threads press at each of three counters: who comes while somebody is there is refused."""
    consoles = [office.ana.open(), office.ben.open(), office.program.open("A", "B", "C")]
    issued: list[str] = []
    called: list[str] = []

    def serve_at(console: Console) -> str | None:
        try:
            number = console.call_next()
        except QueueError as refusal:
            if refusal.code != "counter.has_ticket":
                raise
            return "busy"
        if number is not None:
            called.append(number)
            console.start()
            console.finish()
        return number

    def work(n: int) -> None:
        if n % 2:
            issued.append(office.issue("ABC"[n % 3]))
        else:
            serve_at(consoles[n % 3])

    with ThreadPoolExecutor(16) as people:
        list(people.map(work, range(160)))
    while any(serve_at(console) for console in consoles):
        pass
    assert len(set(issued)) == 80
    assert sorted(called) == sorted(issued)
    assert {row.state for row in office.rows(Ticket)} == {"finished"}
    assert office.verify().fault is None
