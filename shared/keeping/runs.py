"""What the chores came to: written with their journal entry, read by pages, `tonsai doctor` and whoever warns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, select

from shared.clock import moment
from shared.domain.errors import QueueError
from shared.domain.keeping import LATE, TEST_LATE, Keeping, Target
from shared.keeping.copies import local_target
from shared.store.models import KeepingRun, Site
from shared.store.turn import Answer, Turn

Chore = Literal["backup", "test", "retention"]
Alert = Literal["never", "failing", "late", "test_failed", "test_late"]
_DONE = {"backup": "backup.made", "test": "backup.tested"}
"""Retention writes an entry of its own into the chain of each site, and only when there was something."""
_FAILED = {"backup": "backup.failed", "test": "backup.failed", "retention": "retention.failed"}
RUNS_KEPT = 400


@dataclass(frozen=True, slots=True)
class Run:
    """One try of a chore."""

    chore: str
    target: str
    at: datetime
    well: bool
    code: str | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlaceState:
    """How copying to a place stands: when it last went well, what the last try came to, and what is wrong."""

    target: Target
    well: Run | None
    last: Run | None
    alert: Alert | None


@dataclass(frozen=True, slots=True)
class KeepingState:
    """How the house keeps itself. `alert` is the gravest of all, None when everything is well."""

    keeping: Keeping
    places: tuple[PlaceState, ...]
    test: Run | None
    test_alert: Alert | None
    retention: Run | None

    @property
    def alert(self) -> Alert | None:
        """The gravest thing that is wrong."""
        found = {place.alert for place in self.places} | {self.test_alert}
        order: Sequence[Alert] = ("never", "test_failed", "failing", "late", "test_late")
        return next((alert for alert in order if alert in found), None)


def note_run(turn: Turn, *, chore: Chore, target: str = "", code: str | None = None, **facts: Any) -> Answer:
    """Write what a chore came to, and its entry. A failure that goes on is one entry, not one every quarter hour."""
    before = last_run(turn.conn, chore, target)
    turn.conn.execute(
        insert(KeepingRun).values(
            chore=chore, target=target, at=turn.seconds, well=code is None, code=code, facts=facts
        )
    )
    oldest = turn.conn.execute(select(func.max(KeepingRun.id))).scalar_one() - RUNS_KEPT
    turn.conn.execute(delete(KeepingRun).where(KeepingRun.id <= oldest))
    if code is None:
        if chore in _DONE:
            turn.record(_DONE[chore], target=target, **facts)
    elif before is None or before.well or before.code != code:
        turn.record(_FAILED[chore], chore=chore, target=target, code=code)
    return {"well": code is None}


def last_run(
    conn: Connection, chore: Chore, target: str | None = None, *, well: bool | None = None
) -> Run | None:
    """Return the newest try of a chore, at one place or at any; only one that went well if asked."""
    query = select(KeepingRun.__table__).where(KeepingRun.chore == chore)
    if target is not None:
        query = query.where(KeepingRun.target == target)
    if well is not None:
        query = query.where(KeepingRun.well.is_(well))
    row = conn.execute(query.order_by(KeepingRun.at.desc(), KeepingRun.id.desc()).limit(1)).first()
    return _run(row) if row is not None else None


def list_runs(conn: Connection, *, limit: int) -> list[Run]:
    """Return the newest tries, newest first."""
    query = select(KeepingRun.__table__).order_by(KeepingRun.at.desc(), KeepingRun.id.desc()).limit(limit)
    return [_run(row) for row in conn.execute(query)]


def read_keeping(conn: Connection, site_id: int | None = None) -> Keeping:
    """Return what a site decided about how long records stay; without a site what the first one decided, which looks
    after the copies of all. A spoilt value is refused, not guessed.
    """
    of_site = select(Site.settings).where(Site.id == site_id)
    first = select(Site.settings).order_by(Site.id).limit(1)
    settings = conn.execute(first if site_id is None else of_site).scalar()
    try:
        return Keeping.from_settings(settings or {})
    except ValueError as error:
        raise QueueError("request.invalid", field=f"keeping.{error}") from None


def list_targets(keeping: Keeping, data: Path) -> tuple[Target, ...]:
    """Return the local folder and the places of the settings."""
    return (local_target(data), *keeping.targets)


def read_state(conn: Connection, data: Path, *, now: datetime) -> KeepingState:
    """Return how the house keeps itself. Eight small look-ups; other pages may show its `alert`."""
    keeping = read_keeping(conn)
    began = conn.execute(select(func.min(KeepingRun.at))).scalar()
    places = []
    for target in list_targets(keeping, data):
        well = last_run(conn, "backup", target.name, well=True)
        last = last_run(conn, "backup", target.name)
        places.append(PlaceState(target, well, last, _place_alert(well, last, now=now)))
    good, test = last_run(conn, "test", well=True), last_run(conn, "test")
    return KeepingState(
        keeping,
        tuple(places),
        test,
        _test_alert(good, test, began=moment(began) if began else None, now=now),
        last_run(conn, "retention"),
    )


def _place_alert(well: Run | None, last: Run | None, *, now: datetime) -> Alert | None:
    if well is None:
        return "never"
    if now - well.at > LATE:
        return "failing" if last is not None and not last.well else "late"
    return None


def _test_alert(good: Run | None, last: Run | None, *, began: datetime | None, now: datetime) -> Alert | None:
    if last is not None and not last.well:
        return "test_failed"
    since = good.at if good is not None else began
    return "test_late" if since is not None and now - since > TEST_LATE else None


def _run(row: Any) -> Run:
    return Run(row.chore, row.target, moment(row.at), row.well, row.code, dict(row.facts))
