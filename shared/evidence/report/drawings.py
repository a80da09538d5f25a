"""The charts of a report, drawn once by `shared/evidence/charts.py` from its figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.evidence.charts import Bar, Drawing, columns, rows
from shared.evidence.report.speech import Speech
from shared.evidence.shown import NONE

_WIDTH, _LABELS = 620, 190


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its name and title."""

    name: str
    title: str
    drawing: Drawing


def charts_of(value: dict[str, Any], speech: Speech) -> list[Chart]:
    """Return the charts of one measure's figures; none where there is nothing to draw."""
    if not value or not (value["issued"] or value["headline"]["n"]):
        return []
    drawn = {1: _opinions, 4: _service, 7: _comfort, 8: _proactive}[value["measure"]](value, speech)
    return [chart for chart in drawn if chart.drawing.labels]  # a chart without a bar has no height


def _opinions(value: dict[str, Any], speech: Speech) -> list[Chart]:
    levels = [
        Bar(speech.level(x["level"]) or "", x["n"], f"{x['n']:,} ({x['percent']['text']})")
        for x in value["headline"]["levels"]
    ]
    return [
        _rows("levels", levels, speech),
        _rows("means", [_mean(row, speech) for row in value["units"]["departments"]], speech),
        _columns(
            "mean_months",
            [_month_mean(row, speech) for row in value["months"]],
            speech,
        ),
        _rows(
            "dimensions",
            [
                Bar(speech.say(f"common.dimension.{name}"), *_size(opinion))
                for name, opinion in value["dimensions"].items()
            ],
            speech,
        ),
    ]


def _mean(row: dict[str, Any], speech: Speech) -> Bar:
    return Bar(speech.name(row["name"]), *_size(row["rating"]))


def _month_mean(row: dict[str, Any], speech: Speech) -> Bar:
    return Bar(speech.month(row["month"], short=True), *_size(row["rating"]))


def _size(opinion: dict[str, Any]) -> tuple[Fraction, str]:
    mean = opinion["mean"]
    return (
        (Fraction(Decimal(str(mean["value"]))), mean["text"])
        if mean["value"] is not None
        else (Fraction(0), NONE)
    )


def _service(value: dict[str, Any], speech: Speech) -> list[Chart]:
    months = [_users(row["month"], row["outcomes"]["served"], speech) for row in value["months"]]
    departments = [
        Bar(
            speech.name(row["name"]),
            row["outcomes"]["served"],
            f"{row['outcomes']['served']:,} ({row['share']['percent']['text']})",
        )
        for row in value["units"]["departments"]
    ]
    hours = [Bar(f"{row['hour']:02d}", row["issued"], f"{row['issued']:,}") for row in value["hours"]]
    outcomes = [
        Bar(
            speech.say(f"document.column.{name}"),
            value["outcomes"][name],
            f"{value['outcomes'][name]:,}",
        )
        for name in ("served", "no_show", "cancelled", "abandoned")
    ]
    return [
        _columns("users_months", months, speech),
        _rows("users_departments", departments, speech),
        _columns("hours", hours, speech),
        _rows("outcomes", outcomes, speech),
    ]


def _users(month: str, n: int, speech: Speech) -> Bar:
    return Bar(speech.month(month, short=True), n, f"{n:,}")


def _comfort(value: dict[str, Any], speech: Speech) -> list[Chart]:
    charts = [
        _columns(
            f"{kind}_months",
            [_users(row["month"], row[kind]["tickets"], speech) for row in value["months"]],
            speech,
        )
        for kind in ("outside", "lunch", "non_working")
        if value["out_of_hours"][kind]["tickets"]
    ]
    if value["peak"]["waiting"] and value.get("chairs"):
        bars = [
            Bar(
                speech.say("document.chart.peak_waiting"),
                value["peak"]["waiting"],
                f"{value['peak']['waiting']:,}",
            ),
            Bar(speech.say("document.chart.peak_chairs"), value["chairs"], f"{value['chairs']:,}"),
        ]
        charts.append(_rows("peak", bars, speech))
    return charts


def _proactive(value: dict[str, Any], speech: Speech) -> list[Chart]:
    if not value["lunch"]["tickets"]:
        return []
    bars = [_users(row["month"], row["tickets"], speech) for row in value["lunch_months"]]
    return [_columns("lunch_months", bars, speech)]


def _rows(name: str, bars: list[Bar], speech: Speech) -> Chart:
    title = speech.say(f"document.chart.{name}")
    return Chart(name, title, rows(bars, title=title, width=_WIDTH, label_width=_LABELS))


def _columns(name: str, bars: list[Bar], speech: Speech) -> Chart:
    title = speech.say(f"document.chart.{name}")
    return Chart(name, title, columns(bars, title=title, width=_WIDTH))
