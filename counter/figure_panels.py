"""The panels of the figures page: headline, drawings and tables as words, ready for the template."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from counter.figure_words import Speaker
from shared.domain.statistics import BANDS
from shared.evidence.charts import Bar, draw_columns, draw_rows
from shared.evidence.figures import Figures
from shared.evidence.rows import Point, UnitRow
from shared.evidence.satisfaction import DIMENSIONS
from shared.evidence.shown import NONE, Opinion, Spans

FEW_COLUMNS = 12
"""More columns than these need the whole width of the page, to have room for their values."""
HALF, WIDE = 488, 1040
_HIGHEST = Decimal("5.00")
_STEP = Decimal("0.01")


def make_headline(figures: Figures, speaker: Speaker) -> list[dict[str, Any]]:
    """Return the four figures an executive looks at first, each with what belongs beside it."""
    return [
        _satisfaction(figures, speaker),
        _users(figures, speaker),
        _wait(figures, speaker),
        _order(figures, speaker),
    ]


def _satisfaction(figures: Figures, speaker: Speaker) -> dict[str, Any]:
    verified, response, say = figures.ratings.verified, figures.ratings.response, speaker.say
    lines = [say("report.satisfaction.response", n=f"{verified.n:,}", percent=speaker.percent(response))]
    if verified.n and verified.few:
        return _card(say("report.satisfaction"), NONE, "", [f"{say('report.small')} ({verified.n})", *lines])
    if verified.n:
        level = speaker.level(verified)
        lines.insert(
            0, say("report.satisfaction.mean", mean=verified.mean.text, sd=verified.sd.text, level=level)
        )
    else:
        lines = [say("report.satisfaction.none")]
    care = None
    if verified.n and figures.ratings.few:
        care = say("report.few")
    elif verified.n and figures.ratings.low_response:
        care = say("report.low_response")
    return _card(say("report.satisfaction"), verified.percent.text, "%" if verified.n else "", lines, care)


def _users(figures: Figures, speaker: Speaker) -> dict[str, Any]:
    outcomes, say = figures.outcomes, speaker.say
    lines = [
        say(
            "report.users.issued",
            issued=f"{outcomes.issued:,}",
            no_show=f"{outcomes.no_show:,}",
            percent=speaker.percent(figures.no_show_rate),
        ),
        say("report.users.rest", cancelled=f"{outcomes.cancelled:,}", abandoned=f"{outcomes.abandoned:,}"),
    ]
    return _card(say("report.users"), f"{outcomes.served:,}", say("report.users.unit"), lines)


def _wait(figures: Figures, speaker: Speaker) -> dict[str, Any]:
    wait, say = figures.waits.called, speaker.say
    lines = [
        say("report.wait.more", p90=speaker.minutes(wait.p90), longest=speaker.minutes(wait.longest)),
        say("report.wait.standard", percent=speaker.percent(figures.services.within_standard)),
    ]
    unit = say("report.minutes") if wait.n else ""
    return _card(say("report.wait"), speaker.minutes(wait.median), unit, lines)


def _order(figures: Figures, speaker: Speaker) -> dict[str, Any]:
    order, say = figures.order, speaker.say
    out = order.with_reason + order.without_reason
    if not out:
        line = say("report.order.none")
    elif not order.without_reason:
        line = say("report.order.reasoned", n=f"{out:,}")
    else:
        line = say("report.order.unreasoned", n=f"{out:,}", without=f"{order.without_reason:,}")
    lines = [say("report.order.called", n=f"{order.called:,}"), line]
    return _card(say("report.order"), order.in_order.percent.text, "%" if order.called else "", lines)


def _card(title: str, number: str, unit: str, lines: list[str], care: str | None = None) -> dict[str, Any]:
    return {"title": title, "number": number, "unit": unit, "lines": lines, "care": care}


def draw_levels(figures: Figures, speaker: Speaker) -> str:
    """Return the five levels of the headline as bars, the highest first."""
    if figures.ratings.verified.few:
        bars = [Bar(speaker.say(f"common.score.{level}"), 0, NONE) for level in (5, 4, 3, 2, 1)]
    else:
        bars = _level_bars(figures, speaker)
    label = 96 if speaker.language == "th" else 148
    return draw_rows(bars, title=speaker.say("report.levels"), label_width=label)


def _level_bars(figures: Figures, speaker: Speaker) -> list[Bar]:
    return [
        Bar(speaker.say(f"common.score.{x.level}"), x.n, f"{x.n:,} ({x.percent.text}%)" if x.n else "0")
        for x in figures.ratings.verified.levels
    ]


def level_notes(figures: Figures, speaker: Speaker) -> list[str]:
    """Return what must stand under the levels: share answering 4–5, the band's bounds, and that sums may
    differ."""
    verified, say = figures.ratings.verified, speaker.say
    level = 5 if verified.few else verified.band or 5
    bounds = (_HIGHEST + _STEP, *BANDS[figures.band], Decimal("1.00"))
    low, high = bounds[6 - level], bounds[5 - level] - _STEP
    band = say(
        "report.levels.band", band=figures.band, low=low, high=high, level=say(f"common.score.{level}")
    )
    satisfied = say("report.levels.satisfied", percent=verified.satisfied.percent.text)
    return [f"{satisfied} · {band}" if verified.n and not verified.few else band, say("report.levels.sum")]


def draw_series(figures: Figures, speaker: Speaker) -> str:
    """Return visitors over time as columns, across the page where there are many."""
    points = figures.series
    bars = [Bar(_point_label(point, speaker), point.n, f"{point.n:,}") for point in points]
    title = speaker.say(f"report.series.{points[0].by}")
    return draw_columns(bars, title=title, width=WIDE if len(points) > FEW_COLUMNS else HALF)


def _point_label(point: Point, speaker: Speaker) -> str:
    if point.by == "month":
        return speaker.month(point.at, short=True)
    return f"{int(point.at):02d}" if point.by == "hour" else str(int(point.at[-2:]))


def list_times(figures: Figures, speaker: Speaker) -> list[tuple[str, Spans]]:
    """Return the rows of the table of times."""
    rows = {
        "wait": figures.waits.called,
        "wait_served": figures.waits.served,
        "service": figures.services.service,
        "visit": figures.services.visit,
    }
    return [(speaker.say(f"report.row.{name}"), spans) for name, spans in rows.items()]


def list_ratings(figures: Figures, speaker: Speaker) -> list[dict[str, Any]]:
    """Return the rows of the table of ratings: the headline, open, both together, then the dimensions."""
    found = figures.ratings
    rows = [
        _rating(speaker.say(f"report.row.{name}"), getattr(found, name), speaker)
        for name in ("verified", "open", "both")
    ]
    return rows + [
        _rating(speaker.say(f"common.dimension.{name}"), found.dimensions[name], speaker)
        for name in DIMENSIONS
    ]


def _rating(name: str, opinion: Opinion, speaker: Speaker) -> dict[str, Any]:
    return {"name": name, "opinion": opinion, "level": speaker.level(opinion)}


def list_units(rows: tuple[UnitRow, ...], speaker: Speaker) -> list[dict[str, Any]]:
    """Return the rows of a table of departments, groups or services, with names and whole minutes."""
    return [
        {
            "name": speaker.name(row.name),
            "row": row,
            "wait": speaker.minutes(row.wait.median),
            "standard": speaker.say("report.minutes.of", minutes=row.standard_minutes)
            if row.standard_minutes
            else None,
        }
        for row in rows
    ]


def list_months(figures: Figures, speaker: Speaker) -> list[dict[str, Any]]:
    """Return users per month and department; nothing where one month stands alone."""
    if len(figures.months) < 2:
        return []
    codes = [row.code for row in figures.departments]
    return [
        {
            "name": speaker.month(row.month),
            "cells": [row.departments.get(code, 0) for code in codes],
            "total": row.outcomes.served,
        }
        for row in figures.months
    ]
