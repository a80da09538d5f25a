"""The figures of a period, put together: one frozen value that pages, exports and JSON only show.

Every definition stands where the figure is computed (`shared/domain/statistics.py`, `fairness.py`, and the
modules beside this one) and comes from the settled readings: a ticket belongs to the Bangkok day of its
issue, users are tickets served, the headline is verified overall ratings alone. `as_json` gives the whole as
plain values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, func, select

from shared.clock import iso
from shared.domain.hours import is_working_day
from shared.domain.statistics import Band, Share, no_show_rate, response_rate
from shared.evidence import durations, satisfaction, tallies
from shared.evidence.durations import read_durations, read_promises, share_within
from shared.evidence.outside import OutOfHours, read_outside
from shared.evidence.periods import Period
from shared.evidence.queues import read_order, read_peak
from shared.evidence.rows import MonthRow, Point, UnitRow, make_months, make_series, make_units
from shared.evidence.satisfaction import DIMENSIONS, Ratings, read_ratings
from shared.evidence.selection import Scope, Selection, select_rows
from shared.evidence.shown import Opinion, Part, Spans, show_part, show_scores, show_times
from shared.evidence.tallies import Outcomes, Tally, read_tallies
from shared.store.models import Rating, Site, Ticket

FEW_ANSWERS = 30
"""Below this many answers, or this percent of response, a note stands beside the mean. Source: look book
§8."""
LOW_RESPONSE_PERCENT = 10


@dataclass(frozen=True, slots=True)
class Days:
    """Days with tickets, working days up to the day the figures were made, and days with tickets that are
    none."""

    in_service: int
    working: int
    non_working: int


@dataclass(frozen=True, slots=True)
class WaitFigures:
    """Waits of all first called, and as a second reading of the served alone; how many estimates were
    kept."""

    called: Spans
    served: Spans
    promise_kept: Part


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """Service times, whole visits, and the share within the published standard; `unstarted`: run from the
    call."""

    service: Spans
    visit: Spans
    within_standard: Part
    unstarted: int


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """How many were called, how many out of order with and without a logged reason, and the share in
    order."""

    called: int
    with_reason: int
    without_reason: int
    in_order: Part


@dataclass(frozen=True, slots=True)
class PeakFigures:
    """The most who waited at one instant, and the first such instant (ISO 8601, UTC); None when nobody
    waited."""

    waiting: int
    at: str | None


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """Verified answers (the headline), open ones, both together; dimensions of the verified; the response
    rate."""

    verified: Opinion
    open: Opinion
    both: Opinion
    dimensions: Mapping[str, Opinion]
    response: Part
    excluded: Mapping[str, int]
    few: bool
    low_response: bool


@dataclass(frozen=True, slots=True)
class Left:
    """Records of the same period that are not counted because they are simulated."""

    tickets: int
    ratings: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a period. `origins`: how many counted tickets were live, imported, entered late,
    simulated.

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
        plain = cast("dict[str, Any]", _plain(asdict(self)))
        plain["period"]["year_be"] = self.period.year_be
        return plain


def make_figures(
    conn: Connection,
    site_id: int,
    period: Period,
    *,
    now: datetime,
    scope: Scope | None = None,
    simulated: bool = False,
) -> Figures:
    """Compute the figures of a site for a period, from one reading of the database.

    `simulated` counts simulated records too; otherwise they are left out and their number is told. Raises
    ValueError for a code of `scope` that the site does not have.
    """
    selection = select_rows(conn, site_id, period, now=now, scope=scope, simulated=simulated)
    counted = read_tallies(conn, selection)
    outcomes = tallies.add_up(counted)
    times = read_durations(conn, selection)
    rated = read_ratings(conn, selection)
    band: Band = "B" if selection.settings["band"] == "B" else "A"
    order = read_order(conn, selection)
    peak = read_peak(conn, selection)
    site = conn.execute(select(Site.head_seq, Site.head_hash).where(Site.id == site_id)).one()
    return Figures(
        site=selection.site,
        office=selection.settings["office"],
        period=period,
        scope=selection.scope,
        made_at=iso(now),
        seq=site.head_seq,
        head=site.head_hash,
        band=band,
        simulated=simulated,
        days=_days(selection, counted),
        outcomes=outcomes,
        priority=tallies.count_priority(counted),
        no_show_rate=show_part(no_show_rate(outcomes.no_show, served=outcomes.served)),
        waits=WaitFigures(
            called=show_times(durations.pool(times.waits)),
            served=show_times(durations.pool(cell for cell in times.waits if cell.kind)),
            promise_kept=show_part(read_promises(conn, selection)),
        ),
        services=ServiceFigures(
            service=show_times(durations.pool(times.services)),
            visit=show_times(times.visits),
            within_standard=show_part(share_within(times.services, selection.standards)),
            unstarted=times.unstarted(),
        ),
        order=OrderFigures(order.called, order.with_reason, order.without_reason, show_part(order.in_order)),
        peak=PeakFigures(peak.waiting if peak else 0, iso(peak.at) if peak else None),
        out_of_hours=read_outside(conn, selection, counted),
        ratings=_ratings(rated, outcomes, band),
        office_departments={unit.code: unit.name for unit in selection.departments},
        departments=make_units("department", selection, counted, times, rated, band),
        groups=make_units("group", selection, counted, times, rated, band),
        exact_services=make_units("service", selection, counted, times, rated, band),
        months=make_months(selection, counted, rated, band),
        series=make_series(conn, selection, counted),
        origins=_origins(counted),
        left_out=_left_out(conn, selection),
    )


def _days(selection: Selection, counted: Sequence[Tally]) -> Days:
    used = {date.fromisoformat(t.day) for t in counted}
    working = [
        d for d in selection.period.days() if d <= selection.today and is_working_day(selection.hours, d)
    ]
    outside = [d for d in used if not is_working_day(selection.hours, d)]
    return Days(in_service=len(used), working=len(working), non_working=len(outside))


def _ratings(rated: Ratings, outcomes: Outcomes, band: Band) -> RatingFigures:
    verified = satisfaction.pool(a for a in rated.answers if a.verified)
    opened = satisfaction.pool(a for a in rated.answers if not a.verified)
    response = response_rate(verified.n, served=outcomes.served)
    return RatingFigures(
        verified=show_scores(verified, band),
        open=show_scores(opened, band),
        both=show_scores(verified + opened, band),
        dimensions={name: show_scores(rated.dimensions[name], band) for name in DIMENSIONS},
        response=show_part(response),
        excluded=rated.excluded,
        few=verified.n < FEW_ANSWERS,
        low_response=_is_low(response),
    )


def _is_low(response: Share) -> bool:
    return response.percent is not None and response.percent < LOW_RESPONSE_PERCENT


def _origins(counted: Sequence[Tally]) -> dict[str, int]:
    by_origin = tallies.add_up_by(counted, lambda tally: tally.origin)
    return {name: by_origin[name].issued for name in sorted(by_origin)}


def _left_out(conn: Connection, selection: Selection) -> Left:
    tickets = conn.execute(
        select(func.count()).select_from(Ticket).where(selection.other_tickets())
    ).scalar_one()
    ratings = conn.execute(
        select(func.count()).select_from(Rating).where(selection.ratings(counted=False))
    ).scalar_one()
    return Left(int(tickets), int(ratings))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
