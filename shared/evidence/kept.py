"""Figures of old years whose single tickets are gone: kept as they were, of each month and round, for ever.

Whoever asks for such a month or round gets what was kept; for any other stretch of reduced days there is nothing to
compute from, and saying zero would be a lie (`figures.reduced`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from shared.domain.errors import QueueError
from shared.evidence.periods import Period
from shared.store.models import KeptFigures

OFFICE = 0
"""In place of a measure: the figures of the whole office."""


def name_of(period: Period) -> str:
    """Return the name under which a period's figures are kept; empty for one that is not kept."""
    if period.kind == "month":
        return period.months()[0]
    return f"{period.year_be} {period.kind}" if period.kind in ("half", "annual") else ""


def read_kept(
    conn: Connection, site_id: int, period: Period, *, measure: int = OFFICE, whole: bool = True
) -> dict[str, Any] | None:
    """Return the kept figures of a period, None where its tickets are still there.

    `whole`: of the whole office and as everybody sees them. Refuses with `figures.reduced` when tickets of these days
    are gone and this was not kept.
    """
    of_site = KeptFigures.site_id == site_id
    months = conn.execute(
        select(func.count()).where(
            of_site, KeptFigures.measure == OFFICE, KeptFigures.period.in_(period.months())
        )
    ).scalar_one()
    if not months:
        return None
    found = conn.execute(
        select(KeptFigures.figures).where(
            of_site, KeptFigures.measure == measure, KeptFigures.period == name_of(period)
        )
    ).scalar()
    if found is None or not whole:
        raise QueueError("figures.reduced")
    return dict(found)
