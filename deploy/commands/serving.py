"""`tonsai serve` and `tonsai doctor`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

import click
from sqlalchemy import Connection, Engine, select

from deploy.checks_of_machine import examine
from deploy.commands.opening import open_database
from deploy.database import AlreadyServedError, take_folder
from deploy.demo import DEMO_PASSWORD, ensure_demo, fill_demo
from deploy.opening.door import make_code
from deploy.sites import find_site
from shared import clock
from shared.settings import Settings
from shared.store.models import Site

_CONFIG = Path(__file__).parent.parent / "gunicorn.conf.py"


@click.command()
@click.option(
    "--demo", is_flag=True, help="Serve the demonstration municipality if no office has been made yet."
)
@click.option(
    "--past/--no-past",
    default=True,
    show_default=True,
    help="Give a new demo five simulated working days, so that estimates and figures have something to show.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Port; else TONSAI_PORT, else 8080.")
@click.option(
    "--bind", help="Address to listen on; 0.0.0.0 lets the LAN in. Else TONSAI_BIND, else 127.0.0.1."
)
def serve(demo: bool, past: bool, port: int | None, bind: str | None) -> None:
    """Serve the office: kiosk, TV, consoles, phones and reports.

    Runs until it is stopped. Only one server may work on a data folder; the second one says so and ends.
    """
    if port is not None:
        os.environ["TONSAI_PORT"] = str(port)
    if bind is not None:
        os.environ["TONSAI_BIND"] = bind
    settings, engine = open_database()
    lock = _lock_folder(settings)
    try:
        _make_ready(engine, settings, demo=demo, past=past)
    except BaseException:
        if lock is not None:
            lock.close()
        raise
    engine.dispose()
    _announce(settings)
    gunicorn = Path(sys.executable).with_name("gunicorn")
    os.execv(gunicorn, [str(gunicorn), "--config", str(_CONFIG), "--chdir", str(Path.cwd())])  # nosec B606 # noqa: S606


def _lock_folder(settings: Settings) -> IO[str] | None:
    """Keep other servers off an embedded database for as long as the server that replaces this process lives."""
    if not settings.is_sqlite:
        return None
    try:
        lock = take_folder(settings.data)
    except AlreadyServedError as error:
        raise click.ClickException(str(error)) from None
    os.set_inheritable(lock.fileno(), True)
    return lock


def _make_ready(engine: Engine, settings: Settings, *, demo: bool, past: bool) -> None:
    """Make the demo if it is wanted and nothing is there yet; without an office, tell how one is made."""
    if demo or settings.demo:
        made = ensure_demo(engine, now=clock.now())
        if made and past:
            click.echo("Making the demo's past: five simulated working days …")
            fill_demo(engine, now=clock.now())
        with engine.connect() as conn:
            if made or settings.demo or _is_demo(conn):
                os.environ["TONSAI_DEMO"] = "1"
    with engine.connect() as conn:
        if find_site(conn) is None:
            _tell_first_run(settings)


@click.command()
def doctor() -> None:
    """Examine this machine: disk, memory, clock, database, copies, printers, sound, fonts, ports, PostgreSQL, Redis.

    Says what it found and what to do.

    Ends with 0 when all is well, 1 when something needs a hand.
    """
    bad = 0
    for finding in examine(Settings.from_env(os.environ), now=clock.now()):
        mark = "ok  " if finding.well else "LOOK"
        click.echo(f"{mark} {finding.name:<10} {finding.text}")
        bad += not finding.well
    if bad:
        raise click.exceptions.Exit(1)


def _tell_first_run(settings: Settings) -> None:
    """Print the code that lets a browser elsewhere make the office; it ends with the next start."""
    click.echo(
        "\nThere is no office yet. Open the start page on this machine, or on another with this code:\n\n"
        f"    {make_code(settings.data)}\n\n"
        "Or make it here with `tonsai init`; to only look around, `tonsai serve --demo`."
    )


def _is_demo(conn: Connection) -> bool:
    settings = conn.execute(select(Site.settings).order_by(Site.id).limit(1)).scalar()
    return bool(settings and settings.get("demo"))


def _announce(settings: Settings) -> None:
    shown = "127.0.0.1" if settings.bind in ("0.0.0.0", "::") else settings.bind  # nosec B104 # noqa: S104 - compared, not bound
    port = os.environ.get("TONSAI_PORT", str(settings.port))
    click.echo(f"\nTonsai is starting. Open  http://{shown}:{port}/  — the start page leads to every face.")
    if os.environ.get("TONSAI_DEMO") == "1":
        click.echo(
            f"Demo sign-ins: counter1 … counter5, supervisor, executive, administrator; password {DEMO_PASSWORD}"
        )
    click.echo("", nl=True)
    sys.stdout.flush()
