"""A burst is what came faster than different people could give it: five in a minute, three equal in twenty seconds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.bursts import Mark, find_bursts


@pytest.mark.parametrize(
    ("marks", "bursts"),
    [
        ([], []),
        ([(0, 5)], []),
        ([(0, 5), (10, 5), (20, 5)], [(0, 2)]),  # three equal, the last at exactly twenty seconds
        ([(0, 5), (10, 5), (21, 5)], []),
        ([(0, 5), (10, 4), (20, 5)], []),  # not equal
        (
            [(0, 1), (5, 2), (10, 1), (15, 1)],
            [(0, 3)],
        ),  # another answer between three equal ones belongs to it
        ([(0, 1), (15, 2), (30, 3), (45, 4), (60, 5)], [(0, 4)]),  # five within the minute
        ([(0, 1), (15, 2), (30, 3), (45, 4), (61, 5)], []),
        ([(0, 1), (5, 1), (10, 1), (300, 2), (305, 2), (310, 2)], [(0, 2), (3, 5)]),
        ([(0, 1), (5, 1), (10, 1), (70, 2), (75, 2), (80, 2)], [(0, 5)]),  # a minute apart: still one hand
    ],
)
def test_a_burst_begins_and_ends_where_the_rule_says(
    marks: list[Mark], bursts: list[tuple[int, int]]
) -> None:
    assert find_bursts(marks) == bursts


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 5)), max_size=40).map(sorted))
def test_every_rating_that_breaks_the_rule_is_in_exactly_one_burst(marks: list[Mark]) -> None:
    covered = [i for first, last in find_bursts(marks) for i in range(first, last + 1)]
    assert len(covered) == len(set(covered))
    for i, (at, score) in enumerate(marks):
        since = [mark for mark in marks if at <= mark[0] <= at + 60]
        equal = [mark for mark in marks if at <= mark[0] <= at + 20 and mark[1] == score]
        if len(since) >= 5 or len(equal) >= 3:
            assert i in covered


def test_a_quiet_day_has_no_burst() -> None:
    assert find_bursts([(n * 25, n % 5 + 1) for n in range(100)]) == []
