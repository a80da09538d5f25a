"""`tonsai verify` and `tonsai simulate`."""

from __future__ import annotations

from datetime import date

import click
from sqlalchemy import select

from deploy.commands.opening import open_office
from shared.store.journal import verify_site
from shared.store.models import Site


@click.command()
@click.option("--site", help="Code of the site; all sites without it.")
def verify(site: str | None) -> None:
    """Check the journal's chain of hashes from its first entry to its last.

    Says how many entries hold, or names the first broken one. Ends with 1 when a chain is broken.
    """
    broken = False
    with open_office(site) as office, office.engine.connect() as conn:
        query = select(Site.id, Site.code).order_by(Site.id)
        for row in conn.execute(query if site is None else query.where(Site.code == site)).all():
            result = verify_site(conn, row.id)
            if result.fault is None:
                click.echo(f"{row.code}: {result.entries} entries, the chain holds, head {result.head}")
            else:
                broken = True
                click.echo(f"{row.code}: entry {result.broken_seq} does not hold: {result.fault}")
    if broken:
        raise click.exceptions.Exit(1)


@click.command()
def simulate() -> None:
    """Play a municipality's days through the real actions."""
    raise click.ClickException("wired when deploy/simulator.py is there")


def parse_day(text: str) -> date:
    """Return a day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.ClickException(f"{text!r} is not a day; write YYYY-MM-DD.") from None
