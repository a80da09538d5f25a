"""Estimates: what holds for any hall whatever, and for a very long line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import waiting as waiting_module
from shared.domain.ordering import PriorityRule, Waiting, call_order, next_streak, next_ticket
from shared.domain.tickets import TicketClass
from shared.domain.waiting import EXACT_CALLS, OpenCounter, Range
from tests.domain.lines import TWO_THEN_ONE, N, P, classes, halls, ids, make_line, rules, streaks
from tests.domain.waits import REGISTRY, REPAIRS, TAX, WELFARE, busy, exactly, free, lasting, run

services = st.lists(st.integers(1, 900), min_size=10, max_size=14)
GROUPS = (TAX, REGISTRY, WELFARE)


@st.composite
def counters_of(draw: st.DrawFn, groups: frozenset[int] | None = None) -> OpenCounter:
    served = groups or draw(st.frozensets(st.sampled_from(GROUPS), min_size=1))
    if draw(st.booleans()):
        return OpenCounter(served)
    return OpenCounter(served, draw(st.sampled_from(sorted(served))), draw(st.integers(0, 1500)))


samples_of_all = st.fixed_dictionaries(dict.fromkeys(GROUPS, services))
samples_of_some = st.fixed_dictionaries({group: st.one_of(services, st.just([60])) for group in GROUPS})
any_counters = st.lists(counters_of(), max_size=4)
like_counters = st.lists(counters_of(frozenset(GROUPS)), min_size=1, max_size=4)
streaks_of_all = st.fixed_dictionaries(dict.fromkeys(GROUPS, streaks))


@given(halls(), any_counters, samples_of_some, rules, streaks_of_all)
def test_every_range_is_in_order_and_everybody_counted_for_waits(
    lines: dict[int, list[Waiting]],
    counters: list[OpenCounter],
    samples: dict[int, list[int]],
    rule: PriorityRule,
    streak: dict[int, int],
) -> None:
    found = run(lines, counters, samples, rule=rule, streaks=streak)
    groups = {group for counter in counters for group in counter.groups} | set(lines)

    assert set(found.normal) == set(found.priority) == groups
    assert found.tickets.keys() <= {w.ticket_id for line in lines.values() for w in line}
    for wait in [*found.tickets.values(), *found.normal.values(), *found.priority.values()]:
        assert wait is None or 0 <= wait.low_s <= wait.high_s


@given(halls(), counters_of(), samples_of_all, rules, streaks_of_all)
def test_one_counter_calls_in_exactly_the_order_of_next_ticket(
    lines: dict[int, list[Waiting]],
    counter: OpenCounter,
    samples: dict[int, list[int]],
    rule: PriorityRule,
    streak: dict[int, int],
) -> None:
    found = run(lines, [counter], samples, rule=rule, streaks=streak)

    left = {group: list(lines[group]) for group in counter.groups}
    now = dict(streak)
    expected: list[int] = []
    while (called := next_ticket(left, now, rule)) is not None:
        expected.append(called.ticket_id)
        now[called.group_id] = next_streak(called, now[called.group_id])
        left[called.group_id].remove(called)

    assert sorted(found.tickets, key=lambda ticket: found.tickets[ticket].low_s) == expected
    assert sorted(found.tickets, key=lambda ticket: found.tickets[ticket].high_s) == expected


@given(halls(), any_counters, samples_of_some, rules, streaks_of_all, st.sampled_from(GROUPS))
def test_a_normal_newcomer_is_told_what_the_ticket_is_told_and_nobody_else_is_told_anything_new(
    lines: dict[int, list[Waiting]],
    counters: list[OpenCounter],
    samples: dict[int, list[int]],
    rule: PriorityRule,
    streak: dict[int, int],
    group: int,
) -> None:
    before = run(lines, counters, samples, rule=rule, streaks=streak)
    joined = {**lines, group: [*lines[group], Waiting(99, group, N, (99, 0))]}

    after = run(joined, counters, samples, rule=rule, streaks=streak)

    assert after.tickets.get(99) == before.normal.get(group)
    assert {ticket: wait for ticket, wait in after.tickets.items() if ticket != 99} == before.tickets


@given(classes, like_counters, services, rules, streaks)
def test_a_priority_newcomer_is_told_what_the_ticket_is_told(
    klasses: list[TicketClass], counters: list[OpenCounter], times: list[int], rule: PriorityRule, streak: int
) -> None:
    line = make_line(klasses)
    of_tax = [OpenCounter(frozenset({TAX}), c.busy_with and TAX, c.busy_since_s) for c in counters]
    before = run({TAX: line}, of_tax, {TAX: times}, rule=rule, streaks={TAX: streak})

    joined = [*line, Waiting(99, TAX, P, (99, 0))]
    after = run({TAX: joined}, of_tax, {TAX: times}, rule=rule, streaks={TAX: streak})

    assert after.tickets[99] == before.priority[TAX]


@given(halls(), any_counters, samples_of_all, rules, streaks_of_all, st.sampled_from(GROUPS))
def test_one_more_in_any_line_never_shortens_the_wait_of_a_normal_newcomer(
    lines: dict[int, list[Waiting]],
    counters: list[OpenCounter],
    samples: dict[int, list[int]],
    rule: PriorityRule,
    streak: dict[int, int],
    group: int,
) -> None:
    before = run(lines, counters, samples, rule=rule, streaks=streak)
    joined = {**lines, group: [*lines[group], Waiting(99, group, N, (99, 0))]}

    after = run(joined, counters, samples, rule=rule, streaks=streak)

    for served, wait in before.normal.items():
        now = after.normal[served]
        assert (wait is None) == (now is None)
        if wait is not None and now is not None:
            assert now.low_s >= wait.low_s
            assert now.high_s >= wait.high_s


@given(classes, like_counters, services, rules, streaks, st.integers(0, 24), st.sampled_from([N, P]))
def test_one_more_ahead_in_a_line_never_shortens_anybodys_wait(
    klasses: list[TicketClass],
    counters: list[OpenCounter],
    times: list[int],
    rule: PriorityRule,
    streak: int,
    behind: int,
    klass: TicketClass,
) -> None:
    line = make_line(klasses)
    of_tax = [OpenCounter(frozenset({TAX}), c.busy_with and TAX, c.busy_since_s) for c in counters]
    more = sorted([*line, Waiting(99, TAX, klass, (behind, 1))], key=lambda w: w.place)

    before = run({TAX: line}, of_tax, {TAX: times}, rule=rule, streaks={TAX: streak})
    after = run({TAX: more}, of_tax, {TAX: times}, rule=rule, streaks={TAX: streak})

    for ticket, wait in before.tickets.items():
        assert after.tickets[ticket].low_s >= wait.low_s
        assert after.tickets[ticket].high_s >= wait.high_s
    for one, other in ((before.normal[TAX], after.normal[TAX]), (before.priority[TAX], after.priority[TAX])):
        assert one is not None
        assert other is not None
        assert other.low_s >= one.low_s
        assert other.high_s >= one.high_s


@given(halls(), like_counters, counters_of(frozenset(GROUPS)), samples_of_all, rules, streaks_of_all)
def test_one_more_counter_like_the_others_never_lengthens_a_wait(
    lines: dict[int, list[Waiting]],
    counters: list[OpenCounter],
    another: OpenCounter,
    samples: dict[int, list[int]],
    rule: PriorityRule,
    streak: dict[int, int],
) -> None:
    before = run(lines, counters, samples, rule=rule, streaks=streak)
    after = run(lines, [*counters, another], samples, rule=rule, streaks=streak)

    assert after.tickets.keys() == before.tickets.keys()
    for ticket, wait in before.tickets.items():
        assert after.tickets[ticket].low_s <= wait.low_s
        assert after.tickets[ticket].high_s <= wait.high_s
    for group in GROUPS:
        one, other = before.normal[group], after.normal[group]
        assert one is not None
        assert other is not None
        assert other.low_s <= one.low_s
        assert other.high_s <= one.high_s


@pytest.mark.parametrize("counters", [1, 3, 4])
def test_behind_the_exact_calls_a_simple_line_goes_on_at_its_true_pace(counters: int) -> None:
    line = make_line([N] * (3 * EXACT_CALLS))

    found = run({TAX: line}, [free(TAX)] * counters, {TAX: lasting(300)})

    assert ids(line) == list(found.tickets)
    for index, ticket in enumerate(ids(line)):
        assert found.tickets[ticket] == exactly(index // counters * 300)
    assert found.normal[TAX] == exactly(3 * EXACT_CALLS // counters * 300)


def test_behind_the_exact_calls_the_rule_of_order_still_holds() -> None:
    line = make_line([N, N, N, P] * EXACT_CALLS)

    found = run({TAX: line}, [free(TAX)], {TAX: lasting(60)})

    order = ids(call_order(line, 0, TWO_THEN_ONE))
    assert sorted(found.tickets, key=lambda ticket: found.tickets[ticket].low_s) == order
    assert found.priority[TAX] is not None
    assert found.normal[TAX] == exactly(60 * len(line))


def test_smaller_parts_of_the_hall_are_run_exactly_beside_a_very_long_line() -> None:
    mixed = {
        REGISTRY: make_line([N, P, N] * 25, group=REGISTRY, first=5000, step=2),
        WELFARE: make_line([N] * 75, group=WELFARE, first=5001, step=2),
    }
    mixed_counters = [free(REGISTRY, WELFARE), free(WELFARE)]
    small = {REPAIRS: make_line([N] * 10, group=REPAIRS, first=9000)}
    samples = {
        TAX: lasting(60),
        REGISTRY: list(range(100, 1200, 100)),
        WELFARE: list(range(10, 120, 10)),
        REPAIRS: list(range(100, 1200, 100)),
    }

    alone = run(mixed, mixed_counters, samples)
    found = run(
        {TAX: make_line([N] * 2000), **mixed, **small}, [free(TAX), *mixed_counters, free(REPAIRS)], samples
    )

    assert found.tickets[9009] == Range(9 * 350, 9 * 850)
    assert {ticket: found.tickets[ticket] for ticket in alone.tickets} == alone.tickets
    assert len(alone.tickets) == 150
    assert found.normal[TAX] == exactly(2000 * 60)


def test_five_thousand_in_line_take_bounded_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only `EXACT_CALLS` are run by the rule: at most one question for the call and one per priority newcomer."""
    asked = 0

    def counting(
        lines: Mapping[int, Sequence[Waiting]], streaks: Mapping[int, int], rule: PriorityRule
    ) -> Waiting | None:
        nonlocal asked
        asked += 1
        return next_ticket(lines, streaks, rule)

    monkeypatch.setattr(waiting_module, "next_ticket", counting)
    lines: dict[int, list[Waiting]] = {group: [] for group in GROUPS}
    for place in range(5000):
        group = GROUPS[place % 3]
        lines[group].append(Waiting(place, group, P if place % 9 == 0 else N, (place, 0)))
    counters = [free(*GROUPS), free(TAX, REGISTRY), busy(WELFARE, group=WELFARE, since_s=40)]
    samples = {group: lasting(100 * group) for group in GROUPS}

    began = perf_counter()
    found = run(lines, counters, samples)
    took = perf_counter() - began

    assert len(found.tickets) == 5000
    assert asked <= 2 * EXACT_CALLS * (1 + len(GROUPS))
    assert took < 3
