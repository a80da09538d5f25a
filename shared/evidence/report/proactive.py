"""Measure 8, going to the people: the days units were out, where, whom they served and what was said of it; and the
lunch hour. Everything else of the measure is photographs and entries of the binder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from shared.domain.disclosure import SMALL
from shared.domain.statistics import Scores
from shared.evidence.figures import Figures
from shared.evidence.gathering import Gathered
from shared.evidence.selection import Selection
from shared.evidence.shown import plain, show_scores
from shared.evidence.veil import blank
from shared.store.models import OutreachDay, OutreachTicket, OutreachUnit, Rating, Ticket


@dataclass(frozen=True, slots=True)
class Outing:
    """A unit's day out. `users` were served."""

    day: str
    unit: str
    place: str
    issued: int
    users: int


@dataclass(frozen=True, slots=True)
class _Served:
    """Tickets of one outing and exact service."""

    day: str
    unit: str
    place: str
    group_id: int
    service_id: int | None
    issued: int
    users: int


def proactive_figures(conn: Connection, found: Gathered, figures: Figures) -> dict[str, Any]:
    """Return measure 8's part of the report."""
    selection, served = found.selection, _read(conn, found.selection)
    outings = _outings(served)
    lunch = found.reading.lunch
    return {
        name: plain(value)
        for name, value in {
            "off_site": {
                "days": len(outings),
                "places": len({outing.place for outing in outings} - {""}),
                "issued": sum(outing.issued for outing in outings),
                "users": sum(outing.users for outing in outings),
                "rating": _opinion(conn, selection, figures),
            },
            "outings": outings,
            "off_site_services": _services(served, selection),
            "lunch": figures.out_of_hours.lunch,
            "lunch_months": [
                {
                    "month": month,
                    "tickets": sum(n for day, n in lunch.items() if day.startswith(month)),
                    "days": sum(day.startswith(month) for day in lunch),
                }
                for month in figures.period.months()
            ],
        }.items()
    }


def _read(conn: Connection, selection: Selection) -> list[_Served]:
    """Return the off-site tickets of a period, outing by outing and service by service."""
    keys = (
        Ticket.day,
        OutreachUnit.name,
        func.coalesce(OutreachDay.place, ""),
        Ticket.group_id,
        Ticket.service_id,
    )
    rows = conn.execute(
        select(*keys, func.count(), func.count().filter(Ticket.state == "finished"))
        .join(OutreachTicket, OutreachTicket.ticket_id == Ticket.id)
        .join(OutreachUnit, OutreachUnit.id == OutreachTicket.unit_id)
        .outerjoin(
            OutreachDay,
            (OutreachDay.unit_id == OutreachTicket.unit_id) & (OutreachDay.day == OutreachTicket.day),
        )
        .where(selection.in_period(Ticket.site_id, Ticket.day), Ticket.origin == "outreach")
        .group_by(*keys, OutreachUnit.id)
        .order_by(Ticket.day, OutreachUnit.id)
    )
    return [_Served(*row) for row in rows if selection.is_inside(row[3], row[4])]


def _outings(served: Sequence[_Served]) -> list[Outing]:
    issued, users = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for row in served:
        key = (row.day, row.unit, row.place)
        issued[key] += row.issued
        users[key] += row.users
    return [Outing(*key, n, users[key]) for key, n in issued.items()]


def _services(served: Sequence[_Served], selection: Selection) -> list[dict[str, Any]]:
    """Return the users per exact service; those without one, or with one that may not be named, last and unnamed."""
    shown = {unit.id: unit for unit in selection.shown_services}
    users = Counter[int | None]()
    for row in served:
        users[row.service_id if row.service_id in shown else None] += row.users
    named = [{"name": unit.name, "users": users[id_]} for id_, unit in shown.items() if users[id_]]
    return [*named, {"name": None, "users": users[None]}] if users[None] else named


def _opinion(conn: Connection, selection: Selection, figures: Figures) -> dict[str, Any]:
    """Return what was said of it; only its number where the rest of the office's answers would be given away."""
    rows = conn.execute(
        select(Rating.score, func.count())
        .where(
            selection.ratings(),
            Rating.origin == "outreach",
            Rating.verified.is_(True),
            Rating.excluded_reason.is_(None),
        )
        .group_by(Rating.score)
    )
    counts = Counter({row.score: row[1] for row in rows})
    scores = Scores((counts[1], counts[2], counts[3], counts[4], counts[5]))
    shown: dict[str, Any] = plain(show_scores(scores, figures.band))
    return blank(shown) if 0 < figures.ratings.verified.n - scores.n < SMALL else shown
