"""`tonsai site`: a unit on the road is prepared, hands in its journal, and the office takes it in."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from counter.outreach.handing_out import hand_out
from counter.outreach.parcel import Parcel, spaced, unpack
from counter.outreach.taking_in import Look, look_at, take_in
from counter.settings.whole import read_document
from deploy.commands.opening import Office, open_office
from shared import clock
from shared.domain.errors import QueueError
from shared.evidence.vault import Vault
from shared.store.models import OutreachUnit, Site
from shared.store.turn import Answer, Turn
from shared.web.languages import Languages

WRITE_S = 600
"""So long a file may take; the counters wait that long at the very most."""
_SITE = click.option("--site", help="Code of the site; needed where there are several.")
_NEW = click.Path(dir_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def site() -> None:
    """Further sites of this installation (`add`, `list`), and units on the road.

    A unit on the road: a laptop and a printer that work without any network, and hand their journal in later.

    At the office: `tonsai site prepare`. On the laptop, once: `tonsai init --site CODE --settings FILE`, then
    `tonsai serve`. After a day out, on the laptop: `tonsai site export`; at the office: `tonsai site import`.
    docs/outreach.md tells the whole way.
    """


@site.command()
@click.option(
    "--code", required=True, help="Short code of the unit: Latin letters, digits, `-`; never used twice."
)
@click.option("--out", "file", required=True, type=_NEW, help="Where the configuration is written.")
@_SITE
def prepare(code: str, file: Path, site: str | None) -> None:
    """Write this office's configuration for a unit of its own code: same groups, services and departments."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", code) is None:
        raise click.ClickException("The code must be Latin letters, digits, `-` and `_`.")
    with open_office(site) as office, office.engine.connect() as conn:
        taken = {
            *conn.execute(select(Site.code)).scalars(),
            *conn.execute(select(OutreachUnit.code)).scalars(),
        }
        if code in taken:
            raise click.ClickException(f"{code!r} is taken: a code belongs to one journal for ever.")
        found = read_document(conn, office.site_id, Vault(office.settings.data))
    _write(file, json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n")
    click.echo(
        f"{file}: on the laptop run `tonsai init --site {code} --settings {file.name}`, then `tonsai serve`."
    )


@site.command("export")
@click.option("--out", "file", required=True, type=_NEW, help="Where the file is written.")
@click.option("--place", help="Where the unit was, for all days that --on does not name.")
@click.option("--on", "places", type=(str, str), multiple=True, help="A day and where the unit was on it.")
@click.option("--comments", is_flag=True, help="Hand in what people wrote, too.")
@_SITE
def export_site(
    file: Path, place: str | None, places: tuple[tuple[str, str], ...], comments: bool, site: str | None
) -> None:
    """At the unit: write its whole journal with tickets and ratings into one file.

    The file goes on where the one before ended; the office takes what is new. Say the digits of the head that are shown
    to whoever takes it in: the same digits there mean the same journal.
    """
    made: list[bytes] = []

    def act(turn: Turn) -> Answer:
        made.append(
            hand_out(turn, release=version("tonsai"), comments=comments, place=place, places=dict(places))
        )
        return {}

    with open_office(site) as office:
        office.write(act, timeout_s=WRITE_S)
    _write(file, made[-1])
    with file.open("rb") as source:
        told = unpack(source).manifest
    click.echo(f"{file}: {told.tickets} tickets, {told.ratings} ratings, journal to entry {told.seq}.")
    if still_open := sum(told.open.values()):
        click.echo(f"{still_open} tickets are still open; they come with a later file.")
    if left_out := sum(told.left_out.values()):
        click.echo(f"{left_out} tickets were played or tried, and are not handed in.")
    click.echo(f"Head {spaced(told.head)}")


@site.command("import")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Only check and tell; change nothing.")
@click.option("--on", "places", type=(str, str), multiple=True, help="A day and where the unit was on it.")
@_SITE
def import_site(file: Path, dry_run: bool, places: tuple[tuple[str, str], ...], site: str | None) -> None:
    """At the office: take in what a unit hands in, verified by its chain, whole or not at all.

    The same file a second time changes nothing. A file whose journal is not the one taken in before is refused.
    """
    with open_office(site) as office:
        parcel, look = _checked(office, file)
        _tell(parcel, look)
        if dry_run:
            click.echo("A trial: nothing was changed.")
            return

        def act(turn: Turn) -> Answer:
            return take_in(turn, parcel, places=dict(places))

        answer = _refusing(
            lambda: office.writer.run(
                office.site_id, act, now=clock.now(), actor="command", timeout_s=WRITE_S
            )
        )
    if answer["changed"]:
        click.echo(
            f"Taken in: {answer['tickets']} tickets and {answer['ratings']} ratings, told apart as off-site."
        )
    else:
        click.echo("All of it is here already; nothing was changed.")


def _checked(office: Office, file: Path) -> tuple[Parcel, Look]:
    def check() -> tuple[Parcel, Look]:
        with file.open("rb") as source:
            parcel = unpack(source)
        with office.engine.connect() as conn:
            return parcel, look_at(conn, office.site_id, parcel)

    found: tuple[Parcel, Look] = _refusing(check)
    return found


def _refusing(do: Callable[[], Any]) -> Any:
    """Do something; a refusal becomes its code and its sentence."""
    try:
        return do()
    except QueueError as error:
        sentence = Languages().text(f"error.{error.code}", "en", **error.details)
        raise click.ClickException(f"{error.code}: {sentence} Nothing was changed.") from None


def _tell(parcel: Parcel, look: Look) -> None:
    told = parcel.manifest
    click.echo(
        f"{told.code} ({told.name}): entries {look.known_to + 1} to {told.seq} are new, the chain holds."
    )
    for day in look.days:
        served = sum(row.day == day and row.state == "finished" for row in parcel.tickets)
        click.echo(f"{day} {look.places[day] or '–'}: {served} users")
    click.echo(f"Head {spaced(told.head)}")


def _write(file: Path, body: bytes) -> None:
    """Write a file beside its place first, so that a cut leaves no half of it."""
    beside = file.with_name(f"{file.name}.partial")
    with beside.open("wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
