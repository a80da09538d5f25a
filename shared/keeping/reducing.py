"""Old years: single tickets and ratings go, their figures stay for ever as they were on the day before.

The law's measure is the fiscal year: single tickets for the present one and `ticket_years` before it, ratings for
`rating_years`. Before the first of a year goes, its figures are kept: every month, both rounds, and what the reports of
the measures say of them. Kept and deleted is one turn. Only what the hall itself recorded is reduced: a year that holds
imported or simulated rows is left alone, for whoever brought them in has them in a file and takes them out again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, select, update

from shared.domain.fiscal import Round, RoundKind, fiscal_year, months_of
from shared.domain.hours import service_day
from shared.domain.keeping import Keeping
from shared.evidence.figures import make_figures
from shared.evidence.kept import OFFICE, name_of
from shared.evidence.periods import Period, month_period, round_period
from shared.evidence.report.making import MEASURES, figures_of_all
from shared.evidence.shelf import Shelf
from shared.store.models import (
    KeptFigures,
    LateTicket,
    Leg,
    OutreachRating,
    OutreachTicket,
    PrintJob,
    Rating,
    Ticket,
)
from shared.store.turn import Answer, Turn

OURS = ("live", "late", "outreach")
ROUNDS: tuple[RoundKind, ...] = ("half", "annual")


@dataclass(frozen=True, slots=True)
class Old:
    """A fiscal year (B.E.) of a site of which something is due: how many single tickets and ratings."""

    site_id: int
    year_be: int
    tickets: int
    ratings: int
    kept: bool
    """Its figures are kept already."""

    @property
    def period(self) -> Period:
        """The year."""
        return round_period(self.year_be, "annual")


def find_old(conn: Connection, site_id: int, keeping: Keeping, *, now: datetime) -> list[Old]:
    """Return the years of which something was kept long enough, oldest first."""
    present = fiscal_year(service_day(now))
    due_tickets, due_ratings = present - keeping.ticket_years, present - keeping.rating_years
    found = []
    for year in range(_oldest(conn, site_id, present), due_tickets):
        tickets = _count(conn, site_id, Ticket, year)
        ratings = _count(conn, site_id, Rating, year) if year < due_ratings else 0
        kept = conn.execute(
            select(func.count()).where(
                KeptFigures.site_id == site_id, KeptFigures.period == name_of(round_period(year, "annual"))
            )
        ).scalar_one()
        if kept:
            tickets = 0  # what came in after the year was reduced is counted by nobody, and stays
        if tickets or ratings:
            found.append(Old(site_id, year, tickets, ratings, bool(kept)))
    return found


def keep_figures(conn: Connection, old: Old, *, now: datetime) -> list[dict[str, Any]]:
    """Return the rows that are kept of a year, computed while everything is still there; long work, no turn."""
    if old.kept:
        return []
    shelf, rows = Shelf(), []
    for period in _periods(old.year_be):
        figures = make_figures(conn, old.site_id, period, now=now, shelf=shelf).as_json()
        rows.append({"period": name_of(period), "measure": OFFICE, "figures": figures})
    for kind in ROUNDS:
        said = figures_of_all(conn, old.site_id, tuple(MEASURES), old.year_be, kind, now=now, shelf=shelf)
        name = name_of(round_period(old.year_be, kind))
        rows += [{"period": name, "measure": measure, "figures": value} for measure, value in said.items()]
    return rows


def reduce_year(turn: Turn, old: Old, kept: Iterable[dict[str, Any]]) -> Answer:
    """Keep the figures and delete the tickets and ratings they were made of; nothing when others came in since."""
    if _count(turn.conn, old.site_id, Ticket, old.year_be) < old.tickets:
        return {"tickets": 0, "ratings": 0}
    rows = [{"site_id": old.site_id, "at": turn.seconds, **row} for row in kept]
    if rows:
        turn.conn.execute(insert(KeptFigures), rows)
    done = {"tickets": _delete_tickets(turn, old) if old.tickets else 0, "ratings": 0}
    if old.ratings:
        old_ones = select(Rating.id).where(_in_year(Rating, old))
        turn.conn.execute(delete(OutreachRating).where(OutreachRating.rating_id.in_(old_ones)))
        done["ratings"] = turn.conn.execute(delete(Rating).where(_in_year(Rating, old))).rowcount
    turn.record("records.reduced", year=old.year_be, **done)
    return done


def _delete_tickets(turn: Turn, old: Old) -> int:
    old_ones: Select[Any] = select(Ticket.id).where(_in_year(Ticket, old))
    turn.conn.execute(update(Rating).where(Rating.ticket_id.in_(old_ones)).values(ticket_id=None))
    turn.conn.execute(delete(PrintJob).where(PrintJob.ticket_id.in_(old_ones)))
    turn.conn.execute(delete(Leg).where(Leg.ticket_id.in_(old_ones)))
    for beside in (LateTicket, OutreachTicket):
        turn.conn.execute(delete(beside).where(beside.ticket_id.in_(old_ones)))
    return turn.conn.execute(delete(Ticket).where(_in_year(Ticket, old))).rowcount


def _periods(year_be: int) -> list[Period]:
    days = months_of(Round(year_be, "annual"))
    return [month_period(day.year, day.month) for day in days] + [
        round_period(year_be, kind) for kind in ROUNDS
    ]


def _in_year(model: type[Ticket] | type[Rating], old: Old) -> Any:
    first, last = old.period.first.isoformat(), old.period.last.isoformat()
    return and_(model.site_id == old.site_id, model.day.between(first, last))


def _count(conn: Connection, site_id: int, model: type[Ticket] | type[Rating], year_be: int) -> int:
    """Return how many rows of a year there are; 0 when some of them are not the hall's own."""
    where = _in_year(model, Old(site_id, year_be, 0, 0, False))
    rows, ours = conn.execute(
        select(func.count(), func.count().filter(model.origin.in_(OURS))).where(where)
    ).one()
    return int(rows) if rows == ours else 0


def _oldest(conn: Connection, site_id: int, present: int) -> int:
    days = [
        conn.execute(select(func.min(model.day)).where(model.site_id == site_id)).scalar()
        for model in (Ticket, Rating)
    ]
    return min((fiscal_year(date.fromisoformat(day)) for day in days if day), default=present)
