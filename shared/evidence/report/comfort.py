"""Measure 7, making it easy to come: the figures of those of its eight steps that the system can see.

Chairs, signs, charts, forms, lighting and screening are photographs and entries of the binder; here stand the
fullest moment against the chairs, tickets at the advice desk, service outside the usual hours, and the queue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.evidence.figures import Figures, Gathered
from shared.evidence.shown import plain

STEPS = 8
ADVICE_GROUPS = ("general",)
"""Groups whose tickets are advice, unless the office says otherwise under `report.advice_groups`."""


def comfort_figures(_conn: Any, found: Gathered, figures: Figures) -> dict[str, Any]:
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


def _month(per_day: Mapping[str, int], month: str) -> dict[str, int]:
    own = [n for day, n in per_day.items() if day.startswith(month)]
    return {"tickets": sum(own), "days": len(own)}


def _days(per_day: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"day": day, "tickets": n} for day, n in sorted(per_day.items())]
