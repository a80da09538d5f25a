"""What `tonsai doctor` looks at outside the database: memory, secret, fonts, zone, what lies on a network."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import redis
from sqlalchemy import Connection, select, text

from deploy.findings import Finding
from shared.domain.hours import BANGKOK
from shared.paper.typesetting import FONTS
from shared.settings import Settings
from shared.store.engine import open_engine
from shared.store.models import Device, DeviceReport

LEAST_MEMORY_MB = 300
"""A server takes 150 MB, a report in the making as much again."""
ANSWER_S = 3
NEEDED_FONTS = (
    "Sarabun-Regular.ttf", "Sarabun-Bold.ttf", "NotoNaskhArabic-Bold.ttf", "sarabun-latin-400.woff2",
)  # fmt: skip
_SOUND = {
    "blocked": "its browser waits for a touch before it may sound: touch the screen once",
    "broken": "a clip cannot be played there: look at /settings/voice, then load the page anew",
}


def examine_system(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """Yield what there is to say without the database."""
    yield from examine_memory(Path("/proc/meminfo"))
    yield from examine_secret(settings.data / "secret")
    yield examine_fonts(FONTS)
    yield examine_zone(now)
    if not settings.is_sqlite:
        yield examine_postgres(settings.database_url)
    if settings.redis_url is not None:
        yield examine_redis(settings.redis_url)


def examine_memory(source: Path) -> Iterator[Finding]:
    """Yield how much memory can be had; nothing where the system does not say."""
    try:
        lines = dict(
            line.split(":", 1) for line in source.read_text(encoding="ascii").splitlines() if ":" in line
        )
        free = int(lines["MemAvailable"].split()[0]) // 1024
    except (OSError, KeyError, ValueError, IndexError):
        return
    todo = f": end other programs or add memory, below {LEAST_MEMORY_MB} MB the system may stop the server"
    yield Finding(
        "memory", free >= LEAST_MEMORY_MB, f"{free} MB can be had{'' if free >= LEAST_MEMORY_MB else todo}"
    )


def examine_secret(path: Path) -> Iterator[Finding]:
    """Yield whether only its owner reads the key of all sessions; nothing before there is one."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        os.close(os.open(path, os.O_RDONLY))
    except FileNotFoundError:
        return
    except OSError as error:
        yield Finding(
            "secret", False, f"{path}: {error.strerror}; it has to belong to the user that runs the server"
        )
        return
    if mode & 0o077:
        yield Finding("secret", False, f"{path} is open to others ({mode:o}): chmod 600 {path}")
    else:
        yield Finding("secret", True, "read by its owner only")


def examine_fonts(folder: Path) -> Finding:
    """Say whether the fonts of screens, slips and reports are there: without them Thai comes out as boxes."""
    lacking = [
        name for name in NEEDED_FONTS if not (folder / name).is_file() or not (folder / name).stat().st_size
    ]
    if lacking:
        return Finding("fonts", False, f"missing {', '.join(lacking)}: run ./deploy/run again")
    return Finding("fonts", True, "Thai, Latin and Jawi are there")


def examine_zone(now: datetime) -> Finding:
    """Say which zone the machine believes in. The office's days follow Bangkok, whatever it is."""
    here = now.astimezone().utcoffset() or timedelta(0)
    if here == BANGKOK.utcoffset(None):
        return Finding("zone", True, "the machine's time zone is Bangkok's")
    return Finding(
        "zone",
        True,
        f"the machine's zone is {now.astimezone():%Z}; days and hours follow Bangkok all the same",
    )


def examine_postgres(url: str) -> Finding:
    """Say whether PostgreSQL answers within three seconds, and which it is."""
    bounded = f"{url}{'&' if '?' in url else '?'}connect_timeout={ANSWER_S}"
    engine = open_engine(bounded)
    where = _place(url)
    try:
        with engine.connect() as conn:
            shown = str(conn.execute(text("SHOW server_version")).scalar()).split()[0]
    except Exception as error:  # whatever it says is the finding
        said = str(getattr(error, "orig", error)).splitlines()[0][:120]
        todo = "is it running (systemctl status postgresql), is TONSAI_DATABASE_URL right?"
        return Finding("postgresql", False, f"{where} does not answer ({said}): {todo}")
    finally:
        engine.dispose()
    return Finding("postgresql", True, f"{where} answers, version {shown}")


def examine_redis(url: str) -> Finding:
    """Say whether Redis answers within three seconds."""
    where = _place(url)
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=ANSWER_S, socket_timeout=ANSWER_S) as wire:
            wire.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        todo = "is it running (systemctl status redis-server), is TONSAI_REDIS_URL right?"
        return Finding("redis", False, f"{where} does not answer ({str(error)[:120]}): {todo}")
    return Finding("redis", True, f"{where} answers")


def examine_sound(conn: Connection) -> Iterator[Finding]:
    """Yield what the hall's screens last said of their sound."""
    rows = conn.execute(
        select(Device.name, DeviceReport.sound)
        .join(DeviceReport, DeviceReport.device_id == Device.id)
        .where(Device.kind == "display", Device.revoked_at.is_(None))
        .order_by(Device.id)
    )
    for name, sound in rows.all():
        todo = _SOUND.get(sound)
        yield Finding("sound", todo is None, f"{name}: {todo or 'it sounds'}")


def _place(url: str) -> str:
    """Return host and port of an address, never what it says of names and passwords."""
    parts = urlsplit(url)
    return f"{parts.hostname or parts.path}{f':{parts.port}' if parts.port else ''}"
