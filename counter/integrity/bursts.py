"""The bursts of a site: each place's ratings of a day held against the rule, without telling what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from shared.domain.bursts import find_bursts
from shared.store.models import Rating

_NO_PLACE = ("phone", "import")
"""Sources that are many hands at once: nothing follows from how close their ratings are."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Ratings of one place on one day that came too fast. `ids` are those still counted, `n` all of them."""

    day: str
    source_id: str
    first_at: int
    last_at: int
    n: int
    ids: tuple[int, ...]
    same: bool
    """All of them gave the same answer."""


def read_bursts(conn: Connection, site_id: int, first: str, last: str) -> list[Burst]:
    """Return the bursts of some days, the newest first."""
    rows = conn.execute(
        select(Rating.day, Rating.source_id, Rating.at, Rating.score, Rating.id, Rating.excluded_reason)
        .where(
            Rating.site_id == site_id,
            Rating.day >= first,
            Rating.day <= last,
            Rating.source.not_in(_NO_PLACE),
        )
        .order_by(Rating.day, Rating.source_id, Rating.at, Rating.id)
    )
    found = [burst for _, own in groupby(rows, key=lambda row: row[:2]) for burst in _of_place(list(own))]
    return sorted(found, key=lambda burst: burst.first_at, reverse=True)


def _of_place(rows: list[Any]) -> Iterator[Burst]:
    for first, last in find_bursts([(row.at, row.score) for row in rows]):
        own = rows[first : last + 1]
        yield Burst(
            day=own[0].day,
            source_id=own[0].source_id,
            first_at=own[0].at,
            last_at=own[-1].at,
            n=len(own),
            ids=tuple(row.id for row in own if row.excluded_reason is None),
            same=len({row.score for row in own}) == 1,
        )
