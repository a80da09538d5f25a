"""The chores of the house: what is due, and doing it with its result written down."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select, text

from deploy.database import alembic_config, upgrade
from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.domain.hours import service_day
from shared.domain.keeping import Keeping, Target, is_due
from shared.evidence.sums import keep_sums
from shared.keeping.copies import make_copy
from shared.keeping.places import Copy
from shared.keeping.reducing import find_old, keep_figures, reduce_year
from shared.keeping.retention import DAY_S, LINK_S, apply_retention
from shared.keeping.runs import (
    Chore,
    KeepingState,
    last_run,
    list_targets,
    note_run,
    read_keeping,
    read_state,
)
from shared.keeping.trial import Trial, try_newest
from shared.settings import Settings
from shared.store.engine import open_engine
from shared.store.models import Rating, Site
from shared.store.turn import Writer


@dataclass(frozen=True, slots=True)
class Due:
    """A chore that is due, at a place or in general."""

    chore: Chore
    target: Target | None = None

    def __str__(self) -> str:
        return f"{self.chore} {self.target.name}" if self.target else self.chore


@dataclass(frozen=True)
class House:
    """What a chore needs: the settings, the database, the doorway for its result, the site that keeps the books."""

    settings: Settings
    engine: Engine
    writer: Writer
    site_id: int

    def note(
        self, chore: Chore, *, now: datetime, target: str = "", code: str | None = None, **facts: Any
    ) -> None:
        """Write down what a chore came to."""
        self.writer.run(
            self.site_id,
            lambda turn: note_run(turn, chore=chore, target=target, code=code, **facts),
            now=now,
            actor="system",
            timeout_s=60,
        )


def list_due(conn: Connection, settings: Settings, *, now: datetime) -> list[Due]:
    """Return what is due now; on PostgreSQL no copies, which its own tools make."""
    state = read_state(conn, settings.data, now=now)
    last = last_run(conn, "retention", well=True)
    tried = last_run(conn, "retention")
    found = []
    if is_due(now, state.keeping.at, well=last.at if last else None, tried=tried.at if tried else None):
        found.append(Due("retention"))  # first: a copy need not hold what may not stay
    return [*found, *_due_copies(state, now)] if settings.is_sqlite else found


def _due_copies(state: KeepingState, now: datetime) -> Iterator[Due]:
    keeping = state.keeping
    for place in state.places:
        well, last = place.well, place.last
        if is_due(now, keeping.at, well=well.at if well else None, tried=last.at if last else None):
            yield Due("backup", place.target)
    test = state.test
    tried = test.at if test else None
    good = tried if test and test.well else None
    if is_due(now, keeping.at, well=good, tried=tried, every_days=keeping.test_days):
        yield Due("test")


def do_backup(house: House, target: Target, *, now: datetime) -> Copy:
    """Copy to a place and write down what came of it; refuses as `make_copy` does, after writing that down."""
    with house.engine.connect() as conn:
        keeping = read_keeping(conn)
    try:
        copy, gone = make_copy(
            data=house.settings.data, url=house.settings.database_url, target=target,
            keeping=keeping if target in list_targets(keeping, house.settings.data) else None,
            version=version("tonsai"), now=now,
        )  # fmt: skip
    except QueueError as error:
        house.note("backup", now=now, target=target.name, code=error.code)
        raise
    manifest = copy.manifest
    house.note(
        "backup", now=now, target=target.name, file=copy.path.name, bytes=copy.path.stat().st_size,
        entries=manifest.entries, files=len(manifest.files), removed=len(gone),
        heads={chain.site: chain.head_hash for chain in manifest.chains},
    )  # fmt: skip
    return copy


def do_test(house: House, *, now: datetime) -> Trial:
    """Restore the newest copy on trial and write down what came of it; refuses after writing that down."""
    with house.engine.connect() as conn:
        keeping = read_keeping(conn)
    try:
        trial = try_newest(data=house.settings.data, keeping=keeping, migrate=migrate_copy)
    except QueueError as error:
        house.note("test", now=now, code=error.code)
        raise
    house.note(
        "test", now=now, place=trial.place, file=trial.copy.path.name, made_at=trial.copy.manifest.at,
        entries=trial.entries,
    )  # fmt: skip
    return trial


def do_retention(house: House, *, now: datetime) -> dict[str, int]:
    """Delete in every site what it keeps no longer; return how much."""
    with house.engine.connect() as conn:
        sites = conn.execute(select(Site.id).order_by(Site.id)).scalars().all()
        keepings = {site_id: read_keeping(conn, site_id) for site_id in sites}
    total: dict[str, int] = {}
    for site_id, keeping in keepings.items():
        done = house.writer.run(
            site_id, partial(apply_retention, keeping=keeping), now=now, actor="system", timeout_s=60
        )
        total = {name: total.get(name, 0) + count for name, count in done.items()}
        for name, count in _reduce(house, site_id, keeping, now=now).items():
            total[name] = total.get(name, 0) + count
        keep_all_sums(house.writer, site_id, now=now)
    facts: dict[str, Any] = dict(total)
    house.note("retention", now=now, **facts)
    return total


def keep_all_sums(writer: Writer, site_id: int, *, now: datetime) -> int:
    """Count the past days that have no sums (late lists, files of the past, a new version); return how many.

    A day a turn: whoever calls a visitor meanwhile waits for one day's count at the most.
    """
    counted, until = 0, service_day(now)
    while done := writer.run(
        site_id,
        lambda turn, until=until: {"days": keep_sums(turn, most=1, until=until)},  # type: ignore[misc]
        now=now,
        actor="system",
        timeout_s=60,
    )["days"]:
        counted, until = counted + 1, done[0]
    return counted


def _reduce(house: House, site_id: int, keeping: Keeping, *, now: datetime) -> dict[str, int]:
    """Reduce the old years of a site to their figures; return how many tickets and ratings went."""
    total = {"tickets": 0, "ratings": 0}
    with house.engine.connect() as conn:
        years = find_old(conn, site_id, keeping, now=now)
    for old in years:
        with house.engine.connect() as conn:
            kept = keep_figures(conn, old, now=now)
        done = house.writer.run(
            site_id, partial(reduce_year, old=old, kept=kept), now=now, actor="system", timeout_s=300
        )
        total = {name: count + done[name] for name, count in total.items()}
    return total


def preview_retention(conn: Connection, *, now: datetime) -> dict[str, int]:
    """Return what `do_retention` would do now, doing nothing."""
    total = {"links": 0, "comments": 0, "tickets": 0, "ratings": 0}
    for site_id in conn.execute(select(Site.id).order_by(Site.id)).scalars().all():
        keeping, at = read_keeping(conn, site_id), epoch(now)
        links, comments = conn.execute(
            select(
                func.count().filter(Rating.ticket_id.is_not(None), Rating.at <= at - LINK_S),
                func.count().filter(
                    Rating.comment.is_not(None), Rating.at <= at - keeping.comment_days * DAY_S
                ),
            ).where(Rating.site_id == site_id)
        ).one()
        old = find_old(conn, site_id, keeping, now=now)
        tickets, ratings = sum(year.tickets for year in old), sum(year.ratings for year in old)
        found = {"links": links, "comments": comments, "tickets": tickets, "ratings": ratings}
        total = {name: count + found[name] for name, count in total.items()}
    return total


def do_due(house: House, *, now: datetime, say: Callable[[str], None]) -> bool:
    """Do everything that is due; return whether all of it went well."""
    well = True
    with house.engine.connect() as conn:
        due = list_due(conn, house.settings, now=now)
    if not due:
        say("Nothing is due.")
    for one in due:
        try:
            if one.target is not None:
                do_backup(house, one.target, now=now)
            elif one.chore == "test":
                do_test(house, now=now)
            else:
                do_retention(house, now=now)
            say(f"{one}: done")
        except QueueError as error:
            well = False
            say(f"{one}: {error.code}")
    return well


def migrate_copy(url: str) -> None:
    """Bring a copy up to date; refuse with `restore.newer` when a later program than this one made it."""
    known = {script.revision for script in ScriptDirectory.from_config(alembic_config(url)).walk_revisions()}
    engine = open_engine(url)
    with engine.connect() as conn:
        revision = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    engine.dispose()
    if revision not in known:
        raise QueueError("restore.newer", file=str(revision))
    upgrade(url)


def find_target(conn: Connection, settings: Settings, path: Path | None) -> Target:
    """Return the local folder, the place of the settings at a path, or any folder there is; a typo makes none."""
    targets = list_targets(read_keeping(conn), settings.data)
    if path is None:
        return targets[0]
    wanted = str(path.absolute())
    for target in targets:
        if target.path == wanted:
            return target
    return Target(path.name[:40] or "/", "folder" if path.is_dir() else "stick", wanted)


@contextmanager
def take_keeping(data: Path) -> Iterator[None]:
    """Be the only one who does chores on this data folder; refuse with `backup.busy` when another is at it."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "keeping.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise QueueError("backup.busy") from None
        yield
