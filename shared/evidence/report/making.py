"""The figures of a measure, fiscal year and round as one plain value: what is shown, exported and frozen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from shared.domain.errors import QueueError
from shared.evidence.figures import Figures, figures_from
from shared.evidence.gathering import Gathered, gather
from shared.evidence.kept import read_kept
from shared.evidence.periods import round_period
from shared.evidence.report.comfort import comfort_figures
from shared.evidence.report.memo import official_words
from shared.evidence.report.opinions import opinion_figures
from shared.evidence.report.proactive import proactive_figures
from shared.evidence.report.service import service_figures
from shared.evidence.shelf import Shelf
from shared.evidence.shown import plain

RoundKind = Literal["half", "annual"]
FORMAT = 1
"""Grows when a key of the value changes its meaning; new keys may come without that."""
MEASURES: dict[int, Callable[[Connection, Gathered, Figures], dict[str, Any]]] = {
    1: opinion_figures,
    4: service_figures,
    7: comfort_figures,
    8: proactive_figures,
}
"""The measures the system feeds by itself, and what makes the part of each."""


def figures_of(
    conn: Connection,
    site_id: int,
    measure: int,
    year_be: int,
    kind: RoundKind,
    *,
    now: datetime,
    simulated: bool = False,
    shelf: Shelf | None = None,
) -> dict[str, Any]:
    """Return the figures of a measure for a round, JSON-able, from one snapshot.

    Refuses a measure that the system has no figures of with `measure.unknown` and a year that no calendar has
    with `round.unknown`. A round that is not over yet gives what there is so far, and says so (`partial`).
    """
    return figures_of_all(
        conn, site_id, (measure,), year_be, kind, now=now, simulated=simulated, shelf=shelf
    )[measure]


def figures_of_all(
    conn: Connection,
    site_id: int,
    measures: tuple[int, ...],
    year_be: int,
    kind: RoundKind,
    *,
    now: datetime,
    simulated: bool = False,
    shelf: Shelf | None = None,
) -> dict[int, dict[str, Any]]:
    """Return the figures of several measures by their number, all from one reading of the tables."""
    if any(measure not in MEASURES for measure in measures):
        raise QueueError("request.invalid", field="measure")
    try:
        period = round_period(year_be, kind)
    except ValueError:
        raise QueueError("request.invalid", field="year") from None
    kept = {m: read_kept(conn, site_id, period, measure=m) for m in measures}
    if all(kept.values()):
        return {measure: value for measure, value in kept.items() if value is not None}
    found = gather(conn, site_id, period, now=now, simulated=simulated, shelf=shelf)
    figures = figures_from(conn, found, now=now)
    return {
        measure: {"measure": measure, **_common(found, figures), **MEASURES[measure](conn, found, figures)}
        for measure in measures
    }


def _common(found: Gathered, figures: Figures) -> dict[str, Any]:
    """Return what every report says of itself: whose it is, when made, of what, up to which entry."""
    period, ratings = figures.period, figures.ratings
    common = {
        "format": FORMAT,
        "site": figures.site,
        "office": figures.office,
        "year_be": period.year_be,
        "round": period.kind,
        "period": {"first": period.first, "last": period.last},
        "partial": period.last >= found.selection.today,
        "made_at": figures.made_at,
        "journal": {"first_seq": min(1, figures.seq), "seq": figures.seq, "head": figures.head},
        "band": figures.band,
        "simulated": figures.simulated,
        "days": figures.days,
        "users": figures.outcomes.served,
        "issued": figures.outcomes.issued,
        "headline": ratings.verified,
        "response": ratings.response,
        "origins": figures.origins,
        "left_out": figures.left_out,
        "official": official_words(found.selection.settings),
    }
    return {name: plain(value) for name, value in common.items()}
