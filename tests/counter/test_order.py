"""The published rule, end to end: what the kiosk promises is what the counters do."""

from __future__ import annotations

import pytest

from tests.office import Office


def call_all(office: Office, *groups: str) -> list[str]:
    """Return the numbers in the order in which Ana serves them."""
    office.ana.open(*groups)
    return [number for _ in range(50) if (number := office.ana.serve_next()) is not None]


def test_after_every_two_normal_tickets_one_priority_ticket(office: Office) -> None:
    classes = [False] * 6 + [True] * 3
    numbers = [office.issue("A", priority=p) for p in classes]
    n, p = numbers[:6], numbers[6:]
    assert call_all(office, "A") == [n[0], n[1], p[0], n[2], n[3], p[1], n[4], n[5], p[2]]


@pytest.mark.parametrize(
    ("ratio", "order"), [(1, "A001 A004 A002 A005 A003"), (3, "A001 A002 A003 A004 A005")]
)
def test_the_ratio_is_the_offices(office: Office, ratio: int, order: str) -> None:
    office.set(priority_ratio=ratio)
    for priority in (False, False, False, True, True):
        office.issue("A", priority=priority)
    assert " ".join(call_all(office, "A")) == order


def test_priority_never_makes_the_wait_longer(office: Office) -> None:
    first = office.issue("A", priority=True)
    others = [office.issue("A") for _ in range(3)]
    assert call_all(office, "A") == [first, *others]


def test_many_with_priority_do_not_starve_the_others(office: Office) -> None:
    """Ten with priority behind three without: each of the three waits for two priority tickets at the most."""
    normal = [office.issue("A") for _ in range(3)]
    for _ in range(10):
        office.issue("A", priority=True)
    order = call_all(office, "A")
    assert [order.index(n) for n in normal] == [0, 1, 3]


def test_many_without_priority_do_not_starve_one_with_it(office: Office) -> None:
    for _ in range(3):
        office.issue("A")
    special = office.issue("A", priority=True)
    for _ in range(10):
        office.issue("A")
    assert call_all(office, "A").index(special) == 2


def test_the_turn_of_priority_is_counted_for_each_group_alone(office: Office) -> None:
    a = [office.issue("A") for _ in range(3)]
    special_b = office.issue("B", priority=True)
    special_a = office.issue("A", priority=True)
    b = office.issue("B")
    assert call_all(office, "A", "B") == [a[0], a[1], special_a, a[2], special_b, b]


def test_between_the_groups_of_a_counter_whoever_waits_longest_decides(office: Office) -> None:
    numbers = [office.issue(group) for group in "BAABCBA"]
    assert call_all(office, "A", "B", "C") == numbers


def test_the_desk_shows_the_line_in_the_order_in_which_it_is_called(office: Office) -> None:
    for group, priority in (("A", False), ("A", False), ("B", False), ("A", False), ("A", True), ("B", True)):
        office.issue(group, priority=priority)
    shown = [t.number for t in office.snapshot().desk.line]
    assert call_all(office, "A", "B") == shown


def test_what_the_console_says_is_next_is_what_the_next_press_calls(office: Office) -> None:
    for group, priority in (("A", False), ("B", True), ("A", True), ("A", False), ("B", False)):
        office.issue(group, priority=priority)
    office.ana.open()
    for _ in range(5):
        said = office.snapshot().desk.counters[0].next
        assert office.ana.serve_next() == said
    assert office.snapshot().desk.counters[0].next is None


def test_those_ahead_are_those_who_are_called_before(office: Office) -> None:
    numbers = [office.issue("A", priority=n in (4, 5)) for n in range(8)]
    ahead = office.snapshot().ahead
    promised = sorted(numbers, key=lambda number: ahead[office.ticket(number).id])
    assert call_all(office, "A") == promised
