"""`tonsai site add`, `tonsai site list`: further sites of an installation. `tonsai province`: who sees them all."""

from __future__ import annotations

import re
from typing import Any

import click
from sqlalchemy import func, select

from counter.people import actions
from counter.people.codes import new_code, tidy_code
from deploy.commands.office import init
from deploy.commands.opening import open_database, open_office
from deploy.commands.outreach import site
from shared.clock import moment
from shared.domain.hours import BANGKOK
from shared.store.models import Site, Staff
from shared.store.turn import Answer, Turn
from shared.web.access import PROVINCE, hashed


def _add(code: str, **given: Any) -> None:
    """Make a further site beside those that are there: the same questions and answers as `tonsai init`.

    It has its own settings, people, devices, numbers and chain. From the second site on each is reached at `/s/CODE`;
    TONSAI_SITE names one that keeps the addresses without it.
    """
    assert init.callback is not None
    init.callback(site=code, **given)
    click.echo(f"Its address: /s/{code}")


site.add_command(
    click.Command(
        "add",
        callback=_add,
        params=[click.Argument(["code"]), *(one for one in init.params if one.name != "site")],
        help=_add.__doc__,
    )
)


@site.command("list")
def list_sites() -> None:
    """Say which sites there are: code, name, how many people, and when each last did something."""
    _, engine = open_database()
    people = select(func.count()).where(
        Staff.site_id == Site.id, Staff.disabled.is_(False), Staff.role != PROVINCE
    )
    query = select(Site.code, Site.settings, Site.head_at, people.scalar_subquery().label("people"))
    with engine.connect() as conn:
        rows = conn.execute(query.order_by(Site.code)).all()
    for row in rows:
        last = moment(row.head_at).astimezone(BANGKOK).strftime("%Y-%m-%d %H:%M") if row.head_at else "never"
        click.echo(f"{row.code}\t{row.settings['office']['name']['th']}\t{row.people} people\tlast {last}")
    if not rows:
        click.echo("There is no office yet: run `tonsai init` first.")


@click.group()
def province() -> None:
    """Those who see the figures of all sites, and may do nothing else (page `/province`)."""


@province.command("add")
@click.argument("username")
@click.option("--name", help="The person's own name; the user name without it.")
def add_person(username: str, name: str | None) -> None:
    """Let a person see all sites; prints the one-time code with which they choose a password at `/join`."""
    wanted, code = username.strip().lower(), new_code()
    if re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,59}", wanted) is None:
        raise click.ClickException(
            "A user name is small Latin letters, digits, `.`, `-` and `_`. Nothing was made."
        )

    def act(turn: Turn) -> Answer:
        taken = turn.conn.execute(select(Staff.id, Staff.role).where(Staff.username == wanted)).first()
        if taken is not None and taken.role == PROVINCE:
            return actions.give_code(turn, staff_id=taken.id, code_hash=hashed(tidy_code(code)))
        if taken is not None:
            raise click.ClickException(f"An office has a person {wanted!r} already. Nothing was made.")
        return actions.invite(
            turn,
            username=wanted,
            name=(name or wanted)[:120],
            role=PROVINCE,
            code_hash=hashed(tidy_code(code)),
        )

    with open_office(any_site=True) as office:
        office.write(act, site_id=_first(office.engine))
    click.echo(code)
    click.echo(
        f"For {wanted}, once, within three days, at /join; afterwards the figures are at /province.", err=True
    )


@province.command("list")
def list_people() -> None:
    """Say who sees all sites."""
    _, engine = open_database()
    with engine.connect() as conn:
        for row in conn.execute(
            select(Staff.__table__).where(Staff.role == PROVINCE).order_by(Staff.username)
        ):
            click.echo(f"{row.username}\t{row.name}\t{'disabled' if row.disabled else 'may come in'}")


@province.command("end")
@click.argument("username")
def end_person(username: str) -> None:
    """Let a person see them no more; open pages end at once."""

    def act(turn: Turn) -> Answer:
        row = turn.conn.execute(
            select(Staff.id).where(Staff.username == username.strip().lower(), Staff.role == PROVINCE)
        ).first()
        if row is None:
            raise click.ClickException(f"Nobody of that name sees all sites: {username!r}.")
        return actions.disable(turn, staff_id=row.id, by=None)

    with open_office(any_site=True) as office:
        office.write(act, site_id=_first(office.engine))
    click.echo("Done.")


def _first(engine: Any) -> int:
    """Return the first site: it keeps these accounts in its chain."""
    with engine.connect() as conn:
        return int(conn.execute(select(func.min(Site.id))).scalar_one())
