"""`tonsai export personal`: the answer to somebody who asks what is held about them."""

from __future__ import annotations

import json
from datetime import date

import click

from deploy.commands.keeping import said
from deploy.commands.opening import open_office
from deploy.commands.records import parse_day
from shared.keeping.personal import held_about_staff, held_about_ticket
from shared.store.turn import Answer, Turn


@click.group()
def export() -> None:
    """Hand over what the office holds, for those who have a right to it."""


@export.command("personal")
@click.option("--ticket", help="Number of a ticket, with --day: A012.")
@click.option("--day", help="Day of the ticket, YYYY-MM-DD.")
@click.option("--staff", help="User name of a member of staff.")
@click.option("--site", help="Code of the site; needed where there are several.")
def personal(ticket: str | None, day: str | None, staff: str | None, site: str | None) -> None:
    """Print everything that is held about a ticket or a member of staff, as JSON; the journal keeps that it was asked.

    Secrets and their hashes are left out. Send the output to a file and hand it over yourself.
    """
    if (ticket is None) == (staff is None) or (ticket is None) != (day is None):
        raise click.ClickException("Give --ticket together with --day, or --staff.")
    on: date | None = parse_day(day) if day is not None else None
    with said(), open_office(site) as office:
        with office.engine.connect() as conn:
            if ticket is not None and on is not None:
                number = ticket.strip().upper()
                held = held_about_ticket(conn, office.site_id, day=on, number=number)
            else:
                held = held_about_staff(conn, office.site_id, username=staff or "")
        rows = sum(len(found) for found in held["tables"].values())

        def act(turn: Turn) -> Answer:
            turn.record("personal.exported", about="ticket" if ticket else "staff", rows=rows)
            return {}

        office.write(act)
    click.echo(json.dumps(held, ensure_ascii=False, indent=2, default=str))
