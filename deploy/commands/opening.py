"""What several commands begin with: settings, an up-to-date database, a writer, a site."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from sqlalchemy import Engine, select

from deploy.database import upgrade
from deploy.sites import find_site
from shared import clock
from shared.domain.errors import QueueError
from shared.evidence.sums import end_day
from shared.settings import Settings
from shared.store.config import Configs
from shared.store.engine import open_engine
from shared.store.models import Site
from shared.store.turn import Answer, Turn, Writer


@dataclass(frozen=True)
class Office:
    """An opened database with one site chosen."""

    settings: Settings
    engine: Engine
    writer: Writer
    site_id: int

    def write(
        self, action: Callable[[Turn], Answer], *, site_id: int | None = None, timeout_s: float = 15.0
    ) -> Answer:
        """Do an action in a turn of the chosen site, or of another; a refusal becomes a sentence."""
        site = self.site_id if site_id is None else site_id
        try:
            return self.writer.run(site, action, now=clock.now(), actor="command", timeout_s=timeout_s)
        except QueueError as error:
            details = ", ".join(f"{name} {value}" for name, value in error.details.items())
            raise click.ClickException(
                f"Refused: {error.code}{f' ({details})' if details else ''}."
            ) from None


def open_database() -> tuple[Settings, Engine]:
    """Return the settings and an engine on an up-to-date database."""
    settings = Settings.from_env(os.environ)
    _check_writable(settings)
    upgrade(settings.database_url)
    return settings, open_engine(settings.database_url)


def _check_writable(settings: Settings) -> None:
    """Refuse in a sentence when the data folder takes no file, as on a disk that the system made read-only."""
    if not settings.is_sqlite:
        return
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.data):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise OSError(
            f"The folder {settings.data} cannot be written: {reason}. Check the disk, its rights and its room."
        ) from None


@contextmanager
def open_office(site: str | None = None, *, any_site: bool = False) -> Iterator[Office]:
    """Open the database and choose a site: the named one, that of TONSAI_SITE, or the only one.

    `any_site` is for what is about the whole installation, or finds its site by itself: it begins at the first.
    """
    settings, engine = open_database()
    site = site or settings.site
    with engine.connect() as conn:
        site_id = find_site(conn, site)
        codes = list(conn.execute(select(Site.code).order_by(Site.code)).scalars())
    if site is None and len(codes) > 1 and not any_site:
        raise click.ClickException(f"There are several sites; say which with --site: {', '.join(codes)}.")
    if site_id is None:
        raise click.ClickException(
            "There is no office yet: run `tonsai init` first."
            if site is None
            else f"There is no site {site!r}."
        )
    writer = Writer(engine, configs=Configs(), new_token=lambda: secrets.token_urlsafe(12), day_ended=end_day)
    writer.start()
    try:
        yield Office(settings, engine, writer, site_id)
    finally:
        writer.stop()
        engine.dispose()
