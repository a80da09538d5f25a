"""`tonsai settings export` and `tonsai settings import`: the whole configuration of an office as one file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from counter.settings.beside import prepare_files, prepare_template
from counter.settings.whole import FileRefusedError, TrialError, read_document, write_document
from deploy.commands.opening import open_office
from shared import clock
from shared.domain.errors import QueueError
from shared.evidence.vault import Vault
from shared.store.turn import Answer, Turn
from shared.web.languages import Languages

_SITE = click.option("--site", help="Code of the site; needed where there are several.")


@click.group()
def settings() -> None:
    """The whole configuration of an office as one JSON file, out and in.

    Hours, calendar, groups, services, counters, rules, rating, words, retention, slip, copies, notices, and by the
    names of their devices screens and printers. Passwords and people are never in it.
    docs/settings.md describes the file.
    """


@settings.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
@_SITE
def export_settings(file: Path, site: str | None) -> None:
    """Write the configuration into a file; `-` writes it to the output."""
    with open_office(site) as office, office.engine.connect() as conn:
        found = read_document(conn, office.site_id, Vault(office.settings.data))
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    for place in found["left_out"]:
        click.echo(f"{place}: its file is left out (too large, or gone).", err=True)
    if str(file) == "-":
        click.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")
        click.echo(f"{file}: the configuration of {found['settings']['office']['office.name']['th']}.")


@settings.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only check and tell what would change.")
@_SITE
def import_settings(file: Path, dry_run: bool, site: str | None) -> None:
    """Make the configuration that of a file, whole or not at all; every fault is named."""
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise click.ClickException(f"{file.name} is no JSON: {wrong}. Nothing was changed.") from None
    words = Languages()

    with open_office(site) as office:
        vault = Vault(office.settings.data)
        prepared = prepare_template(document, prepare_files(document, vault, keep=not dry_run))

        def act(turn: Turn) -> Answer:
            return write_document(turn, document, words, trial=dry_run, prepared=prepared)

        try:
            answer = office.writer.run(office.site_id, act, now=clock.now(), actor="command")
        except TrialError as tried:
            answer = tried.answer
        except FileRefusedError as refused:
            tell_faults(refused)
            raise click.ClickException(f"{len(refused.faults)} faults. Nothing was changed.") from None
        except QueueError as error:
            raise click.ClickException(f"Refused: {error.code}.") from None
    for subject in answer["changed"]:
        click.echo(subject)
    for place in answer["waiting"]:
        click.echo(f"{place} waits: there is no device of that name, or no file of it.", err=True)
    if dry_run:
        click.echo("A trial: nothing was changed.")
    elif not answer["changed"]:
        click.echo("The office is like that already; nothing was changed.")
    else:
        click.echo(
            "Done; screens show it at once. Each change can be undone on the page of the latest changes."
        )


def tell_faults(refused: FileRefusedError) -> None:
    """Say each fault of a file on a line of its own, with its place."""
    for fault in refused.faults:
        details = ", ".join(f"{name} {value}" for name, value in fault.details.items())
        click.echo(f"{fault.place}: {fault.code}{f' ({details})' if details else ''}", err=True)
