"""What is said first of a period: its users, waits and satisfaction, also by month; quick for any length of time.

The same counts and the same functions as all figures; only the durations of single units are not in it, so that the
sums of whole months do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from shared.clock import iso
from shared.domain.hours import is_working_day
from shared.domain.statistics import Band, Share, no_show_rate, response_rate
from shared.evidence import satisfaction
from shared.evidence.cells import Cell, Outcomes, add_outcomes, add_promises, services_of, visits_of, waits_of
from shared.evidence.gathering import Gathered
from shared.evidence.parts import Days, RatingFigures, WaitFigures
from shared.evidence.periods import Period
from shared.evidence.reading import Reading
from shared.evidence.rows import MonthRow, make_months
from shared.evidence.satisfaction import DIMENSIONS, Ratings
from shared.evidence.selection import Selection
from shared.evidence.shown import Part, Spans, show_part, show_scores, show_times
from shared.store.models import Site

FEW_ANSWERS = 30
"""Below this many answers, or this percent of response, a note stands beside the mean. Source: look book
§8."""
LOW_RESPONSE_PERCENT = 10


@dataclass(frozen=True, slots=True)
class Headline:
    """The first figures of a period, of the whole office, each as `Figures` has it."""

    site: str
    office: Mapping[str, Any]
    period: Period
    made_at: str
    seq: int
    head: str
    band: Band
    days: Days
    outcomes: Outcomes
    no_show_rate: Part
    waits: WaitFigures
    service: Spans
    visit: Spans
    ratings: RatingFigures
    months: tuple[MonthRow, ...]
    origins: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values; days as `YYYY-MM-DD`."""
        values: dict[str, Any] = _PLAIN.dump_python(self, mode="json")
        values["period"]["year_be"] = self.period.year_be
        return values


_PLAIN = TypeAdapter(Headline)


def headline_from(conn: Connection, found: Gathered, *, now: datetime) -> Headline:
    """Compute the headline of what was read, in the same transaction."""
    selection, reading, rated = found.selection, found.reading, found.rated
    cells = tuple(reading.cells.values())
    outcomes = add_outcomes(cells)
    band = band_of(selection)
    site = conn.execute(select(Site.head_seq, Site.head_hash).where(Site.id == selection.site_id)).one()
    return Headline(
        site=selection.site,
        office=selection.settings["office"],
        period=selection.period,
        made_at=iso(now),
        seq=site.head_seq,
        head=site.head_hash,
        band=band,
        days=days_of(selection, reading),
        outcomes=outcomes,
        no_show_rate=show_part(no_show_rate(outcomes.no_show, served=outcomes.served)),
        waits=wait_figures(cells),
        service=show_times(services_of(cells)),
        visit=show_times(visits_of(cells)),
        ratings=rating_figures(rated, outcomes, band),
        months=make_months(selection, cells, rated, band),
        origins=dict(sorted(reading.origins.items())),
    )


def band_of(selection: Selection) -> Band:
    """Return the interpretation of means that the office uses."""
    return "B" if selection.settings["band"] == "B" else "A"


def days_of(selection: Selection, reading: Reading) -> Days:
    """Return on how many days the office worked, and should have."""
    past = (day for day in selection.period.days() if day <= selection.today)
    working = sum(1 for day in past if is_working_day(selection.hours, day))
    return Days(in_service=len(reading.days), working=working, non_working=len(reading.non_working))


def wait_figures(cells: Sequence[Cell]) -> WaitFigures:
    """Return the waits, and how many estimates were kept."""
    return WaitFigures(
        called=show_times(waits_of(cells)),
        served=show_times(waits_of(cells, served_only=True)),
        promise_kept=show_part(add_promises(cells)),
    )


def rating_figures(rated: Ratings, outcomes: Outcomes, band: Band) -> RatingFigures:
    """Return what people said; the headline is the verified answers alone."""
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
        imported=rated.imported,
        outreach=rated.outreach,
    )


def _is_low(response: Share) -> bool:
    return response.percent is not None and response.percent < LOW_RESPONSE_PERCENT
