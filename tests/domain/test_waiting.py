"""Estimates: halls worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.waiting import Forecast, Range, as_minutes
from tests.domain.lines import N, P, make_line
from tests.domain.waits import REGISTRY, TAX, WELFARE, busy, exactly, free, lasting, run


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


def test_who_is_called_now_is_sure_although_another_counter_cannot_be_timed() -> None:
    """The shared counter calls 1 (welfare) now, which lasts as long as tax does there, and then 2."""
    untimed = busy(WELFARE, group=WELFARE, since_s=60)
    lines = {WELFARE: make_line([N], group=WELFARE), TAX: make_line([N], first=2)}

    found = run(lines, [untimed, free(TAX, WELFARE)], {TAX: lasting(300), WELFARE: []})

    assert found.tickets == {2: exactly(300)}
    assert found.normal == {TAX: exactly(600), WELFARE: None}


def test_a_newcomer_whom_a_counter_of_unsure_work_might_serve_sooner_has_no_estimate() -> None:
    """After 200 s the shared counter may find 1 (welfare) gone to the untimed one; the other is free at 300."""
    untimed = busy(WELFARE, group=WELFARE, since_s=60)
    counters = [untimed, busy(TAX, WELFARE, group=TAX, since_s=100), busy(TAX, group=TAX, since_s=0)]

    found = run({WELFARE: make_line([N], group=WELFARE)}, counters, {TAX: lasting(300), WELFARE: []})

    assert (found.normal[TAX], found.priority[TAX]) == (None, None)


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
