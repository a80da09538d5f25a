"""The figures of a period, put together: one frozen value that pages, exports and JSON only show.

Every definition stands where the figure is computed (`shared/domain/statistics.py`, `fairness.py`, and the
modules beside this one) and comes from the settled readings: a ticket belongs to the Bangkok day of its
issue, users are tickets served, the headline is verified overall ratings alone. `as_json` gives the whole as
plain values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from shared.clock import iso
from shared.domain.statistics import Band, no_show_rate
from shared.evidence.cells import (
    Cell,
    Outcomes,
    add_order,
    add_outcomes,
    services_of,
    share_within,
    visits_of,
)
from shared.evidence.gathering import Gathered, gather
from shared.evidence.headline import Headline, band_of, days_of, headline_from, rating_figures, wait_figures
from shared.evidence.kept import read_kept
from shared.evidence.parts import (
    Counted,
    Days,
    Left,
    OrderFigures,
    OutOfHours,
    PeakFigures,
    RatingFigures,
    ServiceFigures,
    WaitFigures,
)
from shared.evidence.periods import Period
from shared.evidence.reading import Reading
from shared.evidence.rows import MonthRow, Point, UnitRow, make_months, make_series, make_units
from shared.evidence.selection import Scope, Selection
from shared.evidence.shelf import Shelf
from shared.evidence.shown import Part, show_part, show_times
from shared.store.models import Service, Site


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a period. `origins`: how many counted tickets were live, imported, entered late,
    handed in by a unit on the road, simulated.

    `seq` and `head` name the end of the journal when the figures were made, `band` the interpretation in use.
    """

    site: str
    office: Mapping[str, Any]
    period: Period
    scope: Scope
    made_at: str
    seq: int
    head: str
    band: Band
    simulated: bool
    days: Days
    outcomes: Outcomes
    priority: int
    no_show_rate: Part
    waits: WaitFigures
    services: ServiceFigures
    order: OrderFigures
    peak: PeakFigures
    out_of_hours: OutOfHours
    ratings: RatingFigures
    office_departments: Mapping[str, Mapping[str, str]]
    """All departments of the office by code, also those without anybody in the period: for choosing one."""
    departments: tuple[UnitRow, ...]
    groups: tuple[UnitRow, ...]
    exact_services: tuple[UnitRow, ...]
    months: tuple[MonthRow, ...]
    series: tuple[Point, ...]
    origins: Mapping[str, int]
    left_out: Left

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values; days as `YYYY-MM-DD`."""
        values: dict[str, Any] = _KEPT.dump_python(self, mode="json")
        values["period"]["year_be"] = self.period.year_be
        return values


_KEPT = TypeAdapter(Figures)


def figures_of_json(said: bytes) -> Figures:
    """Return figures that were written as JSON by another process or kept for ever."""
    return _KEPT.validate_json(said)


def make_figures(
    conn: Connection,
    site_id: int,
    period: Period,
    *,
    now: datetime,
    scope: Scope | None = None,
    simulated: bool = False,
    shelf: Shelf | None = None,
) -> Figures:
    """Compute the figures of a site for a period, from one snapshot of the database.

    `simulated` counts simulated records too; otherwise they are left out and their number is told. `shelf`
    keeps what was counted in months that are over for the next time. Raises ValueError for a code of `scope`
    that the site does not have. Of months whose tickets are gone: what was kept, else `figures.reduced`.
    """
    kept = read_kept(conn, site_id, period, whole=scope in (None, Scope()))
    if kept is not None:
        return _without_sensitive(conn, site_id, _KEPT.validate_python(kept))
    return figures_from(
        conn, gather(conn, site_id, period, now=now, scope=scope, simulated=simulated, shelf=shelf), now=now
    )


def make_headline(conn: Connection, site_id: int, period: Period, *, now: datetime) -> Headline:
    """Compute the first figures of a site's whole office for a period; as `make_figures`, but quick for years."""
    kept = read_kept(conn, site_id, period)
    if kept is None:
        return headline_from(conn, gather(conn, site_id, period, now=now, light=True), now=now)
    figures = _KEPT.validate_python(kept)
    same = {f.name: getattr(figures, f.name) for f in fields(Headline) if f.name not in ("service", "visit")}
    return Headline(**same, service=figures.services.service, visit=figures.services.visit)


def _without_sensitive(conn: Connection, site_id: int, kept: Figures) -> Figures:
    """Return kept figures without rows of services that were marked sensitive after they were kept."""
    codes = set(
        conn.execute(
            select(Service.code).where(Service.site_id == site_id, Service.sensitive.is_(True))
        ).scalars()
    )
    return replace(kept, exact_services=tuple(row for row in kept.exact_services if row.code not in codes))


def figures_from(conn: Connection, found: Gathered, *, now: datetime) -> Figures:
    """Compute the figures of what was read, in the same transaction."""
    selection, reading, rated = found.selection, found.reading, found.rated
    cells = tuple(reading.cells.values())
    outcomes = add_outcomes(cells)
    band = band_of(selection)
    site = conn.execute(select(Site.head_seq, Site.head_hash).where(Site.id == selection.site_id)).one()
    return Figures(
        site=selection.site,
        office=selection.settings["office"],
        period=selection.period,
        scope=selection.scope,
        made_at=iso(now),
        seq=site.head_seq,
        head=site.head_hash,
        band=band,
        simulated=selection.simulated,
        days=days_of(selection, reading),
        outcomes=outcomes,
        priority=sum(cell.priority for cell in cells),
        no_show_rate=show_part(no_show_rate(outcomes.no_show, served=outcomes.served)),
        waits=wait_figures(cells),
        services=_services(cells, selection),
        order=_order(cells),
        peak=_peak(reading),
        out_of_hours=_out_of_hours(reading),
        ratings=rating_figures(rated, outcomes, band),
        office_departments={unit.code: unit.name for unit in selection.departments},
        departments=make_units("department", selection, cells, rated, band),
        groups=make_units("group", selection, cells, rated, band),
        exact_services=make_units("service", selection, cells, rated, band),
        months=make_months(selection, cells, rated, band),
        series=make_series(selection, reading),
        origins=dict(sorted(reading.origins.items())),
        left_out=Left(reading.left_out, rated.left_out),
    )


def _services(cells: Sequence[Cell], selection: Selection) -> ServiceFigures:
    return ServiceFigures(
        service=show_times(services_of(cells)),
        visit=show_times(visits_of(cells)),
        within_standard=show_part(share_within(cells, selection.standards)),
        unstarted=sum(sum(cell.unstarted.values()) for cell in cells),
    )


def _order(cells: Sequence[Cell]) -> OrderFigures:
    order = add_order(cells)
    return OrderFigures(order.called, order.with_reason, order.without_reason, show_part(order.in_order))


def _peak(reading: Reading) -> PeakFigures:
    return PeakFigures(reading.peak.waiting, iso(reading.peak.at)) if reading.peak else PeakFigures(0, None)


def _out_of_hours(reading: Reading) -> OutOfHours:
    def counted(per_day: Mapping[str, int]) -> Counted:
        return Counted(tickets=sum(per_day.values()), days=len(per_day))

    return OutOfHours(
        outside=counted(reading.outside),
        lunch=counted(reading.lunch),
        non_working=counted(reading.non_working),
    )
