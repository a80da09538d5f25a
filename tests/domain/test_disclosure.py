"""No published table gives a group of fewer than five away: not directly, not by any subtraction."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.disclosure import Cells, can_work_out, choose_hidden

COUNTS = st.lists(st.integers(0, 9), min_size=1, max_size=5)


def solutions(rows: list[list[int]], columns: int) -> list[list[Fraction]]:
    """Return a basis of all changes of the cells that no published sum notices (the null space)."""
    matrix = [[Fraction(value) for value in row] for row in rows]
    pivots: list[int] = []
    top = 0
    for column in range(columns):
        found = next((r for r in range(top, len(matrix)) if matrix[r][column]), None)
        if found is None:
            continue
        matrix[top], matrix[found] = matrix[found], matrix[top]
        matrix[top] = [value / matrix[top][column] for value in matrix[top]]
        for r in range(len(matrix)):
            if r != top and matrix[r][column]:
                factor = matrix[r][column]
                matrix[r] = [a - factor * b for a, b in zip(matrix[r], matrix[top], strict=True)]
        pivots.append(column)
        top += 1
    basis = []
    for free in (column for column in range(columns) if column not in pivots):
        vector = [Fraction(0)] * columns
        vector[free] = Fraction(1)
        for r, pivot in enumerate(pivots):
            vector[pivot] = -matrix[r][free]
        basis.append(vector)
    return basis


def given_away(counts: list[int], published: list[Cells]) -> list[tuple[int, ...]]:
    """Return every group of 1 to 4 answers whose sum is the same in all worlds that fit what is published."""
    filled = [cell for cell, n in enumerate(counts) if n]
    rows = [[int(cell in cells) for cell in filled] for cells in published]
    freedom = solutions(rows, len(filled))
    return [
        group
        for size in range(1, len(filled) + 1)
        for group in combinations(filled, size)
        if sum(counts[cell] for cell in group) < 5
        and all(
            sum((v for cell, v in zip(filled, vector, strict=True) if cell in group), Fraction(0)) == 0
            for vector in freedom
        )
    ]


def shown(wanted: list[Cells], hidden: frozenset[int]) -> list[Cells]:
    return [cells for place, cells in enumerate(wanted) if place not in hidden]


@given(COUNTS)
def test_departments_and_their_total_give_no_small_group_away(counts: list[int]) -> None:
    wanted: list[Cells] = [frozenset({n}) for n in range(len(counts))] + [frozenset(range(len(counts)))]
    hidden = choose_hidden(counts, wanted)
    assert given_away(counts, shown(wanted, hidden)) == []


@given(COUNTS, st.data())
def test_the_year_after_the_half_year_gives_no_small_group_away(
    counts: list[int], data: st.DataObject
) -> None:
    size = len(counts)
    second = [data.draw(st.integers(0, 9)) for _ in counts]
    halves: list[Cells] = [frozenset({n}) for n in range(size)] + [frozenset(range(size))]
    told = shown(halves, choose_hidden(counts, halves))
    both = [*counts, *second]
    years: list[Cells] = [frozenset({n, n + size}) for n in range(size)] + [frozenset(range(2 * size))]
    hidden = choose_hidden(both, years, told)
    assert given_away(both, [*told, *shown(years, hidden)]) == []


@given(COUNTS)
def test_what_is_found_by_rows_is_found_by_worlds(counts: list[int]) -> None:
    published: list[Cells] = [frozenset({n}) for n in range(0, len(counts), 2)] + [
        frozenset(range(len(counts)))
    ]
    assert can_work_out(counts, published) == bool(given_away(counts, published))


def test_nothing_is_hidden_where_nobody_is_few() -> None:
    wanted: list[Cells] = [frozenset({0}), frozenset({1}), frozenset({0, 1})]
    assert choose_hidden([5, 80], wanted) == frozenset()
    assert choose_hidden([0, 80], wanted) == frozenset()


def test_one_small_department_takes_the_next_smallest_along() -> None:
    """With 3, 9 and 50 answers the total less 9 and 50 would be the three."""
    wanted: list[Cells] = [frozenset({0}), frozenset({1}), frozenset({2}), frozenset({0, 1, 2})]
    assert choose_hidden([3, 9, 50], wanted) == {0, 1}
    assert choose_hidden([3, 2, 50], wanted) == {0, 1}
    assert choose_hidden([2, 2, 50], wanted) == {0, 1, 2}


def test_when_everything_would_give_somebody_away_nothing_is_shown() -> None:
    assert choose_hidden([3], [frozenset({0})]) == {0}
    assert choose_hidden([3, 50], [frozenset({0}), frozenset({1}), frozenset({0, 1})]) == {0, 1}
