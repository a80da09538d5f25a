"""`tonsai backup`, `tonsai restore`, `tonsai keep`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import select

from deploy.chores import (
    House,
    do_backup,
    do_due,
    do_retention,
    do_test,
    find_target,
    migrate_copy,
    preview_retention,
    take_keeping,
)
from deploy.commands.opening import open_office
from deploy.database import AlreadyServedError, take_folder
from shared import clock
from shared.domain.errors import QueueError
from shared.keeping.restore import Restored, restore_copy
from shared.keeping.witness import pass_over
from shared.settings import Settings
from shared.store.config import Configs
from shared.store.engine import open_engine
from shared.store.models import Site
from shared.store.turn import Answer, Turn, Writer
from shared.web.languages import Languages


@contextmanager
def said() -> Iterator[None]:
    """Turn a refusal into its sentence, with the code for whoever looks it up."""
    try:
        yield
    except QueueError as error:
        words = Languages().text(f"error.{error.code}", "en")
        raise click.ClickException(
            f"{words % error.details if '%(' in words else words} ({error.code})"
        ) from None


@contextmanager
def open_house() -> Iterator[House]:
    """Open the office for chores, as the only one who does any."""
    with said(), open_office(any_site=True) as office, take_keeping(office.settings.data):
        yield House(office.settings, office.engine, office.writer, office.site_id)


@click.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to copy to, for example a USB stick; without it the folder `backups` of the data folder.",
)
@click.option(
    "--test", is_flag=True, help="Make no copy: restore the newest one on trial, in a scratch folder."
)
def backup(folder: Path | None, test: bool) -> None:
    """Copy the whole office into one file, read back and verified, while everybody goes on working.

    A running server does so by itself every day, to every place named in the settings, and tries a copy every week;
    this is the same by hand. A copy that is not whole never gets the name of one.
    """
    with open_house() as house:
        if test:
            trial = do_test(house, now=clock.now())
            click.echo(f"{trial.copy.path}: restored on trial, {trial.entries} journal entries hold.")
            return
        with house.engine.connect() as conn:
            target = find_target(conn, house.settings, folder)
        copy = do_backup(house, target, now=clock.now())
        size = copy.path.stat().st_size / 1_000_000
        click.echo(f"{copy.path}  {size:.1f} MB, {copy.manifest.entries} journal entries, verified.")


@click.command()
@click.option("--quiet", is_flag=True, help="Say nothing but what went wrong.")
def keep(quiet: bool) -> None:
    """Do the daily chores that are due now: copies to every place, the trial of a copy, what retention asks.

    A running server calls this by itself; by hand it does nothing twice. Ends with 1 when something went wrong.
    """
    with open_house() as house:
        well = do_due(house, now=clock.now(), say=(lambda _: None) if quiet else click.echo)
    if not well:
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say how much would be deleted now.")
def retention(dry_run: bool) -> None:
    """Cut links from ratings to tickets after a day, delete comments after the days of the settings, and reduce old
    fiscal years to their figures: single tickets and ratings go, months and rounds keep what they said.

    The daily chores do so by themselves; figures of the past do not change.
    """
    with open_house() as house:
        if dry_run:
            with house.engine.connect() as conn:
                found = preview_retention(conn, now=clock.now())
        else:
            found = do_retention(house, now=clock.now())
    verb = "would be" if dry_run else "were"
    click.echo(f"{found['links']} links {verb} cut, {found['comments']} comments {verb} deleted.")
    if found["tickets"] or found["ratings"]:
        click.echo(
            f"{found['tickets']} tickets and {found['ratings']} ratings {verb} reduced to their figures."
        )


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask whether to replace the present database.")
def restore(file: Path, yes: bool) -> None:
    """Put the copy FILE in the place of the database. Stop the server first.

    The copy is checked, brought up to the present version and its journal walked before anything is replaced; the
    replaced database is kept in the folder `replaced` of the data folder.
    """
    settings = Settings.from_env(os.environ)
    try:
        lock = take_folder(settings.data)
    except AlreadyServedError:
        with said():
            raise QueueError("restore.serving") from None
    with lock, said(), take_keeping(settings.data):
        if not yes:
            click.confirm(f"Replace the database in {settings.data} by {file.name}?", abort=True)
        done = restore_copy(
            file, data=settings.data, url=settings.database_url, migrate=migrate_copy, now=clock.now()
        )
        record_restored(settings, file, done)
    click.echo(f"Restored {file.name} of {done.manifest.at}: {done.entries} journal entries hold.")
    if done.aside is not None:
        click.echo(f"The replaced database lies in {done.aside}")


def record_restored(settings: Settings, file: Path, done: Restored) -> None:
    """Write into every chain that what came after the copy was left behind; no number of that is given again."""
    engine = open_engine(settings.database_url)
    writer = Writer(engine, configs=Configs(), new_token=lambda: "")
    writer.start()

    def act(turn: Turn) -> Answer:
        turn.record(
            "backup.restored", file=file.name, made_at=done.manifest.at, version=done.manifest.version
        )
        end = done.ends.get(turn.config.code)
        return {} if end is None else pass_over(turn, end)

    try:
        with engine.connect() as conn:
            sites = conn.execute(select(Site.id).order_by(Site.id)).scalars().all()
        for site_id in sites:
            writer.run(site_id, act, now=clock.now(), actor="command")
    finally:
        writer.stop()
        engine.dispose()
