"""Measure 1, satisfaction at the point of service: every figure a report says about ratings.

The headline is verified answers to the overall question alone; open ones stand apart. Sources: figures.md,
domain §3.4.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, and_, cast, func, or_, select

from shared.domain.fiscal import RoundKind
from shared.domain.statistics import Scores, Share, response_rate
from shared.evidence.binder import entries_of, read_entries
from shared.evidence.cells import add_outcomes
from shared.evidence.figures import Figures
from shared.evidence.gathering import Gathered
from shared.evidence.periods import Period, days_period, round_period
from shared.evidence.rows import UnitRow
from shared.evidence.satisfaction import pool
from shared.evidence.selection import Selection
from shared.evidence.shown import Opinion, plain, show_part, show_scores
from shared.evidence.veil import choose_rows, choose_units
from shared.store.models import Rating, Ticket

QUESTIONS = ("sex", "age", "occupation")
NOT_SAID = "none"
_MEASURE = 1


def opinion_figures(conn: Connection, found: Gathered, figures: Figures) -> dict[str, Any]:
    """Return measure 1's part of the report."""
    ratings, own = figures.ratings, found.selection.settings.get("report", {})
    return {
        name: plain(value)
        for name, value in {
            "ratings": {"verified": ratings.verified, "open": ratings.open, "both": ratings.both},
            "dimensions": ratings.dimensions,
            "excluded": ratings.excluded,
            "few": ratings.few,
            "low_response": ratings.low_response,
            "units": {
                "departments": [_unit(row) for row in figures.departments],
                "groups": [_unit(row) for row in figures.groups],
                "services": [_unit(row) for row in figures.exact_services],
            },
            "months": [
                {
                    "month": row.month,
                    "users": row.outcomes.served,
                    "rating": row.rating,
                    "response": show_part(response_rate(row.rating.n, served=row.outcomes.served)),
                }
                for row in figures.months
            ],
            "comparison": _comparison(conn, found, figures),
            "eit": own.get("eit") or {},
            "target": _target(own.get("target"), ratings.verified),
            "told": _told(conn, figures.period, found.selection.site_id),
            "hidden": _hidden(found, figures),
            "respondents": _respondents(conn, found.selection),
            **_themes(conn, found.selection),
        }.items()
    }


def _target(percent: int | None, headline: Opinion) -> dict[str, Any] | None:
    """Return the satisfaction that the office aims at (percent = 20 × mean), and whether it was reached."""
    if percent is None:
        return None
    value = headline.percent.value
    return {"percent": percent, "reached": None if value is None else value >= percent}


def _told(conn: Connection, period: Period, site_id: int) -> list[dict[str, Any]]:
    """Return when, and where, the results of the round were reported and published: steps 2 and 3 of the measure."""
    if period.kind not in ("half", "annual"):
        return []
    kind: RoundKind = "half" if period.kind == "half" else "annual"
    entries = entries_of(read_entries(conn, site_id, period.year_be), _MEASURE, period.year_be, kind)
    return [
        {"kind": e.kind, "day": e.day, "text": e.text, "reference": e.reference, "url": e.url}
        for e in entries
        if e.kind != "work"
    ]


def _hidden(found: Gathered, figures: Figures) -> dict[str, list[str]]:
    """Return the rows that a published report shows without their means, by table."""
    selection = found.selection
    names = {
        kind: {unit.id: unit.code for unit in units}
        for kind, units in (
            ("departments", selection.departments),
            ("groups", selection.groups),
            ("services", selection.shown_services),
        )
    }
    hidden = choose_units(found.rated.answers, figures.ratings.open.n, names)
    hidden["months"] = choose_rows([(row.month, row.rating.n) for row in figures.months])
    if figures.period.kind == "annual":
        halves = [(name, _of_months(found, part.months())[0].n) for name, part in _halves(figures.period)]
        hidden["comparison"] = choose_rows(halves)
    return {kind: rows for kind, rows in hidden.items() if rows}


def _unit(row: UnitRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "users": row.outcomes.served,
        "rating": row.rating,
        "response": row.response,
    }


def _comparison(conn: Connection, found: Gathered, figures: Figures) -> list[dict[str, Any]]:
    """Return this round, for a year also its halves, and the same round of the year before.

    Like is compared with like: a half year with the half year before it in the same season, a year with a
    year.
    """
    period = figures.period
    rows = [("this", period, figures.ratings.verified, figures.ratings.response)]
    if period.kind == "annual":
        for name, part in _halves(period):
            scores, served = _of_months(found, part.months())
            rows.append((name, part, show_scores(scores, figures.band), _rate(scores, served)))
    before = round_period(period.year_be - 1, "half" if period.kind == "half" else "annual")
    scores, served = _read_before(conn, replace(found.selection, period=before))
    rows.append(("before", before, show_scores(scores, figures.band), _rate(scores, served)))
    return [
        {"name": name, "first": part.first, "last": part.last, "rating": rating, "response": response}
        for name, part, rating, response in rows
    ]


def _rate(scores: Scores, served: int) -> Any:
    return show_part(response_rate(scores.n, served=served))


def _halves(year: Period) -> tuple[tuple[str, Period], tuple[str, Period]]:
    first = round_period(year.year_be, "half")
    return ("first_half", first), ("second_half", days_period(date(year.last.year, 4, 1), year.last))


def _of_months(found: Gathered, months: Iterable[str]) -> tuple[Scores, int]:
    wanted = set(months)
    scores = pool(a for a in found.rated.answers if a.verified and a.month in wanted)
    served = add_outcomes(cell for cell in found.reading.cells.values() if cell.month in wanted).served
    return scores, served


def _read_before(conn: Connection, selection: Selection) -> tuple[Scores, int]:
    """Return the verified scores and the number served of an earlier round, counted in the database."""
    rows = conn.execute(
        select(Rating.score, func.count())
        .where(selection.ratings(), Rating.excluded_reason.is_(None), Rating.verified.is_(True))
        .group_by(Rating.score)
    )
    levels: dict[int, int] = {row.score: row[1] for row in rows}
    over = and_(Ticket.state == "serving", Ticket.day < selection.today.isoformat())
    served = conn.execute(
        select(func.count())
        .select_from(Ticket)
        .where(
            selection.in_period(Ticket.site_id, Ticket.day),
            Ticket.origin.in_(selection.origins),
            or_(Ticket.state == "finished", over),
        )
    ).scalar_one()
    one, two, three, four, five = (levels.get(level, 0) for level in range(1, 6))
    return Scores((one, two, three, four, five)), served


def _respondents(conn: Connection, selection: Selection) -> dict[str, list[dict[str, Any]]]:
    """Return per question that was asked, or answered by anybody, how many verified respondents said what.

    Who did not say stands in a row of their own, so every question adds up to all respondents.
    """
    columns = tuple(getattr(Rating, name) for name in (*QUESTIONS, "language"))
    rows = conn.execute(
        select(*columns, func.count())
        .where(selection.ratings(), Rating.excluded_reason.is_(None), Rating.verified.is_(True))
        .group_by(*columns)
    ).all()
    asked: Mapping[str, bool] = selection.settings.get("rating", {}).get("ask", {})
    counted: dict[str, Counter[str]] = {name: Counter() for name in (*QUESTIONS, "language")}
    for *said, n in rows:
        for name, answer in zip(counted, said, strict=True):
            counted[name][answer or NOT_SAID] += n
    return {
        name: _answers(answers)
        for name, answers in counted.items()
        if name == "language" or asked.get(name) or set(answers) - {NOT_SAID}
    }


def _answers(counted: Counter[str]) -> list[dict[str, Any]]:
    whole = sum(counted.values())
    ordered = sorted(counted.items(), key=lambda item: (item[0] == NOT_SAID, -item[1], item[0]))
    return [{"code": code, "n": n, "share": show_part(Share(n, whole))} for code, n in ordered]


def _themes(conn: Connection, selection: Selection) -> dict[str, Any]:
    """Return what people touched as a reason, by theme, and how many wrote something; never what they wrote.

    Of all accepted ratings, verified and open: a suggestion counts whoever made it.
    """
    touched = cast(Rating.reasons, String)
    rows = conn.execute(
        select(touched, func.count(), func.count(Rating.comment))
        .where(selection.ratings(), Rating.excluded_reason.is_(None))
        .group_by(touched)
    ).all()
    themes: Counter[str] = Counter()
    for reasons, n, _ in rows:
        for code in json.loads(reasons or "[]"):
            themes[str(code)] += n
    ordered = sorted(themes.items(), key=lambda item: (-item[1], item[0]))
    return {
        "themes": [{"code": code, "n": n} for code, n in ordered],
        "comments": sum(comments for _, _, comments in rows),
    }
