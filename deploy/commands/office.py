"""`tonsai init` and `tonsai demo`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from counter.settings.beside import prepare_files, prepare_template
from counter.settings.whole import FileRefusedError
from deploy.catalogue import BUILT_IN, load_catalogue
from deploy.commands.opening import open_database
from deploy.commands.questions import TEXTS, answer_all
from deploy.commands.settings import tell_faults
from deploy.demo import DEMO_PASSWORD, ensure_demo
from deploy.opening.answers import read_administrator
from deploy.opening.draft import catalogue_of
from deploy.opening.making import Person, make_office
from shared import clock
from shared.domain.errors import QueueError
from shared.evidence.vault import Vault
from shared.store.models import Site
from shared.web.languages import LANGUAGES
from shared.web.staff import SHORTEST_PASSWORD, hash_password

_ANSWERS = (
    click.option("--name-th", help="Name of the office as on every screen: เทศบาลตำบล…"),
    click.option("--name-ms", help="Its name in Malay (Rumi)."),
    click.option("--name-en", help="Its name in English."),
    click.option(
        "--languages", help="Those the screens offer, the first one first: `th, ms`; Thai is always there."
    ),
    click.option("--hours", help="When it is open: `Mon-Fri 08:30-16:30, Sat 09:00-12:00`."),
    click.option("--lunch", help="`12:00-13:00` stays open, `12:00-13:00 closed` closes, `none`."),
    click.option("--last-ticket", help="Minutes before closing after which no ticket is given."),
    click.option("--priority-ratio", help="Ordinary tickets between two priority tickets."),
    click.option("--groups", help="Groups of the catalogue with their letters: `tax:A, registry:B`."),
    click.option("--services", help="Codes of the services of these groups; `all`."),
    click.option("--counters", help="Groups of each counter: `tax, registry; welfare`."),
    click.option(
        "--text",
        "texts",
        type=(click.Choice(TEXTS), click.Choice(LANGUAGES), str),
        multiple=True,
        help='A text the public reads, in one language: `--text rule en "First come, first served."`',
    ),
    click.option(
        "--own-group",
        "own",
        type=(str, str, str, str),
        multiple=True,
        help="A group that is not in the catalogue: its letter, then its name in Thai, Malay and English.",
    ),
)


_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""Of a site: it stands in addresses, `/s/<code>/…`."""


def _answers(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_ANSWERS):
        command = option(command)
    return command


@click.command()
@_answers
@click.option("--site", default="main", show_default=True, help="Short code of the site, Latin letters.")
@click.option(
    "--catalogue",
    type=click.Path(exists=True, path_type=Path),
    default=BUILT_IN,
    help="File with the structure of the office and its hours; the built-in one is a good start.",
)
@click.option(
    "--settings",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A whole configuration from `tonsai settings export`: it answers everything but the administrator.",
)
@click.option("--admin", help="User name of the first administrator, who adds everybody else; `admin`.")
@click.option("--admin-name", help="The administrator's own name; the user name without it.")
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help=f"The administrator's password, {SHORTEST_PASSWORD} characters or more.",
)
@click.option("--always-open", is_flag=True, help="Give tickets at any hour, whatever the opening hours say.")
@click.option(
    "--ask/--no-ask",
    default=None,
    help="Ask what is not given; at a terminal it does. Otherwise defaults hold.",
)
def init(
    site: str,
    catalogue: Path,
    file: Path | None,
    admin: str | None,
    admin_name: str | None,
    password: str,
    always_open: bool,
    ask: bool | None,
    **given: Any,
) -> None:
    """Make a real office: the same questions as the pages of the first run, and the same sensible answers.

    Nobody from the catalogue's demo staff comes along. Afterwards: `tonsai serve`, open the kiosk and the TV in their
    browsers, and confirm the code each of them shows with `tonsai device confirm CODE --name …`.
    """
    if _CODE.fullmatch(site) is None:
        raise click.ClickException(
            "The site's code must be Latin letters, digits, `-` and `_`, 40 at most. Nothing was made."
        )
    asking = sys.stdin.isatty() if ask is None else ask
    try:
        found, raw = load_catalogue(catalogue), json.loads(catalogue.read_text(encoding="utf-8"))
        hashed = hash_password(password)
        document = None if file is None else _read_file(file, given)
        if document is None:
            found = catalogue_of(answer_all(raw, given, asking=asking), raw)
        person = _administrator(admin, admin_name, password, hashed, asking=asking and file is None)
    except ValueError as error:
        raise click.ClickException(f"{error}. Nothing was made.") from None
    except QueueError as error:
        raise click.ClickException(_sentence(error)) from None
    kept, engine = open_database()
    prepared = prepare_template(document, prepare_files(document, Vault(kept.data), keep=True))
    try:
        make_office(
            engine,
            found,
            person,
            now=clock.now(),
            site=site,
            always_open=always_open,
            document=document,
            prepared=prepared,
        )
    except FileRefusedError as refused:
        tell_faults(refused)
        raise click.ClickException(f"{len(refused.faults)} faults. Nothing was made.") from None
    except QueueError as error:
        if error.code != "not_found":
            raise click.ClickException(_sentence(error)) from None
        raise click.ClickException(f"The site {site!r} exists already; nothing was changed.") from None
    with engine.connect() as conn:
        name = conn.execute(select(Site.settings).where(Site.code == site)).scalar_one()["office"]["name"]
    click.echo(f"The office {name['th']} is ready. Now: tonsai serve")


@click.command()
def demo() -> None:
    """Make the demonstration municipality (fictitious people in the real structure) if there is no office yet."""
    _, engine = open_database()
    if ensure_demo(engine, now=clock.now()):
        click.echo(f"The demonstration municipality is ready; every password is {DEMO_PASSWORD}")
    else:
        click.echo("There is an office already; nothing was changed.")


def _read_file(file: Path, given: Mapping[str, Any]) -> object:
    """Return the document of a file; it says everything, so no other answer may stand beside it."""
    beside = sorted(name for name, value in given.items() if value)
    if beside:
        raise click.UsageError(f"--settings says that already: leave out {', '.join(beside)}.")
    try:
        document: object = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise ValueError(f"{file.name} is no JSON: {wrong}") from None
    return document


def _administrator(
    admin: str | None, name: str | None, password: str, hashed: str, *, asking: bool
) -> Person:
    if admin is None and asking:
        admin = click.prompt("User name of the first administrator", default="admin")
    if name is None and asking:
        name = click.prompt("Their own name", default=admin)
    admin = admin or "admin"
    form = read_administrator(
        {"username": admin, "name": name or admin, "password": password, "again": password}
    )
    return Person(form.name, form.username, hashed)


def _sentence(error: QueueError) -> str:
    if error.details.get("field") == "password":
        return f"The password needs {SHORTEST_PASSWORD} characters or more."
    details = ", ".join(f"{name} {value}" for name, value in error.details.items() if name != "problem")
    return f"Refused: {error.code}{f' ({details})' if details else ''}. Nothing was made."
