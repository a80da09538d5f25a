"""What people said: ratings counted in the database by unit, kind and score.

Verified ratings (from a finished ticket) are the headline, the overall question alone. Open ones stand apart,
both together make a third line. Nothing is deleted: ratings marked excluded are left out and counted by their
reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, func, select

from shared.domain.statistics import Scores
from shared.evidence.selection import Selection
from shared.store.models import Rating

K = TypeVar("K")
DIMENSIONS = ("process", "staff", "facility", "channel")


@dataclass(frozen=True, slots=True)
class Answers:
    """Ratings of one month and unit that gave the same score."""

    month: str
    department_id: int | None
    group_id: int | None
    service_id: int | None
    verified: bool
    score: int
    n: int


@dataclass(frozen=True, slots=True)
class Ratings:
    """The accepted ratings of a selection; the dimensions pool verified answers only; `excluded`: reason →
    n."""

    answers: tuple[Answers, ...]
    dimensions: dict[str, Scores]
    excluded: dict[str, int]
    left_out: int
    """Simulated ones that are not counted."""
    imported: int
    """Of the accepted, those from files of the past."""
    outreach: int = 0
    """And those given at a unit on the road."""


def read_ratings(conn: Connection, selection: Selection) -> Ratings:
    """Read the ratings of a selection. Source: figures.md, headline satisfaction and dimension."""
    accepted = (selection.ratings(), Rating.excluded_reason.is_(None))
    month = func.substr(Rating.day, 1, 7)
    columns = (month, Rating.department_id, Rating.group_id, Rating.service_id, Rating.verified, Rating.score)
    rows = conn.execute(select(*columns, func.count()).where(*accepted).group_by(*columns)).all()
    excluded = conn.execute(
        select(Rating.excluded_reason, func.count())
        .where(selection.ratings(), Rating.excluded_reason.is_not(None))
        .group_by(Rating.excluded_reason)
    )
    by_origin = select(Rating.origin, func.count()).where(*accepted).group_by(Rating.origin)
    origins: dict[str, int] = {row.origin: row[1] for row in conn.execute(by_origin)}
    return Ratings(
        answers=tuple(Answers(*row) for row in rows),
        dimensions=_read_dimensions(conn, selection),
        excluded={str(reason): n for reason, n in excluded},
        left_out=conn.execute(
            select(func.count()).select_from(Rating).where(selection.ratings(counted=False))
        ).scalar_one(),
        imported=origins.get("imported", 0),
        outreach=origins.get("outreach", 0),
    )


def _read_dimensions(conn: Connection, selection: Selection) -> dict[str, Scores]:
    columns = tuple(getattr(Rating, name) for name in DIMENSIONS)
    rows = conn.execute(
        select(*columns, func.count())
        .where(selection.ratings(), Rating.excluded_reason.is_(None), Rating.verified.is_(True))
        .group_by(*columns)
    ).all()
    pooled = {name: [0, 0, 0, 0, 0] for name in DIMENSIONS}
    for *scores, n in rows:
        for name, score in zip(DIMENSIONS, scores, strict=True):
            if score is not None:
                pooled[name][score - 1] += n
    return {name: Scores((c[0], c[1], c[2], c[3], c[4])) for name, c in pooled.items()}


def pool(answers: Iterable[Answers]) -> Scores:
    """Return all answers together."""
    counts = [0, 0, 0, 0, 0]
    for answer in answers:
        counts[answer.score - 1] += answer.n
    return Scores((counts[0], counts[1], counts[2], counts[3], counts[4]))


def pool_by(answers: Iterable[Answers], key: Callable[[Answers], K]) -> dict[K, Scores]:
    """Return the answers per key."""
    parts: dict[K, list[Answers]] = {}
    for answer in answers:
        parts.setdefault(key(answer), []).append(answer)
    return {name: pool(part) for name, part in parts.items()}
