"""All sites of an installation side by side: how each one's day stands, and the figures of the round that runs.

No figure is defined here. Rounds come from the sums of their days (`gather(light=True)`), and a site where nothing has
happened since the last look is not counted again, so hundreds of sites are told in seconds and by night at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, Row, func, select

from shared.clock import epoch
from shared.domain.fiscal import RoundKind
from shared.domain.hours import service_day
from shared.domain.statistics import response_rate
from shared.evidence import satisfaction
from shared.evidence.cells import add_outcomes, waits_of
from shared.evidence.gathering import gather, take_snapshot
from shared.evidence.headline import band_of
from shared.evidence.periods import Period, present_round
from shared.evidence.reading import share_within_standard
from shared.evidence.reports import list_all_published
from shared.evidence.shelf import Shelf
from shared.evidence.shown import Opinion, Part, Span, show_part, show_scores, show_span
from shared.store.models import Counter, Site, Ticket

OPEN = ("open", "paused")
"""States of a counter where somebody sits."""


@dataclass(frozen=True, slots=True)
class Place:
    """A site as the province knows it."""

    id: int
    code: str
    name: Mapping[str, str]
    last_at: int
    """When it last wrote anything live, in seconds; 0 for never."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site's day and round. Of fewer than five answers only the number may be told (`answers.few`)."""

    place: Place
    waiting: int
    longest_s: int | None
    """How long who has waited longest stands in line."""
    open: int
    counters: int
    users: int
    answers: Opinion
    response: Part
    wait: Span
    """Median of the waits of all first called."""
    standard: Part
    published: tuple[tuple[int, str], ...]
    """Year B.E. and kind of each published round, newest first."""


ROWS = TypeAdapter(tuple[SiteRow, ...])


class Round(NamedTuple):
    """What a row says of the round."""

    users: int
    answers: Opinion
    response: Part
    wait: Span
    standard: Part


class Province:
    """Tells all sites; keeps each one's round until something happens there or the day ends."""

    def __init__(self, engine: Engine, shelf: Shelf) -> None:
        self._engine = engine
        self._shelf = shelf
        self._kept: dict[int, tuple[tuple[int, date, bool], Round]] = {}

    def tell(self, *, now: datetime, simulated: bool) -> tuple[SiteRow, ...]:
        """Return a row for every site, by its id. `simulated` records are counted too where asked for."""
        with self._engine.connect() as conn:
            take_snapshot(conn)
            sites = list(_sites(conn, now))
            published = list_all_published(conn)
        period = present_round(now)
        return tuple(_row(site, self._round(site, period, now, simulated), published, now) for site in sites)

    def _round(self, site: Row[Any], period: Period, now: datetime, simulated: bool) -> Round:
        mark = (site.head_seq, service_day(now), simulated)
        kept = self._kept.get(site.id)
        if kept is None or kept[0] != mark:
            with self._engine.connect() as conn:
                counted = read_round(conn, site.id, period, now=now, simulated=simulated, shelf=self._shelf)
            kept = self._kept[site.id] = (mark, counted)
        return kept[1]


def read_round(
    conn: Connection, site_id: int, period: Period, *, now: datetime, simulated: bool, shelf: Shelf
) -> Round:
    """Return what a row says of a site's round, each figure as `make_figures` has it."""
    found = gather(conn, site_id, period, now=now, simulated=simulated, shelf=shelf, light=True)
    cells = tuple(found.reading.cells.values())
    served = add_outcomes(cells).served
    verified = satisfaction.pool(a for a in found.rated.answers if a.verified)
    return Round(
        users=served,
        answers=show_scores(verified, band_of(found.selection)),
        response=show_part(response_rate(verified.n, served=served)),
        wait=show_span(waits_of(cells).median),
        standard=show_part(share_within_standard(found.reading, found.selection.standards)),
    )


def _sites(conn: Connection, now: datetime) -> Iterator[Row[Any]]:
    today = service_day(now).isoformat()
    waiting = (Ticket.site_id == Site.id, Ticket.day == today, Ticket.state == "waiting")
    here = (Counter.site_id == Site.id, Counter.retired.is_(False))
    name = Site.settings["office", "name"]

    def alone(value: Any, *where: Any) -> Any:
        return select(value).where(*where).correlate(Site).scalar_subquery()

    yield from conn.execute(
        select(
            Site.id, Site.code, Site.head_seq, Site.head_at, name.label("name"),
            alone(func.count(), *waiting).label("waiting"),
            alone(func.min(Ticket.state_since), *waiting).label("since"),
            alone(func.count(), *here).label("counters"),
            alone(func.count(), *here, Counter.state.in_(OPEN)).label("open"),
        ).order_by(Site.id)
    )  # fmt: skip


def _row(
    site: Row[Any], told: Round, published: defaultdict[int, list[tuple[int, RoundKind]]], now: datetime
) -> SiteRow:
    return SiteRow(
        place=Place(site.id, site.code, site.name, site.head_at),
        waiting=site.waiting,
        longest_s=None if site.since is None else epoch(now) - site.since,
        open=site.open,
        counters=site.counters,
        **told._asdict(),
        published=tuple(published[site.id]),
    )
