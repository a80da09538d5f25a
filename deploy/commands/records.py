"""`tonsai verify` and `tonsai simulate`."""

from __future__ import annotations

import threading
from datetime import date

import click
from sqlalchemy import Connection, select

from deploy.commands.opening import Office, open_office
from deploy.simulator import DEFAULT_SEED, SimulationError, simulate_days, simulate_live
from shared import clock
from shared.evidence.sums import check_sums, forget_sums
from shared.store.journal import Verified, verify_site, verify_unit
from shared.store.models import OutreachUnit, Site


@click.command()
@click.option("--site", help="Code of the site; all sites without it.")
@click.option("--figures", is_flag=True, help="Count every past day again too and compare it with its sums.")
def verify(site: str | None, figures: bool) -> None:
    """Check the journal's chain of hashes from its first entry to its last.

    Says how many entries hold, or names the first broken one; the chains that units on the road have handed in are
    checked too. With --figures it also counts the tickets and ratings of every past day again; sums that differ are
    named and taken away, so that figures read the rows until the daily chores have counted anew. Ends with 1 when a
    chain is broken or a sum was wrong.
    """
    broken = False
    with open_office(site, any_site=True) as office, office.engine.connect() as conn:
        query = select(Site.id, Site.code).order_by(Site.id)
        for row in conn.execute(query if site is None else query.where(Site.code == site)).all():
            broken |= not _holds(row.code, verify_site(conn, row.id))
            units = select(OutreachUnit.id, OutreachUnit.code).where(OutreachUnit.site_id == row.id)
            for unit in conn.execute(units.order_by(OutreachUnit.id)).all():
                broken |= not _holds(f"{row.code}, unit {unit.code}", verify_unit(conn, unit.id))
            if figures:
                broken |= not _verify_sums(office, conn, row.id, row.code)
    if broken:
        raise click.exceptions.Exit(1)


def _holds(name: str, result: Verified) -> bool:
    """Say how a chain is; return whether it holds."""
    if result.fault is None:
        click.echo(f"{name}: {result.entries} entries, the chain holds, head {result.head}")
    else:
        click.echo(f"{name}: entry {result.broken_seq} does not hold: {result.fault}")
    return result.fault is None


def _verify_sums(office: Office, conn: Connection, site_id: int, code: str) -> bool:
    kept, wrong = check_sums(conn, site_id, now=clock.now())
    if not wrong:
        click.echo(f"{code}: the sums of {kept} days and months are what their tickets and ratings say")
        return True
    conn.rollback()
    office.write(lambda turn: {"gone": forget_sums(turn, wrong)}, site_id=site_id)
    click.echo(f"{code}: wrong sums, taken away: {', '.join(wrong)}")
    return False


@click.command()
@click.option("--from", "first", help="First day to play, YYYY-MM-DD; together with --to.")
@click.option("--to", "last", help="Last day to play, YYYY-MM-DD, not after today.")
@click.option(
    "--speed", type=float, default=1.0, show_default=True, help="Without days: so many times as fast as life."
)
@click.option(
    "--seed",
    default=DEFAULT_SEED,
    show_default=True,
    help="The same seed over the same office plays the same.",
)
@click.option("--site", help="Code of the site; needed where there are several.")
def simulate(first: str | None, last: str | None, speed: float, seed: str, site: str | None) -> None:
    """Play a municipality's days through the real actions.

    With --from and --to it fills a past as fast as it goes; without them a hall comes to life beside a running server
    until Ctrl-C, for a demonstration. Every record is marked as simulated, and reports leave it out.
    """
    if (first is None) != (last is None):
        raise click.ClickException("Give both --from and --to, or neither.")
    with open_office(site) as office, office.engine.connect() as conn:
        try:
            if first is not None and last is not None:
                _fill(office, conn, parse_day(first), parse_day(last), seed)
            else:
                click.echo("The hall is alive; Ctrl-C ends it.")
                simulate_live(
                    office.writer,
                    office.site_id,
                    clock=clock.now,
                    wait=_wait,
                    conn=conn,
                    speed=speed,
                    seed=seed,
                )
        except SimulationError as error:
            raise click.ClickException(str(error)) from None
        except KeyboardInterrupt:
            click.echo("\nThe hall rests.")


def _fill(office: Office, conn: Connection, first: date, last: date, seed: str) -> None:
    total = simulate_days(
        office.writer,
        office.site_id,
        first=first,
        last=last,
        now=clock.now(),
        conn=conn,
        seed=seed,
        progress=lambda day, tickets: click.echo(f"{day}  {tickets:>4} tickets"),
    )
    click.echo(f"{total} tickets from {first} to {last}, all marked as simulated.")


def _wait(seconds: float) -> bool:
    """Rest until the next event; nothing but Ctrl-C ends the hall."""
    threading.Event().wait(seconds)
    return False


def parse_day(text: str) -> date:
    """Return a day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.ClickException(f"{text!r} is not a day; write YYYY-MM-DD.") from None
