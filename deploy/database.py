"""Bringing the database up to date, and the lock that keeps a second server off an embedded one."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from alembic import command
from alembic.config import Config

from shared.store.engine import open_engine

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
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


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
