"""The published rule of order, in examples and for any line whatever."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ordering import (
    PriorityRule,
    Waiting,
    call_order,
    head,
    next_streak,
    next_ticket,
    place_behind,
)
from shared.domain.tickets import TicketClass
from tests.domain.lines import TWO_THEN_ONE, N, P, classes, halls, ids, make_line, rules, streaks


def test_normal_tickets_are_called_in_order_of_issue() -> None:
    assert ids(call_order(make_line([N, N, N]), 0, TWO_THEN_ONE)) == [1, 2, 3]


def test_one_priority_ticket_goes_after_every_two_normal_ones() -> None:
    line = make_line([N, N, N, N, N, N, P, P, P])

    assert ids(call_order(line, 0, TWO_THEN_ONE)) == [1, 2, 7, 3, 4, 8, 5, 6, 9]


def test_a_priority_ticket_that_came_first_is_first_even_just_after_another() -> None:
    assert ids(call_order(make_line([P, P, N]), 0, TWO_THEN_ONE)) == [1, 2, 3]


def test_a_priority_ticket_goes_at_once_when_two_normal_ones_have_been_called() -> None:
    assert ids(call_order(make_line([N, P]), 2, TWO_THEN_ONE)) == [2, 1]


def test_a_priority_ticket_waits_its_ratio_when_one_has_just_been_called() -> None:
    assert ids(call_order(make_line([N, N, N, P]), 0, TWO_THEN_ONE)) == [1, 2, 4, 3]


def test_an_empty_line_has_nobody_next() -> None:
    assert head([], 5, TWO_THEN_ONE) is None
    assert next_ticket({1: [], 2: []}, {}, TWO_THEN_ONE) is None
    assert call_order([], 0, TWO_THEN_ONE) == []


def test_a_counter_of_two_groups_calls_the_earliest_head() -> None:
    lines = {1: make_line([N], group=1, first=5), 2: make_line([N], group=2, first=3)}

    called = next_ticket(lines, {}, TWO_THEN_ONE)

    assert called is not None
    assert called.ticket_id == 3


def test_the_streak_counts_normal_calls_and_starts_again_with_a_priority_one() -> None:
    normal, priority = make_line([N, P])

    assert next_streak(normal, 4) == 5
    assert next_streak(priority, 4) == 0


@given(classes, streaks, rules)
def test_nobody_is_lost_and_nobody_called_twice(
    klasses: list[TicketClass], streak: int, rule: PriorityRule
) -> None:
    line = make_line(klasses)

    assert sorted(ids(call_order(line, streak, rule))) == ids(line)


@given(classes, streaks, rules)
def test_nobody_overtakes_another_of_the_same_class(
    klasses: list[TicketClass], streak: int, rule: PriorityRule
) -> None:
    order = call_order(make_line(klasses), streak, rule)

    for klass in (N, P):
        same = [w.place for w in order if w.klass is klass]
        assert same == sorted(same)


@given(classes, streaks, rules)
def test_a_priority_ticket_is_never_overtaken_by_a_normal_one_placed_later(
    klasses: list[TicketClass], streak: int, rule: PriorityRule
) -> None:
    order = call_order(make_line(klasses), streak, rule)

    for index, waiting in enumerate(order):
        if waiting.klass is P:
            assert not [w for w in order[:index] if w.klass is N and w.place > waiting.place]


@given(classes, streaks, rules)
def test_a_normal_ticket_is_overtaken_once_per_ratio_of_normal_ones_before_it_at_most(
    klasses: list[TicketClass], streak: int, rule: PriorityRule
) -> None:
    order = call_order(make_line(klasses), streak, rule)

    for index, waiting in enumerate(order):
        if waiting.klass is N:
            ahead = [w for w in order[:index] if w.klass is N]
            overtakers = [w for w in order[:index] if w.klass is P and w.place > waiting.place]
            assert len(overtakers) <= (len(ahead) + streak) // rule.ratio


@given(classes, streaks, rules)
def test_between_two_priority_tickets_go_no_more_normal_ones_than_the_ratio(
    klasses: list[TicketClass], streak: int, rule: PriorityRule
) -> None:
    order = call_order(make_line(klasses), streak, rule)

    for index, waiting in enumerate(order):
        if waiting.klass is P:
            priorities = sum(w.klass is P for w in order[: index + 1])
            assert sum(w.klass is N for w in order[:index]) <= priorities * rule.ratio


@given(classes, streaks, rules)
def test_the_whole_order_is_the_head_taken_again_and_again(
    klasses: list[TicketClass], streak: int, rule: PriorityRule
) -> None:
    line = make_line(klasses)
    expected = ids(call_order(line, streak, rule))

    one_by_one: list[Waiting] = []
    while (first := head(line, streak, rule)) is not None:
        one_by_one.append(first)
        streak = next_streak(first, streak)
        line = [w for w in line if w is not first]

    assert ids(one_by_one) == expected


@given(halls(), st.lists(streaks, min_size=3, max_size=3), rules)
def test_between_groups_the_one_in_which_somebody_came_first_goes_first(
    lines: dict[int, list[Waiting]], each_streak: list[int], rule: PriorityRule
) -> None:
    of_group = dict(zip(lines, each_streak, strict=True))
    claims = [(line[0].place, group) for group, line in lines.items() if line]

    called = next_ticket(lines, of_group, rule)

    first = min(claims)[1] if claims else None
    assert called == (head(lines[first], of_group[first], rule) if first is not None else None)


def test_somebody_put_back_goes_behind_the_next_two() -> None:
    line = make_line([N, N, N, N])

    back = Waiting(9, 1, N, place_behind(line, 0, TWO_THEN_ONE, klass=N, count=2, own_seq=70))

    assert ids(call_order([*line, back], 0, TWO_THEN_ONE)) == [1, 2, 9, 3, 4]


def test_somebody_put_back_goes_behind_the_one_who_still_waits() -> None:
    line = make_line([N])

    back = Waiting(9, 1, N, place_behind(line, 0, TWO_THEN_ONE, klass=N, count=2, own_seq=70))

    assert ids(call_order([*line, back], 0, TWO_THEN_ONE)) == [1, 9]


def test_two_put_back_one_after_the_other_keep_the_order_in_which_they_came_back() -> None:
    line = make_line([N, N, N])

    first = Waiting(8, 1, N, place_behind(line, 0, TWO_THEN_ONE, klass=N, count=2, own_seq=70))
    line = sorted([*line, first], key=lambda w: w.place)
    second = Waiting(9, 1, N, place_behind(line, 0, TWO_THEN_ONE, klass=N, count=2, own_seq=71))

    assert ids(call_order([*line, second], 0, TWO_THEN_ONE)) == [1, 2, 8, 9, 3]


@given(st.integers(0, 12), streaks, rules, st.integers(1, 4))
def test_among_normal_tickets_somebody_put_back_has_exactly_the_next_few_before_him(
    waiting: int, streak: int, rule: PriorityRule, count: int
) -> None:
    line = make_line([N] * waiting)

    back = Waiting(99, 1, N, place_behind(line, streak, rule, klass=N, count=count, own_seq=500))

    assert ids(call_order([*line, back], streak, rule)).index(99) == min(count, waiting)


def test_somebody_put_back_just_before_a_late_priority_call_is_not_sent_behind_everybody() -> None:
    """Next are priority ticket 9 (two normal ones were called) and 1: the place is behind 1, not behind 9."""
    line = make_line([N] * 8 + [P])

    back = Waiting(10, 1, N, place_behind(line, 2, TWO_THEN_ONE, klass=N, count=2, own_seq=70))

    assert ids(call_order([*line, back], 2, TWO_THEN_ONE)) == [9, 1, 10, 2, 3, 4, 5, 6, 7, 8]


def test_a_due_priority_ticket_does_not_hold_up_its_own_group_at_a_counter_of_two() -> None:
    """In group 1 ticket 1 has waited longest of all; priority ticket 50 is due before it. Group 2 waits from 10 on.

    Judged by the place of 50, group 1 would let ten to forty-nine of group 2 all go before ticket 1.
    """
    lines = {1: [*make_line([N]), *make_line([P], first=50)], 2: make_line([N] * 40, group=2, first=10)}
    streak = {1: 2, 2: 0}

    order: list[int] = []
    while (called := next_ticket(lines, streak, TWO_THEN_ONE)) is not None:
        order.append(called.ticket_id)
        streak[called.group_id] = next_streak(called, streak[called.group_id])
        lines[called.group_id].remove(called)

    assert order.index(1) <= 1
