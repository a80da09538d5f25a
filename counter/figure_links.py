"""Choosing what to see: reading a query string, and the links that lead to another period, department or
kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from counter.figure_words import Speaker
from shared.domain.errors import QueueError
from shared.domain.fiscal import BE_OFFSET, fiscal_year
from shared.evidence.figures import Figures
from shared.evidence.periods import Period, present_round, read_period, round_period
from shared.evidence.selection import Scope

_PERIOD = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody asked to see."""

    period: Period
    scope: Scope
    simulated: bool


def read_choice(args: Mapping[str, str], *, now: datetime, demo: bool = False) -> Choice:
    """Return what a query string asks for; the present round when it names no period.

    `day=2026-04-07`, `month=2026-04`, or `year=2569` with `round=half` or `annual`; `department` and `group`
    by code; `simulated=0` or `1` (a demo shows simulated records unless told not to). Refuses with
    `request.invalid`.
    """
    chosen = {name: args[name] for name in _PERIOD if args.get(name)}
    try:
        period = _read(chosen, args.get("round") or "annual") if chosen else present_round(now)
    except ValueError:
        raise QueueError("request.invalid", field=next(iter(chosen))) from None
    scope = Scope(department=args.get("department") or None, group=args.get("group") or None)
    return Choice(period, scope, args.get("simulated", "1" if demo else "0") == "1")


def _read(chosen: Mapping[str, str], of: str) -> Period:
    return read_period(day=chosen.get("day"), month=chosen.get("month"), year=chosen.get("year"), of=of)


def make_link(figures: Figures, speaker: Speaker, **changes: str | None) -> str:
    """Return the address of the page with another choice; the period stays unless a new one is given."""
    here: dict[str, str | None] = {
        "lang": speaker.language,
        "department": figures.scope.department,
        "group": figures.scope.group,
        "simulated": "1" if figures.simulated else "0",
    }
    if not changes.keys() & set(_PERIOD):
        here |= _as_query(figures.period)
    return "/figures?" + urlencode(
        {name: value for name, value in (here | changes).items() if value is not None}
    )


def _as_query(period: Period) -> dict[str, str]:
    if period.kind == "day":
        return {"day": period.first.isoformat()}
    if period.kind == "month":
        return {"month": period.months()[0]}
    return {"year": str(period.year_be), "round": "half" if period.kind == "half" else "annual"}


def list_choices(figures: Figures, speaker: Speaker, *, today: date) -> dict[str, Any]:
    """Return the side of the page: years, rounds, months, days, departments, and with or without
    simulation."""
    period = figures.period
    year = period.year_be
    return {
        "year": speaker.say("report.year", year=year if speaker.language == "th" else year - BE_OFFSET),
        "before": make_link(figures, speaker, year=str(year - 1), round="annual"),
        "after": make_link(figures, speaker, year=str(year + 1), round="annual")
        if year < fiscal_year(today)
        else None,
        "rounds": [
            _choice(
                speaker.say(f"report.kind.{kind}"),
                make_link(figures, speaker, year=str(year), round=kind),
                chosen=period.kind == kind,
            )
            for kind in ("half", "annual")
        ],
        "months": [
            _choice(
                speaker.month(month, short=True),
                make_link(figures, speaker, month=month) if month <= today.isoformat()[:7] else None,
                chosen=period.kind == "month" and month == period.months()[0],
            )
            for month in round_period(year, "annual").months()
        ],
        "day": _day_choice(figures, speaker, today),
        "departments": _departments(figures, speaker),
        "simulated": _simulated(figures, speaker),
        "languages": [
            _choice(own, make_link(figures, speaker, lang=code), chosen=code == speaker.language)
            | {"code": code}
            for code, own in (("th", "ไทย"), ("ms", "Bahasa Melayu"), ("en", "English"))
        ],
        "json": _json_link(figures),
    }


def _choice(name: str, link: str | None, *, chosen: bool) -> dict[str, Any]:
    return {"name": name, "link": link, "chosen": chosen}


def _day_choice(figures: Figures, speaker: Speaker, today: date) -> dict[str, Any]:
    period = figures.period
    shown = period.first if period.kind == "day" else None
    hidden = {
        "lang": speaker.language,
        "simulated": "1" if figures.simulated else "0",
        "department": figures.scope.department,
        "group": figures.scope.group,
    }
    following = shown + timedelta(days=1) if shown and shown < today else None
    return {
        "value": shown.isoformat() if shown else "",
        "latest": today.isoformat(),
        "before": make_link(figures, speaker, day=(shown - timedelta(days=1)).isoformat()) if shown else None,
        "after": make_link(figures, speaker, day=following.isoformat()) if following else None,
        "hidden": {name: value for name, value in hidden.items() if value is not None},
    }


def _departments(figures: Figures, speaker: Speaker) -> list[dict[str, Any]]:
    everything = _choice(
        speaker.say("report.choose.all"),
        make_link(figures, speaker, department=None, group=None),
        chosen=figures.scope.department is None,
    )
    return [everything] + [
        _choice(
            speaker.name(name),
            make_link(figures, speaker, department=code, group=None),
            chosen=figures.scope.department == code,
        )
        for code, name in figures.office_departments.items()
    ]


def _simulated(figures: Figures, speaker: Speaker) -> dict[str, Any] | None:
    """Return the way to the other kind of figures, None where there is nothing simulated to show or to leave
    out."""
    if figures.simulated:
        return _choice(
            speaker.say("report.choose.real"), make_link(figures, speaker, simulated="0"), chosen=False
        )
    if figures.left_out.tickets or figures.left_out.ratings:
        return _choice(
            speaker.say("report.choose.simulated"), make_link(figures, speaker, simulated="1"), chosen=False
        )
    return None


def _json_link(figures: Figures) -> str:
    query = {"from": figures.period.first.isoformat(), "to": figures.period.last.isoformat()}
    return "/api/v1/figures?" + urlencode(query | ({"simulated": "1"} if figures.simulated else {}))
