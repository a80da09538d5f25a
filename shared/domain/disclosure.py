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
    marks = _marks(
        [
            [Fraction(cell in cells) for cell in filled]
            for cells in published
            if any(cell in cells for cell in filled)
        ],
        len(filled),
    )
    few = [(counts[cell], mark) for cell, mark in zip(filled, marks, strict=True) if counts[cell] < limit]
    return any(
        not any(map(sum, zip(*(mark for _, mark in group), strict=True)))
        for size in range(1, min(limit, len(few) + 1))
        for group in combinations(few, size)
        if sum(n for n, _ in group) < limit
    )


def _marks(rows: list[Row], width: int) -> list[Row]:
    """Return a mark per cell such that a sum of cells follows from the rows exactly when their marks add up to nothing.

    The marks are the cells' places in everything that is at right angles to all rows.
    """
    leads: dict[int, Row] = {}
    for row in rows:
        for lead, known in leads.items():
            row = _without(row, lead, known)
        first = next((column for column, value in enumerate(row) if value), None)
        if first is None:
            continue
        row = [value / row[first] for value in row]
        leads = {lead: _without(known, first, row) for lead, known in leads.items()} | {first: row}
    free = [column for column in range(width) if column not in leads]
    return [
        [-leads[cell][column] for column in free]
        if cell in leads
        else [Fraction(cell == column) for column in free]
        for cell in range(width)
    ]


def _without(row: Row, column: int, known: Row) -> Row:
    factor = row[column]
    if not factor:
        return row
    return [value - factor * other for value, other in zip(row, known, strict=True)]
