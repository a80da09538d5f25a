"""The rows of all sites in an order, and all of them added up (`shared/evidence/province.py` tells them)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.domain.statistics import Scores, Share, response_rate
from shared.evidence.province import SiteRow
from shared.evidence.shown import NONE, Opinion, Part, show_part, show_scores

SORTS = (
    "name",
    "waiting",
    "longest",
    "open",
    "last",
    "users",
    "satisfaction",
    "response",
    "wait",
    "standard",
)


@dataclass(frozen=True, slots=True)
class Total:
    """All sites together. Satisfaction pools those sites that tell theirs: no subtraction finds the rest."""

    sites: int
    waiting: int
    open: int
    users: int
    told: int
    """How many sites are in `answers`."""
    answers: Opinion
    response: Part
    standard: Part


def satisfaction(row: SiteRow) -> float | None:
    """Return the percent, None where it may not be told or there is none."""
    return None if row.answers.few else row.answers.percent.value


def add_up(rows: Sequence[SiteRow]) -> Total:
    """Return all sites together, by the same definitions."""
    told = [row for row in rows if not row.answers.few]
    scores = sum((_scores(row.answers) for row in told), Scores())
    users = sum(row.users for row in rows)
    return Total(
        sites=len(rows),
        waiting=sum(row.waiting for row in rows),
        open=sum(row.open for row in rows),
        users=users,
        told=len(told),
        answers=show_scores(scores, "A"),
        response=show_part(response_rate(sum(row.answers.n for row in rows), served=users)),
        standard=_together(row.standard for row in rows),
    )


def in_order(rows: Iterable[SiteRow], by: str, language: str, *, down: bool) -> list[SiteRow]:
    """Return the rows by one column; those with nothing to tell there stand last, whichever way."""
    known = [(_value(row, by, language), row) for row in rows]
    some = sorted((pair for pair in known if pair[0] is not None), key=lambda pair: pair[0], reverse=down)
    return [row for _, row in some] + [row for value, row in known if value is None]


def percent(part: Part | Opinion) -> str:
    """Return a percent as people read it."""
    return NONE if part.percent.value is None else f"{part.percent.text} %"


def _value(row: SiteRow, by: str, language: str) -> Any:
    """Return what a column is sorted by; None for nothing to tell."""
    return {
        "name": row.place.name[language],
        "waiting": row.waiting,
        "longest": row.longest_s,
        "open": row.open,
        "last": row.place.last_at or None,
        "users": row.users,
        "satisfaction": satisfaction(row),
        "response": row.response.percent.value,
        "wait": row.wait.seconds,
        "standard": row.standard.percent.value,
    }[by]


def _scores(answers: Opinion) -> Scores:
    n = {level.level: level.n for level in answers.levels}
    return Scores((n[1], n[2], n[3], n[4], n[5]))


def _together(parts: Iterable[Part]) -> Part:
    return show_part(sum((Share(part.part, part.whole) for part in parts), Share(0, 0)))
