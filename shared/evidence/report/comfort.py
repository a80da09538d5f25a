"""Measure 7, making it easy to come: the figures of those of its eight steps that the system can see.

Chairs, signs, charts, forms, lighting and screening are photographs and entries of the binder; here stand the
fullest moment against the chairs, tickets at the advice desk, service outside the usual hours, and the queue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from shared.evidence.figures import Figures
from shared.evidence.gathering import Gathered
from shared.evidence.selection import Selection
from shared.evidence.shown import plain
from shared.store.models import Group, Ticket

STEPS = 8
ADVICE_GROUPS = ("general",)
"""Groups whose tickets are advice, unless the office says otherwise under `report.advice_groups`."""


def comfort_figures(conn: Connection, found: Gathered, figures: Figures) -> dict[str, Any]:
    """Return measure 7's part of the report."""
    reading = found.reading
    settings: Mapping[str, Any] = found.selection.settings.get("report", {})
    advice = tuple(settings.get("advice_groups") or ADVICE_GROUPS)
    return {
        name: plain(value)
        for name, value in {
            "peak": figures.peak,
            "chairs": settings.get("chairs"),
            "out_of_hours": figures.out_of_hours,
            "advice": {
                "groups": [row.name for row in figures.groups if row.code in advice],
                "tickets": sum(row.outcomes.issued for row in figures.groups if row.code in advice),
                "users": sum(row.outcomes.served for row in figures.groups if row.code in advice),
            },
            "checklists": _checklists(conn, found.selection),
            "outcomes": figures.outcomes,
            "order": figures.order,
            "months": [
                {
                    "month": month,
                    "outside": _month(reading.outside, month),
                    "lunch": _month(reading.lunch, month),
                    "non_working": _month(reading.non_working, month),
                }
                for month in figures.period.months()
            ],
            "outside_days": _days(reading.outside),
            "non_working_days": _days(reading.non_working),
        }.items()
    }


def _checklists(conn: Connection, selection: Selection) -> int:
    """Return how often a kiosk has shown what to bring: with every number of a group that has such a list.

    The lists are those of today; what was imported or written in afterwards was given by no kiosk.
    """
    lists = conn.execute(select(Group.id, Group.documents).where(Group.site_id == selection.site_id))
    shown = [row.id for row in lists if row.documents]
    kiosks = ("live", "simulated") if selection.simulated else ("live",)
    return conn.execute(
        select(func.count())
        .select_from(Ticket)
        .where(
            selection.in_period(Ticket.site_id, Ticket.day),
            Ticket.first_group_id.in_(shown),
            Ticket.origin.in_(kiosks),
            Ticket.channel == "kiosk",
        )
    ).scalar_one()


def _month(per_day: Mapping[str, int], month: str) -> dict[str, int]:
    own = [n for day, n in per_day.items() if day.startswith(month)]
    return {"tickets": sum(own), "days": len(own)}


def _days(per_day: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"day": day, "tickets": n} for day, n in sorted(per_day.items())]
