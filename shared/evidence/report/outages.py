"""When the ticket service stood still, as far as records know it: printers, days by hand, days without a ticket.

A printer is watched while the server runs and the office is open, and its seconds without paper, or away, are kept by
day (`PrinterDay`). What was written in afterwards says that people were served by hand. A working day without any
ticket is named too, whatever the reason was. How long the whole computer stood still nobody wrote down, so no figure
says it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from shared.evidence.gathering import Gathered
from shared.store.models import LateTicket, PrinterDay

COUNTED_FROM_S = 60
"""A printer that stood for less, over a day, was being fed paper: no outage."""
_SUMS = ("no_paper_s", "away_s", "missed")


def outage_figures(conn: Connection, found: Gathered, without: Iterable[date]) -> dict[str, Any]:
    """Return the days of a round on which something failed, and their sums. `without`: days without a ticket."""
    selection = found.selection
    days: dict[str, dict[str, Any]] = {}
    printers = conn.execute(
        select(
            PrinterDay.day,
            func.sum(PrinterDay.no_paper_s),
            func.sum(PrinterDay.away_s),
            func.sum(PrinterDay.failed + PrinterDay.expired),
            func.sum(PrinterDay.printed),
        )
        .where(selection.in_period(PrinterDay.site_id, PrinterDay.day))
        .group_by(PrinterDay.day)
    ).all()
    for day, no_paper, away, missed, _ in printers:
        if max(no_paper, away) >= COUNTED_FROM_S or missed:
            days[day] = _day(day) | {"no_paper_s": int(no_paper), "away_s": int(away), "missed": int(missed)}
    for day, n in _late(conn, found).items():
        days.setdefault(day, _day(day))["late"] = n
    for quiet in without:
        days.setdefault(quiet.isoformat(), _day(quiet.isoformat()))["quiet"] = True
    rows = [days[day] for day in sorted(days)]
    return {
        "days": rows,
        "printed": sum(int(row[4]) for row in printers),
        **{name: sum(row[name] for row in rows) for name in (*_SUMS, "late")},
        "days_without_paper": sum(row["no_paper_s"] >= COUNTED_FROM_S for row in rows),
        "days_away": sum(row["away_s"] >= COUNTED_FROM_S for row in rows),
        "days_by_hand": sum(row["late"] > 0 for row in rows),
        "days_quiet": sum(row["quiet"] for row in rows),
    }


def _day(day: str) -> dict[str, Any]:
    return {"day": day, "no_paper_s": 0, "away_s": 0, "missed": 0, "late": 0, "quiet": False}


def _late(conn: Connection, found: Gathered) -> Counter[str]:
    """Return per day how many were written in afterwards."""
    selection = found.selection
    rows = conn.execute(
        select(LateTicket.day, func.count())
        .where(selection.in_period(LateTicket.site_id, LateTicket.day))
        .group_by(LateTicket.day)
    )
    return Counter({row[0]: row[1] for row in rows})
