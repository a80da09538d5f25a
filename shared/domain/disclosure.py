"""Publishing means without giving a small group away, not even to somebody who subtracts.

What is published are sums over sets of cells (a mean and its n are a sum). Everything that can be worked out from
them is their row space: a small group is given away exactly when its indicator lies in it. That is checked as it
stands, with exact fractions, so that totals, complements and the difference of two reports are all covered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations

SMALL = 5
"""A published mean needs at least so many answers. Source: figures.md, suppression in public."""
Cells = frozenset[int]
Row = list[Fraction]


def choose_hidden(
    counts: Sequence[int], wanted: Sequence[Cells], published: Sequence[Cells] = (), *, limit: int = SMALL
) -> frozenset[int]:
    """Return which of the `wanted` sums must not be shown (their places), given what is `published` already.

    `counts` are the answers of each cell. Sums of 1 to `limit`−1 answers are hidden; then the smallest of the
    others, one after another, until no group of so few can be worked out from what remains.
    """
    sizes = [sum(counts[cell] for cell in cells) for cells in wanted]
    hidden = {place for place, n in enumerate(sizes) if 0 < n < limit}
    while True:
        shown = [cells for place, cells in enumerate(wanted) if place not in hidden]
        if not can_work_out(counts, [*published, *shown], limit=limit):
            return frozenset(hidden)
        rest = [place for place, n in enumerate(sizes) if n and place not in hidden]
        if not rest:
            return frozenset(hidden)
        hidden.add(min(rest, key=lambda place: (sizes[place], place)))


def can_work_out(counts: Sequence[int], published: Iterable[Cells], *, limit: int = SMALL) -> bool:
    """Say whether the mean of some group of 1 to `limit`−1 answers follows from the published sums."""
    filled = [cell for cell, n in enumerate(counts) if n]
    place = {cell: column for column, cell in enumerate(filled)}
    basis = _basis(
        [
            [Fraction(cell in cells) for cell in filled]
            for cells in published
            if any(c in place for c in cells)
        ]
    )
    few = [cell for cell in filled if counts[cell] < limit]
    return any(
        _follows(basis, [Fraction(cell in group) for cell in filled])
        for size in range(1, min(limit, len(few) + 1))
        for group in combinations(few, size)
        if sum(counts[cell] for cell in group) < limit
    )


def _basis(rows: list[Row]) -> list[tuple[int, Row]]:
    """Return the rows reduced: (column of the leading one, row)."""
    basis: list[tuple[int, Row]] = []
    for row in rows:
        rest = _reduce(basis, row)
        lead = next((column for column, value in enumerate(rest) if value), None)
        if lead is not None:
            basis.append((lead, [value / rest[lead] for value in rest]))
    return basis


def _reduce(basis: list[tuple[int, Row]], row: Row) -> Row:
    for lead, known in basis:
        factor = row[lead]
        if factor:
            row = [value - factor * other for value, other in zip(row, known, strict=True)]
    return row


def _follows(basis: list[tuple[int, Row]], row: Row) -> bool:
    return not any(_reduce(basis, row))
