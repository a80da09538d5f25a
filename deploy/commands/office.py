"""`tonsai init` and `tonsai demo`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from deploy.catalogue import BUILT_IN, Catalogue, StaffEntry, load_catalogue
from deploy.commands.opening import open_database
from deploy.demo import DEMO_PASSWORD, ensure_demo
from deploy.sites import add_site, begin_journal, find_site
from deploy.voices import add_placeholders
from shared import clock
from shared.domain.errors import QueueError
from shared.store.config import Configs
from shared.store.engine import writing
from shared.store.turn import Writer
from shared.web.staff import SHORTEST_PASSWORD, hash_password


@click.command()
@click.option("--name-th", prompt="Name of the office in Thai", help="As on every screen: เทศบาลตำบล…")
@click.option("--name-ms", prompt="Name in Malay (Rumi)", help="As on every screen in Malay.")
@click.option("--name-en", prompt="Name in English", help="As on every screen in English.")
@click.option("--site", default="main", show_default=True, help="Short code of the site, Latin letters.")
@click.option(
    "--catalogue",
    type=click.Path(exists=True, path_type=Path),
    default=BUILT_IN,
    help="File with the structure of the office and its hours; the built-in one is a good start.",
)
@click.option(
    "--admin",
    prompt="User name of the first administrator",
    default="admin",
    show_default=True,
    help="Who signs in first and adds everybody else.",
)
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help=f"The administrator's password, {SHORTEST_PASSWORD} characters or more.",
)
@click.option("--always-open", is_flag=True, help="Give tickets at any hour, whatever the opening hours say.")
def init(
    name_th: str,
    name_ms: str,
    name_en: str,
    site: str,
    catalogue: Path,
    admin: str,
    password: str,
    always_open: bool,
) -> None:
    """Make a real office: its structure from a catalogue, its name, its first administrator.

    Nobody from the catalogue's demo staff comes along. Afterwards: `tonsai serve`, open the kiosk and the TV in their
    browsers, and confirm the code each of them shows with `tonsai device confirm CODE --name …`.
    """
    try:
        found = load_catalogue(catalogue)
        hashed = hash_password(password)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    except QueueError:
        raise click.ClickException(f"The password needs {SHORTEST_PASSWORD} characters or more.") from None
    named = _named(found, site, {"th": name_th, "ms": name_ms, "en": name_en}, admin)
    _, engine = open_database()
    with writing(engine.connect()) as conn, conn.begin():
        if find_site(conn, site) is not None:
            raise click.ClickException(f"The site {site!r} exists already; nothing was changed.")
        site_id = add_site(conn, named, always_open=always_open, password_hashes={admin: hashed})
        add_placeholders(conn, site_id)
    writer = Writer(engine, configs=Configs(), new_token=lambda: "")
    writer.start()
    try:
        begin_journal(writer, site_id, now=clock.now(), code=site)
    finally:
        writer.stop()
    click.echo(f"The office {name_th} is ready. Now: tonsai serve")


@click.command()
def demo() -> None:
    """Make the demonstration municipality (fictitious people in the real structure) if there is no office yet."""
    _, engine = open_database()
    if ensure_demo(engine, now=clock.now()):
        click.echo(f"The demonstration municipality is ready; every password is {DEMO_PASSWORD}")
    else:
        click.echo("There is an office already; nothing was changed.")


def _named(found: Catalogue, site: str, name: dict[str, str], admin: str) -> Catalogue:
    office = {**found.settings["office"], "name": name}
    person = StaffEntry(username=admin, name=admin, role="administrator", counter=None)
    return replace(found, site=site, settings={**found.settings, "office": office}, staff=(person,))
