"""Estimates: halls worked by hand, and what holds for any hall whatever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import waiting as waiting_module
from shared.domain.ordering import PriorityRule, Waiting, call_order, next_streak, next_ticket
from shared.domain.tickets import TicketClass
from shared.domain.waiting import EXACT_CALLS, Forecast, OpenCounter, Range, as_minutes, forecast
from tests.domain.lines import TWO_THEN_ONE, N, P, classes, halls, ids, make_line, rules, streaks

TAX, REGISTRY, WELFARE, REPAIRS = 1, 2, 3, 4


def lasting(seconds: int) -> list[int]:
    """Return enough samples of services that always last the same."""
    return [seconds] * 10


def free(*groups: int) -> OpenCounter:
    return OpenCounter(frozenset(groups))


def busy(*groups: int, group: int, since_s: int) -> OpenCounter:
    return OpenCounter(frozenset(groups), busy_with=group, busy_since_s=since_s)


def run(
    lines: Mapping[int, Sequence[Waiting]],
    counters: Sequence[OpenCounter],
    samples: Mapping[int, Sequence[int]],
    *,
    rule: PriorityRule = TWO_THEN_ONE,
    streaks: Mapping[int, int] | None = None,
) -> Forecast:
    return forecast(lines, streaks=streaks or {}, rule=rule, counters=counters, samples=samples)


def exactly(seconds: int) -> Range:
    return Range(seconds, seconds)


def test_at_one_free_counter_everybody_waits_for_the_services_before() -> None:
    found = run({TAX: make_line([N, N, N])}, [free(TAX)], {TAX: lasting(600)})

    assert found.tickets == {1: exactly(0), 2: exactly(600), 3: exactly(1200)}
    assert found.normal == {TAX: exactly(1800)}


def test_with_nobody_waiting_a_free_counter_calls_at_once_and_a_busy_one_when_it_is_done() -> None:
    samples = {TAX: lasting(600)}

    assert run({}, [free(TAX)], samples).normal[TAX] == exactly(0)
    assert run({}, [busy(TAX, group=TAX, since_s=200)], samples).normal[TAX] == exactly(400)
    assert run({}, [busy(TAX, group=TAX, since_s=200), free(TAX)], samples).normal[TAX] == exactly(0)


def test_a_service_that_lasts_longer_than_usual_is_taken_to_last_half_a_minute_more() -> None:
    assert run({}, [busy(TAX, group=TAX, since_s=5000)], {TAX: lasting(600)}).normal[TAX] == exactly(30)
    assert run({}, [busy(TAX, group=TAX, since_s=0)], {TAX: lasting(20)}).normal[TAX] == exactly(20)


def test_the_range_goes_from_the_lower_to_the_upper_quartile_of_service() -> None:
    """Of 100, 200 … 1100 the quartiles (type 7) are 350 and 850."""
    samples = {TAX: list(range(100, 1200, 100))}
    found = run({TAX: make_line([N, N])}, [free(TAX)], samples)

    assert found.tickets[2] == Range(350, 850)
    assert found.normal[TAX] == Range(700, 1700)


def test_two_counters_call_alternately() -> None:
    found = run(
        {TAX: make_line([N] * 4)}, [busy(TAX, group=TAX, since_s=300), free(TAX)], {TAX: lasting(600)}
    )

    assert found.tickets == {1: exactly(0), 2: exactly(300), 3: exactly(600), 4: exactly(900)}
    assert found.normal[TAX] == exactly(1200)


def test_a_priority_newcomer_waits_for_two_normal_calls_and_the_normal_one_for_all() -> None:
    found = run({TAX: make_line([N] * 6)}, [free(TAX)], {TAX: lasting(100)})

    assert found.priority[TAX] == exactly(200)
    assert found.normal[TAX] == exactly(600)


def test_a_priority_newcomer_goes_at_once_when_one_is_due_and_behind_those_of_the_class() -> None:
    line = {TAX: make_line([N] * 6)}
    samples = {TAX: lasting(100)}

    assert run(line, [free(TAX)], samples, streaks={TAX: 2}).priority[TAX] == exactly(0)
    with_another = {TAX: [*line[TAX], *make_line([P], first=7)]}
    assert run(with_another, [free(TAX)], samples, streaks={TAX: 2}).priority[TAX] == exactly(300)


def test_a_group_that_no_open_counter_serves_has_no_estimate() -> None:
    found = run({TAX: make_line([N]), REGISTRY: make_line([N], group=REGISTRY, first=2)}, [free(TAX)],
                {TAX: lasting(600), REGISTRY: lasting(600)})  # fmt: skip

    assert (found.normal[REGISTRY], found.priority[REGISTRY]) == (None, None)
    assert found.tickets == {1: exactly(0)}


def test_with_no_counter_open_nobody_has_an_estimate() -> None:
    found = run({TAX: make_line([N, P])}, [], {TAX: lasting(600)})

    assert found == Forecast(normal={TAX: None}, priority={TAX: None}, tickets={})


def test_nine_services_are_too_few_and_ten_are_enough() -> None:
    line = {TAX: make_line([N])}

    assert run(line, [free(TAX)], {TAX: [600] * 9}) == Forecast({TAX: None}, {TAX: None}, {})
    assert run(line, [free(TAX)], {TAX: [600] * 10}).normal[TAX] == exactly(600)


def test_an_unknown_group_is_timed_by_the_other_groups_of_its_counter_pooled() -> None:
    """Ticket 1 (welfare, unknown) lasts as tax and registry together: of ten 300 and ten 500 s, 300 to 500."""
    lines = {WELFARE: make_line([N], group=WELFARE), TAX: make_line([N], first=2)}
    samples = {TAX: lasting(300), REGISTRY: lasting(500), WELFARE: [9999] * 3}

    found = run(lines, [free(TAX, REGISTRY, WELFARE)], samples)

    assert found.tickets == {2: Range(300, 500)}
    assert (found.normal[WELFARE], found.normal[TAX]) == (None, Range(600, 800))


def test_a_counter_about_which_nothing_is_known_leaves_only_those_it_cannot_touch_with_an_estimate() -> None:
    """Tickets 1 and 2 (welfare) may go to the untimed counter or to the one shared with tax. That one calls 1 now;
    when it is free again nobody knows whether 2 still waits, so nothing can be said of 3, nor of who comes later.
    """
    untimed = busy(WELFARE, group=WELFARE, since_s=60)
    tax_only = busy(TAX, group=TAX, since_s=0)
    lines = {
        WELFARE: make_line([N, N], group=WELFARE),
        TAX: make_line([N, N], first=3),
        REGISTRY: make_line([N], group=REGISTRY, first=5),
    }
    samples = {TAX: lasting(300), REGISTRY: lasting(500), WELFARE: []}

    found = run(lines, [untimed, free(TAX, WELFARE), tax_only, free(REGISTRY)], samples)

    assert found.tickets == {5: exactly(0)}
    assert found.normal == {WELFARE: None, TAX: None, REGISTRY: exactly(500)}


def test_a_counter_that_stands_idle_calls_a_newcomer_at_once_whatever_others_do() -> None:
    samples = {TAX: lasting(300), WELFARE: []}
    counters = [busy(WELFARE, group=WELFARE, since_s=60), free(TAX, WELFARE), free(TAX)]

    for order in (counters, counters[::-1]):
        found = run({WELFARE: make_line([N, N, N], group=WELFARE)}, order, samples)
        assert found.normal[TAX] == exactly(0)
        assert found.priority[TAX] == exactly(0)


def test_an_untimed_counter_without_anybody_to_share_disturbs_nobody() -> None:
    lines = {TAX: make_line([N, N])}
    samples = {TAX: lasting(300), WELFARE: []}

    found = run(lines, [busy(WELFARE, group=WELFARE, since_s=60), free(TAX, WELFARE)], samples)

    assert found.tickets == {1: exactly(0), 2: exactly(300)}
    assert found.normal == {TAX: exactly(600), WELFARE: None}


def test_a_counter_still_busy_with_a_group_it_does_not_serve_any_more_becomes_free_too() -> None:
    samples = {TAX: lasting(300), REGISTRY: lasting(500)}

    assert run({}, [busy(TAX, group=REGISTRY, since_s=100)], samples).normal[TAX] == exactly(400)


def test_a_counter_of_two_groups_serves_them_in_the_order_in_which_people_came() -> None:
    lines = {
        TAX: make_line([N, N], first=1, step=2),
        REGISTRY: make_line([N, N], group=REGISTRY, first=2, step=2),
    }

    found = run(lines, [free(TAX, REGISTRY)], {TAX: lasting(100), REGISTRY: lasting(1000)})

    assert found.tickets == {1: exactly(0), 2: exactly(100), 3: exactly(1100), 4: exactly(1200)}


def test_where_slower_service_brings_somebody_forward_the_range_is_still_in_order() -> None:
    """Counter 1 serves tax and registry, 2 tax and welfare; 1 (welfare), 2 (registry) and 3 (tax) wait.

    Low: counter 2 is done with 1 after 50 s and takes 3 until 150. High: it needs 110 s, so counter 1 takes 3 at
    100 and counter 2 stands idle from 110. Somebody who comes for welfare waits 150 or 110.
    """
    lines = {
        WELFARE: make_line([N], group=WELFARE),
        REGISTRY: make_line([N], group=REGISTRY, first=2),
        TAX: make_line([N], first=3),
    }
    samples = {TAX: [100] * 5 + [400] * 5, REGISTRY: lasting(100), WELFARE: [50] * 5 + [110] * 5}

    found = run(lines, [free(TAX, REGISTRY), free(TAX, WELFARE)], samples)

    assert found.tickets[3] == Range(50, 100)
    assert found.normal[WELFARE] == Range(110, 150)


@pytest.mark.parametrize(
    ("low_s", "high_s", "shown"),
    [
        (0, 0, (0, 5)),
        (0, 300, (0, 5)),
        (299, 301, (0, 10)),
        (300, 300, (5, 10)),
        (301, 600, (5, 10)),
        (600, 601, (10, 15)),
        (899, 1500, (10, 25)),
        (3600, 7200, (60, 120)),
    ],
)
def test_ranges_are_shown_in_whole_steps_of_five_minutes(
    low_s: int, high_s: int, shown: tuple[int, int]
) -> None:
    assert as_minutes(Range(low_s, high_s)) == shown


@given(st.integers(0, 30_000), st.integers(0, 30_000))
def test_a_shown_range_holds_the_exact_one_and_is_no_wider_than_it_must_be(low_s: int, more_s: int) -> None:
    low, high = as_minutes(Range(low_s, low_s + more_s))

    assert (low % 5, high % 5) == (0, 0)
    assert low * 60 <= low_s < (low + 5) * 60
    assert low_s + more_s <= high * 60
    assert high == low + 5 or (high - 5) * 60 < low_s + more_s


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
