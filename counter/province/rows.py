"""One row a site: how its day stands, and the figures of the round that runs. Everything is computed where the office's
own pages compute it; here it is only laid side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from shared.domain.statistics import Scores, Share, response_rate
from shared.evidence.figures import Figures
from shared.evidence.reports import list_published
from shared.evidence.shown import NONE, Opinion, Part, Span, show_part, show_scores
from shared.live.snapshots import Snapshot
from shared.store.models import Site

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
class Place:
    """A site as the province knows it."""

    id: int
    code: str
    name: Mapping[str, str]
    last_at: int
    """When it last wrote anything live, in seconds; 0 for never."""


@dataclass(frozen=True, slots=True)
class Row:
    """A site's day and round. `satisfaction` of fewer than five answers is not told, only how many there are."""

    place: Place
    waiting: int
    longest_s: int | None
    open: int
    counters: int
    users: int
    answers: Opinion
    response: Part
    wait: Span
    standard: Part
    published: tuple[tuple[int, str], ...]
    """Year B.E. and kind of each published round, newest first."""

    @property
    def satisfaction(self) -> float | None:
        """Percent, None where it may not be told or there is none."""
        return None if self.answers.few else self.answers.percent.value

    def key(self, by: str, language: str) -> Any:
        """Return what a column is sorted by; None for nothing to tell."""
        return {
            "name": self.place.name[language],
            "waiting": self.waiting,
            "longest": self.longest_s,
            "open": self.open,
            "last": self.place.last_at or None,
            "users": self.users,
            "satisfaction": self.satisfaction,
            "response": self.response.percent.value,
            "wait": self.wait.seconds,
            "standard": self.standard.percent.value,
        }[by]


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


def read_places(conn: Connection) -> tuple[Place, ...]:
    """Return every site."""
    rows = conn.execute(select(Site.id, Site.code, Site.settings, Site.head_at).order_by(Site.id))
    return tuple(Place(row.id, row.code, row.settings["office"]["name"], row.head_at) for row in rows)


def make_row(conn: Connection, place: Place, shown: Snapshot, figures: Figures, *, now: datetime) -> Row:
    """Lay a site's desk and its figures into one row."""
    since = [datetime.fromisoformat(ticket.since) for ticket in shown.desk.line if ticket.state == "waiting"]
    return Row(
        place=place,
        waiting=shown.board.waiting,
        longest_s=max((int((now - at).total_seconds()) for at in since), default=None),
        open=sum(counter.state in ("open", "paused") for counter in shown.desk.counters),
        counters=len(shown.desk.counters),
        users=figures.outcomes.served,
        answers=figures.ratings.verified,
        response=figures.ratings.response,
        wait=figures.waits.called.median,
        standard=figures.services.within_standard,
        published=tuple(list_published(conn, place.id)),
    )


def add_up(rows: Sequence[Row]) -> Total:
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


def in_order(rows: Iterable[Row], by: str, language: str, *, down: bool) -> list[Row]:
    """Return the rows by one column; those with nothing to tell there stand last, whichever way."""
    known = [(row.key(by, language), row) for row in rows]
    some = sorted((pair for pair in known if pair[0] is not None), key=lambda pair: pair[0], reverse=down)
    return [row for _, row in some] + [row for value, row in known if value is None]


def percent(part: Part | Opinion) -> str:
    """Return a percent as people read it."""
    return NONE if part.percent.value is None else f"{part.percent.text} %"


def _scores(answers: Opinion) -> Scores:
    n = {level.level: level.n for level in answers.levels}
    return Scores((n[1], n[2], n[3], n[4], n[5]))


def _together(parts: Iterable[Part]) -> Part:
    return show_part(sum((Share(part.part, part.whole) for part in parts), Share(0, 0)))
