"""Bringing the database up to date, and the lock that keeps a second server off an embedded one."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from shared.store.engine import open_engine

MIGRATING = 0x746F6E75
"""The database's lock for whoever migrates; see `shared/press/keepers.py` for the others."""
_SCRIPTS = Path(__file__).parent.parent / "shared/store/migrations"


def alembic_config(url: str) -> Config:
    """Return Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Run every migration that is missing."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = open_engine(url)
    config = alembic_config(url)
    with engine.connect() as connection, _one_after_another(engine):
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


@contextmanager
def _one_after_another(engine: Engine) -> Iterator[None]:
    """Keep other processes from migrating the same PostgreSQL; the second finds everything done."""
    if engine.dialect.name == "sqlite":
        yield
        return
    with engine.connect() as conn:
        conn.execute(text("SELECT pg_advisory_lock(:n)"), {"n": MIGRATING})
        conn.commit()
        try:
            yield
        finally:
            conn.invalidate()  # the lock ends with its connection, whatever happened


class AlreadyServedError(RuntimeError):
    """Another server works on this data folder."""


def take_folder(data: Path) -> IO[str]:
    """Lock the data folder for this server; raise AlreadyServedError when another has it. Keep the file open."""
    data.mkdir(parents=True, exist_ok=True)
    file = (data / "server.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise AlreadyServedError(f"Another Tonsai server already works on {data}.") from None
    return file
