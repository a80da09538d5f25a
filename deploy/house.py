"""What the overview is told of the machine: copies, their trial, the disk. Looked up twice a minute at most."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from shared.clock import epoch
from shared.domain.errors import QueueError
from shared.keeping.runs import read_state
from shared.live.house import NOTHING_KNOWN, Copies, House
from shared.settings import Settings
from shared.store.models import KeepingRun

EVERY = timedelta(seconds=30)


def watch_house(engine: Engine, settings: Settings, started: datetime) -> Callable[[datetime], House]:
    """Return what knows the machine; it remembers what it found for half a minute."""
    kept: tuple[datetime, House] = (started - 2 * EVERY, NOTHING_KNOWN)

    def house(now: datetime) -> House:
        nonlocal kept
        if not timedelta(0) <= now - kept[0] < EVERY:
            kept = (now, look_at_house(engine, settings, started=started, now=now))
        return kept[1]

    return house


def look_at_house(engine: Engine, settings: Settings, *, started: datetime, now: datetime) -> House:
    """Return how copies and disk stand; PostgreSQL has copies of its own, and a disk elsewhere."""
    disk = shutil.disk_usage(settings.data)
    free = disk.free * 100 // max(1, disk.total)
    if not settings.is_sqlite:
        return House(started_at=epoch(started), disk_free_percent=free)
    with engine.connect() as conn:
        began = conn.execute(select(func.min(KeepingRun.at))).scalar()
        try:
            state = read_state(conn, settings.data, now=now)
        except QueueError:  # the settings of the copies are spoilt: their own page says so
            return House(started_at=epoch(started), disk_free_percent=free)
    copies = tuple(
        Copies(
            place.target.name,
            epoch(place.well.at) if place.well is not None else None,
            place.last is not None and not place.last.well,
        )
        for place in state.places
    )
    return House(copies, began, state.test_alert, free, epoch(started))
