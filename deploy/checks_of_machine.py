"""What `tonsai doctor` looks at. Each finding says what is, and if it is not well, what to do."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select, text

from deploy.checks_of_printers import examine_printers
from deploy.checks_of_system import examine_sound, examine_system
from deploy.database import AlreadyServedError, take_folder
from deploy.findings import Finding
from shared.clock import RELEASED, moment
from shared.domain.hours import clock_behind
from shared.keeping.runs import read_state
from shared.keeping.snapshots import database_path
from shared.keeping.witness import HEADS, Lost, find_damage, find_lost
from shared.live.wire import find_fault
from shared.settings import Settings
from shared.store.engine import open_engine
from shared.store.journal import verify_site
from shared.store.models import Site

LEAST_FREE = 500 * 1024 * 1024
_STATIC = Path(__file__).parent.parent / "shared/static"


def examine(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """Yield the findings of this machine, the gravest things first."""
    yield from _disk(settings)
    yield from examine_system(settings, now=now)
    yield from _database(settings, now)
    yield from _copies(settings, now)
    yield from _redis(settings)
    yield _files()
    yield _port(settings)


def _disk(settings: Settings) -> Iterator[Finding]:
    """Yield how much room there is, and whether the folder takes a file at all."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(settings.data).free
        with tempfile.TemporaryFile(dir=settings.data) as file:
            file.write(bytes(4096))
    except OSError as error:
        todo = "make room, or look whether the disk has become read-only (dmesg) and whose the folder is"
        yield Finding("disk", False, f"{settings.data} cannot be written ({error.strerror}): {todo}")
        return
    shown = f"{free // (1024 * 1024)} MB free in {settings.data}"
    if free < LEAST_FREE:
        yield Finding("disk", False, f"{shown}: make room, below 500 MB tickets are at risk")
    else:
        yield Finding("disk", True, shown)


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    if settings.is_sqlite:
        file = database_path(settings.database_url)
        damage = find_damage(file) if file.exists() else None
        if damage is not None:
            yield Finding(
                "database",
                False,
                f"{file} is damaged ({damage}): stop the server, `tonsai restore` the newest copy",
            )
            return
    engine = open_engine(settings.database_url)
    try:
        with engine.connect() as conn:
            if settings.is_sqlite:
                mode = conn.execute(text("PRAGMA journal_mode")).scalar()
                yield Finding("database", mode == "wal", f"ok, {mode}, SQLite {sqlite3.sqlite_version}")
            else:
                yield _durable(conn)
            sites = conn.execute(select(Site.id, Site.code, Site.head_at).order_by(Site.id)).all()
            if not sites:
                yield Finding("office", False, "no office yet: run `tonsai init`")
            for site in sites:
                newest = moment(site.head_at) if site.head_at else None
                behind = clock_behind(now, newest=newest, released=RELEASED)
                shown = now.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
                yield Finding(
                    "clock",
                    not behind,
                    f"{shown}: set the clock, the newest entry is later" if behind else shown,
                )
                result = verify_site(conn, site.id)
                fault = f"{site.code}: entry {result.broken_seq} is broken ({result.fault}); restore the last backup"
                for lost in find_lost(conn, settings.data):
                    if lost.site == site.code:
                        yield Finding("journal", False, _say_lost(settings, lost))
                yield Finding(
                    "journal",
                    result.fault is None,
                    fault if result.fault else f"{site.code}: {result.entries} entries hold",
                )
            yield from examine_sound(conn)
            yield from examine_printers(conn, served=_is_taken(settings) or not settings.is_sqlite)
    except Exception as error:  # whatever the database says is the finding
        yield Finding(
            "database",
            False,
            f"{type(error).__name__}: {str(error).splitlines()[0][:120]}; run `tonsai serve` once to make it",
        )
    finally:
        engine.dispose()


def _durable(conn: Connection) -> Finding:
    """Say whether what PostgreSQL acknowledges survives a power cut, as it does unless somebody made it quicker."""
    names = ("fsync", "full_page_writes", "synchronous_commit")
    weak = [
        name
        for name in names
        if conn.execute(text("SELECT current_setting(:n)"), {"n": name}).scalar() == "off"
    ]
    shown = f"PostgreSQL {conn.execute(text('SHOW server_version')).scalar()}"
    if weak:
        return Finding(
            "database", False, f"{shown}: turn on {', '.join(weak)}, a power cut would lose given tickets"
        )
    return Finding("database", True, shown)


def _say_lost(settings: Settings, lost: Lost) -> str:
    return (
        f"{lost.site}: entries {lost.first} to {lost.last} are gone, as when tonsai.db-wal is deleted or an old file "
        f"is put back: stop the server and put the file back, or `tonsai restore` the newest copy; to go on "
        f"without them, delete {settings.data / HEADS}"
    )


def _copies(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Yield how old the copies are and whether one was tried."""
    if not settings.is_sqlite:
        yield Finding("copies", True, "PostgreSQL: its own pg_dump makes the copies")
        return
    engine = open_engine(settings.database_url)
    try:
        with engine.connect() as conn:
            state = read_state(conn, settings.data, now=now)
    except Exception:  # said above, by the finding of the database
        return
    finally:
        engine.dispose()
    for place in state.places:
        age = f"newest {_ago(now, place.well.at)} old" if place.well else "none yet: run `tonsai backup`"
        last = place.last.code if place.last and not place.last.well else None
        why = f"; the last try failed with {last}" if last else ""
        yield Finding("copies", place.alert is None, f"{place.target.name} ({place.target.path}): {age}{why}")
    if state.test is not None:
        result = "held" if state.test.well else f"did not hold ({state.test.code}): run `tonsai backup`"
        shown = f"the copy tried {_ago(now, state.test.at)} ago {result}"
        yield Finding("trial", state.test_alert is None, shown)


def _ago(now: datetime, at: datetime) -> str:
    hours = max(0, int((now - at).total_seconds() // 3600))
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def _redis(settings: Settings) -> Iterator[Finding]:
    """Yield whether the server processes can hear each other, where there may be several."""
    if settings.redis_url is None:
        return
    fault = find_fault(settings.redis_url)
    if fault is None:
        yield Finding("redis", True, "answers")
    else:
        late = "until it answers, news of other server processes come up to a second late"
        yield Finding("redis", False, f"does not answer: {fault}; start it or set TONSAI_REDIS_URL, {late}")


def _files() -> Finding:
    missing = [
        name
        for name in ("vendor/fonts.css", "vendor/icons.svg", "vendor/preact.js")
        if not (_STATIC / name).exists()
    ]
    if missing:
        return Finding("files", False, f"missing {', '.join(missing)}: run ./deploy/run again")
    return Finding("files", True, "fonts, icons and scripts are there")


def _is_taken(settings: Settings) -> bool:
    """True when a server works on the data folder."""
    try:
        take_folder(settings.data).close()
    except AlreadyServedError:
        return True
    return False


def _port(settings: Settings) -> Finding:
    if _is_taken(settings):
        return Finding("port", True, f"a server works on {settings.data}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.bind, settings.port))
        except OSError as error:
            return Finding(
                "port",
                False,
                f"{settings.bind}:{settings.port} cannot be used: {error.strerror}; set TONSAI_PORT",
            )
    return Finding("port", True, f"{settings.bind}:{settings.port} is free")
